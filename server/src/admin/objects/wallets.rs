//! Wallets by the interface.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use drawbridge_engine::registry::WalletSpec;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::asked::{Body, Page, PageAsk, Query, if_match};
use super::super::auth::{Keeper, Reader};
use super::super::problem::Problem;
use super::{Known, OurKey, Removal, TheirKey};
use crate::node::Node;

/// A wallet at which we call in a merchant's name. Only for the description.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "it is a description")]
pub(crate) struct Wallet {
    /// Its name here: letters, digits and `-`.
    name: String,
    /// The merchant whose account it is.
    owner: String,
    /// The fee by contract in parts per million; the platform's usual one if absent.
    fee_ppm: Option<u32>,
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
    /// The secret of the first app, where the platform wants to know the buyer before a page inside
    /// its own browser can pay: `file:PATH`, `env:NAME`, or in a sandbox the secret itself.
    app_secret: Option<String>,
    /// Where the platform is reached; for a front, our own public address.
    #[schema(required = false)]
    endpoint: String,
    /// What only this platform needs, by the names in its mapping document.
    #[schema(required = false)]
    options: BTreeMap<String, String>,
}

/// Wallets.
#[utoipa::path(get, path = "/api/v1/wallets", tag = "wallets", params(PageAsk),
    responses((status = 200, body = Page<Known<Wallet>>)))]
pub(crate) async fn list_wallets(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<PageAsk>,
) -> Result<Json<Page<Known<Value>>>, Problem> {
    super::list::<WalletSpec>(&node, &ask).await.map(Json)
}

/// One wallet.
#[utoipa::path(get, path = "/api/v1/wallets/{name}", tag = "wallets",
    params(("name" = String, Path)), responses((status = 200, body = Known<Wallet>)))]
pub(crate) async fn read_wallet(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    super::read::<WalletSpec>(&node, &key).await
}

/// Makes a wallet; requests meet it at once.
#[utoipa::path(post, path = "/api/v1/wallets", tag = "wallets", request_body = Wallet,
    responses((status = 201, body = Known<Wallet>)))]
pub(crate) async fn create_wallet(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Body(spec): Body<WalletSpec>,
) -> Result<Response, Problem> {
    super::create(&node, spec).await
}

/// Changes a wallet by a merge patch (RFC 7396).
#[utoipa::path(patch, path = "/api/v1/wallets/{name}", tag = "wallets",
    params(("name" = String, Path), ("if-match" = Option<String>, Header)),
    request_body(content = Wallet, description = "only what changes"),
    responses((status = 200, body = Known<Wallet>)))]
pub(crate) async fn change_wallet(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(key): Path<String>,
    headers: HeaderMap,
    Body(patch): Body<Value>,
) -> Result<Response, Problem> {
    super::change::<WalletSpec>(&node, &key, if_match(&headers)?, patch).await
}

/// Removes a wallet that nobody uses any more and of which nothing is open.
///
/// What will never end, because it is gone for good, can be removed by `force`.
#[utoipa::path(delete, path = "/api/v1/wallets/{name}", tag = "wallets",
    params(("name" = String, Path), ("if-match" = Option<String>, Header), Removal),
    responses((status = 204)))]
pub(crate) async fn delete_wallet(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(key): Path<String>,
    Query(removal): Query<Removal>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    super::delete::<WalletSpec>(&node, &key, if_match(&headers)?, removal).await
}
