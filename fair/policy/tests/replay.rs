//! Decisions of a small log, decided again.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_policy::replay::{Incomplete, Kept, Replay, Twins, published_twins};
use drawbridge_fair_policy::{Standard, decide, published};
use drawbridge_fair_record::canonical;
use drawbridge_fair_record::leaf::{
    Appeal, Body, Decision, Field, Gate, Intake, Reference, Verdict,
};
use drawbridge_fair_record::{Leaf, Object, Opening, Seed, Value};

fn object(json: &str) -> Object {
    match canonical::parse(json.as_bytes()).unwrap() {
        Value::Object(object) => object,
        other => panic!("{other:?}"),
    }
}

/// The published standard, with a rule added.
fn standard(rule: &str) -> Standard {
    let mut files = published();
    if !rule.is_empty() {
        let says =
            r#"@id("added") @reason_zh("甲") @reason_en("a") @remedy_zh("乙") @remedy_en("b") "#;
        files.insert("policies/added.cedar".to_owned(), format!("{says}{rule}\n").into_bytes());
    }
    Standard::parse(&files).unwrap()
}

fn twins() -> Twins {
    published_twins(&published()).unwrap().unwrap()
}

/// A log as its operator keeps it.
#[derive(Default)]
struct Log(Vec<Kept>);

/// What is true of a link that nobody need fear.
const PLAIN: &str = r#""credentials":false,"days_known":10,"disguised":false,"look_alike":false,
    "mixed_scripts":false,"program":false,"redirects":0,"shares_1h":1,"unfit":false,"odd_port":false,
    "inner":false,"passes_elsewhere":false,"calls_itself":false,"shown_otherwise":false"#;

/// The facts of a link.
fn link(legal: bool, scan: &str) -> String {
    format!(r#"{{{PLAIN},"legal":{legal},"scan":"{scan}"}}"#)
}

impl Log {
    fn push(&mut self, body: Body, opening: Opening) -> Reference {
        let leaf = Leaf { gate: Gate::Share, time: Timestamp(1), body }.write().unwrap();
        let reference = Reference { index: self.0.len() as u64, hash: leaf_hash(&leaf) };
        self.0.push(Kept::whole(leaf, Some(&opening)));
        reference
    }

    /// A case comes in: what is protected is committed, and so is its scan.
    fn intake(&mut self, legal: bool, scan: &str, side: &str) -> Reference {
        let mut opening = Opening::new(Seed([u8::try_from(self.0.len()).unwrap(); 32]));
        let side = twins().sides()[side].clone();
        let protected: BTreeMap<_, _> = side
            .into_iter()
            .map(|(name, value)| {
                let commitment = opening.commit(&format!("protected.{name}"), value).unwrap();
                (name, commitment)
            })
            .collect();
        let scan = opening.commit("facts.scan", Value::Text(scan.to_owned())).unwrap();
        let rest = object(&format!("{{{PLAIN}}}")).into_iter();
        let mut facts: BTreeMap<_, _> = rest.map(|(name, is)| (name, Field::Open(is))).collect();
        facts.extend([
            ("scan".to_owned(), Field::Committed(scan)),
            ("legal".to_owned(), Field::Open(Value::Bool(legal))),
            ("channel".to_owned(), Field::Open(Value::Text("chat".to_owned()))),
        ]);
        let (subject, action) = ("s1".to_owned(), "link.open".to_owned());
        self.push(Body::Intake(Intake { subject, action, protected, facts }), opening)
    }

    /// It is decided as the standard says of these facts.
    fn decided(
        &mut self,
        standard: &Standard,
        intake: Reference,
        facts: &str,
        side: &str,
    ) -> Reference {
        self.decided_as(standard, "link.open", intake, facts, side)
    }

    fn decided_as(
        &mut self,
        standard: &Standard,
        action: &str,
        intake: Reference,
        facts: &str,
        side: &str,
    ) -> Reference {
        let verdict = decide(standard, action, &object(facts), &twins().sides()[side]).unwrap();
        let remedy = verdict.remedy(standard).map(Field::Open);
        self.push(
            Body::Decision(Decision {
                subject: "s1".to_owned(),
                intake,
                policy: Reference { index: 0, hash: Hash([0; 32]) },
                policy_sha256: standard.hash(),
                verdict: verdict.outcome(),
                rules: verdict.ruling.rules,
                remedy,
                reviewer: None,
                appeal_until: None,
                facts: BTreeMap::new(),
            }),
            Opening::new(Seed([9; 32])),
        )
    }

    /// Three links of two sides, decided by this standard.
    fn of(standard: &Standard) -> Self {
        let mut log = Self::default();
        for (legal, scan, side) in
            [(true, "clean", "host"), (true, "clean", "rival"), (false, "suspicious", "rival")]
        {
            let intake = log.intake(legal, scan, side);
            let facts = link(legal, scan);
            log.decided(standard, intake, &facts, side);
        }
        log
    }

    fn replay<'s>(&self, standards: &[&'s Standard], twins: &'s Twins) -> Replay<'s> {
        let mut replay = Replay::new(standards.iter().copied(), twins);
        for index in 0..self.0.len() as u64 {
            replay.take(index, |index| self.0.get(usize::try_from(index).unwrap()).cloned());
        }
        replay
    }
}

