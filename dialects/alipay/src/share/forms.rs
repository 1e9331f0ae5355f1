//! The forms in which it is told a card: what a page in Alipay shares, a link that starts the app,
//! that link wrapped for the web, and what a mini program shares.
//!
//! No call is needed to make such links: they say themselves what the app is to open.

use drawbridge_canon::share::{
    Card, Form, Opening, Payload, Sharing, cut_chars, inert_json, told_image, told_link, told_path,
    told_text, told_title,
};
use drawbridge_canon::{Ctx, Fault};
use serde_json::{Value, json};

use super::scheme::{CONTAINER, Start};

/// All of them.
pub(super) const FORMS: &[Form] = &[
    Form {
        name: "page",
        title: "Share data of a page (ap.share)",
        title_zh: "网页分享数据（ap.share）",
        write: page,
    },
    Form {
        name: "link",
        title: "A web link that opens the app (ds.alipay.com)",
        title_zh: "唤起支付宝的网页链接（ds.alipay.com）",
        write: |card, sharing| Ok(text(start(card, sharing)?.wrapped())),
    },
    Form {
        name: "scheme",
        title: "The app's own scheme (alipays://)",
        title_zh: "支付宝协议链接（alipays://）",
        write: |card, sharing| Ok(text(start(card, sharing)?.link())),
    },
    Form {
        name: "mini-program",
        title: "Card of a mini program (onShareAppMessage)",
        title_zh: "小程序卡片（onShareAppMessage）",
        write: mini_program,
    },
];

/// The longest title and description, in characters. No public document names limits; this is as
/// much as is shown.
const TITLE: usize = 64;
const TEXT: usize = 256;

/// `ap.share` of alipayjsapi: `title`, `content`, `url`, `image`.
fn page(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    Ok(payload(&json!({
        "title": cut_chars(&told_title(card, &link), TITLE),
        "content": cut_chars(&told_text(card), TEXT),
        "url": link,
        "image": told_image(card).unwrap_or_default(),
    })))
}

/// `onShareAppMessage`: `title`, `desc`, `path`, `imageUrl`.
fn mini_program(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let (app_id, path) = mini(card).ok_or_else(|| {
        let message = "the card has no page in an Alipay mini program: share its link instead, or \
                       register a mini program page for it";
        Fault::untranslatable("openings", message)
    })?;
    if !own(app_id, &sharing.ctx) {
        let message = "a mini program shares only pages of its own: share the link instead";
        return Err(Fault::untranslatable("openings", message));
    }
    let link = told_link(card, sharing).unwrap_or_default();
    let mut whole = json!({
        "title": cut_chars(&told_title(card, &link), TITLE),
        "desc": cut_chars(&told_text(card), TEXT),
        "path": told_path(path),
    });
    if let Some(image) = told_image(card) {
        whole["imageUrl"] = image.into();
    }
    Ok(payload(&whole))
}

/// What the app is to open: the page of a mini program where the card has one whose number is
/// known, and otherwise the link in the app's page container.
fn start(card: &Card, sharing: &Sharing<'_>) -> Result<Start, Fault> {
    if sharing.link.is_none()
        && let Some(start) = linked(card)
    {
        return Ok(start);
    }
    if sharing.link.is_none()
        && let Some((Some(app_id), path)) = mini(card)
        && app_id.len() == 16
        && app_id.bytes().all(|byte| byte.is_ascii_digit())
    {
        let page = Some(told_path(path)).filter(|page| !page.is_empty());
        return Ok(Start { app_id: app_id.to_owned(), page, ..Start::default() });
    }
    let inner = Some(told_link(card, sharing)?);
    Ok(Start { app_id: CONTAINER.to_owned(), inner, ..Start::default() })
}

/// What the opening's own link tells the app, if it says the same as the opening: it knows what is the
/// page's query and what the program's.
fn linked(card: &Card) -> Option<Start> {
    card.openings.iter().find_map(|told| match &told.value {
        Opening::Mini { host, app_id: Some(app_id), path, link: Some(link) }
            if host == crate::pay::NAME =>
        {
            let start = Start::parse(link).filter(Start::is_mini_program)?;
            (start.app_id == *app_id && start.path() == *path).then_some(start)
        }
        _ => None,
    })
}

/// The program and page that the card opens here.
fn mini(card: &Card) -> Option<(Option<&str>, &str)> {
    card.openings.iter().find_map(|told| match &told.value {
        // A query alone names no page.
        Opening::Mini { host, app_id, path: Some(path), .. }
            if host == crate::pay::NAME && !path.starts_with('?') =>
        {
            Some((app_id.as_deref(), path.as_str()))
        }
        _ => None,
    })
}

fn own(app_id: Option<&str>, ctx: &Ctx<'_>) -> bool {
    let apps = &ctx.account.apps;
    apps.is_empty() || app_id.is_none_or(|app_id| apps.iter().any(|app| app == app_id))
}

/// JSON that may be put into a page as it is.
fn payload(value: &Value) -> Payload {
    let body = inert_json(&value.to_string()).into_bytes();
    Payload { media_type: "application/json; charset=utf-8", body }
}

/// A link alone. It has only the characters of an address.
fn text(link: String) -> Payload {
    Payload { media_type: "text/plain; charset=utf-8", body: link.into_bytes() }
}
