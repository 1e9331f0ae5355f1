//! Health and readiness.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::node::Node;

/// `/healthz`: the process answers. `/readyz`: the store answers too.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

async fn ready(State(node): State<Arc<Node>>) -> (StatusCode, Json<Value>) {
    match node.store.health().await {
        Ok(health) => {
            let told =
                json!({"store": health.kind, "schema": health.schema, "queued": health.queued});
            (StatusCode::OK, Json(told))
        }
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"store": error.to_string()}))),
    }
}
