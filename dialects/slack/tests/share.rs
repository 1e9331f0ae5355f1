//! The forms in which it is told a card: what they say, within which limits, and that nothing in a
//! card means anything there.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test stops where it fails, and reads the kept files"
)]

#[path = "../../../conformance/tests/messengers/mod.rs"]
#[allow(dead_code, reason = "each messenger uses a part of it")]
mod messengers;

use drawbridge_slack::DIALECT;
use messengers::{EVIL, all_texts, card, filled, write};
use serde_json::Value;

const FORMS: &[&str] = &["unfurl", "message", "attachment"];

#[test]
fn a_link_becomes_blocks_with_all_that_is_known() {
    let whole = write("unfurl", &card());
    let link = "https://s.example/i?id=1&x=%E4%B8%AD|2";
    let blocks = &whole[link]["blocks"];
    let heading = "*<https://s.example/i?id=1&amp;x=%E4%B8%AD%7C2|真丝上衣 &amp; &lt;新款&gt;>*";
    assert_eq!(blocks[0]["text"]["text"], heading);
    assert_eq!(blocks[0]["accessory"]["image_url"], "https://img.example/a.jpg?x=1&y=2");
    assert_eq!(blocks[1]["text"]["text"], "宽松显瘦 *三色*");
    assert_eq!(blocks[1]["text"]["type"], "plain_text");
    let facts: Vec<&Value> =
        blocks[2]["elements"].as_array().unwrap().iter().map(|fact| &fact["text"]).collect();
    assert_eq!(facts, ["¥129", "某某旗舰店", "阿青", "某某商城"]);
}

/// Whether a text stands in it as one in which nothing is read.
fn is_plain(value: &Value, text: &str) -> bool {
    let here = value["type"] == "plain_text" && value["text"] == text;
    let within = match value {
        Value::Object(map) => map.values().any(|value| is_plain(value, text)),
        Value::Array(list) => list.iter().any(|value| is_plain(value, text)),
        _ => false,
    };
    here || within
}

#[test]
fn hostile_words_neither_link_nor_mention() {
    for form in FORMS {
        let whole = write(form, &filled(EVIL));
        for (name, text) in all_texts(&whole) {
            let literal = ["alt_text", "title_link"].contains(&name.as_str());
            let inner = text.strip_prefix("*<").and_then(|text| text.strip_suffix(">*"));
            let bare = inner.unwrap_or(&text);
            let is_plain = is_plain(&whole, &text);
            assert!(literal || is_plain || !bare.contains(['<', '>']), "{form} {name}: {text}");
            if let Some(inner) = inner {
                let (link, _) = inner.split_once('|').unwrap();
                assert!(link.starts_with("https://s.example/") && !link.contains(' '), "{link}");
            }
        }
        let whole = whole.to_string();
        assert!(
            !whole.contains("\u{202e}")
                && whole.contains("\"verbatim\":true") != (*form == "attachment")
        );
    }
}
