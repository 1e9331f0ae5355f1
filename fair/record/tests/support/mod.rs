//! Strategies for values and leaves, and samples of every kind.
#![allow(dead_code, reason = "each test uses a part")]

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::{
    Agreement, AgreementEnd, Appeal, Decision, End, Ending, Excused, Grounds, Intake, Outcome,
    Policy, ProbeCommit, ProbeReveal, Report, Sort, Verdict,
};
use drawbridge_fair_record::{
    Body, Commitment, Field, Fields, Gate, Integer, Leaf, Reference, Value,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) fn integer(value: i64) -> Value {
    Value::Integer(Integer::new(value).unwrap())
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Strings of characters that are written in every way there is, and sort in every way.
fn any_text() -> impl Strategy<Value = String> {
    let special = select(vec!['"', '\\', '/', '\u{8}', '\u{1f}', '\u{7f}', '\u{fb33}', '😀', '火']);
    vec(prop_oneof![special, any::<char>()], 0..8).prop_map(String::from_iter)
}

pub(crate) fn any_value() -> impl Strategy<Value = Value> {
    let number = -Integer::MAX..=Integer::MAX;
    let simple = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![number, -9..=9_i64].prop_map(integer),
        any_text().prop_map(Value::Text),
    ];
    simple.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::List),
            btree_map(any_text(), inner, 0..6).prop_map(Value::Object),
        ]
    })
}

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash)
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0..=Integer::MAX).prop_map(Timestamp)
}

fn index() -> impl Strategy<Value = u64> {
    0..=Integer::MAX.unsigned_abs()
}

fn token() -> impl Strategy<Value = String> {
    "[A-Za-z0-9._:-]{1,20}"
}

fn field() -> impl Strategy<Value = Field> {
    let committed = hash().prop_map(|hash| Field::Committed(Commitment(hash)));
    prop_oneof![committed, any_value().prop_map(Field::Open)]
}

fn fields() -> impl Strategy<Value = Fields> {
    btree_map("[a-z][a-z0-9_]{0,12}", field(), 0..4)
}

fn reference() -> impl Strategy<Value = Reference> {
    (index(), hash()).prop_map(|(index, hash)| Reference { index, hash })
}

fn protected() -> impl Strategy<Value = BTreeMap<String, Commitment>> {
    btree_map("[a-z][a-z0-9_]{0,12}", hash().prop_map(Commitment), 1..4)
}

fn intake() -> impl Strategy<Value = Body> {
    (token(), token(), protected(), fields()).prop_map(|(subject, action, protected, facts)| {
        Body::Intake(Intake { subject, action, protected, facts })
    })
}

/// A remedy, which says something.
fn remedy() -> impl Strategy<Value = Field> {
    field().prop_map(|field| match field {
        Field::Open(value) => Field::Open(Value::List(vec![value])),
        committed @ Field::Committed(_) => committed,
    })
}

fn decision() -> impl Strategy<Value = Body> {
    let links = (token(), reference(), reference(), hash());
    let words = (select(Verdict::ALL), btree_set(token(), 0..4), remedy(), any::<bool>());
    let rest = (option::of(token()), option::of(time()), fields());
    (links, words, rest).prop_map(|(links, words, rest)| {
        let (subject, intake, policy, policy_sha256) = links;
        let (verdict, rules, remedy, shown) = words;
        let (reviewer, appeal_until, facts) = rest;
        let remedy = (shown || verdict != Verdict::Allow).then_some(remedy);
        Body::Decision(Decision {
            subject,
            intake,
            policy,
            policy_sha256,
            verdict,
            rules,
            remedy,
            reviewer,
            appeal_until,
            facts,
        })
    })
}

fn outcome() -> impl Strategy<Value = Body> {
    (token(), reference(), select(End::ALL), fields())
        .prop_map(|(subject, of, end, facts)| Body::Outcome(Outcome { subject, of, end, facts }))
}

fn appeal() -> impl Strategy<Value = Body> {
    (token(), reference(), field(), fields()).prop_map(|(subject, of, grounds, facts)| {
        Body::Appeal(Appeal { subject, of, grounds, facts })
    })
}

