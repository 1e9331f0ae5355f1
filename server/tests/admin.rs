//! The operator's interface: who may do what, and that nothing is done twice.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::time::Duration;

use drawbridge_canon::Money;
use drawbridge_canon::pay::Handover;
use drawbridge_engine::pay::backend::Backend as _;
use drawbridge_engine::registry::FrontSpec;
use drawbridge_engine::store::{Expect, ObjectWrite, kinds};
use drawbridge_server::Config;
use drawbridge_server::admin::Follower;
use drawbridge_server::admin::tokens::{self, Scope};
use house::{House, Reply};
use serde_json::{Value, json};

/// The headers of a token with these scopes.
async fn token(house: &House, scopes: &[Scope]) -> String {
    let token = tokens::create(&*house.running.node.store, "test", scopes).await.unwrap();
    format!("Bearer {token}")
}

/// Whether a reply is a problem of this status, and its kind.
fn problem(reply: &Reply, status: u16) -> String {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(reply.header("cache-control"), "no-store");
    let body = reply.json();
    assert_eq!(body["status"], status);
    assert!(body["title"].is_string() && body["detail"].is_string(), "{body}");
    let kind = body["type"].as_str().unwrap();
    kind.strip_prefix("/api/docs#").unwrap().to_owned()
}

#[tokio::test]
async fn every_call_needs_a_token_and_its_scope() {
    let house = House::open().await;
    let none = token(&house, &[]).await;
    let api: Value = house.get("/api/openapi.json", &[]).await.json();
    let mut calls = 0;
    for (path, item) in api["paths"].as_object().unwrap() {
        let filled = path.replace(['{', '}'], "x");
        for method in item.as_object().unwrap().keys() {
            calls += 1;
            let method = method.to_uppercase();
            let ask = async |headers: &[(&str, &str)]| {
                let json = [headers, &[("content-type", "application/json")]].concat();
                house.ask(&method, filled.as_str(), &json, "not read").await
            };
            assert_eq!(problem(&ask(&[]).await, 401), "unauthorized", "{method} {path}");
            let wrong = ask(&[("authorization", "Bearer dbt_0000")]).await;
            assert_eq!(problem(&wrong, 401), "unauthorized", "{method} {path}");
            assert!(wrong.header("www-authenticate").starts_with("Bearer"));
            if path != "/api/v1/whoami" {
                let refused = ask(&[("authorization", &none)]).await;
                assert_eq!(problem(&refused, 403), "forbidden", "{method} {path}");
            }
        }
    }
    assert!(calls > 25, "{calls}");
    let auth = [("authorization", &*none)];
    assert_eq!(problem(&house.get("/api/v1/nothing", &auth).await, 404), "not-found");
    assert_eq!(problem(&house.ask("PUT", "/api/v1/payments", &auth, "").await, 405), "method");
    house.close().await;
}

