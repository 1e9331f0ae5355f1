//! A buyer opens the cashier with a wallet; and how an offer comes to be.

use drawbridge_canon::pay::{Handover, Scene};
use drawbridge_canon::{Reason, Refusal, Timestamp};

use crate::draft::Draft;
use crate::offer::{Offer, OfferState};
use crate::reply::{closed, paid};
use crate::timing;

/// A buyer opens the cashier with a wallet. Refused, in this order: `OrderPaid`, `OrderClosed`,
/// `Forbidden` (that wallet is not among those accepted, or the buyer has no choice), the wallet's own
/// refusal (it was asked lately, or can never be asked so), `TooOften`.
pub(crate) fn chosen(
    draft: &mut Draft<'_>,
    wallet: &str,
    scene: Option<Scene>,
) -> Result<(), Refusal> {
    if draft.payment.winner.is_some() {
        return Err(paid());
    }
    if draft.over() || draft.now >= draft.payment.expires {
        return Err(closed());
    }
    let accepted = draft.payment.order_drawn.iter().any(|name| name == wallet);
    if draft.payment.direct || !accepted {
        let message = format!("this payment cannot be made with {wallet}");
        return Err(Refusal::new(Reason::Forbidden, message));
    }
    let added = scene.clone().and_then(|met| beyond(&draft.payment.ask.scene, met));
    let last = draft.payment.offer_of(wallet, scene.as_ref());
    let usable = last.filter(|&index| {
        let state = draft.state(index);
        state.is_live() && state != OfferState::Closing
    });
    let index = if let Some(index) = usable {
        want(draft, index);
        index
    } else {
        spare(draft, wallet, added.as_ref())?;
        open(draft, wallet, added)?
    };
    draft.offer(index).seen = true;
    Ok(())
}

/// How the buyer is met, where that is otherwise than the merchant asked or says more: the merchant
/// may not know the address of the phone, which some wallets want, and the cashier does.
fn beyond(asked: &Scene, met: Scene) -> Option<Scene> {
    let met = match (asked, met) {
        (
            Scene::MobileWeb { client_ip, device, quit_url },
            Scene::MobileWeb { client_ip: seen, device: shown, quit_url: back },
        ) => Scene::MobileWeb {
            // The address that the buyer comes from is newer than the one that the merchant saw.
            client_ip: seen.or_else(|| client_ip.clone()),
            device: device.clone().or(shown),
            quit_url: quit_url.clone().or(back),
        },
        (_, met) if asked.serves(&met) => return None,
        (_, met) => met,
    };
    (met != *asked).then_some(met)
}

/// Refuses an offer that would only use up an order number: a link may be in anybody's hands.
fn spare(draft: &Draft<'_>, wallet: &str, scene: Option<&Scene>) -> Result<(), Refusal> {
    let payment = &draft.payment;
    let made_for = |offer: &Offer| offer.scene.clone().unwrap_or_else(|| payment.ask.scene.clone());
    let met = scene.unwrap_or(&payment.ask.scene);
    let earlier = || payment.offers.iter().filter(|o| !o.retired && o.wallet == wallet);
    let refused = |offer: &&Offer| offer.state == OfferState::Failed && offer.fault.is_some();
    // What has no words at the wallet will have none tomorrow.
    let never = |offer: &&Offer| {
        let why = offer.fault.as_ref().map(|fault| fault.reason);
        refused(offer) && why == Some(Reason::Untranslatable) && made_for(offer) == *met
    };
    let lately = |offer: &&Offer| {
        let made_at = offer.made_at.unwrap_or(offer.asked_at);
        refused(offer) && draft.now < made_at.plus_seconds(timing::CHOOSE_AGAIN)
    };
    let last = earlier().rfind(|offer| same_kind(&made_for(offer), met)).filter(lately);
    let fault = earlier().rfind(never).or(last).and_then(|offer| offer.fault.clone());
    if let Some(fault) = fault {
        return Err(fault);
    }
    if earlier().count() >= timing::OFFERS_MOST {
        let message = format!("this payment was tried too often with {wallet}");
        return Err(Refusal::new(Reason::TooOften, message));
    }
    Ok(())
}

