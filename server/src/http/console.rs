//! The web console: files that were built from `console/` and are part of the program, so
//! that a machine without Node builds all of it.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::http::html;
use crate::node::Node;

static PAGE: &[u8] = include_bytes!("../../../console/dist/index.html");
static SCRIPT: &[u8] = include_bytes!("../../../console/dist/console.js");
static STYLE: &[u8] = include_bytes!("../../../console/dist/console.css");
static ICON: &[u8] = include_bytes!("../../../console/dist/icon.svg");

/// What the script and the style have as entity tag: a browser keeps them and asks whether they
/// are still the same.
static SCRIPT_TAG: LazyLock<String> = LazyLock::new(|| tag(SCRIPT));
static STYLE_TAG: LazyLock<String> = LazyLock::new(|| tag(STYLE));
static ICON_TAG: LazyLock<String> = LazyLock::new(|| tag(ICON));

/// `/console/…`, and `/` leads there.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/console/") }))
        .route("/console", get(|| async { Redirect::permanent("/console/") }))
        .route("/console/", get(page))
        .route("/console/{*path}", get(file))
}

/// The script makes pages out of addresses: whatever is no file is the page.
async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match &*path {
        "console.js" => kept(SCRIPT, "text/javascript; charset=utf-8", &SCRIPT_TAG, &headers),
        "console.css" => kept(STYLE, "text/css; charset=utf-8", &STYLE_TAG, &headers),
        "icon.svg" => kept(ICON, "image/svg+xml", &ICON_TAG, &headers),
        _ => page().await,
    }
}

async fn page() -> Response {
    html::page(StatusCode::OK, String::from_utf8_lossy(PAGE).into_owned())
}

fn kept(body: &'static [u8], kind: &'static str, tag: &str, asked: &HeaderMap) -> Response {
    let same = asked.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag);
    let mut response =
        if same { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn tag(body: &[u8]) -> String {
    let hash = Sha256::digest(body).iter().take(8).fold(0, |sum, b| sum << 8 | u64::from(*b));
    format!("\"{hash:016x}\"")
}
