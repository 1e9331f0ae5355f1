//! Statements of reasons: valid by the database's own rules, whatever was decided.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use std::collections::BTreeSet;

use drawbridge_fair_record::leaf::{Decision, Verdict};
use drawbridge_fair_record::{Body, Field, Gate, Leaf, Value};
use drawbridge_fair_report::reasons::{BATCH, Collector, Reasons, batches};
use serde_json::Value as Json;
use support::{FROM, TO, World, schema};

const SCHEMA: &str = include_str!("../schema/dsa-statement-of-reasons.schema.json");

fn collect(world: &World) -> Vec<Reasons> {
    let mut collector = Collector::new(FROM, TO);
    let mut reasons = Vec::new();
    for (index, (leaf, bytes)) in (0..).zip(world.leaves.iter().zip(world.bytes())) {
        reasons.extend(collector.take(index, &bytes, leaf));
    }
    reasons
}

/// The small log with its first decision and that decision's gate changed.
fn changed(gate: Gate, change: impl Fn(&mut Decision)) -> Reasons {
    let mut world = World::new();
    for at in [1, 2] {
        world.leaves[at].gate = gate;
    }
    let Leaf { body: Body::Decision(decision), .. } = &mut world.leaves[2] else { unreachable!() };
    decision.verdict = Verdict::Restrict;
    decision.remedy = Some(Field::Open(Value::Text("a licence".to_owned())));
    change(decision);
    collect(&world).swap_remove(0)
}

fn text(text: &str) -> Field {
    Field::Open(Value::Text(text.to_owned()))
}

fn valid(reasons: &Reasons) -> Json {
    let schema: Json = serde_json::from_str(SCHEMA).unwrap();
    let statement = serde_json::to_value(&reasons.statement).unwrap();
    assert_eq!(schema::errors(&schema, &statement), [""; 0], "{statement}");
    statement
}

#[test]
fn every_restricting_decision_has_a_valid_statement_and_no_other_has() {
    let world = World::new();
    let reasons = collect(&world);
    let restricting = |leaf: &&Leaf| matches!(&leaf.body, Body::Decision(decision) if decision.verdict != Verdict::Allow);
    assert_eq!(reasons.len(), world.leaves.iter().filter(restricting).count());
    assert_eq!(reasons.len(), 4);
    for one in &reasons {
        valid(one);
    }
    let puids: BTreeSet<&str> = reasons.iter().map(|one| one.statement.puid.as_str()).collect();
    assert_eq!(puids.len(), reasons.len());
    // The same log gives the same names.
    assert_eq!(collect(&world), reasons);
    let one = &reasons[0];
    assert_eq!(one.statement.incompatible_content_ground.as_deref(), Some("link.malware"));
    assert_eq!(one.extension.puid, one.statement.puid);
    assert_eq!(one.extension.rule_ids, ["link.malware"]);
    assert!(one.extension.subject_side.contains_key("camp"));
}

#[test]
fn each_field_that_must_be_there_is() {
    let schema: Json = serde_json::from_str(SCHEMA).unwrap();
    let statement = valid(&collect(&World::new())[0]);
    let required = schema["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    let conditional = [
        "incompatible_content_ground",
        "incompatible_content_explanation",
        "content_type_other",
        "decision_visibility",
    ];
    for name in required.chain(conditional) {
        let mut less = statement.clone();
        assert!(less.as_object_mut().unwrap().remove(name).is_some(), "{name}");
        assert_ne!(schema::errors(&schema, &less), [""; 0], "{name}");
    }
}

#[test]
fn every_word_that_we_use_is_taken_and_another_is_refused() {
    let schema: Json = serde_json::from_str(SCHEMA).unwrap();
    let statement = valid(&collect(&World::new())[0]);
    for (name, rules) in schema["properties"].as_object().unwrap() {
        if !statement.as_object().unwrap().contains_key(name) {
            continue;
        }
        let list = rules.get("items").and_then(|items| items.get("enum"));
        let Some(words) = list.or_else(|| rules.get("enum")) else { continue };
        for word in words.as_array().unwrap().iter().chain([&Json::from("SOMETHING")]) {
            let mut other = statement.clone();
            let value = if list.is_some() { Json::from(vec![word.clone()]) } else { word.clone() };
            other[name.as_str()] = value;
            for more in [
                "decision_visibility_other",
                "content_type_other",
                "illegal_content_legal_ground",
                "illegal_content_explanation",
            ] {
                other[more] = "x".into();
            }
            let good = schema::errors(&schema, &other).is_empty();
            assert_eq!(good, word != "SOMETHING", "{name}: {word}");
        }
    }
}

#[test]
fn whatever_was_done_at_whatever_gate_is_valid() {
    let effects = [
        "removed",
        "disabled",
        "demoted",
        "age_restricted",
        "extra_step",
        "warning",
        "payout_hold",
        "payout_end",
        "limited",
        "suspended",
        "partly_ended",
        "delisted",
        "account_suspended",
        "account_ended",
        "unheard of",
    ];
    for gate in [Gate::Pay, Gate::Share, Gate::Mini, Gate::Shop, Gate::Ship] {
        for effect in effects {
            for verdict in [Verdict::Restrict, Verdict::Refuse] {
                let reasons = changed(gate, |decision| {
                    decision.verdict = verdict;
                    decision.facts.insert("effect".to_owned(), text(effect));
                });
                valid(&reasons);
            }
        }
    }
}

#[test]
fn law_is_told_as_law_and_rules_as_rules() {
    let legal = changed(Gate::Shop, |decision| {
        decision.facts.insert("legal_ground".to_owned(), Field::Open(Value::Bool(true)));
        decision.facts.insert("law".to_owned(), text("Product Safety Act"));
        decision
            .facts
            .insert("statement_category".to_owned(), text("UNSAFE_AND_PROHIBITED_PRODUCTS"));
        decision.facts.insert("source".to_owned(), text("trusted_flagger"));
        decision.reviewer = Some("r-1".to_owned());
    });
    let statement = valid(&legal);
    for (name, word) in [
        ("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT"),
        ("illegal_content_legal_ground", "Product Safety Act"),
        ("category", "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS"),
        ("source_type", "SOURCE_TRUSTED_FLAGGER"),
        ("automated_decision", "AUTOMATED_DECISION_PARTIALLY"),
        ("automated_detection", "No"),
    ] {
        assert_eq!(statement[name], word, "{name}");
    }
    assert!(statement.get("incompatible_content_ground").is_none());
}

#[test]
fn nothing_that_is_committed_is_told_and_long_texts_are_cut() {
    let long = "x".repeat(9000);
    let reasons = changed(Gate::Pay, |decision| {
        decision.remedy = Some(Field::Committed(drawbridge_fair_record::Commitment(
            drawbridge_fair_log::Hash([6; 32]),
        )));
        decision.facts.insert("reason".to_owned(), text(&long));
        decision.rules = (0..60).map(|at| format!("rule.{at:03}.{}", "y".repeat(20))).collect();
    });
    valid(&reasons);
    assert_eq!(reasons.extension.remedy, None);
    assert!(reasons.statement.decision_facts.ends_with('…'));
}

#[test]
fn requests_hold_a_hundred_statements_at_most() {
    let one = collect(&World::new()).swap_remove(0);
    let many: Vec<Reasons> = vec![one; 2 * BATCH + 1];
    let sizes: Vec<usize> = batches(&many).iter().map(|batch| batch.statements.len()).collect();
    assert_eq!(sizes, [100, 100, 1]);
    assert!(batches(&[]).is_empty());
}
