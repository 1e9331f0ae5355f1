//! What a page inside WeChat shares (developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html).

use drawbridge_canon::Fault;
use drawbridge_canon::share::{
    Card, Payload, Sharing, cut_bytes, told_image, told_link, told_text, told_title,
};
use drawbridge_seal::digest::sha1_hex;
use serde_json::{Value, json};
use url::Url;

use super::{TEXT, TITLE, payload};

/// The account option with further hosts at which links may be shared, with `,` between them: the
/// account's JS-safe domains ("JS接口安全域名").
const SAFE: &str = "js_domains";

/// What the page hands to `updateAppMessageShareData` and `updateTimelineShareData`.
pub(super) fn data(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    Ok(payload(&share_data(card, &told_link(card, sharing)?)))
}

/// The same with what the page hands to `wx.config` before.
pub(super) fn signed(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let page = sharing.page.ok_or_else(|| Fault::missing("page"))?;
    permitted(&link, page, sharing)?;
    let mut whole = share_data(card, &link);
    whole["config"] = config(sharing)?;
    Ok(payload(&whole))
}

/// What the page hands to `wx.config` alone.
pub(crate) fn sign(sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    Ok(payload(&config(sharing)?))
}

fn share_data(card: &Card, link: &str) -> Value {
    let title = cut_bytes(&told_title(card, link), TITLE);
    let (text, image) = (cut_bytes(&told_text(card), TEXT), told_image(card).unwrap_or_default());
    json!({
        "friends": {"title": title, "desc": text, "link": link, "imgUrl": image},
        "timeline": {"title": title, "link": link, "imgUrl": image},
    })
}

/// WeChat shares links at the page's own host and the account's safe domains, and drops others
/// without a word: better said here.
fn permitted(link: &str, page: &str, sharing: &Sharing<'_>) -> Result<(), Fault> {
    let host = |url: &str| Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let (link, page) = (host(link), host(page));
    let safe = sharing.ctx.account.option(SAFE).unwrap_or_default();
    let listed = safe.split(',').any(|domain| link.as_deref() == Some(domain.trim()));
    if link == page && page.is_some() || listed {
        return Ok(());
    }
    let message = "WeChat shares links only at the page's own host and the account's JS-safe \
                   domains: share one of our short links there, or list the domain in js_domains";
    Err(Fault::untranslatable("link", message))
}

fn config(sharing: &Sharing<'_>) -> Result<Value, Fault> {
    let ctx = &sharing.ctx;
    let page = sharing.page.ok_or_else(|| Fault::missing("page"))?;
    let ticket = sharing.ticket.filter(|ticket| !ticket.is_empty());
    let ticket =
        ticket.ok_or_else(|| Fault::Unsent("there is no jsapi ticket to sign with".to_owned()))?;
    let app = Some(ctx.account.app()).filter(|app| !app.is_empty());
    let app = app.ok_or_else(|| Fault::Unsent("the account has no app id".to_owned()))?;
    let timestamp = ctx.wall.seconds();
    Ok(json!({
        "debug": false,
        "appId": app,
        "timestamp": timestamp,
        "nonceStr": ctx.nonce,
        "signature": signature(ticket, ctx.nonce, timestamp, page),
        "jsApiList": ["updateAppMessageShareData", "updateTimelineShareData"],
        "openTagList": ["wx-open-launch-weapp", "wx-open-launch-app"],
    }))
}

/// SHA-1 over the four, their names in alphabetical order and their values as they are; the page
/// without its fragment.
fn signature(ticket: &str, nonce: &str, timestamp: i64, page: &str) -> String {
    let page = page.split('#').next().unwrap_or_default();
    let signed = format!("jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}");
    sha1_hex(signed.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the document's appendix 1.
    #[test]
    fn the_documents_own_example_is_signed_alike() {
        let ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg";
        let page = "http://mp.weixin.qq.com?params=value#rest";
        let signed = signature(ticket, "Wm3WZYTPz0wzccnW", 1_414_587_457, page);
        assert_eq!(signed, "0f9de62fce790f9a083d5c99e95740ceb90c27ed");
    }
}
