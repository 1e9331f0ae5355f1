//! Openings and disclosures: all of a leaf opens with its own, and with nothing else.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::canonical::{MAX_BYTES, MAX_DEPTH};
use drawbridge_fair_record::commitment::MAX_VALUE;
use drawbridge_fair_record::leaf::MAX_NAME;
use drawbridge_fair_record::{
    Body, DisclosureError, Disclosures, DisclosuresError, Field, Leaf, Opening, OpeningError,
    Reference, Salt, Seed, Value,
};
use sha2::{Digest, Sha256};
use support::{story, text};

/// An intake of which one protected attribute and one fact are committed, and what opens them.
fn intake() -> (Leaf, Opening) {
    let mut leaf = story()[1].clone();
    let mut opening = Opening::new(Seed([7; 32]));
    let Body::Intake(intake) = &mut leaf.body else { unreachable!() };
    let camp = opening.commit("protected.camp", text("outsider")).unwrap();
    let amount = opening.commit("facts.amount", text("12.00")).unwrap();
    intake.protected = [("camp".to_owned(), camp)].into();
    intake.facts = [("amount".to_owned(), Field::Committed(amount))].into();
    (leaf, opening)
}

#[test]
fn a_salt_is_made_of_these_bytes() {
    // Written out here once, so that another implementation can be held to it.
    let mut bytes = Vec::new();
    bytes.extend_from_slice(b"\0\0\0\x17drawbridge.fair.salt/v1");
    bytes.extend_from_slice(b"\0\0\0\x20");
    bytes.extend_from_slice(&[7; 32]);
    bytes.extend_from_slice(b"\0\0\0\x0eprotected.camp");
    let ours = Seed([7; 32]).salt("protected.camp");
    assert!(ours == Salt(Sha256::digest(&bytes).into()));
    assert!(ours != Seed([7; 32]).salt("protected.owner"));
    assert_eq!(format!("{:?}", Seed([7; 32])), "Seed(..)");
}

#[test]
fn an_opening_opens_its_leaf_and_is_read_back() {
    let (leaf, opening) = intake();
    assert_eq!(leaf.committed(), ["protected.camp", "facts.amount"]);
    opening.verify(&leaf).unwrap();
    let bytes = opening.write().unwrap();
    assert_eq!(Opening::read(&bytes).unwrap(), opening);
    assert!(Opening::read(&bytes[1..]).is_err());
}

#[test]
fn a_commitment_that_nothing_opens_is_named() {
    let (leaf, _) = intake();
    let mut opening = Opening::new(Seed([7; 32]));
    opening.commit("protected.camp", text("outsider")).unwrap();
    let closed = OpeningError::Closed("facts.amount".to_owned());
    assert_eq!(opening.verify(&leaf), Err(closed));
}

#[test]
fn another_value_seed_or_name_opens_nothing() {
    let (leaf, opening) = intake();
    let mismatch = |name: &str| Err(DisclosureError::Mismatch(name.to_owned()).into());
    let mut other = opening.clone();
    other.commit("protected.camp", text("insider")).unwrap();
    assert_eq!(other.verify(&leaf), mismatch("protected.camp"));
    let mut other = Opening::new(Seed([8; 32]));
    other.commit("protected.camp", text("outsider")).unwrap();
    other.commit("facts.amount", text("12.00")).unwrap();
    assert_eq!(other.verify(&leaf), mismatch("facts.amount"));
    let mut other = opening;
    other.commit("facts.more", text("1")).unwrap();
    let unknown = DisclosureError::NoSuchField("facts.more".to_owned());
    assert_eq!(other.verify(&leaf), Err(unknown.into()));
}

#[test]
fn a_disclosure_shows_one_field_of_one_leaf() {
    let (leaf, opening) = intake();
    let bytes = leaf.write().unwrap();
    let file = Disclosures {
        leaf: Reference { index: 1, hash: leaf_hash(&bytes) },
        fields: vec![opening.disclose("protected.camp").unwrap()],
    };
    let read = Disclosures::read(&file.write().unwrap()).unwrap();
    assert_eq!(read, file);
    read.verify(&bytes).unwrap();

    let mut other = file.clone();
    other.fields[0].value = text("insider");
    assert!(matches!(other.verify(&bytes), Err(DisclosuresError::Field(_))));
    let mut other = file;
    other.leaf.hash = Hash([0; 32]);
    assert_eq!(other.verify(&bytes), Err(DisclosuresError::OtherLeaf(1)));
    assert!(opening.disclose("facts.other").is_none());
}

/// What is committed must be shown one day: a value that no file can hold must not be committed.
#[test]
fn whatever_is_committed_can_be_disclosed() {
    let name = format!("protected.{}", "n".repeat(MAX_NAME));
    let nested = |depth: usize| {
        (1..depth).fold(Value::List(Vec::new()), |inner, _| Value::List(vec![inner]))
    };
    let long = |bytes: usize| text(&"x".repeat(bytes - 2));
    let mut taken = 0;
    for value in [
        nested(20),
        nested(MAX_DEPTH - 4),
        nested(MAX_DEPTH - 3),
        nested(MAX_DEPTH - 2),
        nested(MAX_DEPTH),
        long(60_000),
        long(MAX_VALUE),
        long(MAX_VALUE + 1),
        long(MAX_BYTES),
    ] {
        let mut opening = Opening::new(Seed([7; 32]));
        if opening.commit(&name, value).is_err() {
            continue;
        }
        taken += 1;
        Opening::read(&opening.write().unwrap()).unwrap();
        let leaf = Reference { index: (1 << 53) - 1, hash: Hash([0xff; 32]) };
        let file = Disclosures { leaf, fields: vec![opening.disclose(&name).unwrap()] };
        assert_eq!(Disclosures::read(&file.write().unwrap()).unwrap(), file);
    }
    assert_eq!(taken, 5);
}
