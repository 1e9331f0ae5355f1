//! How two rows of one key compare, and what becomes of rows that stand alone.

use drawbridge_canon::Currency;
use serde::{Deserialize, Serialize};

use super::join::{Entry, Outcome, Verdict, Voice};
use crate::lang::Lang;

/// What was found about a row or a pair of rows. Where several are true of a pair, the first in
/// this order is told: status, amount, fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Both sides have it, and agree.
    Matched,
    /// 长款: the wallet has it and we do not.
    Over,
    /// 短款: we have it and the wallet does not.
    Short,
    /// One side says that the money moved, the other that it did not (or not yet).
    StatusMismatch,
    /// The amounts or their currencies differ.
    AmountMismatch,
    /// The fees differ by more than rounding explains.
    FeeMismatch,
    /// The bill has it more than once.
    Duplicate,
    /// One side has it, near midnight: carried to the next day.
    Pooled,
}

impl Class {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 8] = [
        Self::Matched,
        Self::Over,
        Self::Short,
        Self::StatusMismatch,
        Self::AmountMismatch,
        Self::FeeMismatch,
        Self::Duplicate,
        Self::Pooled,
    ];

    /// The name in records: the same as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Over => "over",
            Self::Short => "short",
            Self::StatusMismatch => "status_mismatch",
            Self::AmountMismatch => "amount_mismatch",
            Self::FeeMismatch => "fee_mismatch",
            Self::Duplicate => "duplicate",
            Self::Pooled => "pooled",
        }
    }

    /// The name for people.
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Matched => lang.pick("对平", "Matched"),
            Self::Over => lang.pick("长款", "Over"),
            Self::Short => lang.pick("短款", "Short"),
            Self::StatusMismatch => lang.pick("状态不符", "Status mismatch"),
            Self::AmountMismatch => lang.pick("金额不符", "Amount mismatch"),
            Self::FeeMismatch => lang.pick("手续费不符", "Fee mismatch"),
            Self::Duplicate => lang.pick("账单重复", "Duplicate in bill"),
            Self::Pooled => lang.pick("跨日挂账", "Carried over midnight"),
        }
    }

    /// Whether it is something to mend.
    pub const fn is_difference(self) -> bool {
        !matches!(self, Self::Matched | Self::Pooled)
    }
}

/// What decides, for one run.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    /// First moment of the day, milliseconds.
    pub(super) day_starts: i64,
    /// First moment of the next.
    pub(super) day_ends: i64,
    /// How near to either a row may be missing.
    pub(super) window: i64,
    /// The oldest that a row in the pool may become.
    pub(super) pool_days: u32,
    /// The ages of the rows in the pool, by their place in it.
    pub(super) ages: &'a [u32],
    /// Whether fees are compared.
    pub(super) fees: bool,
    /// The tolerance for fees, where half a minor unit is not wanted.
    pub(super) fee_tolerance: Option<u64>,
}

impl Judge<'_> {
    /// Judges all rows of one key, in the order of [`Entry::rank`]: ours come before theirs.
    ///
    /// Of ours, the first of the day is the one to pair; a row carried in the pool gives way to a
    /// fresher telling of itself. Of theirs, the one that agrees best is paired, and the others
    /// are duplicates.
    pub(super) fn judge<E>(
        &self,
        rows: &[Entry],
        found: &mut dyn FnMut(Outcome) -> Result<(), E>,
    ) -> Result<(), E> {
        let (ours, theirs) = rows.split_at(rows.partition_point(|row| row.voice().is_ours()));
        let mut ordinal = 0;
        let mut tell = |verdict, ours: Option<&Entry>, theirs: Option<&Entry>| {
            ordinal += 1;
            let (ours, theirs) = (ours.copied(), theirs.copied());
            found(Outcome { verdict, ours, theirs, ordinal: ordinal - 1 })
        };
        let is_retold = ours.iter().any(|row| !row.is_pooled());
        let mut ours = ours.iter().filter(|row| !(is_retold && row.is_pooled()));
        let our = ours.next();
        let partner = our.and_then(|our| {
            let distance = |place: &usize| self.compare(our, &theirs[*place]).distance();
            (0..theirs.len()).min_by_key(distance)
        });
        match (our, partner.map(|place| &theirs[place])) {
            (Some(our), Some(their)) => {
                tell(Verdict::Is(self.compare(our, their)), Some(our), Some(their))?;
            }
            (Some(our), None) => tell(self.alone(our), Some(our), None)?,
            _ => {}
        }
        for extra in ours {
            tell(self.alone(extra), Some(extra), None)?;
        }
        for (place, their) in theirs.iter().enumerate().filter(|(place, _)| Some(*place) != partner)
        {
            let is_first = our.is_none() && place == 0;
            let verdict = if is_first { self.alone(their) } else { Verdict::Is(Class::Duplicate) };
            tell(verdict, None, Some(their))?;
        }
        Ok(())
    }

    /// How two rows compare.
    fn compare(&self, our: &Entry, their: &Entry) -> Class {
        match (our.voice(), their.voice()) {
            (Voice::OursFailed, their) if their.is_failed() => return Class::Matched,
            (Voice::OursSettled, Voice::TheirsDone | Voice::TheirsUnderWay)
            | (Voice::OursPending, Voice::TheirsUnderWay) => {}
            _ => return Class::StatusMismatch,
        }
        if our.amount != their.amount || our.currency != their.currency {
            return Class::AmountMismatch;
        }
        let apart = our.fee_micro.abs_diff(their.fee_micro);
        let tolerance = self.fee_tolerance.unwrap_or(micro_per_minor(our.currency) / 2);
        if self.fees && apart > tolerance { Class::FeeMismatch } else { Class::Matched }
    }

    /// What becomes of a row that the other side does not have.
    fn alone(&self, row: &Entry) -> Verdict {
        let class = match row.voice() {
            // Nothing moved, and the other side knows of nothing.
            voice if voice.is_failed() => return Verdict::Void,
            voice if voice.is_ours() => Class::Short,
            _ => Class::Over,
        };
        let may_wait = match row.pool_place() {
            Some(place) => self.ages.get(place).is_some_and(|age| *age <= self.pool_days),
            None => self.is_near_midnight(row.at),
        };
        Verdict::Is(if may_wait { Class::Pooled } else { class })
    }

    fn is_near_midnight(&self, at: i64) -> bool {
        let near = |midnight: i64| at.abs_diff(midnight) <= self.window.unsigned_abs();
        self.window > 0 && (near(self.day_starts) || near(self.day_ends))
    }
}

impl Class {
    /// How far from agreement, to choose between rows of one key.
    const fn distance(self) -> u8 {
        match self {
            Self::Matched => 0,
            Self::FeeMismatch => 1,
            Self::AmountMismatch => 2,
            _ => 3,
        }
    }
}

/// Millionths of the major unit in one minor unit: 10 000 for the yuan.
pub(super) const fn micro_per_minor(currency: Currency) -> u64 {
    10_u64.pow(6_u32.saturating_sub(currency.places()))
}
