//! Finding, numbering and moving orders: what the calls have in common.

use drawbridge_canon::pay::{OrderRef, TradeState, Transaction};
use drawbridge_canon::{Fault, Reason, Timestamp};

use crate::effect::Effect;
use crate::limits::MAX_EFFECTS;
use crate::numbers::{Facts, Source, render};
use crate::order::{Order, Standing};
use crate::script::{Act, Moment, Script};
use crate::wallet::{EVERYONE, Here, Wallet};

impl Wallet {
    /// The key of an order that a merchant names, whether or not calls can see it.
    pub(crate) fn find(&self, merchant: &str, order: &OrderRef) -> Option<u64> {
        match order {
            OrderRef::Order(number) => self.merchants.get(merchant)?.orders.get(number).copied(),
            OrderRef::Wallet(number) => self.handles.get(number).copied().filter(|key| {
                self.orders.get(key).is_some_and(|order| {
                    order.merchant == merchant && order.wallet_no.as_ref() == Some(number)
                })
            }),
        }
    }

    /// The key of an order that a merchant's call can see.
    pub(crate) fn find_seen(
        &self,
        merchant: &str,
        order: &OrderRef,
        sub_merchant: Option<&str>,
    ) -> Result<u64, Fault> {
        let visible = |key: &u64| {
            self.orders.get(key).is_some_and(|order| order.seen && order.serves(sub_merchant))
        };
        self.find(merchant, order)
            .filter(visible)
            .ok_or_else(|| Fault::refused(Reason::OrderNotFound, "There is no such order."))
    }

    /// Moves an order to another state, and in the sequence of forgetting.
    pub(crate) fn restate(&mut self, key: u64, state: TradeState) {
        if let Some(order) = self.orders.get_mut(&key) {
            order.state = state;
        }
        self.regard(key);
    }

    /// Puts an order where it belongs in the sequence of forgetting.
    pub(crate) fn regard(&mut self, key: u64) {
        let Some(order) = self.orders.get(&key) else { return };
        let standing = order.standing();
        if let Some(merchant) = self.merchants.get_mut(&order.merchant) {
            let all = [Standing::Over, Standing::Paid, Standing::Open];
            for (set, of) in merchant.standing.iter_mut().zip(all) {
                if of == standing {
                    set.insert(key);
                } else {
                    set.remove(&key);
                }
            }
        }
    }

    /// A text that comes once.
    pub(crate) fn text(&mut self, template: &str, facts: &Facts<'_>) -> String {
        let text = render(template, self.settings.seed, Source::Nth(self.made), facts);
        self.made += 1;
        text
    }

    /// Whether an order has the wallet's number as soon as it exists. Where a buyer's scan makes
    /// the order, that is what making it means.
    pub(crate) fn numbers_early(&self, at: &Here<'_>) -> bool {
        self.settings.number_before_payment || !at.rules.exists_before_scan
    }

    /// Gives an order the wallet's number, if it has none.
    pub(crate) fn number(&mut self, key: u64, now: Timestamp) {
        let Some(order) = self.orders.get(&key).filter(|order| order.wallet_no.is_none()) else {
            return;
        };
        let number = order.ask.order.clone();
        let template = self.settings.texts.wallet_no.clone();
        let facts = Facts { now, order: &number, prepay: "", wallet_no: "" };
        let wallet_no = self.text(&template, &facts);
        self.handles.insert(wallet_no.clone(), key);
        if let Some(order) = self.orders.get_mut(&key) {
            order.wallet_no = Some(wallet_no);
        }
    }

    /// An order as it is told.
    pub(crate) fn tell_order(&self, order: &Order, at: &Here<'_>) -> Transaction {
        order.transaction(&self.settings, at.now, at.rules.refund_within)
    }

    /// What a script does at this moment.
    pub(crate) fn acts(&mut self, merchant: &str, moment: Moment, order: &str) -> Vec<Act> {
        let seed = self.settings.seed;
        match self.script_mut(merchant) {
            Some(script) => script.acts(moment, order, seed),
            None => Vec::new(),
        }
    }

    /// Which of the two keys signs, where the merchant is migrating.
    pub(crate) fn signer(&mut self, merchant: &str, reply: bool) -> Option<String> {
        let name = if self.scripts.contains_key(merchant) { merchant } else { EVERYONE };
        let script = self.scripts.get_mut(name)?;
        script.signer(&self.settings.keys, reply, self.settings.seed)
    }

    /// Notes that something happened by itself.
    pub(crate) fn note(&mut self, effect: Effect) {
        if self.effects.len() >= MAX_EFFECTS {
            self.effects.pop_front();
        }
        self.effects.push_back(effect);
    }

    fn script_mut(&mut self, merchant: &str) -> Option<&mut Script> {
        let name = if self.scripts.contains_key(merchant) { merchant } else { EVERYONE };
        self.scripts.get_mut(name)
    }
}
