//! Whatever strangers write means nothing to the terminal on which it is shown.

use super::{SAVED, TAOBAO, save};
use crate::place::{Place, Said};

/// Colours, a title for the window, a file to be written, text turned about, marks that cannot be seen.
const HOSTILE: &str = "买\u{1b}[31m红\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}gnp.exe\u{2066}\u{8}\u{8}\u{7f}\
     \u{1b}]1337;File=name=eA==:eA==\u{7}\u{e0041}\u{61c}\u{2028}end";

/// That nothing of it comes out. Tags (U+E0020 to U+E007F) are part of emoji, and steer nothing: what is
/// written for others keeps them.
fn inert(args: &[&str], said: &Said) {
    let tags = args.contains(&"--as");
    for (name, text) in [("results", &said.out), ("talk", &said.err)] {
        let bad = text.chars().find(|letter| {
            (letter.is_control() && *letter != '\n')
                || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2066}'..='\u{2069}')
                || (!tags && matches!(letter, '\u{e0000}'..='\u{e007f}'))
        });
        assert_eq!(bad, None, "{args:?}: among the {name}: {text:?}");
    }
}

/// As references, so that a page's own parser makes them what they are.
fn referred(text: &str) -> String {
    text.chars().map(|letter| format!("&#{};", u32::from(letter))).collect::<Vec<_>>().concat()
}

#[test]
fn a_hostile_page_is_inert_for_people_and_for_programs() {
    let place = Place::new("share-hostile-page");
    let value = referred(HOSTILE);
    let names =
        ["og:title", "og:description", "og:site_name", "og:image:alt", "author", "og:locale"];
    let meta = |name: &&str| {
        let last = name.rsplit(':').next().unwrap_or_default();
        format!("<meta property=\"{name}\" content=\"{value} of {last}\">")
    };
    let metas: String = names.iter().map(meta).collect();
    let json = serde_json::to_string(HOSTILE).unwrap();
    let page = format!(
        "<html><head><title>{value}</title>{metas}<meta property=\"og:image\" content=\"/{HOSTILE}\">\
         <script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"Product\",\
         \"name\":{json},\"offers\":{{\"price\":\"1.00\",\"priceCurrency\":\"CNY\",\"seller\":\
         {{\"name\":{json}}}}}}}</script></head><body>{HOSTILE}</body></html>"
    );
    save(&place, page.as_bytes());
    for more in [
        &[][..],
        &["--sources"],
        &["--lang", "zh"],
        &["--json"],
        &["--as", "text"],
        &["--as", "og"],
        &["--as", "oembed-xml"],
        &["--as", "wechat"],
        &["--as", "slack/message"],
        &["--as", "telegram"],
        &["--as", "matrix"],
        &["--as", "mattermost"],
    ] {
        let args = [&SAVED[..], more].concat();
        let said = place.run(&args);
        assert_eq!(said.code, Some(0), "{args:?}: {said:?}");
        assert!(said.out.contains(" end"), "what is harmless stays: {said:?}");
        inert(&args, &said);
    }
}

#[test]
fn a_hostile_message_is_inert_even_where_it_is_refused() {
    let place = Place::new("share-hostile-text");
    let title = TAOBAO.replace("饺子器", &HOSTILE.replace('\u{1b}', "\u{1b} "));
    let url = format!("https://a.example/{HOSTILE}?{HOSTILE}#{HOSTILE}");
    for args in [
        &["share", "--offline", &title][..],
        &["share", "--offline", "--json", &title],
        &["share", "--offline", &url],
        &["share", "--offline", "--json", &url],
        &["share", "--offline", "--as", "oembed", &url],
        &["share", "--offline", HOSTILE],
        &["share", "--offline", "https://a.example/", "--as", HOSTILE],
    ] {
        inert(args, &place.run(args));
    }
    let lines = format!("{title}\n{url}\n");
    let said = place.fed(&["share", "--offline", "--batch", "-"], lines.as_bytes());
    assert!(said.out.lines().count() >= 2, "{said:?}");
    inert(&["--batch"], &said);
}
