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

use drawbridge_mattermost::DIALECT;
use messengers::{EVIL, all_texts, card, filled, write};

const FORMS: &[&str] = &["attachment", "embed"];

#[test]
fn an_attachment_says_all_that_is_known() {
    let whole = &write("attachment", &card())["attachments"][0];
    assert_eq!(whole["title"], "真丝上衣 & <新款>");
    assert_eq!(whole["title_link"], "https://s.example/i?id=1&x=%E4%B8%AD|2");
    assert_eq!(whole["text"], "宽松显瘦 \\*三色\\*");
    assert_eq!(whole["fields"][0]["value"], "¥129");
    assert_eq!((&whole["author_name"], &whole["footer"]), (&"阿青".into(), &"某某商城".into()));
}

#[test]
fn an_embed_says_what_the_server_would_read() {
    let data = &write("embed", &card())["embeds"][0]["data"];
    assert_eq!((&data["type"], &data["site_name"]), (&"product".into(), &"某某商城".into()));
    assert_eq!(data["images"][0]["secure_url"], "https://img.example/a.jpg?x=1&y=2");
    assert_eq!(data["images"][0]["width"], 400);
}

#[test]
fn hostile_words_neither_link_nor_mention() {
    let whole = write("attachment", &filled(EVIL));
    for (name, text) in all_texts(&whole).iter().filter(|(name, _)| name != "title_link") {
        for (at, _) in text.match_indices(['@', '~']) {
            assert!(text[at + 1..].starts_with('\u{2060}'), "{name}: {text}");
        }
    }
    let text = whole["attachments"][0]["text"].as_str().unwrap();
    let mut escaped = false;
    for character in text.chars() {
        let bare = "`*_[]()<>!|".contains(character) && !escaped;
        assert!(!bare, "{character} in {text}");
        escaped = character == '\\' && !escaped;
    }
    assert!(!text.contains('\u{202e}'));
}
