//! Every form that a card can be written in.

use serde_json::Value;

use super::{PAGE, SAVED, save};
use crate::place::Place;

/// What some forms need besides the card. Whoever needs none of it takes no notice.
const LENT: [&str; 8] = [
    "--app",
    "wx0123456789abcdef",
    "--ticket",
    "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy",
    "--on-page",
    "https://shop.example/item/1",
    "--link",
    "https://shop.example/s/1",
];

fn forms(place: &Place) -> Vec<String> {
    let listed = place.out(&["share", "--forms"]);
    listed.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_form_is_listed_and_written_or_says_why_not() {
    let place = Place::new("share-forms");
    save(&place, PAGE.as_bytes());
    let all = forms(&place);
    let own = ["og", "oembed", "oembed-xml", "json-ld", "text", "miniapp", "png", "svg"];
    assert!(own.iter().all(|name| all.iter().any(|form| form == name)), "{all:?}");
    assert!(all.len() >= own.len() + 20, "{all:?}");
    for form in all.iter().filter(|form| form.as_str() != "png") {
        let args = [&SAVED[..], &LENT, &["--as", form]].concat();
        let made = ["-link", "/url-scheme", "-code", "-unlimited", "taobao/code"];
        if made.iter().any(|end| form.ends_with(end)) {
            // Made by the platform, in the name of an account, which nobody named.
            let args = [&args[..], &["--mini-page", "pages/a"]].concat();
            place.fails(&args, &["--config", "[[share.accounts]]"]);
            continue;
        }
        if form.contains("mini-program") || form == "miniapp" {
            // The page belongs to no mini program.
            place.fails(&args, &["cannot be written in this form", "mini program"]);
            continue;
        }
        let out = place.out(&args);
        assert!(!out.trim().is_empty(), "{form}");
        if form.contains('/') && out.starts_with('{') {
            let told: Value =
                serde_json::from_str(&out).unwrap_or_else(|no| panic!("{form}: {no}"));
            assert!(told.is_object() && out.contains("shop.example"), "{form}: {out}");
        }
    }
}

#[test]
fn each_form_says_what_the_card_says() {
    let place = Place::new("share-each");
    save(&place, PAGE.as_bytes());
    let title = "山野青瓷手冲咖啡壶";
    for (form, says) in [
        (
            "og",
            &["<meta property=\"og:title\" content=\"山野青瓷手冲咖啡壶\">", "<!DOCTYPE html>"][..],
        ),
        ("html", &["<title>山野青瓷手冲咖啡壶</title>"]),
        ("oembed", &["\"version\":\"1.0\"", title]),
        ("oembed-xml", &["<version>1.0</version>", title]),
        ("json-ld", &["\"@type\":\"Product\"", "\"129.00\"", title]),
        ("text", &["【山野青瓷手冲咖啡壶】¥129.00\nhttps://shop.example/item/1"]),
        ("svg", &["<svg xmlns=\"http://www.w3.org/2000/svg\"", title]),
        ("wechat", &["\"imgUrl\"", title]),
        ("alipay/link", &["https://ds.alipay.com/", "shop.example"]),
        ("slack", &["\"blocks\"", title]),
        ("matrix/preview", &["og:title", title]),
        ("telegram", &["\"parse_mode\":\"HTML\"", title]),
        ("mattermost", &["\"attachments\"", title]),
    ] {
        let out = place.out(&[&SAVED[..], &["--as", form]].concat());
        for words in says {
            assert!(out.contains(words), "{form} does not say `{words}`: {out}");
        }
    }
    // A form that signs says what it signs with.
    let signed = [&SAVED[..], &["--as", "wechat/js-sdk"]].concat();
    place.fails(&signed, &["--ticket", "--on-page", "--app"]);
}

#[test]
fn pictures_are_files_or_stand_in_the_terminal() {
    let place = Place::new("share-pictures");
    save(&place, PAGE.as_bytes());
    for (form, begins) in [("png", &b"\x89PNG\r\n\x1a\n"[..]), ("svg", b"<svg ")] {
        let file = format!("card.{form}");
        let out = place.out(&[&SAVED[..], &["--as", form, "--out", &file]].concat());
        assert_eq!(out, "");
        let written = std::fs::read(place.folder.join(file)).unwrap();
        assert!(written.starts_with(begins) && written.len() > 4_000, "{form}");
    }
    let shown = |means: &str| place.out(&[&SAVED[..], &["--picture", means]].concat());
    assert!(shown("blocks").lines().filter(|line| line.contains('▀')).count() >= 15);
    assert!(shown("kitty").starts_with("\u{1b}_Ga=T,f=100"));
    assert!(shown("iterm").starts_with("\u{1b}]1337;File="));
    assert!(shown("sixel").starts_with("\u{1b}P0;1;0q"));
    assert!(!shown("none").contains('\u{1b}'));
}
