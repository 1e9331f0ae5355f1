//! `drawbridge fair report` and `drawbridge fair reasons`, from outside.

mod world;

use std::fs;

use drawbridge_fair_report::json;
use drawbridge_fair_report::shape::Report;
use serde_json::Value;

use crate::place::{Place, Said};
use world::World;

/// A place with the log in `log`, its openings and its policy, and the report of October in `out`.
fn reported(name: &str) -> (Place, World) {
    let (place, world) = (Place::new(name), World::new());
    world.write(&place.folder.join("log"));
    let declaration = r#"{"operator":"Example Bridge","figures":{"comp.officer":true}}"#;
    fs::write(place.folder.join("declaration.json"), declaration).unwrap();
    place.out(
        &[
            &MAKE[..],
            &["--from", "2026-10-01", "--to", "2026-11-01", "--declaration", "declaration.json"],
            &["--out", "out", "--view", "cn-2026-amc"],
        ]
        .concat(),
    );
    (place, world)
}

const MAKE: [&str; 9] = [
    "fair",
    "report",
    "--log",
    "log",
    "--policy",
    "policy",
    "--openings",
    "openings.jsonl",
    "--own=native",
];

fn report(place: &Place) -> (Vec<u8>, Report) {
    let bytes = fs::read(place.folder.join("out/report.json")).unwrap();
    let report = json::read(&bytes).unwrap();
    (bytes, report)
}

fn verify(place: &Place, report: &str, more: &[&str]) -> Said {
    let all = ["fair", "report", "verify", report, "--log", "log", "--policy", "policy"];
    place.run(&[&all[..], &["--openings", "openings.jsonl"], more].concat())
}

#[test]
fn a_report_is_made_and_computed_again_to_the_last_digit() {
    let (place, _) = reported("report-made");
    let (_, made) = report(&place);
    let verdict = |id: &str| serde_json::to_value(made.kpis[id].quantity.verdict()).unwrap();
    assert_eq!(verdict("link.block_rate_gap"), "unequal_shown");
    assert_eq!(verdict("review.approval_gap"), "equal_shown");
    assert_eq!(made.log.cosigners.len(), 1);
    for name in ["report.html", "report.zh.pdf", "report.en.pdf", "view.cn-2026-amc.json"] {
        assert!(place.folder.join("out").join(name).is_file(), "{name}");
    }
    let said = verify(&place, "out/report.json", &["--plan", "out/plan.json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("the same to the last digit"), "{said:?}");
    assert!(said.err.contains("on the operator's word: comp.officer"), "{said:?}");
}

#[test]
fn a_number_that_was_touched_is_named() {
    let (place, _) = reported("report-touched");
    let (_, mut made) = report(&place);
    let drawbridge_fair_report::shape::Quantity::Indicator(measured) =
        &mut made.kpis.get_mut("link.block_rate_gap").unwrap().quantity
    else {
        panic!("an indicator")
    };
    measured.estimate.as_mut().unwrap().value = 0.0;
    fs::write(place.folder.join("touched.json"), json::write(&made).unwrap()).unwrap();
    let said = verify(&place, "touched.json", &[]);
    assert_eq!(said.code, Some(3), "{said:?}");
    let line = "link.block_rate_gap quantity.estimate.value: the report says 0.0, computed is 0.";
    assert!(said.out.starts_with(line), "{said:?}");
    assert_eq!(said.out.lines().count(), 1, "{said:?}");
    // Another number of the same report is still what it was.
    let said = verify(&place, "touched.json", &["--kpi", "review.approval_gap"]);
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
fn without_the_openings_no_side_is_known() {
    let (place, _) = reported("report-closed");
    let all = ["fair", "report", "verify", "out/report.json", "--log", "log", "--policy", "policy"];
    let said = place.run(&all);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.contains("missing.share"), "{said:?}");
    assert!(!said.out.contains("rules.versions"), "{said:?}");
}

#[test]
fn a_published_report_has_a_page_that_proves_it() {
    let (place, mut world) = reported("report-published");
    let (bytes, made) = report(&place);
    let render = [
        "fair",
        "report",
        "render",
        "out/report.json",
        "--log",
        "log",
        "--policy",
        "policy",
        "--out",
        "pages",
    ];
    place.fails(&render, &["the log does not hold the hash of this report"]);
    let (size, root) = (made.log.size, world.root());
    world.publish(json::hash(&bytes), size, root);
    fs::remove_dir_all(place.folder.join("log")).unwrap();
    world.write(&place.folder.join("log"));
    place.out(&render);
    let page = fs::read_to_string(place.folder.join("pages/report.html")).unwrap();
    let evidence =
        page.split_once("id=\"evidence\">").unwrap().1.split_once("</script>").unwrap().0;
    let evidence: Value = serde_json::from_str(evidence).unwrap();
    assert_eq!(evidence["publication"]["index"], size);
    assert_eq!(evidence["keys"].as_array().unwrap().len(), 2);
    // The log has grown, and the report is still what its own checkpoint gives.
    let said = verify(&place, "out/report.json", &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
fn a_log_that_was_changed_makes_no_report() {
    let (place, _) = reported("report-damaged");
    let path = place.folder.join("log/tile/entries/001");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, bytes).unwrap();
    let more = ["--from", "2026-10-01", "--to", "2026-11-01", "--out", "other"];
    place.fails(&[&MAKE[..], &more].concat(), &["leaf 256"]);
}

#[test]
fn statements_of_reasons_are_written_in_requests_of_a_hundred() {
    let (place, world) = reported("reasons");
    place.out(&[
        "fair",
        "reasons",
        "--log",
        "log",
        "--key",
        &world.key(),
        "--from",
        "2026-10-01",
        "--to",
        "2026-11-01",
        "--out",
        "reasons",
    ]);
    let read = |name: &str| fs::read_to_string(place.folder.join("reasons").join(name)).unwrap();
    let first: Value = serde_json::from_str(&read("statements-0001.json")).unwrap();
    assert_eq!(first["statements"].as_array().unwrap().len(), 100);
    let second: Value = serde_json::from_str(&read("statements-0002.json")).unwrap();
    let second = second["statements"].as_array().unwrap().len();
    let extensions = read("extensions.jsonl");
    assert_eq!(extensions.lines().count(), 100 + second);
    let one: Value = serde_json::from_str(extensions.lines().next().unwrap()).unwrap();
    assert_eq!(one["puid"], first["statements"][0]["puid"]);
}
