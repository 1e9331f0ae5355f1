//! Our side of the lines that will stand in a wallet's bill, and of those that will stand in the
//! bill that we write for the merchant.

use drawbridge_canon::{Money, Timestamp};
use drawbridge_gate_pay::{Effect, Moved, Movement, Offer, Payment, RefundRecord, Step};

use crate::store::OurRow;

/// The longest number of a wallet's that is kept beside a line; real ones have half of it.
const WALLET_NO_MAX: usize = 64;

/// The lines that a step brings or changes. `before` is the payment as it was, if it was.
pub(crate) fn lines(before: Option<&Payment>, step: &Step) -> Vec<OurRow> {
    let booked = step.effects.iter().filter_map(|effect| match effect {
        Effect::Book(movement) => Some(movement),
        _ => None,
    });
    let payment = &step.payment;
    let mut rows: Vec<OurRow> =
        booked.flat_map(|movement| of_movement(payment, movement)).collect();
    for (index, refund) in payment.refunds.iter().enumerate() {
        let old = before.and_then(|before| before.refunds.get(index));
        let facts = |refund: &RefundRecord| (refund.accepted_at, refund.amount, refund.fee_back);
        if old.map(facts) != Some(facts(refund)) {
            rows.extend(of_refund(payment, refund));
        }
    }
    rows
}

/// The name under which a front's own lines are kept, apart from every wallet's name.
pub(crate) fn merchant_book(account: &str) -> String {
    format!("front:{account}")
}

/// The merchant's refund number in the key of such a line. Some platforms number refunds within an
/// order only, so the payment's id stands before it.
pub(crate) fn refund_number(key: &str) -> &str {
    key.split_once('/').map_or(key, |(_, number)| number)
}

/// A refund's line in the wallet's bill: of the day on which the wallet accepted it, done or not.
/// How it stands is read from the payment when it is compared.
fn of_refund(payment: &Payment, refund: &RefundRecord) -> Option<OurRow> {
    let offer = payment.offers.get(refund.offer)?;
    let line = Line {
        payment,
        offer: Some(offer),
        amount: refund.amount,
        fee: refund.fee_back.unwrap_or(refund.amount.none()),
        at: refund.accepted_at?,
    };
    Some(line.row(offer.wallet.clone(), "refund", refund.wallet_no.clone()))
}

fn of_movement(payment: &Payment, movement: &Movement) -> Vec<OurRow> {
    let line = |offer, amount: &Money, fee: &Money| Line {
        payment,
        offer,
        amount: *amount,
        fee: *fee,
        at: movement.at,
    };
    let number = |offer: Option<&Offer>| offer.map_or(String::new(), |offer| offer.order.clone());
    let (wallet, merchant) = (movement.wallet.clone(), merchant_book(&payment.front.account));
    match &movement.what {
        Moved::Paid { amount, fee } => {
            let offer = payment.winning_offer();
            let line = line(offer, amount, fee);
            vec![
                line.row(wallet, "payment", number(offer)),
                line.row(merchant, "payment", payment.ask.order.clone()),
            ]
        }
        // Money in suspense was never the merchant's: it does not stand in the merchant's bill.
        Moved::Suspense { amount, fee, .. } => {
            let offer = payment.offers.iter().rfind(|offer| {
                offer.wallet == movement.wallet && movement.key.contains(&*offer.order)
            });
            vec![line(offer, amount, fee).row(wallet, "payment", number(offer))]
        }
        Moved::RefundDone { amount, fee_back } => {
            let refund = payment.refunds.iter().find(|r| movement.key.contains(&*r.wallet_no));
            let key = refund.map(|refund| format!("{}/{}", payment.id, refund.refund));
            let row = |key| line(None, amount, fee_back).row(merchant, "refund", key);
            key.map(row).into_iter().collect()
        }
        Moved::RefundAsked { .. }
        | Moved::RefundFailed { .. }
        | Moved::SuspenseRefundDone { .. } => Vec::new(),
    }
}

/// What a line says, whosever book it stands in.
struct Line<'a> {
    payment: &'a Payment,
    offer: Option<&'a Offer>,
    amount: Money,
    fee: Money,
    at: Timestamp,
}

impl Line<'_> {
    fn row(&self, book: String, kind: &str, key: String) -> OurRow {
        let told = self.offer.and_then(|offer| offer.wallet_no.as_deref());
        let usable = |number: &&str| {
            number.len() <= WALLET_NO_MAX && number.bytes().all(|byte| byte.is_ascii_graphic())
        };
        OurRow {
            wallet: book,
            day: self.at.day(),
            kind: kind.to_owned(),
            key,
            payment: self.payment.id.clone(),
            // It is for people who look for the line; what cannot be kept must not stop the booking.
            wallet_no: told.filter(usable).unwrap_or_default().to_owned(),
            amount: self.amount,
            fee_micro: fee_micro(self.fee),
            at: self.at,
        }
    }
}

fn fee_micro(fee: Money) -> i64 {
    let scale = 10_i64.pow(6_u32.saturating_sub(fee.currency.places()));
    i64::try_from(fee.minor).unwrap_or(i64::MAX).saturating_mul(scale)
}
