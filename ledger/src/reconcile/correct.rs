//! What would mend a difference: a posting, a question to the wallet, or a person's decision.
//!
//! A row's effect on the books, debits positive, for a payment of `A` with the fee `F`, is
//! Receivable `A − F`, Fee `F`, and `−A` on the account of whose it is; for a refund all three
//! turn their sign. A correction adds what the wallet's row would have done, or takes back what
//! ours did, or both:
//!
//! | difference | posting | whose it is | then |
//! | --- | --- | --- | --- |
//! | over | adds theirs | Over | a person finds whose |
//! | short, settled | takes back ours | Short | a person asks the wallet |
//! | short, pending | none | | the wallet is asked; the gate books the answer |
//! | amount | adds theirs, takes back ours; fees on FeeDifference | Over or Short | a person |
//! | fee | Receivable against FeeDifference | | a person, if more than one minor unit |
//! | refund done here, failed there | takes back ours | Payable; RefundPending if the wallet still holds it | a person |
//! | refund failed here, done there | adds theirs | Payable | the wallet is asked first, then a person |
//! | payment done here, failed there | takes back ours | Short | a person |
//! | not decided here, or a dead order paid | none | | the wallet is asked; the gate books the answer |
//! | duplicate | adds theirs, if it moved | Over | a person |

use drawbridge_canon::pay::{BillRow, RowKind};
use drawbridge_canon::{Currency, Money, Timestamp};
use serde::{Deserialize, Serialize};

use super::ask::Difference;
use super::classify::{Class, micro_per_minor};
use super::join::Voice;
use super::rows::{OurRow, Standing};
use super::words;
use crate::accounts::Account;
use crate::accounts::AccountKind::{
    self, Fee, FeeDifference, Over, Payable, Receivable, RefundPending, Short,
};
use crate::error::LedgerError;
use crate::posting::{Draft, Entry, Posting, Side};

/// What would mend a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The lines of the posting; empty where nothing is to be booked.
    pub entries: Vec<Entry>,
    /// Whether a person must decide, and not only confirm.
    pub person: bool,
    /// What happened and what to do, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Why a difference is not mended by a posting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPosting {
    /// There is nothing to book; the text says what to do instead.
    #[error("nothing to book: {0}")]
    Nothing(String),
    /// The lines are no posting.
    #[error(transparent)]
    Refused(#[from] LedgerError),
}

/// What would mend this difference.
pub fn correction(difference: &Difference) -> Correction {
    let (mend, person) = mend(difference);
    let (zh, en) = words::explain(difference);
    let entries = mend.map_or_else(Vec::new, |mend| mend.entries(difference));
    Correction { entries, person, zh, en }
}

/// The posting that mends this difference, booked at `at`. Its key names the day, the wallet, the
/// merchant and the difference: correcting twice books once.
pub fn correct(difference: &Difference, at: Timestamp) -> Result<Posting, NoPosting> {
    let Correction { entries, en, .. } = correction(difference);
    if entries.is_empty() {
        return Err(NoPosting::Nothing(en));
    }
    let key = difference.posting_key();
    let payment = difference.ours.as_ref().map_or("", |row| &row.payment);
    let memo = format!("reconciliation {}: {en}", difference.scope.date);
    Ok(Posting::new(Draft { entries, ..Draft::new(key, at, memo, payment) })?)
}

impl Difference {
    /// The key of the posting that mends it: `recon/<date>/<wallet>/<merchant>/<id>`. What class
    /// it is of is no part: one difference is mended once, whatever it is taken for. Should it
    /// become another, or its amounts, its posting is undone before there is a next one.
    pub fn posting_key(&self) -> String {
        let scope = &self.scope;
        format!("recon/{}/{}/{}/{}", scope.date, scope.wallet, scope.merchant, self.id)
    }
}

/// Signed minor units for each account, debit positive.
struct Mend {
    currency: Currency,
    lines: Vec<(AccountKind, i128)>,
}

/// What to book, if anything, and whether a person must decide.
fn mend(difference: &Difference) -> (Option<Mend>, bool) {
    let (ours, theirs) = (difference.ours.as_ref(), difference.theirs.as_ref());
    match (difference.class, ours, theirs) {
        (Class::Over | Class::Duplicate, _, Some(theirs)) => {
            let moved = !Voice::of_status(theirs.status.as_deref()).is_failed();
            (moved.then(|| Effect::of_theirs(theirs).mend(1, Over)), true)
        }
        (Class::Short, Some(ours), _) if ours.standing == Standing::Settled => {
            (Some(Effect::of_ours(ours).mend(-1, Short)), true)
        }
        (Class::AmountMismatch, Some(ours), Some(theirs)) => {
            (amounts(&Effect::of_ours(ours), &Effect::of_theirs(theirs)), true)
        }
        (Class::FeeMismatch, Some(ours), Some(theirs)) => {
            fees(&Effect::of_ours(ours), &Effect::of_theirs(theirs))
        }
        (Class::StatusMismatch, Some(ours), Some(theirs)) => statuses(ours, theirs),
        // Nothing to mend, or the wallet is to be asked.
        _ => (None, false),
    }
}

