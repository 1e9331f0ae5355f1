//! Whatever stands in a card, no writer writes an element or an attribute more for it.

use std::cell::{Cell, RefCell};
use std::slice;

use drawbridge_canon::share::{Card, Kind, Message, Step};
use drawbridge_page::write::{
    Asked, Inside, Showing, Tongue, json_ld, oembed_json, oembed_xml, page_html, plain_text,
};
use serde_json::Value;

use super::cards::{KINDS, full, judged, reader, showing};
use super::tree::{Element, elements};

/// Ways out of a text, an attribute, an address, a script, a style, XML and JSON.
const PAYLOADS: &[&str] = &[
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onload=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "` onclick=`alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><svg/onload=alert(1)>",
    "</code></p></section></main></body></html><script>alert(1)</script>",
    "<!--<script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<![CDATA[x]]><?php x ?><!DOCTYPE y [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "\u{2028}alert(1)\u{2029}//\\\"-alert(1)-\"",
    "+ADw-script+AD4-alert(1)",
    "a\u{0}b\u{1b}c\u{7f}\u{85}\u{FFFE}\u{202e}d",
    "{{constructor.constructor('alert(1)')()}}${alert(1)}",
    "javascript:alert(1)",
    "JaVa\nScRiPt:alert(1)//https://a.example/",
    "\u{1}javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "intent://x#Intent;scheme=http;S.browser_fallback_url=https%3A%2F%2Fevil.example;end",
    "blob:https://evil.example/1",
    "file:///etc/passwd",
    "//evil.example/x",
    "https://a.example/\"onmouseover=\"alert(1)",
    "https://a.example/'onmouseover='alert(1)",
    "https://a.example/</textarea></script><script>alert(1)</script>",
    "https://user:pass@evil.example/",
    "https:evil.example\\@a.example",
    "https://a.example/\r\nSet-Cookie: a=b",
    "shop://x\" onclick=\"alert(1)",
    "text/html\" onload=\"alert(1)",
    "zh\"><script>alert(1)</script>",
    "2026-11-30T08:00:00\"><script>alert(1)</script>",
];

/// Cards with hostile values, each beside the same card with harmless ones: of every kind with one
/// payload everywhere, and of one kind with every payload in each place alone: addresses one by one,
/// text many in a row, since each alone would take minutes.
fn hostile(check: impl Fn(&Card, &Card, &str)) {
    let mut changed = 0;
    let mut put = |good: &Card, paths: &[String], payload: &str| {
        let bad = with(good, paths, payload).unwrap();
        changed += usize::from(bad != *good);
        check(good, &bad, &format!("{paths:?} = {payload}"));
    };
    let product = Card { safety: Some(judged(Step::Warn)), ..full(Kind::Product) };
    let refused = Card { safety: Some(judged(Step::Refuse)), ..product.clone() };
    let cards = KINDS.map(|kind| Card { safety: Some(judged(Step::Warn)), ..full(kind) });
    for good in cards.iter().chain([&refused]) {
        let paths = places(good);
        for payload in PAYLOADS {
            put(good, &paths, payload);
        }
    }
    for path in places(&product) {
        let address = ["/url", "/link", "/icon/value"].iter().any(|end| path.contains(end));
        for payload in if address { singly() } else { in_rows() } {
            put(&product, slice::from_ref(&path), &payload);
        }
    }
    assert!(changed > 1000, "only {changed}");
}

fn singly() -> Vec<String> {
    PAYLOADS.iter().map(ToString::to_string).collect()
}

/// Rows that no writer cuts.
fn in_rows() -> Vec<String> {
    let mut rows = vec![String::new()];
    for payload in PAYLOADS {
        if rows.last().is_some_and(|row| row.chars().count() + payload.len() > 90) {
            rows.push(String::new());
        }
        rows.last_mut().unwrap().push_str(payload);
    }
    rows
}

/// The card with this text in those places.
fn with(card: &Card, paths: &[String], text: &str) -> serde_json::Result<Card> {
    let mut whole = serde_json::to_value(card)?;
    for path in paths {
        *whole.pointer_mut(path).unwrap() = Value::from(text);
    }
    serde_json::from_value(whole)
}

/// Where in a card any text may stand; what is one of a few words cannot be any other.
fn places(card: &Card) -> Vec<String> {
    let all = texts(&serde_json::to_value(card).unwrap(), String::new());
    let free: Vec<String> =
        all.into_iter().filter(|path| with(card, slice::from_ref(path), "x").is_ok()).collect();
    assert!(free.len() > 30, "{free:?}");
    free
}

