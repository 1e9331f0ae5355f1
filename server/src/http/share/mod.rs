//! What anybody may ask of the share gate: the pages of short links, oEmbed, cards, appeals, and the files
//! by which systems know which apps open our links.

mod appeal;
mod card;
mod link;
mod oembed;
mod picture;
mod script;
mod tag;
mod visitor;
mod well_known;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use link::address;
pub(crate) use picture::drawn_anew;

use crate::node::Node;

/// `/s/…` and what belongs to it.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/s/{code}", get(link::show))
        .route("/oembed", get(oembed::answer))
        .route("/share/card", get(card::of))
        .route("/share/picture/{mark}", get(picture::of))
        .route("/share/script/{name}", get(script::ours))
        .route("/share/appeals", post(appeal::lodge))
        .route("/.well-known/apple-app-site-association", get(well_known::apple))
        .route("/.well-known/assetlinks.json", get(well_known::android))
        .route("/.well-known/applinking.json", get(well_known::harmony))
}
