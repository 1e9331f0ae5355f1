//! Short links: the page for people and crawlers, the card as a picture, and as data.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_canon::share::{Image, Safety, Step};
use drawbridge_engine::page::{Showing, Tongue, page_html_with, policy_with};
use drawbridge_engine::picture;
use drawbridge_engine::sha256_hex;
use drawbridge_engine::share::{Drawing, ShortLink, Standing};
use drawbridge_engine::share_gate::code::{self, Code};

use super::picture::by_way_of_us;
use super::script::Lent;
use super::tag::Tag;
use super::visitor::Visitor;
use crate::admin::problem::Problem;
use crate::http::html;
use crate::node::Node;

/// For how long others may keep what a short link shows, in seconds: a link that is withdrawn is shown by
/// nobody for longer.
pub(super) const KEPT: u32 = 300;

/// `/s/CODE`, `/s/CODE.png`, `/s/CODE.svg`, `/s/CODE.json`.
pub(super) async fn show(
    State(node): State<Arc<Node>>,
    method: Method,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (code, form) = name.split_once('.').unwrap_or((&name, ""));
    let visitor = Visitor::of(&headers);
    let found = match Code::read(code) {
        Ok(code) => node.share.links.find(&code).await.map(|link| link.map(|link| (code, link))),
        Err(_) => Ok(None),
    };
    let (code, link) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return gone(&visitor, StatusCode::NOT_FOUND, None),
        Err(error) => return Problem::failed(&error).into_response(),
    };
    let link = match link.standing(node.world.clock.now()) {
        Standing::Live => node.share.engine.today(&node.share.links, code, link).await,
        Standing::Expired => return gone(&visitor, StatusCode::GONE, None),
        Standing::Withdrawn => {
            let why = link.withdrawn.as_ref().map(|withdrawn| withdrawn.why.as_str());
            return gone(&visitor, StatusCode::GONE, why);
        }
    };
    let status = status(&link);
    // What is refused is no picture and no data of anybody's: why it is, says the page.
    if status != StatusCode::OK && !form.is_empty() {
        return gone(&visitor, status, None);
    }
    match form {
        "" => {
            if method == Method::GET && !visitor.is_program() {
                node.share.counts.count(&code.signs(), visitor.app().unwrap_or("browser"));
            }
            // As the browser has it: that is what a platform's script signs.
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            let opened = format!("{}/s/{name}{query}", node.share.public_url);
            page(&node, (code, &opened), &link, &visitor).await
        }
        "png" | "svg" => picture(&node, code, &link, (form == "svg", &headers)).await,
        "json" => {
            let card = by_way_of_us(&node, &link.card, code);
            let body = serde_json::to_vec(&card).unwrap_or_default();
            let tag = Tag::of(&sha256_hex(&body)[..32]);
            tag.given(&headers, || kept("application/json", Bytes::from(body)))
        }
        _ => gone(&visitor, StatusCode::NOT_FOUND, None),
    }
}

/// The address of a short link.
pub(crate) fn address(node: &Node, code: Code) -> String {
    format!("{}/s/{}", node.share.public_url, code.signs())
}

async fn page(
    node: &Node,
    (code, opened): (Code, &str),
    link: &ShortLink,
    visitor: &Visitor,
) -> Response {
    let here = address(node, code);
    let drawn = drawn(&here);
    let oembed = format!("{}/oembed", node.share.public_url);
    let pasted = match visitor.reader().tongue {
        Tongue::Chinese => code::spoken(code, code::Tongue::Zh),
        Tongue::English => code::spoken(code, code::Tongue::En),
    };
    let showing = Showing {
        page: &here,
        oembed: Some(&oembed),
        house: &node.config.share.house,
        picture: Some(&drawn),
        code: Some(&pasted),
        reader: visitor.reader(),
    };
    let card = by_way_of_us(node, &link.card, code);
    let lent = Lent::of(node, visitor, &card, (opened, &here)).await;
    let scripts = lent.as_ref().map(Lent::scripts);
    let page = page_html_with(&card, &showing, scripts.as_ref());
    let mut response = html::page(status(link), page);
    let policy = policy_with(origin(&node.share.public_url), scripts.as_ref());
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // The page differs by who asks, and is kept by nobody in between.
    let kept = HeaderValue::from_static("private, max-age=0");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response
}

/// Scheme, host and port of an address: what a policy names.
fn origin(address: &str) -> &str {
    let from = address.find("://").map_or(0, |at| at + 3);
    address[from..].find('/').map_or(address, |at| &address[..from + at])
}

/// With what a link is answered by its verdict.
fn status(link: &ShortLink) -> StatusCode {
    match is_refused(link) {
        true if is_illegal(link.card.safety.as_ref()) => StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
        true => StatusCode::FORBIDDEN,
        false => StatusCode::OK,
    }
}

/// Whether a short link leads nobody on, by the verdict that it has.
pub(super) fn is_refused(link: &ShortLink) -> bool {
    link.card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse)
}

/// Whether it is refused because it is against the law (RFC 7725).
fn is_illegal(safety: Option<&Safety>) -> bool {
    let rules = safety.into_iter().flat_map(|safety| &safety.findings);
    rules.into_iter().any(|finding| finding.rule.ends_with(".illegal"))
}

/// The card as a picture, where others find it.
pub(super) fn drawn(here: &str) -> Image {
    let url = format!("{here}.png");
    Image { url, width: Some(1200), height: Some(630), alt: None }
}

async fn picture(
    node: &Node,
    code: Code,
    link: &ShortLink,
    (svg, headers): (bool, &HeaderMap),
) -> Response {
    let here = Some(address(node, code));
    let (tongue, dark) = (picture::Tongue::default(), false);
    let drawing = Drawing { card: link.card.clone(), link: here, tongue, dark, svg };
    let tag = Tag::of(&drawing.mark());
    if tag.is_had(headers) {
        return tag.given(headers, || StatusCode::OK.into_response());
    }
    match node.share.engine.draw(drawing).await {
        Ok(bytes) => {
            let kind = if svg { "image/svg+xml" } else { "image/png" };
            tag.given(headers, || kept(kind, Bytes::from_owner(bytes)))
        }
        Err(error) => Problem::undrawn(&error).into_response(),
    }
}

fn kept(kind: &'static str, body: Bytes) -> Response {
    let sandbox = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, sandbox),
    ];
    (headers, body).into_response()
}

/// A page that says that there is nothing, or nothing any more.
fn gone(visitor: &Visitor, status: StatusCode, why: Option<&str>) -> Response {
    let chinese = visitor.reader().tongue == Tongue::Chinese;
    let said = match (status, chinese) {
        (StatusCode::GONE, true) => "链接已失效",
        (StatusCode::GONE, false) => "This link has ended",
        (StatusCode::FORBIDDEN | StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, true) => {
            "这个链接不能打开"
        }
        (StatusCode::FORBIDDEN | StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, false) => {
            "This link may not be opened"
        }
        (_, true) => "没有这个链接，请核对口令",
        (_, false) => "There is no such link: please check the code",
    };
    let lang = if chinese { "zh-CN" } else { "en" };
    let why = why.filter(|why| !why.is_empty());
    let why = why.map(|why| format!("<p>{}</p>", html::Text(why))).unwrap_or_default();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{said}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"stylesheet\" href=\"/assets/cashier.css\">\n\
         </head>\n<body>\n<main>\n<h1>{said}</h1>\n{why}\n</main>\n</body>\n</html>\n"
    );
    html::page(status, page)
}
