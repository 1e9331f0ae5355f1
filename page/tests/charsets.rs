//! Pages in every charset in which Chinese and their neighbours wrote, told in every way and in
//! none.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use drawbridge_page::{Page, read};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS, UTF_8, WINDOWS_1251,
    WINDOWS_1252,
};

/// A page of our own, with `head` first in its head.
fn page(head: &str, title: &str, text: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head>{head}<title>{title}</title>\
         <meta name=\"Description\" content=\"{text}\"></head><body><p>{text}</p>{}</body></html>",
        "<div class=\"x\">0</div>".repeat(50)
    )
}

fn check(encoding: &'static Encoding, page: &str, header: Option<&str>, url: &str, title: &str) {
    let (body, _, lost) = encoding.encode(page);
    assert!(!lost, "the page fits {}", encoding.name());
    let card = read(&Page { body: &body, content_type: header, url, ..Page::default() });
    let found = card.title.map(|title| title.value);
    assert_eq!(found.as_deref(), Some(title), "{} {header:?}", encoding.name());
}

const TITLE: &str = "吊桥：任何链接、口令都能直接打开";
const TEXT: &str =
    "龍門客棧的喆哥说，复制这段话打开某宝就能看到宝贝，价格九十九元，今天下单明天送到。";
const URL: &str = "https://www.example.com/p";

#[test]
fn gbk_is_read_by_header_early_late_and_from_nothing() {
    let plain = page("", TITLE, TEXT);
    check(GBK, &plain, Some("text/html; charset=GBK"), URL, TITLE);
    check(GBK, &page("<meta charset=gb2312>", TITLE, TEXT), None, URL, TITLE);
    check(GBK, &plain, None, URL, TITLE);
    check(GB18030, &plain, None, URL, TITLE);
    for padding in [1500, 150_000] {
        let script = "<script charset=\"utf-8\" src=/a.js></script>";
        let late = format!(
            "{script}<style>{}</style><meta http-equiv=Content-Type content='text/html; charset=gb2312'>",
            "a{color:red}".repeat(padding / 12)
        );
        check(GBK, &page(&late, TITLE, TEXT), None, URL, TITLE);
    }
}

#[test]
fn utf_8_is_read_under_any_label() {
    for label in ["gbk", "gb2312", "big5", "iso-8859-1", "shift_jis", "no-such-charset"] {
        let head = format!("<meta charset={label}>");
        check(UTF_8, &page(&head, TITLE, TEXT), None, URL, TITLE);
        check(
            UTF_8,
            &page("", TITLE, TEXT),
            Some(&format!("text/html;charset={label}")),
            URL,
            TITLE,
        );
    }
    check(
        GBK,
        &page("<meta charset=gbk>", TITLE, TEXT),
        Some("text/html; charset=utf-8"),
        URL,
        TITLE,
    );
}

#[test]
fn neighbours_are_read_declared_and_not() {
    let korean = "대한민국의 모든 링크가 열립니다";
    let japanese = "日本のリンクはすべて開きます、どこでも";
    let taiwanese = "臺灣的連結都能開啟，無論在哪裡";
    let russian = "Все ссылки открываются сразу";
    let french = "Tous les liens s’ouvrent, même à l’étranger où ça ne marchait guère";
    for (encoding, text, top) in [
        (BIG5, taiwanese, "tw"),
        (SHIFT_JIS, japanese, "jp"),
        (EUC_JP, japanese, "jp"),
        (EUC_KR, korean, "kr"),
        (WINDOWS_1251, russian, "ru"),
        (WINDOWS_1252, french, "fr"),
    ] {
        let url = format!("https://a.{top}/");
        let head = format!("<meta charset={}>", encoding.name());
        check(encoding, &page(&head, text, text), None, &url, text);
        check(encoding, &page("", text, text), None, &url, text);
    }
    check(ISO_2022_JP, &page("", japanese, japanese), None, URL, japanese);
}

#[test]
fn utf_16_is_read_with_and_without_its_mark() {
    let text = page("", TITLE, TEXT);
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let marked = [&[0xff, 0xfe][..], &little].concat();
    for body in [&little, &big, &marked] {
        let card = read(&Page { body, url: URL, ..Page::default() });
        assert_eq!(card.title.unwrap().value, TITLE);
    }
}
