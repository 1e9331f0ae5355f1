//! A short link is shown by the verdict of today. One that is old, or was found on another ground, is
//! found anew when the link is opened: whoever opens it does not wait for that, unless a list now names
//! an address on its way.

use std::sync::{Arc, PoisonError};

use drawbridge_canon::share::{Card, Finding, Safety, Source, Step, Told};
use drawbridge_gate_share::address;
use drawbridge_gate_share::code::Code;
use drawbridge_gate_share::safety::{self, Threat, Way};
use url::Url;

use super::ready::steps;
use super::{Judgement, Links, ShareEngine, ShareError, ShortLink, domain_of};
use crate::fetch::FetchError;

/// Most short links that are judged anew at a time: each is a fetch.
const RENEWED_MAX: usize = 256;

/// How old a verdict is at least before it is found anew on another ground, in milliseconds: nodes whose
/// lists differ would otherwise do so at every opening.
const RENEWED_AFTER: i64 = 60_000;

/// Takes a link off the list of those that are judged anew, however that ends.
struct Renewing(Arc<ShareEngine>, String);

impl Drop for Renewing {
    fn drop(&mut self) {
        self.0.renewing.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

impl ShareEngine {
    /// The card of an address for a short link, and what is kept of how it was judged.
    pub async fn card_for_link(
        self: &Arc<Self>,
        url: &str,
    ) -> Result<(Card, Option<Judgement>), FetchError> {
        let ready = self.ready(&self.hit_of(url)).await?;
        let lost = |error: serde_json::Error| {
            FetchError::new(crate::fetch::Kind::Lost, url).because(&error.to_string())
        };
        let card: Card = serde_json::from_slice(&ready.json).map_err(lost)?;
        let footing = self.footing().await;
        // What was judged on another ground a moment ago is judged anew when it is opened.
        let current = footing.number == ready.beside.ground && card.safety.is_some();
        let judgement = current.then(|| Judgement {
            at: ready.beside.judged,
            by: footing.name.to_string(),
            way: ready.beside.way.lines().map(str::to_owned).collect(),
            ended: ready.beside.ended,
            walked: Some(ready.beside.judged),
        });
        Ok((card, judgement))
    }

    /// A short link with the verdict that is shown today.
    pub async fn today(
        self: &Arc<Self>,
        links: &Arc<Links>,
        code: Code,
        link: ShortLink,
    ) -> ShortLink {
        let young = self.looked_at(&domain_of(&way(&link)));
        let footing = self.footing().await;
        let due = self.is_due(&link, &footing.name);
        if due || young && self.age(&link) >= RENEWED_AFTER {
            if let Some(found) = self.named_now(links, code, &link).await {
                return found;
            }
            // How often a domain is opened on its first day may change what is said of it, and nothing else.
            self.renew(links.clone(), code, link.clone(), due);
        }
        link
    }

    /// Whether a link's verdict is to be found anew, and where it leads.
    fn is_due(&self, link: &ShortLink, name: &str) -> bool {
        let Some(judged) = &link.judged else { return true };
        let most = i64::try_from(self.judged_for.as_millis()).unwrap_or(i64::MAX);
        let walked =
            self.judge.world.clock.now().0.saturating_sub(judged.walked.unwrap_or(judged.at).0);
        let old = || self.age(link) >= RENEWED_AFTER;
        walked >= most || (judged.by != name && (old() || self.is_named(link)))
    }

    /// How old a link's verdict is, in milliseconds.
    fn age(&self, link: &ShortLink) -> i64 {
        let now = self.judge.world.clock.now().0;
        link.judged.as_ref().map_or(i64::MAX, |judged| now.saturating_sub(judged.at.0))
    }

    /// Whether a list names an address on a link's way as graver than its verdict says.
    fn is_named(&self, link: &ShortLink) -> bool {
        if link.card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse) {
            return false;
        }
        let way = way(link);
        let ended = link.judged.as_ref().is_none_or(|judged| judged.ended);
        let facts = safety::facts(Way { steps: &way, ended }, &self.known, &self.listed().feeds);
        facts.illegal || facts.scan.is_some_and(|threat| threat > Threat::Suspicious)
    }

    /// What a link that a list now names is shown as: it is judged before it is answered.
    async fn named_now(&self, links: &Links, code: Code, link: &ShortLink) -> Option<ShortLink> {
        if !self.is_named(link) {
            return None;
        }
        let judged = self.judged_way(link).await;
        let Ok((safety, judgement)) = judged.inspect_err(not_judged) else {
            // Nobody is sent there while it cannot be written down why.
            let card = Card { safety: Some(unjudged()), ..link.card.clone() };
            return Some(ShortLink { card, ..link.clone() });
        };
        let kept = links.judge(&code, (&safety, &judgement)).await;
        // What cannot be kept is refused all the same.
        let shown = kept.inspect_err(not_judged).ok().flatten();
        Some(shown.unwrap_or_else(|| {
            let card = Card { safety: Some(safety), ..link.card.clone() };
            ShortLink { card, judged: Some(judgement), ..link.clone() }
        }))
    }

    /// Begins to find a link's verdict anew, where it leads today or, without `fetch`, led when it was looked at.
    fn renew(self: &Arc<Self>, links: Arc<Links>, code: Code, link: ShortLink, fetch: bool) {
        let signs = code.signs();
        let mut renewing = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        if renewing.len() >= RENEWED_MAX || !renewing.insert(signs.clone()) {
            return;
        }
        drop(renewing);
        let renewing = Renewing(self.clone(), signs);
        self.judge.world.background.spawn(Box::pin(async move {
            let found = renewing.0.renewed(&links, code, link, fetch).await;
            let _ = found.inspect_err(not_judged);
        }));
    }

    async fn renewed(
        self: &Arc<Self>,
        links: &Links,
        code: Code,
        mut link: ShortLink,
        fetch: bool,
    ) -> Result<(), ShareError> {
        // Where it leads is looked at again. What cannot be reached now is judged by the way it once led.
        if fetch
            && let Ok(ready) = self.fresh(&self.hit_of(&link.url)).await
            && ready.beside.reached
        {
            link.judged = Some(Judgement {
                at: ready.beside.judged,
                by: String::new(),
                way: ready.beside.way.lines().map(str::to_owned).collect(),
                ended: ready.beside.ended,
                walked: Some(ready.beside.judged),
            });
        }
        // Whether or not it could be reached: it is not asked for again by everybody who opens it.
        if fetch && let Some(judged) = &mut link.judged {
            judged.walked = Some(self.judge.world.clock.now());
        }
        let (safety, judgement) = self.judged_way(&link).await?;
        links.judge(&code, (&safety, &judgement)).await?;
        Ok(())
    }

    /// Judges a link by the way that is kept of it.
    async fn judged_way(&self, link: &ShortLink) -> Result<(Safety, Judgement), ShareError> {
        let by = self.footing().await.name.to_string();
        let way = way(link);
        let ended = link.judged.as_ref().is_none_or(|judged| judged.ended);
        let safety = self.judge(Way { steps: &way, ended }, &self.card_judged(link, &way)).await?;
        let at = self.judge.world.clock.now();
        let way = way.into_iter().map(String::from).collect();
        let walked = link.judged.as_ref().and_then(|judged| judged.walked);
        Ok((safety, Judgement { at, by, way, ended, walked }))
    }
}

impl ShareEngine {
    /// What a link is judged as: whose it is says its way, and not the card that somebody wrote for it.
    fn card_judged(&self, link: &ShortLink, way: &[Url]) -> Card {
        let last = way.last();
        let owner = last.and_then(|url| address::owner(url, &self.platforms));
        Card {
            url: last.map(|url| Told::new(url.to_string(), Source::Address)),
            platform: owner.map(|owner| owner.platform.to_owned()),
            ..link.card.clone()
        }
    }
}

/// The way of a link, as far as it is known.
fn way(link: &ShortLink) -> Vec<Url> {
    if let Some(judged) = &link.judged {
        return steps(judged.way.iter().map(String::as_str));
    }
    let shown = link.card.url.as_ref().map(|url| url.value.as_str());
    let mut way = steps([link.url.as_str()].into_iter().chain(shown));
    way.dedup();
    way
}

/// The verdict of what a list names while nothing can be written down.
fn unjudged() -> Safety {
    let finding = Finding {
        rule: "unjudged".to_owned(),
        reason_zh: "名单里有这个网址，而判定此刻无法入账。".to_owned(),
        reason_en: "A list names the address, and just now no verdict can be written down."
            .to_owned(),
        remedy_zh: "请稍后再试。".to_owned(),
        remedy_en: "Try again later.".to_owned(),
    };
    Safety { step: Step::Refuse, findings: vec![finding], decision: None }
}

fn not_judged(error: &ShareError) {
    tracing::warn!(%error, "a short link could not be judged anew, and keeps its verdict");
}
