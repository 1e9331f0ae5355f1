//! A wallet answers a refund, tells how it stands, or fails to.

use drawbridge_canon::pay::{RefundState, RefundStatus, Told};
use drawbridge_canon::{Fault, Money, Reason, Refusal, Timestamp};

use crate::draft::Draft;
use crate::effect::{Effect, Moved};
use crate::record::{RefundKind, RefundRecord, RefundStep};
use crate::{refund, suspense, timing};

/// The answer to a refund call.
pub(crate) fn answered(
    draft: &mut Draft<'_>,
    index: usize,
    outcome: Result<Box<RefundState>, Fault>,
) -> Result<(), Refusal> {
    draft.check_refund(index)?;
    let fault = match outcome {
        Ok(state) => return heard(draft, index, &state),
        Err(fault) => fault,
    };
    let status = draft.refund(index).status;
    if !matches!(status, RefundStep::Asked | RefundStep::Unknown) {
        return Ok(());
    }
    match fault {
        Fault::Unsent(_) if status == RefundStep::Unknown => {}
        Fault::Unsent(_) => again_later(draft, index, fault.into_refusal(), RefundStep::Unsent),
        Fault::Refused(refusal) | Fault::Untranslatable(refusal) => match refusal.reason {
            // It may be in progress all the same, or the number is known: a query will tell.
            Reason::ServiceFailed | Reason::TooOften | Reason::RefundConflict => {
                again_later(draft, index, refusal, RefundStep::Unknown);
            }
            _ => refused(draft, index, refusal),
        },
        fault => again_later(draft, index, fault.into_refusal(), RefundStep::Unknown),
    }
    Ok(())
}

/// The wallet tells how a refund stands.
pub(crate) fn heard(
    draft: &mut Draft<'_>,
    index: usize,
    told: &RefundState,
) -> Result<(), Refusal> {
    draft.check_refund(index)?;
    let record = draft.refund(index);
    if !told.refund.is_empty() && told.refund != record.wallet_no {
        let message = format!("the wallet tells of refund {}, not of this one", told.refund);
        return Err(Refusal::field(Reason::FieldInvalid, "refund", message));
    }
    if told.amount.is_some_and(|amount| amount != record.amount) {
        other_amount(draft, index, told);
        return Ok(());
    }
    let before = record.status;
    if suspense::is_back(draft, index, told) {
        return Ok(());
    }
    match (before, told.status) {
        (RefundStep::Done, RefundStatus::Done | RefundStatus::Processing)
        | (RefundStep::Closed, RefundStatus::Closed | RefundStatus::Processing)
        | (RefundStep::Refused, RefundStatus::Closed)
        | (RefundStep::Abnormal, RefundStatus::Abnormal) => return Ok(()),
        (RefundStep::Done, _) => {
            contradiction(draft, index, told);
            return Ok(());
        }
        (RefundStep::Closed | RefundStep::Refused, _) if !revive(draft, index, told) => {
            return Ok(());
        }
        _ => {}
    }
    let record = draft.refund(index);
    record.wallet_refund_no = told.wallet_refund_no.clone().or(record.wallet_refund_no.take());
    record.account = told.account.clone().or(record.account.take());
    if told.status != RefundStatus::Closed {
        accepted(draft, index, told.created_at.or(told.done_at));
    }
    match told.status {
        RefundStatus::Processing => processing(draft, index),
        RefundStatus::Done => done(draft, index, told.done_at),
        RefundStatus::Closed => given_up(draft, index),
        RefundStatus::Abnormal => abnormal(draft, index),
    }
    Ok(())
}

/// The wallet did not tell. If it knows no such refund, nothing was moved: it is asked for again,
/// with the same number. If it had taken it on and knows it no more, nobody can say what has moved:
/// that is for a person.
pub(crate) fn query_failed(
    draft: &mut Draft<'_>,
    index: usize,
    fault: Fault,
) -> Result<(), Refusal> {
    draft.check_refund(index)?;
    let RefundRecord { status, asks, .. } = *draft.refund(index);
    let absent = matches!(&fault, Fault::Refused(refusal)
        if matches!(refusal.reason, Reason::RefundNotFound | Reason::OrderNotFound));
    match status {
        RefundStep::Unknown if absent => refund::call(draft, index),
        RefundStep::Processing if absent && asks >= timing::FORGOTTEN_ASKS => {
            draft.refund(index).fault = Some(fault.into_refusal());
            abnormal(draft, index);
        }
        RefundStep::Unknown | RefundStep::Processing => {
            draft.refund(index).fault = Some(fault.into_refusal());
        }
        _ => {}
    }
    Ok(())
}

