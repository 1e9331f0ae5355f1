//! From a hit in a message to a card: the gate's machine is told what came of each thing that it wants
//! done.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::share::{Card, Safety};
use drawbridge_gate_share::resolve::{self, Effect, Event, Facts, Resolving, Trouble};
use drawbridge_gate_share::safety::{Way, registrable};
use drawbridge_gate_share::{Hit, address};
use drawbridge_page::oembed;
use url::Url;

use super::reading::Incoming;
use super::ready::{Beside, Ready, lines, steps};
use super::{ShareEngine, domain_of, media, unread};
use crate::fetch::{
    Bounds, End, FetchAsk, FetchError, Fetched, Freshness, Kind, Known, Life, Made, Next, Purpose,
    Spent,
};

/// A card of which something is lacking, or that was judged when little was known of its domain, is soon
/// made anew.
const SOON: Life = Life { fresh: Duration::from_mins(1), stale: Duration::from_mins(10) };

/// What a card was made of: the machine's last word, and how long it holds.
#[derive(Default)]
struct Journey {
    card: Card,
    life: Option<Life>,
    /// The way by which it was judged, and whether its end was reached.
    judged_way: (Box<str>, bool),
    /// On what it was judged.
    ground: u32,
    /// Every address that was asked, with redirects on the way.
    hops: Vec<String>,
    young: bool,
    /// Whether redirects led somewhere, though nothing was read there.
    led: bool,
    /// Whether something is lacking because we were too busy for it.
    lacking: bool,
    /// What is spent by now of the time and the redirects of the way.
    spent: Spent,
    /// Why the page was not read; none if it was.
    unread: Option<FetchError>,
    /// The card that was there before, with what to ask whether its page has changed.
    before: Option<Ready>,
    /// What to ask the next time.
    known: Option<Known>,
    /// What the message shows for the link, where that is something else.
    shown: Option<String>,
}

impl ShareEngine {
    /// Makes the card of a hit, or of one at hand that was judged on another ground the same card with
    /// the verdict of today. An error if the reason lies with us, or if what is `old` is better than what
    /// could be made now.
    pub(super) async fn make(
        self: Arc<Self>,
        hit: Hit,
        old: Option<Ready>,
    ) -> Result<Made<Ready>, FetchError> {
        let ground = self.footing().await.number;
        if let Some(old) = old.as_ref().filter(|old| old.beside.ground != ground) {
            return self.judged_anew(&hit, old).await;
        }
        let mut journey =
            Journey { before: old, shown: hit.found.shown.clone(), ..Journey::default() };
        let (mut state, mut effects) = resolve::begin(&hit, &self.platforms);
        while let Some(effect) = effects.pop() {
            let event = match effect {
                Effect::Done(card) => {
                    journey.card = *card;
                    break;
                }
                other => self.perform(other, &state, &mut journey).await?,
            };
            let troubles = state.troubles.len();
            let stepped = resolve::step(state, event, &self.platforms);
            let misfit = |misfit: resolve::Misfit| lost(&hit, &misfit.to_string());
            (state, effects) = stepped.map_err(misfit)?;
            if state.troubles.iter().skip(troubles).any(|trouble| *trouble == Trouble::Walled) {
                let before = state.way.last().cloned().unwrap_or_default();
                journey.unread = Some(FetchError::new(Kind::LoginWall, before));
            }
        }
        journey.card.note = journey.unread.as_ref().map(unread::note);
        let known = !journey.young && !journey.lacking && journey.card.safety.is_some();
        // A wall is where the way ends, and not a trouble that passes.
        let whole = known && state.troubles.iter().all(|trouble| *trouble == Trouble::Walled);
        let reached = state.troubles.is_empty() || journey.led;
        let life = journey.life.filter(|_| whole).unwrap_or(SOON);
        let (way, ended) = journey.judged_way;
        let clock = &self.judge.world.clock;
        let (judged, kept, ground) = (clock.now(), clock.wall(), journey.ground);
        let known = journey.known.filter(|_| whole && journey.unread.is_none());
        let known = known.and_then(bounded);
        let domain = domain_of(&steps(way.lines()));
        let beside = Beside { way, ended, reached, domain, known, ground, judged, kept, life };
        made(&hit, &journey.card, beside)
    }

