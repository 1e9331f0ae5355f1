//! A merchant asks to be paid.

use drawbridge_canon::pay::{ChargeAsk, Handover, Scene, TradeState};
use drawbridge_canon::{Fault, Reason, Timestamp};

use crate::effect::Effect;
use crate::limits::{MAX_HANDLES, MAX_MERCHANTS};
use crate::numbers::Facts;
use crate::order::{Order, blanked};
use crate::wallet::{Event, Here, Merchant, Wallet};

impl Wallet {
    /// Makes an order, or hands an unpaid one out again if the merchant asks for the same.
    ///
    /// Refused with [`Reason::OrderConflict`] if the number was used for something else, and with
    /// [`Reason::OrderPaid`], [`Reason::OrderClosed`] or [`Reason::PaymentFailed`] by how the
    /// order ended. With the buyer's code it is paid at once, unless the buyer must confirm.
    pub fn charge(
        &mut self,
        merchant: &str,
        ask: &ChargeAsk,
        at: &Here<'_>,
    ) -> Result<Handover, Fault> {
        self.run(at);
        check(ask, at)?;
        let known = self.merchants.get(merchant).and_then(|own| own.orders.get(&ask.order));
        if let Some(key) = known.copied() {
            return self.charge_again(key, ask, at);
        }
        let key = self.make(merchant, ask, at)?;
        self.hand_over(key, true, at)
    }

    /// A number that was used before.
    fn charge_again(
        &mut self,
        key: u64,
        ask: &ChargeAsk,
        at: &Here<'_>,
    ) -> Result<Handover, Fault> {
        let Some(order) = self.orders.get(&key) else { return Err(lost()) };
        let same = order.same(ask);
        match order.state {
            state if state.was_paid() => {
                Err(Fault::refused(Reason::OrderPaid, "The order has been paid."))
            }
            _ if !same => Err(Fault::refused(
                Reason::OrderConflict,
                "The order number was used before with other content.",
            )),
            TradeState::Failed => Err(Fault::refused(
                Reason::PaymentFailed,
                "The payment failed; try again with another order number.",
            )),
            state if state.is_dead() || at.now >= order.expires => {
                Err(Fault::refused(Reason::OrderClosed, "The order has been closed."))
            }
            _ => self.hand_over(key, false, at),
        }
    }

    /// Enters a new order.
    fn make(&mut self, merchant: &str, ask: &ChargeAsk, at: &Here<'_>) -> Result<u64, Fault> {
        let key = self.made;
        if !self.merchants.contains_key(merchant) {
            if self.merchants.len() >= MAX_MERCHANTS {
                return Err(Fault::refused(Reason::ServiceFailed, "Too many merchants."));
            }
            self.merchants.insert(merchant.to_owned(), Merchant::default());
        }
        self.make_room(merchant, at);
        let expires = expiry(ask.expires, at);
        let default = at.now.plus_seconds(at.rules.expires_after);
        let dies = if self.settings.stays_unpaid { expires.max(default) } else { expires };
        let at_once = matches!(ask.scene, Scene::InWallet { .. } | Scene::BuyerCode { .. });
        let order = Order {
            merchant: merchant.to_owned(),
            ask: blanked(ask),
            state: TradeState::NotPaid,
            seen: at.rules.exists_before_scan || at_once,
            wallet_no: None,
            handles: Vec::new(),
            handed: 0,
            last: None,
            made_at: at.now,
            expires,
            dies,
            closed_at: None,
            confirming: None,
            payment: None,
            refunds: Vec::new(),
        };
        let numbered = order.seen && self.numbers_early(at);
        self.made += 1;
        self.orders.insert(key, order);
        self.timers.insert((dies, Event::Expire(key)));
        if let Some(own) = self.merchants.get_mut(merchant) {
            own.orders.insert(ask.order.clone(), key);
            own.totals.orders += 1;
        }
        self.regard(key);
        if numbered {
            self.number(key, at.now);
        }
        Ok(key)
    }

    /// What the merchant shows or sends to the buyer.
    fn hand_over(&mut self, key: u64, first: bool, at: &Here<'_>) -> Result<Handover, Fault> {
        let Some(order) = self.orders.get(&key) else { return Err(lost()) };
        if matches!(order.ask.scene, Scene::BuyerCode { .. }) {
            if first {
                return self.pay_by_code(key, at);
            }
            let transaction = Box::new(self.tell_order(order, at));
            return Ok(Handover::Paying { transaction });
        }
        if let Some(last) = order.last.as_ref().filter(|_| order.handed >= MAX_HANDLES) {
            return Ok(last.clone());
        }
        let handover = self.fresh(key, at);
        if let Some(order) = self.orders.get_mut(&key) {
            order.last = Some(handover.clone());
            order.handed += 1;
        }
        Ok(handover)
    }