/// Whether a refusal of one would be a refusal of the other: another buyer may be welcome, another
/// address of a phone is the buyer's to choose.
fn same_kind(one: &Scene, another: &Scene) -> bool {
    match one {
        Scene::InWallet { .. } => one.serves(another),
        _ => one.name() == another.name(),
    }
}

/// Puts the payment before a wallet, under a new order number, and returns the offer's place.
pub(crate) fn open(
    draft: &mut Draft<'_>,
    wallet: &str,
    scene: Option<Scene>,
) -> Result<usize, Refusal> {
    let wallet = draft.world.wallet(wallet)?;
    let index = draft.payment.offers.len();
    let order = format!("{}{index:02}", draft.payment.id);
    // Two digits: a merchant that needs a hundred attempts is doing something else.
    if index > 99 || !wallet.rules.order.permits(&order) {
        let message = format!("no order number for another attempt with {}", wallet.name);
        return Err(Refusal::new(Reason::TooOften, message));
    }
    let offer = Offer {
        wallet: wallet.name.to_owned(),
        dialect: wallet.dialect.to_owned(),
        order,
        scene,
        made_at: Some(draft.now),
        expires: timing::expiry(Some(draft.payment.expires), wallet.rules, draft.now),
        fee_ppm: wallet.fee_ppm,
        state: OfferState::Unsent,
        handover: None,
        handed_at: None,
        wanted: false,
        reached: false,
        retired: false,
        seen: false,
        wallet_no: None,
        paid: None,
        buyer_paid: None,
        fee: None,
        paid_at: None,
        buyer: None,
        bank: None,
        funds: Vec::new(),
        asked_at: draft.now,
        next_ask: None,
        asks: 0,
        fault: None,
    };
    draft.payment.offers.push(offer);
    draft.charge(index);
    Ok(index)
}

/// Somebody waits for a handover: charges again, with the same number, where that is safe; asks
/// first where it is not known.
pub(crate) fn want(draft: &mut Draft<'_>, index: usize) {
    let scanned = draft.scanned();
    let now = draft.now;
    let offer = draft.offer(index);
    let fresh = |at| now < Timestamp::plus_seconds(at, timing::HANDOVER_LIFE);
    let shown = offer.handover.is_some() && offer.handed_at.is_some_and(fresh);
    let lost = now >= offer.asked_at.plus_seconds(timing::LOST_AFTER);
    match offer.state {
        OfferState::Unsent => draft.charge(index),
        OfferState::Open if !scanned && !shown => draft.charge(index),
        OfferState::Unknown if !offer.wanted || lost => {
            offer.wanted = true;
            draft.query(index);
        }
        _ => {}
    }
}

/// A handover for the buyer.
pub(crate) fn handed(draft: &mut Draft<'_>, index: usize, handover: Handover) {
    let now = draft.now;
    let unwanted = draft.unwanted(index);
    // A wallet whose orders exist at once never tells that a buyer has opened one. Hiding the order
    // from the merchant until it is paid would leave nothing to query or to close.
    let exists = draft.wallet_of(index).is_ok_and(|wallet| wallet.rules.exists_before_scan);
    let offer = draft.offer(index);
    if offer.handover.as_ref() == Some(&handover) && offer.state != OfferState::Asked {
        return;
    }
    let keep = |offer: &mut Offer| {
        offer.handover = Some(handover);
        offer.handed_at = Some(now);
        offer.reached = true;
        offer.wanted = false;
        offer.fault = None;
        offer.seen |= exists;
    };
    match offer.state {
        OfferState::Asked | OfferState::Unknown | OfferState::Unsent => {
            keep(offer);
            if unwanted {
                offer.asks = 0;
                draft.close(index);
            } else {
                draft.set_afresh(index, OfferState::Open);
            }
        }
        OfferState::Open | OfferState::Paying if offer.handover.is_none() => keep(offer),
        // The charge went through after all, long after it was given up: nobody may find it open.
        OfferState::Closed | OfferState::Failed => {
            keep(offer);
            offer.asks = 0;
            draft.close(index);
        }
        _ => {}
    }
}
