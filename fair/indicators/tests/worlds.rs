//! Seeded worlds in which the truth is known, from their leaves to the verdicts: how often the audit is
//! wrong, and how often it sees.
//!
//! Every rate is printed; the limits are the promised ones with four standard errors for chance.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(clippy::print_stdout, reason = "the rates, for who asks to see them")]
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "rates are measured")]

use drawbridge_fair_indicators::found::{Audit, Leaves, Word};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_indicators::sample::{Sample, World};
use drawbridge_fair_indicators::{Auditor, Shown};
use drawbridge_fair_record::Leaf;

const ALPHA: f64 = 0.05;
/// Worlds of one kind.
const MANY: u64 = 64;
const EASY: [f64; 4] = [0.5, 0.3, 0.1, 0.1];
const HARD: [f64; 4] = [0.1, 0.1, 0.2, 0.6];

/// Reviews alone, so that no other headline costs them anything but its place in the family.
fn plan() -> Plan {
    let mut plan = Plan::standard(&["native"]);
    for topic in &mut plan.topics {
        topic.strata.retain(|stratum| stratum.name == "category");
    }
    plan
}

fn audited(world: &World, seed: u64, strictly: bool) -> Audit {
    let sample = Sample::new(world.clone(), seed);
    let range = Leaves { from: 0, to: Sample::leaves(world.clone(), seed) };
    let auditor = Auditor::new(plan(), sample.period(), range).unwrap();
    let mut auditor = if strictly { auditor.strictly() } else { auditor };
    for (index, entry) in (0..).zip(sample) {
        let shown = entry.opening.as_deref().map_or(Shown::Nothing, Shown::Opening);
        auditor.take(index, &entry.leaf, shown).unwrap();
    }
    auditor.finish().unwrap()
}

/// What can be found in a world, by name.
type Finding<'a> = (&'a str, &'a dyn Fn(&Audit) -> bool);

/// The shares of worlds in which each is found.
fn shares<const N: usize>(world: &World, findings: [Finding<'_>; N]) -> [f64; N] {
    let mut counts = [0_u32; N];
    for seed in 0..MANY {
        let audit = audited(world, seed << 32, false);
        for (count, (_, found)) in counts.iter_mut().zip(findings) {
            *count += u32::from(found(&audit));
        }
    }
    let shares = counts.map(|count| f64::from(count) / MANY as f64);
    for ((what, _), share) in findings.iter().zip(shares) {
        println!("{what}: {share}");
    }
    shares
}

/// The promised rate, with four standard errors for chance.
fn at_most(promised: f64) -> f64 {
    promised + 4.0 * (promised * (1.0 - promised) / MANY as f64).sqrt()
}

fn is_unequal(audit: &Audit, id: &str) -> bool {
    let word = audit.indicator(id).unwrap().verdict;
    matches!(word, Word::UnequalShown | Word::UnequalWithinMargin)
}

fn accused(audit: &Audit) -> bool {
    audit.indicators.iter().any(|one| one.headline && is_unequal(audit, &one.id))
}

const APPROVAL: &str = "review.approval_gap";
const WAIT: &str = "review.rmst_gap";

fn alarmed(audit: &Audit, id: &str) -> bool {
    let monitored = audit.indicator(id).unwrap().monitored.as_ref();
    monitored.is_some_and(|one| one.alarmed_at.is_some())
}

/// Any headline in a fair world is a false alarm: Holm promises at most one world in twenty. A monitor
/// promises the same of ever reaching twenty, however often it is looked at.
#[test]
fn a_fair_world_is_seldom_accused_and_seldom_raises_an_alarm() {
    let [found, approvals, waits] = shares(
        &World::reviews(600),
        [
            ("fair, accused", &accused),
            ("fair, approvals ever above 1/alpha", &|audit| alarmed(audit, APPROVAL)),
            ("fair, waits ever above 1/alpha", &|audit| alarmed(audit, WAIT)),
        ],
    );
    assert!(found < at_most(ALPHA) && approvals < at_most(ALPHA) && waits < at_most(ALPHA));
}

#[test]
fn in_a_fair_world_equality_is_shown() {
    let equal = |audit: &Audit| {
        let said = audit.indicator(APPROVAL).unwrap().verdict;
        said == Word::EqualShown && audit.alarms.is_empty()
    };
    let [shown] = shares(&World::reviews(2500), [("fair, equal shown, no alarm", &equal)]);
    // The power of the equality test here is 94 %, and at most one in twenty is lost to accusations.
    assert!(shown > 0.8);
}

#[test]
fn a_biased_world_is_found_by_test_and_by_monitor() {
    let world = World { less: 0.15, ..World::reviews(1200) };
    let [found, alarm] = shares(
        &world,
        [
            ("biased by 15 points, found", &|audit| is_unequal(audit, APPROVAL)),
            ("biased by 15 points, alarmed", &|audit| audit.alarms.contains(&APPROVAL.to_owned())),
        ],
    );
    assert!(found > 0.95 && alarm > 0.7);
}

#[test]
fn a_world_at_the_margin_is_seldom_called_equal() {
    let world = World { less: 0.05, ..World::reviews(1200) };
    let equal = |audit: &Audit| {
        let said = audit.indicator(APPROVAL).unwrap().verdict;
        matches!(said, Word::EqualShown | Word::UnequalWithinMargin)
    };
    let [shown] = shares(&world, [("worse by the margin, called equal", &equal)]);
    assert!(shown < at_most(ALPHA));
}

#[test]
fn a_different_mix_is_not_taken_for_bias() {
    let world = World { out_mix: HARD, in_mix: EASY, ..World::reviews(600) };
    let seen = |audit: &Audit| {
        let further = &audit.indicator(APPROVAL).unwrap().further;
        let crude = further.iter().find(|one| one.measure == "crude_difference").unwrap();
        crude.high.unwrap() < 0.0
    };
    let [found, crudely] =
        shares(&world, [("Simpson, accused", &accused), ("Simpson, seen crudely", &seen)]);
    assert!(found < at_most(ALPHA) && crudely > 0.9);
}

#[test]
fn a_favourable_mix_does_not_hide_bias() {
    let world = World { out_mix: EASY, less: 0.1, ..World::reviews(1500) };
    let [found] = shares(&world, [("hidden, found", &|audit| is_unequal(audit, APPROVAL))]);
    assert!(found > 0.8);
}

/// Outsiders' hard cases are laid aside: whoever counts decisions only sees nothing wrong.
#[test]
fn not_deciding_is_seen() {
    let world = World { aside: 0.2, ..World::reviews(900) };
    let [found, approvals] = shares(
        &world,
        [
            ("laid aside, found", &|audit| is_unequal(audit, WAIT)),
            ("laid aside, approvals", &|audit| is_unequal(audit, APPROVAL)),
        ],
    );
    assert!(found > 0.8 && approvals < at_most(ALPHA));
}

#[test]
fn the_quick_reader_changes_no_byte_of_an_audit() {
    let world = World { subjects: 50, less: 0.1, aside: 0.1, ..World::fair(3000) };
    let bytes = |strictly| serde_json::to_vec(&audited(&world, 5, strictly)).unwrap();
    assert_eq!(bytes(false), bytes(true));
    for entry in Sample::new(world, 5) {
        Leaf::read(&entry.leaf).unwrap();
    }
}
