//! A wallet tells how an offer stands, or fails to.

use drawbridge_canon::pay::{TradeState, Transaction};
use drawbridge_canon::{Fault, Reason, Refusal};

use crate::draft::Draft;
use crate::offer::OfferState;
use crate::{paid, watch};

pub(crate) fn heard(
    draft: &mut Draft<'_>,
    index: usize,
    told: &Transaction,
) -> Result<(), Refusal> {
    draft.check_offer(index)?;
    if !told.order.is_empty() && told.order != draft.offer(index).order {
        let message = format!("the wallet tells of order {}, not of this offer", told.order);
        return Err(Refusal::field(Reason::FieldInvalid, "order", message));
    }
    match told.state {
        state if state.was_paid() => paid::paid(draft, index, told),
        TradeState::Paying => paying(draft, index),
        TradeState::NotPaid => {
            not_paid(draft, index);
            watch::not_paid(draft, index);
        }
        state => {
            dead(draft, index, state);
            watch::not_paid(draft, index);
        }
    }
    Ok(())
}

/// The wallet did not tell.
pub(crate) fn query_failed(
    draft: &mut Draft<'_>,
    index: usize,
    fault: Fault,
) -> Result<(), Refusal> {
    draft.check_offer(index)?;
    let state = draft.state(index);
    let reason = match &fault {
        Fault::Refused(refusal) => Some(refusal.reason),
        _ => None,
    };
    match (state, reason) {
        (OfferState::Unknown, Some(Reason::OrderNotFound)) => nothing_there(draft, index),
        (_, Some(Reason::OrderClosed)) if state.is_live() => dead(draft, index, TradeState::Closed),
        (_, Some(Reason::OrderNotFound | Reason::OrderClosed)) if state.is_dead() => {
            watch::not_paid(draft, index);
        }
        (OfferState::Unknown | OfferState::Open | OfferState::Paying, _) => {
            let offer = draft.offer(index);
            offer.wanted = false;
            offer.fault = Some(fault.into_refusal());
        }
        _ => {}
    }
    Ok(())
}

fn paying(draft: &mut Draft<'_>, index: usize) {
    let state = draft.state(index);
    if state.is_live() {
        let offer = draft.offer(index);
        offer.seen = true;
        offer.reached = true;
        offer.wanted = false;
    }
    match state {
        OfferState::Unknown if draft.unwanted(index) => draft.close(index),
        OfferState::Asked | OfferState::Unsent | OfferState::Unknown | OfferState::Open => {
            draft.set_afresh(index, OfferState::Paying);
        }
        // A close is outstanding, or it is over: this is old news.
        _ => {}
    }
}

fn not_paid(draft: &mut Draft<'_>, index: usize) {
    let scanned = draft.scanned();
    let wanted = draft.offer(index).wanted;
    // A wallet that makes no order before a buyer opens it tells by having one that a buyer has.
    let opened = draft.wallet_of(index).is_ok_and(|wallet| !wallet.rules.exists_before_scan);
    if opened && draft.state(index).is_live() {
        draft.offer(index).seen = true;
    }
    match draft.state(index) {
        OfferState::Unknown if draft.unwanted(index) => draft.close(index),
        // A scanned code that is not paid waits for the buyer's confirmation.
        OfferState::Unknown | OfferState::Unsent if scanned => {
            draft.offer(index).seen = true;
            draft.set_afresh(index, OfferState::Paying);
        }
        OfferState::Unknown if wanted => draft.charge(index),
        OfferState::Unknown | OfferState::Unsent => {
            draft.offer(index).reached = true;
            draft.set_afresh(index, OfferState::Open);
        }
        OfferState::Paying if !scanned => draft.set_afresh(index, OfferState::Open),
        _ => {}
    }
}

fn dead(draft: &mut Draft<'_>, index: usize, told: TradeState) {
    let state = draft.state(index);
    if state.is_live() {
        // What it tells of is there, whatever became of the charge.
        draft.offer(index).reached = true;
        let over = if told == TradeState::Failed { OfferState::Failed } else { OfferState::Closed };
        draft.set(index, over);
    } else if state == OfferState::Paid && !paid::given_back(draft, index) {
        let order = draft.offer(index).order.clone();
        let text = format!("the wallet says {told:?} of order {order}, after it said it was paid");
        draft.note(text);
    }
}

/// The wallet knows no order under this number.
///
/// Nothing was charged, so charging again with the same number is safe. It happens at once if
/// somebody waits, else when the merchant (or the buyer) tries again. Where a code makes no trade
/// until it is opened, not being known proves nothing about a code that was handed out, nor that
/// none was made.
fn nothing_there(draft: &mut Draft<'_>, index: usize) {
    let hides = draft.wallet_of(index).is_ok_and(|wallet| !wallet.rules.exists_before_scan);
    let unwanted = draft.unwanted(index);
    let offer = draft.offer(index);
    if unwanted {
        draft.set(index, OfferState::Closed);
    } else if hides && offer.handover.is_some() && !offer.wanted {
        draft.set_afresh(index, OfferState::Open);
    } else if offer.wanted {
        draft.charge(index);
    } else {
        offer.reached &= hides;
        offer.handover = None;
        draft.set_afresh(index, OfferState::Unsent);
    }
}
