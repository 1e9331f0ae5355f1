//! Money in suspense on its way back.
//!
//! It is asked back under a number that follows from the offer, so that it cannot be given back
//! twice, and only as far as the wallet has not given it back by itself.
//!
//! A wallet may take a refund on and close it for good later; one does after the merchant's balance
//! did not cover it for seven days. Nothing moved, and the number is used up. The cause passes as a
//! rule, and nobody else asks for this money: it is tried again under the next number that follows
//! from the offer, so that no crash and no second node can try twice.

use drawbridge_canon::Money;
use drawbridge_canon::pay::{RefundState, RefundStatus, TradeState, Transaction};

use crate::draft::Draft;
use crate::record::{RefundKind, RefundRecord, RefundStep};
use crate::{refund, refund_heard};

/// Seconds before each new attempt. What five of them in eleven days could not do is for a person.
const AGAIN: [i64; 5] = [3600, 6 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600];

/// Gives back what an offer took and should not have: what the wallet has given back by itself is
/// believed, and the rest is asked for.
pub(crate) fn give_back(draft: &mut Draft<'_>, offer: usize, told: &Transaction) {
    let (there, rest) = parts(told);
    if !there.is_zero() {
        let order = &draft.payment.offers[offer].order;
        draft.note(format!("the wallet had given back {there} of order {order} by itself"));
        let number = format!("{}W{offer:02}", draft.payment.id);
        let index = add(draft, number, offer, there);
        draft.refund(index).by_wallet = true;
        refund_heard::done(draft, index, None);
    }
    if !rest.is_zero() {
        let number = format!("{}S{offer:02}", draft.payment.id);
        let index = add(draft, number, offer, rest);
        refund::call(draft, index);
    }
}

/// Adds a refund out of suspense under this number; its index.
fn add(draft: &mut Draft<'_>, number: String, offer: usize, amount: Money) -> usize {
    let record = RefundRecord::new(number, offer, amount, RefundKind::Suspense, draft.now);
    draft.payment.refunds.push(record);
    draft.payment.refunds.len() - 1
}

/// What the wallet has given back of a payment, and what is left. Where it does not say how much,
/// or says what cannot be, all is left: asked for too much it gives back nothing.
fn parts(told: &Transaction) -> (Money, Money) {
    let none = told.amount.none();
    let there = match told.state {
        TradeState::Refunded => told.amount,
        TradeState::PartlyRefunded | TradeState::Finished => told.refunded.unwrap_or(none),
        _ => none,
    };
    match told.amount.minus(there) {
        Ok(rest) => (there, rest),
        Err(_) => (none, told.amount),
    }
}

/// Whether all that an offer took is back, as far as we know.
pub(crate) fn all_back(draft: &Draft<'_>, offer: usize) -> bool {
    let done = draft.payment.refunds.iter().filter(|r| r.offer == offer);
    let done = done.filter(|refund| refund.status == RefundStep::Done);
    let back = done.map(|refund| refund.amount.minor).fold(0, u64::saturating_add);
    draft.payment.offers[offer].paid.is_some_and(|paid| !paid.is_zero() && back >= paid.minor)
}

/// The wallet closed a refund out of suspense: says so, and plans the next attempt.
pub(crate) fn closed(draft: &mut Draft<'_>, index: usize) {
    let RefundRecord { wallet_no, offer, amount, .. } = draft.payment.refunds[index].clone();
    let tried = of(draft, offer).count();
    let closed = format!("refund {wallet_no} out of suspense was closed by the wallet");
    if others(draft, index).any(|refund| refund.status.is_committed()) {
        return draft.note(format!("{closed}, and another one stands"));
    }
    let Some(wait) = AGAIN.get(tried.saturating_sub(1)) else {
        draft.refund(index).status = RefundStep::Abnormal;
        return draft.note(format!("{closed}, as all before it: act at the wallet"));
    };
    let number = format!("{}S{offer:02}{tried:02}", draft.payment.id);
    draft.note(format!("{closed}; it is tried again as {number}"));
    let next = add(draft, number, offer, amount);
    draft.refund(next).next_ask = Some(draft.now.plus_seconds(*wait));
}

/// The wallet is at a refund after all that it had closed: the attempt planned instead is let go,
/// unless it was called already. Then the wallet decides: it gives back no more than was paid.
pub(crate) fn revived(draft: &mut Draft<'_>, index: usize) {
    let offer = draft.payment.refunds[index].offer;
    for other in 0..draft.payment.refunds.len() {
        let refund = draft.refund(other);
        let planned = refund.kind == RefundKind::Suspense && refund.status == RefundStep::Unsent;
        if other != index && refund.offer == offer && planned && refund.asks == 0 {
            end(draft, other);
        }
    }
}

/// An attempt has come through: what a person was to do about another one is not needed any more.
pub(crate) fn came_back(draft: &mut Draft<'_>, index: usize) {
    let offer = draft.payment.refunds[index].offer;
    for other in 0..draft.payment.refunds.len() {
        let refund = &draft.payment.refunds[other];
        let suspense = refund.kind == RefundKind::Suspense && refund.offer == offer;
        if suspense && refund.status == RefundStep::Abnormal && !refund.is_stuck() {
            end(draft, other);
        }
    }
}

/// Whether the money is back already by another attempt, so that this news of one cannot be true:
/// then it is noted and the attempt ends.
pub(crate) fn is_back(draft: &mut Draft<'_>, index: usize, told: &RefundState) -> bool {
    let record = &draft.payment.refunds[index];
    if record.kind != RefundKind::Suspense
        || record.status == RefundStep::Done
        || !others(draft, index).any(|refund| refund.status == RefundStep::Done)
    {
        return false;
    }
    if told.status != RefundStatus::Closed {
        let text = format!("the wallet says {:?} of refund {}", told.status, record.wallet_no);
        draft.note(format!("{text}, whose money is back already"));
    }
    end(draft, index);
    true
}

/// The wallet says no to an attempt. If the money is back by another one that is as it should be.
pub(crate) fn ended_by_another(draft: &mut Draft<'_>, index: usize) -> bool {
    let back = others(draft, index).any(|refund| refund.status == RefundStep::Done);
    if back {
        end(draft, index);
    }
    back
}

fn end(draft: &mut Draft<'_>, index: usize) {
    let record = draft.refund(index);
    if record.status.is_committed() {
        record.status = RefundStep::Closed;
        record.next_ask = None;
        record.fee_back = None;
        let text = format!("refund {} out of suspense is not needed", record.wallet_no);
        draft.note(text);
    }
}

/// All attempts to give back what is in suspense of one offer.
fn of<'d>(draft: &'d Draft<'_>, offer: usize) -> impl Iterator<Item = &'d RefundRecord> {
    let suspense = move |r: &&RefundRecord| r.kind == RefundKind::Suspense && r.offer == offer;
    draft.payment.refunds.iter().filter(suspense).filter(|refund| !refund.by_wallet)
}

/// The same without this one.
fn others<'d>(draft: &'d Draft<'_>, index: usize) -> impl Iterator<Item = &'d RefundRecord> {
    let this = &draft.payment.refunds[index];
    of(draft, this.offer).filter(move |refund| refund.wallet_no != this.wallet_no)
}
