//! The cashier: one address per payment that any wallet can open.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use drawbridge_canon::{Reason, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::node::Node;

/// `/c/{id}/state`, `/c/{id}/choose`.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new().route("/c/{id}/state", get(state)).route("/c/{id}/choose", post(choose))
}

async fn state(
    State(node): State<Arc<Node>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let view = node.engine.cashier_view(&id).await.map_err(refused)?;
    Ok(Json(json!(view)))
}

/// What the buyer chose.
#[derive(Deserialize)]
struct Choice {
    wallet: String,
}

async fn choose(
    State(node): State<Arc<Node>>,
    Path(id): Path<String>,
    Json(choice): Json<Choice>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let handed = node.engine.choose(&id, &choice.wallet, false).await.map_err(refused)?;
    Ok(Json(json!(handed)))
}

fn refused(refusal: Refusal) -> (StatusCode, Json<Value>) {
    let status = match refusal.reason {
        Reason::OrderNotFound => StatusCode::NOT_FOUND,
        Reason::ServiceFailed => StatusCode::BAD_GATEWAY,
        _ => StatusCode::CONFLICT,
    };
    (status, Json(json!({"title": refusal.reason, "detail": refusal.message})))
}
