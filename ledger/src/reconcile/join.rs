//! Rows made small, and gathered range by range of their keys.

use std::cmp::Ordering;

use drawbridge_canon::Currency;
use drawbridge_canon::pay::{BillRow, RowKind};

use super::classify::Class;
use super::key::Key;
use super::rows::{OurRow, Standing};

/// One row: as little of it as joining and counting need.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) key: Key,
    pub(super) amount: u64,
    pub(super) fee_micro: i64,
    pub(super) at: i64,
    /// The place in its source, or in the pool if [`POOLED`] is set.
    place: u32,
    pub(super) currency: Currency,
    /// The voice times four, and the kind.
    mark: u8,
}

/// The size is a promise about memory.
const _: () = assert!(size_of::<Entry>() == 48);

/// Marks a place in the pool.
const POOLED: u32 = 1 << 31;

/// Who says it, and whether the money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Voice {
    OursSettled,
    OursPending,
    OursFailed,
    TheirsDone,
    TheirsUnderWay,
    /// It did not move, and a new refund is needed.
    TheirsFailed,
    /// It did not arrive, and the wallet holds it for the buyer.
    TheirsStuck,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A class of the report.
    Is(Class),
    /// A row of nothing: it did not move, and only one side knows of it.
    Void,
}

/// A verdict and the rows it is about; at least one of them is there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    pub(super) ours: Option<Entry>,
    pub(super) theirs: Option<Entry>,
    /// The how many-eth outcome of its key, from 0.
    pub(super) ordinal: u32,
}

/// Where a row is found again.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In the day's source, counted from 0.
    Day(u32),
    /// In the pool, counted from 0.
    Pool(usize),
}

impl Place {
    /// The place of the `n`th row of a source; `None` if there are more rows than can be counted.
    pub(super) fn day(n: u64) -> Option<Self> {
        u32::try_from(n).ok().filter(|n| n & POOLED == 0).map(Self::Day)
    }

    const fn packed(self) -> u32 {
        match self {
            Self::Day(n) => n,
            // The pool is limited far below 2³¹.
            #[expect(clippy::cast_possible_truncation)]
            Self::Pool(n) => n as u32 | POOLED,
        }
    }
}

impl Entry {
    pub(super) fn of_ours(row: &OurRow, place: Place) -> Self {
        let voice = match row.standing {
            Standing::Settled => Voice::OursSettled,
            Standing::Pending => Voice::OursPending,
            Standing::Failed => Voice::OursFailed,
        };
        Self {
            key: Key::of_ours(row),
            amount: row.amount.minor,
            fee_micro: row.fee_micro,
            at: row.at.0,
            place: place.packed(),
            currency: row.amount.currency,
            mark: mark(voice, row.kind),
        }
    }

    pub(super) fn of_theirs(row: &BillRow, place: Place) -> Self {
        Self {
            key: Key::of_theirs(row),
            amount: row.amount.minor,
            fee_micro: row.fee_micro,
            at: row.at.0,
            place: place.packed(),
            currency: row.amount.currency,
            mark: mark(Voice::of_status(row.status.as_deref()), row.kind),
        }
    }

    pub(super) const fn voice(&self) -> Voice {
        match self.mark >> 2 {
            0 => Voice::OursSettled,
            1 => Voice::OursPending,
            2 => Voice::OursFailed,
            3 => Voice::TheirsDone,
            4 => Voice::TheirsUnderWay,
            5 => Voice::TheirsFailed,
            _ => Voice::TheirsStuck,
        }
    }

    /// Whether money goes back to the buyer.
    pub(super) const fn goes_back(&self) -> bool {
        self.mark & 3 != 0
    }

    pub(super) const fn is_pooled(&self) -> bool {
        self.place & POOLED != 0
    }

    pub(super) const fn pool_place(&self) -> Option<usize> {
        if self.is_pooled() { Some((self.place & !POOLED) as usize) } else { None }
    }

    pub(super) const fn day_place(&self) -> Option<u32> {
        if self.is_pooled() { None } else { Some(self.place) }
    }

    /// The order in which rows are judged. The place comes last, so that the order of a source
    /// only decides between rows of one key that are equal in all that is judged.
    pub(super) fn rank(&self, other: &Self) -> Ordering {
        let rest = |row: &Self| {
            let sums = (row.amount, row.fee_micro, row.at, row.currency);
            (row.voice(), row.is_pooled(), sums, row.place)
        };
        self.key.cmp(&other.key).then_with(|| rest(self).cmp(&rest(other)))
    }
}

impl Voice {
    /// Whether the money did not reach whom it was for.
    pub(super) const fn is_failed(self) -> bool {
        matches!(self, Self::OursFailed | Self::TheirsFailed | Self::TheirsStuck)
    }

    pub(super) const fn is_ours(self) -> bool {
        matches!(self, Self::OursSettled | Self::OursPending | Self::OursFailed)
    }

