//! A report that is published stands in the log by its hash, and was made from the tree that it names.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use drawbridge_engine::fair_record::{Body, Leaf};
use drawbridge_server::admin::tokens::{self, Scope};
use house::House;
use serde_json::json;
use sha2::{Digest, Sha256};

#[tokio::test]
async fn a_published_report_stands_in_the_log() {
    let house = House::with(|config| config.log.publish = true).await;
    let store = &house.running.node.store;
    let token = tokens::create(&**store, "test", &[Scope::Admin]).await.unwrap();
    let token = format!("Bearer {token}");
    let auth = [("authorization", &*token)];
    house.order("PUBLISHED-1", |_| ()).await;
    let ask = json!({});
    let made = house.post("/api/v1/fairness/reports", &auth, &ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let index: u64 = made.header("drawbridge-leaf").parse().unwrap();
    let (_, body) = store.leaves(index, 1).await.unwrap().pop().unwrap();
    let Body::Report(report) = Leaf::read(&body).unwrap().body else { panic!("no report") };
    assert_eq!(report.sha256.0, <[u8; 32]>::from(Sha256::digest(made.text.as_bytes())));
    assert_eq!(report.size, index, "it was made from all leaves before it");
    let shown = made.json();
    let checkpoint = shown["log"]["checkpoint"].as_str().unwrap();
    assert!(checkpoint.contains(&report.root.to_base64()), "{checkpoint}");
    let unknown = house.post("/api/v1/fairness/reports", &auth, &json!({"until": "x"})).await;
    assert_eq!(unknown.status, 422, "{}", unknown.text);
    house.close().await;
}
