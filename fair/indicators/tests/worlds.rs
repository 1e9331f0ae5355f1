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
/// Worlds of one kind: with `DRAWBRIDGE_WORLDS=500` when this is compiled, so many of each.
fn many() -> u64 {
    option_env!("DRAWBRIDGE_WORLDS").and_then(|many| many.parse().ok()).unwrap_or(64)
}

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
    for seed in 0..many() {
        let audit = audited(world, seed << 32, false);
        for (count, (_, found)) in counts.iter_mut().zip(findings) {
            *count += u32::from(found(&audit));
        }
    }
    let shares = counts.map(|count| f64::from(count) / many() as f64);
    for ((what, _), share) in findings.iter().zip(shares) {
        println!("{what}: {share}");
    }
    shares
}

/// The promised rate, with four standard errors for chance.
fn at_most(promised: f64) -> f64 {
    promised + 4.0 * (promised * (1.0 - promised) / many() as f64).sqrt()
}

fn is_unequal(audit: &Audit, id: &str) -> bool {
    let word = audit.indicator(id).unwrap().verdict;
    matches!(word, Word::UnequalShown | Word::UnequalWithinMargin)
}

fn accused(audit: &Audit) -> bool {
    audit.indicators.iter().any(|one| one.headline && is_unequal(audit, &one.id))
}

/// The others are adjusted after Benjamini and Hochberg: where all are equal, any finding is a false one,
/// and that is as rare.
fn accused_besides(audit: &Audit) -> bool {
    audit.indicators.iter().any(|one| !one.headline && is_unequal(audit, &one.id))
}

const MEDIAN: &str = "review.median_h";
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
    let [found, others, approvals, waits] = shares(
        &World::reviews(600),
        [
            ("fair, accused", &accused),
            ("fair, accused besides the headlines", &accused_besides),
            ("fair, approvals ever above 1/alpha", &|audit| alarmed(audit, APPROVAL)),
            ("fair, waits ever above 1/alpha", &|audit| alarmed(audit, WAIT)),
        ],
    );
    let most = at_most(ALPHA);
    assert!(found < most && others < most && approvals < most && waits < most);
}

#[test]
fn in_a_fair_world_equality_is_shown() {
    let equal = |audit: &Audit| {
        let said = audit.indicator(APPROVAL).unwrap().verdict;
        said == Word::EqualShown && audit.alarms.is_empty()
    };
    let median = |audit: &Audit| audit.indicator(MEDIAN).unwrap().verdict == Word::EqualShown;
    let [shown, median] = shares(
        &World::reviews(2500),
        [("fair, equal shown, no alarm", &equal), ("fair, equal medians shown", &median)],
    );
    // The power of the equality test here is 94 %, and at most one in twenty is lost to accusations.
    assert!(shown > 0.8 && median > 0.8);
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

/// Waits are memoryless here, of a mean of 10 to 25 hours by category: twice as long and half again for
/// outsiders is a gap in medians of `1.5 ln 2` times as many hours, 18 of them on average.
#[test]
fn medians_far_beyond_the_margin_are_never_called_equal() {
    let world = World { slower: 2.5, ..World::reviews(600) };
    let equal = |audit: &Audit| {
        let said = audit.indicator(MEDIAN).unwrap().verdict;
        matches!(said, Word::EqualShown | Word::UnequalWithinMargin)
    };
    let found = |audit: &Audit| is_unequal(audit, MEDIAN) && is_unequal(audit, WAIT);
    let [shown, found] =
        shares(&world, [("slower, called equal", &equal), ("slower, found", &found)]);
    assert!(shown < at_most(ALPHA) && found > 0.95);
}

/// Outsiders bring harder cases and wait for 1.7 times as long: the mix must not be told as a gap, nor
/// the gap as the mix.
#[test]
fn the_interval_of_the_gap_in_medians_holds_the_truth() {
    let world = World { slower: 1.7, out_mix: HARD, in_mix: EASY, ..World::reviews(1200) };
    let truth = standardised_gap(&world);
    let holds = |audit: &Audit| {
        let one = audit.indicator(MEDIAN).unwrap().estimate.as_ref().unwrap();
        assert_eq!(one.measure, "standardised_kaplan_meier_difference");
        one.low.unwrap() <= truth && truth <= one.high.unwrap()
    };
    let [held] = shares(&world, [("slower and harder, the interval holds", &holds)]);
    assert!(1.0 - held < at_most(ALPHA));
}

/// The gap between the medians of both sides' waits, each with the mix in which strata are compared: by
/// nm / (n + m), which is what the shares of a large world come to.
fn standardised_gap(world: &World) -> f64 {
    let out = world.outsiders;
    let weights: Vec<f64> = (0..4)
        .map(|at| {
            let (n, m) = (out * world.out_mix[at], (1.0 - out) * world.in_mix[at]);
            n * m / (n + m)
        })
        .collect();
    let all: f64 = weights.iter().sum();
    let median = |slower: f64| {
        let waiting = |time: f64| -> f64 {
            let one = |at: usize| {
                let mean = (10.0 + 5.0 * at as f64) * slower;
                weights[at] / all * libm::exp(-time / mean)
            };
            (0..4).map(one).sum()
        };
        let (mut low, mut high) = (0.0, 1000.0);
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            *(if waiting(middle) > 0.5 { &mut low } else { &mut high }) = middle;
        }
        low
    };
    median(world.slower) - median(1.0)
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
    let [found, late, approvals] = shares(
        &world,
        [
            ("laid aside, found", &|audit| is_unequal(audit, WAIT)),
            ("laid aside, found late", &|audit| is_unequal(audit, "review.p90_h")),
            ("laid aside, approvals", &|audit| is_unequal(audit, APPROVAL)),
        ],
    );
    assert!(found > 0.8 && late > 0.8 && approvals < at_most(ALPHA));
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
