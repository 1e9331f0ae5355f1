//! A probe from its design to its verdict, and everything by which it could be bent.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_canon::Timestamp;
use drawbridge_fair_probes::{
    Design, DesignError, Fate, Opening, OpeningError, Plan, Problem, Side, Verified, analyse,
    verify,
};
use drawbridge_fair_record::Seed;
use drawbridge_fair_record::leaf::Verdict;
use serde_json::{Value, json};
use support::{Decide, HOUR, Log, START, design, parse, plan, play, reveal};

fn check(log: &Log) -> Verified {
    let size = u64::try_from(log.leaves.len()).unwrap();
    verify(&log.opening, &log.bytes, size, |at| {
        log.leaves.get(usize::try_from(at).unwrap()).cloned()
    })
}

const FAIR: Decide<'_> = &|_| Some((Verdict::Allow, 3 * HOUR));

/// A probe that was changed after it was played: what is wrong with it.
fn bent(change: impl FnOnce(&mut Log)) -> Vec<Problem> {
    let mut log = play(&plan(6), 6, FAIR);
    change(&mut log);
    log.bytes = log.opening.write().unwrap();
    // The opening that the log names is that of these bytes: what is wrong must show elsewhere.
    log.leaves.pop();
    reveal(&mut log.leaves, &log.opening, &log.bytes, START + 900 * HOUR);
    check(&log).problems
}

#[test]
fn an_honest_probe_of_a_fair_platform_passes() {
    let log = play(&plan(6), 6, FAIR);
    let found = check(&log);
    assert_eq!((found.problems, found.revealed), (vec![], true));
    assert_eq!(found.pairs.len(), 6);
    let decided = |fate| matches!(fate, Fate::Decided { verdict: Verdict::Allow, wait, .. } if wait == 3 * HOUR);
    assert!(found.pairs.iter().all(|pair| decided(pair.outsider) && decided(pair.insider)));
    let again = Opening::read(&log.bytes).unwrap();
    assert_eq!(again, log.opening);
}

#[test]
fn a_platform_that_refuses_one_camp_is_shown_to() {
    let refuses: Decide<'_> = &|side| {
        let verdict = if side["camp"] == "west" { Verdict::Refuse } else { Verdict::Allow };
        Some((verdict, HOUR))
    };
    let log = play(&plan(12), 12, refuses);
    let found = analyse(&log.opening, &check(&log)).unwrap();
    assert_eq!((found.approval.in_only, found.approval.out_only, found.missing), (12, 0, 0));
    assert_eq!(found.approval.verdict.to_string(), "UNEQUAL, shown");
    assert_eq!(found.wait.verdict.to_string(), "EQUAL, shown");
    assert!(found.approval.gap.high < -0.5 && found.approval.detectable.is_some());
    // The same bytes each time, and the verdict in words.
    let json = serde_json::to_string(&found).unwrap();
    assert!(json.contains("\"verdict\":\"UNEQUAL, shown\""), "{json}");
}

#[test]
fn a_platform_that_never_decides_for_one_camp_is_shown_to() {
    let slow: Decide<'_> = &|side| (side["camp"] == "east").then_some((Verdict::Allow, 2 * HOUR));
    let log = play(&plan(12), 12, slow);
    let verified = check(&log);
    assert!(verified.pairs.iter().all(|pair| matches!(pair.outsider, Fate::Pending { .. })));
    let found = analyse(&log.opening, &verified).unwrap();
    assert_eq!(found.wait.in_only, 12, "the insider was first");
    assert_eq!(found.wait.verdict.to_string(), "UNEQUAL, shown");
}

#[test]
fn other_pairs_than_were_fixed_are_refused() {
    let reseeded = bent(|log| {
        let design = log.opening.plan.design().clone();
        log.opening.plan = Plan::new(design, Seed([6; 32])).unwrap();
    });
    assert!(reseeded.contains(&Problem::OtherPairs), "{reseeded:?}");
    let fewer = bent(|log| {
        let mut other = design(5);
        other["pairs"] = json!(5);
        log.opening.plan = Plan::new(parse(&other), Seed([5; 32])).unwrap();
        log.opening.submitted = 5;
    });
    assert!(fewer.contains(&Problem::OtherPairs), "{fewer:?}");
    let margin = bent(|log| {
        let mut other = design(6);
        other["prober"] = json!("auditor-2");
        log.opening.plan = Plan::new(parse(&other), Seed([5; 32])).unwrap();
    });
    assert_eq!(margin, [Problem::OtherPairs]);
    let elsewhere = bent(|log| log.opening.commit.hash.0[0] ^= 1);
    assert!(elsewhere.contains(&Problem::NoCommitment(1)), "{elsewhere:?}");
}

