//! Tokens by the interface.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use drawbridge_canon::Timestamp;
use drawbridge_engine::store::kinds;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::asked::{Body, Page};
use super::super::auth::Keeper;
use super::super::idempotency::Kept as KeptAnswer;
use super::super::problem::Problem;
use super::super::schema::time;
use super::{Kept, Scope};
use crate::node::Node;

/// By how much of its hash a token is named. Too little to be found by chance, and of no use for
/// anything else.
const ID: usize = 16;

/// A token, without itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    /// The beginning of its hash.
    id: String,
    /// What it is called.
    name: String,
    /// How far it reaches.
    scopes: Vec<Scope>,
    /// When it was made.
    created: String,
    /// When it stops being good; absent: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    /// The token itself, once: in the answer to its making.
    #[serde(rename = "token", skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// A token to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// What to call it, for people.
    name: String,
    /// How far it reaches; at least one.
    scopes: Vec<Scope>,
    /// When it stops being good, RFC 3339; absent: never.
    expires: Option<String>,
}

/// Tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens",
    responses((status = 200, body = Page<Token>)))]
pub(crate) async fn list(
    State(node): State<Arc<Node>>,
    _: Keeper,
) -> Result<Json<Page<Token>>, Problem> {
    let tokens = super::all(&*node.store).await?;
    let items = tokens.into_iter().map(|(id, kept)| told(&id, kept, None)).collect();
    Ok(Json(Page { items, next: None }))
}

/// One token.
#[utoipa::path(get, path = "/api/v1/tokens/{id}", tag = "tokens",
    params(("id" = String, Path)), responses((status = 200, body = Token)))]
pub(crate) async fn read(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(id): Path<String>,
) -> Result<Json<Token>, Problem> {
    let (hash, kept) = find(&node, &id).await?;
    Ok(Json(told(&hash, kept, None)))
}

/// Makes a token. It is shown in this answer and never again, not in a repeated answer either.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = NewToken,
    responses((status = 201, body = Token)))]
pub(crate) async fn create(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Body(new): Body<NewToken>,
) -> Result<Response, Problem> {
    if new.name.is_empty() || new.name.len() > 64 {
        return Err(Problem::invalid("/name", "a name has 1 to 64 bytes"));
    }
    if new.scopes.is_empty() {
        return Err(Problem::invalid("/scopes", "a token without scopes is of no use"));
    }
    let expires = new.expires.map(|text| {
        let at = Timestamp::parse_rfc3339(&text);
        at.ok_or_else(|| {
            Problem::invalid("/expires", "a time is written 2026-11-24T20:00:00+08:00")
        })
    });
    let expires = expires.transpose()?;
    let (token, (id, kept)) = super::make(&*node.store, &new.name, &new.scopes, expires).await?;
    let answer = told(&id, kept.clone(), Some(token));
    let repeated = serde_json::to_vec(&told(&id, kept, None)).unwrap_or_default();
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    response.extensions_mut().insert(KeptAnswer(repeated));
    Ok(response)
}

/// Ends a token.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "tokens",
    params(("id" = String, Path)), responses((status = 204)))]
pub(crate) async fn delete(
    State(node): State<Arc<Node>>,
    _: Keeper,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (hash, _) = find(&node, &id).await?;
    super::remove(&*node.store, &hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(node: &Node, id: &str) -> Result<(String, Kept), Problem> {
    let missing = || Problem::not_found("token");
    if id.len() != ID {
        return Err(missing());
    }
    let page = node.store.objects(kinds::TOKEN, id, None, 1).await?;
    let object = page.items.first().ok_or_else(missing)?;
    let kept = super::read(object).ok_or_else(missing)?;
    Ok((object.id.clone(), kept))
}

fn told(hash: &str, kept: Kept, secret: Option<String>) -> Token {
    Token {
        id: hash.get(..ID).unwrap_or(hash).to_owned(),
        name: kept.name,
        scopes: kept.scopes,
        created: time(kept.created),
        expires: kept.expires.map(time),
        secret,
    }
}
