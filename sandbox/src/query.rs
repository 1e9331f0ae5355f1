//! Asking how things stand.

use drawbridge_canon::pay::{ChargeAsk, OrderRef, QueryAsk, Transaction};
use drawbridge_canon::{Fault, Refusal};

use crate::charge::lost;
use crate::wallet::{Here, Wallet};

/// An order as a buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Whose order it is.
    pub merchant: String,
    /// What was asked, without the buyer's code.
    pub ask: ChargeAsk,
    /// How it stands.
    pub transaction: Transaction,
}

impl Wallet {
    /// How an order stands. [`Reason::OrderNotFound`](drawbridge_canon::Reason::OrderNotFound) if
    /// there is none, or none yet because no buyer has opened it.
    pub fn query(
        &mut self,
        merchant: &str,
        ask: &QueryAsk,
        at: &Here<'_>,
    ) -> Result<Transaction, Fault> {
        self.run(at);
        let key = self.find_seen(merchant, &ask.order, ask.sub_merchant.as_deref())?;
        self.tell(key, at)
    }

    /// The same for the simulator and for people, who see also what no buyer has opened.
    pub fn look(&self, merchant: &str, order: &str, at: &Here<'_>) -> Option<Transaction> {
        let key = self.find(merchant, &OrderRef::Order(order.to_owned()))?;
        self.tell(key, at).ok()
    }

    /// What a buyer sees of an order, found as in [`Wallet::pay`]: for the page on which the
    /// simulated buyer decides, and for where the buyer's browser goes afterwards. It does not make
    /// the order; [`BuyerAct::Open`](crate::BuyerAct::Open) does.
    pub fn see(&self, which: &str, merchant: Option<&str>, at: &Here<'_>) -> Result<Seen, Refusal> {
        let key = self.find_for_buyer(which, merchant)?;
        let order = self.orders.get(&key).ok_or_else(|| lost().into_refusal())?;
        Ok(Seen {
            merchant: order.merchant.clone(),
            ask: order.ask.clone(),
            transaction: self.tell_order(order, at),
        })
    }

    fn tell(&self, key: u64, at: &Here<'_>) -> Result<Transaction, Fault> {
        let order = self.orders.get(&key).ok_or_else(lost)?;
        Ok(self.tell_order(order, at))
    }
}
