//! The cashier: one address per payment that any wallet can open. A wallet's own app is led on to
//! that wallet at once; any other browser is shown every wallet that the merchant accepts.

mod page;
mod state;
mod stream;
mod visitor;
mod words;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use drawbridge_canon::pay::Handover;
use drawbridge_canon::{Reason, Refusal};
use drawbridge_engine::pay::cashier::CashierView;
use serde::Deserialize;
use serde_json::{Value, json};

use self::page::{Chosen, Handed};
use self::state::Standing;
use self::visitor::{LANG, LED_ON, Visitor};
use self::words::Words;
use crate::http::{html, qr};
use crate::node::Node;

/// `/c/{id}` and what belongs to it.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/c/{id}", get(show))
        .route("/c/{id}/choose", post(choose))
        .route("/c/{id}/state", get(standing))
        .route("/c/{id}/events", get(stream::events))
        .route("/c/{id}/look", post(look))
        .route("/c/{id}/back", get(back))
}

async fn show(State(node): State<Arc<Node>>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let view = match view(&node, &id).await {
        Ok(view) => view,
        Err(refusal) => return refused_page(&visitor, &refusal),
    };
    let standing = Standing::of(&view, node.world.clock.now());
    let mut chosen = None;
    // Whoever came back from a wallet would only be led to it again.
    let may_lead = standing.state == state::State::Choose && !visitor.returned;
    let inside = may_lead.then(|| node.engine.recognise(&view, &visitor.agent)).flatten();
    if let Some(wallet) = inside {
        let handed = hand(&node, &id, &wallet, true).await;
        if let Some(response) = led_to(&handed) {
            return remember(response, &led_on(&id));
        }
        chosen = Some(Chosen { wallet, handed });
    }
    let response = shown(&node, &view, &visitor, chosen.as_ref());
    if visitor.lang_chosen {
        let kept =
            format!("{LANG}={}; Path=/c; Max-Age=31536000; SameSite=Lax", visitor.lang.code());
        return remember(response, &kept);
    }
    response
}

/// What the buyer chose.
#[derive(Deserialize)]
struct Choice {
    wallet: String,
    /// Whether to open the wallet on this device instead of showing a code for another.
    #[serde(default)]
    here: bool,
}

/// The script sends JSON and gets JSON; a form gets the page with the result in it.
async fn choose(
    State(node): State<Arc<Node>>,
    Path(id): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if is_json(&headers) {
        let Ok(choice) = serde_json::from_slice::<Choice>(&body) else {
            return refused(&Refusal::new(Reason::Unreadable, "a choice names a wallet"));
        };
        return match ask(&node, &id, &choice.wallet, choice.here).await {
            Ok(handover) => handed_json(&id, &handover),
            Err(refusal) => refused(&refusal),
        };
    }
    let wallet = form_value(&body, "wallet");
    let handed = hand(&node, &id, &wallet, visitor.phone).await;
    let led = matches!(handed, Handed::Link(_));
    let chosen = Chosen { wallet, handed };
    let response = match view(&node, &id).await {
        Ok(view) => shown(&node, &view, &visitor, Some(&chosen)),
        Err(refusal) => refused_page(&visitor, &refusal),
    };
    if led { remember(response, &led_on(&id)) } else { response }
}

async fn standing(State(node): State<Arc<Node>>, Path(id): Path<String>) -> Response {
    match view(&node, &id).await {
        Ok(view) => {
            let standing = Standing::of(&view, node.world.clock.now());
            let mut told = json!(view);
            told["state"] = json!(standing.state);
            told["left_ms"] = json!(standing.left_ms);
            guarded(Json(told).into_response())
        }
        Err(refusal) => refused(&refusal),
    }
}

/// The buyer says that it is paid: asks the wallets, and shows how it stands.
async fn look(
    State(node): State<Arc<Node>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = node.engine.look(&id).await {
        tracing::debug!(payment = %id, %refusal, "looking led to nothing");
    }
    if is_json(&headers) {
        return standing(State(node), Path(id)).await;
    }
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/c/{id}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    guarded(response)
}

async fn back(State(node): State<Arc<Node>>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let missing = || html::page(StatusCode::NOT_FOUND, say(&visitor, |words| words.missing));
    match node.engine.way_back(&id).await {
        Ok(Some(url)) => html::redirect(&url).unwrap_or_else(missing),
        Ok(None) => missing(),
        Err(refusal) => refused_page(&visitor, &refusal),
    }
}

