//! Merchants, fronts and wallets: those of the configuration file, which only the file changes,
//! and those kept in the store, which this interface makes, changes and removes.

mod apply;
mod follow;
mod fronts;
mod merchants;
mod secrets;
mod spec;
mod wallets;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use drawbridge_engine::pay::open::Open;
use drawbridge_engine::store::{Expect, Object, ObjectWrite};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub use apply::load;
pub use follow::Follower;
pub(super) use {fronts::*, merchants::*, wallets::*};

use super::asked::{Page, PageAsk, etag};
use super::problem::Problem;
use crate::node::Node;
use spec::Kind;

/// Where an object was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Source {
    /// In the configuration file: only the file changes it.
    Configuration,
    /// In the store, by this interface.
    Interface,
}

/// An object and where it comes from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Known<T> {
    /// What is written down, secrets blotted out.
    #[serde(flatten)]
    pub(super) spec: T,
    /// By what it is found: the last part of its address.
    pub(super) key: String,
    /// Where it was written down.
    pub(super) source: Source,
    /// How often it was written; 0 in the configuration file. The same as in `ETag`.
    pub(super) version: u64,
}

/// `/merchants`, `/fronts`, `/wallets`.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/merchants", get(list_merchants).post(create_merchant))
        .route("/merchants/{id}", get(read_merchant).patch(change_merchant).delete(delete_merchant))
        .route("/fronts", get(list_fronts).post(create_front))
        .route("/fronts/{key}", get(read_front).patch(change_front).delete(delete_front))
        .route("/wallets", get(list_wallets).post(create_wallet))
        .route("/wallets/{name}", get(read_wallet).patch(change_wallet).delete(delete_wallet))
}

