//! The share gate at work: links are fetched, made cards, judged and kept.

mod corrected;
mod judge;
mod seen;

use std::sync::{Arc, PoisonError, RwLock};

use drawbridge_canon::share::{Card, Safety};
use drawbridge_canon::{Dialect, Timestamp};
use drawbridge_fair_policy::Ruling;
use drawbridge_fair_record::{Object, Value};
use drawbridge_gate_share::safety::{self, Feeds, Known, Way, registrable};
use url::Url;

use crate::cases::{AppealError, Cases};
use crate::desk::{Desk, DeskError};
use crate::share::judge::{Crossing, Judge};
use crate::share::seen::Seen;
use crate::store::{CommitError, Store, StoreError};
use crate::world::World;

pub(crate) use judge::{ACTION, PROTECTED};

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
    /// An appeal.
    #[error(transparent)]
    Appeal(#[from] AppealError),
}

/// The share gate at work.
pub struct ShareEngine {
    judge: Judge,
    seen: Seen,
    known: Known,
    feeds: RwLock<Arc<Feeds>>,
}

impl ShareEngine {
    /// With the platforms that are spoken; their names are those that nobody else may be mistaken for.
    pub fn new(
        (store, desk, world): (Arc<dyn Store>, Arc<Desk>, World),
        dialects: &[&'static Dialect],
        pseudonym_key: String,
    ) -> Self {
        let known = Known::of(dialects.iter().filter_map(|dialect| dialect.share));
        let seen = Seen::new(store.clone());
        let judge = Judge { store, desk, world, pseudonym_key };
        Self { judge, seen, known, feeds: RwLock::default() }
    }

    /// Replaces the lists of links that are known to be bad.
    pub fn feed(&self, feeds: Feeds) {
        *self.feeds.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(feeds);
    }

    /// Judges a link that crosses: the way from what was shared to where it ends, and what is shown of
    /// it. It is counted as shared once.
    pub async fn judge(&self, way: Way<'_>, card: &Card) -> Result<Safety, ShareError> {
        let now = self.judge.world.clock.now();
        let host = way.steps.last().and_then(Url::host_str).unwrap_or_default();
        let domain = registrable(host).to_owned();
        let (days_known, shares_1h) = self.seen.share(&domain, now).await?;
        let feeds = self.feeds.read().unwrap_or_else(PoisonError::into_inner).clone();
        let crossing = Crossing {
            platform: card.platform.clone(),
            kind: card.kind.as_ref().map(|kind| kind.value),
            facts: safety::facts(way, &self.known, &feeds),
            days_known,
            shares_1h,
            is_card: card.title.is_some() && card.url.is_some(),
            opens: card.url.is_some(),
            corrected: corrected::of(&*self.judge.store, &domain).await?,
            domain,
        };
        self.judge.judge(&crossing).await
    }

    /// Answers an appeal about a link: the case is decided again on the facts as they were `found` to be,
    /// and they count for the domain from then on.
    pub async fn answer(
        &self,
        cases: &Cases,
        intake: u64,
        found: &Object,
        (reviewer, now): (&str, Timestamp),
    ) -> Result<Ruling, ShareError> {
        let story = cases.story(intake).await.map_err(AppealError::from)?;
        let story = story.ok_or(AppealError::Unknown(intake))?;
        let protected = story.protected();
        let Some(Value::Text(domain)) = protected.get("domain") else {
            return Err(AppealError::Closed.into());
        };
        let keep = corrected::keep(&*self.judge.store, domain, found).await?;
        let dice = &*self.judge.world.dice;
        Ok(cases.answer(intake, found, reviewer, (now, dice), vec![keep]).await?)
    }
}
