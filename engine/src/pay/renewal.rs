//! A message names a key of the platform that is not known: its certificates are fetched at once,
//! and the message is judged again.
//!
//! A platform that changes its certificates early, or whose next one was not shown when we last
//! looked, would otherwise not be believed for hours. Anybody can name a key that nobody has, so
//! this is done once a minute and wallet account at most, and by one message for all that wait.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use drawbridge_canon::{
    Codec, Exchange, Fault, NamedVerifier, Reason, Request, Response, Timestamp,
};
use tokio::sync::{Mutex as AsyncMutex, oneshot};

use crate::pay::PayEngine;
use crate::registry::WalletAccount;

/// Not fetched again for this long, however many unknown keys are named.
const PAUSE_S: i64 = 60;

/// How long the platform may take: it waits itself, five seconds as a rule, for a notice to be
/// acknowledged.
const FETCH_MAX: Duration = Duration::from_secs(4);

/// What is remembered of each wallet account's certificates between two fetches.
#[derive(Default)]
pub struct Renewals {
    /// When they were last fetched out of turn. Whoever holds an entry fetches; others wait for it
    /// and find what came of it.
    turns: Mutex<BTreeMap<String, Arc<AsyncMutex<Option<Timestamp>>>>>,
    /// The keys that were fetched, to tell them from those that the configuration names.
    fetched: Mutex<BTreeMap<String, Vec<NamedVerifier>>>,
}

impl Renewals {
    fn of(&self, wallet: &str) -> Arc<AsyncMutex<Option<Timestamp>>> {
        let mut all = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(wallet.to_owned()).or_default().clone()
    }

    /// Replaces what was fetched for a wallet account, one at a time.
    pub(super) fn replace_fetched(
        &self,
        wallet: &str,
        replace: impl FnOnce(&mut Vec<NamedVerifier>),
    ) {
        let mut all = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        replace(all.entry(wallet.to_owned()).or_default());
    }
}

impl PayEngine {
    /// What a wallet's reply says. A key that is not known is looked for before the reply is
    /// disbelieved: these are the same bytes, nothing is sent twice.
    pub(crate) async fn judge<X: Exchange>(
        self: &Arc<Self>,
        wallet: &WalletAccount,
        codec: &'static dyn Codec<X>,
        request: &Request,
        response: &Response,
    ) -> Result<X::Answer, Fault> {
        let ctx = self.world.ctx("", &wallet.account).answering(request);
        let fault = match codec.read_answer(response, &ctx) {
            Err(fault) if names_unknown_key(&fault) => fault,
            judged => return judged,
        };
        let Some(renewed) = self.renewed(wallet).await else { return Err(fault) };
        let ctx = self.world.ctx("", &renewed.account).answering(request);
        codec.read_answer(response, &ctx)
    }

    /// The wallet account with keys of the platform that `wallet` did not have, after looking for
    /// them if they were not looked for a moment ago. `None`: there are no other keys.
    pub(crate) async fn renewed(
        self: &Arc<Self>,
        wallet: &WalletAccount,
    ) -> Option<Arc<WalletAccount>> {
        wallet.pay.certificates?;
        let mut last = self.renewals.of(&wallet.name).lock_owned().await;
        let now = self.world.clock.wall();
        if last.is_none_or(|last| now >= last.plus_seconds(PAUSE_S) || now < last) {
            *last = Some(now);
            // Whoever made us look may hang up, and then nobody would look for a minute.
            let (engine, wallet) = (self.clone(), wallet.clone());
            let (tell, fetched) = oneshot::channel();
            self.world.background.spawn(Box::pin(async move {
                if let Err(error) = engine.fetch_now(&wallet, FETCH_MAX).await {
                    tracing::warn!(wallet = %wallet.name, %error, "the platform's certificates were not kept");
                }
                drop(last);
                // Nobody may be left who waits for it.
                let _ = tell.send(());
            }));
            // An error means that the work was dropped: the keys are as they were.
            let _ = fetched.await;
        }
        let current = self.registry.now().wallets.get(&wallet.name).cloned()?;
        let known = |id: &str| wallet.account.keys.theirs.iter().any(|key| key.id == id);
        let fresh = current.account.keys.theirs.iter().any(|key| !known(&key.id));
        fresh.then_some(current)
    }
}

/// Whether a message is not believed only because its key is not known.
pub(crate) fn names_unknown_key(fault: &Fault) -> bool {
    matches!(fault, Fault::Forged(refusal) if refusal.reason == Reason::KeyUnknown)
}
