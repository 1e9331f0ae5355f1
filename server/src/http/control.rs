//! Control of the sandbox: the simulated buyer, the virtual clock, and scripted faults. Only there
//! when the configuration has a sandbox.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use drawbridge_canon::Refusal;
use drawbridge_sandbox::{BuyerAct, PayWith, Script};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::buyer::{self, Given};
use crate::node::Node;

/// `/sandbox/pay`, `/sandbox/clock`, `/sandbox/script/{dialect}/{merchant}`.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/sandbox/pay", post(pay))
        .route("/sandbox/clock", get(clock).post(advance))
        .route("/sandbox/script/{dialect}/{merchant}", get(script).put(set_script))
}

/// What a buyer does.
#[derive(Deserialize)]
struct PayAsk {
    /// The text of a code, a prepay number, or the address of a page.
    code: Option<String>,
    /// The merchant's order number (or the wallet's number).
    order: Option<String>,
    /// The caller whose order it is: merchant number or app id.
    merchant: Option<String>,
    /// The same under another name.
    app: Option<String>,
    /// The platform.
    dialect: Option<String>,
    /// Opens the code and goes no further.
    #[serde(default)]
    scan_only: bool,
    /// Everything else about the buyer.
    #[serde(default)]
    with: PayWith,
}

async fn pay(
    State(node): State<Arc<Node>>,
    Json(ask): Json<PayAsk>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let mut with = ask.with;
    if ask.scan_only {
        with.act = BuyerAct::Open;
    }
    let caller = ask.merchant.or(ask.app);
    let given = Given { code: ask.code, order: ask.order, caller, dialect: ask.dialect };
    let told = buyer::act(&node, &given, with).await.map_err(refused)?;
    Ok(Json(json!(told)))
}

/// How far to move the clock.
#[derive(Deserialize)]
struct Advance {
    advance_seconds: i64,
}

async fn clock(State(node): State<Arc<Node>>) -> Json<Value> {
    Json(json!({"now": node.world.clock.now().rfc3339()}))
}

async fn advance(State(node): State<Arc<Node>>, Json(ask): Json<Advance>) -> Json<Value> {
    node.clock.advance_ms(ask.advance_seconds.saturating_mul(1000));
    clock(State(node)).await
}

async fn script(
    State(node): State<Arc<Node>>,
    Path((dialect, merchant)): Path<(String, String)>,
) -> Json<Value> {
    let kept = node.sandbox.with(&dialect, |wallet, _| wallet.script_of(&merchant).cloned());
    Json(json!(kept.flatten().unwrap_or_default()))
}

async fn set_script(
    State(node): State<Arc<Node>>,
    Path((dialect, merchant)): Path<(String, String)>,
    Json(script): Json<Script>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    node.sandbox.set_script(&dialect, &merchant, script).map_err(|why| {
        (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"title": "not a script", "detail": why})))
    })?;
    Ok(Json(json!({})))
}

fn refused(refusal: Refusal) -> (StatusCode, Json<Value>) {
    let body = json!({"title": refusal.reason, "detail": refusal.message});
    (StatusCode::CONFLICT, Json(body))
}
