//! What this node, as a witness, keeps of logs that signed what they should not have.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use drawbridge_engine::log::witness::evidence::{self, Evidence};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::Query;
use super::auth::Reader;
use super::problem::Problem;
use crate::node::Node;

/// How much is told at once: a piece has two notes.
const PAGE: usize = 100;

/// One piece.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Piece {
    /// `split`: two signed checkpoints of one size with different roots, which prove to anybody that the log
    /// showed two histories. `unproven`: a signed checkpoint that came without a proof that it continues ours;
    /// verify the log against both. `rolled_back`: the database of this witness had forgotten its word.
    what: &'static str,
    /// Of which log.
    origin: String,
    /// When, in milliseconds since 1970.
    at: i64,
    /// The note that was cosigned here; after a rollback, the one in the database.
    #[serde(skip_serializing_if = "Option::is_none")]
    ours: Option<String>,
    /// The note that came; after a rollback, the one outside of the database.
    theirs: String,
    /// More of it.
    #[serde(skip_serializing_if = "str::is_empty")]
    why: String,
}

/// Some of it, by log and kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Pieces {
    /// At most a hundred.
    items: Vec<Piece>,
    /// The cursor of what follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Where to go on.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The cursor that came with the page before.
    after: Option<String>,
}

/// What was kept.
#[utoipa::path(get, path = "/api/v1/log/evidence", tag = "log", params(After),
    responses((status = 200, body = Pieces)))]
pub(crate) async fn list(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<After>,
) -> Result<Json<Pieces>, Problem> {
    let (items, next) = evidence::kept(&*node.store, ask.after.as_deref(), PAGE).await?;
    Ok(Json(Pieces { items: items.into_iter().map(piece).collect(), next }))
}

fn piece(kept: Evidence) -> Piece {
    let Evidence { what, origin, at, ours, theirs, why } = kept;
    Piece { what: what.name(), origin, at, ours, theirs, why }
}
