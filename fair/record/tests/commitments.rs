//! Commitments: what was committed opens, and nothing beside it does.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use drawbridge_fair_log::Hash;
use drawbridge_fair_record::{
    Body, Commitment, Disclosure, DisclosureError, Field, Leaf, Salt, Value, commit,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use support::{any_value, story, text};

/// An intake whose camp and amount are committed, and an appeal whose grounds are.
fn leaves(salt: &Salt, value: &Value) -> [(Leaf, &'static str); 3] {
    let log = story();
    let to = |name| commit(name, salt, value).unwrap();
    let (mut camp, mut amount, mut grounds) = (log[1].clone(), log[1].clone(), log[3].clone());
    if let Body::Intake(intake) = &mut camp.body {
        intake.protected.insert("camp".to_owned(), to("protected.camp"));
    }
    if let Body::Intake(intake) = &mut amount.body {
        intake.facts.insert("camp".to_owned(), Field::Committed(to("facts.camp")));
    }
    if let Body::Appeal(appeal) = &mut grounds.body {
        appeal.grounds = Field::Committed(to("grounds"));
    }
    [(camp, "protected.camp"), (amount, "facts.camp"), (grounds, "grounds")]
}

#[test]
fn the_bytes_under_the_hash_are_these() {
    // Written out here once, so that another implementation can be held to it.
    let mut bytes = Vec::new();
    bytes.extend_from_slice(b"\0\0\0\x1ddrawbridge.fair.commitment/v1");
    bytes.extend_from_slice(b"\0\0\0\x0eprotected.camp");
    bytes.extend_from_slice(b"\0\0\0\x20");
    bytes.extend_from_slice(&[9; 32]);
    bytes.extend_from_slice(b"\0\0\0\x0a\"outsider\"");
    let ours = commit("protected.camp", &Salt([9; 32]), &text("outsider")).unwrap();
    assert_eq!(ours, Commitment(Hash(Sha256::digest(&bytes).into())));
}

#[test]
fn a_salt_is_not_printed() {
    assert_eq!(format!("{:?}", Salt([9; 32])), "Salt(..)");
}

#[test]
fn what_is_open_or_absent_is_not_disclosed() {
    let log = story();
    let disclose =
        |name: &str| Disclosure { name: name.to_owned(), salt: Salt([0; 32]), value: Value::Null };
    let name = "facts.amount_cents".to_owned();
    assert_eq!(disclose(&name).verify(&log[1]), Err(DisclosureError::Open(name)));
    for name in ["camp", "facts.camp", "protected.amount_cents", "remedy", "", "protected."] {
        let absent = Err(DisclosureError::NoSuchField(name.to_owned()));
        assert_eq!(disclose(name).verify(&log[1]), absent, "{name}");
    }
}

proptest! {
    #[test]
    fn a_disclosure_opens_what_was_committed(salt in any::<[u8; 32]>(), value in any_value()) {
        let salt = Salt(salt);
        for (leaf, name) in leaves(&salt, &value) {
            let name = name.to_owned();
            let disclosure = Disclosure { name, salt: salt.clone(), value: value.clone() };
            prop_assert_eq!(disclosure.verify(&leaf), Ok(()));
            let read = Leaf::read(&leaf.write().unwrap()).unwrap();
            prop_assert_eq!(disclosure.verify(&read), Ok(()));
        }
    }

    #[test]
    fn and_nothing_else(
        salt in any::<[u8; 32]>(), value in any_value(), other in any_value(), bit in 0..256_usize,
    ) {
        let true_salt = Salt(salt);
        let mut false_salt = true_salt.clone();
        false_salt.0[bit / 8] ^= 1 << (bit % 8);
        for (leaf, name) in leaves(&true_salt, &value) {
            let mismatch = Err(DisclosureError::Mismatch(name.to_owned()));
            let try_with = |salt: &Salt, value: &Value| {
                let (name, salt, value) = (name.to_owned(), salt.clone(), value.clone());
                Disclosure { name, salt, value }.verify(&leaf)
            };
            prop_assert_eq!(try_with(&false_salt, &value), mismatch.clone());
            if other != value {
                prop_assert_eq!(try_with(&true_salt, &other), mismatch);
            }
        }
    }

    #[test]
    fn a_field_opens_under_its_own_name_only(salt in any::<[u8; 32]>(), value in any_value()) {
        let salt = Salt(salt);
        let [(mut leaf, _), ..] = leaves(&salt, &value);
        if let Body::Intake(intake) = &mut leaf.body {
            let moved = intake.protected["camp"];
            intake.facts.insert("camp".to_owned(), Field::Committed(moved));
        }
        let name = "facts.camp".to_owned();
        let disclosure = Disclosure { name: name.clone(), salt, value };
        prop_assert_eq!(disclosure.verify(&leaf), Err(DisclosureError::Mismatch(name)));
    }
}
