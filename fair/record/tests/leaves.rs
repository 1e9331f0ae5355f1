//! Leaves: each is read as it was written, nothing else is read, and references fit.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::canonical::{CanonicalWhy, MAX_BYTES, parse, write};
use drawbridge_fair_record::leaf::{Excused, Grounds, MAX_NAME, MAX_TOKEN};
use drawbridge_fair_record::{Body, Field, Gate, Leaf, LeafError, Object, Value, Why};
use proptest::prelude::*;
use support::{any_leaf, integer, long_story, text};

/// The leaf of a story after its JSON was changed: what reading says.
fn changed(at: usize, change: impl FnOnce(&mut Object)) -> Result<Leaf, LeafError> {
    let bytes = long_story()[at].write().unwrap();
    let Value::Object(mut members) = parse(&bytes).unwrap() else { unreachable!() };
    change(&mut members);
    Leaf::read(&write(&Value::Object(members)).unwrap())
}

fn refused(at: usize, change: impl FnOnce(&mut Object)) -> (String, Why) {
    match changed(at, change).unwrap_err() {
        LeafError::Member { at, why } => (at, why),
        LeafError::Canonical(error) => panic!("{error}"),
    }
}

fn inner<'a>(members: &'a mut Object, name: &str) -> &'a mut Object {
    let Some(Value::Object(inner)) = members.get_mut(name) else { panic!("no {name}") };
    inner
}

