//! Links: what a message holds, a card in every form, short links, what is done in the name of accounts with
//! platforms, and appeals.

mod accounts;
mod appeals;
mod codes;
mod links;
mod pictures;
mod read;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use accounts::*;
pub(crate) use appeals::*;
pub(crate) use codes::*;
pub(crate) use links::*;
pub(crate) use pictures::*;
pub(crate) use read::*;
pub(crate) use write::*;

use crate::node::Node;

pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/share/read", post(read_message))
        .route("/share/forms", get(forms))
        .route("/share/write", post(write_card))
        .route("/share/pictures", get(picture))
        .route("/share/links", get(list_links).post(make_link))
        .route("/share/links/{code}", get(read_link).delete(withdraw_link))
        .route("/share/links/{code}/openings", get(openings))
        .route("/share/accounts", get(list_accounts))
        .route("/share/sign", post(sign_page))
        .route("/share/platform-links", post(make_platform_link))
        .route("/share/platform-codes", post(make_platform_code))
        .route("/share/appeals/{intake}", post(answer_appeal).delete(take_back))
}
