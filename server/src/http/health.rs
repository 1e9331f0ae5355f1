//! Health and readiness.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use drawbridge_engine::log::Log;
use serde_json::{Value, json};

use super::log::in_public;
use crate::node::Node;

/// `/healthz`: the process answers. `/readyz`: the store answers too, and how the log and the lists of bad links
/// stand. `/readyz/log`:
/// the log is published.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/readyz/log", get(published))
}

/// A log that stands still is told, as is a list that could not be taken, and does not make a node unready: payments and leaves are still taken
/// in, and a balancer that took all nodes away for it would do more harm than the fault.
async fn ready(State(node): State<Arc<Node>>) -> (StatusCode, Json<Value>) {
    match node.store.health().await {
        Ok(health) => {
            let told = json!({
                "store": health.kind, "schema": health.schema, "queued": health.queued,
                "log": node.log.as_deref().map(told),
                "lists": (!node.share.lists.is_empty()).then(|| lists(&node)),
            });
            (StatusCode::OK, Json(told))
        }
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"store": error.to_string()}))),
    }
}

/// Which file, and why, stands in the program's own log.
fn lists(node: &Node) -> Value {
    let old = node.share.lists.trouble().is_some();
    json!({"state": if old { "old" } else { "current" }})
}

/// For a monitor that looks at the status only.
async fn published(State(node): State<Arc<Node>>) -> (StatusCode, Json<Value>) {
    let Some(log) = &node.log else { return (StatusCode::OK, Json(Value::Null)) };
    let bad = log.standing().is_bad();
    let status = if bad { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (status, Json(told(log)))
}

/// Nobody shows a token here, so nobody is told more than everybody may be.
fn told(log: &Log) -> Value {
    json!({
        "state": log.standing().name(),
        "published": log.published().map_or(0, |published| published.size()),
        "age": log.age().as_secs(),
        "cosignatures": log.cosignatures(),
        "trouble": log.trouble().map(|error| in_public(&error).1),
    })
}
