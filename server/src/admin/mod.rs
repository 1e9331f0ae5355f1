//! The operator's interface, `/api/v1`: merchants, fronts, wallets, tokens, payments with their
//! timelines, books, reports. OpenAPI 3.1, problems by RFC 9457, cursor pages, idempotency keys,
//! scoped tokens of which only hashes are kept.

mod asked;
mod auth;
mod beside;
mod cases;
mod describe;
mod evidence;
mod fairness;
mod idempotency;
mod ledger;
mod log;
mod notices;
mod objects;
mod overview;
mod payments;
pub(crate) mod problem;
mod reconcile;
mod refunds;
mod reports;
mod schema;
mod share;
mod timeline;
pub mod tokens;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

pub use describe::document;
pub use objects::{Follower, load};

use crate::http::{OPENING_MAX, html};
use crate::node::Node;

/// `/api/v1/…` behind tokens, and the interface's description for everybody.
pub(crate) fn router(node: &Arc<Node>) -> Router<Arc<Node>> {
    let guarded = Router::new()
        .route("/whoami", get(overview::whoami))
        .route("/overview", get(overview::overview))
        .route("/platforms", get(overview::platforms))
        .merge(objects::router())
        .route("/tokens", get(tokens::http::list).post(tokens::http::create))
        .route("/tokens/{id}", get(tokens::http::read).delete(tokens::http::delete))
        .route("/payments", get(payments::list))
        .route("/payments/{id}", get(payments::read))
        .route("/payments/{id}/timeline", get(timeline::read))
        .route("/payments/{id}/refunds", post(refunds::create))
        .route("/payments/{id}/notices/{notice}/resend", post(notices::resend))
        .route("/notices", get(notices::waiting))
        .route("/ledger/balances", get(ledger::balances))
        .route("/ledger/postings", get(ledger::postings))
        .route("/ledger/positions/{day}", get(ledger::positions))
        .route("/ledger/netting/{day}", get(ledger::netting))
        .route("/log", get(log::read))
        .route("/log/evidence", get(evidence::list))
        .route("/log/leaves/{index}/disclosure", get(log::disclosure))
        .route("/reports", get(reports::list))
        .route("/reports/{wallet}/{day}", get(reports::read).post(reconcile::run))
        .route("/reports/{wallet}/{day}/corrections", post(reconcile::mend))
        .route("/reports/{wallet}/{day}/csv", get(reports::csv))
        .route("/fairness", get(fairness::read))
        .route("/fairness/reports", post(fairness::publish))
        .route("/agreements", get(beside::list).post(beside::register))
        .route("/agreements/{id}/end", post(beside::end))
        .route("/probes", post(beside::fix))
        .route("/probes/openings", post(beside::open).layer(DefaultBodyLimit::max(OPENING_MAX)))
        .merge(share::router())
        .route("/cases", get(cases::list))
        .route("/cases/{intake}", get(cases::read))
        .fallback(problem::nothing_here)
        .method_not_allowed_fallback(problem::not_that_way)
        // The last layer is the first to see a request: who calls is known before anything is kept.
        .layer(from_fn_with_state(node.clone(), idempotency::keep))
        .layer(from_fn_with_state(node.clone(), auth::require))
        .layer(from_fn(guard));
    Router::new()
        .nest("/api/v1", guarded)
        .route("/api/openapi.json", get(describe::json))
        .route("/api/docs", get(describe::page))
}

/// Whether the headers carry a token that may look; if not, what to answer.
pub(crate) async fn may_read(node: &Node, headers: &HeaderMap) -> Result<(), Response> {
    let caller = auth::authenticate(node, headers).await;
    let may = caller.and_then(|caller| caller.may(tokens::Scope::Read));
    may.map_err(IntoResponse::into_response)
}

/// Nothing of the interface is kept by a browser, or shown as anything but what it is. What is stricter
/// about what may be loaded than a page stays so.
async fn guard(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let mut response = next.run(request).await;
    let stricter = response.headers_mut().remove(header::CONTENT_SECURITY_POLICY);
    html::guard(&mut response);
    if let Some(policy) = stricter {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
