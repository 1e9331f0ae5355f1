//! Cards as pictures, for those who serve them: drawn beside the runtime's threads, once for all who ask at
//! the same time, and kept for a while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use drawbridge_canon::share::Card;
use drawbridge_picture::{Look, PictureError, Studio, Tone, Tongue};
use drawbridge_seal::digest::sha256_hex;
use tokio::sync::Semaphore;

use super::ShareEngine;
use crate::fetch::{Bounds, FetchError, Kind, Life, Made, Memo};
use crate::world::World;

/// What is drawn depends on nothing but what is asked: it is kept as long as it is likely to be asked for.
const KEPT: Life = Life { fresh: Duration::from_hours(1), stale: Duration::ZERO };

/// Most drawings that wait for one another. A drawing takes some ten milliseconds.
const WAITING_MAX: usize = 256;

/// How a card is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The card.
    pub card: Card,
    /// What its code says, instead of the card's own address.
    pub link: Option<String>,
    /// The language of our own words.
    pub tongue: Tongue,
    /// Whether it is light on dark.
    pub dark: bool,
    /// Whether it is an SVG file, not a PNG file.
    pub svg: bool,
}

impl Drawing {
    /// What tells it from every other: the same mark, the same bytes.
    pub fn mark(&self) -> String {
        let Self { card, link, tongue, dark, svg } = self;
        let card = serde_json::to_string(card).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        let all = format!("{version} {tongue:?} {dark} {svg} {link:?}\n{card}");
        sha256_hex(all.as_bytes())[..32].to_owned()
    }

    /// Draws it here and now.
    pub(super) fn draw(&self, studio: &mut Studio<'static>) -> Result<Vec<u8>, PictureError> {
        let tone = if self.dark { Tone::Dark } else { Tone::Light };
        let look =
            Look { tone, tongue: self.tongue, link: self.link.as_deref(), ..Look::default() };
        if self.svg {
            return studio.svg(&self.card, &look).map(String::into_bytes);
        }
        studio.png(&self.card, &look)
    }
}

impl ShareEngine {
    /// A card as a picture: the file's bytes. `Busy` if too many are being drawn.
    pub async fn draw(&self, drawing: Drawing) -> Result<Arc<[u8]>, FetchError> {
        self.easel.drawn(drawing).await
    }

    /// How often a picture of a card was drawn, and not found drawn.
    pub fn drawn(&self) -> u64 {
        self.easel.count()
    }
}

/// Draws cards, and keeps what was drawn.
pub(super) struct Easel {
    kept: Arc<Memo<Arc<[u8]>>>,
    hands: Arc<Hands>,
}

/// Who draws: as many as there are processors.
struct Hands {
    free: Semaphore,
    room: Semaphore,
    /// Studios that nobody draws in: each knows its fonts, and the glyphs that it drew.
    studios: Mutex<Vec<Studio<'static>>>,
    drawn: AtomicU64,
}

impl Easel {
    /// Keeps so many bytes of drawings.
    pub(super) fn new(bytes: usize, world: World) -> Self {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        let hands = Hands {
            free: Semaphore::new(at_once),
            room: Semaphore::new(at_once + WAITING_MAX),
            studios: Mutex::default(),
            drawn: AtomicU64::new(0),
        };
        Self { kept: Memo::new(bytes, Bounds::default(), world), hands: Arc::new(hands) }
    }

    /// The bytes of a drawing.
    pub(super) async fn drawn(&self, drawing: Drawing) -> Result<Arc<[u8]>, FetchError> {
        let hands = self.hands.clone();
        let place = drawing.mark();
        let make = move |_| async move {
            let bytes = hands.draw(drawing).await?;
            Ok(Made { value: bytes.into(), life: KEPT })
        };
        self.kept.get(&place, make).await
    }

    /// How often something was drawn.
    pub(super) fn count(&self) -> u64 {
        self.hands.drawn.load(Ordering::Relaxed)
    }
}

impl Hands {
    async fn draw(self: Arc<Self>, drawing: Drawing) -> Result<Vec<u8>, FetchError> {
        let busy = || FetchError::new(Kind::Busy, "").because("too many pictures are being drawn");
        let lost = |why: &str| FetchError::new(Kind::Lost, "").because(why);
        let _room = self.room.try_acquire().map_err(|_| busy())?;
        let _free = self.free.acquire().await.map_err(|_| busy())?;
        let hands = self.clone();
        let work = tokio::task::spawn_blocking(move || hands.draw_now(&drawing));
        let drawn = work.await.map_err(|error| lost(&error.to_string()))?;
        drawn.map_err(|error| lost(&error.to_string()))
    }

    fn draw_now(&self, drawing: &Drawing) -> Result<Vec<u8>, PictureError> {
        self.drawn.fetch_add(1, Ordering::Relaxed);
        let kept = self.studios.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut studio = kept.map_or_else(Studio::new, Ok)?;
        let drawn = drawing.draw(&mut studio);
        self.studios.lock().unwrap_or_else(PoisonError::into_inner).push(studio);
        drawn
    }
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::share::{Source, Told};

    use super::*;

    fn drawing(title: &str) -> Drawing {
        let title = Some(Told::new(title.to_owned(), Source::Html));
        let card = Card { title, ..Card::default() };
        Drawing { card, link: None, tongue: Tongue::Zh, dark: false, svg: false }
    }

    #[tokio::test]
    async fn a_hundred_who_ask_at_once_are_drawn_one_picture() -> Result<(), FetchError> {
        let easel = Easel::new(32 << 20, World::real().0);
        let all = (0..100).map(|_| easel.drawn(drawing("茶")));
        let all = futures_util::future::join_all(all).await;
        let first = easel.drawn(drawing("茶")).await?;
        assert!(all.into_iter().all(|one| one.is_ok_and(|bytes| bytes == first)));
        assert_eq!(easel.count(), 1);
        let other = Drawing { dark: true, ..drawing("茶") };
        assert_ne!(easel.drawn(other).await?, first);
        assert_eq!(easel.count(), 2);
        Ok(())
    }

    /// On one thread: if it drew itself, nothing else would go on meanwhile.
    #[tokio::test]
    async fn the_runtime_goes_on_while_it_is_drawn() -> Result<(), FetchError> {
        let easel = Easel::new(32 << 20, World::real().0);
        let passed = Arc::new(AtomicU64::new(0));
        let other = passed.clone();
        let other = tokio::spawn(async move {
            loop {
                other.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        tokio::task::yield_now().await;
        let before = passed.load(Ordering::Relaxed);
        easel.drawn(drawing("一个很长的标题")).await?;
        let meanwhile = passed.load(Ordering::Relaxed) - before;
        other.abort();
        assert!(meanwhile > 2, "{meanwhile} times");
        Ok(())
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded() -> Result<(), FetchError> {
        let easel = Easel::new(2 << 20, World::real().0);
        for at in 0..60 {
            easel.drawn(drawing(&format!("第{at}壶茶"))).await?;
            assert!(easel.kept.fill().bytes <= 2 << 20);
        }
        Ok(())
    }
}
