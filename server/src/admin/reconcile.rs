//! Reconciling on request: a wallet's bill of a day is fetched and compared, and differences mended.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use drawbridge_engine::reconcile::mend::{Which, correct};
use drawbridge_engine::reconcile::{self, Ask, RunError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::asked::Body;
use super::auth::{Payer, Writer};
use super::problem::Problem;
use crate::node::Node;

/// What came of a run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Reconciled {
    /// The result as it is stored: counts and sums, the open differences, and what waits.
    #[schema(value_type = Object)]
    stored: Value,
    /// Whether it differs from what was stored before.
    news: bool,
    /// The next day, if it was run before this one and should be run again.
    outdated: Option<String>,
}

/// Which differences are to be mended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCorrections {
    /// `safe` for all that need no person's decision, or the id of one that was decided on.
    which: String,
}

/// What became of the differences.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Corrections {
    /// One by one: `id`, and in `what` what was done about it.
    #[schema(value_type = Vec<Object>)]
    items: Value,
}

/// Fetches a wallet's bill and compares it with our books. Running a day again is safe.
#[utoipa::path(post, path = "/api/v1/reports/{wallet}/{day}", tag = "reports",
    params(("wallet" = String, Path), ("day" = String, Path)),
    responses((status = 200, body = Reconciled)))]
pub(crate) async fn run(
    State(node): State<Arc<Node>>,
    _: Writer,
    Path((wallet, day)): Path<(String, String)>,
) -> Result<Json<Reconciled>, Problem> {
    let ask = Ask::new(wallet, day);
    let done = reconcile::run(&node.engine, ask, Box::new(|_| ())).await;
    let done = done.map_err(|error| problem(&node, &error))?;
    let stored = serde_json::to_value(done.stored).map_err(|error| Problem::failed(&error))?;
    Ok(Json(Reconciled { stored, news: done.news, outdated: done.outdated }))
}

/// Mends differences of the day's last run. What is mended is not mended twice.
#[utoipa::path(post, path = "/api/v1/reports/{wallet}/{day}/corrections", tag = "reports",
    params(("wallet" = String, Path), ("day" = String, Path)),
    request_body = NewCorrections, responses((status = 200, body = Corrections)))]
pub(crate) async fn mend(
    State(node): State<Arc<Node>>,
    _: Payer,
    Path((wallet, day)): Path<(String, String)>,
    Body(new): Body<NewCorrections>,
) -> Result<Json<Corrections>, Problem> {
    let which = if new.which == "safe" { Which::Safe } else { Which::One(new.which) };
    let mended = correct(&node.engine, &wallet, &day, &which).await;
    let mended = mended.map_err(|error| problem(&node, &error))?;
    let items = serde_json::to_value(mended).map_err(|error| Problem::failed(&error))?;
    Ok(Json(Corrections { items }))
}

/// What may end otherwise later says when, and is no answer to be kept.
fn problem(node: &Node, error: &RunError) -> Problem {
    let now = node.world.clock.now();
    if let Some(at) = error.try_again_at(now).filter(|_| !matches!(error, RunError::Store(_))) {
        return Problem::later(at.0.saturating_sub(now.0) / 1000, error.to_string());
    }
    match error {
        RunError::NoWallet(..) => Problem::not_found("wallet"),
        RunError::Date(_) => Problem::invalid("/day", error.to_string()),
        RunError::Store(_) | RunError::Broken(_) | RunError::File(..) => Problem::failed(error),
        _ => Problem::conflict(error.to_string()),
    }
}