#[test]
fn no_pair_is_dropped_exchanged_or_added() {
    // Left out: the pair stays in the count, and counts against whatever is concluded.
    let mut log = play(&plan(6), 6, FAIR);
    log.opening.sightings.retain(|one| one.pair != 2);
    log.bytes = log.opening.write().unwrap();
    log.leaves.pop();
    reveal(&mut log.leaves, &log.opening, &log.bytes, START + 900 * HOUR);
    let found = check(&log);
    assert_eq!((found.problems.clone(), found.pairs.len()), (vec![], 6));
    assert_eq!(found.pairs[2].outsider, Fate::Missing);
    assert_eq!(analyse(&log.opening, &found).unwrap().missing, 1);

    let stopped = bent(|log| log.opening.submitted = 4);
    assert_eq!(stopped, [4, 4, 5, 5].map(Problem::AfterStop));
    assert!(bent(|log| log.opening.submitted = 7).contains(&Problem::TooMany(7)));
    let exchanged = bent(|log| {
        let two = (log.opening.sightings[0].leaf, log.opening.sightings[2].leaf);
        (log.opening.sightings[2].leaf, log.opening.sightings[0].leaf) = two;
    });
    assert!(matches!(exchanged[0], Problem::Differs(0, ..)), "{exchanged:?}");
    let twice = bent(|log| {
        let first = log.opening.sightings[0].clone();
        log.opening.sightings.push(first);
    });
    assert_eq!(twice.len(), 2, "{twice:?}");
    assert!(matches!(twice[0], Problem::Shared(0, ..)) && matches!(twice[1], Problem::Twice(0, _)));
    let absent = bent(|log| log.opening.sightings[3].leaf.hash.0[0] ^= 1);
    assert!(matches!(absent[0], Problem::NoIntake(1, ..)), "{absent:?}");
}

#[test]
fn twins_are_what_was_planned_and_in_that_order() {
    let closed = bent(|log| log.opening.sightings[0].fields.clear());
    assert!(
        matches!(&closed[0], Problem::Differs(0, _, name) if name == "protected.camp"),
        "{closed:?}"
    );
    let lied = bent(|log| {
        let field = log.opening.sightings[0].fields.iter_mut().find(|one| one.name == "facts.url");
        field.unwrap().value = drawbridge_fair_record::Value::Null;
    });
    assert!(matches!(&lied[0], Problem::Differs(0, _, name) if name == "facts.url"), "{lied:?}");

    // Submitted in the other order than was drawn: played with a plan whose first pair is turned over.
    let plan = plan(6);
    let mut log = play(&plan, 6, FAIR);
    let (one, other) = (log.opening.sightings[0].clone(), log.opening.sightings[1].clone());
    let at = |index: u64| usize::try_from(index).unwrap();
    log.leaves.swap(at(one.leaf.index), at(other.leaf.index));
    log.opening.sightings[0].leaf.index = other.leaf.index;
    log.opening.sightings[1].leaf.index = one.leaf.index;
    log.bytes = log.opening.write().unwrap();
    log.leaves.pop();
    reveal(&mut log.leaves, &log.opening, &log.bytes, START + 900 * HOUR);
    assert_eq!(check(&log).problems, [Problem::Order(0)]);
}

#[test]
fn what_was_submitted_before_it_was_fixed_shows_nothing() {
    let mut log = play(&plan(6), 6, FAIR);
    let commit = log.leaves.remove(1);
    let intakes = 12;
    log.leaves.insert(1 + intakes, commit);
    log.opening.commit.index = u64::try_from(1 + intakes).unwrap();
    for sighting in &mut log.opening.sightings {
        sighting.leaf.index -= 1;
    }
    log.bytes = log.opening.write().unwrap();
    log.leaves.pop();
    reveal(&mut log.leaves, &log.opening, &log.bytes, START + 900 * HOUR);
    let problems = check(&log).problems;
    assert_eq!(problems.iter().filter(|one| matches!(one, Problem::TooEarly(..))).count(), 12);
    let found = check(&log);
    assert!(analyse(&log.opening, &found).is_err());
}

#[test]
fn an_opening_is_one_and_in_time() {
    let mut log = play(&plan(6), 6, FAIR);
    log.leaves.pop();
    assert!(!check(&log).revealed);
    reveal(&mut log.leaves, &log.opening, b"another file", START + 900 * HOUR);
    assert!(matches!(check(&log).problems[..], [Problem::OtherOpening(_)]));
    log.leaves.pop();
    reveal(&mut log.leaves, &log.opening, &log.bytes.clone(), START + 1001 * HOUR);
    assert!(matches!(check(&log).problems[..], [Problem::Late(_)]));
    for problem in check(&log).problems {
        assert!(problem.zh().contains('第') && !problem.to_string().is_empty());
    }
}

#[test]
fn a_commitment_tells_nothing_and_fixes_everything() {
    let leaf =
        |plan: &Plan| plan.leaf(Timestamp(START), Timestamp(START + 1)).unwrap().write().unwrap();
    let text = String::from_utf8(leaf(&plan(6))).unwrap();
    for secret in ["west", "east", "kettle", "link.open"] {
        assert!(!text.contains(secret), "{text}");
    }
    let other = Plan::new(parse(&design(6)), Seed([6; 32])).unwrap();
    assert_ne!(leaf(&plan(6)), leaf(&other));
    assert_eq!(leaf(&plan(6)), leaf(&plan(6)));
}

