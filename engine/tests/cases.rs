//! Cases, found again in the leaves and held against the standard.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_engine::cases::{AppealError, Cases, Filter, State, Taken};
use drawbridge_engine::desk::Desk;
use drawbridge_engine::store::{self, LeafWrite, Store, Write};
use drawbridge_engine::world::SystemDice;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_policy::{Proof, Standard, decide, published};
use drawbridge_fair_record::leaf::{Body, Decision, End, Intake, Outcome, Verdict};
use drawbridge_fair_record::{
    Field, Fields, Gate, Integer, Leaf, Object, Opening, Reference, Seed, Value,
};

const NOON: Timestamp = Timestamp(1_790_000_000_000);

/// A log that is written by hand.
struct House {
    store: Arc<dyn Store>,
    standard: Arc<Standard>,
    cases: Cases,
}

impl House {
    async fn open() -> Self {
        let store = store::open("sqlite::memory:").await.unwrap();
        let standard = Arc::new(Standard::parse(&published()).unwrap());
        let cases = Cases::new(store.clone(), Arc::new(Desk::published().unwrap()));
        Self { store, standard, cases }
    }

    async fn put(&self, leaf: &Leaf, opening: Option<&Opening>) -> Reference {
        let body = leaf.write().unwrap();
        let hash = leaf_hash(&body);
        let opening = opening.map(|opening| opening.write().unwrap()).unwrap_or_default();
        let leaves = vec![LeafWrite::Ready { body, opening }];
        let range = self.store.commit_leaves(Write { leaves, ..Write::default() }).await.unwrap();
        Reference { index: range.start, hash }
    }

    /// A payment of somebody of a camp with a licence or without.
    async fn intake(&self, camp: &str, licensed: bool) -> Reference {
        let mut opening = Opening::new(Seed([3; 32]));
        let protected = protected(camp).into_iter().map(|(name, value)| {
            let commitment = opening.commit(&format!("protected.{name}"), value).unwrap();
            (name, commitment)
        });
        let protected = protected.collect();
        let facts = facts(licensed).into_iter().map(|(name, value)| (name, Field::Open(value)));
        let (subject, action) = (format!("s-{camp}"), "pay.accept".to_owned());
        let intake = Intake { subject, action, protected, facts: facts.collect() };
        let leaf = Leaf { gate: Gate::Pay, time: NOON, body: Body::Intake(intake) };
        self.put(&leaf, Some(&opening)).await
    }

    async fn decision(&self, intake: Reference, camp: &str, licensed: bool) -> Reference {
        let asked = decide(&self.standard, "pay.accept", &facts(licensed), &protected(camp));
        let verdict = asked.unwrap();
        let decision = Decision {
            subject: format!("s-{camp}"),
            intake,
            policy: Reference { index: 0, hash: Hash([0; 32]) },
            policy_sha256: self.standard.hash(),
            verdict: verdict.outcome(),
            rules: verdict.ruling.rules.clone(),
            remedy: verdict.remedy(&self.standard).map(Field::Open),
            reviewer: None,
            appeal_until: None,
            facts: Fields::new(),
        };
        let leaf = Leaf { gate: Gate::Pay, time: NOON, body: Body::Decision(decision) };
        self.put(&leaf, None).await
    }

    async fn names(&self, filter: Filter) -> Vec<(u64, &'static str)> {
        let listed = self.cases.list(&filter, None, 50).await.unwrap();
        listed.lines.iter().map(|line| (line.intake, line.state.name())).collect()
    }
}

fn protected(camp: &str) -> Object {
    let text = |text: &str| Value::Text(text.to_owned());
    [("camp".to_owned(), text(camp)), ("wallet_brand".to_owned(), text(&format!("{camp}-pay")))]
        .into()
}

fn facts(licensed: bool) -> Object {
    let number = |number| Value::Integer(Integer::new(number).unwrap());
    let named = |(name, value): (&str, Value)| (name.to_owned(), value);
    [
        ("licence_valid", Value::Bool(licensed)),
        ("merchant_standing", Value::Text("good".to_owned())),
        ("risk", number(10)),
        ("currency_supported", Value::Bool(true)),
        ("scene_supported", Value::Bool(true)),
        ("amount", number(100)),
        ("amount_min", number(1)),
        ("amount_max", number(5000)),
    ]
    .map(named)
    .into()
}

