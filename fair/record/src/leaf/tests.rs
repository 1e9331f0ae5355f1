//! A leaf that reading would refuse is not written.

use super::*;

fn hash() -> Hash {
    Hash([7; 32])
}

fn of() -> Reference {
    Reference { index: 3, hash: hash() }
}

fn open(name: &str) -> Fields {
    [(name.to_owned(), Field::Open(Value::Null))].into()
}

fn intake() -> Intake {
    Intake {
        subject: "m-1".to_owned(),
        action: "pay.accept".to_owned(),
        protected: [("camp".to_owned(), Commitment(hash()))].into(),
        facts: open("amount"),
    }
}

fn decision() -> Decision {
    Decision {
        subject: "m-1".to_owned(),
        intake: of(),
        policy: of(),
        policy_sha256: hash(),
        verdict: Verdict::Allow,
        rules: ["base.1".to_owned()].into(),
        remedy: None,
        reviewer: None,
        appeal_until: None,
        facts: Fields::new(),
    }
}

fn outcome() -> Outcome {
    Outcome { subject: "m-1".to_owned(), of: of(), end: End::Applied, facts: open("paid") }
}

fn appeal() -> Appeal {
    let grounds = Field::Open(Value::Null);
    Appeal { subject: "m-1".to_owned(), of: of(), grounds, facts: open("paid") }
}

fn leaf(body: Body) -> Leaf {
    Leaf { gate: Gate::Pay, time: Timestamp(1), body }
}

fn spoilt() -> Vec<(&'static str, Leaf)> {
    let bad = || "a name".to_owned();
    let (names, none) = (open("A"), BTreeMap::new);
    let protected = || [("A".to_owned(), Commitment(hash()))].into();
    let said = |value| Some(Field::Open(value));
    let before = Some(Timestamp(-1));
    let intake = |intake| leaf(Body::Intake(intake));
    let decision = |decision| leaf(Body::Decision(decision));
    let outcome = |outcome| leaf(Body::Outcome(outcome));
    let appeal = |appeal| leaf(Body::Appeal(appeal));
    let [a_case, a_decision] = [intake(self::intake()), decision(self::decision())];
    vec![
        ("subject", intake(Intake { subject: bad(), ..self::intake() })),
        ("action", intake(Intake { action: String::new(), ..self::intake() })),
        ("protected", intake(Intake { protected: none(), ..self::intake() })),
        ("protected.A", intake(Intake { protected: protected(), ..self::intake() })),
        ("facts.A", intake(Intake { facts: names.clone(), ..self::intake() })),
        ("gate", Leaf { gate: Gate::All, ..a_case.clone() }),
        ("time", Leaf { time: Timestamp(-1), ..a_case }),
        ("time", Leaf { time: Timestamp(-1), ..a_decision }),
        ("subject", decision(Decision { subject: bad(), ..self::decision() })),
        ("rules", decision(Decision { rules: [bad()].into(), ..self::decision() })),
        ("reviewer", decision(Decision { reviewer: Some(bad()), ..self::decision() })),
        ("appeal_until", decision(Decision { appeal_until: before, ..self::decision() })),
        ("facts.A", decision(Decision { facts: names.clone(), ..self::decision() })),
        ("remedy", decision(Decision { verdict: Verdict::Refuse, ..self::decision() })),
        ("remedy", decision(Decision { remedy: said(Value::Null), ..self::decision() })),
        ("subject", outcome(Outcome { subject: bad(), ..self::outcome() })),
        ("facts.A", outcome(Outcome { facts: names.clone(), ..self::outcome() })),
        ("subject", appeal(Appeal { subject: bad(), ..self::appeal() })),
        ("facts.A", appeal(Appeal { facts: names, ..self::appeal() })),
    ]
}

#[test]
fn what_reading_refuses_is_not_written_and_for_the_same_reason() {
    for whole in [
        Body::Intake(intake()),
        Body::Decision(decision()),
        Body::Outcome(outcome()),
        Body::Appeal(appeal()),
    ] {
        assert!(leaf(whole).write().is_ok());
    }
    for (at, leaf) in spoilt() {
        let refused = leaf.write();
        assert_eq!(refused.as_ref().err(), leaf.value().and_then(Leaf::of).as_ref().err());
        let Err(LeafError::Member { at: there, .. }) = refused else { panic!("{at}: {refused:?}") };
        assert_eq!(there, at);
    }
}
