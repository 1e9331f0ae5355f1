//! Agreements and paired probes: put into the log, and what is kept of them.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use drawbridge_canon::Timestamp;
use drawbridge_engine::beside::agreements::{self, EndingOf, Registered, Registering};
use drawbridge_engine::beside::{BesideError, probes};
use drawbridge_engine::fair_agreements::Agreement;
use drawbridge_engine::fair_log::Hash;
use drawbridge_engine::fair_record::leaf::{Ending, ProbeCommit};
use drawbridge_engine::fair_record::{Gate, Reference};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::asked::Body;
use super::auth::{Keeper, Reader, Writer};
use super::problem::Problem;
use super::schema::time;
use crate::node::Node;

/// Where something stands in the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Logged {
    /// The index of the leaf.
    index: u64,
    /// Its leaf hash, in Base64.
    hash: String,
}

impl From<Reference> for Logged {
    fn from(reference: Reference) -> Self {
        Self { index: reference.index, hash: reference.hash.to_base64() }
    }
}

/// An agreement to be registered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterAsk {
    /// The gate that it is about: `pay`, `share`, `mini`, `shop`, `ship`, or `all`.
    gate: String,
    /// The agreement in clauses (`fair/agreements/AGREEMENTS.md`).
    #[schema(value_type = Object)]
    agreement: Value,
    /// Whether document, clauses and parties are shown; otherwise the log only commits to them. If not said,
    /// those of rules and offers are shown.
    shown: Option<bool>,
    /// The signed note that says why somebody is treated otherwise, and until when.
    exception: Option<String>,
}

/// How an agreement ends.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndAsk {
    /// `expired`, `terminated`, `withdrawn` or `replaced`.
    end: String,
    /// When the other side was told (RFC 3339).
    told: String,
    /// From when it no longer binds (RFC 3339): not before it was told.
    at: String,
}

/// An agreement that is registered here.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AgreementLine {
    /// What it is called, with its version.
    id: String,
    /// What it is: `rules`, `contract`, `licence`, `offer`.
    sort: String,
    /// What it is about.
    matter: String,
    /// From when it binds.
    from: String,
    /// Until when; absent if it has no end of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// From when it no longer binds, if it was ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
    /// Whether a note excuses it.
    excused: bool,
}

impl From<Registered> for AgreementLine {
    fn from(one: Registered) -> Self {
        let Registered { agreement, ended, exception } = one;
        Self {
            id: agreement.id,
            sort: agreement.sort.name().to_owned(),
            matter: agreement.matter,
            from: time(agreement.from),
            until: agreement.until.map(time),
            ended: ended.map(time),
            excused: exception.is_some(),
        }
    }
}

/// The pairs of a probe, fixed: what `drawbridge fair probes plan` writes as `commit.json`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FixAsk {
    /// The gate that is probed.
    gate: String,
    /// The pseudonym of whoever probes.
    prober: String,
    /// How many pairs.
    pairs: u64,
    /// The root over the commitments to the pairs, in Base64.
    root: String,
    /// Until when it is opened, in milliseconds since 1970.
    reveal_by: i64,
}

/// The agreements that are registered here, by name.
#[utoipa::path(get, path = "/api/v1/agreements", tag = "agreements",
    responses((status = 200, body = Vec<AgreementLine>)))]
pub(crate) async fn list(
    State(node): State<Arc<Node>>,
    _: Reader,
) -> Result<Json<Vec<AgreementLine>>, Problem> {
    let all = agreements::list(&*node.store).await.map_err(problem)?;
    Ok(Json(all.into_iter().map(AgreementLine::from).collect()))
}

/// Registers an agreement in the log, and keeps its clauses for the compliance report.
#[utoipa::path(post, path = "/api/v1/agreements", tag = "agreements", request_body = RegisterAsk,
    responses((status = 201, body = Logged)))]
