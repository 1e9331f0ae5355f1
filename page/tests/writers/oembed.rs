//! oEmbed answers have the right type, the right size, and say the same in both formats.

use drawbridge_canon::share::{Card, Image, Kind, Media, Source, Step, Told};
use drawbridge_page::write::{Asked, Showing, oembed_json, oembed_xml};
use serde_json::Value;

use super::cards::{KINDS, full, judged, showing, told};
use super::tree::elements;

fn answer(card: &Card, asked: Asked) -> Value {
    serde_json::from_str(&oembed_json(card, &showing(), asked)).unwrap()
}

fn most(width: u32, height: u32) -> Asked {
    Asked { maxwidth: Some(width), maxheight: Some(height), cache_age: None }
}

#[test]
fn the_type_is_what_can_be_shown() {
    let of = |card: &Card| answer(card, Asked::default())["type"].as_str().unwrap().to_owned();
    let quiet = |kind| Card { video: None, audio: None, ..full(kind) };
    assert_eq!(of(&full(Kind::Video)), "video");
    assert_eq!(of(&Card { video: None, ..full(Kind::Music) }), "rich");
    assert_eq!(of(&quiet(Kind::Picture)), "photo");
    assert_eq!(of(&quiet(Kind::Product)), "link");
    assert_eq!(of(&Card { images: vec![], ..quiet(Kind::Picture) }), "link");
    // A film over an open line is not embedded in a secure page.
    let open = Media { url: "http://video.example/1.mp4".to_owned(), ..Media::default() };
    assert_eq!(of(&Card { video: Some(told(open)), ..quiet(Kind::Video) }), "link");
}

#[test]
fn sizes_are_within_what_was_asked_for() {
    let video = answer(&full(Kind::Video), most(640, 640));
    assert_eq!((&video["width"], &video["height"]), (&640.into(), &360.into()));
    let frame = elements(video["html"].as_str().unwrap()).pop().unwrap();
    assert_eq!((frame.get("width"), frame.get("height")), (Some("640"), Some("360")));
    assert_eq!(frame.get("sandbox"), Some("allow-scripts allow-same-origin allow-presentation"));
    // Nobody here can make the picture smaller: it is left out, and a photo without one is a link.
    assert!(video.get("thumbnail_url").is_none());
    let mut photo = Card { video: None, audio: None, ..full(Kind::Picture) };
    assert_eq!(answer(&photo, most(640, 640))["type"], "link");
    let small = Image {
        url: "https://img.example/s.jpg".to_owned(),
        width: Some(320),
        height: Some(240),
        alt: None,
    };
    photo.images.push(Told::new(small, Source::OpenGraph));
    let fitting = answer(&photo, most(640, 640));
    assert_eq!(
        (&fitting["type"], &fitting["url"]),
        (&"photo".into(), &"https://img.example/s.jpg".into())
    );
    assert_eq!(fitting["thumbnail_width"], 320);
}

#[test]
fn a_thumbnail_always_has_its_size() {
    let mut card = full(Kind::Product);
    for image in &mut card.images {
        image.value.width = None;
    }
    assert!(answer(&card, Asked::default()).get("thumbnail_url").is_none());
    let drawn = Image {
        url: "https://bridge.example/p/1.png".to_owned(),
        width: Some(1200),
        height: Some(630),
        alt: None,
    };
    let lent = Showing { picture: Some(&drawn), ..showing() };
    let told: Value = serde_json::from_str(&oembed_json(&card, &lent, Asked::default())).unwrap();
    assert_eq!(told["thumbnail_url"], "https://bridge.example/p/1.png");
    assert_eq!((&told["thumbnail_width"], &told["thumbnail_height"]), (&1200.into(), &630.into()));
}

#[test]
fn both_formats_say_the_same() {
    let asked = Asked { cache_age: Some(600), ..most(500, 500) };
    for kind in KINDS {
        let json = answer(&full(kind), asked);
        let xml = oembed_xml(&full(kind), &showing(), asked);
        let tree = roxmltree::Document::parse(&xml).unwrap();
        let mut count = 0;
        for child in tree.root_element().children().filter(roxmltree::Node::is_element) {
            let said = &json[child.tag_name().name()];
            let said = said.as_str().map_or_else(|| said.to_string(), str::to_owned);
            assert_eq!(child.text(), Some(&*said), "{kind:?}");
            count += 1;
        }
        assert_eq!(count, json.as_object().unwrap().len());
        assert_eq!((&json["version"], &json["cache_age"]), (&"1.0".into(), &600.into()));
    }
}

#[test]
fn what_is_refused_says_nothing() {
    let card = Card { safety: Some(judged(Step::Refuse)), ..full(Kind::Video) };
    let told = answer(&card, Asked::default());
    assert_eq!(told, serde_json::json!({"type": "link", "version": "1.0"}));
}
