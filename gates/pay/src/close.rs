//! The merchant closes an order; wallets confirm it, or find it paid.

use drawbridge_canon::{Fault, Reason, Refusal};

use crate::draft::Draft;
use crate::offer::OfferState;
use crate::payment::{ClosedBy, Phase};
use crate::reply::{closed, not_found, paid};
use crate::{timing, watch};

/// The merchant closes the order. Refused, in this order: `OrderPaid`, `OrderClosed` (where closing
/// twice is an error), `OrderNotFound` (its charge was refused: there is nothing to close).
///
/// It is closed when every wallet has confirmed it: until then it may turn out to be paid.
pub(crate) fn asked(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let payment = &draft.payment;
    if payment.winner.is_some() {
        return Err(paid());
    }
    if payment.closed_at.is_some() {
        return if draft.world.front.close_twice { Ok(()) } else { Err(closed()) };
    }
    if payment.phase() == Phase::Failed && !payment.exists_for_merchant(draft.world.front) {
        return Err(not_found());
    }
    begin(draft, ClosedBy::Merchant);
    Ok(())
}

/// Starts to close everything, or tries again where a wallet did not confirm.
pub(crate) fn begin(draft: &mut Draft<'_>, by: ClosedBy) {
    let before = draft.payment.closing;
    if before != Some(ClosedBy::Cancel) {
        draft.payment.closing = Some(by);
    }
    if before.is_none() {
        return draft.close_all();
    }
    for index in 0..draft.payment.offers.len() {
        let offer = draft.offer(index);
        let (state, asked_at) = (offer.state, offer.asked_at);
        if state == OfferState::Unknown && draft.now >= asked_at.plus_seconds(timing::LOOK_GAP) {
            draft.close(index);
        }
    }
}

/// A wallet answers a close.
pub(crate) fn answered(
    draft: &mut Draft<'_>,
    index: usize,
    outcome: Result<(), Fault>,
) -> Result<(), Refusal> {
    draft.check_offer(index)?;
    let state = draft.state(index);
    // An answer that comes late is as good as any if it is definite.
    if !matches!(state, OfferState::Closing | OfferState::Unknown) {
        return Ok(());
    }
    match outcome {
        Ok(()) => draft.set(index, OfferState::Closed),
        Err(Fault::Refused(refusal)) => refused(draft, index, refusal),
        Err(Fault::Untranslatable(refusal)) => abandon(draft, index, &refusal),
        Err(fault) => unconfirmed(draft, index, fault.into_refusal()),
    }
    Ok(())
}

fn refused(draft: &mut Draft<'_>, index: usize, refusal: Refusal) {
    match refusal.reason {
        Reason::OrderClosed | Reason::OrderNotFound => draft.set(index, OfferState::Closed),
        Reason::MethodUnknown | Reason::Untranslatable => abandon(draft, index, &refusal),
        // The buyer was faster. Only a query can tell the whole story.
        Reason::OrderPaid | Reason::OrderFinished => {
            let waiting = draft.state(index) == OfferState::Closing;
            unconfirmed(draft, index, refusal);
            if waiting && draft.offer(index).asks == 0 {
                draft.offer(index).fault = None;
                draft.query(index);
            }
        }
        _ => unconfirmed(draft, index, refusal),
    }
}

/// Asks, and closes again if the wallet says that it is still open.
fn unconfirmed(draft: &mut Draft<'_>, index: usize, why: Refusal) {
    if draft.state(index) == OfferState::Closing {
        draft.offer(index).fault = Some(why);
        draft.set(index, OfferState::Unknown);
    }
}

/// The wallet has no way to close an order. It is shown to nobody any more and expires there by
/// itself; money that still comes is given back, and is asked for should nobody tell of it.
fn abandon(draft: &mut Draft<'_>, index: usize, why: &Refusal) {
    let order = draft.offer(index).order.clone();
    draft.note(format!("order {order} could not be closed at its wallet: {}", why.message));
    draft.set(index, OfferState::Closed);
    watch::begin(draft, index);
}
