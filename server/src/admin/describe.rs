//! The interface described: OpenAPI 3.1, and a page made from it.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::{
    beside, cases, evidence, fairness, ledger, log, notices, objects, overview, payments, problem,
    reconcile, refunds, reports, share, timeline, tokens,
};
use crate::assets;
use crate::http::html::{self, Text};

/// The interface.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Drawbridge",
        description = "The operator's interface. Send `Authorization: Bearer <token>`. Errors are \
            problems by RFC 9457. Lists come in pages: ask for `after` the `next` of the page \
            before. Changes take an `Idempotency-Key`, and `If-Match` where something has a version."
    ),
    paths(
        overview::whoami, overview::overview, overview::platforms,
        payments::list, payments::read, timeline::read, refunds::create,
        notices::waiting, notices::resend,
        ledger::balances, ledger::postings, ledger::positions, ledger::netting,
        log::read, log::disclosure, evidence::list,
        cases::list, cases::read, fairness::read, fairness::publish,
        beside::list, beside::register, beside::end, beside::fix, beside::open,
        share::read_message, share::forms, share::write_card, share::picture,
        share::list_links, share::make_link, share::read_link, share::withdraw_link,
        share::openings, share::answer_appeal, share::take_back,
        share::list_accounts, share::sign_page, share::make_platform_link,
        share::make_platform_code,
        reports::list, reports::read, reports::csv,
        reconcile::run, reconcile::mend,
        objects::list_merchants, objects::read_merchant, objects::create_merchant,
        objects::change_merchant, objects::delete_merchant,
        objects::list_fronts, objects::read_front, objects::create_front,
        objects::change_front, objects::delete_front,
        objects::list_wallets, objects::read_wallet, objects::create_wallet,
        objects::change_wallet, objects::delete_wallet,
        tokens::http::list, tokens::http::read, tokens::http::create, tokens::http::delete,
    ),
    components(schemas(problem::Problem)),
    security(("token" = [])),
)]
struct Interface;

