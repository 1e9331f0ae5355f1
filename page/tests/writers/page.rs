//! A page says what the card says, to crawlers and to people.

use drawbridge_canon::share::{Card, Image, Kind, Opening, Source, Step, Told};
use drawbridge_page::write::{Inside, Reader, Showing, Tongue, page_html, policy};
use serde_json::Value;

use super::cards::{KINDS, full, judged, reader, showing, told};
use super::tree::{Element, elements, metas};

fn page(card: &Card, showing: &Showing<'_>) -> Vec<Element> {
    elements(&page_html(card, showing))
}

/// The buttons: where each leads, and what it says.
fn buttons(page: &[Element]) -> Vec<(String, String)> {
    let links = page.iter().filter(|element| element.name == "a");
    links.map(|a| (a.get("href").unwrap().to_owned(), a.text.clone())).collect()
}

#[test]
fn crawlers_read_every_field() {
    let page = page(&full(Kind::Product), &showing());
    let one = |key: &str| metas(&page, key).first().cloned().unwrap_or_default();
    for (key, value) in [
        ("og:type", "product"),
        ("og:title", "吊桥牌 T 恤"),
        ("og:url", "https://bridge.example/s/1"),
        ("og:description", "纯棉，两种颜色。"),
        ("og:site_name", "某商城"),
        ("og:locale", "zh_CN"),
        ("og:image", "https://img.example/1.jpg"),
        ("og:image:width", "800"),
        ("og:image:alt", "正面"),
        ("og:video", "https://video.example/1"),
        ("og:video:type", "text/html"),
        ("og:audio", "https://audio.example/1.mp3"),
        ("product:price:amount", "99.00"),
        ("product:price:currency", "CNY"),
        ("product:availability", "in stock"),
        ("twitter:card", "player"),
        ("twitter:label1", "价格"),
        ("twitter:data1", "¥99.00"),
        ("twitter:data2", "吊桥旗舰店"),
        ("al:ios:url", "shop://item?id=1"),
        ("al:android:package", "cn.example.shop"),
        ("description", "纯棉，两种颜色。"),
        ("author", "张三"),
        ("name", "吊桥牌 T 恤"),
        ("image", "https://img.example/1.jpg"),
    ] {
        assert_eq!(one(key), value, "{key}");
    }
    assert_eq!(metas(&page, "og:image").len(), 2);
    let root = &page[0];
    assert_eq!((root.name.as_str(), root.get("lang")), ("html", Some("zh-CN")));
    let link = |rel: &str| page.iter().find(|element| element.get("rel") == Some(rel)).unwrap();
    assert_eq!(link("canonical").get("href"), Some("https://shop.example/item?id=1"));
    let ask = "https://bridge.example/oembed?url=https%3A%2F%2Fbridge.example%2Fs%2F1&format=json";
    assert_eq!(link("alternate").get("href"), Some(ask));
}

#[test]
fn json_ld_has_the_type_of_its_kind() {
    let data = |kind| -> Value {
        let page = page(&full(kind), &showing());
        let script = page.iter().find(|element| element.name == "script").unwrap();
        serde_json::from_str(&script.text).unwrap()
    };
    let product = data(Kind::Product);
    assert_eq!(product["@type"], "Product");
    assert_eq!(product["offers"]["price"], "99.00");
    assert_eq!(product["offers"]["availability"], "https://schema.org/InStock");
    assert_eq!(product["offers"]["seller"]["name"], "吊桥旗舰店");
    assert_eq!(product["aggregateRating"]["ratingValue"], "4.8");
    let video = data(Kind::Video);
    assert_eq!((&video["@type"], &video["duration"]), (&"VideoObject".into(), &"PT95S".into()));
    assert_eq!(video["embedUrl"], "https://video.example/1");
    assert_eq!(data(Kind::Article)["author"]["name"], "张三");
    for kind in KINDS {
        assert_eq!(data(kind)["name"], "吊桥牌 T 恤", "{kind:?}");
    }
}

#[test]
fn the_button_knows_where_it_is_opened() {
    let card = full(Kind::Product);
    let in_browser = buttons(&page(&card, &showing()));
    let hrefs: Vec<&str> = in_browser.iter().map(|(href, _)| &**href).collect();
    // On Android: its own scheme, the mini program, the system's link, and the page.
    assert_eq!(
        hrefs,
        [
            "shop://item?id=1",
            "https://mini.example/x",
            "https://shop.example/open/1",
            "https://shop.example/item?id=1",
        ]
    );
    let inside = |name| {
        let reader = reader(Tongue::English, Inside::App(name));
        buttons(&page(&card, &Showing { reader, ..showing() }))
    };
    // A chat opens its own mini programs and pages, the shop's app its own scheme.
    let chat = inside("chat");
    assert_eq!(chat[0], ("https://mini.example/x".to_owned(), "Open the mini program".to_owned()));
    assert!(chat.iter().all(|(href, _)| href.starts_with("https:")), "{chat:?}");
    assert_eq!(inside("shop")[0].0, "shop://item?id=1");
    assert!(inside("other").iter().all(|(_, label)| label == "Open the page"));
}

