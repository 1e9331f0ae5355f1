//! Opening a probe: the submissions are found in the log, and it is not opened before the verdicts.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_canon::Timestamp;
use drawbridge_fair_probes::verify::LAST_MS;
use drawbridge_fair_probes::{Disclosed, Opening, Plan, sighted, verify};
use drawbridge_fair_record::leaf::Verdict;
use drawbridge_fair_record::{Body, Disclosures, Leaf, Seed};
use support::{HOUR, Log, START, plan, play};

/// What the platform of a played log gave its applicants, in the order of the log.
fn given(log: &Log) -> Vec<Disclosed> {
    let mut all: Vec<Disclosed> = log
        .opening
        .sightings
        .iter()
        .map(|one| Disclosed {
            leaf: log.leaves[usize::try_from(one.leaf.index).unwrap()].clone(),
            fields: Disclosures { leaf: one.leaf, fields: one.fields.clone() },
        })
        .collect();
    all.sort_by_key(|one| one.fields.leaf.index);
    all
}

fn read(log: &Log) -> impl FnMut(u64) -> Option<Vec<u8>> + '_ {
    |index| log.leaves.get(usize::try_from(index).ok()?).cloned()
}

#[test]
fn the_submissions_are_found_among_what_was_given() {
    let log = play(&plan(12), 12, &|_| Some((Verdict::Allow, HOUR)));
    let mut all = given(&log);
    let found = sighted(&plan(12), &all);
    assert_eq!(found, log.opening.sightings);
    // Somebody else's cases are none of them, nor is what opens another leaf.
    all[3].fields.leaf.hash.0[0] ^= 1;
    all[5].fields.fields.retain(|field| field.name != "facts.url");
    let fewer = sighted(&plan(12), &all);
    assert_eq!(fewer.len(), 22);
    assert_eq!(sighted(&plan(11), &given(&log)).len(), 22, "a pair more than was planned is none");
}

#[test]
fn submissions_that_are_alike_are_each_found_once() {
    let mut alike = support::design(2);
    let template = serde_json::json!({"facts": {"amount_cents": 1}, "varied": {}});
    alike["templates"] = serde_json::json!([template, template]);
    let plan = Plan::new(support::parse(&alike), Seed([5; 32])).unwrap();
    let log = play(&plan, 2, &|_| Some((Verdict::Allow, HOUR)));
    assert_eq!(sighted(&plan, &given(&log)), log.opening.sightings);
}

#[test]
fn no_more_is_opened_than_was_planned() {
    let log = play(&plan(12), 12, &|_| Some((Verdict::Allow, HOUR)));
    let mut all = given(&log);
    let mut more = all[0].fields.fields[0].clone();
    more.name = "facts.risk".to_owned();
    all[0].fields.fields.push(more);
    let found = sighted(&plan(12), &all);
    assert!(found.iter().all(|one| one.fields.iter().all(|field| field.name != "facts.risk")));
    let opening = Opening { sightings: found, ..log.opening.clone() };
    assert_eq!(opening.write().unwrap(), log.bytes);
}

#[test]
fn it_is_too_early_while_a_verdict_is_missing_but_for_the_last_day() {
    let waits = |side: &std::collections::BTreeMap<String, String>| {
        (side["camp"] == "east").then_some((Verdict::Allow, HOUR))
    };
    let due = START + 1000 * HOUR;
    let early = |log: &Log, at: i64| {
        let size = u64::try_from(log.leaves.len()).unwrap();
        let verified = verify(&log.opening, &log.bytes, size, read(log));
        let Ok(Leaf { body: Body::ProbeCommit(commit), .. }) = Leaf::read(&log.leaves[1]) else {
            panic!("no commitment")
        };
        verified.too_early(&commit, Timestamp(at)).map(|why| why.undecided)
    };
    let pending = play(&plan(12), 12, &waits);
    assert_eq!(early(&pending, due - LAST_MS - 1), Some(12));
    assert_eq!(early(&pending, due - LAST_MS), None);
    let decided = play(&plan(12), 12, &|_| Some((Verdict::Refuse, HOUR)));
    assert_eq!(early(&decided, START), None);
}
