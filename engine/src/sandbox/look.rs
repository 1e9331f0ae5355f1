//! A payment as the simulated buyer sees it at the wallet.

use drawbridge_canon::pay::{NoticeAsk, Told, TradeState, Transaction};
use drawbridge_canon::{Reason, Refusal};

use crate::registry::Front;
use crate::sandbox::Sandbox;
use crate::sandbox::backend::as_platform;

/// What the wallet's page shows.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The platform's name.
    pub title: &'static str,
    /// What is paid for.
    pub subject: String,
    /// How much, with its currency.
    pub amount: String,
    /// Where it stands, in the canonical word.
    pub state: String,
    /// Whether the buyer can still act.
    pub open: bool,
    /// Where the buyer's browser goes afterwards, signed where the platform signs it.
    pub back: Option<String>,
}

impl Sandbox {
    /// What a code, prepay number, address or order number leads to.
    pub fn see(&self, handle: &str) -> Result<Seen, Refusal> {
        for dialect in drawbridge_roster::DIALECTS {
            let seen = self.with(dialect.name, |wallet, here| wallet.see(handle, None, here));
            let Some(Ok(seen)) = seen else { continue };
            let snapshot = self.registry.now();
            let front = snapshot.front(dialect.name, &seen.merchant);
            let told = &seen.transaction;
            let back = seen.ask.return_url.clone().filter(|_| told.state.was_paid());
            return Ok(Seen {
                title: dialect.title,
                subject: seen.ask.subject.clone(),
                amount: seen.ask.amount.to_string(),
                state: serde_json::to_value(told.state)
                    .ok()
                    .and_then(|state| state.as_str().map(str::to_owned))
                    .unwrap_or_default(),
                open: matches!(told.state, TradeState::NotPaid | TradeState::Paying),
                back: back.zip(front).map(|(url, front)| self.back(front, url, told)),
            });
        }
        Err(Refusal::new(Reason::OrderNotFound, "no simulated wallet knows this payment"))
    }

    /// The merchant's page with the outcome in its address, where the platform signs one.
    fn back(&self, front: &Front, url: String, told: &Transaction) -> String {
        let Some(codec) = front.pay.back else { return url };
        let told = Told::Payment(Box::new(as_platform(front, told.clone())));
        let nonce = self.world.dice.nonce();
        let ask = NoticeAsk { id: nonce.clone(), at: self.world.clock.now(), url, told };
        let ctx = self.world.ctx(&nonce, &front.account);
        codec.write_ask(&ask, &ctx).map_or(ask.url, |request| request.url())
    }
}
