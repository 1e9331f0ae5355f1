//! How the log stands, and what opens a leaf of it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use drawbridge_engine::fair_log::Checkpoint;
use drawbridge_engine::log::witness::Witness;
use drawbridge_engine::log::{DiscloseError, Log, LogError, Watching, disclose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::Query;
use super::auth::{Keeper, Reader};
use super::problem::Problem;
use crate::node::Node;

/// How the log stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LogState {
    /// How many leaves there are.
    leaves: u64,
    /// Its identity and the key by which it is verified, if it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// How many leaves are published.
    published: u64,
    /// How many leaves have the word of enough witnesses, where a policy says who is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    cosigned: Option<u64>,
    /// The latest checkpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<String>,
    /// Its witnesses and how many of them are enough, in the form of c2sp.org/tlog-policy, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    /// How publishing stands, if it is published: `starting`, `current`, `behind` (it does not come to an end) or
    /// `stopped` (there is a trouble).
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    /// How many seconds ago everything that there was had been published.
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<u64>,
    /// How many others signed the latest checkpoint.
    cosignatures: usize,
    /// The witnesses that were asked since the start of this node.
    witnesses: Vec<WitnessState>,
    /// What this node cosigned as a witness of other logs, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<OwnWitness>,
    /// Why nothing new is published, and what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

/// What a witness said last.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WitnessState {
    /// Its name in the policy.
    name: String,
    /// How many leaves it cosigned last.
    size: u64,
    /// Why it did not cosign when it was last asked, if it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

/// This node as a witness of other logs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OwnWitness {
    /// The key by which its cosignatures are verified.
    key: String,
    /// The logs that it watches.
    logs: Vec<WatchedLog>,
}

/// A log that this node watches.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchedLog {
    /// Which.
    origin: String,
    /// How many leaves were cosigned last.
    size: u64,
    /// When, in seconds since 1970; absent if never.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<u64>,
    /// What is wrong with the record of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

/// How the log stands.
#[utoipa::path(get, path = "/api/v1/log", tag = "log", responses((status = 200, body = LogState)))]
pub(crate) async fn read(
    State(node): State<Arc<Node>>,
    _: Reader,
) -> Result<Json<LogState>, Problem> {
    let leaves = node.store.leaf_count().await?;
    let log = node.log.as_deref();
    let published = log.and_then(Log::published);
    let cosigned = published.as_ref().and_then(|published| published.cosigned.as_ref());
    let cosigned = cosigned.and_then(|note| Checkpoint::parse(note.text()).ok());
    Ok(Json(LogState {
        leaves,
        key: log.map(|log| log.key().to_string()),
        published: published.as_ref().map_or(0, |published| published.size()),
        cosigned: cosigned.map(|checkpoint| checkpoint.size()),
        checkpoint: published.map(|published| published.note.to_string()),
        policy: policy(&node),
        state: log.map(|log| log.standing().name()),
        age: log.map(|log| log.age().as_secs()),
        cosignatures: log.map_or(0, Log::cosignatures),
        witnesses: log.map(witnesses).unwrap_or_default(),
        witness: match &node.witness {
            Some(witness) => Some(own(witness).await),
            None => None,
        },
        trouble: log.and_then(Log::trouble).map(|error| error.to_string()),
    }))
}

fn witnesses(log: &Log) -> Vec<WitnessState> {
    let told = |(name, one): (String, Watching)| {
        let trouble = one.trouble.map(|error| error.to_string());
        WitnessState { name, size: one.size, trouble }
    };
    log.watching().into_iter().map(told).collect()
}

async fn own(witness: &Witness) -> OwnWitness {
    let logs = witness.watched().await.into_iter().map(|watched| WatchedLog {
        origin: watched.origin,
        size: watched.last.map_or(0, |(size, _)| size),
        time: watched.last.map(|(_, time)| time),
        trouble: watched.trouble.map(|error| error.to_string()),
    });
    OwnWitness { key: witness.key().to_string(), logs: logs.collect() }
}

/// The policy's file. It was read when the node was built; if it went away since, nobody misses it here.
fn policy(node: &Node) -> Option<String> {
    let path = node.config.log.policy.as_ref().filter(|_| node.log.is_some())?;
    std::fs::read_to_string(node.base.join(path)).ok()
}

/// Which fields.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FieldsAsk {
    /// Full names such as `facts.amount`, with commas between; all if not said.
    fields: Option<String>,
}

/// The file that opens the commitments of a leaf, for its applicant or for a regulator. It holds what is
/// personal and commercial: give each only what is theirs to see.
#[utoipa::path(get, path = "/api/v1/log/leaves/{index}/disclosure", tag = "log",
    params(("index" = u64, Path), FieldsAsk),
    responses((status = 200, content_type = "application/json", body = String)))]
pub(crate) async fn disclosure(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(index): Path<String>,
    Query(ask): Query<FieldsAsk>,
) -> Result<Response, Problem> {
    let index: u64 = index.parse().map_err(|_| Problem::not_found("leaf"))?;
    let fields = ask.fields.unwrap_or_default();
    let names: Vec<String> =
        fields.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let file = disclose(&*node.store, index, &names).await.map_err(|error| match error {
        DiscloseError::Nothing(_) => Problem::not_found("disclosure"),
        DiscloseError::Field(..) => Problem::invalid("/fields", error.to_string()),
        DiscloseError::Log(LogError::Store(error)) => error.into(),
        error => Problem::failed(&error),
    })?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"leaf-{index}.json\"")),
    ];
    Ok((headers, file).into_response())
}
