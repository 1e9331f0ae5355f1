//! Answers to appeals about links.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use drawbridge_engine::fair_record::{Integer, Object, Value as Fact};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::admin::asked::Body;
use crate::admin::auth::{Caller, Keeper};
use crate::admin::problem::Problem;
use crate::node::Node;

/// What was found when an appeal was heard.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerAsk {
    /// The facts that were wrong, by the standard's names, as they are: `{"look_alike": false}`,
    /// `{"redirects": 2}`. Empty if none was. The case is decided again on them, and they count for the same link from then on: facts of
    /// its domain for the domain, all others for the address, and what lists say until a list changes.
    #[schema(value_type = Object)]
    found: serde_json::Map<String, Value>,
}

/// What was decided.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Answered {
    /// `allow`, `restrict` or `refuse`.
    verdict: &'static str,
    /// By which rules.
    rules: Vec<String>,
}

/// Answers the appeal of a case: it is decided again by the standard, on the facts as they were found.
#[utoipa::path(post, path = "/api/v1/share/appeals/{intake}", tag = "share",
    params(("intake" = u64, Path)), request_body = AnswerAsk,
    responses((status = 200, body = Answered)))]
pub(crate) async fn answer_appeal(
    State(node): State<Arc<Node>>,
    _: Keeper,
    caller: Caller,
    Path(intake): Path<u64>,
    Body(ask): Body<AnswerAsk>,
) -> Result<Json<Answered>, Problem> {
    let found = ask.found.into_iter().map(|(name, value)| {
        let wrong = || {
            Problem::invalid(
                &format!("/found/{name}"),
                "true, false, a text, or a number of 0 or more",
            )
        };
        let counted = || Problem::invalid(&format!("/found/{name}"), "is counted, not found");
        let fact = fact(value).ok_or_else(wrong)?;
        if COUNTED.contains(&&*name) {
            return Err(counted());
        }
        Ok((name, fact))
    });
    let found = found.collect::<Result<Object, Problem>>()?;
    // A name would be a person's; the token's hash is a pseudonym.
    let reviewer = format!("r-{}", caller.hash.get(..32).unwrap_or(&caller.hash));
    let now = node.world.clock.now();
    let ruling = node.share.engine.answer(&node.cases, intake, &found, (&reviewer, now)).await?;
    let rules = ruling.rules.into_iter().collect();
    Ok(Json(Answered { verdict: ruling.verdict.name(), rules }))
}

/// Takes back what appeals found about the link of a case: what the gate finds counts again from then on,
/// and the log tells so. `409` if no appeal of this case found anything, or it was taken back.
#[utoipa::path(delete, path = "/api/v1/share/appeals/{intake}", tag = "share",
    params(("intake" = u64, Path)), responses((status = 204)))]
pub(crate) async fn take_back(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(intake): Path<u64>,
) -> Result<StatusCode, Problem> {
    node.share.engine.take_back(&node.cases, intake, node.world.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is counted here: to say otherwise for ever would be to count no more.
const COUNTED: [&str; 2] = ["days_known", "shares_1h"];

fn fact(value: Value) -> Option<Fact> {
    match value {
        Value::Number(number) => {
            let number = number.as_i64().filter(|number| *number >= 0)?;
            Integer::new(number).map(Fact::Integer)
        }
        Value::Bool(is) => Some(Fact::Bool(is)),
        Value::String(text) => Some(Fact::Text(text)),
        _ => None,
    }
}
