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

use std::collections::BTreeSet;

use drawbridge_matrix::DIALECT;
use messengers::{EVIL, card, filled, write};

const FORMS: &[&str] = &["message", "preview"];

#[test]
fn a_message_says_all_in_words_and_in_markup() {
    let whole = write("message", &card());
    assert_eq!(
        whole["body"],
        "真丝上衣 & <新款>\n¥129 · 某某旗舰店 · 阿青 · 某某商城\n宽松显瘦 *三色*\nhttps://s.example/i?id=1&x=%E4%B8%AD|2"
    );
    let html = "<strong><a href=\"https://s.example/i?id=1&amp;x=%E4%B8%AD|2\">真丝上衣 &amp; &lt;新款&gt;\
                </a></strong><br>¥129 · 某某旗舰店 · 阿青 · 某某商城<br>宽松显瘦 *三色*";
    assert_eq!(whole["formatted_body"], html);
    assert_eq!(whole["m.mentions"], serde_json::json!({}));
}

#[test]
fn only_a_picture_in_a_media_repository_is_told() {
    assert!(write("preview", &card()).get("og:image").is_none());
    let mut card = card();
    card.images[0].value.url = "mxc://example.com/a".to_owned();
    let whole = write("preview", &card);
    assert_eq!(
        (&whole["og:image"], &whole["og:image:width"]),
        (&"mxc://example.com/a".into(), &400.into())
    );
    assert_eq!(
        (&whole["og:title"], &whole["og:type"]),
        (&"真丝上衣 & <新款>".into(), &"product".into())
    );
}

#[test]
fn hostile_words_are_no_markup() {
    let html = write("message", &filled(EVIL))["formatted_body"].as_str().unwrap().to_owned();
    let tags: BTreeSet<&str> =
        html.split('<').skip(1).map(|tag| tag.split(['>', ' ']).next().unwrap()).collect();
    assert_eq!(tags, BTreeSet::from(["/a", "/strong", "a", "br", "strong"]));
    assert_eq!(html.matches('"').count(), 2, "one attribute, the link: {html}");
    assert!(!html.contains('\u{202e}'));
}
