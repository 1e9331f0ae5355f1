//! Links before the published rules: judged, written down, appealed against.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use drawbridge_canon::Timestamp;
use drawbridge_canon::share::{Card, Safety, Source, Step, Told};
use drawbridge_engine::cases::{AppealError, Cases};
use drawbridge_engine::desk::Desk;
use drawbridge_engine::share::{ShareEngine, ShareError};
use drawbridge_engine::store::{self, Store};
use drawbridge_engine::world::{Clock, RuntimeBackground, SystemDice, World};
use drawbridge_fair_record::leaf::Verdict;
use drawbridge_fair_record::{Body, Field, Leaf, Object, Value};
use drawbridge_gate_share::safety::{Feeds, Threat, Way};
use url::Url;

const NOON: i64 = 1_800_000_000_000;
const DAY: i64 = 86_400_000;

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

struct House {
    store: Arc<dyn Store>,
    clock: Arc<HandClock>,
    cases: Cases,
    share: ShareEngine,
}

impl House {
    async fn open() -> Self {
        let store = store::open("sqlite::memory:").await.unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(NOON)));
        let (dice, background) = (Arc::new(SystemDice), Arc::new(RuntimeBackground));
        let world = World { clock: clock.clone(), dice, background };
        let desk = Arc::new(Desk::published().unwrap());
        let cases = Cases::new(store.clone(), desk.clone());
        let with = (store.clone(), desk, world);
        let share = ShareEngine::new(with, drawbridge_roster::DIALECTS, "key".to_owned());
        Self { store, clock, cases, share }
    }

    async fn judge(&self, address: &str) -> Safety {
        let steps = [Url::parse(address).unwrap()];
        let told = |text: &str| Some(Told::new(text.to_owned(), Source::Address));
        let card = Card { url: told(address), title: told("title"), ..Card::default() };
        self.share.judge(Way { steps: &steps, ended: true }, &card).await.unwrap()
    }

    async fn leaf(&self, index: u64) -> Leaf {
        let (_, body) = self.store.leaves(index, 1).await.unwrap().pop().unwrap();
        Leaf::read(&body).unwrap()
    }
}

fn rules(safety: &Safety) -> Vec<&str> {
    safety.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[tokio::test]
async fn a_crossing_is_a_case_with_what_became_of_it() {
    let house = House::open().await;
    let safety = house.judge("https://shop.example/item?id=1").await;
    assert_eq!((safety.step, rules(&safety)), (Step::Open, vec![]));
    let first = safety.decision.unwrap();
    let Body::Intake(intake) = house.leaf(first).await.body else { panic!("an intake") };
    assert_eq!(intake.action, "link.open");
    assert_eq!(intake.facts["disguised"], Field::Open(Value::Bool(false)));
    let Body::Decision(decision) = house.leaf(first + 1).await.body else { panic!("a decision") };
    assert_eq!((decision.verdict, decision.intake.index), (Verdict::Allow, first));
    let Body::Outcome(outcome) = house.leaf(first + 2).await.body else { panic!("an outcome") };
    assert_eq!(outcome.of.index, first + 1);
    for (fact, is) in [("same_form", true), ("in_app", true)] {
        assert_eq!(outcome.facts[fact], Field::Open(Value::Bool(is)));
    }
}

#[tokio::test]
async fn each_rule_is_reached_with_reason_and_remedy() {
    let house = House::open().await;
    let mut feeds = Feeds::default();
    feeds.threats.import("bad.example", Threat::Phishing).unwrap();
    feeds.illegal.import("illegal.example", Threat::Suspicious).unwrap();
    house.share.feed(feeds);
    for (address, step, rule) in [
        ("https://u@shop.example/", Step::Refuse, "link.credentials"),
        ("https://x.bad.example/", Step::Refuse, "link.malicious"),
        ("https://illegal.example/", Step::Refuse, "link.illegal"),
        ("https://t\u{430}\u{43b}k-\u{4e2d}\u{3042}a.example/x.apk", Step::Warn, "link.program"),
    ] {
        let safety = house.judge(address).await;
        assert_eq!(safety.step, step, "{address}: {safety:?}");
        assert!(rules(&safety).contains(&rule), "{address}: {safety:?}");
        for finding in &safety.findings {
            assert!(!finding.reason_zh.is_empty() && !finding.remedy_en.is_empty());
        }
    }
}

#[tokio::test]
async fn a_burst_from_a_new_domain_is_warned_of_until_the_day_is_over() {
    let house = House::open().await;
    for _ in 0..999 {
        house.judge("https://new.example/").await;
    }
    assert_eq!(rules(&house.judge("https://www.new.example/").await), ["link.burst"]);
    assert_eq!(house.judge("https://other.example/").await.step, Step::Open);
    house.clock.0.fetch_add(DAY, Ordering::Relaxed);
    assert_eq!(house.judge("https://new.example/").await.step, Step::Open);
}

#[tokio::test]
async fn an_appeal_is_heard_once_and_what_it_finds_counts() {
    let house = House::open().await;
    let refused = house.judge("https://u@shop.example/").await.decision.unwrap();
    let at = (Timestamp(NOON + 1), &SystemDice as _);
    let appeal = |grounds| house.cases.appeal(refused, grounds, at);
    assert!(matches!(appeal(" ").await, Err(AppealError::Grounds)));
    let index = appeal("`u@` is part of our address").await.unwrap();
    let leaf = house.leaf(index).await;
    assert!(matches!(leaf.body, Body::Appeal(_)), "{leaf:?}");
    assert!(matches!(appeal("again").await, Err(AppealError::Heard)));
    let found = |name: &str| Object::from([(name.to_owned(), Value::Bool(false))]);
    let house = &house;
    let answer = |found: Object| async move {
        house.share.answer(&house.cases, refused, &found, ("r-1", Timestamp(NOON + 2))).await
    };
    let wrong = answer(found("nothing")).await;
    assert!(matches!(wrong, Err(ShareError::Appeal(AppealError::Fact(_)))), "{wrong:?}");
    let ruling = answer(found("credentials")).await.unwrap();
    assert_eq!(ruling.verdict, Verdict::Allow);
    assert_eq!(house.judge("https://u@shop.example/").await.step, Step::Open, "it counts");
    let none = answer(found("credentials")).await;
    assert!(matches!(none, Err(ShareError::Appeal(AppealError::NoAppeal))), "{none:?}");
    let passed = house.cases.appeal(refused, "more", at).await;
    assert!(matches!(passed, Err(AppealError::Passed)), "{passed:?}");
}
