//! What people who look at a payment may do with it, besides choosing a wallet.

use std::sync::Arc;

use drawbridge_canon::pay::{NoticeAsk, Told};
use drawbridge_canon::{Reason, Refusal};
use drawbridge_gate_pay::{Event, Payment};

use crate::pay::PayEngine;
use crate::pay::advance::{Subject, Trouble};
use crate::pay::gate::as_told;

impl PayEngine {
    /// Asks the wallets how the payment stands, unless they were asked a moment ago: for a buyer
    /// who comes back from the wallet before its notice does.
    pub async fn look(self: &Arc<Self>, id: &str) -> Result<(), Refusal> {
        let looked = self.advance(Subject::Id(id), || Event::Looked).await;
        let settled = self.settle_anyway(looked.map_err(Trouble::into_refusal)?).await;
        settled.map(drop).map_err(Trouble::into_refusal)
    }

    /// Where the buyer's browser goes when it leaves the cashier: the merchant's page, with the
    /// outcome signed into its address if it was paid and the merchant's platform does that.
    /// `None` if the merchant named no page.
    pub async fn way_back(&self, id: &str) -> Result<Option<String>, Refusal> {
        let loaded = self.load(Subject::Id(id)).await.map_err(Trouble::into_refusal)?;
        let (_, payment) = loaded
            .ok_or_else(|| Refusal::new(Reason::OrderNotFound, "there is no such payment"))?;
        let plain = payment.ask.return_url.clone();
        Ok(plain.map(|url| self.signed_back(&payment, &url).unwrap_or(url)))
    }

    fn signed_back(&self, payment: &Payment, url: &str) -> Option<String> {
        let at = payment.paid_at()?;
        let front = self.registry.now().fronts.get(&payment.front.account).cloned()?;
        let codec = front.pay.back?;
        let transaction = as_told(&front, payment.transaction());
        let told = Told::Payment(Box::new(transaction));
        let ask = NoticeAsk { id: payment.id.clone(), at, url: url.to_owned(), told };
        let nonce = self.world.dice.nonce();
        match codec.write_ask(&ask, &self.world.ctx(&nonce, &front.account)) {
            Ok(request) => Some(request.url()),
            Err(fault) => {
                tracing::warn!(payment = %payment.id, %fault, "the way back could not be signed");
                None
            }
        }
    }
}
