//! Who looks at the page: in which language, on what, and whether they were here before.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::words::Lang;
use crate::http::caller::Caller;

/// What the request says about the visitor.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    /// The language to speak.
    pub(super) lang: Lang,
    /// Whether the visitor chose it just now, so that it should be remembered.
    pub(super) lang_chosen: bool,
    /// The app, as it names itself.
    pub(super) agent: String,
    /// The address that the visitor comes from.
    pub(super) address: Option<IpAddr>,
    /// Whether the page is on a phone: then wallets are opened, not scanned.
    pub(super) phone: bool,
    /// Whether the visitor was led to a wallet from here, and so has come back from it.
    pub(super) returned: bool,
    /// What this browser was told when it began to sign in.
    pub(super) sign_in: Option<String>,
    /// The ticket of a buyer who signed in.
    pub(super) ticket: Option<String>,
}

/// Set on the payment's own path when a visitor is led on to a wallet.
pub(super) const LED_ON: &str = "led-on";
/// What a browser that signs in must bring back.
pub(super) const SIGN_IN: &str = "sign-in";
/// What a browser keeps whose buyer has signed in.
pub(super) const TICKET: &str = "payer";
/// The language that was chosen by hand.
pub(super) const LANG: &str = "lang";

/// What our own links and a chat's forwarding put into the address: nobody has paid for that.
const PASSED_ON: [&str; 3] = ["lang", "from", "isappinstalled"];

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let asked = query.split('&').find_map(|pair| Lang::parse(pair.strip_prefix("lang=")?));
        let headers = &parts.headers;
        let kept = cookie(headers, LANG).and_then(Lang::parse);
        let spoken = || Lang::accepted(text(headers, header::ACCEPT_LANGUAGE.as_str()));
        let agent = text(headers, header::USER_AGENT.as_str()).to_owned();
        // Whatever a wallet appends to our address tells as well that somebody comes back from it.
        let appended = query.split('&').any(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !name.is_empty() && !PASSED_ON.contains(&name)
        });
        Ok(Self {
            lang: asked.or(kept).unwrap_or_else(spoken),
            lang_chosen: asked.is_some(),
            phone: text(headers, "sec-ch-ua-mobile") == "?1" || is_phone(&agent),
            returned: appended || cookie(headers, LED_ON).is_some(),
            sign_in: cookie(headers, SIGN_IN).filter(|kept| is_plain(kept)).map(str::to_owned),
            ticket: cookie(headers, TICKET).map(str::to_owned),
            address: parts.extensions.get().and_then(|caller: &Caller| caller.0),
            agent,
        })
    }
}

fn is_phone(agent: &str) -> bool {
    ["Mobile", "Android", "iPhone", "iPad", "HarmonyOS"].iter().any(|mark| agent.contains(mark))
}

/// Whether it can be what we told a browser: it goes into a cookie again.
fn is_plain(kept: &str) -> bool {
    kept.len() == 32 && kept.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = text(headers, header::COOKIE.as_str()).split(';');
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|pair| pair.0 == name).map(|p| p.1)
}
