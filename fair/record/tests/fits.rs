//! References: a story fits as it is told, and no other way.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::fit::MisfitWhy;
use drawbridge_fair_record::leaf::{Agreement, End, Ending, Excused, Grounds, Sort};
use drawbridge_fair_record::{Body, Field, Gate, Leaf, Misfit, Reference, fit};
use support::{long_story, reference_to};

/// A moment before the contract of the story ends.
const EARLY: Timestamp = Timestamp(1_829_999_999_999);

fn check(log: &[Leaf], index: usize) -> Result<(), Misfit> {
    fit(&log[index], u64::try_from(index).unwrap(), |there| {
        log.get(usize::try_from(there).unwrap()).map(|leaf| leaf.write().unwrap())
    })
}

/// Why leaf `index` of the story no longer fits after it was changed.
fn misfit(index: usize, change: impl FnOnce(&mut Leaf, &[Leaf])) -> (&'static str, MisfitWhy) {
    let told = long_story();
    let mut log = told.clone();
    change(&mut log[index], &told);
    let misfit = check(&log, index).unwrap_err();
    (misfit.member, misfit.why)
}

/// The reference of a leaf that has one besides its policy.
fn reference(leaf: &mut Leaf) -> &mut Reference {
    match &mut leaf.body {
        Body::Decision(decision) => &mut decision.intake,
        Body::Outcome(outcome) => &mut outcome.of,
        Body::Appeal(appeal) => &mut appeal.of,
        other => panic!("{} has none", other.kind()),
    }
}

#[test]
fn the_story_fits() {
    let log = long_story();
    for index in 0..log.len() {
        assert_eq!(check(&log, index), Ok(()), "{index}");
    }
}

#[test]
fn nothing_refers_to_itself_or_to_what_comes_later() {
    for index in [2, 3, 4, 5] {
        for later in [0, 1] {
            let there = u64::try_from(index + later).unwrap();
            let (_, why) = misfit(index, |leaf, log| *reference(leaf) = reference_to(log, there));
            assert_eq!(why, MisfitWhy::NotEarlier(there));
        }
    }
}

#[test]
fn the_hash_decides_which_leaf_is_meant() {
    for index in [2, 3, 4, 5] {
        let (_, why) = misfit(index, |leaf, _| reference(leaf).hash.0[31] ^= 1);
        assert!(matches!(why, MisfitWhy::Hash(_)), "{why}");
    }
    let log = long_story();
    let absent = fit(&log[5], 5, |_| None).unwrap_err();
    assert_eq!((absent.member, absent.why), ("of", MisfitWhy::Absent(4)));
    let mut leaf = log[5].clone();
    *reference(&mut leaf) =
        Reference { index: 4, hash: drawbridge_fair_log::leaf_hash(b"no leaf") };
    let unreadable = fit(&leaf, 5, |_| Some(b"no leaf".to_vec())).unwrap_err();
    assert!(matches!(unreadable.why, MisfitWhy::Unreadable(4, _)), "{unreadable}");
}

#[test]
fn each_reference_is_to_its_kind() {
    for (index, there, kind) in
        [(2, 0, "policy.publish"), (4, 2, "decision"), (3, 1, "intake"), (5, 0, "policy.publish")]
    {
        let (_, why) = misfit(index, |leaf, log| *reference(leaf) = reference_to(log, there));
        assert_eq!(why, MisfitWhy::Kind(there, kind));
    }
    let (member, why) = misfit(2, |leaf, log| {
        let Body::Decision(decision) = &mut leaf.body else { return };
        decision.policy = reference_to(log, 1);
    });
    assert_eq!((member, why), ("policy", MisfitWhy::Kind(1, "intake")));
}

#[test]
fn subject_gate_and_time_agree() {
    let (member, why) = misfit(2, |leaf, _| {
        let Body::Decision(decision) = &mut leaf.body else { return };
        decision.subject = "m-other".to_owned();
    });
    assert_eq!(member, "intake");
    assert_eq!(why, MisfitWhy::Contradiction(1, "it is about another subject"));
    let (_, why) = misfit(3, |leaf, _| leaf.gate = Gate::Shop);
    assert_eq!(why, MisfitWhy::Contradiction(2, "it is about another gate"));
    let (_, why) = misfit(5, |leaf, _| leaf.time = Timestamp(1));
    assert_eq!(why, MisfitWhy::Contradiction(4, "its time is later"));
}

#[test]
fn the_policy_of_a_decision_is_the_one_in_force() {
    let (member, why) = misfit(2, |leaf, _| {
        let Body::Decision(decision) = &mut leaf.body else { return };
        decision.policy_sha256 = Hash([9; 32]);
    });
    assert_eq!(member, "policy");
    assert_eq!(why, MisfitWhy::Contradiction(0, "it publishes another policy"));

    let mut log = long_story();
    if let Body::Policy(policy) = &mut log[0].body {
        policy.effective_index = 3;
    }
    let policy = reference_to(&log, 0);
    if let Body::Decision(decision) = &mut log[2].body {
        decision.policy = policy;
    }
    let early = check(&log, 2).unwrap_err();
    assert_eq!(early.why, MisfitWhy::Contradiction(0, "it is not yet in force"));
}

