//! A buyer whose cashier is open in a wallet's own browser, where that wallet wants to know its
//! buyer: begun here, ended when the browser comes back, and then paid by a call out of the page.

use std::sync::Arc;

use drawbridge_canon::pay::{
    AuthoriseAsk, Bridge, Buyer, Handover, IdentifyAsk, InPage, PageCall, Scene,
};
use drawbridge_canon::{Fault, Reason, Refusal, Request, Response};
use drawbridge_gate_pay::Payment;
use drawbridge_seal::digest::sha256_hex;

use super::Inside;
use super::sealed::{self, BadState, Bound, SIGN_IN_S};
use crate::pay::advance::{Subject, Trouble};
use crate::pay::exchanges::Leg;
use crate::pay::{CALL_MAX, PayEngine, our_failure};
use crate::registry::WalletAccount;
use crate::store::{CommitError, NonceRow, Write};

/// A sign-in that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub url: String,
    /// What this browser alone must bring back: a cookie, for [`SIGN_IN_LIVES`] seconds.
    pub browser: String,
}

/// Seconds for which a browser may be away to sign in.
pub const SIGN_IN_LIVES: i64 = SIGN_IN_S;

/// How a wallet is paid in its own browser, for this payment. The secret is that of the account's
/// first app: an order that names another, or the app of a merchant served, wants a buyer whom that
/// secret cannot learn.
pub(super) fn inside(payment: &Payment, wallet: &WalletAccount) -> Inside {
    if wallet.pay.in_page.is_none() {
        return Inside::Page;
    }
    let account = &wallet.account;
    let same = wallet.dialect.name == payment.front.dialect;
    let named = payment.ask.app.as_deref().filter(|_| same);
    let other_app =
        named.is_some_and(|app| app != account.app() && account.apps.iter().any(|own| own == app));
    let served = payment.ask.sub_merchant.as_ref().filter(|_| same);
    let other_app = other_app || served.is_some_and(|served| served.app.is_some());
    if account.keys.app_secret.is_some() && !account.app().is_empty() && !other_app {
        Inside::SignIn
    } else {
        Inside::NotSetUp
    }
}

impl PayEngine {
    /// Sends a browser to sign in for a payment at a wallet. `browser` is what it was told before,
    /// if it began already and may have two pages open.
    pub fn begin_sign_in(
        &self,
        id: &str,
        wallet: &str,
        browser: Option<&str>,
    ) -> Result<Begun, Refusal> {
        let (wallet, in_page) = self.signs_in(wallet)?;
        let browser = browser.map_or_else(|| self.world.dice.nonce(), str::to_owned);
        let bound = Bound { payment: id, wallet: &wallet.name, browser: &browser };
        let nonce = self.world.dice.nonce();
        let state = sealed::state(self.key(), &bound, &nonce, self.world.clock.wall());
        let ask = AuthoriseAsk { back: self.back_from_sign_in(id, &wallet.name), state };
        let request = in_page.authorise.write_ask(&ask, &self.world.ctx("", &wallet.account));
        request.map(|request| Begun { url: request.url(), browser }).map_err(Fault::into_refusal)
    }

    /// A browser comes back with `query`; `browser` is what it was told. Learns who the buyer is, and
    /// puts the payment before the wallet for that buyer: the answer is the ticket with which this
    /// browser can ask for [`PayEngine::page_call`].
    ///
    /// Refused with `Forbidden` if this browser never began it for this payment, with `Stale` if it
    /// took too long or comes a second time, and otherwise as the wallet refuses.
    pub async fn end_sign_in(
        self: &Arc<Self>,
        id: &str,
        wallet: &str,
        query: &str,
        browser: Option<&str>,
    ) -> Result<String, Refusal> {
        let (wallet, in_page) = self.signs_in(wallet)?;
        let mut arrived = Response { status: 302, ..Response::default() };
        let back = self.back_from_sign_in(id, &wallet.name);
        arrived.headers.push("location", format!("{back}?{query}"));
        let ctx = self.world.ctx("", &wallet.account);
        let told = in_page.authorise.read_answer(&arrived, &ctx).map_err(|_| not_ours())?;
        let bound =
            Bound { payment: id, wallet: &wallet.name, browser: browser.unwrap_or_default() };
        let now = self.world.clock.wall();
        let nonce = sealed::nonce(self.key(), &bound, &told.state, now);
        let nonce = nonce.map_err(|bad| match bad {
            BadState::NotOurs => not_ours(),
            BadState::Late => used("signing in took too long"),
        })?;
        self.take_once(&wallet.name, &[nonce, &sha256_hex(told.code.as_bytes())]).await?;
        let buyer = self.identify(id, &wallet, in_page, told.code).await?;
        let (place, _) = self.meet(id, &wallet.name, Scene::InWallet { buyer }).await?;
        Ok(sealed::ticket(self.key(), id, place))
    }

    /// The wallet that a browser with this ticket has signed in to, if that is so.
    pub async fn signed_in(&self, id: &str, ticket: &str) -> Option<String> {
        self.signed_in_buyer(id, ticket).await.map(|(wallet, _)| wallet)
    }

