//! `/share/card?url=…`: the card of a link, at once if it is at hand.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_engine::fetch::{FetchError, Kind};
use drawbridge_engine::share::Standing;
use drawbridge_engine::share_gate::code::Code;
use serde::Deserialize;

use super::picture::by_way_of_us;
use crate::admin::problem::Problem;
use crate::http::caller::Caller;
use crate::node::Node;
use crate::share::own;

#[derive(Deserialize)]
struct Ask {
    url: String,
}

/// The longest address that is looked at.
const URL_MAX: usize = 4_096;

/// A card that is at hand is for everybody. To have one made takes a token, or an open installation and
/// patience.
pub(super) async fn of(State(node): State<Arc<Node>>, request: Request) -> Response {
    let mut response = answer(&node, request).await;
    // Scripts of any origin read it, and read why there is none.
    let anybody = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
    response
}

async fn answer(node: &Node, request: Request) -> Response {
    let asked = axum::extract::Query::<Ask>::try_from_uri(request.uri());
    let Ok(axum::extract::Query(Ask { url })) = asked else {
        return Problem::unreadable("say which link: `/share/card?url=…`").into_response();
    };
    if url.len() > URL_MAX {
        return Problem::unreadable("the address is too long").into_response();
    }
    if url.chars().any(char::is_control) {
        return Problem::unreadable("the address has characters that no address has")
            .into_response();
    }
    if let Some(card) = node.share.engine.at_hand(&url).await {
        return told(Bytes::from_owner(card));
    }
    if let Some(code) = own::code_of(&node.share.public_url, &url) {
        return ours(node, code).await;
    }
    let agent = request.headers().get(header::USER_AGENT).map(HeaderValue::as_bytes);
    if agent == Some(node.share.agent.as_bytes()) {
        // A name of somebody else's that leads to us: we would ask ourselves for ever.
        return Problem::unfetched(&FetchError::new(Kind::Ours, &url)).into_response();
    }
    let caller = request.extensions().get::<Caller>().and_then(|caller| caller.0);
    if let Err(refused) = may_fetch(node, request.headers().clone(), caller).await {
        return refused;
    }
    match node.share.engine.card(&url).await {
        Ok(card) => told(Bytes::from_owner(card)),
        Err(error) => Problem::unfetched(&error).into_response(),
    }
}

/// The card of one of our own short links, which is not fetched to be read.
async fn ours(node: &Node, code: Code) -> Response {
    match node.share.links.find(&code).await {
        Ok(Some(link)) if link.standing(node.world.clock.now()) == Standing::Live => {
            let link = node.share.engine.today(&node.share.links, code, link).await;
            let card = by_way_of_us(node, &link.card, code);
            told(serde_json::to_vec(&card).unwrap_or_default().into())
        }
        Ok(_) => Problem::not_found("short link").into_response(),
        Err(error) => Problem::failed(&error).into_response(),
    }
}

async fn may_fetch(
    node: &Node,
    headers: HeaderMap,
    caller: Option<IpAddr>,
) -> Result<(), Response> {
    if headers.contains_key(header::AUTHORIZATION) || !node.config.share.open {
        return crate::admin::may_read(node, &headers).await;
    }
    let now = node.world.clock.wall();
    node.share.pace.take(caller, now).map_err(|seconds| Problem::too_often(seconds).into_response())
}

fn told(card: Bytes) -> Response {
    let mut response = (StatusCode::OK, card).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
