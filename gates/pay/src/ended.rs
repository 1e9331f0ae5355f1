//! What became of the wallets that a payment was put before, said once.
//!
//! A wallet that no buyer chose has nothing to be said of it, and neither has one that was passed
//! over for another: that is the buyer's choice and nobody's failure.

use crate::draft::Draft;
use crate::effect::{Ended, Fate};
use crate::payment::{ClosedBy, Phase};
use crate::{Effect, Payment};

/// Says it if the payment has come to an end that it had not come to before.
pub(crate) fn ended(draft: &mut Draft<'_>) {
    if draft.payment.ended {
        return;
    }
    let fates = fates(&draft.payment);
    draft.payment.ended = !fates.is_empty();
    let (at, since) = (draft.now, draft.payment.created);
    for (wallet, end) in fates {
        draft.effect(Effect::Record(Fate { wallet, end, at, since }));
    }
}

fn fates(payment: &Payment) -> Vec<(String, Ended)> {
    if let Some(winner) = payment.winning_offer() {
        return vec![(winner.wallet.clone(), Ended::Paid)];
    }
    let end = match (payment.phase(), payment.closed_by) {
        (Phase::Failed, _) => Ended::Failed,
        (Phase::Closed, Some(ClosedBy::Expiry)) => Ended::Expired,
        (Phase::Closed, _) => Ended::Withdrawn,
        _ => return Vec::new(),
    };
    let mut fates: Vec<(String, Ended)> = Vec::new();
    // Offers of an earlier ask were spoken of when that came to nothing.
    for offer in payment.offers.iter().filter(|offer| !offer.retired) {
        if !fates.iter().any(|(wallet, _)| *wallet == offer.wallet) {
            fates.push((offer.wallet.clone(), end));
        }
    }
    fates
}
