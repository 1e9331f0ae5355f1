//! Sending requests: as fast as they are answered, or at times that were fixed beforehand.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::LocalSet;

use super::line::{Line, Reply};
use super::merchant::Ready;

/// Requests under way at once when there is no other limit.
pub(super) const LANES: usize = 64;

/// How many of the machine's cores we may use.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// What came of a round.
pub(super) struct Round {
    /// Replies, each with the place of its request.
    pub(super) replies: Vec<(usize, Reply)>,
    /// How long it took.
    pub(super) took: Duration,
}

impl Round {
    /// Replies a second.
    pub(super) fn rate(&self) -> f64 {
        self.replies.len() as f64 / self.took.as_secs_f64()
    }
}

/// Keeps [`LANES`] requests under way until the time is up or there are no more.
pub(super) async fn closed(
    at: SocketAddr,
    requests: &[Ready],
    span: Duration,
) -> anyhow::Result<Round> {
    let mut lines = Vec::with_capacity(LANES);
    for _ in 0..LANES {
        lines.push(Line::open(at).await?);
    }
    let next = Cell::new(0);
    let begun = Instant::now();
    let lanes = lines.into_iter().map(|mut line| {
        let next = &next;
        async move {
            let mut replies = Vec::new();
            while begun.elapsed() < span {
                let place = next.replace(next.get() + 1);
                let Some(ready) = requests.get(place) else { break };
                replies.push((place, line.exchange(&ready.bytes).await?));
            }
            anyhow::Ok(replies)
        }
    });
    let lanes = futures_util::future::try_join_all(lanes).await?;
    Ok(Round { took: begun.elapsed(), replies: lanes.into_iter().flatten().collect() })
}

/// When requests are sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Arrivals {
    /// At equal distances.
    Even,
    /// As from a crowd that knows nothing of each other (a Poisson process): bursts happen.
    Crowd,
}

/// Sends requests at `rate` a second, however slowly they are answered. Returns how long each
/// took in milliseconds, from the moment at which it should have gone out if nothing was free to
/// send it then.
pub(super) async fn open(
    at: SocketAddr,
    requests: Vec<Ready>,
    rate: f64,
    arrivals: Arrivals,
) -> anyhow::Result<(Vec<f64>, Vec<(usize, Reply)>)> {
    let times = times(requests.len(), rate, arrivals);
    let requests = Rc::new(requests);
    let (times, next) = (Rc::new(times), Rc::new(Cell::new(0)));
    let local = LocalSet::new();
    let mut lanes = Vec::new();
    let mut lines = Vec::new();
    for _ in 0..LANES {
        lines.push(Line::open(at).await?);
    }
    let begun = Instant::now() + Duration::from_millis(20);
    for mut line in lines {
        let (requests, times, next) = (requests.clone(), times.clone(), next.clone());
        lanes.push(local.spawn_local(async move {
            let mut took = Vec::new();
            loop {
                let place = next.replace(next.get() + 1);
                let (Some(ready), Some(time)) = (requests.get(place), times.get(place)) else {
                    return anyhow::Ok(took);
                };
                let due = begun + *time;
                // Waking up late from a sleep is our fault, having been busy is the other side's.
                let from = if Instant::now() < due {
                    tokio::time::sleep_until(due.into()).await;
                    Instant::now()
                } else {
                    due
                };
                let reply = line.exchange(&ready.bytes).await?;
                took.push((from.elapsed().as_secs_f64() * 1000.0, place, reply));
            }
        }));
    }
    let (mut all, mut replies) = (Vec::new(), Vec::new());
    let gathered = local.run_until(futures_util::future::try_join_all(lanes)).await?;
    for lane in gathered {
        for (took, place, reply) in lane? {
            all.push(took);
            replies.push((place, reply));
        }
    }
    Ok((all, replies))
}

/// The moments at which so many requests go out.
fn times(count: usize, rate: f64, arrivals: Arrivals) -> Vec<Duration> {
    let mut at = 0.0;
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        times.push(Duration::from_secs_f64(at));
        at += match arrivals {
            Arrivals::Even => 1.0 / rate,
            Arrivals::Crowd => {
                // The same crowd in every run (xorshift).
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                let share = ((chance >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
                -share.ln() / rate
            }
        };
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_arrivals_keep_their_rate() {
        for arrivals in [Arrivals::Even, Arrivals::Crowd] {
            let times = times(10_000, 1000.0, arrivals);
            let took = times[times.len() - 1].as_secs_f64();
            assert!((9.5..10.5).contains(&took), "{arrivals:?}: {took}");
        }
    }
}