/// Where in a value its texts stand.
fn texts(value: &Value, path: String) -> Vec<String> {
    match value {
        Value::String(_) => vec![path],
        Value::Array(all) => {
            let within = all.iter().enumerate();
            within.flat_map(|(at, inner)| texts(inner, format!("{path}/{at}"))).collect()
        }
        Value::Object(all) => {
            all.iter().flat_map(|(key, inner)| texts(inner, format!("{path}/{key}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// Nothing is there that the harmless one has not, in the same order; a value may fall away.
fn no_more(good: &[Element], bad: &[Element], what: &str) {
    let mut left = good.iter().map(Element::shape);
    for element in bad {
        // A value that is unfit takes its attribute with it.
        let shape = element.shape();
        let fits =
            |known: &String| *known == shape || known.starts_with(&shape) && shape.contains(' ');
        assert!(left.any(|known| fits(&known)), "{what}: {element:?}");
        for (name, value) in &element.attributes {
            assert!(
                !name.starts_with("on") && name != "style" && name != "srcdoc",
                "{what}: {name}"
            );
            if ["href", "src"].contains(&&**name) {
                let own = element.name == "a" && value.starts_with("shop://");
                let web = value.starts_with("https://") || value.starts_with("http://");
                assert!(web || own, "{what}: {value}");
                assert!(!value.contains("@evil"), "{what}: {value}");
            }
        }
    }
}

fn shown(inside: Inside<'static>, tongue: Tongue) -> Showing<'static> {
    Showing { reader: reader(tongue, inside), ..showing() }
}

#[test]
fn a_page_is_the_same_whatever_is_told() {
    let at_home = shown(Inside::Browser, Tongue::English);
    let guest = shown(Inside::App("chat"), Tongue::Chinese);
    let pages = |card: &Card| [&at_home, &guest].map(|showing| elements(&page_html(card, showing)));
    // The harmless pages of the last card: most come again and again.
    let known = RefCell::new((Card::default(), pages(&Card::default())));
    let turn = Cell::new(0);
    hostile(|good, bad, what| {
        let mut known = known.borrow_mut();
        if known.0 != *good {
            *known = (good.clone(), pages(good));
        }
        // In turn: both each time would only take longer.
        turn.set(1 - turn.get());
        let (good, showing) = [(&known.1[0], &at_home), (&known.1[1], &guest)][turn.get()];
        let bad = elements(&page_html(bad, showing));
        no_more(good, &bad, what);
        for script in bad.iter().filter(|element| element.name == "script") {
            assert_eq!(script.get("type"), Some("application/ld+json"), "{what}");
            serde_json::from_str::<Value>(&script.text).expect(what);
        }
    });
}

#[test]
fn what_the_server_lends_is_text_too() {
    let card = full(Kind::Product);
    let good = elements(&page_html(
        &Card { title: None, site: None, url: None, ..card.clone() },
        &showing(),
    ));
    for payload in PAYLOADS {
        let lent = Showing {
            house: payload,
            code: Some(payload),
            page: payload,
            oembed: Some(payload),
            ..showing()
        };
        let bad = Card { title: None, site: None, url: None, ..card.clone() };
        no_more(&good, &elements(&page_html(&bad, &lent)), payload);
    }
}

#[test]
fn an_oembed_answer_holds_a_player_and_nothing_else() {
    hostile(|good, bad, what| {
        let json = |card: &Card| oembed_json(card, &showing(), Asked::default());
        let parsed: Value = serde_json::from_str(&json(bad)).expect(what);
        assert!(!json(bad).contains('<'), "{what}");
        if let Some(html) = parsed["html"].as_str() {
            let good: Value = serde_json::from_str(&json(good)).unwrap();
            let players = [
                "<iframe src=\"https://a.cn/\" width=\"1\" height=\"1\" sandbox=\"\" referrerpolicy=\"\" allowfullscreen></iframe>",
                "<video src=\"https://a.cn/\" width=\"1\" height=\"1\" controls preload=\"\"></video>",
                "<audio src=\"https://a.cn/\" controls preload=\"\"></audio>",
            ];
            let known = elements(
                &(good["html"].as_str().unwrap_or_default().to_owned() + &players.concat()),
            );
            no_more(&known, &elements(html), what);
        }
        for key in ["url", "thumbnail_url", "provider_url"] {
            let value = parsed[key].as_str().unwrap_or("https://");
            assert!(
                value.starts_with("https://") || value.starts_with("http://"),
                "{what}: {value}"
            );
        }
        let xml = oembed_xml(bad, &showing(), Asked::default());
        let tree = roxmltree::Document::parse(&xml).expect(what);
        let children: Vec<_> =
            tree.root_element().children().filter(roxmltree::Node::is_element).collect();
        let told = parsed.as_object().unwrap();
        assert_eq!(children.len(), told.len(), "{what}");
        for child in children {
            assert!(
                !child.has_children() || child.children().all(|inner| inner.is_text()),
                "{what}"
            );
            assert!(told.contains_key(child.tag_name().name()), "{what}");
        }
    });
}

#[test]
fn json_ld_is_json_without_a_tag() {
    hostile(|_, bad, what| {
        let text = json_ld(bad, &showing());
        serde_json::from_str::<Value>(&text).expect(what);
        let page = format!("<script type=\"application/ld+json\">{text}</script>");
        assert_eq!(elements(&page).iter().filter(|element| element.name == "script").count(), 1);
        assert!(elements(&page).iter().any(|element| element.text == text), "{what}");
    });
}

#[test]
fn a_text_has_one_link_and_it_is_ours() {
    hostile(|_, bad, what| {
        let text = plain_text(bad, "https://bridge.example/s/1", Some("吊桥口令 #DB-1234-5678#"));
        let message = Message::of(&text);
        let links: Vec<&str> = message.links.iter().map(|link| link.url.as_ref()).collect();
        assert_eq!(links, ["https://bridge.example/s/1"], "{what}: {text}");
        assert!(text.lines().count() <= 3 && !text.contains('\u{0}'), "{what}: {text}");
    });
}
