//! `/share/picture/MARK?of=CODE&url=…`: the picture of a short link's card, drawn anew by us. The mark is ours:
//! only pictures of cards that we showed are fetched, so nobody makes us fetch anything else; and only for as
//! long as the short link lives.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_canon::share::{Card, Told};
use drawbridge_engine::fetch::Fit;
use drawbridge_engine::sha256_hex;
use drawbridge_engine::share::Standing;
use drawbridge_engine::share_gate::code::Code;
use serde::Deserialize;

use super::link::{KEPT, is_refused};
use crate::admin::problem::Problem;
use crate::http::caller::Caller;
use crate::node::Node;

/// The largest that a page of ours shows.
const FIT: Fit = Fit { width: 1200, height: 1200 };

#[derive(Deserialize)]
pub(super) struct Ask {
    of: String,
    url: String,
}

pub(super) async fn of(
    State(node): State<Arc<Node>>,
    Path(mark): Path<String>,
    Query(ask): Query<Ask>,
    request: Request,
) -> Response {
    let Some(code) =
        Code::read(&ask.of).ok().filter(|code| mark == mark_of(&node, *code, &ask.url))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match node.share.links.find(&code).await {
        Ok(Some(link))
            if link.standing(node.world.clock.now()) == Standing::Live && !is_refused(&link) => {}
        Ok(_) => return StatusCode::GONE.into_response(),
        Err(error) => return Problem::failed(&error).into_response(),
    }
    if !node.share.engine.has_picture(&ask.url, FIT) {
        let caller = request.extensions().get::<Caller>().and_then(|caller| caller.0);
        if let Err(seconds) = node.share.pictures.take(caller, node.world.clock.wall()) {
            return Problem::too_often(seconds).into_response();
        }
    }
    match drawn_anew(&node, &ask.url).await {
        Ok(response) => {
            let kept = [(header::CACHE_CONTROL, format!("public, max-age={KEPT}"))];
            (kept, response).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

/// A stranger's picture, fetched within the limits of all links and drawn anew: of the bytes that came
/// nothing is in it. It is shown as what it is, and if it were opened as a page nothing in it would run.
pub(crate) async fn drawn_anew(node: &Node, url: &str) -> Result<Response, Problem> {
    if !node.config.share.shows_pictures() {
        return Err(Problem::not_found("picture"));
    }
    let picture = node.share.engine.picture(url, FIT).await;
    let picture = picture.map_err(|error| Problem::unfetched(&error))?;
    let headers = [
        (header::CONTENT_TYPE, picture.media_type),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, Bytes::from_owner(picture.bytes)).into_response())
}

/// The card of a short link with its pictures by way of us, in the sizes that we draw.
pub(super) fn by_way_of_us(node: &Node, card: &Card, code: Code) -> Card {
    let mut card = card.clone();
    if !node.config.share.shows_pictures() {
        card.images.clear();
    }
    for Told { value: image, .. } in &mut card.images {
        image.url = address(node, code, &image.url);
        if let (Some(width), Some(height)) = (image.width, image.height) {
            let (width, height) = FIT.of(width, height);
            (image.width, image.height) = (Some(width), Some(height));
        }
    }
    // Marks of sites are often drawings, which are not drawn anew: they are left out.
    card.icon = None;
    card
}

fn address(node: &Node, code: Code, url: &str) -> String {
    let query: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    let (house, mark, of) = (&node.share.public_url, mark_of(node, code, url), code.signs());
    format!("{house}/share/picture/{mark}?of={of}&url={query}")
}

fn mark_of(node: &Node, code: Code, url: &str) -> String {
    let key = &node.engine.settings.pseudonym_key;
    sha256_hex(format!("{key}\npicture\n{}\n{url}", code.signs()).as_bytes())[..24].to_owned()
}
