//! A node reconciles on request: over its real network stack, on a clock moved to the next day.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use drawbridge_server::admin::tokens::{self, Scope};
use house::{House, Reply};
use serde_json::json;

const DAY_MS: i64 = 24 * 3600 * 1000;

async fn bearer(house: &House) -> String {
    let token = tokens::create(&*house.running.node.store, "test", &Scope::ALL).await.unwrap();
    format!("Bearer {token}")
}

async fn post(house: &House, path: &str, body: &serde_json::Value) -> Reply {
    let bearer = bearer(house).await;
    house.post(path, &[("authorization", &bearer)], body).await
}

#[tokio::test]
async fn a_day_is_fetched_and_compared_on_request() {
    let house = House::open().await;
    let today = house.running.node.world.clock.now().day();
    let path = format!("/api/v1/reports/shop-wechat/{today}");
    for number in 0..3 {
        let id = house.order(&format!("RECON-{number}"), |_| ()).await;
        house.pay(&id, "wechat").await;
    }
    let bearer = bearer(&house).await;
    let keyed = [("authorization", &*bearer), ("idempotency-key", "the-day")];
    let early = house.post(&path, &keyed, &json!({})).await;
    assert_eq!(early.status, 503, "{}", early.text);
    assert!(early.header("retry-after").parse::<u32>().unwrap() > 0);
    assert!(early.text.contains("is not over"), "{}", early.text);

    house.running.node.clock.advance_ms(2 * DAY_MS);
    let told = house.post(&path, &keyed, &json!({})).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let told = told.json();
    let report = &told["stored"]["report"];
    assert_eq!(report["classes"]["matched"]["count"], 3, "{report}");
    assert_eq!((&told["stored"]["open"], &told["news"]), (&json!(0), &json!(true)));
    assert_eq!(post(&house, &path, &json!({})).await.json()["news"], false);

    let mended = post(&house, &format!("{path}/corrections"), &json!({"which": "safe"})).await;
    assert_eq!((mended.status.as_u16(), mended.json()), (200, json!({"items": []})));
    let listed = post(&house, "/api/v1/reports/nobody/2026-11-24", &json!({})).await;
    assert_eq!(listed.status, 404, "{}", listed.text);
    let wrong = post(&house, "/api/v1/reports/shop-wechat/today", &json!({})).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    house.close().await;
}
