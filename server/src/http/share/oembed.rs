//! oEmbed of our own short links (oembed.com): what a card is, for whoever embeds it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use drawbridge_canon::share::Step;
use drawbridge_engine::page::{Asked, Showing, oembed_json, oembed_xml};
use drawbridge_engine::share::Standing;
use drawbridge_engine::share_gate::code::Code;
use serde::Deserialize;
use url::Url;

use super::link;
use super::picture::by_way_of_us;
use super::visitor::Visitor;
use crate::node::Node;

/// What is asked (section 2.2).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Ask {
    url: String,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    maxwidth: Option<u32>,
    #[serde(default)]
    maxheight: Option<u32>,
}

/// The code of one of our addresses, however its host is written: in Chinese or as DNS has it, in small letters
/// or capitals.
fn code_in(address: &str, public_url: &str) -> Option<Code> {
    let (asked, ours) = (Url::parse(address).ok()?, Url::parse(public_url).ok()?);
    let same = asked.scheme() == ours.scheme()
        && asked.host() == ours.host()
        && asked.port_or_known_default() == ours.port_or_known_default();
    let code = asked.path().strip_prefix(ours.path().trim_end_matches('/'))?.strip_prefix("/s/")?;
    Code::read(code).ok().filter(|_| same)
}

/// 404 for what is none of ours, 501 for a form that is not spoken, 401 for what is not shown to
/// everybody (section 2.3.5).
pub(super) async fn answer(
    State(node): State<Arc<Node>>,
    headers: HeaderMap,
    Query(ask): Query<Ask>,
) -> Response {
    let xml = match ask.format.as_deref() {
        None | Some("json") => false,
        Some("xml") => true,
        Some(_) => return StatusCode::NOT_IMPLEMENTED.into_response(),
    };
    let Some(code) = code_in(&ask.url, &node.share.public_url) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = match node.share.links.find(&code).await {
        Ok(found) => found,
        Err(error) => return crate::admin::problem::Problem::failed(&error).into_response(),
    };
    let live = |link: &drawbridge_engine::share::ShortLink| {
        link.standing(node.world.clock.now()) == Standing::Live
    };
    let Some(link) = found.filter(live) else { return StatusCode::NOT_FOUND.into_response() };
    let link = node.share.engine.today(&node.share.links, code, link).await;
    if link.card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let here = link::address(&node, code);
    let drawn = link::drawn(&here);
    let showing = Showing {
        page: &here,
        oembed: None,
        house: &node.config.share.house,
        picture: Some(&drawn),
        code: None,
        reader: Visitor::of(&headers).reader(),
    };
    let asked =
        Asked { maxwidth: ask.maxwidth, maxheight: ask.maxheight, cache_age: Some(link::KEPT) };
    let card = by_way_of_us(&node, &link.card, code);
    let (kind, body) = if xml {
        ("text/xml; charset=utf-8", oembed_xml(&card, &showing, asked))
    } else {
        ("application/json", oembed_json(&card, &showing, asked))
    };
    // Anybody's page may ask: there is nothing in it that is not public.
    let open = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    ([(header::CONTENT_TYPE, kind), open], body).into_response()
}

#[cfg(test)]
mod tests {
    use drawbridge_engine::share_gate::code::{Code, CodeKey};

    use super::code_in;

    #[test]
    fn one_of_our_addresses_is_ours_however_it_is_written() {
        let ours = "https://\u{540a}\u{6865}.\u{4e2d}\u{56fd}";
        let real = Code::of(5, &CodeKey::new([7; 16])).expect("a code").to_string();
        for (address, found) in [
            (format!("{ours}/s/{real}"), true),
            (format!("https://xn--bqrq78b.xn--fiqs8s/s/{real}?a=b#c"), true),
            (format!("https://XN--BQRQ78B.xn--fiqs8s:443/s/{real}"), true),
            (format!("http://xn--bqrq78b.xn--fiqs8s/s/{real}"), false),
            (format!("https://me.xn--bqrq78b.xn--fiqs8s/s/{real}"), false),
            (format!("{ours}/t/{real}"), false),
            (format!("{ours}/s/{real}x"), false),
            (real.clone(), false),
        ] {
            assert_eq!(code_in(&address, ours).is_some(), found, "{address}");
        }
        let below = "https://a.cn/bridge";
        assert!(code_in(&format!("https://A.cn/bridge/s/{real}"), below).is_some());
        assert!(code_in(&format!("https://a.cn/s/{real}"), below).is_none());
    }
}
