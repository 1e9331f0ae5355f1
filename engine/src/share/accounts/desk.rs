//! What is done in the name of accounts: codes are asked about, pages and forms are signed.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::share::{Payload, Quota, ResolveAnswer, ResolveAsk, Share, Sharing};
use drawbridge_canon::{Account, Codec, Exchange, Fault};
use tokio::sync::Mutex;

use super::lent::{Cell, What};
use super::paced::{Paced, Wait};
use super::roll::{Roll, ShareAccount, Use};
use super::shelf::Shelf;
use super::tally::Tally;
use super::trouble::{Doing, Trouble, without_secrets};
use crate::fetch::FetchError;
use crate::outbound::Net;
use crate::store::Store;
use crate::world::World;

/// Puts a token into a question.
pub(super) type Put<X> = fn(&mut <X as Exchange>::Ask, &str);

/// How long a platform may take. Somebody looks at the message meanwhile.
const CALL_MAX: Duration = Duration::from_secs(5);

/// Does things in the name of accounts.
pub struct Desk {
    net: Arc<dyn Net>,
    pub(super) world: World,
    pub(super) shelf: Shelf,
    tally: Tally,
    roll: Roll,
    held: Vec<Arc<Held>>,
}

/// An account with what it was lent and what it used.
pub(super) struct Held {
    pub(super) one: ShareAccount,
    pub(super) token: Arc<Mutex<Cell>>,
    pub(super) ticket: Arc<Mutex<Cell>>,
    pub(super) paced: Paced,
}

/// What is lent to a form.
pub struct Lending {
    /// The account.
    pub account: Account,
    /// The ticket, for forms that are signed.
    pub ticket: Option<String>,
}

impl Desk {
    /// With these accounts. What platforms lend them is kept in `store`, for siblings.
    pub fn new(
        net: Arc<dyn Net>,
        roll: Roll,
        (store, world): (Arc<dyn Store>, World),
    ) -> Arc<Self> {
        let held = |one: &ShareAccount| {
            Arc::new(Held {
                one: one.clone(),
                token: Arc::default(),
                ticket: Arc::default(),
                paced: Paced::default(),
            })
        };
        let held = roll.0.iter().map(held).collect();
        let tally = Tally { store: store.clone(), world: world.clone() };
        let shelf = Shelf { store, world: world.clone() };
        Arc::new(Self { net, world, shelf, tally, roll, held })
    }

    /// All accounts.
    pub fn roll(&self) -> &Roll {
        &self.roll
    }

    /// Asks a platform what a code means.
    pub async fn resolve(
        self: &Arc<Self>,
        (platform, share): (&str, &Share),
        code: &str,
    ) -> Result<ResolveAnswer, Trouble> {
        let held = self.choose(platform, Use::Codes, (None, None))?;
        let codec = share.resolve.ok_or_else(|| held.cannot(Doing::Code))?;
        let ask = ResolveAsk { code: code.to_owned() };
        self.call(&held, codec, &ask, (Doing::Code, "")).await
    }

    /// What a form of a platform is lent: the account and, where it is signed, a ticket. A form that is not
    /// signed is nobody's in particular, unless an account is named.
    pub async fn lend(
        self: &Arc<Self>,
        platform: &str,
        name: Option<&str>,
        signed: bool,
    ) -> Result<Option<Lending>, Trouble> {
        if !signed && name.is_none() {
            return Ok(None);
        }
        let held = self.choose(platform, Use::Pages, (name, None))?;
        let ticket = if signed { Some(self.lent(&held, What::Ticket, None).await?) } else { None };
        Ok(Some(Lending { account: held.one.account.clone(), ticket }))
    }

