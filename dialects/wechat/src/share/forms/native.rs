//! What a mini program and an app share, by the names of their SDKs' objects
//! (developers.weixin.qq.com/miniprogram/dev/reference/api/Page.html#onShareAppMessage,
//! developers.weixin.qq.com/doc/oplatform/Mobile_App/Share_and_Favorites/iOS.html).

use drawbridge_canon::Fault;
use drawbridge_canon::share::{
    Card, Payload, Sharing, cut_bytes, told_image, told_link, told_text, told_title,
};
use serde_json::{Value, json};

use super::{TEXT, TITLE, mini_path, payload};

/// The longest address of a page that the SDK takes, in bytes.
const PAGE: usize = 10 * 1024;

/// The most bytes of the small picture of a message, and of the large one of a mini program.
const THUMB: usize = 32 * 1024;
const MINI_PICTURE: usize = 128 * 1024;

/// The account option with the mini program's original id: `gh_…`.
const USER_NAME: &str = "mini_user_name";

/// `onShareAppMessage`: what a mini program returns. The picture is shown five to four.
pub(super) fn card(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let path = format!("/{}", mini_path(card, &sharing.ctx)?);
    let link = told_link(card, sharing).unwrap_or_default();
    let mut whole = json!({"title": cut_bytes(&told_title(card, &link), TITLE), "path": path});
    if let Some(image) = told_image(card) {
        whole["imageUrl"] = image.into();
    }
    Ok(payload(&whole))
}

/// `WXMediaMessage` with a `WXWebpageObject`.
pub(super) fn page(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    short_enough(&link)?;
    let object = json!({"type": "WXWebpageObject", "webpageUrl": link});
    Ok(message(card, &link, object, "thumbData", THUMB))
}

/// `WXMediaMessage` with a `WXMiniProgramObject`. Old clients open the page instead.
pub(super) fn mini(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let path = mini_path(card, &sharing.ctx)?;
    let link = told_link(card, sharing)?;
    short_enough(&link)?;
    let name = sharing.ctx.account.option(USER_NAME);
    let name =
        name.ok_or_else(|| Fault::Unsent(format!("the account has no option {USER_NAME}")))?;
    let object = json!({
        "type": "WXMiniProgramObject",
        "webpageUrl": link,
        "userName": name,
        "path": path,
        "withShareTicket": false,
        "miniprogramType": 0,
    });
    Ok(message(card, &link, object, "hdImageData", MINI_PICTURE))
}

fn short_enough(link: &str) -> Result<(), Fault> {
    let message = "WeChat takes addresses of up to 10 KB: share a short link";
    if link.len() > PAGE { Err(Fault::untranslatable("link", message)) } else { Ok(()) }
}

/// The SDK takes the picture as bytes: which, of which address, and how many at most.
fn message(card: &Card, link: &str, object: Value, field: &str, most: usize) -> Payload {
    let mut whole = json!({
        "title": cut_bytes(&told_title(card, link), TITLE),
        "description": cut_bytes(&told_text(card), TEXT),
        "mediaObject": object,
    });
    if let Some(image) = told_image(card) {
        whole["picture"] = json!({"field": field, "url": image, "mostBytes": most});
    }
    payload(&whole)
}
