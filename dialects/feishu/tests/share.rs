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

use drawbridge_feishu::DIALECT;
use messengers::{EVIL, all_texts, card, filled, write};

const FORMS: &[&str] = &["card"];

#[test]
fn a_card_says_all_that_is_known() {
    let whole = &write("card", &card())["card"];
    assert_eq!(whole["header"]["title"]["content"], "真丝上衣 & <新款>");
    assert_eq!(whole["header"]["template"], "orange");
    assert_eq!(whole["elements"][0]["text"]["content"], "宽松显瘦 *三色*");
    assert_eq!(whole["elements"][1]["text"]["content"], "¥129");
    let button = &whole["elements"][2]["actions"][0];
    assert_eq!(button["url"], "https://s.example/i?id=1&x=%E4%B8%AD|2");
    assert_eq!(whole["elements"][3]["elements"][0]["content"], "某某旗舰店 · 阿青 · 某某商城");
}

#[test]
fn hostile_words_are_plain_text() {
    let whole = write("card", &filled(EVIL));
    let tags = ["action", "button", "div", "note", "plain_text"];
    for (name, text) in all_texts(&whole) {
        match name.as_str() {
            "tag" => assert!(tags.contains(&text.as_str()), "{text}"),
            "url" => assert!(text.starts_with("https://s.example/"), "{text}"),
            _ => assert!(!text.contains('\u{202e}'), "{name}: {text}"),
        }
    }
}
