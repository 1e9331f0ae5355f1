//! The merchant asks for a refund; and how a refund is called.

use drawbridge_canon::pay::{OrderRef, RefundAsk};
use drawbridge_canon::{Money, Reason, Refusal, Timestamp};

use crate::draft::Draft;
use crate::effect::{Effect, Moved};
use crate::record::{RefundKind, RefundRecord, RefundStep};
use crate::reply::not_found;
use crate::timing;

/// The merchant asks for a refund. The number makes it idempotent: the same again changes nothing,
/// unless the wallet had refused it, and then it is tried again.
///
/// Refused, in this order: `OrderNotFound`, `RefundConflict` (the number is known with another
/// amount or another time of asking), `OrderNotPaid`, `AmountMismatch` (another total, another currency), `FieldInvalid`
/// (nothing), `FieldMissing` (a part without a number), `RefundExceeds`, `RefundForbidden` (too
/// late, or too many parts).
pub(crate) fn asked(draft: &mut Draft<'_>, ask: RefundAsk) -> Result<(), Refusal> {
    let payment = &draft.payment;
    if !payment.exists_for_merchant(draft.world.front) {
        return Err(not_found());
    }
    let number = ask.refund.clone().unwrap_or_else(|| payment.ask.order.clone());
    let merchants = |r: &RefundRecord| r.kind == RefundKind::Merchant && r.refund == number;
    let known = payment.refunds.iter().position(merchants);
    if let Some(index) = known {
        let record = &payment.refunds[index];
        if record.status != RefundStep::Refused {
            let same = record.amount == ask.amount && record.asked_at_time(ask.asked_at);
            return if same { Ok(()) } else { Err(conflict(&number)) };
        }
    }
    check(draft, &ask)?;
    let Some(winner) = draft.payment.winner else { return Err(not_paid()) };
    let index = match known {
        Some(index) => index,
        None => record(draft, winner, ask.amount, RefundKind::Merchant)?,
    };
    let refund = draft.refund(index);
    refund.amount = ask.amount;
    refund.refund = number;
    refund.ask = Some(Box::new(ask));
    promise(draft, index);
    call(draft, index);
    Ok(())
}

/// What can still be refunded.
pub(crate) fn left(draft: &Draft<'_>) -> Money {
    let all = draft.payment.ask.amount;
    all.minus(draft.payment.committed()).unwrap_or(all.none())
}

/// Refuses a refund that comes too late for the merchant's platform or for the wallet.
pub(crate) fn check_time(draft: &Draft<'_>) -> Result<(), Refusal> {
    let Some(winner) = draft.payment.winner else { return Err(not_paid()) };
    let within = draft.world.front.refund_within.min(draft.wallet_of(winner)?.rules.refund_within);
    let paid_at = draft.payment.paid_at().unwrap_or(draft.payment.created);
    if draft.now > paid_at.plus_seconds(within) {
        let message = format!("refunds must be asked for within {within} seconds of payment");
        return Err(Refusal::new(Reason::RefundForbidden, message));
    }
    Ok(())
}

/// A new refund of the payment that counts, not yet promised.
pub(crate) fn record(
    draft: &mut Draft<'_>,
    offer: usize,
    amount: Money,
    kind: RefundKind,
) -> Result<usize, Refusal> {
    let counted = draft.payment.refunds.iter().filter(|r| r.kind != RefundKind::Suspense).count();
    if counted > 99 {
        let message = "a hundred refunds were tried: there are no numbers left";
        return Err(Refusal::new(Reason::RefundForbidden, message));
    }
    let number = format!("{}R{counted:02}", draft.payment.id);
    let record = RefundRecord::new(number, offer, amount, kind, draft.now);
    draft.payment.refunds.push(record);
    Ok(draft.payment.refunds.len() - 1)
}

