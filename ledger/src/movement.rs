//! What happened to a payment, and how it is booked.
//!
//! Each movement as the two sides of a T-account; `A` is its amount, `F` the wallet's fee, `B` the
//! fee given back, `C` the bridge operator's commission. Lines of zero are left out.
//!
//! **Paid**: the buyer paid. The wallet owes the amount less its fee.
//!
//! | Debit | | Credit | |
//! | --- | --- | --- | --- |
//! | Receivable | A − F | Payable | A |
//! | Fee | F | | |
//! | Payable | C | Commission | C |
//!
//! **RefundAsked**: the merchant promised money back; it is no longer earned and not yet gone.
//!
//! | Debit | | Credit | |
//! | --- | --- | --- | --- |
//! | Payable | A | RefundPending | A |
//!
//! **RefundDone**: the wallet gave it back, and the fee on that part with it.
//!
//! | Debit | | Credit | |
//! | --- | --- | --- | --- |
//! | RefundPending | A | Receivable | A − B |
//! | | | Fee | B |
//! | Commission | C′ | Payable | C′ |
//!
//! `C′` is nothing where the commission is kept on a refund ([`OnRefund`](crate::OnRefund)).
//!
//! **RefundFailed**: nothing moved; it is earned again.
//!
//! | Debit | | Credit | |
//! | --- | --- | --- | --- |
//! | RefundPending | A | Payable | A |
//!
//! **Suspense**: money came to which the merchant has no claim (an order paid twice, or after it
//! was closed). It is owed by the wallet, and not earned; no commission is due.
//!
//! | Debit | | Credit | |
//! | --- | --- | --- | --- |
//! | Receivable | A − F | Suspense | A |
//! | Fee | F | | |
//!
//! **SuspenseRefundDone**: it was sent back.
//!
//! | Debit | | Credit | |
//! | --- | --- | --- | --- |
//! | Suspense | A | Receivable | A − B |
//! | | | Fee | B |

use drawbridge_canon::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::accounts::AccountKind::{
    Commission as CommissionAccount, Fee, Payable, Receivable, RefundPending, Suspense,
};
use crate::error::LedgerError;
use crate::posting::{Draft, Posting};
use crate::terms::Terms;

/// Something that happened to a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// What makes it unique; becomes [`Posting::key`].
    pub key: String,
    /// When it happened.
    pub at: Timestamp,
    /// Whose sale it is.
    pub merchant: String,
    /// Through which wallet the money moved.
    pub wallet: String,
    /// The payment's own number at the bridge.
    pub payment: String,
    /// What happened.
    pub what: What,
}

/// What happened. All amounts of one movement are of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum What {
    /// The buyer paid.
    Paid {
        /// What the buyer paid.
        amount: Money,
        /// What the wallet keeps of it.
        fee: Money,
    },
    /// The merchant asked for a refund.
    RefundAsked {
        /// How much is to be given back.
        amount: Money,
    },
    /// The wallet has done it.
    RefundDone {
        /// How much was given back.
        amount: Money,
        /// What the wallet gives back of its fee.
        fee_back: Money,
    },
    /// The refund came to nothing.
    RefundFailed {
        /// How much had been asked for.
        amount: Money,
    },
    /// Money came without a claim to it.
    Suspense {
        /// What the buyer paid.
        amount: Money,
        /// What the wallet keeps of it.
        fee: Money,
        /// Why there is no claim, for people.
        why: String,
    },
    /// Such money was sent back.
    SuspenseRefundDone {
        /// How much was sent back.
        amount: Money,
        /// What the wallet gives back of its fee.
        fee_back: Money,
    },
}