#[tokio::test]
async fn a_token_is_shown_once_and_kept_as_a_hash() {
    let house = House::open().await;
    let admin = token(&house, &[Scope::Admin]).await;
    let auth = [("authorization", &*admin), ("idempotency-key", "make-one")];
    let ask = json!({"name": "console", "scopes": ["read"]});
    let made = house.post("/api/v1/tokens", &auth, &ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    let secret = made["token"].as_str().unwrap();
    assert_eq!(secret.len(), 4 + 64, "256 bits");
    let again = house.post("/api/v1/tokens", &auth, &ask).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!((&again.json()["id"], &again.json()["token"]), (&made["id"], &Value::Null));
    let list = house.get("/api/v1/tokens", &auth).await;
    assert!(!list.text.contains(secret), "{}", list.text);
    let bearer = format!("Bearer {secret}");
    let own = [("authorization", &*bearer)];
    assert_eq!(house.get("/api/v1/whoami", &own).await.json()["scopes"], json!(["read"]));
    assert_eq!(problem(&house.get("/api/v1/tokens", &own).await, 403), "forbidden");
    let path = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    let admin = [("authorization", &*admin)];
    assert_eq!(house.ask("DELETE", &path, &admin, "").await.status, 204);
    assert_eq!(problem(&house.get("/api/v1/whoami", &own).await, 401), "unauthorized");
    // A token past its time is none.
    let old = json!({"name": "old", "scopes": ["read"], "expires": "2020-01-01T00:00:00+08:00"});
    let old = house.post("/api/v1/tokens", &admin, &old).await.json();
    let old = format!("Bearer {}", old["token"].as_str().unwrap());
    let reply = house.get("/api/v1/whoami", &[("authorization", &old)]).await;
    assert_eq!(problem(&reply, 401), "unauthorized");
    house.close().await;
}

#[tokio::test]
async fn a_change_with_one_key_is_made_once() {
    let house = House::open().await;
    let write = token(&house, &[Scope::Write, Scope::Read]).await;
    let auth = [("authorization", &*write), ("idempotency-key", "k-1")];
    let ask = json!({"id": "tea-house", "name": "Tea 茶馆"});
    let first = house.post("/api/v1/merchants", &auth, &ask).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let again = house.post("/api/v1/merchants", &auth, &ask).await;
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    assert_eq!(again.header("etag"), first.header("etag"));
    assert_eq!(again.header("content-type"), "application/json");
    let other = house.post("/api/v1/merchants", &auth, &json!({"id": "other"})).await;
    assert_eq!(problem(&other, 422), "invalid");
    let bare = [("authorization", &*write)];
    assert_eq!(problem(&house.post("/api/v1/merchants", &bare, &ask).await, 409), "conflict");
    house.close().await;
}

#[tokio::test]
async fn a_change_whose_caller_left_is_made_and_its_key_not_stuck() {
    let house = House::open().await;
    let write = token(&house, &[Scope::Write, Scope::Read]).await;
    // Callers leave at every moment of the work, until one has waited long enough for its end.
    for moment in 0..10_000 {
        let key = format!("left-{moment}");
        let auth = [("authorization", &*write), ("idempotency-key", &*key)];
        let ask = json!({"id": key, "name": "Left"});
        let mut first = Box::pin(house.post("/api/v1/merchants", &auth, &ask));
        let mut ended = false;
        for _ in 0..moment {
            tokio::select! {
                biased;
                _ = &mut first => ended = true,
                () = tokio::task::yield_now() => {}
            }
            if ended {
                break;
            }
            std::thread::sleep(Duration::from_micros(20));
        }
        drop(first);
        let mut again = house.post("/api/v1/merchants", &auth, &ask).await;
        for _ in 0..100 {
            if again.status != 409 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            again = house.post("/api/v1/merchants", &auth, &ask).await;
        }
        assert_eq!(again.status, 201, "{moment}: {}", again.text);
        if ended {
            return house.close().await;
        }
    }
    panic!("no request ever ended");
}

#[tokio::test]
async fn merchants_and_wallets_are_made_changed_and_removed() {
    let house = House::open().await;
    let write = token(&house, &[Scope::Write, Scope::Read, Scope::Admin]).await;
    let auth = [("authorization", &*write)];
    let made = house.post("/api/v1/merchants", &auth, &json!({"id": "tea"})).await;
    assert_eq!((made.status.as_u16(), made.header("etag")), (201, "\"1\""));
    // A wallet like one of the configuration's, under another name.
    let mut spec = serde_json::to_value(&house.running.node.config.wallets[0]).unwrap();
    spec["name"] = json!("tea-wallet");
    spec["owner"] = json!("nobody");
    let orphan = house.post("/api/v1/wallets", &auth, &spec).await;
    assert_eq!(problem(&orphan, 422), "invalid");
    assert_eq!(orphan.json()["pointer"], "/owner");
    spec["owner"] = json!("tea");
    let wallet = house.post("/api/v1/wallets", &auth, &spec).await;
    assert_eq!(wallet.status, 201, "{}", wallet.text);
    assert!(house.running.node.registry.now().wallets.contains_key("tea-wallet"));
    let change = |etag: &'static str, body: Value| {
        let headers = [
            ("authorization", write.clone()),
            ("if-match", etag.to_owned()),
            ("content-type", "application/json".to_owned()),
        ];
        let house = &house;
        async move {
            let headers: Vec<_> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
            house.ask("PATCH", "/api/v1/merchants/tea", &headers, body.to_string()).await
        }
    };
    let changed = change("\"1\"", json!({"wallets": ["tea-wallet"], "name": "Tea"})).await;
    assert_eq!((changed.status.as_u16(), changed.header("etag")), (200, "\"2\""));
    assert_eq!(problem(&change("\"1\"", json!({"name": "late"})).await, 412), "changed");
    assert_eq!(house.running.node.registry.now().wallets_of("tea").len(), 1);
    let delete = async |path: &str| house.ask("DELETE", path, &auth, "").await;
    assert_eq!(problem(&delete("/api/v1/wallets/tea-wallet").await, 409), "conflict");
    assert_eq!(change("*", json!({"wallets": []})).await.status, 200);
    let risky = change("*", json!({"risk": 101})).await;
    assert_eq!(
        (problem(&risky, 422), &risky.json()["pointer"]),
        ("invalid".into(), &json!("/risk"))
    );
    let suspended = change("*", json!({"standing": "suspended", "risk": 100})).await;
    assert_eq!(suspended.json()["standing"], "suspended", "{}", suspended.text);
    assert_eq!(house.running.node.registry.now().merchants["tea"].risk, 100);
    assert_eq!(delete("/api/v1/wallets/tea-wallet").await.status, 204);
    assert_eq!(delete("/api/v1/merchants/tea").await.status, 204);
    assert_eq!(problem(&delete("/api/v1/merchants/tea").await, 404), "not-found");
    assert_eq!(problem(&delete("/api/v1/merchants/shop").await, 409), "conflict");
    house.close().await;
}

