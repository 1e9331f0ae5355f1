//! Files that pages of ours need. Each has its content's hash in its address, so that a browser
//! keeps it for ever and still never shows an old one.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::node::Node;

/// A file and its address.
pub(crate) struct Asset {
    /// `name.hash.ending`.
    file: String,
    kind: &'static str,
    body: &'static str,
}

/// The cashier's style.
pub(crate) static CASHIER_CSS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("cashier", "css", "text/css", include_str!("cashier.css")));
/// The cashier's script.
pub(crate) static CASHIER_JS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("cashier", "js", "text/javascript", include_str!("cashier.js")));
/// The sign in a browser's tab.
pub(crate) static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("icon", "svg", "image/svg+xml", include_str!("../../../console/dist/icon.svg"))
});
/// The style of the interface's description.
pub(crate) static DOCS_CSS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("docs", "css", "text/css", include_str!("docs.css")));

impl Asset {
    fn new(name: &str, ending: &str, kind: &'static str, body: &'static str) -> Self {
        let hash = Sha256::digest(body).iter().take(8).fold(0, |sum, b| sum << 8 | u64::from(*b));
        Self { file: format!("{name}.{hash:016x}.{ending}"), kind, body }
    }

    /// The address.
    pub(crate) fn path(&self) -> String {
        format!("/assets/{}", self.file)
    }
}

/// `/assets/{file}`.
pub(crate) fn router() -> Router<Arc<Node>> {
    Router::new().route("/assets/{file}", get(asset))
}

async fn asset(Path(file): Path<String>) -> Response {
    let all = [&*CASHIER_CSS, &*CASHIER_JS, &*ICON, &*DOCS_CSS];
    let Some(asset) = all.into_iter().find(|asset| asset.file == file) else {
        return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, format!("{}; charset=utf-8", asset.kind)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, asset.body).into_response()
}