/// Promises a refund's amount: the merchant has that much less from here on.
pub(crate) fn promise(draft: &mut Draft<'_>, index: usize) {
    let refund = draft.refund(index);
    refund.tries += 1;
    if refund.kind == RefundKind::Suspense {
        return;
    }
    let key = format!("{}.asked.{}", refund.wallet_no, refund.tries);
    let (offer, amount) = (refund.offer, refund.amount);
    draft.book(key, offer, Moved::RefundAsked { amount });
}

/// Calls the wallet's refund, always with the same number, and with the same time of asking until a
/// definite no.
pub(crate) fn call(draft: &mut Draft<'_>, index: usize) {
    let now = draft.now;
    let refund = draft.refund(index);
    refund.status = RefundStep::Asked;
    refund.asked_at = now;
    refund.next_ask = Some(now.plus_seconds(timing::LOST_AFTER));
    refund.said_at.get_or_insert(Timestamp::from_seconds(now.seconds()));
    let ask = Box::new(wallet_ask(draft, index));
    draft.effect(Effect::Refund { index, ask });
}

fn check(draft: &Draft<'_>, ask: &RefundAsk) -> Result<(), Refusal> {
    let Some(winner) = draft.payment.winner else { return Err(not_paid()) };
    let all = draft.payment.ask.amount;
    let other_total = ask.total.is_some_and(|total| total != all);
    if other_total || ask.amount.currency != all.currency {
        let message = format!("the order's amount is {all}");
        return Err(Refusal::new(Reason::AmountMismatch, message));
    }
    if ask.amount.is_zero() {
        return Err(Refusal::new(Reason::FieldInvalid, "there is nothing to refund"));
    }
    if ask.refund.is_none() && ask.amount != all {
        let message = "a refund of a part needs a refund number";
        return Err(Refusal::new(Reason::FieldMissing, message));
    }
    let left = left(draft);
    if ask.amount > left {
        let message = format!("{left} of {all} can still be refunded");
        return Err(Refusal::new(Reason::RefundExceeds, message));
    }
    check_time(draft)?;
    let parts = draft.world.front.refund_parts.min(draft.wallet_of(winner)?.rules.refund_parts);
    let counts = |r: &&RefundRecord| r.kind != RefundKind::Suspense && r.status.is_committed();
    let made = draft.payment.refunds.iter().filter(counts).count();
    if made >= usize::try_from(parts).unwrap_or(usize::MAX) {
        let message = format!("an order can be refunded in at most {parts} parts");
        return Err(Refusal::new(Reason::RefundForbidden, message));
    }
    Ok(())
}

/// A refund in the wallet's terms.
fn wallet_ask(draft: &Draft<'_>, index: usize) -> RefundAsk {
    let payment = &draft.payment;
    let refund = &payment.refunds[index];
    let offer = &payment.offers[refund.offer];
    let same = offer.dialect == payment.front.dialect;
    let theirs = refund.ask.as_deref();
    let why = match refund.kind {
        RefundKind::Suspense => Some("paid twice or too late: refunded automatically".to_owned()),
        _ => theirs.and_then(|ask| ask.reason.clone()),
    };
    RefundAsk {
        order: OrderRef::Order(offer.order.clone()),
        refund: Some(refund.wallet_no.clone()),
        amount: refund.amount,
        total: Some(offer.paid.unwrap_or(payment.ask.amount)),
        reason: why,
        notify_url: None,
        sub_merchant: payment
            .ask
            .sub_merchant
            .as_ref()
            .filter(|_| same)
            .map(|s| s.merchant.clone()),
        goods: theirs.map(|ask| ask.goods.clone()).unwrap_or_default(),
        origin: theirs.map(|ask| ask.origin.clone()).unwrap_or_default(),
        asked_at: refund.said_at,
        wallet_no: offer.wallet_no.clone(),
    }
}

fn conflict(number: &str) -> Refusal {
    let message = format!("refund {number} was asked for with another amount");
    Refusal::new(Reason::RefundConflict, message)
}

fn not_paid() -> Refusal {
    Refusal::new(Reason::OrderNotPaid, "the order has not been paid")
}
