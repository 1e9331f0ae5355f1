//! Its half of the share gate: a bot's message in HTML or with entities, and the preview of a page.

use drawbridge_canon::Fault;
use drawbridge_canon::share::{
    Card, Form, Kind, Payload, Share, Sharing, cut_chars, inert_json, plain, told_image, told_link,
    told_price, told_text, told_title,
};
use serde_json::{Value, json};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share { forms: FORMS, ..Share::SILENT };

const FORMS: &[Form] = &[
    Form {
        name: "html",
        title: "Message of a bot in HTML (sendMessage)",
        title_zh: "机器人 HTML 消息（sendMessage）",
        write: html,
    },
    Form {
        name: "entities",
        title: "Message of a bot with entities (sendMessage)",
        title_zh: "机器人实体消息（sendMessage）",
        write: entities,
    },
    Form {
        name: "webpage",
        title: "Preview of a page (webPage)",
        title_zh: "网页预览（webPage）",
        write: webpage,
    },
];

/// In characters. A message has at most 4,096 after its entities are read; of these and the facts
/// between them there are always fewer.
const TITLE: usize = 256;
const TEXT: usize = 2048;

/// `sendMessage` with `parse_mode` HTML.
fn html(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let title = cut_chars(&told_title(card, &link), TITLE);
    let mut text = format!("<b><a href=\"{}\">{}</a></b>", escaped(&link), escaped(&title));
    for line in lines(card) {
        text = format!("{text}\n{}", escaped(&line));
    }
    Ok(payload(&json!({
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": preview_options(card, &link),
    })))
}

/// `sendMessage` with its entities: nothing in the text is read as markup. Offsets and lengths are
/// in units of UTF-16.
fn entities(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let title = cut_chars(&told_title(card, &link), TITLE);
    let length = title.encode_utf16().count();
    let text = std::iter::once(title).chain(lines(card)).collect::<Vec<_>>().join("\n");
    Ok(payload(&json!({
        "text": text,
        "entities": [
            { "type": "bold", "offset": 0, "length": length },
            { "type": "text_link", "offset": 0, "length": length, "url": link },
        ],
        "link_preview_options": preview_options(card, &link),
    })))
}

/// The schema's `webPage`. What only the service can give (`id`, `hash`, a stored `photo`) is left
/// to it.
fn webpage(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let shown = link.split_once("://").map_or(link.as_str(), |(_, rest)| rest);
    let mut whole = json!({
        "_": "webPage",
        "url": link,
        "display_url": shown.trim_end_matches('/'),
        "type": kind(card),
        "title": cut_chars(&told_title(card, &link), TITLE),
    });
    let text = cut_chars(&told_text(card), TEXT);
    let optional = [
        ("site_name", one(card.site.as_ref())),
        ("description", text),
        ("author", one(card.author.as_ref().or(card.seller.as_ref()))),
    ];
    for (name, value) in optional.into_iter().filter(|(_, value)| !value.is_empty()) {
        whole[name] = value.into();
    }
    if let Some(seconds) = &card.seconds {
        whole["duration"] = seconds.value.into();
    }
    Ok(payload(&whole))
}

/// The kind in the words of the schema.
fn kind(card: &Card) -> &'static str {
    match card.kind.as_ref().map(|told| told.value) {
        Some(Kind::Video | Kind::Live) => "video",
        Some(Kind::Picture) => "photo",
        Some(Kind::Profile) => "profile",
        _ => "article",
    }
}

/// The preview is of the link, large where there is a picture.
fn preview_options(card: &Card, link: &str) -> Value {
    json!({ "url": link, "prefer_large_media": told_image(card).is_some() })
}

/// What stands below the title.
fn lines(card: &Card) -> Vec<String> {
    let told = [&card.seller, &card.author, &card.site].into_iter();
    let told = told.map(|told| one(told.as_ref()));
    let mut facts: Vec<String> = told_price(card).into_iter().chain(told).collect();
    facts.retain(|fact| !fact.is_empty());
    facts.dedup();
    let mut lines = vec![facts.join(" · "), cut_chars(&told_text(card), TEXT)];
    lines.retain(|line| !line.is_empty());
    lines
}

fn one(told: Option<&drawbridge_canon::share::Told<String>>) -> String {
    told.map(|told| cut_chars(&plain(&told.value), TITLE)).unwrap_or_default()
}

/// Text and attribute in its HTML, of which `<`, `>`, `&` and `"` must be written as entities.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

fn payload(value: &Value) -> Payload {
    let body = inert_json(&value.to_string()).into_bytes();
    Payload { media_type: "application/json; charset=utf-8", body }
}
