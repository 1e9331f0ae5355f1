//! The simulated wallet's page: where a browser is led that would be led to a wallet, and where a
//! person plays the buyer. Only there when the configuration has a sandbox.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Form, Path, Query, State};
use axum::http::{Request as HttpRequest, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use drawbridge_canon::pay::PageCall;
use drawbridge_engine::provision::SIGN_IN;
use drawbridge_engine::sandbox::Seen;
use drawbridge_sandbox::{BuyerAct, PayWith};
use serde::Deserialize;

use crate::http::html::{Text, is_safe_link, page};
use crate::http::raw;
use crate::node::Node;

/// `/sandbox/page/{handle}`: a payment's page at its simulated wallet. `/sandbox/sign-in/…` and
/// `/sandbox/bridge/…`: the wallet's own browser, where buyers sign in and pages call the wallet.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new()
        .route("/sandbox/page/{handle}", get(show).post(act))
        .route("/sandbox/sign-in/{dialect}/{*rest}", get(sign_in))
        .route("/sandbox/bridge/{dialect}", post(call))
}

/// Signing in, as the platform answers it; `buyer` in the address names who sits there.
async fn sign_in(
    State(node): State<Arc<Node>>,
    Path((dialect, _)): Path<(String, String)>,
    request: HttpRequest<Body>,
) -> Response {
    match raw::read(request, &format!("{SIGN_IN}/{dialect}")).await {
        Ok(request) => {
            let query = request.query.as_deref().unwrap_or_default();
            let buyer = query.split('&').find_map(|pair| pair.strip_prefix("buyer="));
            raw::write(node.sandbox.sign_in(&dialect, &request, buyer))
        }
        Err(unread) => unread.into_response(),
    }
}

/// What the wallet's browser does with a page's call: verifies it, and has the buyer pay.
async fn call(
    State(node): State<Arc<Node>>,
    Path(dialect): Path<String>,
    Json(call): Json<PageCall>,
) -> Response {
    match node.sandbox.call_from_page(&dialect, &call, &PayWith::default()) {
        Ok(told) => Json(told).into_response(),
        Err(refusal) => (StatusCode::NOT_FOUND, Json(refusal)).into_response(),
    }
}

/// What the browser was led to.
#[derive(Deserialize)]
struct Led {
    /// Set after the buyer has acted.
    #[serde(default)]
    done: Option<String>,
}

/// What the buyer pressed.
#[derive(Deserialize)]
struct Pressed {
    act: BuyerAct,
}

async fn show(
    State(node): State<Arc<Node>>,
    Path(handle): Path<String>,
    Query(led): Query<Led>,
) -> Response {
    // Opening the page is what scanning is: some wallets make the order now.
    let opened = PayWith { act: BuyerAct::Open, ..PayWith::default() };
    let _ = node.sandbox.pay(None, &handle, &opened);
    match node.sandbox.see(&handle) {
        Ok(seen) => page(StatusCode::OK, render(&seen, led.done.as_deref())),
        Err(refusal) => {
            let text = format!("<p class=\"state\">{}</p>", Text(&refusal.message));
            page(StatusCode::NOT_FOUND, frame(&text))
        }
    }
}

async fn act(
    State(node): State<Arc<Node>>,
    Path(handle): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Response {
    let with = PayWith { act: pressed.act, ..PayWith::default() };
    let outcome = node.sandbox.pay(None, &handle, &with);
    let said = outcome.map_or_else(|refusal| refusal.message, |_| String::new());
    let mut there = format!("{handle}?done=");
    for byte in said.bytes() {
        // Writing to a text cannot fail.
        let _ = write!(there, "%{byte:02X}");
    }
    Redirect::to(&there).into_response()
}

fn render(seen: &Seen, said: Option<&str>) -> String {
    let said = said.filter(|said| !said.is_empty());
    let said = said.map(|said| format!("<p class=\"state\">{}</p>", Text(said)));
    let buttons = if seen.open {
        "<form method=\"post\"><button name=\"act\" value=\"pay\">付款 Pay</button> \
         <button name=\"act\" value=\"fail\" class=\"quiet\">付款失败 Fail</button></form>"
    } else {
        ""
    };
    let back = seen.back.as_deref().filter(|url| is_safe_link(url)).map(|url| {
        format!("<p><a class=\"button\" href=\"{}\">返回商家 Back to the shop</a></p>", Text(url))
    });
    frame(&format!(
        "<h1>{} 模拟钱包 <small>simulated wallet</small></h1><p>{}</p><p class=\"amount\">{}</p>\
         <p class=\"state\" role=\"status\">{}</p>{}{buttons}{}",
        Text(seen.title),
        Text(&seen.subject),
        Text(&seen.amount),
        Text(&seen.state),
        said.unwrap_or_default(),
        back.unwrap_or_default(),
    ))
}

fn frame(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>模拟钱包 · Simulated wallet</title>\
         <link rel=\"stylesheet\" href=\"{}\"></head><body><main>{body}</main></body></html>",
        crate::assets::CASHIER_CSS.path()
    )
}
