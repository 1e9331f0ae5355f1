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
        let late = first.error(Kind::TooSlow).because("it took too long altogether");
        self.within(self.settings.limits.total, self.follow(ask, first, sink))
            .await
            .unwrap_or(Err(late))
    }

    async fn follow(
        self: &Arc<Self>,
        ask: &FetchAsk,
        first: Target,
        sink: &mut dyn Sink,
    ) -> Result<Fetched, FetchError> {
        let limits = &self.settings.limits;
        let mut target = first;
        let mut hops: Vec<String> = Vec::new();
        loop {
            if hops.iter().any(|hop| sent(hop) == target.sent()) {
                return Err(target.error(Kind::Circle));
            }
            if hops.len() > limits.redirects {
                return Err(target.error(Kind::TooManyRedirects));
            }
            hops.push(target.as_str().to_owned());
            if ask.manner == Manner::Crawl && ask.purpose != Purpose::Robots {
                self.permitted(&target).await?;
            }
            match self.exchange(ask, &target, sink).await? {
                Heard::Redirect(location) => target = target.follow(&location, &limits.ports)?,
                Heard::Answer(fetched) => return Ok(Fetched { hops, ..fetched }),
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
