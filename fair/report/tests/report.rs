//! The report: its shape, its bytes, what it says, and what it does not know.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::found::Word;
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::{Excused, Grounds};
use drawbridge_fair_report::declaration::{Declaration, DeclarationError};
use drawbridge_fair_report::json::{self, ReportError, SCHEMA};
use drawbridge_fair_report::shape::{Quantity, Source, UnknownKind, Value};
use drawbridge_fair_report::{BuildError, Input, build, own, verify, views};
use support::{World, declaration, found, schema};

/// The published sample, on which others build.
const SAMPLE: &[u8] = include_bytes!("../samples/report.json");

fn bytes() -> Vec<u8> {
    json::write(&World::new().report(None)).unwrap()
}

#[test]
fn the_sample_is_what_is_written() {
    let same = bytes() == SAMPLE;
    assert!(same, "cargo run -p drawbridge-fair-report --example sample fair/report/samples");
}

#[test]
fn a_report_is_of_the_published_shape() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&bytes()).unwrap();
    assert_eq!(schema::errors(&schema, &report), [""; 0]);
    // And the schema is not a rubber stamp: whatever is taken away or put in is found.
    let kpi = "/kpis/review.approval_gap";
    for (at, name) in [("", "log"), (kpi, "definition"), ("/log", "root"), ("/operator", "name")] {
        let mut less = report.clone();
        less.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        assert_eq!(schema::errors(&schema, &less).len(), 1, "{at} without {name}");
        let mut more = report.clone();
        let object = more.pointer_mut(at).unwrap().as_object_mut().unwrap();
        object.insert("more".to_owned(), 1.into());
        assert_eq!(schema::errors(&schema, &more).len(), 1, "{at} with more");
    }
    for (at, wrong) in [
        ("/format", "v2".into()),
        ("/period/first_day", "1 October".into()),
        ("/log/size", (-1).into()),
        ("/kpis/review.approval_gap/quantity/verdict", "fair".into()),
        ("/kpis/review.approval_gap/quantity/difference/p", 1.5.into()),
        ("/kpis/comp.officer/outside", serde_json::Value::Null),
    ] {
        let mut other = report.clone();
        *other.pointer_mut(at).unwrap() = wrong;
        assert!(!schema::errors(&schema, &other).is_empty(), "{at}");
    }
}

#[test]
fn a_report_is_read_as_it_was_written_and_no_other_way() {
    let written = bytes();
    assert_eq!(json::write(&json::read(&written).unwrap()).unwrap(), written);
    assert!(!written.contains(&b'<') && !written.contains(&b'&'), "it must fit into a page");
    let spaced = String::from_utf8(written.clone()).unwrap().replacen("  ", "   ", 1);
    assert!(matches!(json::read(spaced.as_bytes()), Err(ReportError::Spelling(4))));
    let other = String::from_utf8(written).unwrap().replacen("/v1", "/v2", 1);
    assert!(matches!(json::read(other.as_bytes()), Err(ReportError::Format(_))));
}

#[test]
fn every_number_has_what_is_needed_to_believe_it() {
    let report = World::new().report(None);
    let in_sections: BTreeSet<&str> =
        report.sections.iter().flat_map(|one| &one.kpis).map(String::as_str).collect();
    assert_eq!(in_sections, report.kpis.keys().map(String::as_str).collect());
    for (number, section) in (0..).zip(&report.sections) {
        assert_eq!(section.number, number);
    }
    for (id, kpi) in &report.kpis {
        assert!(!kpi.definition.zh.is_empty() && !kpi.definition.en.is_empty(), "{id}");
        assert_eq!(kpi.log.root, report.log.root, "{id}");
        assert_eq!(kpi.log.cosigners.len(), 2, "{id}");
        assert!(kpi.command.ends_with(&format!("--kpi {id}")), "{id}");
        let there = kpi.quantity != Quantity::Absent;
        assert_eq!(kpi.source == Source::Log, kpi.outside.is_none(), "{id}");
        assert!(there || kpi.source == Source::None, "{id}");
    }
}