    /// The same card, judged anew on the way that was gone. Nothing is fetched, and it lives no longer.
    async fn judged_anew(&self, hit: &Hit, old: &Ready) -> Result<Made<Ready>, FetchError> {
        let mut card: Card =
            serde_json::from_slice(&old.json).map_err(|error| lost(hit, &error.to_string()))?;
        let ground = self.footing().await.number;
        let steps = old.beside.steps();
        let way = Way { steps: &steps, ended: old.beside.ended };
        match self.judged(way, &card, hit.found.shown.as_deref()).await {
            Ok(judged) => card.safety = Some(judged.safety),
            Err(error) => {
                // It keeps its verdict, and the ground of that: whoever asks next has it judged anew.
                tracing::error!(%error, "a card could not be judged anew");
                return made(hit, &card, (*old.beside).clone());
            }
        }
        let clock = &self.judge.world.clock;
        let (judged, kept) = (clock.now(), clock.wall());
        let life = old.beside.left(kept);
        made(hit, &card, Beside { ground, judged, kept, life, ..(*old.beside).clone() })
    }

    async fn perform(
        &self,
        effect: Effect,
        state: &Resolving,
        journey: &mut Journey,
    ) -> Result<Event, FetchError> {
        Ok(match effect {
            Effect::Fetch { url, purpose: _ } => self.fetched(&url, journey).await?,
            Effect::Oembed { url } => {
                let about = state.way.last().map(String::as_str).unwrap_or_default();
                self.embedded(&url, about, journey).await
            }
            Effect::Decide(facts) => match self.decided(&facts, state, journey).await {
                Ok(safety) => Event::Judged(safety),
                Err(error) => {
                    // What nobody has judged is not shown as judged; it is asked for again soon.
                    tracing::error!(%error, "a link could not be judged");
                    Event::Failed
                }
            },
            Effect::Ask { platform, code } => self.asked(&platform, &code).await,
            Effect::Done(_) => Event::Failed,
        })
    }

    /// Fetches an address, a short link too: where it leads is read in the same go.
    async fn fetched(&self, url: &str, journey: &mut Journey) -> Result<Event, FetchError> {
        let mut incoming = Incoming::default();
        let ask = FetchAsk::shared(url, Purpose::Page).after(journey.spent);
        let before = journey.before.as_ref().and_then(|before| before.beside.known.as_deref());
        let ask = before.cloned().into_iter().fold(ask, FetchAsk::unless);
        let begun = self.judge.world.clock.wall();
        let fetched = self.fetcher.fetch(ask, &mut incoming).await;
        let passed = begun.0.abs_diff(self.judge.world.clock.wall().0);
        journey.spent.time += Duration::from_millis(passed);
        match fetched {
            Ok(fetched) => {
                journey.spent.redirects += fetched.hops.len().saturating_sub(1);
                journey.hops.extend(fetched.hops.iter().cloned());
                journey.life = Some(Bounds::default().life(fetched.freshness));
                journey.known = fetched.head.known();
                journey.unread = None;
                if let Some(before) = unread::walled(&fetched, &self.platforms) {
                    journey.led = true;
                    return Ok(Event::Walled { before });
                }
                let (card, oembed) = match journey.unchanged(&fetched) {
                    Some(card) => (card, None),
                    None => self.read_page(&incoming, &fetched),
                };
                let url = fetched.head.address;
                Ok(Event::Read { url, card: Box::new(card), oembed })
            }
            Err(error) => {
                tracing::debug!(%error, "a shared link was not fetched");
                if error.is_ours() || outlived(&error, journey.before.as_ref()) {
                    return Err(error);
                }
                journey.spent.redirects += error.way.len().saturating_sub(1);
                Ok(without_page(error, journey))
            }
        }
    }

    /// Reads a page, with the hints of whose it is, and says where an oEmbed answer about it is: where it
    /// says so itself, or where the register of providers does.
    fn read_page(&self, incoming: &Incoming, fetched: &Fetched) -> (Card, Option<String>) {
        let here = fetched.head.address.as_str();
        let address = Url::parse(here).ok();
        let own = address.as_ref().and_then(|url| address::owner(url, &self.platforms));
        let reading = incoming.read(fetched, own.map(|own| &own.share.hints));
        let named = reading.oembed.map(|link| link.url);
        (reading.card, named.or_else(|| oembed::endpoint(here)))
    }

    async fn embedded(&self, url: &str, about: &str, journey: &mut Journey) -> Event {
        let mut body = Vec::new();
        let ask = FetchAsk::shared(url, Purpose::Oembed).after(journey.spent);
        let fetched = self.fetcher.fetch(ask, &mut body).await;
        journey.lacking |= fetched.as_ref().is_err_and(FetchError::is_ours);
        let Ok(fetched) = fetched else { return Event::Failed };
        let kind = fetched.head.content_type.unwrap_or_default().to_ascii_lowercase();
        let read = if kind.contains("xml") { oembed::xml } else { oembed::json };
        Event::Embedded(Box::new(read(&body, about)))
    }

