//! A card at hand, and what is kept beside it so that it can be judged anew without being read anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use drawbridge_canon::Timestamp;
use drawbridge_gate_share::Hit;
use url::Url;

use super::{ShareEngine, place};
use crate::fetch::{FetchError, Known, Life, Weigh};

/// A card at hand.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    /// The card.
    pub(super) json: Arc<[u8]>,
    /// What is kept beside it.
    pub(super) beside: Arc<Beside>,
}

/// What is kept beside a card.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    /// The whole way by which it was judged, an address a line.
    pub(super) way: Box<str>,
    /// Whether its end was reached.
    pub(super) ended: bool,
    /// Whether everything on the way could be fetched, or redirects told at least where it leads.
    pub(super) reached: bool,
    /// The domain to which it leads.
    pub(super) domain: Box<str>,
    /// What to ask with whether its page has changed.
    pub(super) known: Option<Box<Known>>,
    /// By what it was judged: the number of the [ground](super::ground).
    pub(super) ground: u32,
    /// When it was judged.
    pub(super) judged: Timestamp,
    /// When it was put there, by the wall clock, and for how long from then on.
    pub(super) kept: Timestamp,
    /// For how long from then on.
    pub(super) life: Life,
}

impl Beside {
    /// The way.
    pub(super) fn steps(&self) -> Vec<Url> {
        steps(self.way.lines())
    }

    /// What is left of its life.
    pub(super) fn left(&self, now: Timestamp) -> Life {
        let passed = u64::try_from(now.0.saturating_sub(self.kept.0)).unwrap_or_default();
        let passed = Duration::from_millis(passed);
        let over = passed.saturating_sub(self.life.fresh);
        Life {
            fresh: self.life.fresh.saturating_sub(passed),
            stale: self.life.stale.saturating_sub(over),
        }
    }
}

impl ShareEngine {
    /// The card of a hit. One that is at hand and was judged on another ground is judged anew first.
    pub(super) async fn ready(self: &Arc<Self>, hit: &Hit) -> Result<Ready, FetchError> {
        let ground = self.footing().await.number;
        self.fitting(hit, move |ready| ready.beside.ground == ground).await
    }

    /// The same, and not past its time: whoever asks waits until it is read anew.
    pub(super) async fn fresh(self: &Arc<Self>, hit: &Hit) -> Result<Ready, FetchError> {
        let (ground, now) = (self.footing().await.number, self.judge.world.clock.wall());
        let fresh = move |ready: &Ready| !ready.beside.left(now).fresh.is_zero();
        self.fitting(hit, move |ready| ready.beside.ground == ground && fresh(ready)).await
    }

    async fn fitting(
        self: &Arc<Self>,
        hit: &Hit,
        fits: impl Fn(&Ready) -> bool,
    ) -> Result<Ready, FetchError> {
        let begun = Arc::new(AtomicBool::new(false));
        let (own, making) = ((self.clone(), hit.clone()), begun.clone());
        let make = move |old| {
            making.store(true, Ordering::Relaxed);
            own.0.make(own.1, old)
        };
        let ready = self.cards.get_fitting(&place(hit), fits, make).await?;
        // Whoever makes it counts when it is judged.
        if !begun.load(Ordering::Relaxed) {
            self.looked_at(&ready.beside.domain);
        }
        Ok(ready)
    }

    /// Counts that a link to a domain was looked at, of which there is a card.
    pub(super) fn looked_at(&self, domain: &str) -> bool {
        self.counts && self.seen.look(domain, self.judge.world.clock.now())
    }
}

/// Addresses of a way; what is none is left out.
pub(super) fn steps<'a>(way: impl IntoIterator<Item = &'a str>) -> Vec<Url> {
    way.into_iter().filter_map(|step| Url::parse(step).ok()).collect()
}

/// A way as it is kept.
pub(super) fn lines(way: &[Url]) -> Box<str> {
    way.iter().map(Url::as_str).collect::<Vec<_>>().join("\n").into()
}

impl Weigh for Ready {
    fn weigh(&self) -> usize {
        let beside = size_of::<Beside>() + 16 + (self.beside.way.len() + 8).next_multiple_of(16);
        let domain = (self.beside.domain.len() + 8).next_multiple_of(16);
        let known = self.beside.known.as_ref().map_or(0, |known| {
            let texts = [Some(&known.address), known.etag.as_ref(), known.modified.as_ref()];
            let texts = texts.into_iter().flatten();
            size_of::<Known>() + 8 + texts.map(|text| text.capacity() + 16).sum::<usize>()
        });
        self.json.weigh() + beside + domain + known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_judged_anew_lives_no_longer_for_it() {
        let life = |fresh, stale| Life {
            fresh: Duration::from_secs(fresh),
            stale: Duration::from_secs(stale),
        };
        let beside = Beside {
            way: "https://a.cn/\nhttps://b.cn/x".into(),
            ended: true,
            reached: true,
            domain: "b.cn".into(),
            known: None,
            ground: 1,
            judged: Timestamp(0),
            kept: Timestamp(1_000),
            life: life(60, 30),
        };
        for (at, left) in [(0, life(60, 30)), (11, life(50, 30)), (71, life(0, 20))] {
            assert_eq!(beside.left(Timestamp(at * 1_000)), left, "{at}");
        }
        assert_eq!(beside.left(Timestamp(999_000)), life(0, 0));
        assert_eq!(lines(&beside.steps()), beside.way);
    }
}
