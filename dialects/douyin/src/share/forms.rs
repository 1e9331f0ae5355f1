//! The forms in which it is told a card: what a mini program shares, and the link by which a page
//! has somebody publish a film or a picture.

use drawbridge_canon::Fault;
use drawbridge_canon::form::escape;
use drawbridge_canon::share::{
    Card, Form, Opening, Payload, Sharing, cut_chars, inert_json, told_image, told_link, told_path,
    told_text, told_title,
};
use drawbridge_seal::digest::md5_hex;
use serde_json::{Value, json};
use url::Url;

/// All of them.
pub(super) const FORMS: &[Form] = &[
    Form {
        name: "mini-program",
        title: "Card of a mini program (tt.shareAppMessage, onShareAppMessage)",
        title_zh: "小程序卡片（tt.shareAppMessage、onShareAppMessage）",
        write: mini_program,
    },
    Form {
        name: "publish",
        title: "Signed link to publish a film or a picture (H5)",
        title_zh: "投稿链接（H5 发布 Schema）",
        write: publish,
    },
];

/// The longest title and description, in characters. No public document names limits; this is as
/// much as is shown.
const TITLE: usize = 64;
const TEXT: usize = 256;

/// Where the app takes what is to be published.
const PUBLISH: &str = "snssdk1128://openplatform/share?share_type=h5";

/// `title`, `desc`, `path`, `imageUrl`.
fn mini_program(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let (app_id, path) = mini(card).ok_or_else(|| {
        let message = "the card has no page in a Douyin mini program, and Douyin shares no web \
                       links: register a mini program page for it, or publish its film or picture";
        Fault::untranslatable("openings", message)
    })?;
    let apps = &sharing.ctx.account.apps;
    let own = apps.is_empty() || app_id.is_none_or(|app_id| apps.iter().any(|app| app == app_id));
    if !own {
        let message = "a mini program shares only pages of its own";
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
    let body = inert_json(&whole.to_string()).into_bytes();
    Ok(Payload { media_type: "application/json; charset=utf-8", body })
}

/// A link in the app's scheme, for a button or a code to scan (developer.open-douyin.com/docs/
/// resource/zh-CN/dop/develop/sdk/web-app/h5/share-to-h5). The app fetches film or picture itself.
fn publish(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let ctx = &sharing.ctx;
    let key = Some(ctx.account.app()).filter(|app| !app.is_empty());
    let key = key.ok_or_else(|| Fault::Unsent("the account has no client key".to_owned()))?;
    let ticket = sharing.ticket.filter(|ticket| !ticket.is_empty());
    let ticket =
        ticket.ok_or_else(|| Fault::Unsent("there is no ticket to sign with".to_owned()))?;
    let (medium, address) = medium(card).ok_or_else(|| {
        let message = "Douyin publishes a film (mp4, mov) or a picture at an https address, and the \
                       card has neither";
        Fault::untranslatable("images", message)
    })?;
    let timestamp = ctx.wall.seconds().to_string();
    let link = told_link(card, sharing).unwrap_or_default();
    let title = cut_chars(&told_title(card, &link), TITLE);
    let signature = signature(ticket, ctx.nonce, &timestamp);
    let mut pairs = vec![
        ("client_key", key.to_owned()),
        ("nonce_str", ctx.nonce.to_owned()),
        ("timestamp", timestamp),
        ("signature", signature),
        (medium, address),
        ("title", title.clone()),
    ];
    if medium == "video_path" {
        // Straight to the page on which it is published; for one film only.
        pairs.push(("share_to_publish", "1".to_owned()));
    }
    if let Some((Some(app_id), path)) = mini(card)
        && app_id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        pairs.push(("micro_app_info", mounted(card, app_id, path, &title).to_string()));
    }
    let mut whole = PUBLISH.to_owned();
    for (name, value) in pairs {
        whole = format!("{whole}&{name}={}", escape(value.as_bytes()));
    }
    Ok(Payload { media_type: "text/plain; charset=utf-8", body: whole.into_bytes() })
}

/// MD5 over the three, their names in alphabetical order and their values as they are.
fn signature(ticket: &str, nonce: &str, timestamp: &str) -> String {
    md5_hex(format!("nonce_str={nonce}&ticket={ticket}&timestamp={timestamp}").as_bytes())
}

/// The mini program that hangs on what is published.
fn mounted(card: &Card, app_id: &str, path: &str, title: &str) -> Value {
    json!({
        "appId": app_id,
        "appTitle": title,
        "description": cut_chars(&told_text(card), TEXT),
        "appUrl": told_path(path),
    })
}

/// What is published, and as what.
fn medium(card: &Card) -> Option<(&'static str, String)> {
    let film = card.video.as_ref().map(|told| &told.value).filter(|film| {
        let of_type = film.media_type.as_deref();
        let path = film.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let named = [".mp4", ".mov"].iter().any(|end| path.ends_with(end));
        matches!(of_type, Some("video/mp4" | "video/quicktime")) || of_type.is_none() && named
    });
    let film = film.and_then(|film| https(&film.url)).map(|url| ("video_path", url));
    film.or_else(|| {
        let mut images = card.images.iter();
        images.find_map(|image| https(&image.value.url)).map(|url| ("image_path", url))
    })
}

fn https(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let bare = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && bare).then(|| url.into())
}

/// The program and page that the card opens here.
fn mini(card: &Card) -> Option<(Option<&str>, &str)> {
    card.openings.iter().find_map(|told| match &told.value {
        Opening::Mini { host, app_id, path: Some(path), .. } if host == crate::NAME => {
            Some((app_id.as_deref(), path.as_str()))
        }
        _ => None,
    })
}
