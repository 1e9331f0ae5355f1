//! What holds for every messenger that is told a card, whatever its forms: tests, and what they are made
//! with. A messenger's own tests take it in as a module, and say beside it which dialect they are of, and
//! which forms it has.

use std::collections::BTreeSet;

use drawbridge_canon::share::{Card, Image, Kind, Price, Sharing, Source, Told};
use drawbridge_canon::{Account, Ctx, Fault, Money, Timestamp};
use serde_json::Value;

use super::{DIALECT, FORMS};

/// What would be markup, a mention or a link, in one messenger or another.
pub(crate) const EVIL: &str = "</a><script>alert(1)</script><!channel> <@U1|x> @all ~town [a](javascript:1) *b* `c` \"'&amp;|\u{202e}\r\n";

#[allow(clippy::unnecessary_wraps, reason = "the fields of a card are so")]
pub(crate) fn told<T>(value: T) -> Option<Told<T>> {
    Some(Told::new(value, Source::OpenGraph))
}

pub(crate) fn card() -> Card {
    let size = Some(400);
    let url = "https://img.example/a.jpg?x=1&y=2".to_owned();
    let image = Image { url, width: size, height: size, ..Image::default() };
    Card {
        url: told("https://s.example/i?id=1&x=中|2".to_owned()),
        kind: told(Kind::Product),
        title: told("真丝上衣 & <新款>".to_owned()),
        text: told("宽松显瘦 *三色*".to_owned()),
        images: vec![Told::new(image, Source::OpenGraph)],
        price: told(Price { amount: Money::fen(12_900), up_to: None }),
        seller: told("某某旗舰店".to_owned()),
        author: told("阿青".to_owned()),
        site: told("某某商城".to_owned()),
        seconds: told(90),
        ..Card::default()
    }
}

pub(crate) fn written(form: &str, card: &Card) -> Result<Value, Fault> {
    let account = Account::default();
    let ctx = Ctx::new(Timestamp(0), "", &account);
    let sharing = Sharing { ctx, page: None, ticket: None, link: None };
    let forms = DIALECT.share.unwrap().forms;
    let form = forms.iter().find(|known| known.name == form).unwrap();
    let payload = (form.write)(card, &sharing)?;
    assert_eq!(payload.media_type, "application/json; charset=utf-8");
    Ok(serde_json::from_slice(&payload.body).unwrap())
}

pub(crate) fn write(form: &str, card: &Card) -> Value {
    written(form, card).unwrap()
}

/// All texts in a value, with the names under which they stand.
fn texts(value: &Value, name: &str, out: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => out.push((name.to_owned(), text.clone())),
        Value::Array(items) => {
            for item in items {
                texts(item, name, out);
            }
        }
        Value::Object(map) => {
            for (name, value) in map {
                texts(value, name, out);
            }
        }
        _ => {}
    }
}

pub(crate) fn all_texts(value: &Value) -> Vec<(String, String)> {
    let mut out = Vec::new();
    texts(value, "", &mut out);
    out
}

#[test]
fn all_forms_are_tried_here() {
    let names: Vec<&str> = DIALECT.share.unwrap().forms.iter().map(|form| form.name).collect();
    assert_eq!(names, FORMS);
}

#[test]
fn a_card_without_an_address_of_the_web_is_not_told() {
    for url in [None, told("javascript:alert(1)".to_owned())] {
        let bare = Card { url, ..card() };
        for form in FORMS {
            assert!(matches!(written(form, &bare), Err(Fault::Untranslatable(_))), "{form}");
        }
    }
}

#[test]
fn a_card_that_says_only_its_address_is_told() {
    let bare = Card { url: card().url, ..Card::default() };
    for form in FORMS {
        let texts = all_texts(&write(form, &bare));
        assert!(texts.iter().any(|(_, text)| text.contains("s.example")), "{form}: {texts:?}");
        assert!(!texts.iter().any(|(name, text)| name.contains("image") && text.is_empty()));
    }
}

/// A card in which every text is hostile, or long and of characters of four bytes.
pub(crate) fn filled(text: &str) -> Card {
    let all = || told(text.to_owned());
    let mut card = card();
    (card.title, card.text, card.site) = (all(), all(), all());
    (card.author, card.seller) = (all(), all());
    card.images[0].value.alt = Some(text.to_owned());
    card.url = told(format!("https://s.example/{EVIL}"));
    card
}

#[test]
fn what_is_too_long_is_cut_between_characters() {
    for (character, card) in [('𠮷', filled(&"𠮷".repeat(6000))), ('&', filled(&"&".repeat(6000)))]
    {
        for form in FORMS {
            let texts = all_texts(&write(form, &card));
            let longest = texts.iter().map(|(_, text)| text.chars().count()).max();
            // Twice 2,048 and five times that where a character becomes an entity.
            let most = if character == '&' { 5 * 4096 } else { 4096 };
            assert!(longest <= Some(most) && longest > Some(100), "{form}: {longest:?}");
            assert!(texts.iter().any(|(_, text)| text.contains('…')), "{form}");
            assert!(texts.iter().all(|(_, text)| !text.contains('\u{fffd}')), "{form}");
        }
    }
}

/// Names and the sort of their values, as deep as they go; what differs from card to card is `*`.
fn shape(value: &Value, path: &str, out: &mut BTreeSet<String>) {
    let sort = match value {
        Value::Object(map) => {
            for (name, value) in map {
                let name = if name.starts_with("https:") { "*" } else { name };
                shape(value, &format!("{path}.{name}"), out);
            }
            "object"
        }
        Value::Array(items) => {
            for item in items {
                shape(item, path, out);
            }
            "array"
        }
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
        Value::Null => "null",
    };
    out.insert(format!("{path}: {sort}"));
}

/// All that stands in the kept files, and what of it is JSON.
fn kept() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut shapes, mut names) = (BTreeSet::new(), BTreeSet::new());
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/wire")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            shape(&value, "", &mut shapes);
        }
    }
    for shape in &shapes {
        let path = shape.rsplit_once(": ").unwrap().0;
        names.extend(path.rsplit('.').next().map(str::to_owned));
    }
    names.retain(|name| !name.is_empty() && name != "*");
    (shapes, names)
}

#[test]
fn every_field_that_is_written_is_in_the_kept_bytes() {
    let (known, _) = kept();
    let mut written = BTreeSet::new();
    // A `webpage` is a constructor of a schema and no answer to anybody: none is kept.
    for form in FORMS.iter().filter(|form| **form != "webpage") {
        shape(&write(form, &card()), "", &mut written);
    }
    let strange: Vec<&String> = written.difference(&known).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn every_field_of_the_kept_bytes_stands_in_the_table() {
    let mapping = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/MAPPING.md"));
    let (_, names) = kept();
    let told = |name: &String| {
        let ends = |after: char| !(after.is_alphanumeric() || after == '_' || after == ':');
        mapping.match_indices(name.as_str()).any(|(at, _)| {
            let before = mapping[..at].chars().next_back().is_none_or(ends);
            before && mapping[at + name.len()..].chars().next().is_none_or(ends)
        })
    };
    let silent: Vec<&String> = names.iter().filter(|name| !told(name)).collect();
    assert!(silent.is_empty(), "MAPPING.md does not tell of {silent:?}");
}
