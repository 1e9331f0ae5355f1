//! The log as static files (c2sp.org/tlog-tiles), receipts (c2sp.org/tlog-proof), and the witness
//! (c2sp.org/tlog-witness). Everybody may read: pages of others too, which verify by themselves.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use drawbridge_engine::beside::probes;
use drawbridge_engine::desk::DeskError;
use drawbridge_engine::fair_log::Tile;
use drawbridge_engine::fair_policy::kept;
use drawbridge_engine::log::{Log, LogError};
use drawbridge_engine::store::StoreError;

use crate::node::Node;

const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";
const BYTES: &str = "application/octet-stream";

/// What changes is asked for again each time.
const FRESH: &str = "no-cache";

/// A tile of some width never changes.
const FINAL: &str = "public, max-age=31536000, immutable";

/// `/log/…` and `/witness/…`.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/log/checkpoint", get(checkpoint))
        .route("/log/key", get(key))
        .route("/log/tile/{*path}", get(tile))
        .route("/log/receipt/{index}", get(receipt))
        .route("/log/standard/{name}", get(standard))
        .route("/log/exception/{name}", get(exception))
        .route("/log/opening/{name}", get(opening))
        .route("/witness/add-checkpoint", post(add_checkpoint))
        .route("/witness/key", get(witness_key))
        .route("/witness/{origin}/checkpoint", get(witnessed))
}

/// The latest checkpoint, with whatever cosignatures have come.
async fn checkpoint(State(node): State<Arc<Node>>) -> Response {
    let Some(log) = &node.log else { return unpublished() };
    let published = match log.published() {
        Some(published) => Ok(published),
        None => log.publish().await,
    };
    match published {
        Ok(published) => shown(TEXT, FRESH, published.note.to_string()),
        Err(error) => failed(&error),
    }
}

/// The key by which checkpoints are verified, with the log's origin as its name.
async fn key(State(node): State<Arc<Node>>) -> Response {
    let Some(log) = &node.log else { return unpublished() };
    shown(TEXT, FRESH, format!("{}\n", log.key()))
}

async fn tile(State(node): State<Arc<Node>>, Path(path): Path<String>) -> Response {
    let Some(log) = &node.log else { return unpublished() };
    let Some(tile) = Tile::parse(&format!("tile/{path}")) else { return missing("tile") };
    match read_tile(log, tile).await {
        Ok(Some(bytes)) => shown(BYTES, FINAL, bytes),
        Ok(None) => missing("tile"),
        Err(error) => failed(&error),
    }
}

async fn read_tile(log: &Log, tile: Tile) -> Result<Option<Vec<u8>>, LogError> {
    match log.published() {
        Some(published) => log.tile(&published, tile).await,
        None => Ok(None),
    }
}

async fn receipt(State(node): State<Arc<Node>>, Path(index): Path<String>) -> Response {
    let Some(log) = &node.log else { return unpublished() };
    let Ok(number) = index.parse::<u64>() else { return missing("leaf") };
    match log.receipt(number).await {
        Ok(Some(receipt)) => shown(TEXT, FRESH, receipt.to_string()),
        Ok(None) => missing("leaf"),
        Err(error) => failed(&error),
    }
}

/// The files of a published standard, by the hash that its leaf says: whoever decides cases again needs them.
async fn standard(State(node): State<Arc<Node>>, Path(name): Path<String>) -> Response {
    if node.log.is_none() {
        return unpublished();
    }
    let Some(hash) = name.strip_suffix(".json").and_then(kept::from_hex) else {
        return missing("standard");
    };
    let shelf = node.engine.desk.shelf();
    rules("standard", JSON, shelf.bytes(&*node.store, hash).await)
}

