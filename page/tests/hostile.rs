//! Whatever is fed, there is a card, and soon.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a test looks at the clock"
)]

use std::time::{Duration, Instant};

use drawbridge_page::oembed;
use drawbridge_page::{More, PAGE_BYTES, Page, Reader, read};
use proptest::prelude::*;

fn page(body: &[u8]) -> Page<'_> {
    Page { body, url: "https://a.cn/p", ..Page::default() }
}

/// How long an eighth of a mebibyte may take, tests being compiled without care for speed. What is
/// quadratic takes minutes.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn no_page_takes_long() {
    let whole = |part: &str| part.repeat(PAGE_BYTES / 8 / part.len());
    for part in [
        "<",
        "<<>",
        "<!--",
        "<!-- -->",
        "<meta ",
        "<meta a=\"",
        "<meta a='<meta b=\"",
        "<script>",
        "<script></SCRIPT>",
        "<!----!>",
        "<svg><title>",
        "</script",
        "<script></",
        "<!----",
        "<title>",
        "<a class=\"author\">",
        "<div class=author><div>",
        "<div itemscope itemprop=a>",
        "<p itemprop=name itemref=\"a b c d\" itemscope>",
        "&amp;",
        "&#",
        "<script type=application/ld+json>{\"a\":[",
        "<img src=x>",
        "<time datetime=",
        "date author ",
        "<div typeof=a property=b>",
        "<div class=h-entry><p class=p-name>",
        ".mp3",
        "<p>",
        "<i class=\"h-card vcard\" id=date>\u{4e2d}",
        "<base href=//",
        "\u{1b}$B",
        "<link rel=icon href=a>",
    ] {
        let body = whole(part);
        let start = Instant::now();
        let _ = read(&page(body.as_bytes()));
        assert!(start.elapsed() < SOON, "{part} took {:?}", start.elapsed());
    }
}

#[test]
fn the_end_of_a_long_page_is_passed_soon() {
    let head = "<meta property=og:title content=t><meta property=og:image content=/a.png>";
    let head = head.to_owned() + &"<br>".repeat(PAGE_BYTES / 8);
    for part in ["ld+json", "<a ld+json>", "<a ld+json", "<!--ld+json", "<script>ld+json"] {
        let body = head.clone() + &part.repeat(PAGE_BYTES / 8 / part.len());
        let start = Instant::now();
        let card = read(&page(body.as_bytes()));
        assert!(start.elapsed() < SOON, "{part} took {:?}", start.elapsed());
        assert_eq!(card.title.map(|title| title.value).as_deref(), Some("t"));
    }
}

#[test]
fn json_in_a_page_is_bounded() {
    let open = "<script type=\"application/ld+json\">";
    for json in [
        "[".repeat(300_000),
        "{\"a\":".repeat(100_000),
        format!("[{}", "{\"@id\":\"x\"},".repeat(60_000)),
        format!("{{\"author\":[{}]}}", "{\"@id\":\"y\"},".repeat(60_000)),
        "{\"a\":\"".to_owned() + &"\\".repeat(500_000),
        "{\"a\":\"".to_owned() + &"\" \"".repeat(200_000),
        "{".to_owned() + &"/*".repeat(200_000),
    ] {
        let body = format!("{open}{json}</script><title>t</title>");
        let start = Instant::now();
        let card = read(&page(body.as_bytes()));
        assert!(start.elapsed() < SOON, "{} took {:?}", &json[..8], start.elapsed());
        assert_eq!(card.title.map(|title| title.value).as_deref(), Some("t"));
    }
}

/// Pieces of pages, from which pages are made that a page's author never would.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "<meta property=\"og:title\" content=\"",
            "\">",
            "'",
            "<title>",
            "</title>",
            "<script>",
            "<script></SCRIPT>",
            "<!----!>",
            "<script type=application/ld+json>",
            "</script>",
            "{\"@type\":\"Product\",\"name\":",
            "[",
            "}",
            "\"",
            "\\u",
            "<!--",
            "-->",
            "<svg",
            "itemprop=name",
            "itemscope itemtype=",
            "itemref=a",
            "id=a",
            "class=author",
            "<a rel=author>",
            "<time datetime=2020-01-01>",
            "&#x",
            "&amp",
            ";",
            "<base href=",
            "<img src=",
            "<p>",
            "<",
            ">",
            "charset=gbk",
            "typeof=v:X property=v:name",
            "<div class=h-entry>",
            "2020-13-45T25:61",
            "PT99999999999H",
            "price",
            "<link rel=icon sizes=9x9 href=",
            "<br/>",
        ])
        .prop_map(|text: &str| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..12),
        "\\PC{0,8}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_page_breaks_the_reader(body in pieces(), header in "\\PC{0,40}", url in "\\PC{0,40}") {
        let whole = read(&Page {
            body: &body,
            content_type: Some(&header),
            link: Some(&header),
            url: &url,
            hints: None,
        });
        for text in [&whole.title, &whole.text, &whole.author, &whole.site].into_iter().flatten() {
            let text = &text.value;
            prop_assert!(!text.is_empty() && text.trim() == text, "{text:?}");
            prop_assert!(!text.chars().any(char::is_control), "{text:?}");
        }
        for image in &whole.images {
            prop_assert!(image.value.url.starts_with("http"), "{}", image.value.url);
        }
    }

    #[test]
    fn pieces_say_what_the_whole_says(body in pieces(), cut in 1_usize..40) {
        let mut reader = Reader::default();
        for piece in body.chunks(cut) {
            let more = reader.feed(piece);
            prop_assert!(more == More::Wanted || memchr::memmem::find(&body, b"og:title").is_some());
        }
        let told = page(&[]);
        prop_assert_eq!(reader.reading(&told).card, read(&page(&body)));
    }

    #[test]
    fn no_answer_breaks_the_reader_of_oembed(body in pieces()) {
        let _ = (oembed::json(&body, "https://a.cn/"), oembed::xml(&body, "https://a.cn/"));
    }
}
