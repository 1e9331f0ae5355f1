//! Whatever a card says, no form of any platform turns it into something that runs, and no form
//! tells an address that is none of the web.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot begin has failed")]

use std::sync::Arc;

use drawbridge_canon::share::{
    Availability, Card, Image, Kind, Media, Opening, Price, Rating, Sharing, Source, Told,
};
use drawbridge_canon::{Account, Ctx, Fault, Money, Timestamp};
use drawbridge_roster::DIALECTS;
use serde_json::Value;

const MARKUP: &str =
    "</script><img src=x onerror=alert(1)>'\"`{{7*7}}\u{2028}\u{202e}\r\n]]>--><!--";
const SCRIPT: &str = "javascript://s.example/%0aalert(document.domain)";

/// Platforms whose forms are put into pages as they are: not even within a string may there be
/// anything that ends a script or an attribute.
const IN_PAGES: &[&str] = &["alipay", "douyin", "wechat"];

#[allow(clippy::unnecessary_wraps, reason = "the fields of a card are so")]
fn told<T>(value: T) -> Option<Told<T>> {
    Some(Told::new(value, Source::OpenGraph))
}

/// A card in which everything is said, with a page of a mini program of every platform.
fn card() -> Card {
    let text = |text: &str| told(text.to_owned());
    let url = |path: &str| format!("https://s.example/{path}");
    let money = Money::fen(19_900);
    let image = Image {
        url: url("a.jpg"),
        width: Some(800),
        height: Some(640),
        alt: Some("一件上衣".to_owned()),
    };
    let film = Media { url: url("a.mp4"), ..Media::default() };
    let minis = DIALECTS.iter().map(|dialect| Opening::Mini {
        host: dialect.name.to_owned(),
        app_id: Some("2018062060350751".to_owned()),
        path: Some("pages/item?id=1".to_owned()),
        link: Some(url("mini")),
    });
    let others = [
        Opening::Web { url: url("i/1") },
        Opening::App { url: "app://i/1".to_owned(), system: None, store_id: Some("1".to_owned()) },
    ];
    Card {
        url: told(url("i/1")),
        kind: told(Kind::Product),
        title: text("真丝上衣"),
        text: text("宽松显瘦"),
        images: vec![Told::new(image, Source::OpenGraph)],
        icon: told(url("icon.png")),
        video: told(film),
        price: told(Price { amount: money, up_to: None }),
        seller: text("某店"),
        availability: told(Availability::InStock),
        rating: told(Rating { milli: 4_800, best_milli: 5_000, count: Some(9) }),
        seconds: told(61),
        published: text("2026-11-30T10:00:00+08:00"),
        author: text("某人"),
        site: text("某站"),
        language: text("zh-CN"),
        openings: minis.chain(others).map(|it| Told::new(it, Source::Platform)).collect(),
        platform: Some("somewhere".to_owned()),
        ..Card::default()
    }
}

/// The card with one string after another replaced, and where it was.
fn poisoned(with: &str) -> Vec<(String, Card)> {
    let whole = serde_json::to_value(card()).unwrap();
    let mut paths = Vec::new();
    strings(&whole, String::new(), &mut paths);
    let poison = |path: String| {
        let mut value = whole.clone();
        *value.pointer_mut(&path).unwrap() = with.into();
        // What is not text at all (a kind, a currency) is refused by the type itself.
        serde_json::from_value(value).ok().map(|card| (path, card))
    };
    paths.into_iter().filter_map(poison).collect()
}

fn strings(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::String(_) => into.push(at),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                strings(item, format!("{at}/{index}"), into);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                strings(field, format!("{at}/{name}"), into);
            }
        }
        _ => {}
    }
}

/// An account that has all that a form could ask for.
fn account() -> Account {
    let mut account = Account {
        apps: vec!["2018062060350751".to_owned()],
        endpoint: "https://s.example".to_owned(),
        ..Account::default()
    };
    account.keys.app_secret = Some("secret".to_owned());
    account.options.insert("mini_user_name".to_owned(), "gh_d43f693ca31f".to_owned());
    account
}

/// Platform, form, and what was written: its media type and itself.
type Written = (&'static str, &'static str, Result<(&'static str, String), Fault>);

/// What every form of every platform writes of a card.
fn written(card: &Card) -> Vec<Written> {
    let account = Arc::new(account());
    let ctx = Ctx::new(Timestamp(1_795_525_010_000), "0123456789abcdefghijABCDEFGHIJ42", &account);
    let sharing =
        Sharing { ctx, page: Some("https://s.example/p"), ticket: Some("TICKET"), link: None };
    let mut all = Vec::new();
    for dialect in DIALECTS.iter().filter(|dialect| dialect.share.is_some()) {
        for form in dialect.share.unwrap().forms {
            let payload = (form.write)(card, &sharing).map(|payload| {
                (payload.media_type, String::from_utf8_lossy(&payload.body).into_owned())
            });
            all.push((dialect.name, form.name, payload));
        }
    }
    all
}

#[test]
fn a_card_that_says_everything_is_told_in_every_form() {
    let all = written(&card());
    assert!(all.len() >= 11, "{}", all.len());
    for (platform, form, payload) in all {
        let (media_type, text) = payload.unwrap_or_else(|e| panic!("{platform} {form}: {e}"));
        if media_type.starts_with("application/json") {
            assert!(serde_json::from_str::<Value>(&text).is_ok(), "{platform} {form}: {text}");
        }
    }
}

#[test]
fn markup_in_any_field_is_inert_in_every_form() {
    let mut tried = 0;
    for (field, card) in
        poisoned(MARKUP).into_iter().chain(poisoned(&format!("https://s.example/{MARKUP}")))
    {
        for (platform, form, payload) in written(&card) {
            let Ok((media_type, text)) = payload else { continue };
            let strict = IN_PAGES.contains(&platform);
            let bad = ["<img", "</script", "\u{202e}", "\u{2028}", "<!--", "]]>"];
            let found = bad.iter().find(|bad| strict && text.contains(**bad));
            assert_eq!(found, None, "{platform} {form}, {field}: {text}");
            assert!(
                !strict || !text.contains(['<', '>', '\'']),
                "{platform} {form}, {field}: {text}"
            );
            if media_type.starts_with("application/json") {
                assert!(serde_json::from_str::<Value>(&text).is_ok(), "{platform} {form}, {field}");
            }
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried}");
}

#[test]
fn no_form_tells_an_address_that_runs() {
    let words = ["title", "text", "alt", "seller", "author", "site"];
    for (field, card) in poisoned(SCRIPT) {
        // As a word it is only a word.
        if words.iter().any(|word| field.contains(word)) {
            continue;
        }
        for (platform, form, payload) in written(&card) {
            let text = payload.map_or_else(|_| String::new(), |(_, text)| text);
            // A page of a mini program is no address, whatever it is called.
            let page = field.ends_with("/path");
            let runs = ["javascript:", "javascript%3A"].iter().any(|script| text.contains(script));
            assert!(page || !runs, "{platform} {form}, {field}: {text}");
        }
    }
}
