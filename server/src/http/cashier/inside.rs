//! The page is open in a wallet's own browser: the buyer is led to that wallet's page, or signed in
//! and handed the wallet's call, or told what to do where neither can be.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use drawbridge_canon::{Reason, Refusal};
use drawbridge_engine::pay::cashier::{CashierView, Inside, SIGN_IN_LIVES};
use serde_json::json;

use super::page::{self, Chosen, Handed};
use super::visitor::{SIGN_IN, TICKET, Visitor};
use super::{guarded, hand, led_on, led_to, refused, remember};
use crate::http::html;
use crate::node::Node;

/// How long a ticket is good: as long as wallets let a prepay number be used.
const TICKET_LIVES: i64 = 2 * 60 * 60;

/// What becomes of a page in the browser of `wallet`.
pub(super) enum Entered {
    /// The browser goes on.
    Gone(Box<Response>),
    /// The page is shown, with this.
    Here(Option<Chosen>),
}

/// A page is opened in the browser of `wallet`, where nothing is paid yet.
pub(super) async fn enter(
    node: &Arc<Node>,
    view: &CashierView,
    visitor: &Visitor,
    wallet: String,
) -> Entered {
    match way(view, &wallet) {
        Inside::SignIn => {
            if is_signed_in(node, view, visitor, &wallet).await {
                return Entered::Here(Some(Chosen { wallet, handed: Handed::Call }));
            }
            // Whoever came back without having signed in should see the other ways too.
            if visitor.returned {
                return Entered::Here(None);
            }
            Entered::Gone(Box::new(begin(node, &view.id, &wallet, visitor)))
        }
        Inside::NotSetUp => {
            let handed = match hand(node, view, &wallet, false, visitor).await {
                Handed::Code(text) => Handed::Outside(text),
                other => other,
            };
            Entered::Here(Some(Chosen { wallet, handed }))
        }
        // Whoever came back from a wallet would only be led to it again.
        Inside::Page if visitor.returned => Entered::Here(None),
        Inside::Page => {
            let handed = hand(node, view, &wallet, true, visitor).await;
            match led_to(&handed) {
                Some(response) => Entered::Gone(Box::new(remember(response, &led_on(&view.id)))),
                None => Entered::Here(Some(Chosen { wallet, handed })),
            }
        }
    }
}

/// How a wallet is paid in its own browser.
pub(super) fn way(view: &CashierView, wallet: &str) -> Inside {
    let known = view.wallets.iter().find(|known| known.name == wallet);
    known.map_or(Inside::Page, |known| known.inside)
}

/// Where this browser signs in for a payment, as an address of ours.
pub(super) fn sign_in_address(node: &Node, id: &str, wallet: &str) -> String {
    format!("{}/c/{id}/sign-in/{wallet}", node.config.public_url)
}

/// `/c/{id}/sign-in/{wallet}`: sends the browser to sign in.
pub(super) async fn sign_in(
    State(node): State<Arc<Node>>,
    Path((id, wallet)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    match super::view(&node, &id).await {
        Ok(view) if way(&view, &wallet) == Inside::SignIn => begin(&node, &id, &wallet, &visitor),
        Ok(_) => failed(&visitor, &id, &Refusal::new(Reason::Forbidden, "nobody signs in there")),
        Err(refusal) => super::refused_page(&visitor, &refusal),
    }
}

/// `/c/{id}/signed-in/{wallet}`: the browser comes back.
pub(super) async fn signed_in(
    State(node): State<Arc<Node>>,
    Path((id, wallet)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Response {
    if let Err(refusal) = super::view(&node, &id).await {
        return super::refused_page(&visitor, &refusal);
    }
    let query = query.unwrap_or_default();
    let browser = visitor.sign_in.as_deref();
    let ended = node.engine.end_sign_in(&id, &wallet, &query, browser).await;
    let page = format!("{}/c/{id}", node.config.public_url);
    match ended {
        Ok(ticket) => {
            // The script pays at once, and forgets the mark: a page that is reloaded does not.
            let response = html::redirect(&format!("{page}#pay"));
            let response = response.unwrap_or_else(|| failed(&visitor, &id, &unusable()));
            let response = remember(response, &cookie(&node, &id, TICKET, &ticket, TICKET_LIVES));
            remember(response, &cookie(&node, &id, SIGN_IN, "", 0))
        }
        Err(no) if matches!(no.reason, Reason::OrderPaid | Reason::OrderClosed) => {
            html::redirect(&page).unwrap_or_else(|| failed(&visitor, &id, &no))
        }
        Err(no) => failed(&visitor, &id, &no),
    }
}

/// `/c/{id}/call`: what the page gives to the browser's bridge, signed just now.
pub(super) async fn call(
    State(node): State<Arc<Node>>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Response {
    let ticket = visitor.ticket.as_deref().unwrap_or_default();
    match node.engine.page_call(&id, ticket).await {
        Ok((bridge, call)) => {
            let told = json!({
                "object": bridge.object, "ready": bridge.ready, "method": bridge.method,
                "name": bridge.name, "call": call, "told": bridge.told, "paid": bridge.paid,
                "cancelled": bridge.cancelled,
            });
            guarded(Json(told).into_response())
        }
        Err(refusal) => refused(&refusal),
    }
}

async fn is_signed_in(
    node: &Arc<Node>,
    view: &CashierView,
    visitor: &Visitor,
    wallet: &str,
) -> bool {
    let Some(ticket) = &visitor.ticket else { return false };
    node.engine.signed_in(&view.id, ticket).await.is_some_and(|signed| signed == wallet)
}

fn begin(node: &Node, id: &str, wallet: &str, visitor: &Visitor) -> Response {
    let begun = node.engine.begin_sign_in(id, wallet, visitor.sign_in.as_deref());
    let begun = begun.and_then(|begun| {
        let response = html::redirect(&begun.url).ok_or_else(unusable)?;
        Ok((response, cookie(node, id, SIGN_IN, &begun.browser, SIGN_IN_LIVES)))
    });
    match begun {
        Ok((response, browser)) => remember(remember(response, &browser), &led_on(id)),
        Err(refusal) => failed(visitor, id, &refusal),
    }
}

/// A page that says why, and leads on.
fn failed(visitor: &Visitor, id: &str, refusal: &Refusal) -> Response {
    tracing::info!(payment = %id, %refusal, "a sign-in led to nothing");
    let words = visitor.lang.words();
    let (status, said) = match refusal.reason {
        Reason::Forbidden => (StatusCode::FORBIDDEN, words.sign_in_foreign),
        Reason::Stale => (StatusCode::FORBIDDEN, words.sign_in_used),
        _ => (StatusCode::BAD_GATEWAY, words.sign_in_failed),
    };
    // The mark keeps a browser that is led on at once from being led into the same wall again.
    html::page(
        status,
        page::notice_with(visitor.lang, said, (&format!("/c/{id}?again"), words.again)),
    )
}

fn cookie(node: &Node, id: &str, name: &str, value: &str, seconds: i64) -> String {
    let secure = if node.config.public_url.starts_with("https:") { "; Secure" } else { "" };
    // Lax: the browser comes back from the wallet's own host.
    format!("{name}={value}; Path=/c/{id}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

fn unusable() -> Refusal {
    Refusal::new(Reason::ServiceFailed, "the wallet gave no usable address")
}
