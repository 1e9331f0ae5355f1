//! The share gate at work: links are fetched, made cards, judged and kept.

mod accounts;
mod appeals;
mod corrected;
mod counts;
mod drawing;
mod ground;
mod judge;
mod links;
mod media;
mod pictures;
mod reading;
mod ready;
mod renew;
mod resolve;
mod seen;
mod unfetched;
mod unread;
pub mod write;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use drawbridge_canon::Dialect;
use drawbridge_canon::share::{Card, Found, Safety, Share};
use drawbridge_gate_share::Hit;
use drawbridge_gate_share::safety::{self, Feeds, Known, Way, registrable};
use url::Url;

use crate::cases::AppealError;
use crate::desk::{Desk, DeskError};
use crate::fetch::{Bounds, FetchError, Fetcher, Kind, Look, Memo, PictureLimits, Pictures};
use crate::share::corrected::{Corrected, Marks};
use crate::share::drawing::Easel;
use crate::share::ground::{Footing, Ground, Listed};
use crate::share::judge::{Crossing, Judge};
use crate::share::pictures::Gallery;
use crate::share::ready::Ready;
use crate::share::seen::Seen;
use crate::store::{CommitError, Store, StoreError};
use crate::world::World;

pub use accounts::{
    AccountDesk, AccountTrouble, Coding, Doing, Lending, MadeCode, MadeLink, Making, Roll,
    ShareAccount, Use, WantedLink,
};
pub use counts::{Counts, Day};
pub use drawing::Drawing;
pub(crate) use judge::{ACTION, PROTECTED};
pub use links::{Judgement, Links, ShortLink, Standing, Withdrawn};
pub use unfetched::Saved;

/// Most things in one message of which cards are made: more than a person shares at once.
pub const SHARED_MAX: usize = 16;

/// Why something about a link could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// The rules could not be asked.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// It could not be kept.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is kept cannot be read, or not be written.
    #[error("what is kept cannot be read: {0}")]
    Kept(String),
    /// Every code that was drawn was taken, which does not happen by chance.
    #[error("no code was free: is the machine's randomness broken?")]
    NoCode,
    /// An appeal.
    #[error(transparent)]
    Appeal(#[from] AppealError),
}

/// The share gate at work.
pub struct ShareEngine {
    judge: Judge,
    seen: Seen,
    known: Known,
    listed: RwLock<Arc<Listed>>,
    /// On what cards at hand were judged.
    ground: Ground,
    /// For how long a short link keeps a verdict.
    judged_for: Duration,
    /// Short links that are being judged anew, by their codes.
    renewing: Mutex<BTreeSet<String>>,
    platforms: Vec<(&'static str, &'static Share)>,
    fetcher: Arc<Fetcher>,
    /// Cards, by what they were made of.
    cards: Arc<Memo<Ready>>,
    gallery: Gallery,
    easel: Easel,
    /// What is done in the name of accounts with platforms.
    pub accounts: Arc<AccountDesk>,
    /// Whether links that are read count as shared.
    counts: bool,
}

/// What the share gate is set up with.
pub struct ShareSettings {
    /// Keys the pseudonyms of domains in the log.
    pub pseudonym_key: String,
    /// How many bytes of cards are kept ready.
    pub cards_bytes: usize,
    /// How many bytes of pictures are.
    pub pictures_bytes: usize,
    /// How many bytes of cards that were drawn are.
    pub drawn_bytes: usize,
    /// For how long a short link keeps a verdict; then it is judged anew when it is opened.
    pub judged_for: Duration,
}

/// What a link is judged as.
struct Judged {
    safety: Safety,
    /// Whether its domain was not known for a day: how often it is shared may change what is said of it.
    young: bool,
}

/// Something in a message, and its card.
#[derive(Clone, Debug)]
pub struct Shared {
    /// What was found.
    pub hit: Hit,
    /// Its card, as JSON.
    pub card: Result<Arc<[u8]>, FetchError>,
}

