//! Agreements and probes in the report: what is registered and how it stands, what is found and what is
//! not told, and what pairs show.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_fair_agreements::Exception;
use drawbridge_fair_indicators::found::Word;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::Verdict;
use drawbridge_fair_report::probed;
use drawbridge_fair_report::replayed::Replayed;
use drawbridge_fair_report::shape::{Found, Gravity, ProbeState, Quantity, TermsState, Value};
use drawbridge_fair_report::terms::{self, TermsError, Texts};
use support::beside::{self, played, probed as probes};
use support::{FROM, TO, World, found};

/// The first leaf of an agreement in the small log.
const FIRST: u64 = 77;

#[test]
fn every_registered_agreement_is_listed_with_how_it_stands() {
    let mut world = World::new();
    let states = |world: &World| -> Vec<TermsState> {
        world.terms().agreements.iter().map(|one| one.state).collect()
    };
    let (force, later) = (TermsState::InForce, TermsState::NotYet);
    assert_eq!(states(&world), [force, force, force, later]);
    let all = world.terms().agreements;
    assert_eq!(all[0].parties["merchant"].as_deref(), Some("anyone"));
    assert_eq!((all[1].index, all[1].sort.as_str()), (FIRST + 1, "contract"));
    // Of what is committed to, nobody is named and nothing shown.
    assert_eq!((all[2].parties["merchant"].as_ref(), all[2].terms.as_ref()), (None, None));
    assert!(all.iter().all(|one| one.searched));
    world.end(FIRST + 1, 5);
    assert_eq!(states(&world), [force, TermsState::Ended, force, later]);
    assert_eq!(world.terms().agreements[1].ended_by, Some(FIRST + 7));
}

#[test]
fn what_is_found_is_told_by_rule_and_secrets_are_not() {
    let world = World::new();
    let terms = world.terms();
    let short: Vec<(&str, Option<&str>, bool, bool)> = terms
        .findings
        .iter()
        .map(|one| {
            let clause = one.places[0].clause.as_deref();
            (one.rule.as_str(), clause, one.says.is_some(), one.excused_by.is_some())
        })
        .collect();
    let expected = [
        ("exclusivity.dealing", Some("20"), true, false),
        ("exclusivity.renewal", Some("8"), true, false),
        ("fee.unequal", Some("1"), false, true),
    ];
    assert_eq!(short, expected, "{:#?}", terms.findings);
    assert_eq!(terms.findings[0].gravity, Gravity::Grave);
    let tally = |rule: &str| terms.rules.iter().find(|one| one.rule == rule).unwrap();
    assert_eq!((tally("fee.unequal").open, tally("fee.unequal").excused), (0, 1));
    assert_eq!(tally("parity.wide").open, 0);
    let [exception] = &terms.exceptions[..] else { panic!("{:?}", terms.exceptions) };
    assert_eq!((exception.index, exception.over), (FIRST + 2, false));
    assert_eq!(exception.reason.as_ref().unwrap().en, "A trial at a lower fee.");
    let json = serde_json::to_string(&terms).unwrap();
    assert!(!json.contains("m-2") && !json.contains("3 %"), "what is committed to is told");
}

#[test]
fn no_clause_is_named_of_what_is_committed_to() {
    let terms = World::new().terms();
    let places = || terms.findings.iter().flat_map(|one| &one.places);
    let (closed, open): (Vec<_>, Vec<_>) = places().partition(|place| place.index == FIRST + 2);
    assert!(!closed.is_empty() && closed.iter().all(|place| place.clause.is_none()), "{closed:?}");
    assert!(open.iter().all(|place| place.clause.is_some()), "{open:?}");
}

#[test]
fn in_which_order_texts_are_given_does_not_matter() {
    let world = World::new();
    let (history, mut texts) = (world.history(), world.texts());
    let terms = terms::read(&history, &texts, (FROM, TO)).unwrap();
    texts.agreements.reverse();
    assert_eq!(terms::read(&history, &texts, (FROM, TO)).unwrap(), terms);
    // Nor does it of notes; two that the log does not name are told as that, each of another agreement.
    for (at, hash) in [(1, 9), (3, 8)] {
        let agreement = texts.agreements[at].hash().unwrap();
        let note = Some(Hash([hash; 32]));
        texts.exceptions.push(Exception { note, agreement, ..texts.exceptions[0].clone() });
    }
    let both = terms::read(&history, &texts, (FROM, TO)).unwrap();
    let secret = |one: &&Found| one.rule == "exception.not_public";
    assert_eq!(both.findings.iter().filter(secret).count(), 2, "{:?}", both.findings);
    texts.exceptions.reverse();
    assert_eq!(terms::read(&history, &texts, (FROM, TO)).unwrap(), both);
}

#[test]
fn an_agreement_that_ended_before_is_no_matter_of_this_report() {
    let mut world = World::new();
    world.end(FIRST + 1, -10);
    let terms = world.terms();
    assert!(terms.findings.iter().all(|one| one.rule == "fee.unequal"), "{:?}", terms.findings);
}