/// The wallet has taken it on: from here on it stands in the wallet's books, and the fee that goes
/// back with it is reckoned. Refunds may be done in another order.
fn accepted(draft: &mut Draft<'_>, index: usize, at: Option<Timestamp>) {
    let now = draft.now;
    let record = draft.refund(index);
    if record.accepted_at.is_none() {
        record.accepted_at = Some(at.unwrap_or(now).max(record.created).min(now));
    }
    if record.fee_back.is_none() {
        let fee_back = fee_back(draft, index);
        draft.refund(index).fee_back = Some(fee_back);
    }
}

/// The buyer has it.
pub(crate) fn done(draft: &mut Draft<'_>, index: usize, at: Option<Timestamp>) {
    accepted(draft, index, at);
    let now = draft.now;
    let record = draft.refund(index);
    record.status = RefundStep::Done;
    record.done_at = at.or(Some(now));
    record.next_ask = None;
    record.fault = None;
    let (offer, amount) = (record.offer, record.amount);
    let fee_back = record.fee_back.unwrap_or(amount.none());
    let key = format!("{}.done", record.wallet_no);
    let what = match record.kind {
        RefundKind::Suspense => Moved::SuspenseRefundDone { amount, fee_back },
        _ => Moved::RefundDone { amount, fee_back },
    };
    let suspense = matches!(what, Moved::SuspenseRefundDone { .. });
    draft.book_at(at, key, offer, what);
    if suspense {
        suspense::came_back(draft, index);
    }
    tell(draft, index);
}

/// What the wallet gives back of its fee: in proportion, reckoned on all refunds that it accepted so
/// far, so that the parts add up to the whole fee exactly when all is refunded.
fn fee_back(draft: &Draft<'_>, index: usize) -> Money {
    let record = &draft.payment.refunds[index];
    let offer = &draft.payment.offers[record.offer];
    let none = record.amount.none();
    let (fee, paid) = (offer.fee.unwrap_or(none), offer.paid.unwrap_or(none));
    let earlier =
        draft.payment.refunds.iter().enumerate().filter(|(other, r)| {
            *other != index && r.offer == record.offer && r.fee_back.is_some()
        });
    let (mut refunded, mut returned) = (u128::from(record.amount.minor), 0_u128);
    for (_, other) in earlier {
        refunded += u128::from(other.amount.minor);
        returned += u128::from(other.fee_back.map_or(0, |fee| fee.minor));
    }
    let paid = u128::from(paid.minor).max(1);
    let due = (u128::from(fee.minor) * refunded.min(paid) + paid / 2) / paid;
    Money { minor: u64::try_from(due.saturating_sub(returned)).unwrap_or(0), ..none }
}

fn processing(draft: &mut Draft<'_>, index: usize) {
    let now = draft.now;
    let record = draft.refund(index);
    if record.status == RefundStep::Processing {
        return;
    }
    record.status = RefundStep::Processing;
    record.fault = None;
    record.asks = 0;
    record.next_ask = Some(now.plus_seconds(timing::wait(&timing::REFUND_BACKOFF, 0)));
}

fn given_up(draft: &mut Draft<'_>, index: usize) {
    let record = draft.refund(index);
    record.status = RefundStep::Closed;
    record.fee_back = None;
    record.next_ask = None;
    if record.kind == RefundKind::Suspense {
        return suspense::closed(draft, index);
    }
    take_back(draft, index);
    tell(draft, index);
}

fn abnormal(draft: &mut Draft<'_>, index: usize) {
    let record = draft.refund(index);
    record.status = RefundStep::Abnormal;
    record.next_ask = None;
    let text = format!("refund {} could not be delivered: act at the wallet", record.wallet_no);
    draft.note(text);
    tell(draft, index);
}

