//! Its half of the share gate: a card that a robot puts into a group.

use drawbridge_canon::Fault;
use drawbridge_canon::share::{
    Card, Form, Kind, Payload, Share, Sharing, cut_chars, inert_json, plain, told_link, told_price,
    told_text, told_title,
};
use serde_json::{Value, json};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share { forms: FORMS, ..Share::SILENT };

const FORMS: &[Form] = &[Form {
    name: "card",
    title: "Interactive card of a robot",
    title_zh: "机器人消息卡片（interactive）",
    write: card_message,
}];

/// In characters. No public document names limits of single fields; this is as much as is shown.
const TITLE: usize = 100;
const TEXT: usize = 400;

/// `interactive`: every text is `plain_text`, in which nothing means anything.
fn card_message(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let title = cut_chars(&told_title(card, &link), TITLE);
    let mut elements = Vec::new();
    let text = cut_chars(&told_text(card), TEXT);
    if !text.is_empty() {
        elements.push(json!({ "tag": "div", "text": literal(&text) }));
    }
    if let Some(price) = told_price(card) {
        elements.push(json!({ "tag": "div", "text": literal(&price) }));
    }
    elements.push(json!({
        "tag": "action",
        "actions": [{ "tag": "button", "text": literal("打开 Open"), "type": "primary", "url": link }],
    }));
    let facts = facts(card);
    if !facts.is_empty() {
        elements.push(json!({ "tag": "note", "elements": [literal(&facts)] }));
    }
    Ok(payload(&json!({
        "msg_type": "interactive",
        "card": {
            "config": { "wide_screen_mode": true },
            "header": { "title": literal(&title), "template": template(card) },
            "elements": elements,
        },
    })))
}

/// The colour of the head, by the kind of thing.
fn template(card: &Card) -> &'static str {
    match card.kind.as_ref().map(|told| told.value) {
        Some(Kind::Product | Kind::Shop) => "orange",
        Some(Kind::Video | Kind::Live) => "violet",
        Some(Kind::Music) => "carmine",
        Some(Kind::Place) => "turquoise",
        Some(Kind::MiniProgram) => "green",
        _ => "blue",
    }
}

fn literal(text: &str) -> Value {
    json!({ "tag": "plain_text", "content": text })
}

fn facts(card: &Card) -> String {
    let told = [&card.seller, &card.author, &card.site].into_iter().flatten();
    let told = told.map(|told| cut_chars(&plain(&told.value), TITLE));
    let mut facts: Vec<String> = told.filter(|fact| !fact.is_empty()).collect();
    facts.dedup();
    facts.join(" · ")
}

fn payload(value: &Value) -> Payload {
    let body = inert_json(&value.to_string()).into_bytes();
    Payload { media_type: "application/json; charset=utf-8", body }
}
