//! A wallet answers a charge.

use drawbridge_canon::pay::{Handover, TradeState, Transaction};
use drawbridge_canon::{Fault, Reason, Refusal};

use crate::draft::Draft;
use crate::offer::OfferState;
use crate::{chosen, heard};

pub(crate) fn answered(
    draft: &mut Draft<'_>,
    index: usize,
    outcome: Result<Handover, Fault>,
) -> Result<(), Refusal> {
    draft.check_offer(index)?;
    match outcome {
        Ok(Handover::Paid { transaction }) => heard::heard(draft, index, &transaction)?,
        Ok(Handover::Paying { transaction }) => {
            let state = match transaction.state {
                TradeState::NotPaid => TradeState::Paying,
                state => state,
            };
            heard::heard(draft, index, &Transaction { state, ..*transaction })?;
        }
        Ok(handover) => chosen::handed(draft, index, handover),
        Err(fault) => failed(draft, index, fault),
    }
    Ok(())
}

/// The call failed. Only an offer whose charge is outstanding cares: any other has moved on.
fn failed(draft: &mut Draft<'_>, index: usize, fault: Fault) {
    let state = draft.state(index);
    if !matches!(state, OfferState::Asked | OfferState::Unknown) {
        return;
    }
    match fault {
        Fault::Unsent(_) if state == OfferState::Unknown => {}
        Fault::Unsent(why) => unsent(draft, index, Refusal::new(Reason::ServiceFailed, why)),
        Fault::Refused(refusal) | Fault::Untranslatable(refusal) => refused(draft, index, refusal),
        // A reply that cannot be read or believed says nothing about what happened.
        Fault::Unknown(_) | Fault::Malformed(_) | Fault::Forged(_) => {
            unknown(draft, index, fault.into_refusal());
        }
    }
}

/// It never left: the offer is as it was before.
fn unsent(draft: &mut Draft<'_>, index: usize, why: Refusal) {
    let offer = draft.offer(index);
    offer.fault = Some(why);
    let state = match (&offer.handover, offer.reached) {
        (Some(_), _) => OfferState::Open,
        (None, true) => OfferState::Unknown,
        (None, false) => OfferState::Unsent,
    };
    draft.set_afresh(index, state);
}

/// It may have happened: ask, do not repeat.
fn unknown(draft: &mut Draft<'_>, index: usize, why: Refusal) {
    let known = draft.state(index) == OfferState::Unknown;
    let offer = draft.offer(index);
    offer.fault = Some(why);
    offer.reached = true;
    if !known {
        draft.set_afresh(index, OfferState::Unknown);
    }
}

fn refused(draft: &mut Draft<'_>, index: usize, refusal: Refusal) {
    let reason = refusal.reason;
    let shown = draft.offer(index).handover.is_some();
    match reason {
        // The number was paid before: only a query can tell by whom and when.
        Reason::OrderPaid | Reason::OrderFinished => {
            unknown(draft, index, refusal);
            if draft.offer(index).asks == 0 {
                draft.query(index);
            }
        }
        Reason::BuyerPaying => {
            let offer = draft.offer(index);
            offer.seen = true;
            offer.reached = true;
            offer.wanted = false;
            draft.set_afresh(index, OfferState::Paying);
        }
        Reason::OrderClosed => {
            draft.offer(index).fault = Some(refusal);
            draft.set(index, OfferState::Closed);
        }
        Reason::ServiceFailed | Reason::TooOften => unknown(draft, index, refusal),
        // A renewal was refused. The wallet still has the order, and the buyer what was handed over.
        _ if shown => {
            let now = draft.now;
            let offer = draft.offer(index);
            offer.fault = Some(refusal);
            offer.handed_at = Some(now);
            draft.set_afresh(index, OfferState::Open);
        }
        // The wallet has an order under this number that nobody can be handed: it is given up, and
        // the next attempt takes a new number.
        Reason::OrderConflict if draft.offer(index).reached => {
            draft.offer(index).asks = 0;
            draft.close(index);
            draft.offer(index).fault = Some(refusal);
        }
        _ => {
            draft.offer(index).fault = Some(refusal);
            draft.set(index, OfferState::Failed);
        }
    }
}