/// The posting of a movement, as the tables in [the module](self) say.
///
/// Refused are a movement of nothing, two currencies in one movement, and a fee that is more than
/// the amount it was taken from.
pub fn book(movement: &Movement, terms: &Terms) -> Result<Posting, LedgerError> {
    let entries = Lines::of(movement);
    Posting::new(
        match &movement.what {
            What::Paid { amount, fee } => {
                let commission = terms.taken(*amount);
                entries
                    .came(*amount, *fee, Payable)?
                    .debit(Payable, commission)
                    .credit(CommissionAccount, commission)
            }
            What::RefundAsked { amount } => {
                entries.debit(Payable, *amount).credit(RefundPending, *amount)
            }
            What::RefundDone { amount, fee_back } => {
                let commission = terms.given_back(*amount);
                entries
                    .went(*amount, *fee_back, RefundPending)?
                    .debit(CommissionAccount, commission)
                    .credit(Payable, commission)
            }
            What::RefundFailed { amount } => {
                entries.debit(RefundPending, *amount).credit(Payable, *amount)
            }
            What::Suspense { amount, fee, .. } => entries.came(*amount, *fee, Suspense)?,
            What::SuspenseRefundDone { amount, fee_back } => {
                entries.went(*amount, *fee_back, Suspense)?
            }
        }
        .draft,
    )
}

impl What {
    /// The name in records.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Paid { .. } => "paid",
            Self::RefundAsked { .. } => "refund_asked",
            Self::RefundDone { .. } => "refund_done",
            Self::RefundFailed { .. } => "refund_failed",
            Self::Suspense { .. } => "suspense",
            Self::SuspenseRefundDone { .. } => "suspense_refund_done",
        }
    }
}

/// A draft whose lines are all of one merchant and one wallet.
pub(crate) struct Lines<'a> {
    pub(crate) draft: Draft,
    pub(crate) merchant: &'a str,
    pub(crate) wallet: &'a str,
}

impl<'a> Lines<'a> {
    fn of(movement: &'a Movement) -> Self {
        let memo = match &movement.what {
            What::Suspense { why, .. } => format!("suspense: {why}"),
            what => what.name().to_owned(),
        };
        let draft = Draft::new(&*movement.key, movement.at, memo, &*movement.payment);
        Self { draft, merchant: &movement.merchant, wallet: &movement.wallet }
    }

    pub(crate) fn debit(self, kind: crate::AccountKind, amount: Money) -> Self {
        let draft = self.draft.debit(self.merchant, self.wallet, kind, amount);
        Self { draft, ..self }
    }

    pub(crate) fn credit(self, kind: crate::AccountKind, amount: Money) -> Self {
        let draft = self.draft.credit(self.merchant, self.wallet, kind, amount);
        Self { draft, ..self }
    }

    /// Money came to the wallet, which keeps `fee` of it; `claim` is whose it is.
    pub(crate) fn came(
        self,
        amount: Money,
        fee: Money,
        claim: crate::AccountKind,
    ) -> Result<Self, LedgerError> {
        let net = less_fee(amount, fee)?;
        Ok(self.debit(Receivable, net).debit(Fee, fee).credit(claim, amount))
    }

    /// The wallet sent money back, and `fee_back` of its fee; `claim` is whose it was.
    pub(crate) fn went(
        self,
        amount: Money,
        fee_back: Money,
        claim: crate::AccountKind,
    ) -> Result<Self, LedgerError> {
        let net = less_fee(amount, fee_back)?;
        Ok(self.debit(claim, amount).credit(Receivable, net).credit(Fee, fee_back))
    }
}

