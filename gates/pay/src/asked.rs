//! The merchant asks to be paid: the first time, or again.

use drawbridge_canon::pay::{ChargeAsk, Scene};
use drawbridge_canon::{Reason, Refusal};

use crate::draft::Draft;
use crate::effect::Effect;
use crate::event::Asked;
use crate::offer::OfferState;
use crate::payment::{ClosedBy, Payment, Phase};
use crate::reply::{closed, paid};
use crate::{Step, World, chosen, timing};

/// A new payment.
///
/// Refused: `FieldInvalid` (nothing is to be paid), `Forbidden` (no wallet is accepted).
pub(crate) fn first(asked: Asked, world: &World<'_>) -> Result<Step, Refusal> {
    if asked.ask.amount.is_zero() {
        return Err(Refusal::new(Reason::FieldInvalid, "the amount must not be zero"));
    }
    if asked.accepted.is_empty() {
        return Err(nobody());
    }
    let payment = Payment {
        expires: timing::expiry(asked.ask.expires, world.front, world.now),
        id: asked.id,
        merchant: asked.merchant,
        front: asked.front,
        ask: asked.ask,
        created: world.now,
        direct: asked.offer_to.is_some(),
        order_drawn: asked.accepted,
        offers: Vec::new(),
        winner: None,
        refunds: Vec::new(),
        closing: None,
        closed_at: None,
        closed_by: None,
        commission_ppm: asked.commission_ppm,
        ended: false,
        told: 0,
        notes: Vec::new(),
    };
    let mut draft = Draft::new(payment, world);
    if let Some(wallet) = asked.offer_to {
        chosen::open(&mut draft, &wallet, None)?;
    }
    Ok(draft.finish_new())
}

/// The same order number again. While it is unpaid and the content is the same, it is the same
/// payment: no new charge, only a new handover if the old one was lost or has grown old.
///
/// Refused, in this order: `OrderPaid`, `OrderClosed`, `OrderConflict`, `Forbidden` (it would be put
/// before a wallet that is not accepted any more).
pub(crate) fn again(draft: &mut Draft<'_>, asked: Asked) -> Result<(), Refusal> {
    if draft.payment.winner.is_some() {
        return Err(paid());
    }
    if came_to_nothing(draft) {
        return restart(draft, asked);
    }
    if draft.over() || draft.now >= draft.payment.expires {
        return Err(closed());
    }
    if !same_content(&draft.payment.ask, &asked.ask) {
        let message = "the order number was used before for another order";
        return Err(Refusal::new(Reason::OrderConflict, message));
    }
    match draft.payment.offers.len().checked_sub(1) {
        Some(last) if draft.payment.direct => {
            let spent = matches!(
                draft.state(last),
                OfferState::Paid | OfferState::Closed | OfferState::Closing
            );
            if spent {
                let wallet = draft.payment.offers[last].wallet.clone();
                if !asked.accepted.contains(&wallet) {
                    return Err(nobody());
                }
                return chosen::open(draft, &wallet, None).map(drop);
            }
            chosen::want(draft, last);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn nobody() -> Refusal {
    Refusal::new(Reason::Forbidden, "no wallet takes this payment")
}

/// Whether the number is free again, because for the merchant no order ever came of it: its only
/// charge was refused, or it was closed before its platform would have known it.
fn came_to_nothing(draft: &Draft<'_>) -> bool {
    let payment = &draft.payment;
    match payment.phase() {
        Phase::Failed => payment.offers.last().is_some_and(|offer| !offer.seen),
        Phase::Closed => {
            payment.closed_by != Some(ClosedBy::Cancel)
                && !payment.exists_for_merchant(draft.world.front)
        }
        _ => false,
    }
}

/// A fresh start under the old id. Old offers stay, so that money that still comes to one is
/// recognised and given back.
fn restart(draft: &mut Draft<'_>, asked: Asked) -> Result<(), Refusal> {
    let fresh = first(asked, draft.world)?;
    let payment = &mut draft.payment;
    payment.direct = fresh.payment.direct;
    payment.expires = fresh.payment.expires;
    payment.created = fresh.payment.created;
    payment.ask = fresh.payment.ask;
    payment.order_drawn = fresh.payment.order_drawn;
    payment.commission_ppm = fresh.payment.commission_ppm;
    payment.offers.iter_mut().for_each(|offer| offer.retired = true);
    payment.closed_at = None;
    payment.closed_by = None;
    // What becomes of it is to be said of the new cases.
    payment.ended = false;
    draft.effect(Effect::Anew);
    match fresh.payment.offers.first() {
        Some(offer) => chosen::open(draft, &offer.wallet, None).map(drop),
        None => Ok(()),
    }
}

/// Whether two asks mean the same order.
///
/// Two things may differ, because honest clients compute them anew at each attempt: the expiry
/// (often "thirty minutes from now") and the address of a buyer's phone.
fn same_content(old: &ChargeAsk, new: &ChargeAsk) -> bool {
    let essence = |ask: &ChargeAsk| {
        let mut ask = ChargeAsk { expires: None, ..ask.clone() };
        if let Scene::MobileWeb { client_ip, .. } = &mut ask.scene {
            *client_ip = None;
        }
        ask
    };
    essence(old) == essence(new)
}
