//! The wires: requests are delivered in process, or not, or twice, or late.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::{Fault, Request, Response};
use drawbridge_engine::outbound::Net;
use futures_util::future::{Either, select};
use tokio::sync::oneshot;

use super::executor::{Process, Sim};
use super::noise::Noise;

/// An answer on its way; `None`: the connection closes without one.
pub type Answering = Pin<Box<dyn Future<Output = Option<Response>> + Send>>;

/// Who answers at a host.
pub trait Door: Send + Sync {
    /// The process that answers, and its work; `None`: nobody listens.
    fn knock(&self, request: Request) -> Option<(Process, Answering)>;
}

/// The hosts of the simulated world.
#[derive(Default)]
pub struct Streets {
    doors: OnceLock<Vec<(&'static str, Arc<dyn Door>)>>,
}

impl Streets {
    /// Puts up the doors, once.
    pub fn open(&self, doors: Vec<(&'static str, Arc<dyn Door>)>) {
        assert!(self.doors.set(doors).is_ok(), "the streets were built before");
    }

    fn door(&self, origin: &str) -> Option<&Arc<dyn Door>> {
        let doors = self.doors.get()?;
        doors.iter().find(|(host, _)| *host == origin).map(|(_, door)| door)
    }
}

/// The way out of one process.
pub struct Wires {
    /// Time and chance.
    pub sim: Arc<Sim>,
    /// Who is where.
    pub streets: Arc<Streets>,
    /// What goes wrong.
    pub noise: Arc<Noise>,
    /// Who sends.
    pub from: Process,
}

#[async_trait]
impl Net for Wires {
    async fn send(&self, request: &Request, limit: Duration) -> Result<Response, Fault> {
        self.noise.perhaps_die(self.from, |odds| odds.crash_at_call).await;
        let sent = self.carry(request, limit).await;
        self.noise.perhaps_die(self.from, |odds| odds.crash_at_call).await;
        sent
    }
}

impl Wires {
    async fn carry(&self, request: &Request, limit: Duration) -> Result<Response, Fault> {
        let limit = i64::try_from(limit.as_millis()).unwrap_or(i64::MAX);
        let give_up = self.sim.now().plus_ms(limit);
        self.pause(1, 40).await;
        let unsent = || Fault::Unsent("connection refused".to_owned());
        if self.noise.strikes(|odds| odds.refused) {
            return Err(unsent());
        }
        let request = on_the_wire(request);
        let door = self.streets.door(&request.origin).ok_or_else(unsent)?.clone();
        if self.noise.strikes(|odds| odds.lost) {
            return self.silence(give_up).await;
        }
        let mute = self.noise.strikes(|odds| odds.mute);
        if self.noise.strikes(|odds| odds.doubled) {
            drop(self.deliver_later(door.clone(), request.clone()));
        }
        let reply = if self.noise.strikes(|odds| odds.late) {
            self.deliver_later(door, request)
        } else {
            let (process, work) = door.knock(request).ok_or_else(unsent)?;
            self.deliver(process, work)
        };
        let response = match select(reply, self.sim.sleep_until(give_up)).await {
            Either::Left((Ok(Some(response)), _)) => response,
            Either::Left(_) => return Err(Fault::Unknown("the connection broke".to_owned())),
            Either::Right(_) => return Err(Fault::Unknown("no reply in time".to_owned())),
        };
        if mute {
            return self.silence(give_up).await;
        }
        self.pause(1, 40).await;
        Ok(response)
    }

    fn deliver(&self, process: Process, work: Answering) -> oneshot::Receiver<Option<Response>> {
        let (answer, reply) = oneshot::channel();
        self.sim.spawn(process, async move {
            // Who asked may be gone.
            drop(answer.send(work.await));
        });
        reply
    }

    /// Up to half a minute later. A request that waits longer is none of any network's.
    fn deliver_later(
        &self,
        door: Arc<dyn Door>,
        request: Request,
    ) -> oneshot::Receiver<Option<Response>> {
        let (answer, reply) = oneshot::channel();
        let sim = self.sim.clone();
        let ms = sim.draw(|chance| chance.between(50, 15_000));
        self.sim.spawn(Process::World, async move {
            sim.sleep(ms).await;
            if let Some((process, work)) = door.knock(request) {
                sim.spawn(process, async move { drop(answer.send(work.await)) });
            }
        });
        reply
    }

    /// The sender learns nothing: by a broken connection soon, or by waiting in vain.
    async fn silence(&self, give_up: drawbridge_canon::Timestamp) -> Result<Response, Fault> {
        if self.sim.draw(|chance| chance.one_in(2)) {
            self.pause(1, 500).await;
            return Err(Fault::Unknown("the connection broke".to_owned()));
        }
        self.sim.sleep_until(give_up).await;
        Err(Fault::Unknown("no reply in time".to_owned()))
    }

    async fn pause(&self, least: i64, most: i64) {
        let ms = self.sim.draw(|chance| chance.between(least, most));
        self.sim.sleep(ms).await;
    }
}

/// As it arrives: the origin is a bare scheme and host, and everything after it is path.
pub fn on_the_wire(request: &Request) -> Request {
    let split = Request::to_url(request.method, &request.url());
    let at = split.unwrap_or_else(|| panic!("not an address: {}", request.url()));
    Request { origin: at.origin, path: at.path, query: at.query, ..request.clone() }
}
