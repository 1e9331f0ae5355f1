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

use drawbridge_dingtalk::DIALECT;
use messengers::{EVIL, card, filled, write};

const FORMS: &[&str] = &["link", "action-card"];

#[test]
fn a_link_says_all_that_is_known() {
    let whole = write("link", &card());
    assert_eq!(whole["link"]["title"], "真丝上衣 & <新款>");
    assert_eq!(whole["link"]["text"], "¥129 · 某某旗舰店 · 阿青 · 某某商城\n宽松显瘦 *三色*");
    assert_eq!(whole["link"]["messageUrl"], "https://s.example/i?id=1&x=%E4%B8%AD|2");
    assert_eq!(whole["link"]["picUrl"], "https://img.example/a.jpg?x=1&y=2");
}

#[test]
fn an_action_card_has_a_picture_and_a_title() {
    let whole = write("action-card", &card());
    let text = "![](https://img.example/a.jpg?x=1&y=2)\n\n### 真丝上衣 ＆ ＜新款＞\n\n\
                ¥129 · 某某旗舰店 · 阿青 · 某某商城\n\n宽松显瘦 ＊三色＊";
    assert_eq!(whole["actionCard"]["text"], text);
}

#[test]
fn hostile_words_are_no_markup() {
    let mut card = filled(EVIL);
    card.images[0].value.url = "https://i.example/a)[x](javascript:1)".to_owned();
    let whole = write("action-card", &card);
    let text = whole["actionCard"]["text"].as_str().unwrap();
    let (image, words) = text.split_once("\n\n### ").unwrap();
    assert_eq!(image.matches([')', '(']).count(), 2, "{image}");
    assert!(
        !words.contains(['[', ']', '(', ')', '<', '>', '*', '`', '#', '!', '\u{202e}']),
        "{words}"
    );
}
