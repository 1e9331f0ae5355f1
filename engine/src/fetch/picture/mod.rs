//! Pictures of strangers, made small and clean: fetched within limits, decoded by a bounded worker,
//! and drawn anew, so that nothing of the original bytes passes. No metadata, no place where it was
//! taken, no file that is a picture to one program and a script to another.

mod decode;
mod encode;
mod exif;
mod jpeg;
mod raster;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use super::ask::{End, FetchAsk, Fetched};
use super::cache::Weigh;
use super::error::{FetchError, Kind};
use super::fetcher::Fetcher;
use super::limits::Purpose;
use raster::Raster;

/// Limits of decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureLimits {
    /// Pixels of the original. Each takes four bytes while it is decoded; cameras make up to some 50
    /// million, shops show far fewer.
    pub pixels: u64,
    /// Pictures decoded at a time.
    pub at_once: usize,
    /// How many wait for their turn, at most.
    pub waiting: usize,
}

impl Default for PictureLimits {
    fn default() -> Self {
        Self { pixels: 40_000_000, at_once: 2, waiting: 64 }
    }
}

/// The largest size that is wanted, in pixels. Nothing is enlarged, and nothing distorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fit {
    /// At most so wide.
    pub width: u32,
    /// At most so high.
    pub height: u32,
}

impl Fit {
    /// The largest size of this shape that fits, at least one pixel each way; its own if that fits.
    pub fn of(self, width: u32, height: u32) -> (u32, u32) {
        let (wide, high) = (u64::from(width), u64::from(height));
        let (most_wide, most_high) = (u64::from(self.width.max(1)), u64::from(self.height.max(1)));
        let (wide, high) = if wide <= most_wide && high <= most_high {
            (wide, high)
        } else if wide * most_high >= high * most_wide {
            (most_wide, (high * most_wide / wide).max(1))
        } else {
            ((wide * most_high / high).max(1), most_high)
        };
        (u32::try_from(wide).unwrap_or(u32::MAX), u32::try_from(high).unwrap_or(u32::MAX))
    }
}

/// A picture that we drew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Arc<[u8]>,
    /// `image/jpeg`, or `image/png` if something shines through.
    pub media_type: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Weigh for Picture {
    fn weigh(&self) -> usize {
        self.bytes.weigh()
    }
}

/// Fetches and redraws pictures.
pub struct Pictures {
    fetcher: Arc<Fetcher>,
    limits: PictureLimits,
    room: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// One of those who wait.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pictures {
    /// With this fetcher, within these limits.
    pub fn new(fetcher: Arc<Fetcher>, limits: PictureLimits) -> Self {
        Self {
            fetcher,
            limits,
            room: Arc::new(Semaphore::new(limits.at_once)),
            waiting: AtomicUsize::new(0),
        }
    }

    /// Fetches a picture and draws it anew. `None` if it is unchanged since the mark in the question.
    pub async fn fetch(
        &self,
        ask: FetchAsk,
        fit: Fit,
    ) -> Result<(Fetched, Option<Picture>), FetchError> {
        let mut bytes = Vec::new();
        let fetched =
            self.fetcher.fetch(FetchAsk { purpose: Purpose::Image, ..ask }, &mut bytes).await?;
        if fetched.end == End::Unchanged {
            return Ok((fetched, None));
        }
        let picture = self.redraw(bytes, fit).await;
        let picture = picture.map_err(|kind| FetchError::new(kind, &fetched.head.address))?;
        Ok((fetched, Some(picture)))
    }

    /// Draws a picture anew, in a worker of its own.
    pub async fn redraw(&self, bytes: Vec<u8>, fit: Fit) -> Result<Picture, Kind> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.limits.waiting {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Kind::Busy);
        }
        let waiting = Waiting(&self.waiting);
        let permit = self.room.clone().acquire_owned().await.map_err(|_| Kind::Lost)?;
        drop(waiting);
        let pixels = self.limits.pixels;
        let worker = tokio::task::spawn_blocking(move || {
            // It goes on when nobody waits any more, and keeps its place as long.
            let _permit = permit;
            redrawn(&bytes, fit, pixels)
        });
        // A decoder that panics was given bytes that are no picture.
        worker.await.unwrap_or(Err(Kind::NotAPicture))
    }
}

/// Draws a picture anew.
fn redrawn(bytes: &[u8], fit: Fit, pixels: u64) -> Result<Picture, Kind> {
    let (raster, turn) = decode::decode(bytes, pixels)?;
    let small = raster.shrunk(if turn.is_sideways() {
        Fit { width: fit.height, height: fit.width }
    } else {
        fit
    });
    drop(raster);
    encode::encode(&small.turned(turn))
}

/// Whether something shines through.
fn is_opaque(raster: &Raster) -> bool {
    raster.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255)
}