    async fn asked(&self, platform: &str, code: &str) -> Event {
        let own = self.platforms.iter().find(|(name, _)| *name == platform);
        let Some((_, share)) = own else { return Event::Failed };
        match self.accounts.resolve((platform, share), code).await {
            Ok(answer) => Event::Answered(answer),
            Err(trouble) => {
                tracing::debug!(%trouble, platform, "a platform did not say what a code means");
                Event::Failed
            }
        }
    }

    async fn decided(
        &self,
        facts: &Facts,
        state: &Resolving,
        journey: &mut Journey,
    ) -> Result<Safety, super::ShareError> {
        let mut all = way(&facts.way, &journey.hops);
        // What the gate does not open as it stands is judged as it stands.
        all.extend(steps(facts.refused.as_deref()));
        let card = resolve::known(state, &self.platforms);
        journey.judged_way = (lines(&all), facts.ended);
        journey.ground = self.footing().await.number;
        let way = Way { steps: &all, ended: facts.ended };
        let judged = self.judged(way, &card, journey.shown.as_deref()).await?;
        journey.young = judged.young;
        Ok(judged.safety)
    }
}

/// What is known where no page was read: what kind of file it is, or where redirects ended, which is judged.
fn without_page(error: FetchError, journey: &mut Journey) -> Event {
    if let Some(card) = media::of(&error) {
        journey.hops.extend(error.way);
        journey.life = Some(Bounds::default().life(Freshness::default()));
        journey.unread = None;
        return Event::Read { url: error.address, card: Box::new(card), oembed: None };
    }
    journey.unread = Some(error.clone());
    let astray = matches!(error.kind, Kind::Circle | Kind::TooManyRedirects);
    let mut way = error.way;
    let Some(at) = way.pop().filter(|_| !way.is_empty()) else { return Event::Failed };
    journey.led = true;
    journey.hops.append(&mut way);
    if astray {
        journey.hops.push(at.clone());
    }
    Event::Stranded { at, astray }
}

/// Whether an error passes, at the site that the old card was read from: then that card is better than
/// one of its address alone. Whoever is led elsewhere is told of what is there.
fn outlived(error: &FetchError, old: Option<&Ready>) -> bool {
    let domain = |url: &str| {
        let url = Url::parse(url).ok()?;
        Some(registrable(url.host_str()?).to_owned())
    };
    let old = old.and_then(|old| serde_json::from_slice::<Card>(&old.json).ok());
    let before = old.and_then(|card| domain(&card.url?.value));
    error.next() == Next::Later && before.is_some() && before == domain(&error.address)
}

impl Journey {
    /// What a page said that has not changed since: the card as it was. What follows from the way to it, and
    /// its verdict, are found anew all the same.
    fn unchanged(&mut self, fetched: &Fetched) -> Option<Card> {
        let before = self.before.as_ref().filter(|_| fetched.end == End::Unchanged)?;
        // A server need not say again what it said (RFC 9110, section 15.4.5).
        self.known = self.known.take().or_else(|| before.beside.known.as_deref().cloned());
        let card: Card = serde_json::from_slice(&before.json).ok()?;
        Some(Card { safety: None, note: None, ..card })
    }
}

/// What is kept to ask whether a page has changed: no more than servers of good will send.
fn bounded(known: Known) -> Option<Box<Known>> {
    let longest = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let small = longest(&known.etag) <= 256 && longest(&known.modified) <= 64;
    (small && known.address.len() <= 2_048).then(|| Box::new(known))
}

/// The whole way: what the gate went, and the redirects that were followed for it. It ends where the gate
/// ended.
fn way(gone: &[String], hops: &[String]) -> Vec<Url> {
    let (last, before) =
        gone.split_last().map_or((None, gone), |(last, before)| (Some(last), before));
    let mut all: Vec<Url> = Vec::new();
    let between = hops.iter().filter(|hop| Some(*hop) != last);
    for url in before.iter().chain(between).chain(last).filter_map(|step| Url::parse(step).ok()) {
        if all.last() != Some(&url)
            && (!all.contains(&url) || Some(url.as_str()) == last.map(String::as_str))
        {
            all.push(url);
        }
    }
    all
}

fn made(hit: &Hit, card: &Card, beside: Beside) -> Result<Made<Ready>, FetchError> {
    let json = serde_json::to_vec(card).map_err(|error| lost(hit, &error.to_string()))?;
    let life = beside.life;
    Ok(Made { value: Ready { json: json.into(), beside: Arc::new(beside) }, life })
}

fn lost(hit: &Hit, why: &str) -> FetchError {
    let url = hit.found.url.clone().unwrap_or_default();
    FetchError::new(Kind::Lost, url).because(why)
}
