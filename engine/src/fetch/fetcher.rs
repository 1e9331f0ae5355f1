//! The fetch itself: hop after hop until an answer, each judged as if it were the first.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio_rustls::TlsConnector;

use super::ask::{FetchAsk, Fetched, Manner, Sink};
use super::error::{FetchError, Kind};
use super::exchange::Heard;
use super::limits::Purpose;
use super::memo::Memo;
use super::pace::Pace;
use super::robots::Robots;
use super::settings::FetchSettings;
use super::target::Target;

/// Fetches from the public internet, and from nowhere else.
pub struct Fetcher {
    pub(super) settings: FetchSettings,
    pub(super) tls: TlsConnector,
    pub(super) by_host: Pace,
    pub(super) by_address: Pace,
    pub(super) robots: Arc<Memo<Arc<Robots>>>,
    room: Semaphore,
}

/// Bytes of `robots.txt` that are remembered, all together.
const ROBOTS_ROOM: usize = 16 << 20;

/// How far a fetch has come.
#[derive(Default)]
struct Way {
    /// Every address on it.
    hops: Vec<String>,
    /// Whether it waits for its turn.
    queues: bool,
}

impl Fetcher {
    /// Set up so.
    pub fn new(settings: FetchSettings) -> Arc<Self> {
        let clock = &settings.world.clock;
        Arc::new(Self {
            tls: TlsConnector::from(settings.tls.clone()),
            by_host: Pace::new(settings.hosts.clone(), clock.clone()),
            by_address: Pace::new(settings.addresses.clone(), clock.clone()),
            robots: Memo::new(ROBOTS_ROOM, settings.robots, settings.world.clone()),
            room: Semaphore::new(settings.at_once),
            settings,
        })
    }

    /// Fetches. The content goes to `sink` piece by piece as it comes.
    ///
    /// After an error, what the sink has is of no use, unless it knows better: a page that broke off
    /// after its head was read whole.
    pub async fn fetch(
        self: &Arc<Self>,
        ask: FetchAsk,
        sink: &mut dyn Sink,
    ) -> Result<Fetched, FetchError> {
        let first = Target::parse(&ask.url, &self.settings.limits.ports)?;
        let busy = |_| first.error(Kind::Busy).because("too many fetches at a time");
        let _room = self.room.try_acquire().map_err(busy)?;
        self.alone(&ask, first.clone(), sink).await
    }

    /// The same inside a fetch that has its room already.
    pub(super) async fn alone(
        self: &Arc<Self>,
        ask: &FetchAsk,
        first: Target,
        sink: &mut dyn Sink,
    ) -> Result<Fetched, FetchError> {
        let mut way = Way::default();
        let start = first.clone();
        let follow = self.follow(ask, first, &mut way, sink);
        let left = self.settings.limits.total.saturating_sub(ask.spent.time);
        let followed = self.within(left, follow).await;
        let Way { hops, queues } = way;
        let late = || {
            let at =
                hops.last().and_then(|last| Target::parse(last, &self.settings.limits.ports).ok());
            let at = at.unwrap_or(start);
            // Who was not even asked was not too slow.
            let (kind, why) = if queues {
                (Kind::Busy, "its turn did not come in time")
            } else {
                (Kind::TooSlow, "it took too long altogether")
            };
            Err(at.error(kind).because(why))
        };
        match followed.unwrap_or_else(late) {
            Ok(fetched) => Ok(Fetched { hops, ..fetched }),
            Err(error) => Err(FetchError { way: hops, ..error }),
        }
    }

    async fn follow(
        self: &Arc<Self>,
        ask: &FetchAsk,
        first: Target,
        way: &mut Way,
        sink: &mut dyn Sink,
    ) -> Result<Fetched, FetchError> {
        let limits = &self.settings.limits;
        let redirects = limits.redirects.saturating_sub(ask.spent.redirects);
        let mut target = first;
        loop {
            let circle = way.hops.iter().any(|hop| sent(hop) == target.sent());
            way.hops.push(target.as_str().to_owned());
            if circle {
                return Err(target.error(Kind::Circle));
            }
            if way.hops.len() > redirects + 1 {
                return Err(target.error(Kind::TooManyRedirects));
            }
            if ask.manner == Manner::Crawl && ask.purpose != Purpose::Robots {
                self.permitted(&target).await?;
            }
            match self.exchange(ask, &target, &mut way.queues, sink).await? {
                Heard::Redirect(location) => {
                    let led = target.follow(&location, &limits.ports);
                    if led.is_err() {
                        way.hops.extend(target.led(&location));
                    }
                    target = led?;
                }
                Heard::Answer(fetched) => return Ok(fetched),
            }
        }
    }

    /// The outcome, if it comes within so much of our clock's time.
    pub(super) async fn within<T>(
        &self,
        time: Duration,
        work: impl Future<Output = T> + Send,
    ) -> Option<T> {
        tokio::select! {
            // Time first: a stream that is always ready must not outrun it.
            biased;
            () = self.settings.world.clock.sleep(time) => None,
            outcome = work => Some(outcome),
        }
    }
}

fn sent(address: &str) -> &str {
    address.split_once('#').map_or(address, |(sent, _)| sent)
}
