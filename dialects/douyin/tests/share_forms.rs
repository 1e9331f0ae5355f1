//! The forms in which Douyin is told a card: what they say, and that nothing in a card means
//! anything to where they are put.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use drawbridge_canon::share::{Card, Image, Media, Opening, Sharing, Source, Told};
use drawbridge_canon::{Account, Ctx, Fault, Timestamp};
use drawbridge_douyin::DIALECT;
use serde_json::Value;
use url::Url;

const NOW: Timestamp = Timestamp(1_666_841_010_000);
const EVIL: &str = "</script><img src=x onerror=alert(1)>'\"`\u{2028}\u{202e}\r\n]]>--><!--&amp;";

#[allow(clippy::unnecessary_wraps, reason = "the fields of a card are so")]
fn told<T>(value: T) -> Option<Told<T>> {
    Some(Told::new(value, Source::OpenGraph))
}

fn card() -> Card {
    let opening = Opening::Mini {
        host: "douyin".into(),
        app_id: Some("tt1".into()),
        path: Some("/pages/item?id=1".into()),
        link: None,
    };
    let film = Media { url: "https://v.example/a.mp4?x=1".into(), ..Media::default() };
    let image = Image { url: "https://img.example/a.jpg".into(), ..Image::default() };
    Card {
        url: told("https://s.example/i/1".to_owned()),
        title: told("真丝 上衣".to_owned()),
        text: told("宽松显瘦".to_owned()),
        images: vec![Told::new(image, Source::OpenGraph)],
        video: told(film),
        openings: vec![Told::new(opening, Source::Platform)],
        ..Card::default()
    }
}

fn write(form: &str, card: &Card, ticket: Option<&str>) -> Result<String, Fault> {
    let account = Account { apps: vec!["tt1".to_owned()], ..Account::default() };
    let ctx = Ctx::new(NOW, "Wm3WZYTPz0wzccnW", &account);
    let sharing = Sharing { ctx, page: None, ticket, link: None };
    let forms = DIALECT.share.unwrap().forms;
    let form = forms.iter().find(|known| known.name == form).unwrap();
    Ok(String::from_utf8((form.write)(card, &sharing)?.body).unwrap())
}

fn published(card: &Card) -> Vec<(String, String)> {
    let url = Url::parse(&write("publish", card, Some("TICKET")).unwrap()).unwrap();
    assert_eq!(
        (url.scheme(), url.host_str(), url.path()),
        ("snssdk1128", Some("openplatform"), "/share")
    );
    url.query_pairs().into_owned().collect()
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_film_is_published_with_its_mini_program() {
    let pairs = published(&card());
    assert_eq!(value(&pairs, "share_type"), Some("h5"));
    // md5("nonce_str=Wm3WZYTPz0wzccnW&ticket=TICKET&timestamp=1666841010")
    assert_eq!(value(&pairs, "signature"), Some("0ef5e4cb8c7dbc7714c9539dca1370fa"));
    assert_eq!(value(&pairs, "video_path"), Some("https://v.example/a.mp4?x=1"));
    assert_eq!((value(&pairs, "image_path"), value(&pairs, "share_to_publish")), (None, Some("1")));
    let mounted: Value = serde_json::from_str(value(&pairs, "micro_app_info").unwrap()).unwrap();
    assert_eq!((&mounted["appId"], &mounted["appUrl"]), (&"tt1".into(), &"pages/item?id=1".into()));
    let text = write("publish", &card(), Some("TICKET")).unwrap();
    assert!(text.contains("title=%E7%9C%9F%E4%B8%9D%20%E4%B8%8A%E8%A1%A3"), "no plus: {text}");
}

#[test]
fn a_player_is_no_film_and_a_picture_is_published_instead() {
    let player = Media { media_type: Some("text/html".into()), ..card().video.unwrap().value };
    let pairs = published(&Card { video: told(player), ..card() });
    assert_eq!(value(&pairs, "image_path"), Some("https://img.example/a.jpg"));
    assert_eq!(value(&pairs, "share_to_publish"), None);
}

#[test]
fn a_mini_program_shares_its_page() {
    let data: Value = serde_json::from_str(&write("mini-program", &card(), None).unwrap()).unwrap();
    assert_eq!((&data["title"], &data["path"]), (&"真丝 上衣".into(), &"pages/item?id=1".into()));
}

#[test]
fn nothing_in_a_card_means_anything_to_a_page() {
    let mut card = card();
    for field in [&mut card.title, &mut card.text, &mut card.site, &mut card.author] {
        *field = told(EVIL.to_owned());
    }
    let film = Media { url: format!("https://v.example/{EVIL}.mp4"), ..Media::default() };
    card.video = told(film);
    card.images[0].value.url = format!("https://i.example/{EVIL}");
    card.url = told(format!("https://s.example/{EVIL}"));
    card.openings[0].value = Opening::Mini {
        host: "douyin".into(),
        app_id: Some("tt1".into()),
        path: Some(EVIL.into()),
        link: None,
    };
    for form in DIALECT.share.unwrap().forms {
        let text = write(form.name, &card, Some("TICKET")).unwrap();
        let inert = !text.contains(['<', '>', '\'', '\u{2028}', '\u{202e}', '\n']);
        assert!(inert, "{}: {text}", form.name);
    }
    let text = write("publish", &card, Some("TICKET")).unwrap();
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'), "{text}");
}

#[test]
fn what_cannot_be_carried_is_said() {
    let bare = Card { video: None, images: Vec::new(), openings: Vec::new(), ..card() };
    for form in ["publish", "mini-program"] {
        assert!(matches!(write(form, &bare, Some("T")), Err(Fault::Untranslatable(_))), "{form}");
    }
    let insecure = Image { url: "http://img.example/a.jpg".into(), ..Image::default() };
    let images = vec![Told::new(insecure, Source::Html)];
    let fault = write("publish", &Card { video: None, images, ..card() }, Some("T"));
    assert!(matches!(fault, Err(Fault::Untranslatable(_))));
    assert!(matches!(write("publish", &card(), None), Err(Fault::Unsent(_))));
}