pub(crate) async fn register(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Body(ask): Body<RegisterAsk>,
) -> Result<(StatusCode, Json<Logged>), Problem> {
    let agreement = Agreement::parse(ask.agreement.to_string().as_bytes())
        .map_err(|error| Problem::invalid("/agreement", error.to_string()))?;
    let (shown, exception) = (ask.shown, ask.exception);
    let key = node.log.as_deref().map(|log| log.key().clone());
    let asked = Registering { gate: gate(&ask.gate)?, agreement, shown, exception, key };
    let (now, dice) = (node.world.clock.now(), &*node.world.dice);
    logged(agreements::register(&*node.store, asked, now, dice).await)
}

/// Ends an agreement in the log, once.
#[utoipa::path(post, path = "/api/v1/agreements/{id}/end", tag = "agreements",
    params(("id" = String, Path)), request_body = EndAsk,
    responses((status = 201, body = Logged)))]
pub(crate) async fn end(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(id): Path<String>,
    Body(ask): Body<EndAsk>,
) -> Result<(StatusCode, Json<Logged>), Problem> {
    let end = Ending::ALL.iter().copied().find(|end| end.name() == ask.end);
    let end = end.ok_or_else(|| {
        Problem::invalid("/end", "one of expired, terminated, withdrawn, replaced")
    })?;
    let (told, at) = (moment("/told", &ask.told)?, moment("/at", &ask.at)?);
    let now = node.world.clock.now();
    logged(agreements::end(&*node.store, &id, EndingOf { end, told, at }, now).await)
}

/// Fixes the pairs of a probe in the log, before the first of them is submitted. Whoever may write may probe.
#[utoipa::path(post, path = "/api/v1/probes", tag = "probes", request_body = FixAsk,
    responses((status = 201, body = Logged)))]
pub(crate) async fn fix(
    State(node): State<Arc<Node>>,
    _: Writer,
    Body(ask): Body<FixAsk>,
) -> Result<(StatusCode, Json<Logged>), Problem> {
    let root = Hash::parse(&ask.root)
        .ok_or_else(|| Problem::invalid("/root", "the Base64 of 32 bytes"))?;
    let FixAsk { prober, pairs, reveal_by, .. } = ask;
    let gate = gate(&ask.gate)?;
    let commit = ProbeCommit { prober, pairs, root, reveal_by: Timestamp(reveal_by) };
    logged(probes::fix(&*node.store, gate, commit, node.world.clock.now()).await)
}

/// Opens a probe in the log, once: the body is the opening, a line of canonical JSON for each submission
/// (`fair/probes/PROBES.md`). Refused before the verdicts, and if it is not what was fixed.
#[utoipa::path(post, path = "/api/v1/probes/openings", tag = "probes",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 201, body = Logged)))]
pub(crate) async fn open(
    State(node): State<Arc<Node>>,
    _: Writer,
    body: Bytes,
) -> Result<(StatusCode, Json<Logged>), Problem> {
    logged(probes::open(&node.store, body.to_vec(), node.world.clock.now()).await)
}

fn logged(done: Result<Reference, BesideError>) -> Result<(StatusCode, Json<Logged>), Problem> {
    done.map(|reference| (StatusCode::CREATED, Json(reference.into()))).map_err(problem)
}

fn gate(name: &str) -> Result<Gate, Problem> {
    let gate = Gate::ALL.iter().copied().find(|gate| gate.name() == name);
    gate.ok_or_else(|| Problem::invalid("/gate", "one of pay, share, mini, shop, ship, all"))
}

fn moment(pointer: &str, text: &str) -> Result<Timestamp, Problem> {
    let moment = Timestamp::parse_rfc3339(text);
    moment.ok_or_else(|| Problem::invalid(pointer, "a time as in RFC 3339"))
}

fn problem(error: BesideError) -> Problem {
    match error {
        BesideError::Unknown(kind, id) => Problem::not_found(&format!("{kind} `{id}`")),
        BesideError::Refused(_) => Problem::conflict(error.to_string()),
        BesideError::Leaf(_)
        | BesideError::Misfit(_)
        | BesideError::Exception(_)
        | BesideError::Opening(_) => Problem::invalid("", error.to_string()),
        BesideError::Store(error) => error.into(),
        BesideError::Commit(error) => error.into(),
        BesideError::Kept(..) | BesideError::Lost(_) | BesideError::Ended => {
            Problem::failed(&error)
        }
    }
}
