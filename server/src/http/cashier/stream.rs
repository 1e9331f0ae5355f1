//! A page that is open hears how its payment goes on, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep};

use super::state::Standing;
use super::{guarded, refused, view};
use crate::node::Node;

/// How many pages may listen at once. More than that ask again and again instead, which the
/// script does by itself.
const STREAMS_MAX: usize = 1000;

/// How often the store is looked into for one page.
const EVERY: Duration = Duration::from_secs(1);

/// How long one stream lives. The browser opens the next by itself; a stream that ends soon holds
/// up neither a restart nor a proxy that counts connections.
const LIFE: Duration = Duration::from_secs(50);

static STREAMS: Semaphore = Semaphore::const_new(STREAMS_MAX);

/// One page that listens.
struct Listener {
    node: Arc<Node>,
    id: String,
    until: Instant,
    told: Option<Standing>,
    over: bool,
    _place: SemaphorePermit<'static>,
}

pub(super) async fn events(State(node): State<Arc<Node>>, Path(id): Path<String>) -> Response {
    if let Err(refusal) = view(&node, &id).await {
        return refused(&refusal);
    }
    let Ok(place) = STREAMS.try_acquire() else {
        return guarded((StatusCode::SERVICE_UNAVAILABLE, "ask /state instead\n").into_response());
    };
    let until = Instant::now() + LIFE;
    let listener = Listener { node, id, until, told: None, over: false, _place: place };
    let events = stream::unfold(listener, Listener::next);
    let mut response = guarded(Sse::new(events).into_response());
    // Proxies would otherwise wait for more before they pass anything on.
    let unbuffered = axum::http::HeaderValue::from_static("no");
    response.headers_mut().insert("x-accel-buffering", unbuffered);
    response
}

impl Listener {
    /// The next change, or the end.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        while !self.over && Instant::now() < self.until {
            if self.told.is_some() {
                sleep(EVERY).await;
            }
            let Ok(view) = view(&self.node, &self.id).await else { return None };
            let standing = Standing::of(&view, self.node.world.clock.now());
            if self.told.is_none_or(|told| told.state != standing.state) {
                self.told = Some(standing);
                self.over = standing.state.is_final();
                let event = Event::default().event("state").json_data(standing).ok()?;
                return Some((Ok(event), self));
            }
        }
        None
    }
}