#[test]
fn nothing_is_decided_by_a_policy_whose_exception_has_ended() {
    let mut log = long_story();
    let decided = log[2].time;
    for (until, fits) in [(decided.plus_ms(1), true), (decided, false)] {
        let Body::Policy(policy) = &mut log[0].body else { panic!() };
        policy.grounds = Grounds::Exception(Excused { note: Hash([5; 32]), until });
        let policy = reference_to(&log, 0);
        let Body::Decision(decision) = &mut log[2].body else { panic!() };
        decision.policy = policy;
        let found = check(&log, 2);
        let why = MisfitWhy::Contradiction(0, "the exception by which it was in force had ended");
        assert_eq!(found.map_err(|misfit| misfit.why), if fits { Ok(()) } else { Err(why) });
    }
    let until = log[0].time;
    let Body::Policy(policy) = &mut log[0].body else { panic!() };
    policy.grounds = Grounds::Exception(Excused { note: Hash([5; 32]), until });
    assert_eq!(check(&log, 0).unwrap_err().member, "exception_until");
}

#[test]
fn what_was_not_decided_can_only_expire_or_be_withdrawn() {
    for end in End::ALL {
        let mut log = long_story();
        let intake = reference_to(&log, 1);
        let Body::Outcome(outcome) = &mut log[5].body else { panic!() };
        (outcome.of, outcome.end) = (intake, *end);
        let ends = matches!(end, End::Expired | End::Withdrawn);
        assert_eq!(check(&log, 5).is_ok(), ends, "{}", end.name());
    }
}

#[test]
fn what_passed_as_asked_is_not_lifted() {
    // Leaf 2 refuses, leaf 4 lets pass.
    for (of, fits) in [(2, true), (4, false)] {
        let mut log = long_story();
        let decision = reference_to(&log, of);
        let Body::Outcome(outcome) = &mut log[5].body else { panic!() };
        (outcome.of, outcome.end) = (decision, End::Lifted);
        assert_eq!(check(&log, 5).is_ok(), fits, "{of}");
    }
}

#[test]
fn a_publication_fits_its_place() {
    let (member, _) = misfit(0, |leaf, _| {
        let Body::Policy(policy) = &mut leaf.body else { return };
        policy.effective_index = 0;
    });
    assert_eq!(member, "effective_index");
    let (member, _) = misfit(0, |leaf, _| {
        let Body::Policy(policy) = &mut leaf.body else { return };
        policy.consultation_until = leaf.time.plus_ms(1);
    });
    assert_eq!(member, "consultation_until");
    let (member, _) = misfit(0, |leaf, log| {
        let Body::Policy(policy) = &mut leaf.body else { return };
        policy.replaces = Some(reference_to(log, 1));
    });
    assert_eq!(member, "replaces");
    let (member, _) = misfit(6, |leaf, _| {
        let Body::Report(report) = &mut leaf.body else { return };
        report.size = 7;
    });
    assert_eq!(member, "size");
}

/// What an agreement of the story, changed, runs into.
fn terms(index: usize, change: impl FnOnce(&mut Agreement, &[Leaf])) -> (&'static str, MisfitWhy) {
    misfit(index, |leaf, log| {
        let Body::Agreement(agreement) = &mut leaf.body else { panic!() };
        change(agreement, log);
    })
}

#[test]
fn an_agreement_replaces_one_of_its_sort_between_the_same() {
    let (_, why) = terms(8, |agreement, log| agreement.replaces = Some(reference_to(log, 6)));
    assert_eq!(why, MisfitWhy::Kind(6, "report.publish"));
    let (_, why) = terms(8, |agreement, _| agreement.sort = Sort::Offer);
    assert_eq!(why, MisfitWhy::Contradiction(7, "it is another sort of agreement"));
    let (_, why) = terms(8, |agreement, _| {
        let other = Field::Open(support::text("r-3"));
        agreement.parties.insert("licensor".to_owned(), other);
    });
    assert_eq!(why, MisfitWhy::Contradiction(7, "it is between others"));
    let (member, _) = terms(8, |agreement, _| {
        let now = Timestamp::from_seconds(1_800_000_008);
        agreement.exception.as_mut().unwrap().until = now;
    });
    assert_eq!(member, "exception_until");
}

#[test]
fn an_agreement_expires_when_its_term_has_run_out() {
    let ended = |change: fn(&mut drawbridge_fair_record::leaf::AgreementEnd)| {
        let mut log = long_story();
        let Body::AgreementEnd(end) = &mut log[9].body else { panic!() };
        change(end);
        check(&log, 9).map_err(|misfit| misfit.member)
    };
    assert_eq!(ended(|end| end.at = Timestamp(1_829_999_999_999)), Err("end"));
    assert_eq!(ended(|end| (end.end, end.at) = (Ending::Terminated, Timestamp(1))), Err("at"));
    assert_eq!(ended(|end| (end.end, end.at) = (Ending::Terminated, EARLY)), Ok(()));
    let (_, why) = misfit(9, |leaf, log| {
        let Body::AgreementEnd(end) = &mut leaf.body else { panic!() };
        end.of = reference_to(log, 6);
    });
    assert_eq!(why, MisfitWhy::Kind(6, "report.publish"));
}

#[test]
fn of_a_probe_no_more_is_opened_than_was_fixed() {
    let (member, why) = misfit(11, |leaf, _| {
        let Body::ProbeReveal(reveal) = &mut leaf.body else { panic!() };
        reveal.submitted = 41;
    });
    assert_eq!(member, "submitted");
    assert_eq!(why, MisfitWhy::Contradiction(10, "it fixed fewer pairs"));
    let (member, _) = misfit(10, |leaf, _| {
        let Body::ProbeCommit(commit) = &mut leaf.body else { panic!() };
        commit.reveal_by = leaf.time;
    });
    assert_eq!(member, "reveal_by");
    let (_, why) = misfit(11, |leaf, log| {
        let Body::ProbeReveal(reveal) = &mut leaf.body else { panic!() };
        reveal.of = reference_to(log, 9);
    });
    assert_eq!(why, MisfitWhy::Kind(9, "agreement.end"));
}
