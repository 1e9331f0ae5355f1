//! Cards to write.

use drawbridge_canon::Money;
use drawbridge_canon::share::{
    Availability, Card, Finding, Image, Kind, Media, Opening, Price, Rating, Safety, Source, Step,
    Told,
};
use drawbridge_page::write::{Inside, Reader, Showing, Tongue};

pub(crate) fn told<T>(value: T) -> Told<T> {
    Told::new(value, Source::Address)
}

/// A card with every field.
pub(crate) fn full(kind: Kind) -> Card {
    let image = |url: &str, alt: Option<&str>| {
        let alt = alt.map(str::to_owned);
        Told::new(
            Image { url: url.to_owned(), width: Some(800), height: Some(600), alt },
            Source::JsonLd,
        )
    };
    let app = |system: Option<&str>| Opening::App {
        url: "shop://item?id=1".to_owned(),
        system: system.map(str::to_owned),
        store_id: Some("cn.example.shop".to_owned()),
    };
    let mini = Opening::Mini {
        host: "chat".to_owned(),
        app_id: Some("wx1".to_owned()),
        path: Some("pages/item?id=1".to_owned()),
        link: Some("https://mini.example/x".to_owned()),
    };
    let universal = Opening::Universal { url: "https://shop.example/open/1".to_owned() };
    let openings = [app(None), app(Some("ios")), app(Some("android")), mini, universal];
    let media = |url: &str, kind: &str| Media {
        url: url.to_owned(),
        media_type: Some(kind.to_owned()),
        width: Some(1920),
        height: Some(1080),
    };
    Card {
        url: Some(told("https://shop.example/item?id=1".to_owned())),
        kind: Some(told(kind)),
        title: Some(told("吊桥牌 T 恤".to_owned())),
        text: Some(told("纯棉，两种颜色。".to_owned())),
        images: vec![
            image("https://img.example/1.jpg", Some("正面")),
            image("https://img.example/2.jpg", None),
        ],
        icon: Some(told("https://shop.example/icon.png".to_owned())),
        video: Some(told(media("https://video.example/1", "text/html"))),
        audio: Some(told(media("https://audio.example/1.mp3", "audio/mpeg"))),
        price: Some(told(Price { amount: Money::fen(9900), up_to: None })),
        seller: Some(told("吊桥旗舰店".to_owned())),
        availability: Some(told(Availability::InStock)),
        rating: Some(told(Rating { milli: 4800, best_milli: 5000, count: Some(12) })),
        seconds: Some(told(95)),
        published: Some(told("2026-11-30T08:00:00+08:00".to_owned())),
        modified: Some(told("2026-12-01".to_owned())),
        author: Some(told("张三".to_owned())),
        site: Some(told("某商城".to_owned())),
        language: Some(told("zh-CN".to_owned())),
        openings: openings.into_iter().map(|opening| Told::new(opening, Source::Address)).collect(),
        platform: Some("shop".to_owned()),
        safety: None,
        note: None,
    }
}

pub(crate) fn judged(step: Step) -> Safety {
    let finding = Finding {
        rule: "look-alike".to_owned(),
        reason_zh: "域名与知名品牌相似".to_owned(),
        reason_en: "The domain looks like a well-known one.".to_owned(),
        remedy_zh: "请核对域名".to_owned(),
        remedy_en: "Check the domain.".to_owned(),
    };
    Safety { step, findings: vec![finding], decision: Some(7) }
}

pub(crate) const KINDS: [Kind; 11] = [
    Kind::Product,
    Kind::Video,
    Kind::Article,
    Kind::Shop,
    Kind::MiniProgram,
    Kind::Live,
    Kind::Music,
    Kind::Place,
    Kind::Profile,
    Kind::Picture,
    Kind::Page,
];

pub(crate) fn reader(tongue: Tongue, inside: Inside<'static>) -> Reader<'static> {
    Reader { tongue, inside, system: Some("android") }
}

pub(crate) fn showing() -> Showing<'static> {
    Showing {
        page: "https://bridge.example/s/1",
        oembed: Some("https://bridge.example/oembed"),
        house: "吊桥",
        picture: None,
        code: Some("吊桥口令 #DB-1234-5678#"),
        reader: reader(Tongue::Chinese, Inside::Browser),
    }
}