    /// What a bill's status says of the money. The words are those that bills use for refunds;
    /// a bill that tells no status lists only what is done.
    pub(super) fn of_status(status: Option<&str>) -> Self {
        let is_one_of = |words: &[&str]| {
            status.is_some_and(|said| words.iter().any(|word| said.eq_ignore_ascii_case(word)))
        };
        if is_one_of(&["FAIL", "FAILED", "CLOSED"]) {
            Self::TheirsFailed
        } else if is_one_of(&["CHANGE", "ABNORMAL"]) {
            Self::TheirsStuck
        } else if is_one_of(&["PROCESSING"]) {
            Self::TheirsUnderWay
        } else {
            Self::TheirsDone
        }
    }
}

const fn mark(voice: Voice, kind: RowKind) -> u8 {
    let kind = match kind {
        RowKind::Payment => 0,
        RowKind::Refund => 1,
        RowKind::Revoked => 2,
        RowKind::Other => 3,
    };
    ((voice as u8) << 2) | kind
}

/// Gathers the rows whose keys lie in a range, never more than a limit: when it is reached, the
/// range is halved, and what no longer belongs is left to a later pass.
pub(super) struct Net {
    from: u128,
    last: u128,
    limit: usize,
    rows: Vec<Entry>,
}

impl Net {
    /// A net for the keys `from` to `last`, both included.
    pub(super) fn new(from: u128, last: u128, limit: usize) -> Self {
        Self { from, last, limit: limit.max(1), rows: Vec::new() }
    }

    /// With room for as many rows as will probably come. Room that nothing is put in costs no
    /// memory, but a list that has to grow holds its rows twice for a moment.
    pub(super) fn with_room(mut self, rows: usize) -> Self {
        self.rows.reserve_exact(rows.min(self.limit));
        self
    }

    pub(super) fn take(&mut self, row: Entry) {
        if !self.covers(row.key) {
            return;
        }
        // A range of one key cannot be halved: then its rows are kept whatever their number, since
        // to know how often a bill repeats a row they must be together.
        while self.rows.len() >= self.limit && self.from < self.last {
            self.last = self.from + (self.last - self.from) / 2;
            let last = self.last;
            self.rows.retain(|kept| kept.key.0 <= last);
        }
        if self.covers(row.key) {
            self.rows.push(row);
        }
    }

    /// The last key that was covered after all, and the rows in the order of [`Entry::rank`].
    pub(super) fn haul(mut self) -> (u128, Vec<Entry>) {
        self.rows.sort_unstable_by(Entry::rank);
        (self.last, self.rows)
    }

    const fn covers(&self, key: Key) -> bool {
        self.from <= key.0 && key.0 <= self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: u128) -> Entry {
        Entry {
            key: Key(key),
            amount: 1,
            fee_micro: 0,
            at: 0,
            place: 0,
            currency: Currency::CNY,
            mark: mark(Voice::OursSettled, RowKind::Payment),
        }
    }

    #[test]
    fn a_net_never_holds_more_than_its_limit_and_loses_nothing() {
        // Keys that are spread, and keys that crowd at one end, on which halving works longest.
        let spread =
            (0..500_u128).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835));
        let crowded = (0..500_u128).chain([u128::MAX]);
        for keys in [spread.collect::<Vec<_>>(), crowded.collect()] {
            let mut caught = Vec::new();
            let mut from = 0;
            loop {
                let mut net = Net::new(from, u128::MAX, 7);
                for key in &keys {
                    net.take(row(*key));
                    assert!(net.rows.len() <= 7);
                }
                let (last, rows) = net.haul();
                caught.extend(rows.iter().map(|row| row.key.0));
                match last.checked_add(1) {
                    Some(rest) => from = rest,
                    None => break,
                }
            }
            let mut keys = keys;
            keys.sort_unstable();
            assert_eq!(caught, keys);
        }
    }

    #[test]
    fn rows_of_one_key_stay_together_whatever_the_limit() {
        let mut net = Net::new(5, u128::MAX, 3);
        (0..10).for_each(|_| net.take(row(5)));
        let (last, rows) = net.haul();
        assert_eq!((last, rows.len()), (5, 10));
    }

    #[test]
    fn keys_that_share_half_their_bits_are_two_keys() {
        let (one, other) = (row(7 << 64 | 1), row(7 << 64 | 2));
        let mut net = Net::new(0, u128::MAX, 100);
        for row in [one, other, one] {
            net.take(row);
        }
        let (_, rows) = net.haul();
        let groups = rows.chunk_by(|a, b| a.key == b.key).map(<[Entry]>::len);
        assert_eq!(groups.collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn a_bills_words_say_whether_the_money_moved() {
        let cases = [
            (None, Voice::TheirsDone),
            (Some("SUCCESS"), Voice::TheirsDone),
            (Some("退款成功"), Voice::TheirsDone),
            (Some("PROCESSING"), Voice::TheirsUnderWay),
            (Some("processing"), Voice::TheirsUnderWay),
            (Some("FAIL"), Voice::TheirsFailed),
            (Some("CHANGE"), Voice::TheirsStuck),
        ];
        for (said, expected) in cases {
            assert_eq!(Voice::of_status(said), expected, "{said:?}");
        }
    }
}
