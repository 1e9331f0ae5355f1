//! What follows after every event, whatever it was.

use drawbridge_canon::Reason;

use crate::draft::Draft;
use crate::offer::{Offer, OfferState};
use crate::payment::ClosedBy;

pub(crate) fn settle(draft: &mut Draft<'_>) {
    close_what_opened(draft);
    let payment = &draft.payment;
    if payment.winner.is_some() || payment.closed_at.is_some() {
        return;
    }
    let live = payment.offers.iter().any(|offer| offer.state.is_live());
    match payment.closing {
        Some(by) if !live => closed(draft, by),
        None if payment.direct && payment.offers.last().is_some_and(closed_by_wallet) => {
            closed(draft, ClosedBy::Wallet);
        }
        _ => {}
    }
}

/// An offer whose charge was on its way while the payment was closed (or paid elsewhere) is closed
/// as soon as it opens.
fn close_what_opened(draft: &mut Draft<'_>) {
    for index in 0..draft.payment.offers.len() {
        if !draft.unwanted(index) {
            continue;
        }
        match draft.state(index) {
            OfferState::Open | OfferState::Paying => draft.close(index),
            OfferState::Unsent => draft.set(index, OfferState::Closed),
            _ => {}
        }
    }
}

fn closed(draft: &mut Draft<'_>, by: ClosedBy) {
    draft.payment.closed_at = Some(draft.now);
    draft.payment.closed_by = Some(by);
    draft.payment.closing = None;
    let unasked = matches!(by, ClosedBy::Expiry | ClosedBy::Wallet);
    let front = draft.world.front;
    if unasked && front.tells_expiry && draft.payment.exists_for_merchant(front) {
        draft.tell_payment();
    }
}

/// An offer that was given up because its number was spoilt is not the wallet's decision.
fn closed_by_wallet(offer: &Offer) -> bool {
    let spoilt = offer.fault.as_ref().is_some_and(|fault| fault.reason == Reason::OrderConflict);
    offer.state == OfferState::Closed && !spoilt
}
