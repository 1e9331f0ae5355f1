//! Short links of our own: they can be withdrawn, they may end, and they are counted without knowing
//! anybody.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_canon::share::{Card, Safety};
use drawbridge_gate_share::code::{Code, CodeKey, SERIALS};
use serde::{Deserialize, Serialize};

use crate::share::ShareError;
use crate::store::{CommitError, Expect, Object, ObjectWrite, Page, Store, Write, kinds};
use crate::world::World;

/// How often another code is drawn when one is taken. Of a million links one draw in a million hits.
const DRAWN_MAX: usize = 8;

/// A short link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortLink {
    /// Where it leads.
    pub url: String,
    /// What it is shown as.
    pub card: Card,
    /// When and on what its verdict, which stands in the card, was found. Absent in links that were made
    /// before verdicts were renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judgement>,
    /// Who made it: the name of a token.
    pub owner: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends; never, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Whether it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
}

/// When and on what a verdict was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// When.
    pub at: Timestamp,
    /// What tells the rules, lists and answered appeals by which it was found from any others.
    pub by: String,
    /// The way from the link to where it led.
    pub way: Vec<String>,
    /// Whether its end was reached.
    pub ended: bool,
    /// When that way was gone: it may be judged again and again. Absent where it is from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walked: Option<Timestamp>,
}

/// That a link was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// When.
    pub at: Timestamp,
    /// Why, in the words of who did it: whoever opens the link reads them.
    pub why: String,
}

/// How a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It leads where it says.
    Live,
    /// Its time is over.
    Expired,
    /// It was withdrawn.
    Withdrawn,
}

impl ShortLink {
    /// How it stands.
    pub fn standing(&self, now: Timestamp) -> Standing {
        if self.withdrawn.is_some() {
            Standing::Withdrawn
        } else if self.expires.is_some_and(|expires| expires <= now) {
            Standing::Expired
        } else {
            Standing::Live
        }
    }
}

/// All short links.
pub struct Links {
    store: Arc<dyn Store>,
    world: World,
    key: CodeKey,
}

impl Links {
    /// The links of a store. The key decides what their codes look like.
    pub fn new(store: Arc<dyn Store>, world: World, key: CodeKey) -> Self {
        Self { store, world, key }
    }

    /// Makes a link, under a code that no other has or had.
    pub async fn make(&self, link: &ShortLink) -> Result<Code, ShareError> {
        for _ in 0..DRAWN_MAX {
            let drawn = Code::of(self.world.dice.below(SERIALS), &self.key);
            let Some(code) = drawn else { continue };
            match self.put(&code, Expect::Absent, link).await {
                Ok(()) => return Ok(code),
                Err(ShareError::Commit(CommitError::Exists(_) | CommitError::Conflict)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(ShareError::NoCode)
    }

    /// The link of a code; none if there never was one.
    pub async fn find(&self, code: &Code) -> Result<Option<ShortLink>, ShareError> {
        let found = self.store.object(kinds::SHARE_LINK, &code.signs()).await?;
        found.as_ref().map(read).transpose()
    }

    /// Links in the order of their codes, which is none.
    pub async fn list(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<(String, ShortLink)>, ShareError> {
        let page = self.store.objects(kinds::SHARE_LINK, "", after, limit).await?;
        let items = page.items.iter().map(|object| Ok((object.id.clone(), read(object)?)));
        Ok(Page { items: items.collect::<Result<_, ShareError>>()?, next: page.next })
    }

    /// Withdraws a link, and says how it stands then; none if there never was one. Who withdraws it again
    /// changes nothing.
    pub async fn withdraw(&self, code: &Code, why: &str) -> Result<Option<ShortLink>, ShareError> {
        let withdrawn = Withdrawn { at: self.world.clock.now(), why: why.to_owned() };
        self.change(code, |link| link.withdrawn = Some(withdrawn.clone())).await
    }

    /// Keeps what was found when a link was judged anew. One that was withdrawn meanwhile stays as it is, and
    /// so does one that was judged again meanwhile.
    pub(super) async fn judge(
        &self,
        code: &Code,
        (safety, judgement): (&Safety, &Judgement),
    ) -> Result<Option<ShortLink>, ShareError> {
        let judged = |link: &mut ShortLink| {
            if link.judged.as_ref().is_some_and(|kept| kept.at > judgement.at) {
                return;
            }
            link.card.safety = Some(safety.clone());
            link.judged = Some(judgement.clone());
        };
        self.change(code, judged).await
    }

    /// Changes a link that is not withdrawn, and says how it stands then.
    async fn change(
        &self,
        code: &Code,
        change: impl Fn(&mut ShortLink),
    ) -> Result<Option<ShortLink>, ShareError> {
        loop {
            let id = code.signs();
            let Some(object) = self.store.object(kinds::SHARE_LINK, &id).await? else {
                return Ok(None);
            };
            let mut link = read(&object)?;
            if link.withdrawn.is_some() {
                return Ok(Some(link));
            }
            change(&mut link);
            match self.put(code, Expect::Version(object.version), &link).await {
                Ok(()) => return Ok(Some(link)),
                Err(ShareError::Commit(CommitError::Conflict)) => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn put(&self, code: &Code, expected: Expect, link: &ShortLink) -> Result<(), ShareError> {
        let body = serde_json::to_vec(link).map_err(|error| ShareError::Kept(error.to_string()))?;
        let (kind, id) = (kinds::SHARE_LINK.to_owned(), code.signs());
        let object = ObjectWrite { kind, id, expected, body: Some(body) };
        self.store.commit(Write { objects: vec![object], ..Write::default() }).await?;
        Ok(())
    }
}

fn read(object: &Object) -> Result<ShortLink, ShareError> {
    let cannot = |error: serde_json::Error| ShareError::Kept(format!("{}: {error}", object.id));
    serde_json::from_slice(&object.body).map_err(cannot)
}