#[test]
fn the_leaves_are_counted() {
    let report = World::new().report(None);
    let value = |id: &str| match &report.kpis[id].quantity {
        Quantity::Plain { value } => value.clone(),
        other => panic!("{id}: {other:?}"),
    };
    assert_eq!(value("log.size"), Value::Count(84));
    assert_eq!(value("log.witnesses"), Value::Count(2));
    assert_eq!(value("sor.ground_hist"), Value::Histogram(vec![("link.malware".to_owned(), 4)]));
    assert_eq!(report.sections[2].tables[0].rows.len(), 1);
    assert_eq!(report.sections[6].tables[0].rows.len(), 1);
    assert_eq!(report.sections[13].tables.len(), 4);
    assert_eq!(report.operator.surfaces, ["share"]);
}

#[test]
fn rules_that_were_replaced_decide_nothing_any_more() {
    let mut world = World::new();
    let until = Timestamp(i64::MAX >> 12);
    let excused = Excused { note: Hash([5; 32]), until };
    world.policy("2026-10", Grounds::Exception(excused), 3, Some(0));
    // A decision that still goes by the first version.
    let late = world.leaves[2].clone();
    world.leaves.extend([world.leaves[1].clone(), late]);
    let history = world.history();
    assert_eq!(history.retroactive, [86]);
    let report = world.report(None);
    assert_eq!(report.sections[2].tables[0].rows.len(), 2);
    let told = report.sections[2].paragraphs.iter().any(|one| one.en.ends_with("at the time: 1."));
    assert!(told, "{:?}", report.sections[2].paragraphs);
}

#[test]
fn what_is_not_known_is_said() {
    let report = World::new().report(None);
    let said = |kind: UnknownKind| -> Vec<Option<&str>> {
        report.unknown.iter().filter(|one| one.kind == kind).map(|one| one.kpi.as_deref()).collect()
    };
    assert_eq!(said(UnknownKind::Missing), [None, None]);
    assert_eq!(said(UnknownKind::Pending), [None]);
    assert_eq!(said(UnknownKind::NoCases), [Some("appeal.median_h")]);
    assert_eq!(said(UnknownKind::TooFew), [Some("appeal.upheld_gap"), Some("review.rmst_gap")]);
    assert!(said(UnknownKind::Outside).contains(&Some("api.p95_gap_ms")));
    assert!(said(UnknownKind::Declared).contains(&Some("comp.officer")));
    let open = report.unknown.iter().find(|one| one.kpi.as_deref() == Some("review.rmst_gap"));
    assert!(open.unwrap().says.en.contains("less than 6.4 h"), "{open:?}");
    // Every number that is not there says why, and no number that is there is called unknown so.
    for (id, kpi) in &report.kpis {
        let why = report
            .unknown
            .iter()
            .any(|one| one.kpi.as_ref() == Some(id) && one.kind >= UnknownKind::NoCases);
        assert_eq!(why, kpi.source != Source::Log, "{id}");
    }
}

#[test]
fn differences_from_the_report_before_are_found() {
    let world = World::new();
    let before = world.report(None);
    let mut audit = found::audit();
    let changed = &mut audit.indicators[0];
    changed.verdict = Word::UnequalShown;
    changed.estimate.as_mut().unwrap().value = -0.06;
    audit.indicators[1].definition.en.push_str(" Otherwise.");
    audit.indicators.retain(|one| one.id != "sor.coverage");
    let after = world.report_of(&audit, Some(&before));
    let ids: Vec<&str> = after.differences.iter().map(|one| one.kpi.as_str()).collect();
    assert_eq!(ids, ["review.approval_gap", "review.rmst_gap", "sor.coverage"]);
    assert_eq!(after.differences[0].verdict_was, Some(Word::EqualShown));
    assert_eq!(after.differences[0].verdict_is, Some(Word::UnequalShown));
    assert!(after.differences[1].redefined && !after.differences[0].redefined);
    assert_eq!(after.differences[2].is, None);
    assert_eq!(after.summary[0].before, Some(Word::EqualShown));
    let sha256 = Hash(json::hash(&json::write(&before).unwrap())).to_base64();
    assert_eq!(after.previous.unwrap().sha256, sha256);
    // Nothing changed: nothing is told.
    assert_eq!(world.report(Some(&before)).differences, []);
}

