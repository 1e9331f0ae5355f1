//! The cashier: one address per payment that any wallet can open. A wallet's own app is led on to
//! that wallet at once; any other browser is shown every wallet that the merchant accepts.

mod inside;
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
use drawbridge_engine::page::qr;
use drawbridge_engine::pay::cashier::{CashierView, Inside, Screen};
use serde::Deserialize;
use serde_json::{Value, json};

use self::inside::Entered;
use self::page::{Chosen, Handed};
use self::state::Standing;
use self::visitor::{LANG, LED_ON, Visitor};
use self::words::Words;
use crate::http::html;
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
        .route("/c/{id}/sign-in/{wallet}", get(inside::sign_in))
        .route("/c/{id}/signed-in/{wallet}", get(inside::signed_in))
        .route("/c/{id}/call", post(inside::call))
}

async fn show(State(node): State<Arc<Node>>, Path(id): Path<String>, visitor: Visitor) -> Response {
    let view = match view(&node, &id).await {
        Ok(view) => view,
        Err(refusal) => return refused_page(&visitor, &refusal),
    };
    let standing = Standing::of(&view, node.world.clock.now());
    let may_pay = standing.state == state::State::Choose;
    let inside = may_pay.then(|| node.engine.recognise(&view, &visitor.agent)).flatten();
    let chosen = match inside {
        Some(wallet) => match inside::enter(&node, &view, &visitor, wallet).await {
            Entered::Gone(response) => return *response,
            Entered::Here(chosen) => chosen,
        },
        None => None,
    };
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
        let Ok(view) = view(&node, &id).await else { return refused(&missing()) };
        return match ask(&node, &view, &choice.wallet, choice.here, &visitor).await {
            Ok(handover) => handed_json(&id, &handover),
            Err(refusal) => refused(&refusal),
        };
    }
    let wallet = form_value(&body, "wallet");
    let view = match view(&node, &id).await {
        Ok(view) => view,
        Err(refusal) => return refused_page(&visitor, &refusal),
    };
    let handed = hand(&node, &view, &wallet, visitor.phone, &visitor).await;
    let led = matches!(handed, Handed::Link(_));
    let response = shown(&node, &view, &visitor, Some(&Chosen { wallet, handed }));
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
    Err(missing())
}

fn missing() -> Refusal {
    Refusal::new(Reason::OrderNotFound, "there is no such payment")
}

/// Chooses for a page: what cannot be shown there comes to nothing.
async fn hand(
    node: &Arc<Node>,
    view: &CashierView,
    wallet: &str,
    here: bool,
    visitor: &Visitor,
) -> Handed {
    match ask(node, view, wallet, here, visitor).await {
        Ok(Handover::Code { text }) => Handed::Code(text),
        Ok(Handover::Redirect { url }) if html::is_safe_link(&url) => Handed::Link(url),
        Ok(_) => Handed::Nothing,
        Err(refusal) => {
            tracing::debug!(payment = %view.id, %wallet, %refusal, "a choice led to nothing");
            Handed::Nothing
        }
    }
}

fn led_to(handed: &Handed) -> Option<Response> {
    match handed {
        Handed::Link(url) => html::redirect(url),
        _ => None,
    }
}

/// Chooses. Where a wallet cannot be opened from a browser, its code is shown all the same: it can
/// be scanned from the screen or from a picture of it.
async fn ask(
    node: &Arc<Node>,
    view: &CashierView,
    wallet: &str,
    here: bool,
    visitor: &Visitor,
) -> Result<Handover, Refusal> {
    let own = here && node.engine.recognise(view, &visitor.agent).as_deref() == Some(wallet);
    let inside = if own { inside::way(view, wallet) } else { Inside::Page };
    let phone = Screen::This { address: visitor.address };
    match inside {
        Inside::SignIn => {
            return Ok(Handover::Redirect { url: inside::sign_in_address(node, &view.id, wallet) });
        }
        Inside::Page if here => match node.engine.choose(&view.id, wallet, phone).await {
            Err(no) if no.reason == Reason::Untranslatable => {}
            decided => return decided,
        },
        Inside::Page | Inside::NotSetUp => {}
    }
    node.engine.choose(&view.id, wallet, Screen::Other).await
}

fn handed_json(id: &str, handover: &Handover) -> Response {
    let mut told = json!(handover);
    match handover {
        Handover::Code { text } => {
            told["code"] = qr::draw(text)
                .map_or(Value::Null, |code| json!({ "size": code.size, "path": code.path }));
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
    let mut response =
        html::page(StatusCode::OK, page::payment(view, standing, visitor, &own, chosen));
    if let Some(chosen) = chosen.filter(|chosen| matches!(chosen.handed, Handed::Call)) {
        html::let_in_frames(&mut response, node.engine.bridge_frames(&chosen.wallet));
    }
    response
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