/// Makes by the interface the merchant, the wallet and the front of a relation that the configuration
/// of `house` lacks. Returns the front's key.
async fn relate(house: &House, auth: &[(&str, &str)], lacking: &Config) -> String {
    let post = async |path: &str, body: Value| {
        let made = house.post(path, auth, &body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.json()["key"].as_str().unwrap().to_owned()
    };
    post("/api/v1/merchants", json!({"id": lacking.merchants[0].id})).await;
    post("/api/v1/wallets", serde_json::to_value(&lacking.wallets[0]).unwrap()).await;
    post("/api/v1/fronts", serde_json::to_value(&lacking.fronts[0]).unwrap()).await
}

#[tokio::test]
async fn what_is_open_keeps_a_wallet_and_a_front() {
    // A relation whose wallet takes its time over refunds, taken out of the configuration.
    let mut lacking = Config::default();
    let house = House::with(|config| {
        let name = "alipay-wechat";
        lacking.merchants = config.merchants.extract_if(.., |m| m.id == name).collect();
        lacking.wallets = config.wallets.extract_if(.., |w| w.name == name).collect();
        let serves = |front: &mut FrontSpec| front.serves.as_deref() == Some(name);
        lacking.fronts = config.fronts.extract_if(.., serves).collect();
    })
    .await;
    let all = token(&house, &Scope::ALL).await;
    let auth = [("authorization", &*all)];
    let front = relate(&house, &auth, &lacking).await;
    let wallets = async |names: Value| {
        let json = [("authorization", &*all), ("content-type", "application/json")];
        let path = "/api/v1/merchants/alipay-wechat";
        let body = json!({"wallets": names}).to_string();
        assert_eq!(house.ask("PATCH", path, &json, body).await.status, 200);
    };
    wallets(json!(["alipay-wechat"])).await;
    let node = &house.running.node;
    let mut ask = house::charge("OPEN-1");
    ask.notify_url = Some(format!("{}/nobody", house.base));
    let known = node.registry.now().fronts[&front].clone();
    let Handover::Code { text } = node.engine.charge(&known, ask, None).await.unwrap() else {
        panic!("no code")
    };
    let row = node.store.payment_by_order(&front, "OPEN-1").await.unwrap().unwrap();
    wallets(json!([])).await;

    let wallet = "/api/v1/wallets/alipay-wechat".to_owned();
    let front = format!("/api/v1/fronts/{front}");
    let delete = async |path: &str| house.ask("DELETE", path, &auth, "").await;
    let kept = async |path: &str, what: &str| {
        let reply = delete(path).await;
        assert_eq!(problem(&reply, 409), "conflict");
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        let begin = format!("{what} {} is still open: wait until", row.id);
        assert!(detail.starts_with(&begin), "{detail}");
    };
    let phase = async |wanted: &str| {
        for _ in 0..100 {
            if node.store.payment(&row.id).await.unwrap().unwrap().phase == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it never came to {wanted}");
    };
    kept(&wallet, "an offer of payment").await;
    kept(&front, "payment").await;
    let paid = house.post("/sandbox/pay", &[], &json!({"code": text, "dialect": "wechat"})).await;
    assert_eq!(paid.status, 200, "{}", paid.text);
    phase("paid").await;
    let refund = json!({"refund": "OPEN1R", "minor": 80});
    let refund = house.post(&format!("/api/v1/payments/{}/refunds", row.id), &auth, &refund).await;
    assert_eq!(refund.status, 201, "{}", refund.text);
    kept(&wallet, "a refund of payment").await;
    kept(&front, "payment").await;
    // What will never end can be removed all the same, and added again.
    assert_eq!(delete(&format!("{wallet}?force=true")).await.status, 204);
    let again = serde_json::to_value(&lacking.wallets[0]).unwrap();
    assert_eq!(house.post("/api/v1/wallets", &auth, &again).await.status, 201);
    house.post("/sandbox/clock", &[], &json!({"advance_seconds": 86_400})).await;
    phase("partly_refunded").await;
    // The refund's own notice to us may come before or after.
    assert_eq!(delete(&wallet).await.status, 204);
    kept(&front, "a notice of payment").await;
    assert_eq!(delete(&format!("{front}?force=perhaps")).await.status, 400);
    for notice in node.store.payment_notices(&row.id).await.unwrap() {
        node.store.notice_done(&notice.id).await.unwrap();
    }
    assert_eq!(delete(&front).await.status, 204);
    house.close().await;
}

/// Real service: nobody is simulated.
fn real(config: &mut Config) {
    config.sandbox = false;
    config.fronts.retain(|front| front.serves.is_some());
}

#[tokio::test]
async fn whoever_may_change_merchants_may_not_change_whose_word_is_believed() {
    let house = House::open().await;
    let write = token(&house, &[Scope::Write, Scope::Read]).await;
    for (kind, change) in
        [("fronts", json!({"theirs": []})), ("wallets", json!({"endpoint": "http://x.test"}))]
    {
        let headers = [("authorization", &*write), ("content-type", "application/json")];
        let known = house.get(&format!("/api/v1/{kind}"), &headers).await.json();
        let key = known["items"][0]["key"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/{kind}/{key}");
        let reply = house.ask("PATCH", &path, &headers, change.to_string()).await;
        assert_eq!(problem(&reply, 403), "forbidden", "{kind}");
        assert!(reply.json()["detail"].as_str().unwrap().contains("`admin`"), "{kind}");
    }
}

#[tokio::test]
async fn in_real_service_no_front_is_a_simulated_wallet() {
    let house = House::with(real).await;
    let write = token(&house, &[Scope::Write, Scope::Admin]).await;
    let auth = [("authorization", &*write)];
    let node = &house.running.node;
    let mut front = node.config.fronts[0].clone();
    front.serves = None;
    front.account.merchant = "9001".to_owned();
    front.account.apps = vec!["9001".to_owned()];
    let refused = house.post("/api/v1/fronts", &auth, &json!(front)).await;
    assert_eq!(problem(&refused, 422), "invalid");
    assert_eq!(refused.json()["pointer"], "/serves");
    let config = Config { fronts: vec![front], ..node.config.clone() };
    let error = drawbridge_server::node::snapshot(&config, &node.base).err().unwrap();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("serves"), "{error}");
    house.close().await;
}

#[tokio::test]
async fn secrets_go_in_by_reference_and_never_come_out() {
    let house = House::with(real).await;
    let write = token(&house, &[Scope::Write, Scope::Read, Scope::Admin]).await;
    let auth = [("authorization", &*write)];
    let mut spec = serde_json::to_value(&house.running.node.config.wallets[0]).unwrap();
    spec["name"] = json!("inline");
    let path =
        house.folder.join(spec["ours"][0]["key"].as_str().unwrap().trim_start_matches("file:"));
    let key = std::fs::read_to_string(path).unwrap();
    spec["ours"][0]["key"] = json!(key);
    let refused = house.post("/api/v1/wallets", &auth, &spec).await;
    assert_eq!(problem(&refused, 422), "invalid");
    assert_eq!(refused.json()["pointer"], "/ours/0/key");
    house.close().await;

    let house = House::open().await;
    let write = token(&house, &[Scope::Write, Scope::Read, Scope::Admin]).await;
    let auth = [("authorization", &*write)];
    let made = house.post("/api/v1/wallets", &auth, &spec).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let body: String = key.lines().nth(1).unwrap().to_owned();
    let read = house.get("/api/v1/wallets/inline", &auth).await;
    assert!(!read.text.contains(&body) && read.text.contains("•••"), "{}", read.text);
    let json = [("authorization", &*write), ("content-type", "application/json")];
    let same = json!({"ours": read.json()["ours"], "fee_ppm": 7});
    let kept = house.ask("PATCH", "/api/v1/wallets/inline", &json, same.to_string()).await;
    assert_eq!(kept.status, 200, "the blot stands for the old secret: {}", kept.text);
    house.close().await;
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_restart() {
    let house = House::open().await;
    let write = token(&house, &[Scope::Write]).await;
    let auth = [("authorization", &*write)];
    house.post("/api/v1/merchants", &auth, &json!({"id": "tea"})).await;
    let node = &house.running.node;
    let fresh = drawbridge_engine::registry::Registry::default();
    drawbridge_server::admin::load(&fresh, &*node.store, &node.base).await.unwrap();
    assert!(fresh.now().merchants.contains_key("tea"));
    house.close().await;
}

#[tokio::test]
async fn what_another_node_changes_is_followed() {
    let house = House::open().await;
    let node = &house.running.node;
    let mut follower = Follower::new(node);
    assert!(follower.look().await.unwrap(), "the first look takes everything");
    assert!(!follower.look().await.unwrap());
    let write = |body: Option<Vec<u8>>| ObjectWrite {
        kind: kinds::MERCHANT.to_owned(),
        id: "far".to_owned(),
        expected: Expect::Any,
        body,
    };
    node.store.put_object(write(Some(br#"{"id":"far"}"#.to_vec()))).await.unwrap();
    assert!(follower.look().await.unwrap());
    assert!(node.registry.now().merchants.contains_key("far"));
    assert!(node.registry.now().merchants.contains_key("shop"), "the file's are still there");
    node.store.put_object(write(None)).await.unwrap();
    assert!(follower.look().await.unwrap());
    assert!(!node.registry.now().merchants.contains_key("far"));
    house.close().await;
}

#[tokio::test]
async fn payments_come_in_pages_and_are_found_by_their_numbers() {
    let house = House::open().await;
    let read = token(&house, &[Scope::Read]).await;
    let auth = [("authorization", &*read)];
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(house.order(&format!("PAGE-{number}"), |_| ()).await);
    }
    let mut seen = Vec::new();
    let mut path = "/api/v1/payments?limit=2".to_owned();
    loop {
        let page = house.get(&path, &auth).await.json();
        assert!(page["items"].as_array().unwrap().len() <= 2);
        seen.extend(page["items"].as_array().unwrap().iter().map(|p| p["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/payments?limit=2&after={next}");
    }
    let last = ids[4].clone();
    // Within one millisecond chance decides which number is the larger.
    ids.sort_by(|a, b| b.cmp(a));
    assert_eq!(json!(seen), json!(ids));
    for number in [&*last, "PAGE-4"] {
        let found = house.get(&format!("/api/v1/payments?find={number}"), &auth).await.json();
        assert_eq!(found["items"][0]["id"], json!(last), "{number}");
    }
    let none = house.get("/api/v1/payments?phase=paid", &auth).await.json();
    assert_eq!(none, json!({"items": []}));
    let bad = house.get("/api/v1/payments?limit=many", &auth).await;
    assert_eq!(problem(&bad, 400), "unreadable");
    house.close().await;
}

#[tokio::test]
async fn a_payment_is_told_from_beginning_to_end_and_refunded_by_the_operator() {
    let house = House::open().await;
    let all = token(&house, &Scope::ALL).await;
    let auth = [("authorization", &*all)];
    let deaf = format!("{}/nobody", house.base);
    let id = house.order("TOLD-1", |ask| ask.notify_url = Some(deaf)).await;
    // A wallet whose refunds are done when they are answered.
    house.pay(&id, "alipay").await;
    let path = format!("/api/v1/payments/{id}");
    let paid = house.get(&path, &auth).await.json();
    assert_eq!((&paid["phase"], &paid["refundable"]["minor"]), (&json!("paid"), &json!(8880)));
    let ask = json!({"refund": "OP1", "minor": 880, "reason": "cold"});
    let refund = house.post(&format!("{path}/refunds"), &auth, &ask).await;
    assert_eq!(refund.status, 201, "{}", refund.text);
    let again = house.post(&format!("{path}/refunds"), &auth, &ask).await;
    assert_eq!(again.json()["wallet_no"], refund.json()["wallet_no"], "one number, one refund");
    let much = json!({"refund": "OP2", "minor": 8001});
    assert_eq!(
        problem(&house.post(&format!("{path}/refunds"), &auth, &much).await, 409),
        "refused"
    );
    let after = house.get(&path, &auth).await.json();
    assert_eq!(after["refundable"]["minor"], 8000);
    let told = house.get(&format!("{path}/timeline"), &auth).await.json();
    let items = told["items"].as_array().unwrap();
    let has = |kind: &str, name: &str| {
        items.iter().any(|i| i["kind"] == kind && (name.is_empty() || i["name"] == name))
    };
    for (kind, name) in [
        ("state", "created"),
        ("state", "paid"),
        ("state", "refund_asked"),
        ("exchange", ""),
        ("notice", ""),
        ("posting", ""),
    ] {
        assert!(has(kind, name), "{kind} {name}: {told}");
    }
    // Cause before effect, though wallets tell times to the second.
    let names: Vec<&str> = items.iter().filter_map(|i| i["name"].as_str()).collect();
    assert_eq!(names, ["created", "offered", "paid", "refund_asked", "refund_done"], "{told}");
    let booked: Vec<&str> = items.iter().filter_map(|i| i["memo"].as_str()).collect();
    assert_eq!(booked, ["paid", "refund_asked", "refund_done"], "{told}");
    let notice = items.iter().find(|i| i["kind"] == "notice").unwrap();
    let resend = format!("{path}/notices/{}/resend", notice["id"].as_str().unwrap());
    let sent = house.post(&resend, &auth, &json!({})).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    house.close().await;
}

#[tokio::test]
async fn the_books_of_a_day_add_up() {
    let house = House::open().await;
    let read = token(&house, &[Scope::Read]).await;
    let auth = [("authorization", &*read)];
    for (number, wallet) in [("A", "wechat"), ("B", "alipay")] {
        let id = house.order(number, |ask| ask.amount = Money::fen(10_000)).await;
        house.pay(&id, wallet).await;
    }
    let day = house.running.node.world.clock.now().day();
    let held = house.get("/api/v1/ledger/balances", &auth).await.json();
    let sum = |items: &Value| -> i64 {
        items.as_array().unwrap().iter().map(|i| i["net"]["minor"].as_i64().unwrap()).sum()
    };
    assert_eq!(sum(&held["items"]), 0, "{held}");
    let positions = house.get(&format!("/api/v1/ledger/positions/{day}"), &auth).await.json();
    assert!(positions["items"].as_array().unwrap().len() >= 6, "{positions}");
    let netting = house.get(&format!("/api/v1/ledger/netting/{day}"), &auth).await.json();
    assert_eq!(sum(&netting["parties"]), 0, "{netting}");
    let postings = house.get(&format!("/api/v1/ledger/postings?day={day}"), &auth).await.json();
    assert_eq!(postings["items"].as_array().unwrap().len(), 2);
    let glance = house.get("/api/v1/overview", &auth).await.json();
    assert_eq!((&glance["counted"], &glance["phases"]["paid"]), (&json!(2), &json!(2)), "{glance}");
    let bad = house.get("/api/v1/ledger/positions/2026-02-31", &auth).await;
    assert_eq!(problem(&bad, 422), "invalid");
    house.close().await;
}

#[tokio::test]
async fn what_happens_is_measured_for_those_who_may_look() {
    let house = House::open().await;
    assert_eq!(house.get("/metrics", &[]).await.status, 401);
    let blind = token(&house, &[Scope::Write]).await;
    assert_eq!(house.get("/metrics", &[("authorization", &blind)]).await.status, 403);
    let read = token(&house, &[Scope::Read]).await;
    let id = house.order("MEASURED", |_| ()).await;
    house.pay(&id, "wechat").await;
    let text = house.get("/metrics", &[("authorization", &read)]).await.text;
    for expected in [
        "drawbridge_outbound_requests_total{dialect=\"wechat\",call=\"charge\",outcome=\"200\"}",
        "drawbridge_front_requests_total{dialect=\"wechat\",call=\"charge\",outcome=\"200\"}",
        "drawbridge_outbound_seconds_bucket{le=\"0.05\",dialect=\"wechat\",call=\"charge\"}",
        "drawbridge_notices_waiting ",
        "drawbridge_store_queue ",
        "drawbridge_resident_memory_bytes ",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(text.ends_with("# EOF\n"));
    house.close().await;
}

#[test]
fn the_committed_description_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let fresh = drawbridge_server::admin::document();
    if std::env::var_os("DRAWBRIDGE_WRITE").is_some() {
        std::fs::write(path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == fresh, "run this test with DRAWBRIDGE_WRITE=1 and commit docs/openapi.json");
    let api: Value = serde_json::from_str(&fresh).unwrap();
    assert!(api["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[tokio::test]
async fn the_description_can_be_browsed() {
    let house = House::open().await;
    let page = house.get("/api/docs", &[]).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(page.text.contains("/api/v1/payments/{id}/timeline") && !page.text.contains("<script"));
    house.close().await;
}

#[tokio::test]
async fn an_opening_may_be_larger_than_any_other_body() {
    let house = House::open().await;
    let writer = token(&house, &[Scope::Write]).await;
    let long = "x".repeat(2 << 20);
    for keyed in [false, true] {
        let ask = async |path: &str| {
            let auth = [("authorization", &*writer), ("content-type", "application/json")];
            let key = [("idempotency-key", path)];
            let headers = [&auth[..], if keyed { &key } else { &[] }].concat();
            house.ask("POST", path, &headers, long.clone()).await
        };
        let read = ask("/api/v1/probes/openings").await;
        assert_eq!(problem(&read, 422), "invalid", "it is read, and is none");
        let refused = ask("/api/v1/probes").await;
        assert_eq!(problem(&refused, 400), "unreadable", "{}", refused.text);
        assert!(refused.text.contains("length limit exceeded"), "{}", refused.text);
    }
    let longer = "x".repeat((16 << 20) + 1);
    let auth = [("authorization", &*writer)];
    let refused = house.ask("POST", "/api/v1/probes/openings", &auth, longer).await;
    assert_eq!(refused.status, 413, "{}", refused.text);
    house.close().await;
}
