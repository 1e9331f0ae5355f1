//! The fairness board: what the log shows about insiders and outsiders.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use drawbridge_canon::Timestamp;
use drawbridge_engine::board::BoardError;
use serde::Deserialize;

use super::asked::Query;
use super::auth::Reader;
use super::problem::Problem;
use crate::node::Node;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// How many days the board looks back if nobody says.
const DAYS: i64 = 30;

/// About when.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
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
    let now = node.world.clock.now();
    let day = |said: Option<String>, name: &str| {
        let said = said.filter(|day| !day.is_empty());
        said.map(|day| midnight(&day).ok_or_else(|| Problem::invalid(name, "a day, yyyy-MM-dd")))
            .transpose()
    };
    let last = day(ask.to, "/to")?.or_else(|| midnight(&now.day())).unwrap_or(now);
    let from = day(ask.from, "/from")?.unwrap_or_else(|| last.plus_ms(-(DAYS - 1) * DAY_MS));
    let report = node.board.report(from, last.plus_ms(DAY_MS), now).await;
    let report = report.map_err(|error| match error {
        BoardError::Unpublished => Problem::not_found("board; this node publishes no log"),
        BoardError::Period | BoardError::Audit(_) => Problem::invalid("/from", error.to_string()),
        BoardError::Store(error) => error.into(),
        error => Problem::failed(&error),
    })?;
    Ok(([(header::CONTENT_TYPE, "application/json")], report.to_vec()).into_response())
}

/// Where a Beijing day begins.
fn midnight(day: &str) -> Option<Timestamp> {
    let well_formed = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    Timestamp::parse_rfc3339(&format!("{day}T00:00:00+08:00")).filter(|_| well_formed)
}
