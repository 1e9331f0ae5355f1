//! Its half of the share gate: a message's attachment, and what a server keeps of a link.

use drawbridge_canon::Fault;
use drawbridge_canon::share::{
    Card, Form, Kind, Payload, Share, Sharing, Told, cut_chars, inert_json, plain, told_image,
    told_link, told_price, told_text, told_title,
};
use serde_json::{Value, json};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share { forms: FORMS, ..Share::SILENT };

const FORMS: &[Form] = &[
    Form {
        name: "attachment",
        title: "Message attachment (incoming webhook)",
        title_zh: "消息附件（传入 Webhook）",
        write: attachment,
    },
    Form {
        name: "embed",
        title: "Open Graph embed of a post's metadata",
        title_zh: "帖子元数据中的 Open Graph 嵌入",
        write: embed,
    },
];

/// In characters; what is longer is folded away.
const TITLE: usize = 200;
const TEXT: usize = 600;
/// A footer; the server itself cuts what is longer.
const FOOTER: usize = 300;

fn attachment(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let title = cut_chars(&told_title(card, &link), TITLE);
    let mut whole = json!({
        "fallback": unmentioned(&format!("{title} {link}")),
        "title": unmentioned(&title),
        "title_link": link,
        "text": escaped(&cut_chars(&told_text(card), TEXT)),
    });
    let author = one(card.author.as_ref());
    if !author.is_empty() {
        whole["author_name"] = unmentioned(&author).into();
    }
    if let Some(image) = told_image(card) {
        whole["image_url"] = image.into();
    }
    let named =
        [("价格 Price", told_price(card)), ("店铺 Seller", Some(one(card.seller.as_ref())))];
    let fields = named.into_iter().filter_map(|(title, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(json!({ "short": true, "title": title, "value": escaped(&value) }))
    });
    let fields: Vec<Value> = fields.collect();
    if !fields.is_empty() {
        whole["fields"] = fields.into();
    }
    let footer = cut_chars(&one(card.site.as_ref()), FOOTER);
    if !footer.is_empty() {
        whole["footer"] = unmentioned(&footer).into();
    }
    Ok(payload(&json!({ "attachments": [whole] })))
}

/// The `metadata` of a post: one embed of type `opengraph`, its data in the words of the library by
/// which the server reads pages.
fn embed(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let mut data = json!({
        "type": kind(card),
        "url": link,
        "title": cut_chars(&told_title(card, &link), TITLE),
        "description": cut_chars(&told_text(card), TEXT),
        "site_name": one(card.site.as_ref()),
    });
    if let Some(url) = told_image(card) {
        let same = card.images.iter().map(|image| &image.value).find(|image| image.url == url);
        let size = |size: Option<u32>| size.unwrap_or(0);
        let (width, height) = same.map_or((0, 0), |image| (size(image.width), size(image.height)));
        let secure = if url.starts_with("https:") { url.as_str() } else { "" };
        data["images"] = json!([{
            "url": url, "secure_url": secure, "type": "", "width": width, "height": height,
        }]);
    }
    Ok(payload(&json!({ "embeds": [{ "type": "opengraph", "url": link, "data": data }] })))
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

fn one(told: Option<&Told<String>>) -> String {
    told.map(|told| cut_chars(&plain(&told.value), TITLE)).unwrap_or_default()
}

/// Text in Markdown that says itself and nothing else: each mark behind a backslash.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in unmentioned(text).chars() {
        if "\\`*_{}[]()<>#+-.!|~:&\"'".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// Text that mentions nobody and no channel: an invisible joiner follows each `@` and `~`, with
/// which a name would begin.
fn unmentioned(text: &str) -> String {
    text.replace('@', "@\u{2060}").replace('~', "~\u{2060}")
}

fn payload(value: &Value) -> Payload {
    let body = inert_json(&value.to_string()).into_bytes();
    Payload { media_type: "application/json; charset=utf-8", body }
}