#[test]
fn a_changed_number_is_found_by_its_id() {
    let world = World::new();
    let computed = world.report(None);
    assert_eq!(verify::compare(&computed, &computed).unwrap(), []);
    let mut stated = computed.clone();
    let Quantity::Indicator(measured) =
        &mut stated.kpis.get_mut("link.block_rate_gap").unwrap().quantity
    else {
        panic!("an indicator")
    };
    measured.estimate.as_mut().unwrap().value = 0.001;
    stated.kpis.remove("pay.success_gap");
    stated.log.size = 85;
    let findings = verify::compare(&stated, &computed).unwrap();
    let ways: Vec<(&str, &str)> =
        findings.iter().map(|one| (one.what.as_str(), one.way.as_str())).collect();
    let expected = [
        ("link.block_rate_gap", "quantity.estimate.value"),
        ("pay.success_gap", ""),
        ("log", "size"),
    ];
    assert_eq!(ways.into_iter().collect::<BTreeSet<_>>(), expected.into_iter().collect());
    let changed = findings.iter().find(|one| one.what == "link.block_rate_gap").unwrap();
    assert_eq!(changed.stated.as_deref(), Some("0.001"));
    assert_eq!(changed.computed.as_deref(), Some("0.043"));
}

#[test]
fn leaves_of_another_log_make_no_report() {
    let world = World::new();
    let mut more = World::new();
    more.publish(b"a report");
    let (audit, history) = (found::audit(), more.history());
    let input = Input {
        audit: &audit,
        history: &history,
        replayed: &found::replayed(),
        terms: &world.terms(),
        probes: &[],
        note: &world.note(),
        checkpoint: &world.checkpoint(),
        cosigners: &[],
        period: (support::FROM, support::TO),
        declaration: &declaration(),
        previous: None,
        version: "0",
    };
    assert!(matches!(build(&input), Err(BuildError::OtherLeaves { read: 85, size: 84 })));
}

#[test]
fn only_what_the_log_cannot_hold_is_declared() {
    let read = |figures: &str| {
        Declaration::read(format!("{{\"figures\":{{{figures}}}}}").as_bytes()).map(|_| ())
    };
    read("\"comp.training_share\":1").unwrap();
    assert!(matches!(read("\"log.size\":1"), Err(DeclarationError::NotDeclarable(..))));
    assert!(matches!(read("\"review.approval_gap\":0"), Err(DeclarationError::NotDeclarable(..))));
    assert!(matches!(read("\"comp.training_share\":1.5"), Err(DeclarationError::Form(_))));
    assert!(matches!(read("\"comp.officer\":\"yes\""), Err(DeclarationError::Form(_))));
}

/// What `fair-report` asks for, by section: each number is the audit's, the log's, the operator's, or
/// said to be missing.
#[test]
fn every_number_that_is_asked_for_is_answered() {
    let ids = own::ALL.iter().map(|own| own.id);
    let standard = Plan::standard(&["native"]);
    let asked = standard.asked.iter().map(|asked| asked.id.as_str());
    let answered: BTreeSet<&str> = ids.chain(asked).collect();
    for view in views::all().unwrap() {
        for id in view.parts.iter().flat_map(|part| &part.kpis) {
            assert!(answered.contains(id.as_str()), "{}: {id}", view.id);
        }
    }
    // Nothing is both counted and declared.
    for own in own::ALL {
        assert!(standard.asked.iter().all(|asked| asked.id != own.id), "{}", own.id);
    }
}
