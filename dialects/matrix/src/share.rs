//! Its half of the share gate: a homeserver's answer about a link, and a message.

use drawbridge_canon::Fault;
use drawbridge_canon::share::{
    Card, Form, Kind, Payload, Share, Sharing, cut_chars, inert_json, plain, told_link, told_price,
    told_text, told_title,
};
use serde_json::{Map, Value, json};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share { forms: FORMS, ..Share::SILENT };

const FORMS: &[Form] = &[
    Form {
        name: "message",
        title: "Message with formatted body (m.room.message)",
        title_zh: "富文本消息（m.room.message）",
        write: message,
    },
    Form {
        name: "preview",
        title: "Answer of a homeserver about a link (preview_url)",
        title_zh: "链接预览接口的应答（preview_url）",
        write: preview,
    },
];

/// In characters. An event has at most 65,536 bytes altogether; of these three and a link there are
/// at most a third of that.
const TITLE: usize = 200;
const TEXT: usize = 1000;

/// `m.room.message` of `m.text`: what everybody can read in `body`, the same with markup in
/// `formatted_body`. Nobody is mentioned, whatever the words say (`m.mentions`).
fn message(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let title = cut_chars(&told_title(card, &link), TITLE);
    let text = cut_chars(&told_text(card), TEXT);
    let facts = facts(card);
    let mut body = title.clone();
    let mut html =
        format!("<strong><a href=\"{}\">{}</a></strong>", escaped(&link), escaped(&title));
    for line in [&facts, &text].into_iter().filter(|line| !line.is_empty()) {
        body = format!("{body}\n{line}");
        html = format!("{html}<br>{}", escaped(line));
    }
    Ok(payload(&json!({
        "msgtype": "m.text",
        "body": format!("{body}\n{link}"),
        "format": "org.matrix.custom.html",
        "formatted_body": html,
        "m.mentions": {},
    })))
}

/// The answer of `GET /_matrix/client/v1/media/preview_url`. A picture stands in it only if it is in
/// a media repository (`mxc://`): clients must not be sent to strangers' servers.
fn preview(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let mut whole = Map::new();
    let mut tell = |name: &str, text: String| {
        if !text.is_empty() {
            whole.insert(name.to_owned(), text.into());
        }
    };
    let one = |told: &Option<drawbridge_canon::share::Told<String>>| {
        told.as_ref().map(|told| cut_chars(&plain(&told.value), TITLE)).unwrap_or_default()
    };
    tell("og:title", cut_chars(&told_title(card, &link), TITLE));
    tell("og:description", cut_chars(&told_text(card), TEXT));
    tell("og:site_name", one(&card.site));
    tell("og:type", kind(card).to_owned());
    tell("og:url", link);
    let stored = |url: &str| url.starts_with("mxc://") && url.bytes().all(|b| b.is_ascii_graphic());
    if let Some(image) = card.images.iter().find(|image| stored(&image.value.url)) {
        whole.insert("og:image".to_owned(), image.value.url.clone().into());
        let sizes =
            [("og:image:width", image.value.width), ("og:image:height", image.value.height)];
        for (name, size) in sizes {
            whole.extend(size.map(|size| (name.to_owned(), size.into())));
        }
    }
    Ok(payload(&whole.into()))
}

/// The kind in Open Graph's words.
fn kind(card: &Card) -> &'static str {
    match card.kind.as_ref().map(|told| told.value) {
        Some(Kind::Article) => "article",
        Some(Kind::Video | Kind::Live) => "video.other",
        Some(Kind::Music) => "music.song",
        Some(Kind::Profile) => "profile",
        Some(Kind::Product) => "product",
        _ => "website",
    }
}

fn facts(card: &Card) -> String {
    let told = [&card.seller, &card.author, &card.site].into_iter().flatten();
    let told = told.map(|told| cut_chars(&plain(&told.value), TITLE));
    let mut facts: Vec<String> = told_price(card).into_iter().chain(told).collect();
    facts.retain(|fact| !fact.is_empty());
    facts.dedup();
    facts.join(" · ")
}

/// Text and attribute of HTML.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

fn payload(value: &Value) -> Payload {
    let body = inert_json(&value.to_string()).into_bytes();
    Payload { media_type: "application/json; charset=utf-8", body }
}