    /// What a page hands to the platform's script, so that it may share.
    pub async fn sign_page(
        self: &Arc<Self>,
        (platform, share): (&str, &Share),
        page: &str,
        name: Option<&str>,
    ) -> Result<Payload, Trouble> {
        let held = self.choose(platform, Use::Pages, (name, None))?;
        let sign = share.sign_page.ok_or_else(|| held.cannot(Doing::Signature))?;
        let ticket = self.lent(&held, What::Ticket, None).await?;
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &held.one.account);
        let sharing = Sharing { ctx, page: Some(page), ticket: Some(&ticket), link: None };
        sign(&sharing).map_err(|fault| held.fault(Doing::Signature, fault, &[&ticket]))
    }

    pub(super) fn choose(
        &self,
        platform: &str,
        purpose: Use,
        which: (Option<&str>, Option<&str>),
    ) -> Result<Arc<Held>, Trouble> {
        let chosen = self.roll.choose(platform, purpose, which)?;
        let held = self.held.iter().find(|held| held.one.name == chosen.name);
        let missing = || Trouble::NoAccount { platform: platform.to_owned(), purpose, app: None };
        held.cloned().ok_or_else(missing)
    }

    /// Takes one of what the platform makes in a day.
    pub(super) async fn take(&self, held: &Held, quota: Quota) -> Result<(), Trouble> {
        let (account, platform) = held.names();
        let app = format!("{platform}\n{}", held.one.account.app());
        let taken = held.paced.take((quota, &app), self.world.clock.wall(), &self.tally).await;
        taken.map_err(|wait| match wait {
            Wait::UsedUp(again_in) => {
                let (pool, a_day) = (quota.pool.to_owned(), quota.a_day);
                Trouble::UsedUp { account, platform, pool, a_day, again_in }
            }
            Wait::Resting(again_in, code) => Trouble::Resting { account, platform, code, again_in },
            Wait::Store(error) => Trouble::store(&account, &error),
        })
    }

    /// One call with a token, where the platform has tokens; once more with another one if it is no good.
    pub(super) async fn with_token<X>(
        self: &Arc<Self>,
        held: &Arc<Held>,
        codec: &dyn Codec<X>,
        (mut ask, put): (X::Ask, Put<X>),
        doing: Doing,
    ) -> Result<X::Answer, Trouble>
    where
        X: Exchange,
        X::Ask: Send + Sync,
        X::Answer: Send,
    {
        if held.one.share.token.is_none() {
            return self.call(held, codec, &ask, (doing, "")).await;
        }
        let token = self.lent(held, What::Token, None).await?;
        put(&mut ask, &token);
        let told = self.call(held, codec, &ask, (doing, &token)).await;
        let stale = told.as_ref().err().filter(|trouble| trouble.is_stale());
        let Some(code) = stale.map(|trouble| trouble.code().map(str::to_owned)) else {
            return told;
        };
        let again = self.lent(held, What::Token, Some(token)).await;
        let token = again.map_err(|trouble| trouble.with_code(code.as_deref()))?;
        put(&mut ask, &token);
        let told = self.call(held, codec, &ask, (doing, &token)).await;
        told.map_err(
            |trouble| {
                if trouble.is_stale() { held.not_accepted(trouble.code()) } else { trouble }
            },
        )
    }

    /// One call.
    pub(super) async fn call<X>(
        &self,
        held: &Held,
        codec: &dyn Codec<X>,
        ask: &X::Ask,
        (doing, token): (Doing, &str),
    ) -> Result<X::Answer, Trouble>
    where
        X: Exchange,
        X::Ask: Sync,
        X::Answer: Send,
    {
        let fault = |fault: Fault| held.fault(doing, fault, &[token]);
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &held.one.account);
        let request = codec.write_ask(ask, &ctx).map_err(fault)?;
        let response = self.net.send(&request, CALL_MAX).await.map_err(fault)?;
        codec.read_answer(&response, &ctx.answering(&request)).map_err(fault)
    }
}

impl Held {
    pub(super) fn names(&self) -> (String, String) {
        (self.one.name.clone(), self.one.dialect.name.to_owned())
    }

    pub(super) fn cannot(&self, doing: Doing) -> Trouble {
        Trouble::Cannot { platform: self.one.dialect.name.to_owned(), doing }
    }

    pub(super) fn not_accepted(&self, code: Option<&str>) -> Trouble {
        let (account, platform) = self.names();
        Trouble::NotAccepted { account, platform, code: code.map(str::to_owned) }
    }

    /// Who asked is gone without an answer: the program ends.
    pub(super) fn lost(&self, what: What) -> Trouble {
        let doing = if what == What::Token { Doing::Token } else { Doing::Ticket };
        self.fault(doing, Fault::Unknown("who asked is gone".to_owned()), &[])
    }

    /// What came is no picture that can be handed on.
    pub(super) fn no_picture(&self, error: &FetchError) -> Trouble {
        let (account, platform) = self.names();
        let (why, again) = (error.words().reason_en.to_owned(), error.is_ours());
        Trouble::NoPicture { account, platform, why, again }
    }

    pub(super) fn fault(&self, doing: Doing, fault: Fault, lent: &[&str]) -> Trouble {
        let (account, platform) = self.names();
        let fault = without_secrets(fault, &self.one.account, lent);
        Trouble::Fault { account, platform, doing, fault: Box::new(fault) }
    }
}
