//! The fairness board: what the log shows about insiders and outsiders.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_canon::Timestamp;
use drawbridge_engine::board::BoardError;
use serde::Deserialize;

use super::asked::{Body, Query};
use super::auth::{Keeper, Reader};
use super::problem::Problem;
use crate::node::Node;

/// The header that names a leaf.
const LEAF: HeaderName = HeaderName::from_static("drawbridge-leaf");

const DAY_MS: i64 = 24 * 3600 * 1000;

/// How many days the board looks back if nobody says.
const DAYS: i64 = 30;

/// About when.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FairnessAsk {
    /// The first Beijing day, `yyyy-MM-dd`; thirty days before the last if not said.
    from: Option<String>,
    /// The last Beijing day; today if not said.
    to: Option<String>,
}

/// The compliance report of now, as `report.json`: every indicator with its verdict, what the charts
/// show, and what is not known. Computed from all leaves of the log; nothing in it is declared.
#[utoipa::path(get, path = "/api/v1/fairness", tag = "fairness", params(FairnessAsk),
    responses((status = 200, content_type = "application/json", body = Object)))]
pub(crate) async fn read(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<FairnessAsk>,
) -> Result<Response, Problem> {
    let (from, to, now) = period(&node, ask)?;
    let report = node.board.report(from, to, now).await.map_err(problem)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], report.to_vec()).into_response())
}

/// Makes the compliance report of a period and writes its hash into the log, so that it cannot be
/// replaced in silence. The answer is `report.json`, byte for byte what was hashed; the header
/// `drawbridge-leaf` names the leaf.
#[utoipa::path(post, path = "/api/v1/fairness/reports", tag = "fairness",
    request_body = FairnessAsk,
    responses((status = 201, content_type = "application/json", body = Object)))]
pub(crate) async fn publish(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Body(ask): Body<FairnessAsk>,
) -> Result<Response, Problem> {
    let (from, to, now) = period(&node, ask)?;
    let (report, leaf) = node.board.publish(from, to, now).await.map_err(problem)?;
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (LEAF, leaf.to_string())];
    Ok((StatusCode::CREATED, headers, report.to_vec()).into_response())
}

/// The period asked for, the end exclusive, and the time.
fn period(node: &Node, ask: FairnessAsk) -> Result<(Timestamp, Timestamp, Timestamp), Problem> {
    let now = node.world.clock.now();
    let day = |said: Option<String>, name: &str| {
        let said = said.filter(|day| !day.is_empty());
        said.map(|day| midnight(&day).ok_or_else(|| Problem::invalid(name, "a day, yyyy-MM-dd")))
            .transpose()
    };
    let last = day(ask.to, "/to")?.or_else(|| midnight(&now.day())).unwrap_or(now);
    let from = day(ask.from, "/from")?.unwrap_or_else(|| last.plus_ms(-(DAYS - 1) * DAY_MS));
    Ok((from, last.plus_ms(DAY_MS), now))
}

fn problem(error: BoardError) -> Problem {
    match error {
        BoardError::Unpublished => Problem::not_found("board; this node publishes no log"),
        BoardError::Period | BoardError::Audit(_) => Problem::invalid("/from", error.to_string()),
        BoardError::Store(error) => error.into(),
        error => Problem::failed(&error),
    }
}

/// Where a Beijing day begins.
fn midnight(day: &str) -> Option<Timestamp> {
    let well_formed = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    Timestamp::parse_rfc3339(&format!("{day}T00:00:00+08:00")).filter(|_| well_formed)
}
