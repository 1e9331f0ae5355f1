//! The forms in which WeChat is told a card: what they say, and that nothing in a card means
//! anything to where they are put.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod common;

use common::{NONCE, account};
use drawbridge_canon::share::{Card, Image, Opening, Sharing, Source, Told};
use drawbridge_canon::{Account, Ctx, Fault, Timestamp};
use drawbridge_wechat::SHARE;
use serde_json::Value;

const NOW: Timestamp = Timestamp(1_414_587_457_000);
const PAGE: &str = "https://s.example/p?a=1#x";
const EVIL: &str =
    "</script><img src=x onerror=alert(1)>'\"`{{7*7}}\u{2028}\u{202e}\r\n]]>--><!--&amp;";

fn side() -> Account {
    let mut account = account("1900007291");
    account.apps = vec!["wxd678efh567hg6787".to_owned()];
    account.options.insert("mini_user_name".into(), "gh_d43f693ca31f".into());
    account
}

#[allow(clippy::unnecessary_wraps, reason = "the fields of a card are so")]
fn told<T>(value: T) -> Option<Told<T>> {
    Some(Told::new(value, Source::OpenGraph))
}

fn card() -> Card {
    let opening = Opening::Mini {
        host: "wechat".into(),
        app_id: Some("wxd678efh567hg6787".into()),
        path: Some("pages/item/item?id=1".into()),
        link: None,
    };
    let image = Image { url: "https://img.example/a.jpg".into(), ..Image::default() };
    Card {
        url: told("https://s.example/i/1".to_owned()),
        title: told("真丝上衣".to_owned()),
        text: told("宽松显瘦".to_owned()),
        images: vec![Told::new(image, Source::OpenGraph)],
        openings: vec![Told::new(opening, Source::Platform)],
        ..Card::default()
    }
}

fn write(form: &str, card: &Card, account: &Account) -> Result<String, Fault> {
    let ctx = Ctx::new(NOW, NONCE, account);
    let sharing = Sharing { ctx, page: Some(PAGE), ticket: Some("TICKET"), link: None };
    let form = SHARE.forms.iter().find(|known| known.name == form).unwrap();
    let payload = (form.write)(card, &sharing)?;
    assert_eq!(payload.media_type, "application/json; charset=utf-8");
    Ok(String::from_utf8(payload.body).unwrap())
}

fn read(form: &str) -> Value {
    serde_json::from_str(&write(form, &card(), &side()).unwrap()).unwrap()
}

#[test]
fn a_page_shares_what_the_card_says() {
    let data = read("js-sdk");
    assert_eq!(data["friends"]["title"], "真丝上衣");
    assert_eq!(data["friends"]["link"], "https://s.example/i/1");
    assert_eq!(data["timeline"]["imgUrl"], "https://img.example/a.jpg");
    assert_eq!(data["config"]["timestamp"], 1_414_587_457);
    // sha1("jsapi_ticket=TICKET&noncestr=…&timestamp=1414587457&url=https://s.example/p?a=1")
    let signed = format!(
        "jsapi_ticket=TICKET&noncestr={NONCE}&timestamp=1414587457&url=https://s.example/p?a=1"
    );
    let signature = drawbridge_seal::digest::sha1_hex(signed.as_bytes());
    assert_eq!(data["config"]["signature"], signature);
    assert_eq!(read("page")["config"], Value::Null);
}

#[test]
fn a_mini_program_and_an_app_share_it_too() {
    let card = read("mini-program");
    assert_eq!(card["path"], "/pages/item/item?id=1");
    assert_eq!(card["imageUrl"], "https://img.example/a.jpg");
    let native = read("native-mini-program");
    assert_eq!(native["mediaObject"]["userName"], "gh_d43f693ca31f");
    assert_eq!(native["picture"]["mostBytes"], 131_072);
    assert_eq!(read("native-page")["mediaObject"]["webpageUrl"], "https://s.example/i/1");
}

