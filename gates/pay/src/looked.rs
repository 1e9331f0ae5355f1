//! The merchant asks how it stands: so do we, if we have not asked for a while.

use crate::draft::Draft;
use crate::effect::Effect;
use crate::offer::OfferState;
use crate::record::RefundStep;
use crate::timing;

/// The calendar of our own questions is left as it is.
pub(crate) fn looked(draft: &mut Draft<'_>) {
    let now = draft.now;
    for index in 0..draft.payment.offers.len() {
        let offer = draft.offer(index);
        let curious =
            matches!(offer.state, OfferState::Open | OfferState::Unknown | OfferState::Paying);
        if curious && now >= offer.asked_at.plus_seconds(timing::LOOK_GAP) {
            offer.asked_at = now;
            draft.effect(Effect::Query { offer: index });
        }
    }
    for index in 0..draft.payment.refunds.len() {
        let refund = draft.refund(index);
        let curious = matches!(refund.status, RefundStep::Unknown | RefundStep::Processing);
        if curious && now >= refund.asked_at.plus_seconds(timing::LOOK_GAP) {
            refund.asked_at = now;
            draft.effect(Effect::QueryRefund { index });
        }
    }
}