fn policy() -> impl Strategy<Value = Body> {
    let excused = (hash(), time()).prop_map(|(note, until)| Excused { note, until });
    let grounds =
        prop_oneof![hash().prop_map(Grounds::Proof), excused.prop_map(Grounds::Exception)];
    let heads = (token(), hash(), index(), option::of(reference()), grounds);
    (heads, time(), time()).prop_map(|(heads, one, other)| {
        let (version, sha256, effective_index, replaces, grounds) = heads;
        let (consultation_from, consultation_until) = (one.min(other), one.max(other));
        Body::Policy(Policy {
            version,
            sha256,
            effective_index,
            consultation_from,
            consultation_until,
            replaces,
            grounds,
        })
    })
}

fn report() -> impl Strategy<Value = Body> {
    let period = (0..Integer::MAX).prop_flat_map(|from| (Just(from), from + 1..=Integer::MAX));
    (hash(), period, index(), hash()).prop_map(|(sha256, (from, to), size, root)| {
        Body::Report(Report { sha256, from: Timestamp(from), to: Timestamp(to), size, root })
    })
}

fn hash_field() -> impl Strategy<Value = Field> {
    let open = hash().prop_map(|hash| Field::Open(Value::Text(hash.to_base64())));
    prop_oneof![hash().prop_map(|hash| Field::Committed(Commitment(hash))), open]
}

fn agreement() -> impl Strategy<Value = Body> {
    let heads = (token(), select(Sort::ALL), hash_field(), hash_field());
    let parties = btree_map("[a-z][a-z0-9_]{0,12}", field(), 1..4);
    let term =
        (0..Integer::MAX).prop_flat_map(|from| (Just(from), option::of(from + 1..=Integer::MAX)));
    let excused = (hash(), time()).prop_map(|(note, until)| Excused { note, until });
    (heads, parties, term, option::of(reference()), option::of(excused)).prop_map(
        |((version, sort, document, terms), parties, (from, until), replaces, exception)| {
            let (from, until) = (Timestamp(from), until.map(Timestamp));
            Body::Agreement(Agreement {
                version,
                sort,
                document,
                terms,
                parties,
                from,
                until,
                replaces,
                exception,
            })
        },
    )
}

fn agreement_end() -> impl Strategy<Value = Body> {
    (reference(), select(Ending::ALL), time(), time()).prop_map(|(of, end, one, other)| {
        Body::AgreementEnd(AgreementEnd { of, end, told: one.min(other), at: one.max(other) })
    })
}

fn probe_commit() -> impl Strategy<Value = Body> {
    (token(), 1..=Integer::MAX.unsigned_abs(), hash(), time()).prop_map(
        |(prober, pairs, root, reveal_by)| {
            Body::ProbeCommit(ProbeCommit { prober, pairs, root, reveal_by })
        },
    )
}

fn probe_reveal() -> impl Strategy<Value = Body> {
    (reference(), hash(), index()).prop_map(|(of, opening_sha256, submitted)| {
        Body::ProbeReveal(ProbeReveal { of, opening_sha256, submitted })
    })
}

pub(crate) fn any_leaf() -> impl Strategy<Value = Leaf> {
    let cases = prop_oneof![intake(), decision(), outcome(), appeal()];
    let terms = prop_oneof![agreement(), agreement_end()];
    let probes = prop_oneof![probe_commit(), probe_reveal()];
    let body = prop_oneof![4 => cases, 2 => policy(), 2 => report(), 3 => terms, 2 => probes];
    (select(Gate::ALL), time(), body).prop_map(|(gate, time, body)| {
        let gate = if gate == Gate::All && body.is_case() { Gate::Pay } else { gate };
        Leaf { gate, time, body }
    })
}

