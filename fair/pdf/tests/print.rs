//! The printed report: the same to the byte, tagged, in both languages, and honest about its font.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use drawbridge_fair_pdf::{Printed, print};
use drawbridge_fair_report::shape::Language;
use drawbridge_fair_report::{Report, json};

const SAMPLE: &[u8] = include_bytes!("../../report/samples/report.json");

fn sample() -> Report {
    json::read(SAMPLE).unwrap()
}

/// Printing fails if the library's check of PDF/UA-1 does, so that every test here holds it.
fn printed(report: &Report, language: Language, view: Option<&str>) -> Printed {
    print(report, language, view).unwrap()
}

fn holds(pdf: &[u8], words: &[u8]) -> bool {
    pdf.windows(words.len()).any(|window| window == words)
}

#[test]
fn the_same_report_prints_the_same_bytes() {
    let report = sample();
    let [one, other] = [(); 2].map(|()| printed(&report, Language::Zh, None).pdf);
    assert!(one == other);
    // And another report others.
    let mut changed = report;
    changed.operator.name.push('.');
    assert!(printed(&changed, Language::Zh, None).pdf != one);
}

#[test]
fn it_is_tagged_and_says_so_in_its_language() {
    let report = sample();
    for (language, tag) in [(Language::Zh, "zh-CN"), (Language::En, "en")] {
        let Printed { pdf, pages, .. } = printed(&report, language, None);
        assert!(pages > 8, "{pages}");
        assert!(pdf.starts_with(b"%PDF-1.7"));
        for words in [&b"/StructTreeRoot"[..], b"/MarkInfo", b"/Outlines", b"pdfuaid:part"] {
            assert!(holds(&pdf, words), "{}", String::from_utf8_lossy(words));
        }
        assert!(holds(&pdf, format!("/Lang({tag})").as_bytes()), "{tag}");
        // The last moment of the period, in Beijing.
        assert!(holds(&pdf, b"D:20261031235959+08"));
    }
}

#[test]
fn what_the_font_lacks_is_spelt_and_listed() {
    let mut report = sample();
    assert!(printed(&report, Language::Zh, None).lacking.is_empty());
    report.operator.name = "𠮷野家 नम".to_owned();
    let lacking = printed(&report, Language::Zh, None).lacking;
    assert_eq!(lacking, ['न', 'म', '𠮷']);
}

#[test]
fn a_form_that_is_asked_for_is_printed_first() {
    let report = sample();
    let (without, with) =
        (printed(&report, Language::En, None), printed(&report, Language::En, Some("eu-dma-11")));
    assert!(with.pages > without.pages);
    assert!(print(&report, Language::En, Some("mars-2030")).is_err());
}