    /// A code, number or address that was not handed out before.
    fn fresh(&mut self, key: u64, at: &Here<'_>) -> Handover {
        let texts = self.settings.texts.clone();
        let scene = self.orders.get(&key).map(|order| order.ask.scene.clone());
        if scene == Some(Scene::Code) {
            return Handover::Code { text: self.handle(key, &texts.code, "", at) };
        }
        let number = self.orders.get(&key).and_then(|order| order.wallet_no.clone());
        if let (Some(Scene::InWallet { .. }), Some(id)) = (&scene, number) {
            return Handover::Prepay { id };
        }
        let id = self.handle(key, &texts.prepay, "", at);
        match (scene, &texts.app) {
            (Some(Scene::App), Some(template)) => {
                Handover::AppText { text: self.handle(key, template, &id, at) }
            }
            (Some(Scene::MobileWeb { .. } | Scene::DesktopWeb), _) => {
                Handover::Redirect { url: self.handle(key, &texts.redirect, &id, at) }
            }
            _ => Handover::Prepay { id },
        }
    }

    /// Makes a text under which a buyer finds the order.
    fn handle(&mut self, key: u64, template: &str, prepay: &str, at: &Here<'_>) -> String {
        let Some(order) = self.orders.get(&key) else { return String::new() };
        let number = order.ask.order.clone();
        let wallet_no = order.wallet_no.clone().unwrap_or_default();
        let facts = Facts { now: at.now, order: &number, prepay, wallet_no: &wallet_no };
        let text = self.text(template, &facts);
        self.handles.insert(text.clone(), key);
        if let Some(order) = self.orders.get_mut(&key) {
            order.handles.push(text.clone());
        }
        text
    }

    /// Forgets a merchant's oldest order if there are too many: one that is over, else one that
    /// was paid, else one that is open.
    fn make_room(&mut self, merchant: &str, at: &Here<'_>) {
        let Some(own) = self.merchants.get(merchant) else { return };
        if own.orders.len() < self.settings.keep_orders.max(1) {
            return;
        }
        let Some(key) = own.standing.iter().find_map(|set| set.first().copied()) else { return };
        self.finish_refunds(key, at);
        let Some(order) = self.orders.remove(&key) else { return };
        self.timers.remove(&(order.dies, Event::Expire(key)));
        if let Some(due) = order.confirming.as_ref().and_then(|confirming| confirming.at) {
            self.timers.remove(&(due, Event::Confirm(key)));
        }
        for handle in order.handles.iter().chain(&order.wallet_no) {
            self.handles.remove(handle);
        }
        if let Some(own) = self.merchants.get_mut(merchant) {
            own.orders.remove(&order.ask.order);
            for refund in &order.refunds {
                own.refunds.remove(&refund.number);
            }
            for set in &mut own.standing {
                set.remove(&key);
            }
            own.totals.evicted += 1;
        }
        let (merchant, number) = (order.merchant, order.ask.order);
        self.note(Effect::Evicted { merchant, order: number, state: order.state });
    }
}

/// Whether the ask can be an order at all.
fn check(ask: &ChargeAsk, at: &Here<'_>) -> Result<(), Fault> {
    if !at.rules.order.permits(&ask.order) {
        return Err(Fault::invalid("order", "The order number is not in the permitted form."));
    }
    if ask.amount.is_zero() {
        return Err(Fault::invalid("amount", "The amount must be more than nothing."));
    }
    if let Scene::BuyerCode { code } = &ask.scene
        && !is_buyer_code(code, at)
    {
        return Err(Fault::refused(
            Reason::BuyerCodeInvalid,
            "The buyer's code is not one of this wallet's.",
        ));
    }
    Ok(())
}

/// Whether a code is of the form that this wallet's buyers show. Without a rule any digits are.
fn is_buyer_code(code: &str, at: &Here<'_>) -> bool {
    let digits = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let known = at.rules.buyer_codes.iter().any(|(prefix, least, most)| {
        code.starts_with(prefix) && (*least..=*most).contains(&code.len())
    });
    digits && (known || at.rules.buyer_codes.is_empty())
}

/// The last moment to pay: what the merchant named, lifted and cut as the rules say.
fn expiry(named: Option<Timestamp>, at: &Here<'_>) -> Timestamp {
    let Some(named) = named else { return at.now.plus_seconds(at.rules.expires_after) };
    let least = at.now.plus_seconds(at.rules.expires_least);
    let most = at.now.plus_seconds(at.rules.expires_most);
    named.max(least).min(most.max(least))
}

/// An index led to an order that is not there: a defect of this crate, told as a platform's
/// failure and not as a crash.
pub(crate) fn lost() -> Fault {
    Fault::refused(Reason::ServiceFailed, "The order was lost.")
}
