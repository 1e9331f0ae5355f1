//! The app's scheme in plain: it says itself which page of which mini program it opens, and is made without
//! a call (developers.weixin.qq.com/miniprogram/dev/framework/open-ability/url-scheme.html). WeChat opens
//! only pages that the program has declared for that in its console.

use drawbridge_canon::Fault;
use drawbridge_canon::form::escape;
use drawbridge_canon::share::{Card, Payload, Sharing};

use super::mini_page;
use crate::share::mini_link::SCHEME;

/// The longest query, in characters.
const QUERY: usize = 512;

/// `weixin://dl/business/?appid=…&path=…&query=…`.
pub(super) fn write(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let (app, page) = mini_page(card, &sharing.ctx)?;
    let app = app.unwrap_or_else(|| sharing.ctx.account.app());
    if app.is_empty() || !app.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let message = "the scheme names the mini program: its app id is not known";
        return Err(Fault::Unsent(message.to_owned()));
    }
    let (path, query) = page.split_once('?').unwrap_or((&page, ""));
    if !path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte)) {
        let message = "the path of a page has letters, digits and /-._~ only";
        return Err(Fault::untranslatable("openings", message));
    }
    if query.chars().count() > QUERY {
        let message = format!("WeChat takes {QUERY} characters of a query: have a url-scheme made");
        return Err(Fault::untranslatable("openings", message));
    }
    let mut link = format!("{SCHEME}appid={app}&path={path}");
    if !query.is_empty() {
        link = format!("{link}&query={}", escape(query.as_bytes()));
    }
    Ok(Payload { media_type: "text/plain; charset=utf-8", body: link.into_bytes() })
}