/// The amount without the fee.
fn less_fee(amount: Money, fee: Money) -> Result<Money, LedgerError> {
    if fee.currency == amount.currency && fee.minor > amount.minor {
        let (fee, amount) = (fee.to_string(), amount.to_string());
        return Err(LedgerError::FeeExceedsAmount { fee, amount });
    }
    Ok(amount.minus(fee)?)
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::Currency;

    use super::*;
    use crate::terms::{Commission, OnRefund};

    fn movement(what: What) -> Movement {
        Movement {
            key: "key".to_owned(),
            at: Timestamp(0),
            merchant: "shop".to_owned(),
            wallet: "purse".to_owned(),
            payment: "pay-1".to_owned(),
            what,
        }
    }

    /// `D receivable 9940` for each line.
    fn lines(posting: &Posting) -> Vec<String> {
        let line = |entry: &crate::Entry| {
            let side = if entry.side == crate::Side::Debit { 'D' } else { 'C' };
            assert_eq!(
                (entry.account.merchant.as_str(), entry.account.wallet.as_str()),
                ("shop", "purse")
            );
            format!("{side} {} {}", entry.account.kind.code(), entry.amount.minor)
        };
        posting.entries().iter().map(line).collect()
    }

    fn yuan(minor: u64) -> Money {
        Money::fen(minor)
    }

    #[test]
    fn every_movement_is_booked_as_its_table_says() {
        let free = Terms::default();
        let kept = Terms { commission: Some(Commission { ppm: 1000, on_refund: OnRefund::Kept }) };
        let back =
            Terms { commission: Some(Commission { ppm: 1000, on_refund: OnRefund::GivenBack }) };
        let paid = What::Paid { amount: yuan(10_000), fee: yuan(60) };
        let done = What::RefundDone { amount: yuan(5_999), fee_back: yuan(36) };
        let why = "paid twice".to_owned();
        let cases: &[(&What, Terms, &[&str])] = &[
            (&paid, free, &["D receivable 9940", "D fee 60", "C payable 10000"]),
            (
                &paid,
                kept,
                &[
                    "D receivable 9940",
                    "D fee 60",
                    "C payable 10000",
                    "D payable 10",
                    "C commission 10",
                ],
            ),
            (
                &What::Paid { amount: yuan(5), fee: yuan(0) },
                kept,
                &["D receivable 5", "C payable 5"],
            ),
            (&What::Paid { amount: yuan(5), fee: yuan(5) }, free, &["D fee 5", "C payable 5"]),
            (
                &What::RefundAsked { amount: yuan(5_999) },
                kept,
                &["D payable 5999", "C refund_pending 5999"],
            ),
            (&done, kept, &["D refund_pending 5999", "C receivable 5963", "C fee 36"]),
            (
                &done,
                back,
                &[
                    "D refund_pending 5999",
                    "C receivable 5963",
                    "C fee 36",
                    "D commission 5",
                    "C payable 5",
                ],
            ),
            (
                &What::RefundFailed { amount: yuan(5_999) },
                back,
                &["D refund_pending 5999", "C payable 5999"],
            ),
            (
                &What::Suspense { amount: yuan(10_000), fee: yuan(60), why },
                kept,
                &["D receivable 9940", "D fee 60", "C suspense 10000"],
            ),
            (
                &What::SuspenseRefundDone { amount: yuan(10_000), fee_back: yuan(60) },
                back,
                &["D suspense 10000", "C receivable 9940", "C fee 60"],
            ),
        ];
        for (what, terms, expected) in cases {
            let posting = book(&movement((*what).clone()), terms).unwrap();
            assert_eq!(lines(&posting), *expected, "{what:?}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_the_reason() {
        let yen = Money { minor: 1, currency: Currency::parse("JPY").unwrap() };
        let cases = [
            (What::Paid { amount: yuan(0), fee: yuan(0) }, "a posting must move something"),
            (What::RefundAsked { amount: yuan(0) }, "a posting must move something"),
            (
                What::Paid { amount: yuan(1), fee: yuan(2) },
                "a fee of 0.02 CNY is more than the amount of 0.01 CNY",
            ),
            (What::RefundDone { amount: yuan(9), fee_back: yen }, "CNY and JPY do not mix"),
        ];
        for (what, expected) in cases {
            let error = book(&movement(what), &Terms::default()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn the_reason_for_suspense_is_in_the_memo() {
        let what =
            What::Suspense { amount: yuan(1), fee: yuan(0), why: "paid after expiry".to_owned() };
        let posting = book(&movement(what), &Terms::default()).unwrap();
        assert_eq!(posting.memo(), "suspense: paid after expiry");
    }
}
