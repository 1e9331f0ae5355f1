//! Strangers' pictures for the console, which never asks whoever keeps them: it would tell them who looks.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::admin::asked::Query;
use crate::admin::auth::Reader;
use crate::admin::problem::Problem;
use crate::http::drawn_anew;
use crate::node::Node;

/// Which picture.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PictureAsk {
    /// Its address, as a card has it.
    url: String,
}

/// A stranger's picture, fetched by the rules for links and drawn anew, at most 1200 × 1200. `404` where
/// no pictures are shown, `422` for what cannot be fetched or is no picture: the detail says why.
#[utoipa::path(get, path = "/api/v1/share/pictures", tag = "share", params(PictureAsk),
    responses((status = 200, content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png")))))]
pub(crate) async fn picture(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<PictureAsk>,
) -> Result<Response, Problem> {
    drawn_anew(&node, &ask.url).await
}