async fn view(node: &Node, id: &str) -> Result<CashierView, Refusal> {
    // Anything else is no payment's number: the store need not be asked.
    if id.len() == 28 && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return node.engine.cashier_view(id).await;
    }
    Err(Refusal::new(Reason::OrderNotFound, "there is no such payment"))
}

/// Chooses for a page: what cannot be shown there comes to nothing.
async fn hand(node: &Arc<Node>, id: &str, wallet: &str, here: bool) -> Handed {
    match ask(node, id, wallet, here).await {
        Ok(Handover::Code { text }) => Handed::Code(text),
        Ok(Handover::Redirect { url }) if html::is_safe_link(&url) => Handed::Link(url),
        Ok(_) => Handed::Nothing,
        Err(refusal) => {
            tracing::debug!(payment = %id, %wallet, %refusal, "a choice led to nothing");
            Handed::Nothing
        }
    }
}

fn led_to(handed: &Handed) -> Option<Response> {
    match handed {
        Handed::Link(url) => html::redirect(url),
        Handed::Code(_) | Handed::Nothing => None,
    }
}

/// Chooses. Where a wallet cannot be opened from a browser, its code is shown all the same: it can
/// be scanned from the screen or from a picture of it.
async fn ask(node: &Arc<Node>, id: &str, wallet: &str, here: bool) -> Result<Handover, Refusal> {
    if here {
        match node.engine.choose(id, wallet, true).await {
            Err(no) if no.reason == Reason::Untranslatable => {}
            decided => return decided,
        }
    }
    node.engine.choose(id, wallet, false).await
}

fn handed_json(id: &str, handover: &Handover) -> Response {
    let mut told = json!(handover);
    match handover {
        Handover::Code { text } => {
            told["code"] = json!(qr::draw(text));
            guarded(Json(told).into_response())
        }
        Handover::Redirect { url } if !html::is_safe_link(url) => {
            refused(&Refusal::new(Reason::ServiceFailed, "the wallet gave no usable address"))
        }
        Handover::Redirect { .. } => remember(guarded(Json(told).into_response()), &led_on(id)),
        _ => guarded(Json(told).into_response()),
    }
}

fn shown(node: &Node, view: &CashierView, visitor: &Visitor, chosen: Option<&Chosen>) -> Response {
    let own = format!("{}/c/{}", node.config.public_url, view.id);
    let standing = Standing::of(view, node.world.clock.now());
    html::page(StatusCode::OK, page::payment(view, standing, visitor, &own, chosen))
}

fn say(visitor: &Visitor, which: fn(&Words) -> (&'static str, &'static str)) -> String {
    page::notice(visitor.lang, which(visitor.lang.words()))
}

fn refused_page(visitor: &Visitor, refusal: &Refusal) -> Response {
    match status(refusal) {
        StatusCode::NOT_FOUND => {
            html::page(StatusCode::NOT_FOUND, say(visitor, |words| words.missing))
        }
        status => html::page(status, say(visitor, |words| words.trouble)),
    }
}

/// A refusal for the script.
fn refused(refusal: &Refusal) -> Response {
    let body = json!({"title": refusal.reason, "detail": refusal.message});
    guarded((status(refusal), Json::<Value>(body)).into_response())
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal.reason {
        Reason::OrderNotFound => StatusCode::NOT_FOUND,
        Reason::ServiceFailed => StatusCode::BAD_GATEWAY,
        Reason::Unreadable => StatusCode::BAD_REQUEST,
        _ => StatusCode::CONFLICT,
    }
}

fn guarded(mut response: Response) -> Response {
    html::guard(&mut response);
    response
}

fn led_on(id: &str) -> String {
    // As long as people take to find their way back.
    format!("{LED_ON}=1; Path=/c/{id}; Max-Age=900; HttpOnly; SameSite=Lax")
}

fn remember(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

/// A value of a form. Wallets' names are letters, digits and `-`, which no form escapes.
fn form_value(body: &[u8], name: &str) -> String {
    let body = String::from_utf8_lossy(body);
    let mut pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()).unwrap_or_default()
}
