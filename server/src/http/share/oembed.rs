//! oEmbed of our own short links (oembed.com): what a card is, for whoever embeds it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_engine::page::{Asked, Showing, oembed_json, oembed_xml};
use drawbridge_engine::share::Standing;
use serde::Deserialize;

use super::link::{self, is_refused};
use super::picture::by_way_of_us;
use super::visitor::Visitor;
use crate::node::Node;
use crate::share::own;

/// What is asked (section 2.2).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Ask {
    url: String,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    maxwidth: Option<u32>,
    #[serde(default)]
    maxheight: Option<u32>,
}

/// 404 for what is none of ours, 501 for a form that is not spoken, 401 for what is not shown to
/// everybody (section 2.3.5).
pub(super) async fn answer(
    State(node): State<Arc<Node>>,
    headers: HeaderMap,
    Query(ask): Query<Ask>,
) -> Response {
    let xml = match ask.format.as_deref() {
        None | Some("json") => false,
        Some("xml") => true,
        Some(_) => return StatusCode::NOT_IMPLEMENTED.into_response(),
    };
    let Some(code) = own::code_of(&node.share.public_url, &ask.url) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = match node.share.links.find(&code).await {
        Ok(found) => found,
        Err(error) => return crate::admin::problem::Problem::failed(&error).into_response(),
    };
    let live = |link: &drawbridge_engine::share::ShortLink| {
        link.standing(node.world.clock.now()) == Standing::Live
    };
    let Some(link) = found.filter(live) else { return StatusCode::NOT_FOUND.into_response() };
    let link = node.share.engine.today(&node.share.links, code, link).await;
    if is_refused(&link) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let here = link::address(&node, code);
    let drawn = link::drawn(&here);
    let showing = Showing {
        page: &here,
        oembed: None,
        house: &node.config.share.house,
        picture: Some(&drawn),
        code: None,
        reader: Visitor::of(&headers).reader(),
    };
    let asked =
        Asked { maxwidth: ask.maxwidth, maxheight: ask.maxheight, cache_age: Some(link::KEPT) };
    let card = by_way_of_us(&node, &link.card, code);
    let (kind, body) = if xml {
        ("text/xml; charset=utf-8", oembed_xml(&card, &showing, asked))
    } else {
        ("application/json", oembed_json(&card, &showing, asked))
    };
    // Anybody's page may ask: there is nothing in it that is not public.
    let open = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    ([(header::CONTENT_TYPE, kind), open], body).into_response()
}