    /// The call that the page of a signed-in browser makes, signed just now. Refused like
    /// [`PayEngine::choose`], and with `Forbidden` without a ticket.
    pub async fn page_call(
        self: &Arc<Self>,
        id: &str,
        ticket: &str,
    ) -> Result<(Bridge, PageCall), Refusal> {
        let (wallet, buyer) = self.signed_in_buyer(id, ticket).await.ok_or_else(not_ours)?;
        let (wallet, in_page) = self.signs_in(&wallet)?;
        let (_, handed) = self.meet(id, &wallet.name, Scene::InWallet { buyer }).await?;
        let Handover::Prepay { id: prepay } = handed else { return Err(our_failure()) };
        let nonce = self.world.dice.nonce();
        let call = (in_page.write_call)(&prepay, &self.world.ctx(&nonce, &wallet.account));
        call.map(|call| (in_page.bridge, call)).map_err(Fault::into_refusal)
    }

    /// Schemes of frames that pages must let in when they are open in this wallet's browser.
    pub fn bridge_frames(&self, wallet: &str) -> &'static [&'static str] {
        self.signs_in(wallet).map_or(&[], |(_, in_page)| in_page.bridge.frames)
    }

    async fn signed_in_buyer(&self, id: &str, ticket: &str) -> Option<(String, Buyer)> {
        let place = sealed::place(self.key(), id, ticket)?;
        let (_, payment) = self.load(Subject::Id(id)).await.ok().flatten()?;
        let offer = payment.offers.into_iter().nth(place)?;
        match offer.scene {
            Some(Scene::InWallet { buyer }) => Some((offer.wallet, buyer)),
            _ => None,
        }
    }

    /// Remembers that these came; refused if one of them came before. On every node of a store.
    async fn take_once(&self, wallet: &str, seen: &[&str]) -> Result<(), Refusal> {
        let until = self.world.clock.now().plus_seconds(SIGN_IN_S);
        let scope = format!("sign-in:{wallet}");
        let row =
            |nonce: &&str| NonceRow { scope: scope.clone(), nonce: (*nonce).to_owned(), until };
        let write = Write { nonces: seen.iter().map(row).collect(), ..Write::default() };
        self.store.commit(write).await.map_err(|error| match error {
            CommitError::Replayed(_) => used("this sign-in was used before"),
            CommitError::Store(error) => Trouble::Store(error).into_refusal(),
            CommitError::Conflict | CommitError::Exists(_) | CommitError::Replaced => our_failure(),
        })
    }

    async fn identify(
        &self,
        id: &str,
        wallet: &WalletAccount,
        in_page: &InPage,
        code: String,
    ) -> Result<Buyer, Refusal> {
        let ctx = self.world.ctx("", &wallet.account);
        let ask = IdentifyAsk { code };
        let request = in_page.identify.write_ask(&ask, &ctx).map_err(Fault::into_refusal)?;
        let response = self.net.send(&request, CALL_MAX).await;
        let shown = without(&request, &ask.code);
        let legs = [Leg::AskOut, Leg::AnswerIn];
        let dialect = wallet.dialect.name;
        self.keep_exchange(id, dialect, "identify", legs, &shown, response.as_ref().ok());
        let buyer = response
            .and_then(|response| in_page.identify.read_answer(&response, &ctx.answering(&request)));
        buyer.map_err(|fault| {
            // Mostly a wrong secret or app: the operator should hear of it, buyers cannot mend it.
            tracing::warn!(payment = %id, wallet = %wallet.name, %fault, "a buyer could not be signed in");
            fault.into_refusal()
        })
    }

    fn signs_in(&self, wallet: &str) -> Result<(Arc<WalletAccount>, &'static InPage), Refusal> {
        let wallet = self.registry.now().wallets.get(wallet).cloned();
        let found = wallet.and_then(|wallet| Some((wallet.pay.in_page?, wallet)));
        let found = found.map(|(in_page, wallet)| (wallet, in_page));
        found.ok_or_else(|| Refusal::new(Reason::Untranslatable, "nobody signs in to that wallet"))
    }

    fn back_from_sign_in(&self, id: &str, wallet: &str) -> String {
        format!("{}/c/{id}/signed-in/{wallet}", self.settings.public)
    }

    fn key(&self) -> &str {
        &self.settings.pseudonym_key
    }
}

/// The request as it may be shown: a code is the buyer's for as long as it lives.
fn without(request: &Request, code: &str) -> Request {
    let query = request.query.as_ref().map(|query| {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, value)) if value == code || name.contains("code") => format!("{name}=•••"),
            _ => pair.to_owned(),
        });
        pairs.collect::<Vec<_>>().join("&")
    });
    Request { query, ..request.clone() }
}

fn not_ours() -> Refusal {
    Refusal::new(Reason::Forbidden, "this browser did not begin to sign in for this payment")
}

fn used(why: &str) -> Refusal {
    Refusal::new(Reason::Stale, why)
}
