//! Cases in the log, decided by the published standard: what the pages about fairness have to show.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_engine::fair_log::leaf_hash;
use drawbridge_engine::fair_policy::{Standard, decide, published};
use drawbridge_engine::fair_record::leaf::{
    Appeal, Body, Decision, End, Grounds, Intake, Outcome, Policy,
};
use drawbridge_engine::fair_record::{
    Field, Fields, Gate, Integer, Leaf, Object, Opening, Reference, Seed, Value,
};
use drawbridge_engine::store::{LeafWrite, Store, Write};

/// Writes cases as a gate does.
pub(crate) struct Decider {
    store: Arc<dyn Store>,
    standard: Standard,
    policy: Reference,
    now: Timestamp,
}

impl Decider {
    /// With the publication of the standard as its first leaf.
    pub(crate) async fn open(store: Arc<dyn Store>, now: Timestamp) -> Self {
        let standard = Standard::parse(&published()).unwrap();
        // Of a first version nobody could be asked.
        let asked = standard.consultation().map_or((now, now), |asked| (asked.from, asked.until));
        let next = store.leaf_count().await.unwrap() + 1;
        let publication = Policy {
            version: standard.version().to_owned(),
            sha256: standard.hash(),
            effective_index: next,
            consultation_from: asked.0,
            consultation_until: asked.1,
            replaces: None,
            grounds: Grounds::Proof(standard.hash()),
        };
        let time = asked.1.max(now);
        let leaf = Leaf { gate: Gate::All, time, body: Body::Policy(publication) };
        let policy = put(&*store, &leaf, None).await;
        Self { store, standard, policy, now: time }
    }

    /// Somebody of a camp asks for a payment to be offered to a wallet.
    pub(crate) async fn intake(&mut self, camp: &str, facts: &Object) -> Reference {
        let mut opening = Opening::new(Seed([u8::try_from(self.now.0 % 251).unwrap(); 32]));
        let mut commit = |name: String, value: &Value| {
            (name.clone(), opening.commit(&name, value.clone()).unwrap())
        };
        let protected = protected(camp);
        let protected = protected
            .iter()
            .map(|(name, value)| (name.clone(), commit(format!("protected.{name}"), value).1));
        let protected = protected.collect();
        let facts = facts.iter().map(|(name, value)| {
            let field = match &**name {
                "amount" => Field::Committed(commit(format!("facts.{name}"), value).1),
                _ => Field::Open(value.clone()),
            };
            (name.clone(), field)
        });
        let intake = Intake {
            subject: format!("s-{camp}"),
            action: "pay.accept".to_owned(),
            protected,
            facts: facts.collect(),
        };
        let leaf = self.leaf(Body::Intake(intake));
        put(&*self.store, &leaf, Some(&opening)).await
    }

    /// The standard decides it.
    pub(crate) async fn decide(&mut self, of: Reference, camp: &str, facts: &Object) -> Reference {
        let verdict = decide(&self.standard, "pay.accept", facts, &protected(camp)).unwrap();
        let decision = Decision {
            subject: format!("s-{camp}"),
            intake: of,
            policy: self.policy,
            policy_sha256: self.standard.hash(),
            verdict: verdict.outcome(),
            rules: verdict.ruling.rules.clone(),
            remedy: verdict.remedy(&self.standard).map(Field::Open),
            reviewer: None,
            appeal_until: Some(self.now.plus_seconds(30 * 24 * 3600)),
            facts: Fields::new(),
        };
        let leaf = self.leaf(Body::Decision(decision));
        put(&*self.store, &leaf, None).await
    }

    /// Somebody asks for another decision.
    pub(crate) async fn appeal(&mut self, of: Reference, camp: &str) {
        let grounds = Field::Open(Value::Text("the licence was renewed".to_owned()));
        let subject = format!("s-{camp}");
        let appeal = Appeal { subject, of, grounds, facts: Fields::new() };
        let leaf = self.leaf(Body::Appeal(appeal));
        put(&*self.store, &leaf, None).await;
    }

    /// A decision is carried out.
    pub(crate) async fn apply(&mut self, of: Reference, camp: &str) {
        let subject = format!("s-{camp}");
        let outcome = Outcome { subject, of, end: End::Applied, facts: Fields::new() };
        let leaf = self.leaf(Body::Outcome(outcome));
        put(&*self.store, &leaf, None).await;
    }

    /// Cases of two camps: allowed, refused, appealed and pending ones. Gives the refused one's intake.
    pub(crate) async fn furnish(&mut self) -> u64 {
        let (good, bad) = (payment(true, 10), payment(false, 10));
        let mut refused = 0;
        for round in 0..12 {
            let camp = if round % 3 == 0 { "south" } else { "north" };
            let facts = if round % 5 == 4 { &bad } else { &good };
            let asked = self.intake(camp, facts).await;
            let decided = self.decide(asked, camp, facts).await;
            match round {
                4 => refused = asked.index,
                9 => self.appeal(decided, camp).await,
                _ => self.apply(decided, camp).await,
            }
        }
        self.intake("south", &good).await;
        refused
    }

    fn leaf(&mut self, body: Body) -> Leaf {
        self.now = self.now.plus_seconds(7);
        Leaf { gate: Gate::Pay, time: self.now, body }
    }
}

/// What a payment is decided on.
pub(crate) fn payment(licensed: bool, risk: i64) -> Object {
    let number = |number| Value::Integer(Integer::new(number).unwrap());
    let named = |(name, value): (&str, Value)| (name.to_owned(), value);
    [
        ("licence_valid", Value::Bool(licensed)),
        ("merchant_standing", Value::Text("good".to_owned())),
        ("risk", number(risk)),
        ("currency_supported", Value::Bool(true)),
        ("scene_supported", Value::Bool(true)),
        ("amount", number(8880)),
        ("amount_min", number(1)),
        ("amount_max", number(5_000_000)),
    ]
    .map(named)
    .into()
}

fn protected(camp: &str) -> Object {
    let text = |text: String| Value::Text(text);
    let wallet = text(format!("{camp}-pay"));
    [("camp".to_owned(), text(camp.to_owned())), ("wallet_brand".to_owned(), wallet)].into()
}

async fn put(store: &dyn Store, leaf: &Leaf, opening: Option<&Opening>) -> Reference {
    let body = leaf.write().unwrap();
    let hash = leaf_hash(&body);
    let opening = opening.map(|opening| opening.write().unwrap()).unwrap_or_default();
    let leaves = vec![LeafWrite::Ready { body, opening }];
    let range = store.commit_leaves(Write { leaves, ..Write::default() }).await.unwrap();
    Reference { index: range.start, hash }
}