#[tokio::test]
async fn cases_are_listed_by_what_became_of_them() {
    let house = House::open().await;
    assert_eq!(house.names(Filter::default()).await, []);
    let first = house.intake("a", true).await;
    let allowed = house.decision(first, "a", true).await;
    let second = house.intake("b", false).await;
    house.decision(second, "b", false).await;
    let third = house.intake("b", true).await;
    let all = [(third.index, "pending"), (second.index, "refuse"), (first.index, "allow")];
    assert_eq!(house.names(Filter::default()).await, all);
    // What comes in later is followed; that something was carried out changes nothing.
    let end = |of, end| {
        let outcome = Outcome { subject: "s-a".to_owned(), of, end, facts: Fields::new() };
        Leaf { gate: Gate::Pay, time: NOON, body: Body::Outcome(outcome) }
    };
    house.put(&end(allowed, End::Applied), None).await;
    assert_eq!(house.names(Filter::default()).await, all);
    house.put(&end(third, End::Withdrawn), None).await;
    let state = |state| Filter { state: Some(state), ..Filter::default() };
    assert_eq!(
        house.names(state(State::Ended(End::Withdrawn))).await,
        [(third.index, "withdrawn")]
    );
    assert_eq!(
        house.names(state(State::Decided(Verdict::Refuse))).await,
        [(second.index, "refuse")]
    );
    assert_eq!(house.names(state(State::Pending)).await, []);
    let camp = Filter { camp: Some("b".to_owned()), ..Filter::default() };
    assert_eq!(house.names(camp).await.len(), 2);
    let other = Filter { gate: Some(Gate::Ship), ..Filter::default() };
    assert_eq!(house.names(other).await, []);
}

#[tokio::test]
async fn pages_follow_one_another_and_end() {
    let house = House::open().await;
    for _ in 0..7 {
        house.intake("a", true).await;
    }
    let (mut seen, mut at) = (Vec::new(), None);
    loop {
        let page = house.cases.list(&Filter::default(), at, 3).await.unwrap();
        seen.extend(page.lines.iter().map(|line| line.intake));
        at = page.next;
        if at.is_none() {
            break;
        }
    }
    assert_eq!(seen, [6, 5, 4, 3, 2, 1, 0]);
}

#[tokio::test]
async fn a_refusal_says_why_and_is_the_same_on_the_other_side() {
    let house = House::open().await;
    let one = house.intake("a", false).await;
    house.decision(one, "a", false).await;
    let story = house.cases.story(one.index).await.unwrap().unwrap();
    assert_eq!(story.line.camp.as_deref(), Some("a"));
    let alone = house.cases.explain(&story).await.unwrap().unwrap();
    // Nobody else is in the log yet: then the standard's own sides are put in place.
    let published = alone.other.unwrap();
    assert!(matches!(published.taken, Taken::Published(_)) && published.same);
    let rule = &alone.rules[0];
    assert_eq!((&*rule.id, alone.current), ("pay.licence", true));
    assert!(rule.said.as_ref().unwrap().1.en.contains("licence"));
    assert!(alone.remedy.unwrap().en.contains("licence valid must be yes"));
    let two = house.intake("b", true).await;
    let story = house.cases.story(one.index).await.unwrap().unwrap();
    let other = house.cases.explain(&story).await.unwrap().unwrap().other.unwrap();
    assert_eq!((other.taken, other.same), (Taken::Leaf(two.index), true));
    assert_eq!(other.tried, published.tried + 1);
    assert_eq!((other.ours, other.verdict), (Verdict::Refuse, Verdict::Refuse));
    let swapped: Vec<_> = other.swapped.iter().map(|s| (&*s.name, &*s.theirs)).collect();
    assert_eq!(swapped, [("camp", "b"), ("wallet_brand", "b-pay")]);
    assert!(house.cases.story(two.index + 9).await.unwrap().is_none());
    let pending = house.cases.story(two.index).await.unwrap().unwrap();
    assert!(house.cases.explain(&pending).await.unwrap().is_none());
}

