//! Codes that platforms draw: what comes out was drawn by us, whatever they sent; and what they say in
//! place of a picture is told.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use drawbridge_canon::Response;
use drawbridge_canon::share::Quota;
use drawbridge_engine::fetch::{FetchSettings, Fetcher, PictureLimits, Pictures};
use drawbridge_engine::outbound::NetSettings;
use drawbridge_engine::share::{AccountDesk, AccountTrouble, Coding, MadeCode, WantedLink};

use crate::platform::{Street, drawn, link};

/// Nothing is fetched: these platforms answer with the file itself.
fn pictures(street: &Street) -> Pictures {
    let mut settings = FetchSettings::real(&NetSettings::default(), street.world.clone()).unwrap();
    settings.at_once = 0;
    Pictures::new(Fetcher::new(settings), PictureLimits::default())
}

async fn code(
    node: &Arc<AccountDesk>,
    (street, kind): (&Street, &str),
    change: impl FnOnce(&mut WantedLink),
) -> Result<MadeCode, AccountTrouble> {
    let name = format!("{}/{kind}", street.platform.dialect.name);
    let coding = Coding::named(&name, drawbridge_roster::DIALECTS).unwrap();
    let mut wanted = WantedLink::page("/pages/item?id=1");
    change(&mut wanted);
    node.make_code((coding.platform, coding.share), coding.own, wanted, &pictures(street)).await
}

#[tokio::test]
async fn a_code_is_drawn_anew_whoever_drew_it() {
    for platform in ["wechat", "douyin"] {
        let street = Street::of(platform).await;
        let node = street.node();
        let kinds: Vec<&str> =
            street.platform.dialect.share.unwrap().codes.iter().map(|code| code.name).collect();
        for kind in &kinds {
            let made =
                code(&node, (&street, kind), |wanted| wanted.width = Some(280)).await.unwrap();
            let picture = made.picture;
            assert_eq!((picture.width, picture.height, &*made.account), (280, 280, "ours"));
            assert_eq!(picture.media_type, "image/jpeg");
            assert!(picture.bytes.starts_with(b"\xff\xd8\xff"), "{platform}/{kind}");
            assert!(!picture.bytes.windows(7).any(|part| part == b"<script"), "{platform}/{kind}");
        }
        let asked = street.asked();
        assert_eq!((asked.0, asked.2), (1, kinds.len()), "one token for all of them");
    }
}

#[tokio::test]
async fn a_token_that_is_no_good_is_asked_for_anew_for_codes_too() {
    let street = Street::of("wechat").await;
    let node = street.node();
    link(&node).await.unwrap();
    street.platform.end_token();
    street.clock.pass(60);
    code(&node, (&street, "mini-code"), |_| ()).await.unwrap();
    assert_eq!(street.asked(), (2, 0, 3));
}

/// A small file of 48 million pixels.
fn huge() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8_000, 6_000);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; 1_000 * 6_000]).unwrap();
    writer.finish().unwrap();
    bytes
}

#[tokio::test]
async fn what_stands_in_place_of_a_picture_is_told() {
    let street = Street::of("wechat").await;
    let node = street.node();
    let say = |told: Response| *street.platform.to_codes.lock().unwrap() = Some(told);
    let json = r#"{"errcode":41030,"errmsg":"invalid page hint token-wechat-1"}"#;
    // Whatever the answer calls itself.
    say(Response::new(200, "image/jpeg", json));
    let trouble = code(&node, (&street, "mini-code"), |_| ()).await.unwrap_err();
    let said = trouble.to_string();
    assert_eq!(trouble.code(), Some("41030"));
    assert!(said.contains("drawing a code") && said.contains("invalid page"), "{said}");
    assert!(!said.contains("token-wechat"), "{said}");
    // Begins like a picture and is none, or has more pixels than anybody needs.
    let mut cut = drawn(280);
    cut.truncate(60);
    for (bytes, word) in [(cut, "picture"), (huge(), "pixels")] {
        say(Response::new(200, "image/png", bytes));
        let trouble = code(&node, (&street, "mini-code"), |_| ()).await.unwrap_err();
        assert!(matches!(&trouble, AccountTrouble::NoPicture { again: false, .. }), "{trouble:?}");
        assert!(trouble.to_string().contains(word), "{trouble}");
    }
    say(Response::new(200, "application/json", r#"{"errcode":45009,"errmsg":"reach max"}"#));
    for _ in 0..2 {
        let trouble = code(&node, (&street, "qr-code"), |_| ()).await.unwrap_err();
        assert_eq!(trouble.code(), Some("45009"), "{trouble}");
    }
    assert_eq!(street.asked().2, 4, "told so once, it is not asked again");
}

#[tokio::test]
async fn what_is_no_code_is_refused_before_anything_is_sent() {
    let street = Street::of("wechat").await;
    let node = street.node();
    for kind in ["mini-code", "mini-code-unlimited", "qr-code"] {
        let wide = code(&node, (&street, kind), |wanted| wanted.width = Some(2000)).await;
        assert!(wide.unwrap_err().to_string().contains("280 to 1280"), "{kind}");
    }
    let long = "x".repeat(33);
    let long = code(&node, (&street, "mini-code-unlimited"), |wanted| wanted.query = long).await;
    assert!(long.unwrap_err().to_string().contains("32"));
    assert_eq!(street.asked(), (0, 0, 0));
    assert_eq!(street.platform.tokens.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn codes_of_which_a_number_is_published_are_counted() {
    let street = Street::of("wechat").await;
    let node = street.node();
    let coding = Coding::named("wechat/qr-code", drawbridge_roster::DIALECTS).unwrap();
    let few =
        drawbridge_canon::share::OwnCode { quota: Quota { pool: "few", a_day: 1 }, ..*coding.own };
    let pictures = pictures(&street);
    let from = (coding.platform, coding.share);
    node.make_code(from, &few, WantedLink::page("p?a=1"), &pictures).await.unwrap();
    let trouble = node.make_code(from, &few, WantedLink::page("p?a=1"), &pictures).await;
    assert!(matches!(trouble.unwrap_err(), AccountTrouble::UsedUp { a_day: 1, .. }));
    assert_eq!(street.asked().2, 1);
}