/// A definite no: nothing moved.
fn refused(draft: &mut Draft<'_>, index: usize, refusal: Refusal) {
    let record = draft.refund(index);
    record.said_at = None;
    if record.kind != RefundKind::Suspense {
        record.status = RefundStep::Refused;
        record.next_ask = None;
        record.fault = Some(refusal);
        return take_back(draft, index);
    }
    if suspense::ended_by_another(draft, index) {
        return;
    }
    let record = draft.refund(index);
    let text = format!("refund {} out of suspense: {}", record.wallet_no, refusal.message);
    let spent = record.asks >= timing::SUSPENSE_ASKS;
    again_later(draft, index, refusal, RefundStep::Unsent);
    draft.note(text);
    if spent {
        abnormal(draft, index);
    }
}

/// The promise is taken back.
fn take_back(draft: &mut Draft<'_>, index: usize) {
    let record = draft.refund(index);
    let key = format!("{}.failed.{}", record.wallet_no, record.tries);
    let (offer, amount) = (record.offer, record.amount);
    draft.book(key, offer, Moved::RefundFailed { amount });
}

fn again_later(draft: &mut Draft<'_>, index: usize, why: Refusal, status: RefundStep) {
    let now = draft.now;
    let record = draft.refund(index);
    record.fault = Some(why);
    if record.status != status {
        record.status = status;
        record.next_ask = Some(now.plus_seconds(timing::wait(&timing::BACKOFF, record.asks)));
    }
}

/// The wallet moves money that it said it would not move. If so much is still there to be refunded
/// the promise is renewed; if not, a person must look.
fn revive(draft: &mut Draft<'_>, index: usize, told: &RefundState) -> bool {
    let record = &draft.payment.refunds[index];
    if record.kind != RefundKind::Suspense && record.amount > refund::left(draft) {
        contradiction(draft, index, told);
        return false;
    }
    if record.kind == RefundKind::Suspense {
        suspense::revived(draft, index);
    }
    refund::promise(draft, index);
    true
}

fn contradiction(draft: &mut Draft<'_>, index: usize, told: &RefundState) {
    let record = draft.refund(index);
    let text = format!(
        "the wallet says {:?} of refund {}, which is {:?} here",
        told.status, record.wallet_no, record.status
    );
    draft.note(text);
}

fn other_amount(draft: &mut Draft<'_>, index: usize, told: &RefundState) {
    let record = draft.refund(index);
    let pending = record.status.is_pending();
    let amount = told.amount.map(|amount| amount.to_string()).unwrap_or_default();
    let text = format!("the wallet refunded {amount} as {}, not what was asked", record.wallet_no);
    draft.note(text);
    if pending {
        abnormal(draft, index);
    }
}

/// Tells the merchant, where its platform tells refunds. A platform whose refunds are done when
/// the call returns has no words for one that fails later.
fn tell(draft: &mut Draft<'_>, index: usize) {
    let front = draft.world.front;
    let record = &draft.payment.refunds[index];
    if !front.tells_refunds || (front.refund_at_once && record.status != RefundStep::Done) {
        return;
    }
    let Some(refund) = draft.payment.told_refund(record) else { return };
    let url = record.ask.as_ref().and_then(|ask| ask.notify_url.clone());
    let url = url.or_else(|| draft.payment.ask.notify_url.clone());
    let payment = Some(Box::new(draft.payment.transaction()));
    draft.tell(url, Told::Refund { refund: Box::new(refund), payment });
}

/// The question about a refund, by the calendar.
pub(crate) fn ask(draft: &mut Draft<'_>, index: usize) {
    let now = draft.now;
    let record = draft.refund(index);
    record.asks = record.asks.saturating_add(1);
    let table = match record.status {
        RefundStep::Processing => &timing::REFUND_BACKOFF,
        _ => &timing::BACKOFF,
    };
    record.next_ask = Some(now.plus_seconds(timing::wait(table, record.asks)));
    record.asked_at = now;
    draft.effect(Effect::QueryRefund { index });
}
