//! A simulated wallet's notices go out over the real network stack.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::Ctx;
use drawbridge_canon::pay::{Acknowledged, Told};
use drawbridge_sandbox::Outgoing;
use futures_util::future::join_all;
use tokio::sync::watch;

use crate::sandbox::Sandbox;
use crate::sandbox::backend::as_platform;

/// The pause between looks at what is due.
const PAUSE: Duration = Duration::from_millis(50);

impl Sandbox {
    /// Sends every notice that is due now, and says to the wallets how they were received.
    pub async fn tell_due(self: &Arc<Self>) -> usize {
        let mut sent = 0;
        for dialect in self.wallets.keys().copied() {
            let due = self.with(dialect, |wallet, here| (wallet.tick(here), wallet.drain(here)));
            let (effects, due) = due.unwrap_or_default();
            for effect in effects {
                tracing::debug!(dialect, ?effect, "the simulated wallet moved by itself");
            }
            sent += due.len();
            join_all(due.into_iter().map(|outgoing| self.tell(dialect, outgoing))).await;
        }
        sent
    }

    /// Sends notices until told to stop.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if self.tell_due().await == 0 {
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = stop.changed() => {}
                }
            }
        }
    }

    async fn tell(&self, dialect: &str, outgoing: Outgoing) {
        let key = outgoing.key;
        let heard = self.tell_once(dialect, outgoing).await;
        self.with(dialect, |wallet, here| wallet.acknowledged(key, heard, here));
    }

    async fn tell_once(&self, dialect: &str, outgoing: Outgoing) -> Result<Acknowledged, String> {
        let snapshot = self.registry.now();
        let front = snapshot.front(dialect, &outgoing.merchant).ok_or("no such merchant")?;
        let codec = front.pay.notice.ok_or("this platform sends no notices")?;
        let mut notice = outgoing.notice;
        if notice.url.is_empty() {
            notice.url = front.notify_url.clone().unwrap_or_default();
        }
        if notice.url.is_empty() {
            // Nobody asked to be told.
            return Ok(Acknowledged::Heard);
        }
        notice.told = match notice.told {
            Told::Payment(told) => Told::Payment(Box::new(as_platform(front, *told))),
            Told::Refund { refund, payment } => Told::Refund {
                refund,
                payment: payment.map(|told| Box::new(as_platform(front, *told))),
            },
        };
        let nonce = self.world.dice.nonce();
        // A scripted migration decides before what the caller once asked for.
        let key = outgoing.sign_with.or_else(|| self.key_of(front));
        let ctx = Ctx {
            probe: outgoing.probe,
            sign_with: key.as_deref(),
            ..self.world.ctx(&nonce, &front.account)
        };
        let request = codec.write_ask(&notice, &ctx).map_err(|fault| fault.to_string())?;
        let limit = Duration::from_secs(u64::from(front.pay.rules.notice_timeout));
        let response = self.net.send(&request, limit).await.map_err(|fault| fault.to_string())?;
        let answer = codec.read_answer(&response, &ctx.answering(&request));
        answer.map_err(|fault| fault.to_string())
    }
}
