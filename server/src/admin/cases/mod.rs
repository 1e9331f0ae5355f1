//! Cases of all gates, as the log has them: what was asked for, what was decided, why, what would
//! change it, and what the same rules say of the other side.

mod explained;
mod told;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use drawbridge_engine::cases::{self, Filter, Line};
use drawbridge_engine::fair_record::Gate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::explained::CaseExplained;
use self::told::{Attribute, LeafLine};
use super::asked::{Page, PageAsk, Query};
use super::auth::Reader;
use super::problem::Problem;
use super::schema::{Text, time};
use crate::node::Node;

/// Which cases. What is not said stands for all.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CasesAsk {
    /// Before which gate: `pay`, `share`, `mini`, `shop`, `ship`.
    gate: Option<String>,
    /// What was asked for, by the standard's name for it, such as `pay.accept`.
    action: Option<String>,
    /// How it stands: `pending`, `allow`, `restrict`, `refuse`, `appealed`, `lifted`, `expired`,
    /// `withdrawn`.
    state: Option<String>,
    /// Of which camp, as its opening says. Closed cases are of none.
    camp: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many items at most: 1 to 200; 50 if not said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// A case in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CaseLine {
    /// The index of its intake in the log, which is its number.
    intake: u64,
    /// When it came in.
    time: String,
    /// Before which gate.
    gate: String,
    /// What was asked for.
    action: String,
    /// What people call that; absent if the standard does not know it.
    action_named: Option<Text>,
    /// The pseudonym of who asked.
    subject: String,
    /// How it stands.
    state: String,
    /// The camp; absent if it is not opened.
    camp: Option<String>,
    /// How many leaves it has.
    leaves: usize,
}

/// A case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CaseFull {
    #[serde(flatten)]
    line: CaseLine,
    /// Its leaves, the intake first.
    story: Vec<LeafLine>,
    /// What is protected: fixed before the verdict, and no ground for it.
    protected: Vec<Attribute>,
    /// What it was decided on.
    facts: Vec<Attribute>,
    /// Why it was decided so; absent while it is pending.
    decided: Option<CaseExplained>,
}

/// Cases, the newest first; those among the newest 200,000 leaves.
#[utoipa::path(get, path = "/api/v1/cases", tag = "fairness", params(CasesAsk),
    responses((status = 200, body = Page<CaseLine>)))]
pub(crate) async fn list(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<CasesAsk>,
) -> Result<Json<Page<CaseLine>>, Problem> {
    let said = |value: Option<String>| value.filter(|value| !value.is_empty());
    let gate = said(ask.gate).map(|gate| gate_of(&gate)).transpose()?;
    let state = said(ask.state).map(|state| state_of(&state)).transpose()?;
    let after = said(ask.after).map(|after| index_of(&after)).transpose()?;
    let size = PageAsk { after: None, limit: ask.limit }.size();
    let filter = Filter { gate, action: said(ask.action), state, camp: said(ask.camp) };
    let listed = node.cases.list(&filter, after, size).await?;
    let items = listed.lines.iter().map(|case| line(&node, case)).collect();
    Ok(Json(Page { items, next: listed.next.map(|next| next.to_string()) }))
}

/// One case, by the index of its intake in the log.
#[utoipa::path(get, path = "/api/v1/cases/{intake}", tag = "fairness",
    params(("intake" = u64, Path)), responses((status = 200, body = CaseFull)))]
pub(crate) async fn read(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(intake): Path<String>,
) -> Result<Json<CaseFull>, Problem> {
    let missing = || Problem::not_found("case among the newest leaves; older ones are in the log");
    let intake = intake.parse().map_err(|_| missing())?;
    let story = node.cases.story(intake).await?.ok_or_else(missing)?;
    let explained = node.cases.explain(&story).await?;
    let standard = node.cases.standard_of(&story).await?;
    Ok(Json(CaseFull {
        line: line(&node, &story.line),
        story: story.leaves.iter().map(told::leaf).collect(),
        protected: told::protected(&standard, &story),
        facts: told::facts(&standard, &story),
        decided: explained.map(|explained| explained::of(&standard, explained)),
    }))
}

fn line(node: &Node, case: &Line) -> CaseLine {
    let standard = node.cases.standard();
    let action = standard.actions().get(&case.action);
    CaseLine {
        intake: case.intake,
        time: time(case.time),
        gate: case.gate.name().to_owned(),
        action: case.action.clone(),
        action_named: action.map(|action| Text::from(&action.named)),
        subject: case.subject.clone(),
        state: case.state.name().to_owned(),
        camp: case.camp.clone(),
        leaves: case.leaves.len(),
    }
}

fn gate_of(name: &str) -> Result<Gate, Problem> {
    let found = Gate::ALL.iter().copied().find(|gate| gate.name() == name);
    found.ok_or_else(|| Problem::invalid("/gate", "one of pay, share, mini, shop, ship"))
}

fn state_of(name: &str) -> Result<cases::State, Problem> {
    let words = "one of pending, allow, restrict, refuse, appealed, lifted, expired, withdrawn";
    cases::State::parse(name).ok_or_else(|| Problem::invalid("/state", words))
}

fn index_of(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| Problem::invalid("/after", "the `next` of the page before"))
}
