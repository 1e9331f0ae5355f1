//! `/share/picture/MARK?url=…`: a stranger's picture, drawn anew by us. The mark is ours: only pictures of
//! cards that we showed are fetched, so nobody makes us fetch anything else.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_canon::share::Card;
use drawbridge_engine::fetch::Fit;
use drawbridge_engine::sha256_hex;
use serde::Deserialize;

use crate::admin::problem::Problem;
use crate::node::Node;

/// The largest that a page of ours shows.
const FIT: Fit = Fit { width: 1200, height: 1200 };

#[derive(Deserialize)]
pub(super) struct Ask {
    url: String,
}

pub(super) async fn drawn_anew(
    State(node): State<Arc<Node>>,
    Path(mark): Path<String>,
    Query(ask): Query<Ask>,
) -> Response {
    if mark != mark_of(&node, &ask.url) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match node.share.engine.picture(&ask.url, FIT).await {
        Ok(picture) => {
            let headers = [
                (header::CONTENT_TYPE, picture.media_type),
                (header::CACHE_CONTROL, "public, max-age=86400"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            ];
            (headers, Bytes::from_owner(picture.bytes)).into_response()
        }
        Err(error) => Problem::unfetched(&error).into_response(),
    }
}

/// The card with its pictures by way of us.
pub(super) fn by_way_of_us(node: &Node, card: &Card) -> Card {
    let mut card = card.clone();
    for image in &mut card.images {
        image.value.url = address(node, &image.value.url);
    }
    // Marks of sites are often drawings, which are not drawn anew: they are left out.
    card.icon = None;
    card
}

fn address(node: &Node, url: &str) -> String {
    let query: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    format!("{}/share/picture/{}?url={query}", node.share.public_url, mark_of(node, url))
}

fn mark_of(node: &Node, url: &str) -> String {
    let key = &node.engine.settings.pseudonym_key;
    sha256_hex(format!("{key}\npicture\n{url}").as_bytes())[..24].to_owned()
}
