//! Anybody whom a verdict on a link concerns appeals against it, without a token.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::admin::problem::Problem;
use crate::http::caller::Caller;
use crate::node::Node;

/// Which verdict, by the `decision` of the card's `safety`, and why it is wrong.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    decision: u64,
    grounds: String,
}

/// The largest appeal: its grounds, and what JSON makes of them.
const BODY_MAX: usize = 64 << 10;

pub(super) async fn lodge(State(node): State<Arc<Node>>, request: Request) -> Response {
    let caller = request.extensions().get::<Caller>().and_then(|caller| caller.0);
    if let Err(seconds) = node.share.pace.take(caller, node.world.clock.wall()) {
        return Problem::too_often(seconds).into_response();
    }
    let read = axum::body::to_bytes(request.into_body(), BODY_MAX).await;
    let ask = read.ok().and_then(|body| serde_json::from_slice::<Ask>(&body).ok());
    let Some(ask) = ask else {
        let how = "send {\"decision\": <number in the card's safety>, \"grounds\": \"<why it is wrong>\"}";
        return Problem::unreadable(how).into_response();
    };
    let (of, now) = ((ask.decision, &*ask.grounds), node.world.clock.now());
    match node.share.engine.appeal(&node.cases, of, now).await {
        Ok(appeal) => (StatusCode::CREATED, Json(json!({"appeal": appeal}))).into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}
