//! Merchants by the interface.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use drawbridge_engine::registry::MerchantSpec;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::asked::{Body, Page, PageAsk, Query, if_match};
use super::super::auth::{Reader, Writer};
use super::super::problem::Problem;
use super::{Known, Removal};
use crate::node::Node;

/// A merchant of this installation. Only for the description: it is read and written as the
/// configuration file's own words.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "it is a description")]
pub(crate) struct Merchant {
    /// Its id here: letters, digits and `-`.
    id: String,
    /// Its name for people.
    #[schema(required = false)]
    name: String,
    /// The wallets it accepts, by name. The order has no meaning for buyers.
    #[schema(required = false)]
    wallets: Vec<String>,
    /// Whether codes lead to the cashier even when only one wallet is accepted.
    #[schema(required = false)]
    always_cashier: bool,
    /// How the merchant stands with the operator: `good`, `probation` or `suspended`. A fact that the
    /// published rules decide on, as the two that follow.
    #[schema(required = false)]
    standing: String,
    /// Whether the merchant's licence to trade has lapsed.
    #[schema(required = false)]
    licence_lapsed: bool,
    /// What the operator's review found the risk to be.
    #[schema(required = false, minimum = 0, maximum = 100)]
    risk: u32,
}

/// Merchants.
#[utoipa::path(get, path = "/api/v1/merchants", tag = "merchants", params(PageAsk),
    responses((status = 200, body = Page<Known<Merchant>>)))]
pub(crate) async fn list_merchants(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<PageAsk>,
) -> Result<Json<Page<Known<Value>>>, Problem> {
    super::list::<MerchantSpec>(&node, &ask).await.map(Json)
}

/// One merchant.
#[utoipa::path(get, path = "/api/v1/merchants/{id}", tag = "merchants",
    params(("id" = String, Path)), responses((status = 200, body = Known<Merchant>)))]
pub(crate) async fn read_merchant(
    State(node): State<Arc<Node>>,
    _: Reader,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    super::read::<MerchantSpec>(&node, &key).await
}

/// Makes a merchant; requests meet it at once.
#[utoipa::path(post, path = "/api/v1/merchants", tag = "merchants", request_body = Merchant,
    responses((status = 201, body = Known<Merchant>)))]
pub(crate) async fn create_merchant(
    State(node): State<Arc<Node>>,
    _: Writer,
    Body(spec): Body<MerchantSpec>,
) -> Result<Response, Problem> {
    super::create(&node, spec).await
}

/// Changes a merchant by a merge patch (RFC 7396).
#[utoipa::path(patch, path = "/api/v1/merchants/{id}", tag = "merchants",
    params(("id" = String, Path), ("if-match" = Option<String>, Header)),
    request_body(content = Merchant, description = "only what changes"),
    responses((status = 200, body = Known<Merchant>)))]
pub(crate) async fn change_merchant(
    State(node): State<Arc<Node>>,
    _: Writer,
    Path(key): Path<String>,
    headers: HeaderMap,
    Body(patch): Body<Value>,
) -> Result<Response, Problem> {
    super::change::<MerchantSpec>(&node, &key, if_match(&headers)?, patch).await
}

/// Removes a merchant that nobody uses any more.
#[utoipa::path(delete, path = "/api/v1/merchants/{id}", tag = "merchants",
    params(("id" = String, Path), ("if-match" = Option<String>, Header)),
    responses((status = 204)))]
pub(crate) async fn delete_merchant(
    State(node): State<Arc<Node>>,
    _: Writer,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let removal = Removal::default();
    super::delete::<MerchantSpec>(&node, &key, if_match(&headers)?, removal).await
}
