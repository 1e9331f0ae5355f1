//! The forms in which Alipay is told a card: what they say, and that nothing in a card means
//! anything to where they are put.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use drawbridge_alipay::DIALECT;
use drawbridge_canon::share::{Card, HostRole, Image, Opening, Share, Sharing, Source, Told};
use drawbridge_canon::{Account, Ctx, Fault, Timestamp};
use serde_json::Value;
use url::Url;

const APP: &str = "2018062060350751";
const EVIL: &str = "</script><img src=x onerror=alert(1)>'\"`\u{2028}\u{202e}\r\n]]>--><!--&amp;";

fn share() -> &'static Share {
    DIALECT.share.unwrap()
}

#[allow(clippy::unnecessary_wraps, reason = "the fields of a card are so")]
fn told<T>(value: T) -> Option<Told<T>> {
    Some(Told::new(value, Source::OpenGraph))
}

fn opening(app: Option<&str>, path: &str) -> Told<Opening> {
    let (host, app_id) = ("alipay".to_owned(), app.map(str::to_owned));
    let mini = Opening::Mini { host, app_id, path: Some(path.to_owned()), link: None };
    Told::new(mini, Source::Platform)
}

fn card() -> Card {
    let image = Image { url: "https://img.example/a.jpg".into(), ..Image::default() };
    Card {
        url: told("https://s.example/i?id=1&x=中".to_owned()),
        title: told("真丝上衣".to_owned()),
        text: told("宽松显瘦".to_owned()),
        images: vec![Told::new(image, Source::OpenGraph)],
        ..Card::default()
    }
}

fn write(form: &str, card: &Card) -> Result<String, Fault> {
    let account = Account { apps: vec![APP.to_owned()], ..Account::default() };
    let ctx = Ctx::new(Timestamp(0), "", &account);
    let sharing = Sharing { ctx, page: None, ticket: None, link: None };
    let form = share().forms.iter().find(|known| known.name == form).unwrap();
    Ok(String::from_utf8((form.write)(card, &sharing)?.body).unwrap())
}

#[test]
fn a_link_opens_in_the_apps_own_container_and_is_read_back() {
    let scheme = write("scheme", &card()).unwrap();
    assert_eq!(
        scheme,
        "alipays://platformapi/startapp?appId=20000067&url=\
         https%3A%2F%2Fs.example%2Fi%3Fid%3D1%26x%3D%25E4%25B8%25AD"
    );
    let wrapped = Url::parse(&write("link", &card()).unwrap()).unwrap();
    assert_eq!(wrapped.host_str(), Some("ds.alipay.com"));
    let inner = (share().passes_to.unwrap())(&wrapped).unwrap();
    assert_eq!(inner.as_str(), "https://s.example/i?id=1&x=%E4%B8%AD");
}

#[test]
fn a_page_of_a_mini_program_opens_directly() {
    let mut card = card();
    card.openings = vec![opening(Some(APP), "/pages/item?id=1&name=中")];
    let scheme = write("scheme", &card).unwrap();
    assert!(scheme.starts_with(&format!("alipays://platformapi/startapp?appId={APP}&page=pages")));
    let wrapped = Url::parse(&write("link", &card).unwrap()).unwrap();
    let told = (share().canonical)(&wrapped).unwrap();
    assert_eq!((told.url.as_str(), told.id.as_deref()), (wrapped.as_str(), Some(APP)));
    let Opening::Mini { path, .. } = &told.openings[0] else { panic!("{told:?}") };
    assert_eq!(path.as_deref(), Some("pages/item?id=1&name=%E4%B8%AD"));
    let data: Value = serde_json::from_str(&write("mini-program", &card).unwrap()).unwrap();
    assert_eq!(data["path"], "pages/item?id=1&name=%E4%B8%AD");
    assert_eq!(data["imageUrl"], "https://img.example/a.jpg");
}

#[test]
fn a_page_shares_what_the_card_says() {
    let data: Value = serde_json::from_str(&write("page", &card()).unwrap()).unwrap();
    assert_eq!((&data["title"], &data["content"]), (&"真丝上衣".into(), &"宽松显瘦".into()));
    assert_eq!(data["url"], "https://s.example/i?id=1&x=%E4%B8%AD");
}