#[test]
fn nothing_in_a_card_means_anything_to_a_page() {
    let evil = || told(EVIL.to_owned());
    let image =
        |url: &str| Told::new(Image { url: url.to_owned(), ..Image::default() }, Source::Html);
    let mini = Opening::Mini {
        host: "wechat".into(),
        app_id: None,
        path: Some(format!("pages/{EVIL}")),
        link: Some(EVIL.into()),
    };
    let mut card = card();
    card.title = evil();
    card.text = evil();
    card.site = evil();
    card.author = evil();
    card.seller = evil();
    card.images = vec![image("javascript:alert(1)"), image(&format!("https://i.example/{EVIL}"))];
    card.openings = vec![Told::new(mini, Source::Html)];
    card.url = told(format!("https://s.example/{EVIL}"));
    // What is no JSON has a test of its own.
    let forms = SHARE.forms.iter().filter(|form| form.name != "mini-program-scheme");
    for form in forms {
        let text =
            write(form.name, &card, &side()).unwrap_or_else(|e| panic!("{}: {e}", form.name));
        assert!(!text.contains(['<', '>', '&', '\'', '\u{2028}']), "{}: {text}", form.name);
        let value: Value = serde_json::from_str(&text).unwrap();
        let link = &value["friends"]["link"];
        assert!(link.as_str().is_none_or(|link| !link.contains(['"', ' '])), "{link}");
        assert!(!text.contains("javascript:") && !text.contains('\u{202e}'), "{text}");
    }
}

#[test]
fn what_cannot_be_carried_is_said_with_what_helps() {
    let untranslatable = |form: &str, card: &Card| match write(form, card, &side()) {
        Err(Fault::Untranslatable(refusal)) => refusal.message,
        other => panic!("{form}: {other:?}"),
    };
    let mut elsewhere = card();
    elsewhere.url = told("https://other.example/".to_owned());
    assert!(untranslatable("js-sdk", &elsewhere).contains("js_domains"));
    let mut listed = side();
    listed.options.insert("js_domains".into(), "a.example, other.example".into());
    assert!(write("js-sdk", &elsewhere, &listed).is_ok());
    for scheme in
        ["javascript:alert(1)", "alipays://platformapi/startapp", "https://u:p@s.example/"]
    {
        let mut bad = card();
        bad.url = told(scheme.to_owned());
        for form in ["page", "js-sdk", "native-page"] {
            untranslatable(form, &bad);
        }
    }
    let code = Card { url: None, ..card() };
    assert!(untranslatable("page", &code).contains("code"));
    let mut foreign = card();
    foreign.openings[0].value = Opening::Mini {
        host: "wechat".into(),
        app_id: Some("wxother".into()),
        path: Some("p".into()),
        link: None,
    };
    untranslatable("mini-program", &foreign);
    untranslatable("mini-program", &Card { openings: Vec::new(), ..card() });
    let mut long = card();
    long.url = told(format!("https://s.example/{}", "a".repeat(11_000)));
    assert!(untranslatable("native-page", &long).contains("short link"));
}

#[test]
fn long_words_are_cut_between_characters() {
    let mut long = card();
    long.title = told("长".repeat(400));
    long.text = told("长".repeat(400));
    let value: Value =
        serde_json::from_str(&write("native-page", &long, &side()).unwrap()).unwrap();
    let length = |name: &str| value[name].as_str().unwrap().len();
    assert!(length("title") <= 512 && length("title") > 506);
    assert!(length("description") <= 1024 && length("description") > 1018);
}

#[test]
fn nothing_is_signed_without_a_ticket_or_an_app() {
    let account = account("1900007291");
    assert!(matches!(write("js-sdk", &card(), &account), Err(Fault::Unsent(_))));
    let ctx = Ctx::new(NOW, NONCE, &account);
    let form = SHARE.forms.iter().find(|known| known.name == "js-sdk").unwrap();
    let sharing = Sharing { ctx, page: Some(PAGE), ticket: None, link: None };
    assert!(matches!((form.write)(&card(), &sharing), Err(Fault::Unsent(_))));
}