#[test]
fn an_intake_has_these_bytes() {
    let bytes = long_story()[1].write().unwrap();
    let expected = "{\"action\":\"link.open\",\"facts\":{\"amount_cents\":{\"open\":1999}},\
        \"gate\":\"pay\",\"kind\":\"intake\",\"protected\":{\"camp\":{\"committed\":\
        \"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\"}},\"subject\":\"m-4f1c\",\
        \"time\":1800000001000,\"v\":1}";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn each_member_is_needed_unless_it_may_be_absent() {
    const OPTIONAL: [&str; 4] = ["appeal_until", "reviewer", "replaces", "until"];
    for (at, leaf) in long_story().iter().enumerate() {
        let Value::Object(members) = parse(&leaf.write().unwrap()).unwrap() else { panic!() };
        for name in members.keys() {
            let without = changed(at, |members| drop(members.remove(name)));
            if OPTIONAL.contains(&name.as_str()) {
                assert_ne!(without.as_ref(), Ok(leaf), "{name}");
                assert!(without.is_ok(), "{name}");
            } else {
                let LeafError::Member { at, .. } = without.unwrap_err() else { panic!() };
                let pair = [name.as_str(), at.as_str()] == ["exception", "exception_until"];
                assert!(&at == name || pair, "{at}: {name}");
            }
        }
    }
}

#[test]
fn an_unknown_member_is_refused_wherever_it_stands() {
    for at in 0..long_story().len() {
        let top = refused(at, |members| drop(members.insert("x".to_owned(), Value::Null)));
        assert_eq!(top, ("x".to_owned(), Why::Unknown));
    }
    for (at, name) in [(2, "intake"), (2, "policy"), (2, "remedy"), (3, "grounds"), (5, "of")] {
        let deep = refused(at, |members| {
            inner(members, name).insert("x".to_owned(), Value::Null);
        });
        assert_eq!(deep, (format!("{name}.x"), Why::Unknown));
    }
    let both = refused(3, |members| {
        inner(members, "grounds").insert("open".to_owned(), Value::Null);
    });
    assert_eq!(both, ("grounds.committed".to_owned(), Why::Unknown));
}

#[test]
fn a_member_of_another_type_is_refused_where_it_stands() {
    for (at, leaf) in long_story().iter().enumerate() {
        let Value::Object(members) = parse(&leaf.write().unwrap()).unwrap() else { panic!() };
        for name in members.keys() {
            for other in [Value::Null, Value::Bool(true), integer(-1), text(""), text("火")] {
                let (way, why) = refused(at, |members| drop(members.insert(name.clone(), other)));
                assert_eq!(&way, name);
                assert!(matches!(why, Why::Expected(_)), "{name}: {why}");
            }
        }
    }
    let version = refused(1, |members| drop(members.insert("v".to_owned(), integer(2))));
    assert_eq!(version, ("v".to_owned(), Why::Expected("version 1")));
}

#[test]
fn what_is_protected_is_committed_before_the_verdict() {
    let open = refused(1, |members| {
        let field = Object::from([("open".to_owned(), text("outsider"))]);
        inner(members, "protected").insert("camp".to_owned(), Value::Object(field));
    });
    assert_eq!(open.0, "protected.camp");
    assert!(matches!(open.1, Why::Contradiction(_)));
    let none = refused(1, |members| inner(members, "protected").clear());
    assert_eq!(none.0, "protected");
}

#[test]
fn a_leaf_at_odds_with_itself_is_refused() {
    let all = refused(1, |members| drop(members.insert("gate".to_owned(), text("all"))));
    assert_eq!(all.0, "gate");
    let no_remedy = refused(2, |members| drop(members.remove("remedy")));
    assert_eq!(no_remedy.0, "remedy");
    let rules = |rules: [&str; 2]| Value::List(rules.map(text).into());
    for wrong in [["B-1", "A-2"], ["A-2", "A-2"]] {
        let why = refused(2, |members| drop(members.insert("rules".to_owned(), rules(wrong))));
        assert_eq!(why.0, "rules");
    }
    let ends = refused(0, |members| {
        members.insert("consultation_until".to_owned(), integer(1));
    });
    assert_eq!(ends.0, "consultation_until");
    let period = refused(6, |members| {
        let from = members["from"].clone();
        members.insert("to".to_owned(), from);
    });
    assert_eq!(period.0, "to");
    let hash = text(&Hash::EMPTY.to_base64());
    let both = refused(0, |members| drop(members.insert("exception".to_owned(), hash)));
    assert_eq!(both.0, "proof");
}

#[test]
fn a_leaf_that_could_not_be_read_is_not_written() {
    let write = |at: usize, spoil: fn(&mut Leaf)| {
        let mut leaf = long_story()[at].clone();
        spoil(&mut leaf);
        leaf.write().unwrap_err().to_string()
    };
    assert_eq!(
        write(1, |leaf| leaf.time = Timestamp(-1)),
        "time: expected milliseconds since 1970"
    );
    let far = write(1, |leaf| leaf.time = Timestamp(1 << 53));
    assert_eq!(far, "time: expected a number within ±(2^53 - 1)");
    let index = write(5, |leaf| {
        let Body::Outcome(outcome) = &mut leaf.body else { return };
        outcome.of.index = u64::MAX;
    });
    assert!(index.contains("expected a number"), "{index}");
    for subject in ["", "王小明", "a b", &"a".repeat(MAX_TOKEN + 1)] {
        let mut leaf = long_story()[1].clone();
        let Body::Intake(intake) = &mut leaf.body else { panic!() };
        subject.clone_into(&mut intake.subject);
        assert!(leaf.write().unwrap_err().to_string().starts_with("subject: "), "{subject}");
    }
    for name in ["", "A", "1a", "a.b", "a-b", &"a".repeat(MAX_NAME + 1)] {
        let mut leaf = long_story()[1].clone();
        let Body::Intake(intake) = &mut leaf.body else { panic!() };
        intake.facts.insert(name.to_owned(), Field::Open(Value::Null));
        let error = leaf.write().unwrap_err().to_string();
        assert!(error.starts_with(&format!("facts.{name}: expected a name")), "{error}");
    }
    let mut leaf = long_story()[1].clone();
    let Body::Intake(intake) = &mut leaf.body else { panic!() };
    intake.facts.insert("a".to_owned(), Field::Open(text(&"a".repeat(MAX_BYTES))));
    let LeafError::Canonical(error) = leaf.write().unwrap_err() else { panic!() };
    assert_eq!(error.why, CanonicalWhy::TooLong);
}

#[test]
fn an_agreement_at_odds_with_itself_is_refused() {
    let set = |at, name: &'static str, value: Value| {
        refused(at, |members| drop(members.insert(name.to_owned(), value))).0
    };
    assert_eq!(set(7, "until", integer(1_800_000_000_000)), "until");
    assert_eq!(set(7, "parties", Value::Object(Object::new())), "parties");
    assert_eq!(set(7, "exception_until", integer(1_900_000_000_000)), "exception_until");
    let no_hash = Value::Object(Object::from([("open".to_owned(), text("abc"))]));
    assert_eq!(set(7, "document", no_hash.clone()), "document.open");
    assert_eq!(set(7, "terms", no_hash), "terms.open");
    assert_eq!(set(9, "told", integer(1_830_000_000_001)), "at");
    assert_eq!(set(10, "pairs", integer(0)), "pairs");
}

