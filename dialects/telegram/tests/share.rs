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

use drawbridge_canon::share::Card;
use drawbridge_telegram::DIALECT;
use messengers::{EVIL, card, filled, told, write};

const FORMS: &[&str] = &["html", "entities", "webpage"];

#[test]
fn a_message_in_html_is_a_link_and_lines() {
    let whole = write("html", &card());
    let text = "<b><a href=\"https://s.example/i?id=1&amp;x=%E4%B8%AD|2\">真丝上衣 &amp; &lt;新款&gt;</a></b>\n\
                ¥129 · 某某旗舰店 · 阿青 · 某某商城\n宽松显瘦 *三色*";
    assert_eq!(whole["text"], text);
    assert_eq!(whole["link_preview_options"]["url"], "https://s.example/i?id=1&x=%E4%B8%AD|2");
}

#[test]
fn entities_are_counted_in_utf_16() {
    let card = Card { title: told("𠮷a".to_owned()), ..card() };
    let whole = write("entities", &card);
    assert_eq!(whole["entities"][1]["length"], 3);
    assert!(whole["text"].as_str().unwrap().starts_with("𠮷a\n¥129"));
}

#[test]
fn a_message_has_at_most_what_the_service_takes() {
    let whole = write("entities", &filled(&"𠮷".repeat(6000)));
    assert!(whole["text"].as_str().unwrap().chars().count() <= 4096);
}

#[test]
fn a_preview_has_the_schemas_names() {
    let schema = include_str!("../wire/web-page.tl");
    let whole = write("webpage", &card());
    for name in whole.as_object().unwrap().keys().filter(|name| *name != "_") {
        assert!(schema.contains(&format!(" {name}:")), "{name}");
    }
    assert_eq!((&whole["duration"], &whole["type"]), (&90.into(), &"article".into()));
    assert_eq!(whole["display_url"], "s.example/i?id=1&x=%E4%B8%AD|2");
}

#[test]
fn hostile_words_are_no_markup() {
    let html = write("html", &filled(EVIL))["text"].as_str().unwrap().to_owned();
    let tags: BTreeSet<&str> =
        html.split('<').skip(1).map(|tag| tag.split(['>', ' ']).next().unwrap()).collect();
    assert_eq!(tags, BTreeSet::from(["/a", "/b", "a", "b"]));
    assert_eq!(html.matches('"').count(), 2, "one attribute, the link: {html}");
    assert!(!html.contains('\u{202e}'));
}