#[tokio::test]
async fn a_case_is_explained_by_the_standard_that_decided_it() {
    let house = House::open().await;
    let desk = Desk::published().unwrap();
    desk.in_force(&*house.store, NOON).await.unwrap();
    let case = house.intake("a", false).await;
    house.decision(case, "a", false).await;
    // The next version gives another reason for the same rule.
    let mut files = published();
    let mut manifest: serde_json::Value = serde_json::from_slice(&files["standard.json"]).unwrap();
    manifest["version"] = "2027.1".into();
    manifest["effective_from"] = "2020-03-01T00:00:00+08:00".into();
    manifest["consultation"] = serde_json::json!(
        {"from": "2020-01-01T00:00:00+08:00", "until": "2020-02-01T00:00:00+08:00"});
    files.insert("standard.json".to_owned(), serde_json::to_vec(&manifest).unwrap());
    let rules = String::from_utf8(files["policies/pay.cedar"].clone()).unwrap();
    let rules = rules.replace("The merchant's licence to trade is not valid.", "No paper.");
    files.insert("policies/pay.cedar".to_owned(), rules.into_bytes());
    let proof = Proof {
        standard: Standard::parse(&files).unwrap().hash().to_base64(),
        ..Proof::read(&files["proof.json"]).unwrap()
    };
    files.insert("proof.json".to_owned(), serde_json::to_vec(&proof).unwrap());
    desk.publish(&*house.store, files, None, NOON).await.unwrap();
    // A node that knows nothing but the store.
    let desk = Arc::new(Desk::published().unwrap());
    assert_eq!(desk.in_force(&*house.store, NOON).await.unwrap().standard.version(), "2027.1");
    let cases = Cases::new(house.store.clone(), desk);
    let story = cases.story(case.index).await.unwrap().unwrap();
    let explained = cases.explain(&story).await.unwrap().unwrap();
    let said = explained.rules[0].said.as_ref().unwrap();
    assert!(said.1.en.contains("licence to trade"), "{said:?}");
    assert!(!explained.current && explained.other.unwrap().same);
    assert_eq!(cases.standard_of(&story).await.unwrap().version(), "2026.11");
}

#[tokio::test]
async fn an_opening_that_opens_something_else_is_not_believed() {
    let house = House::open().await;
    let mut opening = Opening::new(Seed([3; 32]));
    let camp = opening.commit("protected.camp", Value::Text("a".to_owned())).unwrap();
    let mut false_one = Opening::new(Seed([4; 32]));
    false_one.commit("protected.camp", Value::Text("b".to_owned())).unwrap();
    let intake = Intake {
        subject: "s".to_owned(),
        action: "pay.accept".to_owned(),
        protected: [("camp".to_owned(), camp)].into(),
        facts: Fields::new(),
    };
    let leaf = Leaf { gate: Gate::Pay, time: NOON, body: Body::Intake(intake) };
    let at = house.put(&leaf, Some(&false_one)).await;
    let story = house.cases.story(at.index).await.unwrap().unwrap();
    assert_eq!((story.line.camp.as_deref(), story.protected()), (None, Object::new()));
}

#[tokio::test]
async fn a_case_of_any_age_is_appealed_and_answered_once() {
    let house = House::open().await;
    let cases = Cases::new(house.store.clone(), Arc::new(Desk::published().unwrap())).within(4);
    let filled = async || {
        for _ in 0..5 {
            house.intake("b", true).await;
        }
    };
    let case = house.intake("a", false).await;
    house.decision(case, "a", false).await;
    filled().await;
    let at = (NOON, &SystemDice as &dyn drawbridge_engine::world::Dice);
    let unknown = cases.appeal(9_999, "no such case", at).await;
    assert!(matches!(unknown, Err(AppealError::Unknown(9_999))), "{unknown:?}");
    let appeal = cases.appeal(case.index, "there is a licence", at).await.unwrap();
    let again = cases.appeal(case.index, "there is a licence", at).await;
    assert!(matches!(again, Err(AppealError::Heard)), "{again:?}");
    filled().await;
    // Two answers at once that contradict each other: one is given.
    let (lifted, kept) = (facts(true), facts(false));
    let (first, second) = tokio::join!(
        cases.answer(case.index, &lifted, "r-1", at, Vec::new()),
        cases.answer(case.index, &kept, "r-2", at, Vec::new()),
    );
    assert_eq!([&first, &second].iter().filter(|answer| answer.is_ok()).count(), 1);
    filled().await;
    let story = cases.story(case.index).await.unwrap().unwrap();
    let bodies = story.leaves.iter().map(|told| &told.leaf.body);
    assert_eq!(bodies.filter(|body| matches!(body, Body::Decision(_))).count(), 2);
    assert_eq!(story.line.leaves[2], appeal);
    let late = cases.answer(case.index, &facts(true), "r-3", at, Vec::new()).await;
    assert!(matches!(late, Err(AppealError::NoAppeal)), "{late:?}");
}