#[test]
fn a_scheme_that_a_page_asked_for_is_no_button() {
    let asked = Opening::App { url: "pay://send?to=evil".to_owned(), system: None, store_id: None };
    let mut card = full(Kind::Page);
    card.openings = vec![Told::new(asked.clone(), Source::OpenGraph)];
    assert_eq!(buttons(&page(&card, &showing())).len(), 1);
    card.openings = vec![Told::new(asked, Source::Address)];
    assert_eq!(buttons(&page(&card, &showing())).len(), 2);
}

#[test]
fn where_an_app_keeps_others_out_the_link_can_be_carried() {
    let reader = reader(Tongue::Chinese, Inside::App("chat"));
    let inside = page(&full(Kind::Product), &Showing { reader, ..showing() });
    let details = |page: &[Element]| page.iter().find(|e| e.name == "details").cloned().unwrap();
    assert!(details(&inside).get("open").is_some());
    assert!(inside.iter().any(|element| element.get("class") == Some("code")));
    let area = inside.iter().find(|element| element.name == "textarea").unwrap();
    assert!(area.get("readonly").is_some());
    assert_eq!(
        area.text,
        "【吊桥牌 T 恤】¥99.00\nhttps://bridge.example/s/1\n吊桥口令 # DB-1234-5678#"
            .replace("# DB", "#DB")
    );
    assert!(details(&page(&full(Kind::Product), &showing())).get("open").is_none());
}

#[test]
fn what_is_refused_is_neither_shown_nor_opened() {
    let card = Card { safety: Some(judged(Step::Refuse)), ..full(Kind::Product) };
    let html = page_html(&card, &showing());
    let refused = elements(&html);
    assert!(buttons(&refused).is_empty() && metas(&refused, "og:title").is_empty());
    assert!(html.contains("域名与知名品牌相似") && html.contains("请核对域名"));
    assert!(!html.contains("shop.example") && !html.contains("吊桥牌"));
    let warned = Card { safety: Some(judged(Step::Warn)), ..full(Kind::Product) };
    let html = page_html(
        &warned,
        &Showing { reader: reader(Tongue::English, Inside::Browser), ..showing() },
    );
    assert!(html.contains("Check the domain.") && !buttons(&elements(&html)).is_empty());
}

#[test]
fn nothing_comes_from_elsewhere_but_the_picture() {
    let policy = policy("https://bridge.example");
    assert!(policy.contains("img-src https://bridge.example;"));
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(!policy.contains("unsafe"));
    for element in page(&full(Kind::Video), &showing()) {
        assert!(!["iframe", "object", "embed", "form", "video", "audio"].contains(&&*element.name));
        assert!(element.name != "script" || element.get("src").is_none());
        assert!(element.name != "link" || element.get("rel") != Some("stylesheet"));
    }
}

#[test]
fn people_who_do_not_see_or_point_are_served() {
    let page = page(&full(Kind::Product), &showing());
    let count = |name: &str| page.iter().filter(|element| element.name == name).count();
    assert_eq!((count("h1"), count("main"), count("title")), (1, 1, 1));
    let images: Vec<_> = page.iter().filter(|element| element.name == "img").collect();
    assert!(images.iter().all(|image| image.get("alt").is_some()) && images.len() == 1);
    let code = page.iter().find(|element| element.name == "svg").unwrap();
    assert_eq!((code.get("role"), code.get("aria-label")), (Some("img"), Some("本链接的二维码")));
    assert!(page.iter().any(|e| e.name == "body" && e.get("lang") == Some("zh-CN")));
    assert!(page.iter().filter(|e| e.name == "a").all(|a| !a.text.trim().is_empty()));
}

#[test]
fn a_card_that_says_nothing_is_still_a_page() {
    let empty = page(&Card::default(), &showing());
    assert_eq!(metas(&empty, "og:title"), ["吊桥"]);
    assert!(buttons(&empty).is_empty() && metas(&empty, "og:image").is_empty());
    let url = Card { url: Some(told("https://www.shop.example/x".to_owned())), ..Card::default() };
    assert_eq!(metas(&page(&url, &showing()), "og:title"), ["shop.example"]);
    let drawn = Image { url: "https://bridge.example/p/1.png".to_owned(), ..Image::default() };
    let own = page(&url, &Showing { picture: Some(&drawn), ..showing() });
    assert_eq!(metas(&own, "og:image"), ["https://bridge.example/p/1.png"]);
    assert_eq!(metas(&own, "twitter:card"), ["summary_large_image"]);
}

#[test]
fn a_desk_has_no_button_for_a_telephones_app() {
    let mut card = full(Kind::Product);
    card.openings.retain(|told| matches!(&told.value, Opening::App { system: Some(_), .. }));
    let desk = Reader { tongue: Tongue::English, inside: Inside::Browser, system: None };
    let found = buttons(&page(&card, &Showing { reader: desk, ..showing() }));
    assert_eq!(found, [("https://shop.example/item?id=1".to_owned(), "Open the page".to_owned())]);
}
