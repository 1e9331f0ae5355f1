//! The files below `/.well-known` by which systems know which apps open our links.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::node::Node;

pub(super) async fn apple(State(node): State<Arc<Node>>) -> Response {
    file(node.share.files.apple.as_ref())
}

pub(super) async fn android(State(node): State<Arc<Node>>) -> Response {
    file(node.share.files.android.as_ref())
}

pub(super) async fn harmony(State(node): State<Arc<Node>>) -> Response {
    file(node.share.files.harmony.as_ref())
}

fn file(text: Option<&String>) -> Response {
    let Some(text) = text else { return StatusCode::NOT_FOUND.into_response() };
    ([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response()
}