#[test]
fn grounds_are_a_proof_or_an_exception() {
    let mut leaf = long_story()[0].clone();
    let Body::Policy(policy) = &mut leaf.body else { panic!() };
    let until = Timestamp(1_900_000_000_000);
    policy.grounds = Grounds::Exception(Excused { note: Hash([5; 32]), until });
    let bytes = leaf.write().unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(text.contains("\"exception\":\"BQUF"), "{text}");
    assert_eq!(Leaf::read(&bytes), Ok(leaf));
    // Without its end it is none.
    let endless = text.replace(",\"exception_until\":1900000000000", "");
    assert_ne!(endless, text);
    assert!(Leaf::read(endless.as_bytes()).is_err());
}

/// Every bit of every leaf of the story: what is read is another leaf, of other bytes.
#[test]
fn no_flipped_bit_passes_unseen() {
    for leaf in long_story() {
        let bytes = leaf.write().unwrap();
        for bit in 0..8 * bytes.len() {
            let mut other = bytes.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            if let Ok(read) = Leaf::read(&other) {
                assert_ne!(read, leaf);
                assert_eq!(read.write().unwrap(), other);
                assert_ne!(leaf_hash(&other), leaf_hash(&bytes));
            }
        }
    }
}

proptest! {
    #[test]
    fn every_leaf_is_read_as_it_was_written(leaf in any_leaf()) {
        let bytes = leaf.write().unwrap();
        let read = Leaf::read(&bytes).unwrap();
        prop_assert_eq!(read.write().unwrap(), bytes);
        prop_assert_eq!(read, leaf);
    }

    #[test]
    fn a_changed_byte_is_refused_or_says_something_else(
        leaf in any_leaf(), place in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let bytes = leaf.write().unwrap();
        let mut other = bytes.clone();
        other[place.index(bytes.len())] = byte;
        match Leaf::read(&other) {
            Ok(read) => {
                prop_assert_eq!(read.write().unwrap(), other.clone());
                prop_assert_eq!(read == leaf, other == bytes);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn a_cut_leaf_is_refused(leaf in any_leaf(), place in any::<prop::sample::Index>()) {
        let bytes = leaf.write().unwrap();
        prop_assert!(Leaf::read(&bytes[..place.index(bytes.len())]).is_err());
    }

    #[test]
    fn a_gate_is_one_of_the_list(leaf in any_leaf()) {
        prop_assert!(Gate::ALL.contains(&leaf.gate));
        prop_assert_eq!(leaf.subject().is_none(), !leaf.body.is_case());
    }
}

#[test]
fn a_remedy_says_something() {
    let nothing = [
        Value::Null,
        Value::Bool(false),
        text(""),
        Value::List(Vec::new()),
        Value::Object(Object::new()),
    ];
    for nothing in nothing {
        let (at, _) = refused(2, |members| {
            inner(members, "remedy").insert("open".to_owned(), nothing.clone());
        });
        assert_eq!(at, "remedy", "{nothing:?}");
    }
}
