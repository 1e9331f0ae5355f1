//! Asking how things stand.

use drawbridge_canon::Fault;
use drawbridge_canon::pay::{OrderRef, QueryAsk, Transaction};

use crate::wallet::{Here, Wallet};

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

    fn tell(&self, key: u64, at: &Here<'_>) -> Result<Transaction, Fault> {
        let order = self.orders.get(&key).ok_or_else(crate::charge::lost)?;
        Ok(self.tell_order(order, at))
    }
}
