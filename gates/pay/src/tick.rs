//! Time passes.

use drawbridge_canon::Timestamp;

use crate::draft::Draft;
use crate::offer::OfferState;
use crate::payment::ClosedBy;
use crate::record::RefundStep;
use crate::{close, refund, refund_heard, timing, watch};

/// Does everything whose time has come.
pub(crate) fn tick(draft: &mut Draft<'_>) {
    if timing::can_expire(&draft.payment) && draft.now >= draft.payment.expires {
        close::begin(draft, ClosedBy::Expiry);
    }
    let now = draft.now;
    let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    for index in 0..draft.payment.offers.len() {
        if due(draft.offer(index).next_ask) {
            offer(draft, index);
        }
    }
    for index in 0..draft.payment.refunds.len() {
        if due(draft.refund(index).next_ask) {
            refund(draft, index);
        }
    }
}

fn offer(draft: &mut Draft<'_>, index: usize) {
    match draft.state(index) {
        // A call that nobody answered: what came of it is not known.
        OfferState::Asked => {
            draft.offer(index).reached = true;
            draft.set_afresh(index, OfferState::Unknown);
            draft.query(index);
        }
        OfferState::Closing => {
            draft.set(index, OfferState::Unknown);
            draft.query(index);
        }
        OfferState::Unknown if gave_up(draft, index, 0) => {
            never_said(draft, index);
            draft.set(index, OfferState::Closed);
        }
        OfferState::Unknown | OfferState::Open | OfferState::Paying => draft.query(index),
        OfferState::Closed | OfferState::Failed if gave_up(draft, index, watch::LASTS) => {
            never_said(draft, index);
            draft.offer(index).next_ask = None;
        }
        OfferState::Closed | OfferState::Failed => watch::look(draft, index),
        OfferState::Unsent | OfferState::Paid => {}
    }
}

fn refund(draft: &mut Draft<'_>, index: usize) {
    match draft.refund(index).status {
        RefundStep::Asked => {
            draft.refund(index).status = RefundStep::Unknown;
            refund_heard::ask(draft, index);
        }
        RefundStep::Unknown | RefundStep::Processing => refund_heard::ask(draft, index),
        RefundStep::Unsent => {
            let refund = draft.refund(index);
            refund.asks = refund.asks.saturating_add(1);
            refund::call(draft, index);
        }
        RefundStep::Done | RefundStep::Closed | RefundStep::Abnormal | RefundStep::Refused => {}
    }
}

/// Whether it has been asked long enough: past a day after the last moment to pay (and so many
/// seconds more), and, should we ourselves have been away for that day, often enough all the same.
fn gave_up(draft: &Draft<'_>, index: usize, more: i64) -> bool {
    let offer = &draft.payment.offers[index];
    let last = draft.payment.expires.max(offer.expires).plus_seconds(more);
    draft.now >= last.plus_seconds(timing::GIVE_UP_AFTER) && offer.asks >= timing::GIVE_UP_ASKS
}

fn never_said(draft: &mut Draft<'_>, index: usize) {
    let order = draft.offer(index).order.clone();
    draft.note(format!("the wallet never said how order {order} stands"));
}
