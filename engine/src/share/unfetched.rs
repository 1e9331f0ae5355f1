//! Cards of what is at hand: the words of a message, the addresses in it, a page that somebody saved.
//! Nothing is fetched and no platform is asked.

use drawbridge_canon::share::Card;
use drawbridge_gate_share::resolve::{self, Effect, Event, Facts};
use drawbridge_gate_share::safety::Way;
use drawbridge_gate_share::{Hit, address};
use drawbridge_page::Page;
use url::Url;

use super::{ShareEngine, ShareError};

/// A page as it was saved.
#[derive(Clone, Copy, Debug)]
pub struct Saved<'a> {
    /// Where it is from: what was shared.
    pub url: &'a str,
    /// Its bytes.
    pub body: &'a [u8],
    /// What the server called it, where that is known: the charset may stand there only.
    pub content_type: Option<&'a str>,
}

impl ShareEngine {
    /// Reads a message as [`Self::read`] does, and makes cards of what its words and addresses say alone.
    pub async fn read_unfetched(&self, message: &str) -> Result<Vec<(Hit, Card)>, ShareError> {
        let hits = drawbridge_gate_share::read(message, &self.platforms);
        let mut made = Vec::new();
        for hit in hits {
            let card = self.unfetched(&hit, None).await?;
            made.push((hit, card));
        }
        Ok(made)
    }

    /// The card of a page that was saved, as if it had just come from its address.
    pub async fn read_saved(&self, saved: Saved<'_>) -> Result<(Hit, Card), ShareError> {
        let hit = self.hit_of(saved.url);
        let card = self.unfetched(&hit, Some(saved)).await?;
        Ok((hit, card))
    }

    async fn unfetched(&self, hit: &Hit, saved: Option<Saved<'_>>) -> Result<Card, ShareError> {
        let (mut state, mut effects) = resolve::begin(hit, &self.platforms);
        while let Some(effect) = effects.pop() {
            let event = match (effect, saved) {
                (Effect::Done(card), _) => return Ok(*card),
                (Effect::Fetch { url, purpose: _ }, Some(saved)) => self.opened(url, saved),
                (Effect::Decide(facts), _) => {
                    let card = resolve::known(&state, &self.platforms);
                    let steps = steps(&facts);
                    let way = Way { steps: &steps, ended: facts.ended };
                    let shown = hit.found.shown.as_deref();
                    Event::Judged(self.judged(way, &card, shown).await?.safety)
                }
                _ => Event::Failed,
            };
            let stepped = resolve::step(state, event, &self.platforms);
            (state, effects) = stepped.map_err(|misfit| ShareError::Kept(misfit.to_string()))?;
        }
        Ok(resolve::known(&state, &self.platforms))
    }

    fn opened(&self, url: String, saved: Saved<'_>) -> Event {
        let address = Url::parse(&url).ok();
        let own = address.as_ref().and_then(|url| address::owner(url, &self.platforms));
        let card = drawbridge_page::read(&Page {
            body: saved.body,
            content_type: saved.content_type,
            link: None,
            url: &url,
            hints: own.map(|own| &own.share.hints),
        });
        Event::Read { url, card: Box::new(card), oembed: None }
    }
}

/// The way, and at its end the address that was refused as it stood.
fn steps(facts: &Facts) -> Vec<Url> {
    facts.way.iter().chain(&facts.refused).filter_map(|step| Url::parse(step).ok()).collect()
}