/// The note of a public exception, from the rules or in an agreement, by its hash.
async fn exception(State(node): State<Arc<Node>>, Path(name): Path<String>) -> Response {
    if node.log.is_none() {
        return unpublished();
    }
    let Some(hash) = name.strip_suffix(".txt").and_then(kept::from_hex) else {
        return missing("exception");
    };
    let shelf = node.engine.desk.shelf();
    rules("exception", TEXT, shelf.note(&*node.store, hash).await)
}

/// The opening of a probe, by the hash that its leaf says: whoever makes a report needs it.
async fn opening(State(node): State<Arc<Node>>, Path(name): Path<String>) -> Response {
    if node.log.is_none() {
        return unpublished();
    }
    let Some(hash) = name.strip_suffix(".jsonl").and_then(kept::from_hex) else {
        return missing("opening");
    };
    match probes::opening(&*node.store, hash).await {
        Ok(Some(bytes)) => shown(LINES, FINAL, bytes),
        Ok(None) => missing("opening"),
        Err(error) => failed(&error.into()),
    }
}

fn rules(what: &str, kind: &'static str, found: Result<Option<Vec<u8>>, DeskError>) -> Response {
    match found {
        Ok(Some(bytes)) => shown(kind, FRESH, bytes),
        Ok(None) => missing(what),
        Err(error) => {
            tracing::error!(%error, "a part of the published rules could not be shown");
            let why = "the published rules cannot be read now; try again\n";
            (StatusCode::SERVICE_UNAVAILABLE, shown(TEXT, FRESH, why)).into_response()
        }
    }
}

async fn add_checkpoint(State(node): State<Arc<Node>>, body: Bytes) -> Response {
    let Some(witness) = &node.witness else { return missing("witness") };
    match witness.add_checkpoint(&body).await {
        Ok(answer) => {
            let status = StatusCode::from_u16(answer.status);
            let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, shown(answer.content_type, FRESH, answer.body)).into_response()
        }
        Err(error) => failed(&error),
    }
}

async fn witness_key(State(node): State<Arc<Node>>) -> Response {
    let Some(witness) = &node.witness else { return missing("witness") };
    shown(TEXT, FRESH, format!("{}\n", witness.key()))
}

/// The latest checkpoint that was cosigned of the log whose origin has this hash.
async fn witnessed(State(node): State<Arc<Node>>, Path(origin): Path<String>) -> Response {
    let Some(witness) = &node.witness else { return missing("witness") };
    match witness.latest(&format!("{origin}/checkpoint")).await {
        Ok(Some(latest)) => shown(TEXT, FRESH, latest),
        Ok(None) => missing("log"),
        Err(error) => failed(&error),
    }
}

/// Something for everybody, also for the pages of others.
fn shown(kind: &'static str, keep: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let headers: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, keep),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn missing(what: &str) -> Response {
    (StatusCode::NOT_FOUND, shown(TEXT, FRESH, format!("there is no such {what}\n")))
        .into_response()
}

fn unpublished() -> Response {
    let why = "this node publishes no log\n";
    (StatusCode::NOT_FOUND, shown(TEXT, FRESH, why)).into_response()
}

fn failed(error: &LogError) -> Response {
    tracing::error!(%error, "a part of the log could not be shown");
    let (status, text) = in_public(error);
    (status, shown(TEXT, FRESH, format!("{text}\n"))).into_response()
}

/// What everybody may be told of a trouble. What is wrong with the log is no secret; what is wrong with the
/// store, and where its files are, is.
pub(super) fn in_public(error: &LogError) -> (StatusCode, String) {
    let (status, text) = match error {
        LogError::Store(StoreError::Damaged(_)) | LogError::Key(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "the log is damaged")
        }
        LogError::Anchor { .. } => {
            let text = "the anchor of the log cannot be read or written, and nothing is signed";
            (StatusCode::INTERNAL_SERVER_ERROR, text)
        }
        LogError::Store(_) | LogError::Busy => {
            (StatusCode::SERVICE_UNAVAILABLE, "the log cannot be read now; try again")
        }
        error => return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    };
    (status, text.to_owned())
}