/// A small log that fits: a policy, an intake, its refusal, an appeal, another decision, the
/// outcome, a report. One second apart.
pub(crate) fn story() -> Vec<Leaf> {
    let mut log = Vec::new();
    let commitment = Commitment(Hash([7; 32]));
    let subject = || "m-4f1c".to_owned();
    let facts = || Fields::from([("amount_cents".to_owned(), Field::Open(integer(1999)))]);
    let ruling = |log: &[Leaf], intake: u64, verdict: Verdict| {
        Body::Decision(Decision {
            subject: subject(),
            intake: reference_to(log, intake),
            policy: reference_to(log, 0),
            policy_sha256: Hash([1; 32]),
            verdict,
            rules: BTreeSet::from(["A-2".to_owned(), "B-1".to_owned()]),
            remedy: (verdict != Verdict::Allow).then(|| Field::Open(text("a licence"))),
            reviewer: None,
            appeal_until: Some(Timestamp(1_900_000_000_000)),
            facts: Fields::new(),
        })
    };
    tell(
        &mut log,
        Gate::All,
        Body::Policy(Policy {
            version: "2026-11".to_owned(),
            sha256: Hash([1; 32]),
            effective_index: 1,
            consultation_from: Timestamp(1_700_000_000_000),
            consultation_until: Timestamp(1_750_000_000_000),
            replaces: None,
            grounds: Grounds::Proof(Hash([2; 32])),
        }),
    );
    let protected = BTreeMap::from([("camp".to_owned(), commitment)]);
    let intake =
        Intake { subject: subject(), action: "link.open".to_owned(), protected, facts: facts() };
    tell(&mut log, Gate::Pay, Body::Intake(intake));
    let refusal = ruling(&log, 1, Verdict::Refuse);
    tell(&mut log, Gate::Pay, refusal);
    let grounds = Field::Committed(commitment);
    let appeal = Appeal { subject: subject(), of: reference_to(&log, 2), grounds, facts: facts() };
    tell(&mut log, Gate::Pay, Body::Appeal(appeal));
    let passed = ruling(&log, 3, Verdict::Allow);
    tell(&mut log, Gate::Pay, passed);
    let of = reference_to(&log, 4);
    let end = Outcome { subject: subject(), of, end: End::Applied, facts: Fields::new() };
    tell(&mut log, Gate::Pay, Body::Outcome(end));
    let report = Report {
        sha256: Hash([3; 32]),
        from: Timestamp(1_790_000_000_000),
        to: Timestamp(1_800_000_000_000),
        size: 6,
        root: Hash([4; 32]),
    };
    tell(&mut log, Gate::All, Body::Report(report));
    log
}

/// The small log, and after it a contract, its renewal and its end, a probe and its opening.
pub(crate) fn long_story() -> Vec<Leaf> {
    let mut log = story();
    terms(&mut log);
    probe(&mut log);
    log
}

fn terms(log: &mut Vec<Leaf>) {
    let until = Timestamp(1_830_000_000_000);
    let hash = |byte| Field::Open(text(&Hash([byte; 32]).to_base64()));
    let shown = |name: &str| Field::Open(text(name));
    let contract = Agreement {
        version: "catalogue-7".to_owned(),
        sort: Sort::Licence,
        document: Field::Committed(Commitment(Hash([8; 32]))),
        terms: hash(9),
        parties: Fields::from([
            ("licensor".to_owned(), shown("r-2")),
            ("licensee".to_owned(), Field::Committed(Commitment(Hash([10; 32])))),
        ]),
        from: Timestamp(1_800_000_000_000),
        until: Some(until),
        replaces: None,
        exception: None,
    };
    tell(log, Gate::All, Body::Agreement(contract.clone()));
    let replaces = Some(reference_to(log, 7));
    let note = Excused { note: Hash([11; 32]), until };
    let renewed = Agreement { replaces, exception: Some(note), ..contract };
    tell(log, Gate::All, Body::Agreement(renewed));
    let of = reference_to(log, 8);
    let end = AgreementEnd { of, end: Ending::Expired, told: Timestamp(0), at: until };
    tell(log, Gate::All, Body::AgreementEnd(end));
}

fn probe(log: &mut Vec<Leaf>) {
    let prober = "auditor-1".to_owned();
    let reveal_by = Timestamp(1_900_000_000_000);
    let commit = ProbeCommit { prober, pairs: 40, root: Hash([12; 32]), reveal_by };
    tell(log, Gate::Share, Body::ProbeCommit(commit));
    let of = reference_to(log, 10);
    let reveal = ProbeReveal { of, opening_sha256: Hash([13; 32]), submitted: 40 };
    tell(log, Gate::Share, Body::ProbeReveal(reveal));
}

fn tell(log: &mut Vec<Leaf>, gate: Gate, body: Body) {
    let seconds = i64::try_from(log.len()).unwrap();
    log.push(Leaf { gate, time: Timestamp::from_seconds(1_800_000_000 + seconds), body });
}

pub(crate) fn reference_to(log: &[Leaf], index: u64) -> Reference {
    let bytes = log[usize::try_from(index).unwrap()].write().unwrap();
    Reference { index, hash: drawbridge_fair_log::leaf_hash(&bytes) }
}