#[test]
fn twins_differ_in_what_is_protected_and_what_was_drawn_only() {
    let plan = plan(200);
    let pairs = plan.pairs();
    let (mut first, mut blue) = (0, 0);
    let mut serials = std::collections::BTreeSet::new();
    for pair in &pairs {
        first += usize::from(pair.first == Side::Outsider);
        for side in Side::ALL {
            let submission = pair.side(side);
            let name = if side == Side::Outsider { "west" } else { "east" };
            let text = format!("{:?}", submission.facts);
            assert!(text.contains(name) && submission.protected["camp"] == name);
            assert!(!text.contains('{') || !text.contains("{serial}"), "{text}");
            serials.insert(text);
        }
        let differing: Vec<&String> = pair
            .outsider
            .facts
            .keys()
            .filter(|name| pair.outsider.facts[*name] != pair.insider.facts[*name])
            .collect();
        assert!(
            differing.iter().all(|name| ["url", "title", "tags"].contains(&name.as_str())),
            "{differing:?}"
        );
        let title = pair.outsider.facts.get("title");
        blue += usize::from(format!("{title:?}").contains("Blue"));
    }
    // Each submission is one of its own; who is first, and who has which title, is drawn.
    assert_eq!(serials.len(), 400);
    assert!((70..130).contains(&first), "{first}");
    assert!((30..70).contains(&blue), "{blue} of 100");
}

#[test]
fn a_design_that_gives_a_twin_away_is_refused() {
    let refused = |change: fn(&mut Value)| {
        let mut other = design(6);
        change(&mut other);
        Design::parse(other.to_string().as_bytes()).unwrap_err()
    };
    assert!(matches!(refused(|d| d["pairs"] = json!(0)), DesignError::Empty("pairs")));
    assert!(matches!(refused(|d| d["templates"] = json!([])), DesignError::Empty("templates")));
    assert!(matches!(refused(|d| d["outsider"]["sdk"] = json!("x")), DesignError::OneSided(_)));
    assert!(matches!(refused(|d| d["insider"]["camp"] = json!("west")), DesignError::Same(_)));
    let facts = |d: &mut Value, name: &str, value: Value| d["templates"][0]["facts"][name] = value;
    assert!(matches!(
        refused(|d| d["templates"][0]["facts"]["camp"] = json!("x")),
        DesignError::Twice(0, _)
    ));
    assert!(matches!(
        refused(|d| d["templates"][0]["varied"]["url"] = json!([1, 2])),
        DesignError::Twice(0, _)
    ));
    assert!(matches!(
        refused(|d| d["templates"][0]["varied"]["title"] = json!([1, 1])),
        DesignError::NotVaried(0, _)
    ));
    let mut telling = design(6);
    facts(&mut telling, "logo", json!({"src": ["https://SHOP.west.example/logo.png"]}));
    let error = Design::parse(telling.to_string().as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "template 0: `logo` names `camp` of a side: write {camp} there, so that it follows the side"
    );
    assert!(matches!(
        refused(|d| d["templates"][0]["facts"]["url"] = json!("{owner}/{serial}")),
        DesignError::Unknown(0, _)
    ));
    assert!(matches!(
        refused(|d| d["templates"][0]["facts"]["url"] = json!("{domain}")),
        DesignError::Repeated(0)
    ));
    assert!(matches!(
        refused(|d| d["demand"]["alpha_bp"] = json!(0)),
        DesignError::Demand("alpha_bp")
    ));
    assert!(matches!(
        refused(|d| d["demand"]["drop_bp"] = json!(2001)),
        DesignError::Demand("drop_bp")
    ));
    assert!(matches!(refused(|d| d["x"] = json!(1)), DesignError::Form(_)));
    assert!(matches!(
        refused(|d| d["templates"][0]["varied"]["title"] = json!([1])),
        DesignError::Form(_)
    ));
}

#[test]
fn an_opening_is_read_as_it_was_written_or_refused_by_line() {
    let log = play(&plan(6), 6, FAIR);
    let text = String::from_utf8(log.bytes).unwrap();
    let refused = |text: &str| match Opening::read(text.as_bytes()).unwrap_err() {
        OpeningError::Line { line, .. } => line,
        OpeningError::Design(error) => panic!("{error}"),
    };
    assert_eq!(refused(""), 1);
    assert_eq!(refused(text.trim_end()), 13);
    assert_eq!(refused(&text.replacen("\"side\":\"", "\"side\":\"x", 1)), 2);
    assert_eq!(refused(&text.replacen("\"submitted\":6", "\"submitted\": 6", 1)), 1);
    assert_eq!(refused(&format!("{text}{{}}\n")), 14);
}