#[test]
fn only_what_is_registered_is_searched() {
    let world = World::new();
    let (history, texts) = (world.history(), world.texts());
    let without = Texts { agreements: texts.agreements[..2].to_vec(), ..texts.clone() };
    let terms = terms::read(&history, &without, (FROM, TO)).unwrap();
    assert_eq!(terms.agreements.iter().filter(|one| one.searched).count(), 2);
    assert_eq!(terms.findings.len(), 2);
    // Without what opens it, nobody can tell that these are the clauses.
    let closed = Texts { opened: std::collections::BTreeMap::new(), ..texts.clone() };
    let error = terms::read(&history, &closed, (FROM, TO)).unwrap_err();
    assert!(matches!(&error, TermsError::Unregistered(id, _) if id == "contract-2"), "{error}");
    let mut changed = texts;
    changed.agreements[1].clauses.pop();
    let error = terms::read(&history, &changed, (FROM, TO)).unwrap_err();
    assert!(error.to_string().contains("leaf 78: terms is another one"), "{error}");
}

#[test]
fn the_numbers_of_agreements_say_when_nothing_was_searched() {
    let world = World::new();
    let report = world.report(None);
    let value = |id: &str| report.kpis[id].quantity.clone();
    let plain = |value: Value| Quantity::Plain { value };
    assert_eq!(value("terms.in_force"), plain(Value::Count(3)));
    assert_eq!(value("terms.searched_share"), plain(Value::Number(1.0)));
    assert_eq!(value("terms.exclusivity"), plain(Value::Count(2)));
    assert_eq!(value("terms.findings"), plain(Value::Count(2)));
    let terms = terms::read(&world.history(), &Texts::default(), (FROM, TO)).unwrap();
    let report = world.report_with(&terms);
    assert_eq!(report.kpis["terms.exclusivity"].quantity, Quantity::Absent);
    assert_eq!(report.kpis["terms.searched_share"].quantity, plain(Value::Number(0.0)));
}

#[test]
fn a_probe_is_fixed_overdue_or_opened() {
    let world = World::new();
    let probes = world.probes();
    let states: Vec<ProbeState> = probes.iter().map(|one| one.state).collect();
    assert_eq!(states, [ProbeState::Opened, ProbeState::Overdue]);
    let opened = probes[0].opened.as_ref().unwrap();
    assert_eq!((opened.index, opened.submitted, opened.late), (FIRST + 6, 12, false));
    assert!(probes[1].time < beside::day(2).0 && probes[1].opened.is_none());
}

#[test]
fn what_pairs_show_is_told_with_its_verdict() {
    let [probe] = &played(12)[..] else { panic!("one probe") };
    let shows = probe.shows.as_ref().unwrap();
    assert_eq!((shows.problems.len(), shows.action.as_str()), (0, "link.open"));
    let pairs = shows.pairs.as_ref().unwrap();
    assert_eq!((pairs.approval.verdict, pairs.approval.in_only), (Word::UnequalShown, 12));
    assert_eq!(pairs.wait.verdict, Word::EqualShown);
}

#[test]
fn an_opening_that_is_not_what_was_fixed_shows_nothing() {
    let mut log = probes::play(&probes::plan(12), 12, &|_| Some((Verdict::Allow, 1)));
    let history = beside::history(&log.leaves);
    let read = |index: u64| log.leaves.get(usize::try_from(index).unwrap()).cloned();
    // Fewer pairs than the log says were submitted.
    let mut fewer = log.opening.clone();
    fewer.submitted = 11;
    fewer.sightings.truncate(22);
    let told = probed::read(&history, &[fewer.write().unwrap()], read).unwrap();
    let shows = told[0].shows.as_ref().unwrap();
    assert!(shows.pairs.is_none() && !shows.problems.is_empty(), "{shows:?}");
    // An opening that the log does not name could be one of many.
    log.leaves.pop();
    let history = beside::history(&log.leaves);
    let read = |index: u64| log.leaves.get(usize::try_from(index).unwrap()).cloned();
    let told = probed::read(&history, &[log.bytes.clone()], read).unwrap();
    let shows = told[0].shows.as_ref().unwrap();
    assert_eq!(shows.problems[0].en, "the log does not name this opening");
    assert!(shows.pairs.is_none());
}

#[test]
fn what_was_not_decided_again_is_not_called_unflipped() {
    let world = World::new();
    let told = |replayed: &Replayed| {
        let report = world.report_again(replayed);
        ["replay.coverage", "replay.flips", "replay.differing"]
            .map(|id| report.kpis[id].quantity.clone())
    };
    let plain = |value: Value| Quantity::Plain { value };
    let some = found::replayed();
    let share = 33.0 / 36.0;
    let counted = [Value::Number(share), Value::Count(1), Value::Count(0)].map(plain);
    assert_eq!(told(&some), counted);
    let none = Replayed { complete: 0, flipped: 0, ..some };
    let absent = || Quantity::Absent;
    assert_eq!(told(&none), [plain(Value::Number(0.0)), absent(), absent()]);
    assert_eq!(told(&Replayed::default()), [absent(), absent(), absent()]);
}
