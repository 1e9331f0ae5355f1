//! `Idempotency-Key`: a change that is asked for twice is made once, and answered alike.
//!
//! A change that has begun goes on when its caller leaves. While it goes on its key is taken for a
//! minute at a time, so that a node which dies over it blocks nobody for longer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use drawbridge_canon::Timestamp;
use drawbridge_engine::store::{CommitError, Idempotency, IdempotencyKey, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::auth::Caller;
use super::problem::Problem;
use crate::http::{BODY_MAX, OPENING_MAX};
use crate::node::Node;

/// How long an answer is kept: longer than anybody retries.
const KEPT_SECONDS: i64 = 24 * 3600;

/// How long a key is taken by a change at work, unless that is put off again.
const LEASE_SECONDS: i64 = 60;

/// How often it is put off: several times a lease, since a store may be slow.
const RENEWAL: Duration = Duration::from_secs(15);

/// The longest key.
const KEY_MAX: usize = 255;

/// What to keep instead of an answer's body, where that has a secret in it.
#[derive(Clone)]
pub(super) struct Kept(pub(super) Vec<u8>);

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Keeps answers to changes, and gives them again.
pub(super) async fn keep(
    State(node): State<Arc<Node>>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let key = request.headers().get("idempotency-key").cloned();
    match key.filter(|_| changes) {
        Some(key) => once(node, &caller, &key, request, next).await,
        None => next.run(request).await,
    }
}

async fn once(
    node: Arc<Node>,
    caller: &Caller,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Response {
    let key = match key.to_str() {
        Ok(key) if (1..=KEY_MAX).contains(&key.len()) => key.to_owned(),
        _ => {
            return Problem::unreadable("an Idempotency-Key has 1 to 255 characters")
                .into_response();
        }
    };
    let (head, body) = request.into_parts();
    // Each route has its own limit, which holds when it reads the body again.
    let Ok(body) = to_bytes(body, OPENING_MAX).await else {
        return Problem::unreadable("the body is too large or broke off").into_response();
    };
    let now = node.world.clock.wall();
    let target = head.uri.path_and_query().map_or("", |target| target.as_str());
    let mut hash = Sha256::new();
    hash.update(format!("{} {target}\n", head.method));
    hash.update(&body);
    let presented = IdempotencyKey {
        scope: format!("api:{}", caller.hash),
        key,
        request_hash: hash.finalize().to_vec(),
        expires: now.plus_seconds(LEASE_SECONDS),
    };
    // Not a part of this request, which ends when its caller leaves: the change does not.
    let done = tokio::spawn(async move {
        let work = next.run(Request::from_parts(head, Body::from(body)));
        begun(&node, &presented, now, work).await
    });
    done.await.unwrap_or_else(|error| Problem::failed(&error).into_response())
}

async fn begun(
    node: &Node,
    presented: &IdempotencyKey,
    now: Timestamp,
    work: impl Future<Output = Response>,
) -> Response {
    match node.store.idempotency_begin(presented, now).await {
        Ok(Idempotency::Fresh) => {
            let mut held = vec![presented.expires];
            let response = at_work(node, presented, &mut held, work).await;
            finish(node, presented, &held, response).await
        }
        Ok(Idempotency::Replay(answer)) => replay(&answer),
        Ok(Idempotency::InProgress) => {
            Problem::conflict("the same request is being worked on; ask again in a moment")
                .into_response()
        }
        Ok(Idempotency::Mismatch) => {
            let detail = "the Idempotency-Key was used for another request; draw a new one";
            Problem::invalid("", detail).into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Does the work, and keeps its key taken meanwhile. `held` are the moments until which it may be.
async fn at_work(
    node: &Node,
    key: &IdempotencyKey,
    held: &mut Vec<Timestamp>,
    work: impl Future<Output = Response>,
) -> Response {
    let mut work = std::pin::pin!(work);
    loop {
        let () = tokio::select! {
            response = &mut work => return response,
            () = tokio::time::sleep(RENEWAL) => {}
        };
        let until = node.world.clock.wall().plus_seconds(LEASE_SECONDS);
        match node.store.idempotency_keep(key, held, None, until).await {
            Ok(()) => *held = vec![until],
            // The change cannot be called back; its answer will not be kept.
            Err(CommitError::Conflict) => return work.await,
            Err(error) => {
                tracing::warn!(%error, "an idempotency key could not be kept for a change at work");
                if matches!(error, CommitError::Store(StoreError::Unknown(_))) {
                    held.push(until);
                }
            }
        }
    }
}

/// Keeps the answer, unless it says that trying again may help, or another has taken the key since:
/// whoever repeats the change hears of that one's.
async fn finish(
    node: &Node,
    key: &IdempotencyKey,
    held: &[Timestamp],
    response: Response,
) -> Response {
    let kept = response.extensions().get::<Kept>().cloned();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let headers = ["content-type", "etag", "location"].into_iter().filter_map(|name| {
        let value = parts.headers.get(name)?.to_str().ok()?;
        Some((name.to_owned(), value.to_owned()))
    });
    let answer = Answer {
        status: parts.status.as_u16(),
        headers: headers.collect(),
        body: String::from_utf8_lossy(kept.as_ref().map_or(&body[..], |kept| &kept.0)).into_owned(),
    };
    let kept = if decided(parts.status) {
        let answer = serde_json::to_vec(&answer).unwrap_or_default();
        let until = node.world.clock.wall().plus_seconds(KEPT_SECONDS);
        node.store.idempotency_keep(key, held, Some(answer), until).await
    } else {
        node.store.idempotency_forget(key, held).await
    };
    match kept {
        Ok(()) => {}
        Err(CommitError::Conflict) => {
            tracing::warn!("a change took so long that its idempotency key was another's");
        }
        Err(error) => tracing::error!(%error, "an answer was not kept for its idempotency key"),
    }
    Response::from_parts(parts, Body::from(body))
}

/// Whether the same request would be answered the same way again. Being told to come back later
/// decides nothing.
fn decided(status: StatusCode) -> bool {
    !status.is_server_error() && status != StatusCode::TOO_MANY_REQUESTS
}

fn replay(answer: &[u8]) -> Response {
    let Ok(answer) = serde_json::from_slice::<Answer>(answer) else {
        return Problem::failed(&"an answer that was kept cannot be read").into_response();
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    response.headers_mut().remove("content-type");
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    let replayed = HeaderName::from_static("idempotent-replayed");
    response.headers_mut().insert(replayed, HeaderValue::from_static("true"));
    response
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use drawbridge_engine::registry::Secret;

    use super::*;
    use crate::config::{Config, LogConfig};

    #[tokio::test]
    async fn a_change_that_lost_its_key_leaves_its_successors_answer()
    -> Result<(), Box<dyn std::error::Error>> {
        let config = Config {
            store: Secret("sqlite::memory:".to_owned()),
            pseudonym_key: Secret("for tests only".to_owned()),
            sandbox: true,
            // Its key would be made here.
            log: LogConfig { publish: false, ..LogConfig::default() },
            ..Config::default()
        };
        let node = Node::build(config, Path::new(".")).await?;
        let (store, now) = (&node.store, node.world.clock.wall());
        for (name, status) in [("done", StatusCode::OK), ("failed", StatusCode::BAD_GATEWAY)] {
            let first = IdempotencyKey {
                scope: "api:test".to_owned(),
                key: name.to_owned(),
                request_hash: vec![1],
                expires: now.plus_seconds(LEASE_SECONDS),
            };
            let (lost, until) = (first.expires, now.plus_seconds(KEPT_SECONDS));
            let second =
                IdempotencyKey { expires: lost.plus_seconds(LEASE_SECONDS), ..first.clone() };
            // The node stood still for so long that another took the key, and answered.
            let work = async {
                let taken = store.idempotency_begin(&second, lost).await;
                assert_eq!(taken, Ok(Idempotency::Fresh));
                let (held, answer) = ([second.expires], Some(b"second".to_vec()));
                let kept = store.idempotency_keep(&second, &held, answer, until).await;
                assert_eq!(kept, Ok(()));
                status.into_response()
            };
            assert_eq!(begun(&node, &first, now, work).await.status(), status);
            let told = store.idempotency_begin(&first, now).await?;
            assert_eq!(told, Idempotency::Replay(b"second".to_vec()), "{name}");
        }
        Ok(())
    }

    #[test]
    fn what_may_end_otherwise_the_next_time_is_not_kept() {
        let ends = |status: u16| StatusCode::from_u16(status).is_ok_and(decided);
        assert!([200, 201, 204, 404, 409, 422].into_iter().all(ends));
        assert!(![429, 500, 503].into_iter().any(ends));
    }
}
