//! A payment being changed: the verbs that every event is written in.

use drawbridge_canon::pay::{ChargeAsk, Scene, Told};
use drawbridge_canon::{Reason, Refusal, Timestamp};

use crate::effect::{Effect, Moved, Movement, Tell};
use crate::offer::{Offer, OfferState};
use crate::payment::{Note, Payment};
use crate::record::RefundRecord;
use crate::{Step, Wallet, World, timing, watch};

/// Most notes of one payment. Its offers and refunds do not have so much to say; a wallet that
/// tells another absurdity each time might.
const NOTES_MOST: usize = 1000;

/// A payment being changed, and the effects so far.
pub(crate) struct Draft<'a> {
    pub(crate) payment: Payment,
    pub(crate) world: &'a World<'a>,
    pub(crate) now: Timestamp,
    effects: Vec<Effect>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(payment: Payment, world: &'a World<'a>) -> Self {
        Self { payment, world, now: world.now, effects: Vec::new() }
    }

    pub(crate) fn finish(self, before: &Payment) -> Step {
        let changed = self.payment != *before || !self.effects.is_empty();
        Step { payment: self.payment, effects: self.effects, changed }
    }

    pub(crate) fn finish_new(self) -> Step {
        Step { payment: self.payment, effects: self.effects, changed: true }
    }

    pub(crate) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    // Offers.

    /// Refuses news about an offer that was never made.
    pub(crate) fn check_offer(&self, index: usize) -> Result<(), Refusal> {
        match self.payment.offers.get(index) {
            Some(_) => Ok(()),
            None => Err(Refusal::new(Reason::OrderNotFound, format!("there is no offer {index}"))),
        }
    }

    /// The offer at a place that was checked before.
    pub(crate) fn offer(&mut self, index: usize) -> &mut Offer {
        &mut self.payment.offers[index]
    }

    pub(crate) fn state(&self, index: usize) -> OfferState {
        self.payment.offers[index].state
    }

    /// Puts an offer into a state, and its next question on the calendar.
    pub(crate) fn set(&mut self, index: usize, state: OfferState) {
        let now = self.now;
        let offer = self.offer(index);
        let rested = offer.state.is_dead();
        offer.state = state;
        if !state.is_live() {
            offer.wanted = false;
        }
        match timing::table(state) {
            // At rest, and perhaps watched.
            None if rested && state.is_dead() => {}
            None => offer.next_ask = None,
            Some(table) => {
                offer.next_ask = Some(now.plus_seconds(timing::wait(table, offer.asks)));
            }
        }
        if state.is_dead() && !rested && watch::needed(self, index) {
            watch::begin(self, index);
        }
    }

    /// The same, counting questions anew.
    pub(crate) fn set_afresh(&mut self, index: usize, state: OfferState) {
        self.offer(index).asks = 0;
        self.set(index, state);
    }

    /// Whether nobody wants this payment paid any more (if it is not paid already).
    pub(crate) fn over(&self) -> bool {
        let payment = &self.payment;
        payment.winner.is_some() || payment.closing.is_some() || payment.closed_at.is_some()
    }

    /// Whether nobody wants this offer paid any more.
    pub(crate) fn unwanted(&self, index: usize) -> bool {
        self.over() || self.payment.offers[index].retired
    }

    pub(crate) fn charge(&mut self, index: usize) {
        let ask = Box::new(charge_ask(&self.payment, &self.payment.offers[index]));
        let now = self.now;
        self.set_afresh(index, OfferState::Asked);
        let offer = self.offer(index);
        offer.asked_at = now;
        offer.wanted = false;
        self.effect(Effect::Charge { offer: index, ask });
    }

    /// Asks about an offer by the calendar: the next question waits longer.
    pub(crate) fn query(&mut self, index: usize) {
        let now = self.now;
        let state = self.state(index);
        let offer = self.offer(index);
        offer.asked_at = now;
        offer.asks = offer.asks.saturating_add(1);
        self.set(index, state);
        self.effect(Effect::Query { offer: index });
    }

    pub(crate) fn close(&mut self, index: usize) {
        let now = self.now;
        self.set(index, OfferState::Closing);
        let offer = self.offer(index);
        offer.asked_at = now;
        offer.wanted = false;
        offer.fault = None;
        self.effect(Effect::Close { offer: index });
    }

    /// Closes every offer that may be open at its wallet. Those whose charge is on its way are
    /// closed when it is answered: a close that overtakes its charge would find nothing.
    pub(crate) fn close_all(&mut self) {
        for index in 0..self.payment.offers.len() {
            if matches!(
                self.state(index),
                OfferState::Open | OfferState::Paying | OfferState::Unknown
            ) {
                self.offer(index).asks = 0;
                self.close(index);
            }
        }
    }

    // Refunds.

    /// Refuses news about a refund that was never made.
    pub(crate) fn check_refund(&self, index: usize) -> Result<(), Refusal> {
        let known = self.payment.refunds.get(index).map(|_| ());
        known.ok_or_else(|| {
            Refusal::new(Reason::RefundNotFound, format!("there is no refund {index}"))
        })
    }

    /// The refund at a place that was checked before.
    pub(crate) fn refund(&mut self, index: usize) -> &mut RefundRecord {
        &mut self.payment.refunds[index]
    }

    // Telling and booking.

    pub(crate) fn book(&mut self, key: String, offer: usize, what: Moved) {
        self.book_at(None, key, offer, what);
    }

    /// Books what happened when the wallet says it did, within reason: neither before there was an
    /// offer nor in the future. A wallet's bill has it on that day.
    pub(crate) fn book_at(
        &mut self,
        at: Option<Timestamp>,
        key: String,
        offer: usize,
        what: Moved,
    ) {
        let made_at = self.payment.offers[offer].made_at.unwrap_or(self.payment.created);
        let at = at.unwrap_or(self.now).max(made_at).min(self.now);
        let movement = Movement {
            key,
            payment: self.payment.id.clone(),
            merchant: self.payment.merchant.clone(),
            wallet: self.payment.offers[offer].wallet.clone(),
            at,
            what,
        };
        self.effect(Effect::Book(movement));
    }

    pub(crate) fn tell_payment(&mut self) {
        let told = Told::Payment(Box::new(self.payment.transaction()));
        self.tell(self.payment.ask.notify_url.clone(), told);
    }

    pub(crate) fn tell(&mut self, url: Option<String>, told: Told) {
        self.payment.told += 1;
        let id = format!("{}N{}", self.payment.id, self.payment.told);
        self.effect(Effect::Tell(Tell { id, at: self.now, url, told }));
    }

    /// Writes down what a person should know, once.
    pub(crate) fn note(&mut self, text: String) {
        let notes = &self.payment.notes;
        if notes.len() < NOTES_MOST && notes.iter().all(|note| note.text != text) {
            self.payment.notes.push(Note { at: self.now, text });
        }
    }

    pub(crate) fn wallet_of(&self, offer: usize) -> Result<&'a Wallet<'a>, Refusal> {
        let world: &'a World<'a> = self.world;
        world.wallet(&self.payment.offers[offer].wallet)
    }

    /// Whether the buyer's code is scanned by the merchant: then there is nothing to hand over.
    pub(crate) fn scanned(&self) -> bool {
        matches!(self.payment.ask.scene, Scene::BuyerCode { .. })
    }
}

/// The merchant's ask in the wallet's terms.
///
/// What only the merchant reads back (`attach`) stays here. An app id and a served merchant's
/// number mean something only at the platform that gave them.
fn charge_ask(payment: &Payment, offer: &Offer) -> ChargeAsk {
    let ask = &payment.ask;
    let same = offer.dialect == payment.front.dialect;
    ChargeAsk {
        scene: offer.scene.clone().unwrap_or_else(|| ask.scene.clone()),
        order: offer.order.clone(),
        attach: None,
        notify_url: None,
        return_url: None,
        expires: Some(offer.expires),
        app: ask.app.clone().filter(|_| same),
        sub_merchant: ask.sub_merchant.clone().filter(|_| same),
        ..ask.clone()
    }
}
