//! What a whole log says that no leaf alone can: one table, a changed story a line.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::{End, Outcome, Policy};
use drawbridge_fair_record::{Body, Cases, Docket, Fields, Gate, Leaf, Probed, What};
use support::{long_story, reference_to, story};

/// Reads a log to a docket, and returns what it found.
fn read(log: &[Leaf], now: Option<Timestamp>) -> (Docket, Vec<(u64, &'static str)>) {
    let bytes: Vec<Vec<u8>> = log.iter().map(|leaf| leaf.write().unwrap()).collect();
    let mut docket = Docket::new(now);
    let mut found = Vec::new();
    for (index, leaf) in (0..).zip(&bytes) {
        let earlier = |index: u64| bytes.get(usize::try_from(index).unwrap()).cloned();
        let findings = docket.take(index, leaf, earlier);
        found.extend(findings.iter().map(|finding| (finding.index, finding.what.name())));
    }
    (docket, found)
}

fn add(log: &mut Vec<Leaf>, body: Body) {
    let last = log.last().unwrap();
    log.push(Leaf { gate: Gate::Pay, time: last.time, body });
}

/// The body of a leaf once more, which answers the same case.
fn again(log: &mut Vec<Leaf>, at: usize) {
    let body = log[at].body.clone();
    add(log, body);
}

fn end(log: &mut Vec<Leaf>, of: u64, end: End) {
    let (of, subject) = (reference_to(log, of), "m-4f1c".to_owned());
    add(log, Body::Outcome(Outcome { subject, of, end, facts: Fields::new() }));
}

/// A second policy, in force from three leaves on.
fn policy(log: &mut Vec<Leaf>, replaces: Option<u64>, gate: Gate) {
    let Body::Policy(first) = log[0].body.clone() else { unreachable!() };
    let effective_index = u64::try_from(log.len()).unwrap() + 2;
    let replaces = replaces.map(|index| reference_to(log, index));
    let body = Body::Policy(Policy { effective_index, replaces, sha256: Hash([9; 32]), ..first });
    let time = log.last().unwrap().time;
    log.push(Leaf { gate, time, body });
}

fn intake(log: &mut Vec<Leaf>) -> u64 {
    again(log, 1);
    u64::try_from(log.len()).unwrap() - 1
}

/// A decision under the first policy.
fn decide(log: &mut Vec<Leaf>, case: u64) {
    let Body::Decision(decision) = log[4].body.clone() else { unreachable!() };
    let intake = reference_to(log, case);
    add(log, Body::Decision(drawbridge_fair_record::leaf::Decision { intake, ..decision }));
}

#[test]
fn a_sound_story_has_nothing_wrong_with_it() {
    let (docket, found) = read(&story(), Some(Timestamp::from_seconds(1_800_000_100)));
    assert_eq!(found, []);
    let one = Cases { all: 1, decided: 1, ended: 0, oldest_pending: None };
    assert_eq!((docket.cases(), docket.appeals()), (one, one));
    assert_eq!(docket.kinds().get("decision"), Some(&2));
}

type Change = fn(&mut Vec<Leaf>);

/// A change, and what is found then.
const CASES: &[(Change, &[(u64, &str)])] = &[
    (|log| again(log, 2), &[(7, "decided_twice")]),
    (|log| again(log, 4), &[(7, "decided_twice")]),
    (|log| end(log, 1, End::Withdrawn), &[(7, "ended_after_decision")]),
    (|log| end(log, 2, End::Lifted), &[]),
    (
        |log| {
            let case = intake(log);
            end(log, case, End::Expired);
            decide(log, case);
        },
        &[(9, "already_ended")],
    ),
    (
        |log| {
            let case = intake(log);
            end(log, case, End::Expired);
            end(log, case, End::Withdrawn);
        },
        &[(9, "already_ended")],
    ),
    // In force from 9 on: 8 may still be decided under the first, and 10 may not.
    (
        |log| {
            policy(log, Some(0), Gate::All);
            let case = intake(log);
            decide(log, case);
        },
        &[(9, "replaced_policy")],
    ),
    (
        |log| {
            let case = intake(log);
            policy(log, Some(0), Gate::All);
            decide(log, case);
        },
        &[],
    ),
    // The other gate's policy was replaced, not this one's.
    (
        |log| {
            policy(log, Some(0), Gate::Ship);
            let case = intake(log);
            decide(log, case);
        },
        &[],
    ),
    (|log| policy(log, None, Gate::Pay), &[(7, "policy_beside")]),
    (
        |log| {
            policy(log, Some(0), Gate::All);
            policy(log, Some(0), Gate::All);
        },
        &[(8, "policy_beside")],
    ),
    (
        |log| {
            policy(log, Some(0), Gate::All);
            policy(log, Some(7), Gate::All);
        },
        &[],
    ),
    (
        |log| {
            intake(log);
            log[7].time = Timestamp::from_seconds(1_800_000_401);
        },
        &[(7, "future")],
    ),
    (
        |log| {
            intake(log);
            log[7].time = Timestamp::from_seconds(1_799_999_705);
        },
        &[(7, "clock_backwards")],
    ),
    (
        |log| {
            intake(log);
            log[7].time = Timestamp::from_seconds(1_799_999_706);
        },
        &[],
    ),
    (
        |log| {
            log[6].time = Timestamp(5);
            log.truncate(7);
        },
        &[(6, "clock_backwards")],
    ),
    (|log| log[4].gate = Gate::Ship, &[(4, "misfit"), (5, "misfit")]),
];

#[test]
fn what_is_wrong_with_a_story_is_found_and_named() {
    for (at, (change, expected)) in CASES.iter().enumerate() {
        let mut log = story();
        change(&mut log);
        let (_, found) = read(&log, Some(Timestamp::from_seconds(1_800_000_100)));
        assert_eq!(found, *expected, "line {at}");
    }
}

#[test]
fn a_case_that_nobody_decides_stays_pending() {
    let mut log = story();
    intake(&mut log);
    let second = intake(&mut log);
    decide(&mut log, second);
    let third = intake(&mut log);
    end(&mut log, third, End::Withdrawn);
    let (docket, found) = read(&log, None);
    assert_eq!(found, []);
    let cases = Cases { all: 4, decided: 2, ended: 1, oldest_pending: Some(7) };
    assert_eq!((docket.cases(), docket.cases().pending()), (cases, 1));
}

#[test]
fn what_is_no_leaf_is_told_and_counted_as_none() {
    let mut docket = Docket::new(None);
    let found = docket.take(0, b"{}", |_| None);
    assert!(matches!(found[0].what, What::Unreadable(_)), "{found:?}");
    assert_eq!(docket.cases(), Cases::default());
    assert_eq!(found[0].to_string(), "leaf 0: v: missing");
}

#[test]
fn a_docket_from_the_middle_knows_what_it_saw() {
    let log = story();
    let bytes: Vec<Vec<u8>> = log.iter().map(|leaf| leaf.write().unwrap()).collect();
    let mut docket = Docket::from(3, None);
    for index in 3..7 {
        let earlier = |index: u64| bytes.get(usize::try_from(index).unwrap()).cloned();
        let leaf = &bytes[usize::try_from(index).unwrap()];
        assert_eq!(docket.take(index, leaf, earlier), []);
    }
    assert_eq!((docket.cases().all, docket.appeals().decided), (0, 1));
}

/// Changes a leaf of the long story once more, as a leaf of its own.
fn once_more(log: &mut Vec<Leaf>, at: usize, change: impl FnOnce(&mut Body)) {
    let Leaf { gate, mut body, .. } = log[at].clone();
    change(&mut body);
    let time = log.last().unwrap().time;
    log.push(Leaf { gate, time, body });
}

/// What is wrong with agreements (7, renewed by 8, ended by 9) and a probe (10, opened by 11).
const BESIDE: &[(Change, &[(u64, &str)])] = &[
    (|_| {}, &[]),
    (|log| once_more(log, 9, |_| {}), &[(12, "agreement_ended_twice")]),
    // The one before the renewal may be told to have ended, once.
    (
        |log| {
            let of = reference_to(log, 7);
            for _ in 0..2 {
                once_more(log, 9, |body| {
                    let Body::AgreementEnd(end) = body else { unreachable!() };
                    end.of = of;
                });
            }
        },
        &[(13, "agreement_ended_twice")],
    ),
    // An ending of what is no agreement.
    (
        |log| {
            let of = reference_to(log, 10);
            once_more(log, 9, |body| {
                let Body::AgreementEnd(end) = body else { unreachable!() };
                end.of = of;
            });
        },
        &[(12, "misfit")],
    ),
    (|log| once_more(log, 8, |_| {}), &[(12, "agreement_replaced_twice")]),
    (
        |log| {
            let of = reference_to(log, 8);
            once_more(log, 8, |body| {
                let Body::Agreement(agreement) = body else { unreachable!() };
                agreement.replaces = Some(of);
            });
        },
        &[(12, "replaces_ended_agreement")],
    ),
    // Of the same name: nothing is said while the others have ended, and then it stands beside.
    (
        |log| {
            once_more(log, 7, |_| {});
            once_more(log, 7, |_| {});
        },
        &[(13, "agreement_registered_twice")],
    ),
    (|log| once_more(log, 10, |_| {}), &[(12, "probe_fixed_twice")]),
    (|log| once_more(log, 11, |_| {}), &[(12, "probe_opened_twice")]),
    // An opening of what was never fixed, and one of more pairs than were.
    (
        |log| {
            let of = reference_to(log, 7);
            once_more(log, 11, |body| {
                let Body::ProbeReveal(reveal) = body else { unreachable!() };
                reveal.of = of;
            });
        },
        &[(12, "misfit")],
    ),
    (
        |log| {
            let Body::ProbeReveal(reveal) = &mut log[11].body else { unreachable!() };
            reveal.submitted = 41;
        },
        &[(11, "misfit")],
    ),
    (
        |log| {
            let soon = Timestamp(log[10].time.0 + 1);
            let Body::ProbeCommit(commit) = &mut log[10].body else { unreachable!() };
            commit.reveal_by = soon;
            let of = reference_to(log, 10);
            let Body::ProbeReveal(reveal) = &mut log[11].body else { unreachable!() };
            reveal.of = of;
        },
        &[(11, "probe_opened_late")],
    ),
];

#[test]
fn what_is_wrong_with_agreements_and_probes_is_found_and_named() {
    for (at, (change, expected)) in BESIDE.iter().enumerate() {
        let mut log = long_story();
        change(&mut log);
        let (_, found) = read(&log, None);
        assert_eq!(found, *expected, "line {at}");
    }
}

#[test]
fn a_probe_that_is_not_opened_is_overdue() {
    let mut log = long_story();
    let all = |log: &[Leaf], now| read(log, now).0.probes();
    let one = Probed { fixed: 1, opened: 1, ..Probed::default() };
    assert_eq!(all(&log, None), one);
    log.truncate(11);
    assert_eq!(all(&log, None), Probed { opened: 0, ..one });
    let late = Some(Timestamp(1_900_000_000_001));
    let overdue = Probed { opened: 0, overdue: 1, first_overdue: Some(10), ..one };
    assert_eq!(all(&log, late), overdue);
}
