//! Fronts by the interface.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use drawbridge_engine::registry::FrontSpec;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::asked::{Body, Page, PageAsk, Query, if_match};
use super::super::auth::{Keeper, Reader};
use super::super::problem::Problem;
use super::{Known, Removal};
use crate::node::Node;

/// A place where merchants' clients call us as if we were the platform. Only for the description.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "it is a description")]
pub(crate) struct Front {
    /// The merchant that calls here; absent for a sandbox front.
    serves: Option<String>,
    /// Where notices go if the client names no address.
    notify_url: Option<String>,
    /// The platform, as `/platforms` lists it.
    dialect: String,
    /// The merchant's number at the platform.
    merchant: String,
    /// App ids; the first is the default.
    #[schema(required = false)]
    apps: Vec<String>,
    /// The keys of the side that we play.
    #[schema(required = false)]
    ours: Vec<OurKey>,
    /// The keys of the other side.
    #[schema(required = false)]
    theirs: Vec<TheirKey>,
    /// The symmetric key that both hold: `file:PATH`, `env:NAME`, or in a sandbox the key itself.
    shared: Option<String>,
    /// The root certificates' PEM text.
    root: Option<String>,
    /// Where the platform is reached; for a front, our own public address.
    #[schema(required = false)]
    endpoint: String,
    /// What only this platform needs, by the names in its mapping document.
    #[schema(required = false)]
    options: BTreeMap<String, String>,
}

/// A private key.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "it is a description")]
pub(crate) struct OurKey {
    /// `file:PATH` or `env:NAME`; in a sandbox also the key itself.
    key: String,
    /// Its certificate, PEM, where it has one.
    certificate: Option<String>,
    /// Its name on the wire; taken from the certificate if absent.
    id: Option<String>,
}

/// A public key.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "it is a description")]
pub(crate) struct TheirKey {
    /// The key, or a certificate with it, PEM or Base64, or a reference to it.
    key: String,
    /// Its name on the wire; taken from the certificate if absent.
    id: Option<String>,
}

/// Fronts.
#[utoipa::path(get, path = "/api/v1/fronts", tag = "fronts", params(PageAsk),
    responses((status = 200, body = Page<Known<Front>>)))]
pub(crate) async fn list_fronts(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<PageAsk>,
) -> Result<Json<Page<Known<Value>>>, Problem> {
    super::list::<FrontSpec>(&node, &ask).await.map(Json)
}

/// One front.
#[utoipa::path(get, path = "/api/v1/fronts/{key}", tag = "fronts",
    params(("key" = String, Path)), responses((status = 200, body = Known<Front>)))]
pub(crate) async fn read_front(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    super::read::<FrontSpec>(&node, &key).await
}

/// Makes a front; requests meet it at once.
#[utoipa::path(post, path = "/api/v1/fronts", tag = "fronts", request_body = Front,
    responses((status = 201, body = Known<Front>)))]
pub(crate) async fn create_front(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Body(spec): Body<FrontSpec>,
) -> Result<Response, Problem> {
    super::create(&node, spec).await
}

/// Changes a front by a merge patch (RFC 7396).
#[utoipa::path(patch, path = "/api/v1/fronts/{key}", tag = "fronts",
    params(("key" = String, Path), ("if-match" = Option<String>, Header)),
    request_body(content = Front, description = "only what changes"),
    responses((status = 200, body = Known<Front>)))]
pub(crate) async fn change_front(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(key): Path<String>,
    headers: HeaderMap,
    Body(patch): Body<Value>,
) -> Result<Response, Problem> {
    super::change::<FrontSpec>(&node, &key, if_match(&headers)?, patch).await
}

/// Removes a front that nobody uses any more and of which nothing is open.
///
/// What will never end, because it is gone for good, can be removed by `force`.
#[utoipa::path(delete, path = "/api/v1/fronts/{key}", tag = "fronts",
    params(("key" = String, Path), ("if-match" = Option<String>, Header), Removal),
    responses((status = 204)))]
pub(crate) async fn delete_front(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(key): Path<String>,
    Query(removal): Query<Removal>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    super::delete::<FrontSpec>(&node, &key, if_match(&headers)?, removal).await
}