/// All of a kind, the configuration's and the store's, in order of their keys.
async fn all<K: Kind>(node: &Node) -> Result<Vec<Known<Value>>, Problem> {
    let mut known: Vec<Known<Value>> = K::configured(&node.config)
        .iter()
        .filter_map(|spec| Some(shown(&spec.key()?, spec, Source::Configuration, 0)))
        .collect();
    let mut after = None;
    loop {
        let page = node.store.objects(K::KIND, "", after.as_deref(), 200).await?;
        for object in &page.items {
            let spec = parse::<K>(object)?;
            known.push(shown(&object.id, &spec, Source::Interface, object.version));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    known.sort_by(|a, b| a.key.cmp(&b.key));
    known.dedup_by(|b, a| a.key == b.key);
    Ok(known)
}

async fn list<K: Kind>(node: &Node, ask: &PageAsk) -> Result<Page<Known<Value>>, Problem> {
    let known = all::<K>(node).await?;
    let start = match &ask.after {
        Some(after) => known.partition_point(|one| one.key <= *after),
        None => 0,
    };
    let items: Vec<_> = known[start..].iter().take(ask.size()).cloned().collect();
    let more = start + items.len() < known.len();
    let next = items.last().filter(|_| more).map(|last| last.key.clone());
    Ok(Page { items, next })
}

async fn read<K: Kind>(node: &Node, key: &str) -> Result<Response, Problem> {
    let known = all::<K>(node).await?;
    let found = known.into_iter().find(|one| one.key == key);
    let found = found.ok_or_else(|| Problem::not_found(K::NAME))?;
    Ok((etag(found.version), axum::Json(found)).into_response())
}

async fn create<K: Kind>(node: &Node, spec: K) -> Result<Response, Problem> {
    let key = spec.key().ok_or_else(|| Problem::invalid("", K::NO_KEY))?;
    if configured::<K>(node, &key) {
        return Err(Problem::conflict(format!("`{key}` stands in the configuration file")));
    }
    apply::check(node, &spec)?;
    write(node, &key, &spec, Expect::Absent, 1, StatusCode::CREATED).await
}

async fn change<K: Kind>(
    node: &Node,
    key: &str,
    expected: Option<u64>,
    patch: Value,
) -> Result<Response, Problem> {
    let object = stored::<K>(node, key, expected).await?;
    let old: Value = serde_json::from_slice(&object.body).map_err(|e| Problem::failed(&e))?;
    let mut new = old.clone();
    merge(&mut new, patch);
    secrets::restore(&mut new, &old);
    let spec: K =
        serde_json::from_value(new).map_err(|error| Problem::invalid("", error.to_string()))?;
    if spec.key().as_deref() != Some(key) {
        return Err(Problem::conflict("its key cannot change: make a new one and remove this"));
    }
    apply::check(node, &spec)?;
    let version = object.version;
    write(node, key, &spec, Expect::Version(version), version + 1, StatusCode::OK).await
}

/// How something is removed.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Removal {
    /// Also if something of it is open: nobody will be asked about that any more, until it is added
    /// again.
    #[serde(default)]
    force: bool,
}

async fn delete<K: Kind>(
    node: &Node,
    key: &str,
    expected: Option<u64>,
    removal: Removal,
) -> Result<StatusCode, Problem> {
    let object = stored::<K>(node, key, expected).await?;
    if let Some(user) = K::used_by(key, &node.registry.now()) {
        return Err(Problem::conflict(format!("{user} still uses it")));
    }
    // What begins at this very moment is not lost: it goes on once this is added again.
    if removal.force {
        tracing::warn!(kind = K::KIND, key, "removed, whether or not something of it is open");
    } else if let Some(open) = K::open(key, &node.engine).await? {
        return Err(Problem::conflict(still_open(&open)));
    }
    let gone = ObjectWrite {
        kind: K::KIND.to_owned(),
        id: key.to_owned(),
        expected: Expect::Version(object.version),
        body: None,
    };
    node.store.put_object(gone).await?;
    node.registry.change(|snapshot| K::remove(key, snapshot));
    Ok(StatusCode::NO_CONTENT)
}

/// What is open of something that is to be removed, and what to do about it.
fn still_open(open: &Open) -> String {
    let (what, payment, until) = match open {
        Open::Payment(id) => {
            ("payment", id, "it is paid or closed and no wallet is asked about it")
        }
        Open::Offer(id) => ("an offer of payment", id, "its wallet is not asked about it any more"),
        Open::Refund(id) => ("a refund of payment", id, "it has come to an end at its wallet"),
        Open::Notice(id) => ("a notice of payment", id, "it is acknowledged or given up"),
    };
    format!(
        "{what} {payment} is still open: wait until {until}, which \
         `/api/v1/payments/{payment}/timeline` tells, and remove this again; `?force=true` does not \
         wait for what will never end"
    )
}

async fn write<K: Kind>(
    node: &Node,
    key: &str,
    spec: &K,
    expected: Expect,
    version: u64,
    status: StatusCode,
) -> Result<Response, Problem> {
    let body = serde_json::to_vec(spec).map_err(|error| Problem::failed(&error))?;
    let object =
        ObjectWrite { kind: K::KIND.to_owned(), id: key.to_owned(), expected, body: Some(body) };
    node.store.put_object(object).await?;
    apply::install(&node.registry, &node.base, spec)?;
    // A platform's certificates that were fetched are no part of what was written down: they are put
    // to use again at once.
    let engine = node.engine.clone();
    tokio::spawn(async move {
        if let Err(error) = engine.refresh_certificates().await {
            tracing::warn!(%error, "certificates wait for their next turn");
        }
    });
    let known = shown(key, spec, Source::Interface, version);
    Ok((status, etag(version), axum::Json(known)).into_response())
}

async fn stored<K: Kind>(node: &Node, key: &str, expected: Option<u64>) -> Result<Object, Problem> {
    let Some(object) = node.store.object(K::KIND, key).await? else {
        if configured::<K>(node, key) {
            let detail = format!("`{key}` stands in the configuration file: change it there");
            return Err(Problem::conflict(detail));
        }
        return Err(Problem::not_found(K::NAME));
    };
    if expected.is_some_and(|expected| expected != object.version) {
        return Err(Problem::changed());
    }
    Ok(object)
}

fn configured<K: Kind>(node: &Node, key: &str) -> bool {
    K::configured(&node.config).iter().any(|spec| spec.key().as_deref() == Some(key))
}

fn parse<K: Kind>(object: &Object) -> Result<K, Problem> {
    serde_json::from_slice(&object.body).map_err(|error| Problem::failed(&error))
}

fn shown<K: Kind>(key: &str, spec: &K, source: Source, version: u64) -> Known<Value> {
    let mut spec = serde_json::to_value(spec).unwrap_or_default();
    secrets::blot(&mut spec);
    Known { spec, key: key.to_owned(), source, version }
}

/// A merge patch (RFC 7396).
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Some(fields) = target.as_object_mut() else { return };
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(&name);
        } else {
            merge(fields.entry(name).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::merge;
    use serde_json::json;

    #[test]
    fn a_patch_merges_as_rfc_7396_says() {
        for (mut target, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b", "c": 1}), json!({"a": null}), json!({"c": 1})),
            (json!({"a": ["b"]}), json!({"a": ["c", "d"]}), json!({"a": ["c", "d"]})),
            (json!({"a": {"b": 1, "c": 2}}), json!({"a": {"b": null}}), json!({"a": {"c": 2}})),
            (json!({}), json!({"a": {"b": {"c": null}}}), json!({"a": {"b": {}}})),
        ] {
            merge(&mut target, patch);
            assert_eq!(target, expected);
        }
    }
}
