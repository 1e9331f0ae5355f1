//! Its half of the share gate: what a group's robot says of a link.

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
        name: "link",
        title: "Link message of a robot",
        title_zh: "机器人链接消息（link）",
        write: link,
    },
    Form {
        name: "action-card",
        title: "Action card of a robot, opened as a whole",
        title_zh: "机器人整体跳转卡片（actionCard）",
        write: action_card,
    },
];

/// In characters. No public document names limits of single fields; this is as much as is shown.
const TITLE: usize = 100;
const TEXT: usize = 400;

/// `link`: nothing in it is read as markup.
fn link(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let text = [facts(card), cut_chars(&told_text(card), TEXT)];
    let text: Vec<String> = text.into_iter().filter(|line| !line.is_empty()).collect();
    let title = cut_chars(&told_title(card, &link), TITLE);
    // The text must not be empty.
    let text = if text.is_empty() { title.clone() } else { text.join("\n") };
    let body = json!({
        "title": title,
        "text": text,
        "picUrl": told_image(card).unwrap_or_default(),
        "messageUrl": link,
    });
    Ok(payload(&json!({ "msgtype": "link", "link": body })))
}

/// `actionCard` that opens as a whole: its text is Markdown.
fn action_card(card: &Card, sharing: &Sharing<'_>) -> Result<Payload, Fault> {
    let link = told_link(card, sharing)?;
    let title = cut_chars(&told_title(card, &link), TITLE);
    let image = told_image(card).map(|url| {
        // A parenthesis would end the picture's address.
        format!("![]({})", url.replace('(', "%28").replace(')', "%29"))
    });
    let lines = [
        image.unwrap_or_default(),
        format!("### {}", unmarked(&title)),
        unmarked(&facts(card)),
        unmarked(&cut_chars(&told_text(card), TEXT)),
    ];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    let body = json!({
        "title": title,
        "text": lines.join("\n\n"),
        "singleTitle": "打开 Open",
        "singleURL": link,
    });
    Ok(payload(&json!({ "msgtype": "actionCard", "actionCard": body })))
}

fn facts(card: &Card) -> String {
    let told = [&card.seller, &card.author, &card.site].into_iter().flatten();
    let told = told.map(|told| cut_chars(&plain(&told.value), TITLE));
    let mut facts: Vec<String> = told_price(card).into_iter().chain(told).collect();
    facts.retain(|fact| !fact.is_empty());
    facts.dedup();
    facts.join(" · ")
}

/// Text without marks: no document says how they are escaped, so each is written full width.
fn unmarked(text: &str) -> String {
    let wide = |c: char| if "\\`*_{}[]()<>#+!|~&".contains(c) { widened(c) } else { c };
    let text: String = text.chars().map(wide).collect();
    // A line may also begin as a list or a rule.
    match text.strip_prefix('-') {
        Some(rest) => format!("－{rest}"),
        None => text,
    }
}

fn widened(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}

fn payload(value: &Value) -> Payload {
    let body = inert_json(&value.to_string()).into_bytes();
    Payload { media_type: "application/json; charset=utf-8", body }
}