impl ShareEngine {
    /// With the platforms that are spoken; their names are those that nobody else may be mistaken for.
    pub fn new(
        (store, desk, world): (Arc<dyn Store>, Arc<Desk>, World),
        (fetcher, accounts): (Arc<Fetcher>, Arc<AccountDesk>),
        dialects: &[&'static Dialect],
        settings: ShareSettings,
    ) -> Self {
        let share = |dialect: &&'static Dialect| Some((dialect.name, dialect.share?));
        let platforms: Vec<_> = dialects.iter().filter_map(share).collect();
        let known = Known::of(platforms.iter().map(|(_, share)| *share));
        let seen = Seen::new(store.clone());
        let cards = Memo::new(settings.cards_bytes, Bounds::default(), world.clone());
        let pictures = Pictures::new(fetcher.clone(), PictureLimits::default());
        let room = (settings.pictures_bytes, pictures::LARGEST);
        let kept = Memo::of_large(room, Bounds::default(), world.clone());
        let gallery = Gallery { pictures: Arc::new(pictures), kept };
        let easel = Easel::new(settings.drawn_bytes, world.clone());
        let judge = Judge { store, desk, world, pseudonym_key: settings.pseudonym_key };
        Self {
            judge,
            seen,
            known,
            listed: RwLock::default(),
            ground: Ground::default(),
            judged_for: settings.judged_for,
            renewing: Mutex::default(),
            platforms,
            fetcher,
            cards,
            gallery,
            easel,
            accounts,
            counts: true,
        }
    }

    /// The same, for one reader who shares nothing with anybody: what is read is not counted, and no burst
    /// is seen in it.
    #[must_use]
    pub fn uncounted(self) -> Self {
        Self { counts: false, ..self }
    }

    /// Reads a message: everything in it, each with its card. The first [`SHARED_MAX`] are made cards; the
    /// others say that they are too many.
    pub async fn read(self: &Arc<Self>, message: &str) -> Vec<Shared> {
        let hits = drawbridge_gate_share::read(message, &self.platforms);
        let made = hits.into_iter().enumerate().map(|(place, hit)| async move {
            let card = if place < SHARED_MAX {
                self.card_of(&hit).await
            } else {
                Err(FetchError::new(Kind::Beyond, hit.found.url.clone().unwrap_or_default()))
            };
            Shared { hit, card }
        });
        futures_util::future::join_all(made).await
    }

    /// The card of one address.
    pub async fn card(self: &Arc<Self>, url: &str) -> Result<Arc<[u8]>, FetchError> {
        self.card_of(&self.hit_of(url)).await
    }

    /// An address by itself as a hit.
    fn hit_of(&self, url: &str) -> Hit {
        let hits = drawbridge_gate_share::read(url, &self.platforms);
        let whole = |hit: &Hit| hit.found.span == (0..url.len());
        let hit = hits.into_iter().next().filter(whole);
        hit.unwrap_or_else(|| Hit { platform: None, found: bare(url) })
    }

    /// The card of an address, if it is at hand. Nothing is fetched for whoever asks: one past its time is given
    /// out and made anew meanwhile; where rules, lists or what appeals found have changed since, it is
    /// judged anew.
    pub async fn at_hand(self: &Arc<Self>, url: &str) -> Option<Arc<[u8]>> {
        let hit = self.hit_of(url);
        match self.cards.peek(&place(&hit)) {
            Look::Fresh(Ok(_)) | Look::Stale(Ok(_)) => self.card_of(&hit).await.ok(),
            Look::Fresh(Err(_)) | Look::Stale(Err(_)) | Look::Absent => None,
        }
    }

    async fn card_of(self: &Arc<Self>, hit: &Hit) -> Result<Arc<[u8]>, FetchError> {
        Ok(self.ready(hit).await?.json)
    }

    /// On what links are judged now.
    async fn footing(&self) -> Footing {
        let now = self.judge.world.clock.wall().0;
        match self.ground.known(now) {
            Some(footing) => footing,
            None => self.ground.look(&self.judge, (&self.known, &self.listed()), now).await,
        }
    }

    fn listed(&self) -> Arc<Listed> {
        self.listed.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Protects more names than those of the platforms.
    pub fn protect<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a str>,
        domains: impl IntoIterator<Item = &'a str>,
    ) {
        self.known.add(names, domains);
        self.ground.look_again();
    }

    /// Replaces the lists of links that are known to be bad. What was judged by the old ones is judged anew.
    pub fn feed(&self, feeds: Feeds) {
        let listed = Arc::new(Listed::new(feeds));
        *self.listed.write().unwrap_or_else(PoisonError::into_inner) = listed;
        self.ground.look_again();
    }

    /// Judges a link that crosses: the way from what was shared to where it ends, and what is shown of
    /// it. It is counted as shared once.
    pub async fn judge(&self, way: Way<'_>, card: &Card) -> Result<Safety, ShareError> {
        Ok(self.judged(way, card, None).await?.safety)
    }

    /// The same, of a link for which a message may show something else.
    async fn judged(
        &self,
        way: Way<'_>,
        card: &Card,
        shown: Option<&str>,
    ) -> Result<Judged, ShareError> {
        let now = self.judge.world.clock.now();
        let domain = domain_of(way.steps).into_string();
        let (days_known, shares_1h) =
            if self.counts { self.seen.share(&domain, now).await? } else { (0, 0) };
        let listed = self.listed();
        let marks = Marks::of(way.steps, &self.judge.pseudonym_key);
        let crossing = Crossing {
            platform: card.platform.clone(),
            kind: card.kind.as_ref().map(|kind| kind.value),
            facts: safety::facts(way, &self.known, &listed.feeds),
            said: safety::said(way, (card, shown), &self.known),
            days_known,
            shares_1h,
            is_card: card.title.is_some() && card.url.is_some(),
            opens: card.url.is_some(),
            corrected: Corrected::of(&*self.judge.store, &marks, &listed.digest).await?,
            marks,
            domain,
        };
        Ok(Judged { safety: self.judge.judge(&crossing).await?, young: days_known == 0 })
    }
}

/// The domain to which a way leads. Of what is none of the web's (a script, an app's own scheme) whoever led
/// there answers for it.
fn domain_of(way: &[Url]) -> Box<str> {
    let of_the_web = |step: &&Url| matches!(step.scheme(), "http" | "https");
    let host = way.iter().rfind(of_the_web).and_then(Url::host_str).unwrap_or_default();
    registrable(host).into()
}

/// An address that is no link by itself: the card says what is wrong with it.
fn bare(url: &str) -> Found {
    Found { span: 0..url.len(), shape: "link", url: Some(url.to_owned()), ..Found::default() }
}

/// Under what the card of a hit is kept: its address, and the words around it, which stand in the card.
fn place(hit: &Hit) -> String {
    let Found { span: _, shape, url, code, title, author, kind, price, opening, shown } =
        &hit.found;
    let url = url.as_deref().unwrap_or_default();
    let bare = (code, title, author, kind, price, opening, shown)
        == (&None, &None, &None, &None, &None, &None, &None);
    if bare {
        return format!("link {url}");
    }
    let words =
        format!("{shape:?} {code:?} {title:?} {author:?} {kind:?} {price:?} {opening:?} {shown:?}");
    // Anybody may have written the address: where it ends says its length, and no sign in it.
    format!("words {}:{url}{words}", url.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_kept_in_anothers_place() {
        let of = |url: &str, title: Option<&str>| {
            let (url, title) = (Some(url.to_owned()), title.map(str::to_owned));
            place(&Hit { platform: None, found: Found { title, url, ..Found::default() } })
        };
        let told = of("https://mall.cn/", Some("Tea"));
        // Whatever stands in its place, without its address, is appended to another address.
        for separator in ["", "\n", " ", ":"] {
            for from in 0..told.len() {
                let forged = format!("https://mall.cn/{separator}{}", &told[from..]);
                assert_ne!(of(&forged, None), told);
                assert_ne!(of(&forged, Some("Tea")), told);
            }
        }
        assert_ne!(of("words 16:https://mall.cn/", None), told);
        assert_ne!(of("https://mall.cn/", None), told);
    }
}