/// The description as it is served: `docs/openapi.json`.
pub fn document() -> String {
    let mut api = Interface::openapi();
    api.info.license = Some(utoipa::openapi::License::new("Apache-2.0"));
    api.info.contact = None;
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token with the scopes read, write, money or admin"))
        .build();
    if let Some(components) = api.components.as_mut() {
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
    let mut text = api.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

static DOCUMENT: LazyLock<String> = LazyLock::new(document);
static PAGE: LazyLock<String> =
    LazyLock::new(|| write_page(&serde_json::from_str(&DOCUMENT).unwrap_or_default()));

pub(super) async fn json() -> Response {
    let mut response =
        ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response();
    html::guard(&mut response);
    response
}

pub(super) async fn page() -> Response {
    html::page(StatusCode::OK, PAGE.clone())
}

/// Problems, so that their `type` leads somewhere.
const PROBLEMS: [(&str, u16, &str); 14] = [
    ("unreadable", 400, "The request cannot be read: mend it."),
    ("unauthorized", 401, "No token was sent, or none that is good."),
    ("forbidden", 403, "The token lacks the scope that the call needs."),
    ("not-found", 404, "There is no such thing."),
    ("method", 405, "The address is right, the method is not."),
    ("conflict", 409, "It does not fit what is there: the detail says what to do first."),
    ("refused", 409, "The payment gate refuses it; nothing was changed."),
    (
        "platform-refused",
        409,
        "A platform refuses what was asked of it in our name; `code` is its own.",
    ),
    ("changed", 412, "It was changed since it was read: read it again and decide again."),
    ("invalid", 422, "A value is not permitted; the pointer says which."),
    ("unfetched", 422, "The link could not be fetched: the detail says why, and what helps."),
    ("too-often", 429, "It was asked too often: nothing was changed. Try again in a moment."),
    ("failed", 500, "The service failed; nothing is known to have changed. Try again later."),
    (
        "unavailable",
        503,
        "Something needed is not there now. Try again later; `Retry-After` may say when.",
    ),
];

fn write_page(api: &Value) -> String {
    let mut body = String::new();
    let mut nav = String::new();
    let empty = serde_json::Map::new();
    let mut tag = "";
    for (of, method, path, call) in calls(api) {
        if of != tag {
            tag = of;
            let _ = write!(nav, "<li><a href=\"#{tag}\">{tag}</a></li>");
            let _ = write!(body, "<h2 id=\"{tag}\">{tag}</h2>");
        }
        call_of(&mut body, method, path, call);
    }
    body.push_str("<h2 id=\"problems\">problems</h2><dl>");
    for (name, status, about) in PROBLEMS {
        let _ = write!(body, "<dt id=\"{name}\"><code>{status}</code> {name}</dt><dd>{about}</dd>");
    }
    body.push_str("</dl><h2 id=\"shapes\">shapes</h2>");
    for (name, schema) in api["components"]["schemas"].as_object().unwrap_or(&empty) {
        let shown = serde_json::to_string_pretty(schema).unwrap_or_default();
        let _ = write!(
            body,
            "<details id=\"shape-{name}\"><summary><code>{name}</code></summary><pre>{}</pre></details>",
            Code(&shown)
        );
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Drawbridge interface</title>\
         <link rel=\"icon\" href=\"{}\"><link rel=\"stylesheet\" href=\"{}\"></head><body>\
         <nav aria-label=\"Parts\"><ul>{nav}<li><a href=\"#problems\">problems</a></li>\
         <li><a href=\"#shapes\">shapes</a></li></ul></nav><main><h1>Drawbridge interface</h1>\
         <p>{}</p><p><a href=\"/api/openapi.json\">openapi.json</a></p>{body}</main></body></html>",
        assets::ICON.path(),
        assets::DOCS_CSS.path(),
        Text(api["info"]["description"].as_str().unwrap_or_default()),
    )
}

/// `(part, method, path, call)`, part by part.
fn calls(api: &Value) -> Vec<(&str, &str, &str, &Value)> {
    let mut calls = Vec::new();
    for (path, item) in api["paths"].as_object().into_iter().flatten() {
        for (method, call) in item.as_object().into_iter().flatten() {
            let part = call["tags"][0].as_str().unwrap_or_default();
            calls.push((part, &**method, &**path, call));
        }
    }
    calls.sort_by_key(|(part, _, path, _)| (*part, *path));
    calls
}

fn call_of(body: &mut String, method: &str, path: &str, call: &Value) {
    let summary = call["summary"].as_str().or(call["description"].as_str()).unwrap_or_default();
    let _ = write!(
        body,
        "<details class=\"call\"><summary><b class=\"{method}\">{method}</b> <code>{path}</code> \
         <span>{}</span></summary>",
        Text(summary)
    );
    let empty = Vec::new();
    let parameters = call["parameters"].as_array().unwrap_or(&empty);
    if !parameters.is_empty() {
        body.push_str(
            "<table><thead><tr><th>parameter</th><th>in</th><th></th></tr></thead><tbody>",
        );
        for one in parameters {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            let _ = write!(
                body,
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                Text(&text("name")),
                Text(&text("in")),
                Text(&text("description"))
            );
        }
        body.push_str("</tbody></table>");
    }
    let asked = &call["requestBody"]["content"]["application/json"]["schema"];
    if !asked.is_null() {
        let _ = write!(body, "<p>Asked: {}</p>", shape(asked));
    }
    for (status, answer) in call["responses"].as_object().into_iter().flatten() {
        let schema = &answer["content"]["application/json"]["schema"];
        let _ = write!(body, "<p><code>{status}</code> {}</p>", shape(schema));
    }
    body.push_str("</details>");
}

/// A link to a shape, or the shape itself where it has no name.
fn shape(schema: &Value) -> String {
    if schema.is_null() {
        return String::new();
    }
    match schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        Some(name) => format!("<a href=\"#shape-{0}\"><code>{0}</code></a>", Text(name)),
        None => format!("<code>{}</code>", Text(&schema.to_string())),
    }
}

/// Escaped like [`Text`], with its lines kept.
struct Code<'a>(&'a str);

impl std::fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in self.0.lines() {
            writeln!(f, "{}", Text(line))?;
        }
        Ok(())
    }
}
