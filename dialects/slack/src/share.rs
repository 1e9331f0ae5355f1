//! Its half of the share gate: what a link becomes in a message.

use drawbridge_canon::Fault;
use drawbridge_canon::share::{
    Card, Form, Payload, Share, Sharing, cut_chars, inert_json, plain, told_image, told_link,
    told_price, told_text, told_title,
};
use serde_json::{Value, json};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share { forms: FORMS, ..Share::SILENT };

const FORMS: &[Form] = &[
    Form {
        name: "unfurl",
        title: "Unfurl of a posted link (chat.unfurl)",
        title_zh: "链接展开（chat.unfurl）",
        write: |card, sharing| {
            let link = told_link(card, sharing)?;
            let body = json!({ "blocks": blocks(card, &link), "preview": preview(card, &link) });
            Ok(payload(&json!({ link: body })))
        },
    },
    Form {
        name: "message",
        title: "Message of blocks (chat.postMessage)",
        title_zh: "区块消息（chat.postMessage）",
        write: |card, sharing| {
            let link = told_link(card, sharing)?;
            Ok(payload(&json!({
                "text": format!("{} {}", escaped(&title(card, &link)), escaped_link(&link)),
                "blocks": blocks(card, &link),
                "unfurl_links": false,
                "unfurl_media": false,
            })))
        },
    },
    Form {
        name: "attachment",
        title: "Message attachment",
        title_zh: "消息附件",
        write: attachment,
    },
];

/// Limits of Block Kit, in characters: the text of a section and the alternative text of an image.
/// What a person reads of a card is shorter than either.
const TITLE: usize = 150;
const TEXT: usize = 500;
const ALT: usize = 2000;
/// An attachment's footer.
const FOOTER: usize = 300;

fn title(card: &Card, link: &str) -> String {
    cut_chars(&told_title(card, link), TITLE)
}

/// The title as a link beside the picture, the description, and what else is known below.
fn blocks(card: &Card, link: &str) -> Value {
    let title = title(card, link);
    let heading = format!("*<{}|{}>*", escaped_link(link), escaped(&title));
    let mut head = json!({
        "type": "section",
        // Verbatim: what looks like an address, a channel or a mention is none.
        "text": { "type": "mrkdwn", "text": heading, "verbatim": true },
    });
    if let Some(image) = told_image(card) {
        let alt = cut_chars(&alt(card).unwrap_or(title), ALT);
        head["accessory"] = json!({ "type": "image", "image_url": image, "alt_text": alt });
    }
    let mut blocks = vec![head];
    let text = cut_chars(&told_text(card), TEXT);
    if !text.is_empty() {
        blocks.push(json!({ "type": "section", "text": literal(&text) }));
    }
    let facts = facts(card);
    if !facts.is_empty() {
        let elements: Vec<Value> = facts.iter().map(|fact| literal(fact)).collect();
        blocks.push(json!({ "type": "context", "elements": elements }));
    }
    blocks.into()
}

/// Shown where only a line fits.
fn preview(card: &Card, link: &str) -> Value {
    let mut preview = json!({ "title": literal(&title(card, link)) });
    if let Some(image) = told_image(card) {
        preview["icon_url"] = image.into();
    }
    preview
}

/// Text in which nothing means anything.
fn literal(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text, "emoji": false })
}

fn alt(card: &Card) -> Option<String> {
    let alt = plain(card.images.first()?.value.alt.as_deref()?);
    Some(alt).filter(|alt| !alt.is_empty())
}

/// Price, seller, author and site, at most four short texts.
fn facts(card: &Card) -> Vec<String> {
    let told = [&card.seller, &card.author, &card.site].into_iter().flatten();
    let told = told.map(|told| cut_chars(&plain(&told.value), TITLE));
    let mut facts: Vec<String> = told_price(card).into_iter().chain(told).collect();
    facts.retain(|fact| !fact.is_empty());
    facts.dedup();
    facts
}

fn attachment(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let title = title(card, &link);
    let mut whole = json!({
        "fallback": escaped(&format!("{title} {link}")),
        "title": escaped(&title),
        "title_link": link,
        "text": escaped(&cut_chars(&told_text(card), TEXT)),
        // Nothing in it is read as markup.
        "mrkdwn_in": [],
    });
    if let Some(author) = &card.author {
        whole["author_name"] = escaped(&cut_chars(&plain(&author.value), TITLE)).into();
    }
    if let Some(image) = told_image(card) {
        whole["image_url"] = image.into();
    }
    let footer = facts(card).join(" · ");
    if !footer.is_empty() {
        whole["footer"] = escaped(&cut_chars(&footer, FOOTER)).into();
    }
    Ok(payload(&json!({ "attachments": [whole] })))
}

/// The three characters that mean something in its texts (docs, "Formatting text for app surfaces").
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A link within `<…|…>`: the bar would end it.
fn escaped_link(link: &str) -> String {
    escaped(&link.replace('|', "%7C"))
}

fn payload(value: &Value) -> Payload {
    let body = inert_json(&value.to_string()).into_bytes();
    Payload { media_type: "application/json; charset=utf-8", body }
}
