//! Every payment's cases in the log: that they came in, how they were decided, what became of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::BTreeMap;
use std::sync::Arc;

use drawbridge_canon::pay::{CloseAsk, OrderRef};
use drawbridge_canon::{Money, Reason};
use drawbridge_engine::fair_record::docket::Docket;
use drawbridge_engine::fair_record::leaf::{End, Verdict};
use drawbridge_engine::fair_record::{Body, Field, Integer, Leaf, Opening, Value};
use drawbridge_engine::pay::backend::Backend as _;
use drawbridge_engine::provision::SHOP;
use drawbridge_engine::registry::{Merchant, Standing};
use house::{House, charge};

/// All leaves of the log. Whatever the log may not hold is a failure, and so is an opening that does
/// not open its leaf.
async fn leaves(house: &House) -> Vec<(Leaf, Option<Opening>)> {
    let store = &house.running.node.store;
    let bodies: BTreeMap<u64, Vec<u8>> = store.leaves(0, 1000).await.unwrap().into_iter().collect();
    let mut docket = Docket::new(None);
    let mut leaves = Vec::new();
    for (index, body) in &bodies {
        let found = docket.take(*index, body, |earlier| bodies.get(&earlier).cloned());
        assert!(found.is_empty(), "{index}: {found:?}");
        let leaf = Leaf::read(body).unwrap();
        let opening = store.leaf_opening(*index).await.unwrap();
        let opening = opening.map(|bytes| Opening::read(&bytes).unwrap());
        match &opening {
            Some(opening) => opening.verify(&leaf).unwrap(),
            None => assert_eq!(leaf.committed(), Vec::<String>::new(), "{index}"),
        }
        leaves.push((leaf, opening));
    }
    leaves
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[tokio::test]
async fn every_wallet_of_a_payment_is_a_case() {
    let house = House::open().await;
    let id = house.order("CASES-1", |_| ()).await;
    let row = house.running.node.store.payment(&id).await.unwrap().unwrap();
    assert_eq!(row.leaf, Some(1), "the rules are published before the first case");
    let log = leaves(&house).await;
    assert!(matches!(log[0].0.body, Body::Policy(_)));
    let wallets = house.running.node.registry.now().wallets_of(SHOP);
    assert_eq!(log.len(), 1 + 2 * wallets.len());
    let mut brands = Vec::new();
    for case in log[1..].chunks(2) {
        let (Body::Intake(intake), Body::Decision(decision)) = (&case[0].0.body, &case[1].0.body)
        else {
            panic!("{case:?}");
        };
        assert_eq!((intake.action.as_str(), decision.verdict), ("pay.accept", Verdict::Allow));
        assert_eq!(intake.subject, decision.subject);
        assert!(!intake.subject.contains(SHOP), "a pseudonym: {}", intake.subject);
        let opening = case[0].1.as_ref().unwrap();
        assert_eq!(opening.value("protected.sdk_vendor"), Some(&text("alipay")));
        assert!(matches!(intake.facts["amount"], Field::Committed(_)), "the amount is commercial");
        brands.push(opening.value("protected.wallet_brand").unwrap().clone());
    }
    let mut theirs: Vec<Value> = wallets.iter().map(|wallet| text(wallet.dialect.name)).collect();
    theirs.sort_by_key(|brand| format!("{brand:?}"));
    brands.sort_by_key(|brand| format!("{brand:?}"));
    assert_eq!(brands, theirs);
    house.close().await;
}

#[tokio::test]
async fn what_became_of_a_payment_is_said_of_the_wallet_that_was_chosen_and_once() {
    let house = House::open().await;
    let id = house.order("CASES-2", |_| ()).await;
    let before = leaves(&house).await.len();
    house.pay(&id, "wechat").await;
    let log = leaves(&house).await;
    assert_eq!(log.len(), before + 1);
    let Body::Outcome(outcome) = &log[before].0.body else { panic!("{:?}", log[before]) };
    assert_eq!(
        (outcome.end, &outcome.facts["succeeded"]),
        (End::Applied, &Field::Open(Value::Bool(true)),)
    );
    let decided = usize::try_from(outcome.of.index).unwrap();
    let opening = log[decided - 1].1.as_ref().unwrap();
    assert_eq!(opening.value("protected.wallet_brand"), Some(&text("wechat")));
    house.close().await;
}

/// What the intakes from an index on tell of earlier ones, by the wallet's brand.
fn named(log: &[(Leaf, Option<Opening>)], from: usize) -> BTreeMap<String, (usize, Option<Field>)> {
    let mut found = BTreeMap::new();
    for (at, (leaf, opening)) in log.iter().enumerate().skip(from) {
        let Body::Intake(intake) = &leaf.body else { continue };
        let brand = opening.as_ref().unwrap().value("protected.wallet_brand").unwrap();
        let earlier = intake.facts.get("earlier_case").cloned();
        found.insert(format!("{brand:?}"), (at, earlier));
    }
    found
}

#[tokio::test]
async fn an_order_that_is_asked_for_anew_makes_new_cases_that_name_the_earlier_ones() {
    let house = House::open().await;
    let (engine, front) = (&house.running.node.engine, house.front("alipay"));
    let id = house.order("CASES-4", |_| ()).await;
    let before = leaves(&house).await;
    // The same order again is the same case.
    assert_eq!(house.order("CASES-4", |_| ()).await, id);
    assert_eq!(leaves(&house).await.len(), before.len());
    let order = OrderRef::Order("CASES-4".to_owned());
    // The front's platform does not know an order that no buyer has opened: it closes it unsaid.
    let told = engine.close(&front, CloseAsk { order, sub_merchant: None }).await;
    assert_eq!(told.unwrap_err().reason, Reason::OrderNotFound);
    let again = house.order("CASES-4", |ask| ask.amount = Money::fen(9990)).await;
    assert_eq!(again, id, "under the number that it had");
    let log = leaves(&house).await;
    assert_eq!(log.len(), 2 * before.len() - 1, "every wallet was decided again");
    let row = house.running.node.store.payment(&id).await.unwrap().unwrap();
    assert_eq!(row.leaf, Some(before.len() as u64));
    let (old, new) = (named(&before, 0), named(&log, before.len()));
    for (brand, (at, earlier)) in &old {
        assert_eq!(earlier, &None, "the first case has none before it");
        let index = Integer::new(i64::try_from(*at).unwrap()).unwrap();
        assert_eq!(new[brand].1, Some(Field::Open(Value::Integer(index))), "{brand}");
    }
    // What becomes of it is said of the new case.
    house.pay(&id, "wechat").await;
    let log = leaves(&house).await;
    let Body::Outcome(outcome) = &log.last().unwrap().0.body else { panic!("{log:?}") };
    assert_eq!(outcome.end, End::Applied);
    let brand = format!("{:?}", text("wechat"));
    assert_eq!(usize::try_from(outcome.of.index).unwrap(), new[&brand].0 + 1);
    house.close().await;
}

#[tokio::test]
async fn a_suspended_merchant_is_refused_for_a_reason_that_stands_in_the_log() {
    let house = House::with(|config| {
        let shop = config.merchants.iter_mut().find(|merchant| merchant.id == SHOP).unwrap();
        shop.standing = Standing::Suspended;
    })
    .await;
    let engine = &house.running.node.engine;
    let refused = engine.charge(&house.front("alipay"), charge("CASES-3"), None).await.unwrap_err();
    assert_eq!(refused.reason, Reason::Forbidden);
    assert!(refused.message.contains("suspended from taking payments"), "{}", refused.message);
    let log = leaves(&house).await;
    let wallets = house.running.node.registry.now().wallets_of(SHOP).len();
    assert_eq!(log.len(), 1 + 2 * wallets);
    for (leaf, opening) in log[1..].iter().skip(1).step_by(2) {
        let Body::Decision(decision) = &leaf.body else { panic!("{leaf:?}") };
        assert_eq!(decision.verdict, Verdict::Refuse);
        assert!(decision.rules.contains("pay.suspended"), "{:?}", decision.rules);
        assert!(decision.appeal_until.is_some());
        let remedy = opening.as_ref().unwrap().value("remedy").unwrap();
        assert!(format!("{remedy:?}").contains("unblocked"), "{remedy:?}");
    }
    let key = house.front("alipay").key.clone();
    let found = house.running.node.store.payment_by_order(&key, "CASES-3").await.unwrap();
    assert_eq!(found, None);
    house.close().await;
}

#[tokio::test]
async fn an_order_that_is_there_stays_what_it_is_when_its_merchant_is_suspended() {
    let house = House::with(|_| {}).await;
    let engine = &house.running.node.engine;
    let front = house.front("alipay");
    let first = engine.charge(&front, charge("CASES-4"), None).await.unwrap();
    let before = leaves(&house).await.len();
    let registry = &house.running.node.registry;
    let mut snapshot = (*registry.now()).clone();
    let shop = Merchant { standing: Standing::Suspended, ..(*snapshot.merchants[SHOP]).clone() };
    snapshot.merchants.insert(SHOP.to_owned(), Arc::new(shop));
    registry.replace(snapshot);
    let again = engine.charge(&front, charge("CASES-4"), None).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(leaves(&house).await.len(), before, "it is no new case");
    // A new one is refused as ever.
    let refused = engine.charge(&front, charge("CASES-5"), None).await.unwrap_err();
    assert_eq!(refused.reason, Reason::Forbidden);
    assert!(refused.message.contains("suspended from taking payments"), "{}", refused.message);
    assert!(leaves(&house).await.len() > before);
    house.close().await;
}
