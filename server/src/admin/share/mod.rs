//! Links: what a message holds, a card in every form, short links, and appeals.

mod appeals;
mod links;
mod read;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use appeals::*;
pub(crate) use links::*;
pub(crate) use read::*;
pub(crate) use write::*;

use crate::node::Node;

pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/share/read", post(read_message))
        .route("/share/forms", get(forms))
        .route("/share/write", post(write_card))
        .route("/share/links", get(list_links).post(make_link))
        .route("/share/links/{code}", get(read_link).delete(withdraw_link))
        .route("/share/links/{code}/openings", get(openings))
        .route("/share/appeals/{intake}", post(answer_appeal).delete(take_back))
}
