//! How the log stands, as a monitor, a load balancer and an operator are told.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::os::unix::fs::symlink;
use std::time::Duration;

use drawbridge_server::admin::tokens::{self, Scope};
use house::House;
use serde_json::Value;

/// Asks until the answer has this status.
async fn until(house: &House, path: &str, status: u16) -> Value {
    for _ in 0..200 {
        let reply = house.get(path, &[]).await;
        if reply.status == status {
            return reply.json();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never answered {status}");
}

#[tokio::test]
async fn a_log_that_stands_still_is_told_everywhere_and_stops_no_payment() {
    let house = House::with(|config| {
        config.log.anchor = Some(std::path::PathBuf::from("log.anchor"));
    })
    .await;
    let bearer = tokens::create(&*house.running.node.store, "monitor", &[Scope::Read]).await;
    let bearer = format!("Bearer {}", bearer.unwrap());
    let auth = [("authorization", &*bearer)];
    let metric = async |name: &str| -> String {
        let text = house.get("/metrics", &auth).await.text;
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("drawbridge_{name} ")));
        line.unwrap_or_else(|| panic!("{name}: {text}")).to_owned()
    };
    let sound = until(&house, "/readyz/log", 200).await;
    assert!(sound["trouble"].is_null(), "{sound}");
    // A device on which nothing has room, in place of the anchor's draft.
    let draft = house.folder.join("log.anchor.new");
    symlink("/dev/full", &draft).unwrap();
    let id = house.order("STILL", |_| ()).await;
    house.pay(&id, "wechat").await;
    let told = until(&house, "/readyz/log", 503).await;
    assert_eq!(told["state"], "stopped", "{told}");
    // Everybody hears of what kind it is, and only who has a token of which file.
    let trouble = told["trouble"].as_str().unwrap();
    assert!(trouble.starts_with("the anchor of the log cannot be read or written"), "{told}");
    let (path, why) = ("log.anchor", "No space left");
    assert!(!trouble.contains(path) && !trouble.contains(why), "{told}");
    let ready = house.get("/readyz", &[]).await;
    assert_eq!((ready.status.as_u16(), &ready.json()["log"]["state"]), (200, &"stopped".into()));
    let state = house.get("/api/v1/log", &auth).await.json();
    assert_eq!(state["state"], "stopped", "{state}");
    let trouble = state["trouble"].as_str().unwrap();
    assert!(trouble.contains(path) && trouble.contains(why), "{state}");
    assert!(state["leaves"].as_u64() > state["published"].as_u64(), "{state}");
    assert_eq!(metric("log_state{state=\"stopped\"}").await, "1");
    assert_eq!(metric("log_state{state=\"current\"}").await, "0");
    assert_eq!(metric("log_leaves").await, state["leaves"].to_string());
    assert_eq!(metric("log_published").await, state["published"].to_string());
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert!(metric("log_publication_age_seconds").await.parse::<u64>().unwrap() >= 1);
    // There is room again.
    std::fs::remove_file(draft).unwrap();
    let told = until(&house, "/readyz/log", 200).await;
    assert_eq!((&told["state"], &told["published"]), (&"current".into(), &state["leaves"]));
    assert_eq!(metric("log_state{state=\"current\"}").await, "1");
    assert_eq!(metric("log_cosignatures").await, "0");
    house.close().await;
}