#[test]
fn nothing_flips_under_neutral_rules() {
    let (standard, twins) = (standard(""), twins());
    let replay = Log::of(&standard).replay(&[&standard], &twins);
    assert_eq!((replay.decisions, replay.complete, replay.twins_decided), (3, 3, 6));
    assert!(replay.is_good(), "{replay:?}");
    assert_eq!(replay.coverage_permille(), 1_000);
}

#[test]
fn a_rule_against_one_side_flips_its_cases_and_those_that_would_be_its() {
    let rule = r#"forbid(principal, action in [Action::"link.open", Action::"link.open.warned"], resource)
        when { principal has camp && principal.camp == "rival" };"#;
    let (standard, twins) = (standard(rule), twins());
    let replay = Log::of(&standard).replay(&[&standard], &twins);
    assert!(replay.differing == 0 && !replay.is_good());
    // The host as a rival is refused; the rival as host or newcomer passes. What is illegal stays so.
    let flips: Vec<_> = replay.flips.iter().map(|flip| (flip.index, flip.side.as_str())).collect();
    assert_eq!(flips, [(1, "rival"), (3, "host"), (3, "newcomer")]);
    let flip = &replay.flips[0];
    assert_eq!(flip.own_granted.step.as_deref(), Some("link.open"));
    assert_eq!((flip.twin_granted.verdict, &flip.twin_granted.step), (Verdict::Refuse, &None));
    assert_eq!(flip.facts, object(&link(true, "clean")));
}

#[test]
fn a_proxy_flips_too_since_twins_are_whole() {
    // The camp is not read at all; the domain of the rival comes along with its camp.
    let rule = r#"forbid(principal, action == Action::"link.open", resource)
        when { principal has domain && principal.domain like "rival.*" };"#;
    let (standard, twins) = (standard(rule), twins());
    assert_eq!(Log::of(&standard).replay(&[&standard], &twins).flipped, 3);
}

#[test]
fn a_verdict_that_the_rules_do_not_give_is_told_apart_from_a_flip() {
    let (neutral, twins) = (standard(""), twins());
    let mut log = Log::default();
    let intake = log.intake(true, "clean", "rival");
    // What was logged is the verdict on other facts than those that were committed.
    log.decided(&neutral, intake, &link(true, "suspicious"), "rival");
    let replay = log.replay(&[&neutral], &twins);
    assert_eq!((replay.flipped, replay.differing), (0, 1));
    let differs = &replay.differs[0];
    assert_eq!(
        (differs.logged.verdict, differs.derived.verdict),
        (Verdict::Restrict, Verdict::Allow)
    );
}