#[test]
fn the_query_of_a_mini_program_is_kept_in_every_form() {
    let address = format!(
        "alipays://platformapi/startapp?appId={APP}&page=pages%2Fitem&query=id%3D42&chInfo=ch_share"
    );
    let told = (share().canonical)(&Url::parse(&address).unwrap()).unwrap();
    let Opening::Mini { path, .. } = &told.openings[0] else { panic!("{told:?}") };
    assert_eq!(path.as_deref(), Some("pages/item?id=42"));
    let mut card = card();
    card.openings = vec![Told::new(told.openings[0].clone(), Source::Address)];
    // What starts a program is not what opens its page: each stays where it stood.
    let scheme = write("scheme", &card).unwrap();
    assert_eq!(
        scheme,
        format!("alipays://platformapi/startapp?appId={APP}&page=pages%2Fitem&query=id%3D42")
    );
    assert_eq!(write("link", &card).unwrap(), told.url);
    let data: Value = serde_json::from_str(&write("mini-program", &card).unwrap()).unwrap();
    assert_eq!(data["path"], "pages/item?id=42");
}

#[test]
fn a_program_without_a_page_is_started_and_shares_none() {
    let address = format!("alipays://platformapi/startapp?appId={APP}&query=id%3D42");
    let told = (share().canonical)(&Url::parse(&address).unwrap()).unwrap();
    let openings = told.openings.iter().map(|it| Told::new(it.clone(), Source::Address)).collect();
    let card = Card { openings, ..card() };
    assert_eq!(write("scheme", &card).unwrap(), address);
    assert!(matches!(write("mini-program", &card), Err(Fault::Untranslatable(_))));
}

#[test]
fn a_link_that_starts_something_else_than_its_opening_is_not_written() {
    for link in [
        "alipays://platformapi/startapp?appId=2021000000000000&page=pages%2Fitem&query=id%3D42",
        "alipays://platformapi/startapp?appId=2018062060350751&page=pages%2Fother&query=id%3D42",
        "alipays://platformapi/startapp?appId=20000067&url=https%3A%2F%2Fevil.example",
        "javascript:alert(1)",
    ] {
        let opening = Opening::Mini {
            host: "alipay".to_owned(),
            app_id: Some(APP.to_owned()),
            path: Some("pages/item?id=42".to_owned()),
            link: Some(link.to_owned()),
        };
        let card = Card { openings: vec![Told::new(opening, Source::Platform)], ..card() };
        assert_eq!(
            write("scheme", &card).unwrap(),
            format!("alipays://platformapi/startapp?appId={APP}&page=pages%2Fitem%3Fid%3D42"),
            "{link}"
        );
    }
}

#[test]
fn its_hosts_are_its_own() {
    let role = |host: &str| share().hosts.iter().find(|ours| ours.has(host)).map(|ours| ours.role);
    for (host, expected) in [
        ("u.alipay.cn", Some(HostRole::Short)),
        ("ur.alipay.com", Some(HostRole::Short)),
        ("qr.alipay.com", Some(HostRole::Short)),
        ("ulink.alipay.com", Some(HostRole::Passes)),
        ("ds.alipay.com", Some(HostRole::Passes)),
        ("m.alipay.com", Some(HostRole::Passes)),
        ("www.alipay.cn", Some(HostRole::Own)),
        ("alipay.cn.example.com", None),
    ] {
        assert_eq!(role(host), expected, "{host}");
    }
}

#[test]
fn nothing_in_a_card_means_anything_to_a_page() {
    let mut card = card();
    for field in [&mut card.title, &mut card.text, &mut card.site, &mut card.author] {
        *field = told(EVIL.to_owned());
    }
    card.url = told(format!("https://s.example/{EVIL}"));
    card.images[0].value.url = format!("https://i.example/{EVIL}");
    card.openings = vec![opening(Some(APP), EVIL)];
    for form in share().forms {
        let text = write(form.name, &card).unwrap();
        let inert = !text.contains(['<', '>', '\'', '\u{2028}', '\u{202e}', '\n']);
        assert!(inert, "{}: {text}", form.name);
    }
    card.openings = vec![opening(Some("1&url=javascript:alert(1)"), "p")];
    let scheme = write("scheme", &card).unwrap();
    assert!(scheme.starts_with("alipays://platformapi/startapp?appId=20000067&url=https"));
}

#[test]
fn what_cannot_be_carried_is_said() {
    let refused = |form: &str, card: &Card| {
        assert!(matches!(write(form, card), Err(Fault::Untranslatable(_))), "{form}");
    };
    refused("mini-program", &card());
    let foreign = Card { openings: vec![opening(Some("2021000000000000"), "p")], ..card() };
    refused("mini-program", &foreign);
    for address in ["javascript:alert(1)", "weixin://dl/business/?t=x", "https://u@s.example/"] {
        let bad = Card { url: told(address.to_owned()), ..card() };
        for form in ["page", "link", "scheme"] {
            refused(form, &bad);
        }
    }
    refused("page", &Card { url: None, ..card() });
}
