//! The page: it fetches nothing, runs only its own script, and holds the bytes of the report.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drawbridge_fair_report::evidence::Evidence;
use drawbridge_fair_report::shape::Language;
use drawbridge_fair_report::{Report, chart, html, json, views};
use sha2::{Digest, Sha256};
use support::{World, published};

fn page_of(report: &Report, evidence: &Evidence, view: Option<&str>) -> String {
    html::write(report, evidence, html::Options { language: Language::Zh, view }).unwrap()
}

fn page() -> String {
    let (report, evidence) = published();
    page_of(&report, &evidence, None)
}

/// What stands between two marks.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let after = page.split_once(from).unwrap_or_else(|| panic!("no {from}")).1;
    after.split_once(to).unwrap().0
}

#[test]
fn the_page_holds_the_bytes_of_the_report() {
    let (report, evidence) = published();
    let page = page_of(&report, &evidence, None);
    let held = between(&page, "<script type=\"application/json\" id=\"report\">", "</script>");
    assert_eq!(held.as_bytes(), json::write(&report).unwrap());
    let held = between(&page, "<script type=\"application/json\" id=\"evidence\">", "</script>");
    assert_eq!(serde_json::from_str::<Evidence>(held).unwrap(), evidence);
    assert_eq!(evidence.claims.len(), 1);
    assert_eq!(evidence.publication.unwrap().index, 84);
}

#[test]
fn only_its_own_script_and_style_may_run() {
    let page = page();
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let style = between(&page, "<style>", "</style>");
    let script = between(&page, "<script>", "</script>");
    for (what, text) in [("style-src", style), ("script-src", script)] {
        let hash = STANDARD.encode(Sha256::digest(text));
        assert!(policy.contains(&format!("{what} 'sha256-{hash}';")), "{what}");
    }
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
    assert!(!page.contains(" style=\"") && !page.contains(" onclick"), "the policy refuses these");
}

#[test]
fn nothing_is_fetched() {
    let page = page();
    for link in ["src=", "@import", "url(", "fetch(", "XMLHttpRequest", "WebSocket", "import("] {
        assert!(!page.contains(link), "{link}");
    }
    for address in page.split("href=\"").skip(1) {
        assert!(address.starts_with('#') || address.starts_with("data:,\""), "{}", &address[..20]);
    }
}

#[test]
fn every_link_within_the_page_leads_somewhere() {
    let page = page();
    for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let times = page.matches(&format!(" id=\"{target}\"")).count();
        assert_eq!(times, 1, "{target}");
    }
}

#[test]
fn what_others_wrote_is_text_and_no_markup() {
    let (mut report, evidence) = published();
    let hostile = "</script><script>alert(1)</script>\"'&";
    report.operator.name = hostile.to_owned();
    report.sections[0].paragraphs[0].en = hostile.to_owned();
    let page = page_of(&report, &evidence, None);
    assert_eq!(page.matches("<script").count(), 3);
    assert!(!page.contains("<script>alert"));
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)"));
}

#[test]
fn every_number_is_in_the_page_in_both_languages() {
    let (report, evidence) = published();
    let page = page_of(&report, &evidence, None);
    for (id, kpi) in &report.kpis {
        assert!(page.contains(&format!("id=\"kpi-{id}\"")), "{id}");
        for words in [&kpi.definition.zh, &kpi.definition.en] {
            assert!(page.contains(&chart::svg::escape(words)), "{id}: {words}");
        }
    }
    let count = |lang: &str| page.matches(&format!("<span lang=\"{lang}\">")).count();
    assert_eq!(count("zh-CN"), count("en"));
}

#[test]
fn every_drawing_says_what_it_shows_and_gives_its_numbers() {
    let report = World::new().report(None);
    let pictures = chart::all(&report);
    let ids: Vec<&str> = pictures.iter().map(|picture| picture.id.as_str()).collect();
    let expected = [
        "forest",
        "survival-review-rmst_gap",
        "sequence-review-approval_gap",
        "sequence-link-block_rate_gap",
        "exposure-rank-exposure_ratio",
    ];
    assert_eq!(ids, expected);
    for picture in &pictures {
        let svg = chart::svg::write(picture);
        assert!(
            svg.contains("<title id=") && svg.contains("<desc id=") && svg.contains("role=\"img\"")
        );
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", picture.id);
        assert!(!picture.table.rows.is_empty(), "{}", picture.id);
        let columns = picture.table.columns.len();
        assert!(picture.table.rows.iter().all(|row| row.len() == columns), "{}", picture.id);
    }
}

#[test]
fn a_form_that_is_asked_for_comes_first() {
    let (report, evidence) = published();
    let page = page_of(&report, &evidence, Some("eu-dma-11"));
    let first = page.find("<details class=\"form\"").unwrap();
    assert!(page[first..].starts_with("<details class=\"form\" id=\"form-eu-dma-11\" open>"));
    assert!(first < page.find("id=\"summary\"").unwrap());
    let options = html::Options { language: Language::En, view: Some("mars-2030") };
    assert!(html::write(&report, &evidence, options).is_err());
}

#[test]
fn forms_say_what_they_cannot_answer_and_what_is_from_memory() {
    let views = views::all().unwrap();
    assert_eq!(views.len(), 7);
    for view in &views {
        assert!(!view.source.is_empty(), "{}", view.id);
        for part in &view.parts {
            let at = format!("{} {}", view.id, part.id);
            assert_eq!(part.served == views::Served::Yes, part.why.is_none(), "{at}");
            let nothing = part.kpis.is_empty() && part.sections.is_empty();
            assert_eq!(part.served == views::Served::No, nothing, "{at}");
            assert!(part.sections.iter().all(|section| *section < 16), "{at}");
        }
    }
    // An item is answered as far as its numbers are there.
    let report = World::new().report(None);
    let miit = views::find("cn-miit-2021").unwrap();
    let answered: Vec<views::Served> =
        miit.parts.iter().map(|part| part.answered(&report.kpis)).collect();
    assert_eq!(answered, [views::Served::Partly, views::Served::No, views::Served::No]);
    let page = page();
    let memory = views.iter().flat_map(|view| &view.parts);
    let memory = memory.filter(|part| part.mark == views::Mark::Memory).count()
        + views.iter().filter(|view| view.mark == views::Mark::Memory).count();
    assert_eq!(page.matches("class=\"mark\"").count(), memory);
    assert!(memory > 10);
}
