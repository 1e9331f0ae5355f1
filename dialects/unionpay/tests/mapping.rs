//! `MAPPING.md` is complete on the side of the wire: it names every member of the samples, and every
//! member that a charge reads or drops.

mod common;

use common::sample::{all, file};

#[test]
fn every_member_of_the_samples_is_named() {
    let mapping = file("MAPPING.md");
    for sample in all() {
        let members = sample.members();
        assert!(members.len() > 5, "{}", sample.name);
        for member in members {
            let named = mapping.contains(&format!("`{member}`"));
            assert!(named, "MAPPING.md says nothing of `{member}` in {}", sample.name);
        }
    }
}

#[test]
fn every_member_that_is_read_or_dropped_is_named() {
    let mapping = file("MAPPING.md");
    let known = file("src/pay/charge/known.rs");
    let quoted: Vec<&str> = known.split('"').skip(1).step_by(2).collect();
    assert!(quoted.len() > 30);
    for member in quoted {
        assert!(mapping.contains(&format!("`{member}`")), "MAPPING.md says nothing of `{member}`");
    }
}