/// Brings the books to the wallet's amount.
fn amounts(ours: &Effect, theirs: &Effect) -> Option<Mend> {
    if ours.currency != theirs.currency {
        return None;
    }
    let owed = theirs.net() - ours.net();
    let fee = theirs.fee - ours.fee;
    // What balances the two is money nobody claims, on either side.
    let rest = -(owed + fee);
    let claim = if rest < 0 { Over } else { Short };
    let lines = vec![(Receivable, owed), (FeeDifference, fee), (claim, rest)];
    Some(Mend { currency: ours.currency, lines })
}

/// Brings the books to the wallet's fee.
fn fees(ours: &Effect, theirs: &Effect) -> (Option<Mend>, bool) {
    let fee = theirs.fee - ours.fee;
    let lines = vec![(FeeDifference, fee), (Receivable, -fee)];
    // One minor unit is how a rate is rounded; more than that is another rate.
    (Some(Mend { currency: ours.currency, lines }), fee.abs() > 1)
}

/// Brings the books to what the wallet says happened.
fn statuses(ours: &OurRow, theirs: &BillRow) -> (Option<Mend>, bool) {
    let there = Voice::of_status(theirs.status.as_deref());
    let goes_back = ours.kind != RowKind::Payment;
    match ours.standing {
        Standing::Settled if there.is_failed() => {
            let claim = match there {
                _ if !goes_back => Short,
                // Still to be delivered; a refund that failed is the merchant's again.
                Voice::TheirsStuck => RefundPending,
                _ => Payable,
            };
            (Some(Effect::of_ours(ours).mend(-1, claim)), true)
        }
        Standing::Failed if goes_back => (Some(Effect::of_theirs(theirs).mend(1, Payable)), true),
        // Here the gate has not decided, or holds a dead order that was paid: asked about, it will
        // book the answer itself, and booking here too would count it twice.
        _ => (None, false),
    }
}

/// What a row does to the books, in minor units, signed: negative for money that goes back.
struct Effect {
    currency: Currency,
    amount: i128,
    fee: i128,
}

impl Effect {
    fn of_ours(row: &OurRow) -> Self {
        Self::new(row.kind, row.amount, row.fee_micro)
    }

    fn of_theirs(row: &BillRow) -> Self {
        Self::new(row.kind, row.amount, row.fee_micro)
    }

    fn new(kind: RowKind, amount: Money, fee_micro: i64) -> Self {
        let sign = if kind == RowKind::Payment { 1 } else { -1 };
        let fee = to_minor(fee_micro, amount.currency);
        Self { currency: amount.currency, amount: sign * i128::from(amount.minor), fee: sign * fee }
    }

    const fn net(&self) -> i128 {
        self.amount - self.fee
    }

    /// Adds it (`times` 1) or takes it back (-1), with `claim` as the account of whose it is.
    fn mend(&self, times: i128, claim: AccountKind) -> Mend {
        let lines = [(Receivable, self.net()), (Fee, self.fee), (claim, -self.amount)];
        let lines = lines.map(|(kind, minor)| (kind, times * minor)).to_vec();
        Mend { currency: self.currency, lines }
    }
}

/// Whole minor units, rounded half away from zero.
fn to_minor(micro: i64, currency: Currency) -> i128 {
    let unit = i128::from(micro_per_minor(currency));
    let size = (i128::from(micro).abs() + unit / 2) / unit;
    size * i128::from(micro.signum())
}

impl Mend {
    fn entries(self, difference: &Difference) -> Vec<Entry> {
        let scope = &difference.scope;
        let lines = self.lines.into_iter().filter(|(_, minor)| *minor != 0);
        lines
            .map(|(kind, minor)| Entry {
                account: Account::new(&*scope.merchant, &*scope.wallet, kind),
                side: if minor > 0 { Side::Debit } else { Side::Credit },
                amount: Money {
                    // More than the largest money there is fails the posting's own check.
                    minor: u64::try_from(minor.unsigned_abs()).unwrap_or(u64::MAX),
                    currency: self.currency,
                },
            })
            .collect()
    }
}