#[test]
fn what_cannot_be_decided_again_lowers_the_coverage_and_says_why() {
    let (neutral, twins) = (standard(""), twins());
    let other =
        standard(r#"forbid(principal, action == Action::"fee.tier.1", resource) when { false };"#);
    let why = |change: &dyn Fn(&mut Log), standards: &[&Standard]| {
        let mut log = Log::of(&neutral);
        change(&mut log);
        let replay = log.replay(standards, &twins);
        assert_eq!(
            (replay.decisions, replay.complete),
            (
                3,
                if replay.incomplete.is_empty() {
                    3
                } else {
                    3 - replay.incomplete.values().sum::<u64>()
                }
            )
        );
        replay.incomplete.clone()
    };
    assert_eq!(why(&|_| {}, &[&neutral]), BTreeMap::new());
    assert_eq!(why(&|_| {}, &[&other]), BTreeMap::from([(Incomplete::Standard, 3)]));
    let closed = |log: &mut Log| log.0[0].opened.clear();
    assert_eq!(why(&closed, &[&neutral]), BTreeMap::from([(Incomplete::Closed, 1)]));
    // Somebody claims another scan than was committed.
    let forged = |log: &mut Log| {
        let scan = log.0[2].opened.iter_mut().find(|opened| opened.name == "facts.scan");
        scan.unwrap().value = Value::Text("malware".to_owned());
    };
    assert_eq!(why(&forged, &[&neutral]), BTreeMap::from([(Incomplete::Closed, 1)]));
    // Another leaf where the intake stood.
    let swapped = |log: &mut Log| log.0[0] = log.0[2].clone();
    assert_eq!(why(&swapped, &[&neutral]), BTreeMap::from([(Incomplete::Intake, 1)]));
}

#[test]
fn a_decision_on_an_appeal_is_followed_to_the_intake() {
    let (neutral, twins) = (standard(""), twins());
    let mut log = Log::default();
    let intake = log.intake(false, "clean", "rival");
    let refused = log.decided(&neutral, intake, &link(false, "clean"), "rival");
    let appeal = Appeal {
        subject: "s1".to_owned(),
        of: refused,
        grounds: Field::Open(Value::Text("it is legal".to_owned())),
        facts: BTreeMap::from([("legal".to_owned(), Field::Open(Value::Bool(true)))]),
    };
    let appeal = log.push(Body::Appeal(appeal), Opening::new(Seed([3; 32])));
    log.decided(&neutral, appeal, &link(true, "clean"), "rival");
    let replay = log.replay(&[&neutral], &twins);
    assert_eq!((replay.decisions, replay.complete, replay.differing), (2, 2, 0), "{replay:?}");
}

#[test]
fn an_appeal_may_be_decided_as_one() {
    let (neutral, twins) = (standard(""), twins());
    let mut log = Log::default();
    let intake = log.intake(false, "clean", "rival");
    let refused = log.decided(&neutral, intake, &link(false, "clean"), "rival");
    let stated = r#"{"days_since_decision":3,"error_confirmed":true,"new_evidence":false,"reasons_given":true}"#;
    let appeal = Appeal {
        subject: "s1".to_owned(),
        of: refused,
        grounds: Field::Open(Value::Null),
        facts: object(stated).into_iter().map(|(k, v)| (k, Field::Open(v))).collect(),
    };
    let appeal = log.push(Body::Appeal(appeal), Opening::new(Seed([3; 32])));
    log.decided_as(&neutral, "appeal", appeal, stated, "rival");
    let replay = log.replay(&[&neutral], &twins);
    assert_eq!((replay.complete, replay.differing, replay.flipped), (2, 0, 0), "{replay:?}");
}

#[test]
fn anyone_brings_sides_of_his_own() {
    let twins =
        Twins::read(br#"{"sides":{"a":{"camp":"a"},"b":{"camp":"b","domain":"b.example"}}}"#)
            .unwrap();
    let standard = standard("");
    assert_eq!(Log::of(&standard).replay(&[&standard], &twins).twins_decided, 6);
    for (text, why) in [
        (r#"{"sides":{"a":{"camp":"a"}}}"#, "two sides at least"),
        (r#"{"sides":{"a":{"camp":"a"},"a":{"camp":"b"}}}"#, "twice"),
        (r#"{"sides":{"a":{"camp":1},"b":{}}}"#, "expected a string"),
    ] {
        let error = Twins::read(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
    }
}
