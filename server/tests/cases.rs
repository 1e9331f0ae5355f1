//! Cases over the operator's interface: listed, told, explained.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use drawbridge_canon::Timestamp;
use drawbridge_server::admin::tokens::{self, Scope};
use house::House;
use house::decided::Decider;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp(1_798_000_000_000);

async fn reader(house: &House) -> String {
    let store = &*house.running.node.store;
    format!("Bearer {}", tokens::create(store, "test", &[Scope::Read]).await.unwrap())
}

#[tokio::test]
async fn cases_are_listed_page_by_page_and_by_what_became_of_them() {
    let house = House::open().await;
    let mut decider = Decider::open(house.running.node.store.clone(), NOW).await;
    let refused = decider.furnish().await;
    let auth = reader(&house).await;
    let get = async |query: &str| {
        let reply = house.get(&format!("/api/v1/cases{query}"), &[("authorization", &auth)]).await;
        (reply.status.as_u16(), reply.json())
    };
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let (status, page) = get(&format!("?limit=5{after}")).await;
        assert_eq!(status, 200, "{page}");
        seen.extend(
            page["items"].as_array().unwrap().iter().map(|case| case["intake"].as_u64().unwrap()),
        );
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen.len(), 13);
    assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
    let states = async |query: &str| -> Vec<String> {
        let (_, page) = get(query).await;
        let items = page["items"].as_array().unwrap().clone();
        items.iter().map(|case| case["state"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(states("?state=pending").await, ["pending"]);
    assert_eq!(states("?state=appealed&gate=pay").await, ["appealed"]);
    assert_eq!(states("?state=refuse&camp=north").await, ["refuse"]);
    assert_eq!(states("?gate=ship").await, Vec::<String>::new());
    assert_eq!(states("?camp=south").await.len(), 5);
    let (_, page) = get("?state=refuse").await;
    assert_eq!(
        (&page["items"][0]["intake"], &page["items"][0]["camp"]),
        (&json!(refused), &json!("north"))
    );
    for wrong in ["?gate=sea", "?state=odd", "?after=x"] {
        assert_eq!(get(wrong).await.0, 422, "{wrong}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_case_tells_its_story_and_why() {
    let house = House::open().await;
    let mut decider = Decider::open(house.running.node.store.clone(), NOW).await;
    let refused = decider.furnish().await;
    let auth = reader(&house).await;
    let headers = [("authorization", &*auth)];
    let case: Value = house.get(&format!("/api/v1/cases/{refused}"), &headers).await.json();
    let kinds: Vec<_> =
        case["story"].as_array().unwrap().iter().map(|leaf| &leaf["kind"]).collect();
    assert_eq!(kinds, ["intake", "decision"]);
    assert_eq!(
        (&case["story"][0]["committed"], &case["story"][0]["opened"]),
        (&json!(3), &json!(true))
    );
    let why = &case["decided"];
    assert_eq!((&why["current"], &why["rules"][0]["id"]), (&json!(true), &json!("pay.licence")));
    assert!(why["rules"][0]["reason"]["zh"].as_str().unwrap().contains("许可"));
    assert!(why["remedy"]["en"].as_str().unwrap().contains("licence valid must be yes"));
    let other = &why["other"];
    assert_eq!((&other["same"], &other["verdict"]), (&json!(true), &json!("refuse")), "{other}");
    assert_eq!(other["swapped"][0]["theirs"], "south");
    let amount = case["facts"].as_array().unwrap().iter().find(|fact| fact["name"] == "amount");
    assert_eq!(
        amount.unwrap()["value"]["en"],
        "8880",
        "a committed fact is opened for the operator"
    );
    for nobody in ["999999", "x", "-1"] {
        let reply = house.get(&format!("/api/v1/cases/{nobody}"), &headers).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["status"]), (404, &json!(404)));
    }
    house.close().await;
}

#[tokio::test]
async fn the_board_is_the_report_of_the_published_leaves() {
    let house = House::with(|config| config.log.own_camps = vec!["north".to_owned()]).await;
    let mut decider = Decider::open(house.running.node.store.clone(), NOW).await;
    decider.furnish().await;
    let auth = reader(&house).await;
    let get = async |path: &str| house.get(path, &[("authorization", &auth)]).await;
    let state = loop {
        let state = get("/api/v1/log").await.json();
        if state["published"] == state["leaves"] {
            break state;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let report = get("/api/v1/fairness?from=2026-12-01&to=2026-12-31").await;
    assert_eq!(report.status, 200, "{}", report.text);
    let report = report.json();
    assert_eq!(report["log"]["size"], state["leaves"]);
    assert_eq!((&report["basis"]["cases"], &report["basis"]["pending"]), (&json!(13), &json!(1)));
    let paid = &report["kpis"]["pay.success_gap"]["quantity"];
    assert_eq!(paid["verdict"], "not_enough_evidence", "{paid}");
    let empty = get("/api/v1/fairness?from=2020-01-01&to=2020-01-31").await.json();
    assert_eq!(empty["basis"]["cases"], 0);
    for wrong in ["?from=yesterday", "?from=2026-12-31&to=2026-12-01"] {
        assert_eq!(get(&format!("/api/v1/fairness{wrong}")).await.status, 422, "{wrong}");
    }
    house.close().await;
    let silent = House::with(|config| config.log.publish = false).await;
    let auth = reader(&silent).await;
    let told = silent.get("/api/v1/fairness", &[("authorization", &auth)]).await;
    assert_eq!((told.status.as_u16(), &told.json()["status"]), (404, &json!(404)));
    silent.close().await;
}
