//! The log over HTTP: as files that anybody can verify, with a witness that really cosigns.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::BTreeMap;
use std::time::Duration;

use drawbridge_canon::Timestamp;
use drawbridge_engine::fair_log::{
    Checkpoint, Cosigner, Hash, KeyKind, Note, Policy, Receipt, Signer, VerifierKey, bundle,
    leaf_hash, tree::Head,
};
use drawbridge_engine::fair_record::leaf::Intake;
use drawbridge_engine::fair_record::{Body, Disclosures, Gate, Leaf, Opening, Seed, Value as Json};
use drawbridge_engine::log::key_pair;
use drawbridge_engine::registry::Secret;
use drawbridge_engine::store::{LeafWrite, Write};
use drawbridge_server::admin::tokens::{self, Scope};
use drawbridge_server::config::WitnessConfig;
use house::House;

const ORIGIN: &str = "bridge.test/log";

fn seed(number: u8) -> String {
    Hash([number; 32]).to_base64()
}

fn log_key() -> VerifierKey {
    Signer::new(ORIGIN, key_pair(&seed(1)).unwrap()).unwrap().verifier().clone()
}

fn witness_key() -> VerifierKey {
    Cosigner::new("bridge.test/witness", key_pair(&seed(2)).unwrap()).unwrap().verifier().clone()
}

/// A node whose log has its own witness: enough to see the two talk.
async fn watched() -> House {
    House::with(|config| {
        let policy = format!(
            "log {}\nwitness own {} {}/witness\nquorum own\n",
            log_key(),
            witness_key(),
            config.public_url
        );
        let name = format!("drawbridge-policy-{}", config.public_url.replace([':', '/'], "-"));
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, policy).unwrap();
        config.log.origin = Some(ORIGIN.to_owned());
        config.log.key = Secret(seed(1));
        config.log.policy = Some(path);
        config.log.witness = Some(WitnessConfig {
            name: "bridge.test/witness".to_owned(),
            key: Secret(seed(2)),
            anchor: Some(std::path::PathBuf::from("witnessed")),
            logs: vec![log_key().to_string()],
        });
    })
    .await
}

/// An intake, and what opens it.
fn intake(number: u64) -> (Vec<u8>, Vec<u8>) {
    let mut opening = Opening::new(Seed([9; 32]));
    let camp = opening.commit("protected.camp", Json::Text("native".to_owned())).unwrap();
    let body = Body::Intake(Intake {
        subject: format!("s-{number}"),
        action: "pay.offer".to_owned(),
        protected: BTreeMap::from([("camp".to_owned(), camp)]),
        facts: BTreeMap::new(),
    });
    let leaf = Leaf { gate: Gate::Pay, time: Timestamp(1_700_000_000_000), body };
    (leaf.write().unwrap(), opening.write().unwrap())
}

/// Adds leaves until there are so many: each is the intake of its own index. The first leaf is the node's:
/// it publishes the rules before there can be a case.
async fn add(house: &House, size: u64) {
    let first = house.running.node.store.leaf_count().await.unwrap();
    let leaves = (first..size).map(|number| {
        let (body, opening) = intake(number);
        LeafWrite::Ready { body, opening }
    });
    let write = Write { leaves: leaves.collect(), ..Write::default() };
    house.running.node.store.commit(write).await.unwrap();
}

#[tokio::test]
async fn anybody_can_verify_what_is_served() {
    let house = watched().await;
    add(&house, 300).await;
    let key = VerifierKey::parse(house.get("/log/key", &[]).await.text.trim()).unwrap();
    assert_eq!((&key, key.kind()), (&log_key(), KeyKind::Ed25519));
    // The receipt publishes what it is about.
    let receipt = house.get("/log/receipt/299", &[]).await;
    let policy = Policy::parse(format!("log {key}\nquorum none\n").as_bytes()).unwrap();
    let leaf = leaf_hash(&intake(299).0);
    Receipt::parse(receipt.text.as_bytes()).unwrap().verify(&leaf, &policy).unwrap();
    let checkpoint = house.get("/log/checkpoint", &[]).await;
    assert_eq!(checkpoint.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(checkpoint.header("cache-control"), "no-cache");
    let note = Note::parse(checkpoint.text.as_bytes()).unwrap();
    assert_eq!(policy.check(&note).unwrap().checkpoint.size(), 300);
    for (path, bytes) in [
        ("/log/tile/0/000", Some(256 * 32)),
        ("/log/tile/0/000.p/7", Some(7 * 32)),
        ("/log/tile/0/001.p/44", Some(44 * 32)),
        ("/log/tile/1/000.p/1", Some(32)),
        ("/log/tile/0/001", None),
        ("/log/tile/0/001.p/45", None),
        ("/log/tile/0/1", None),
        ("/log/tile/7/000.p/1", None),
        ("/log/tile/entries/002.p/1", None),
        ("/log/tile/", None),
        ("/log/receipt/300", None),
        ("/log/receipt/-1", None),
        ("/log/other", None),
    ] {
        let reply = house.get(path, &[]).await;
        assert_eq!(reply.status, if bytes.is_some() { 200 } else { 404 }, "{path}");
        if let Some(bytes) = bytes {
            assert_eq!(reply.bytes.len(), bytes, "{path}");
            assert_eq!(reply.header("content-type"), "application/octet-stream");
            assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        }
        if path != "/log/other" && path != "/log/tile/" {
            assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        }
    }
    let entries = house.get("/log/tile/entries/001.p/44", &[]).await;
    let entries = bundle::read(&entries.bytes, 44).unwrap();
    assert_eq!(entries[43], intake(299).0);
    house.close().await;
}

#[tokio::test]
async fn a_log_is_cosigned_over_the_wire() {
    let house = watched().await;
    add(&house, 5).await;
    let read = async || {
        let text = house.get("/log/checkpoint", &[]).await.text;
        Note::parse(text.as_bytes()).unwrap()
    };
    let policy = std::fs::read(house.running.node.config.log.policy.clone().unwrap()).unwrap();
    let policy = Policy::parse(&policy).unwrap();
    let cosigned = async {
        loop {
            let trusted = policy.check(&read().await);
            if trusted.is_ok_and(|trusted| trusted.checkpoint.size() == 5) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), cosigned).await.expect("cosigned");
    let ready = house.get("/readyz/log", &[]).await.json();
    assert_eq!(
        (&ready["state"], &ready["cosignatures"]),
        (&"current".into(), &1.into()),
        "{ready}"
    );
    let store = &*house.running.node.store;
    let token = tokens::create(store, "test", &[Scope::Read]).await.unwrap();
    let token = format!("Bearer {token}");
    let state = house.get("/api/v1/log", &[("authorization", &token)]).await.json();
    assert_eq!(state["witnesses"], serde_json::json!([{"name": "own", "size": 5}]), "{state}");
    let hash = drawbridge_engine::fair_log::witness::monitoring_path(ORIGIN);
    let shown = house.get(&format!("/witness/{hash}"), &[]).await;
    let shown = Checkpoint::parse(Note::parse(shown.text.as_bytes()).unwrap().text()).unwrap();
    assert_eq!(shown.size(), 5);
    let vkey = house.get("/witness/key", &[]).await.text;
    assert_eq!(vkey.trim(), witness_key().to_string());
    let bad = house.ask("POST", "/witness/add-checkpoint", &[], "nonsense").await;
    assert_eq!(bad.status, 400);
    assert_eq!(house.get("/witness/0123/checkpoint", &[]).await.status, 404);
    // It is there, and at another size than asked from.
    let conflict = format!("old 3\n\n{}", read().await);
    let conflict = house.ask("POST", "/witness/add-checkpoint", &[], conflict).await;
    assert_eq!((conflict.status.as_u16(), &*conflict.text), (409, "5\n"));
    assert_eq!(conflict.header("content-type"), "text/x.tlog.size");
    house.close().await;
}

/// A checkpoint of this node's log that no leaf led to, with the log's own signature.
fn lie(size: u64) -> Note {
    let head = Head { size, root: Hash([7; 32]) };
    let mut note = Checkpoint::new(ORIGIN, head).unwrap().to_note().unwrap();
    let signer = Signer::new(ORIGIN, key_pair(&seed(1)).unwrap()).unwrap();
    note.signatures.push(signer.sign(note.text()).unwrap());
    note
}

#[tokio::test]
async fn a_split_view_is_told_to_the_operator() {
    let house = watched().await;
    add(&house, 5).await;
    let store = &*house.running.node.store;
    let token = tokens::create(store, "test", &[Scope::Read]).await.unwrap();
    let auth = [("authorization", &*format!("Bearer {token}"))];
    assert_eq!(house.get("/api/v1/log/evidence", &[]).await.status, 401);
    let empty = house.get("/api/v1/log/evidence", &auth).await.json();
    assert_eq!(empty["items"], serde_json::json!([]), "{empty}");
    for _ in 0..200 {
        let state = house.get("/api/v1/log", &auth).await.json();
        if state["witness"]["logs"][0]["size"] == 5 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let asked = format!("old 5\n\n{}", lie(5));
    assert_eq!(house.ask("POST", "/witness/add-checkpoint", &[], asked).await.status, 422);
    let told = house.get("/api/v1/log/evidence", &auth).await.json();
    let [split] = &told["items"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!((&split["what"], &split["origin"]), (&"split".into(), &ORIGIN.into()), "{told}");
    let note = |side: &str| Note::parse(split[side].as_str().unwrap().as_bytes()).unwrap();
    for side in ["ours", "theirs"] {
        note(side).verify(&[&log_key()]).unwrap();
    }
    assert_ne!(note("ours").text(), note("theirs").text());
    let state = house.get("/api/v1/log", &auth).await.json();
    let witness = &state["witness"];
    assert_eq!(
        (&witness["logs"][0]["origin"], &witness["logs"][0]["size"]),
        (&ORIGIN.into(), &5.into())
    );
    assert!(witness["logs"][0]["trouble"].is_null(), "{state}");
    let metrics = house.get("/metrics", &auth).await.text;
    assert!(metrics.contains("drawbridge_log_evidence 1\n"), "{metrics}");
    house.close().await;
}

#[tokio::test]
async fn only_who_may_is_shown_what_opens_a_leaf() {
    let house = watched().await;
    add(&house, 3).await;
    let store = &*house.running.node.store;
    let bearer =
        async |scope| format!("Bearer {}", tokens::create(store, "test", &[scope]).await.unwrap());
    let (reader, admin) = (bearer(Scope::Read).await, bearer(Scope::Admin).await);
    let path = "/api/v1/log/leaves/1/disclosure";
    assert_eq!(house.get(path, &[("authorization", &reader)]).await.status, 403);
    let admin = [("authorization", &*admin)];
    let file = house.get(path, &admin).await;
    assert_eq!((file.status.as_u16(), file.header("cache-control")), (200, "no-store"));
    let file = Disclosures::read(&file.bytes).unwrap();
    file.verify(&intake(1).0).unwrap();
    assert_eq!((file.leaf.index, file.fields.len()), (1, 1));
    let one = house.get(&format!("{path}?fields=protected.camp"), &admin).await;
    assert_eq!(Disclosures::read(&one.bytes).unwrap(), file);
    assert_eq!(house.get(&format!("{path}?fields=facts.amount"), &admin).await.status, 422);
    assert_eq!(house.get("/api/v1/log/leaves/9/disclosure", &admin).await.status, 404);
    assert_eq!(house.get("/api/v1/log/leaves/x/disclosure", &admin).await.status, 404);
    house.get("/log/receipt/2", &[]).await;
    let state = house.get("/api/v1/log", &[("authorization", &reader)]).await.json();
    assert_eq!((&state["leaves"], &state["published"]), (&3.into(), &3.into()));
    assert!(state["trouble"].is_null(), "{state}");
    house.close().await;
}

#[tokio::test]
async fn a_node_makes_its_key_and_may_publish_nothing() {
    let house = House::with(|config| config.log.publish = false).await;
    assert_eq!(house.get("/log/checkpoint", &[]).await.status, 404);
    assert_eq!(house.get("/witness/key", &[]).await.status, 404);
    house.close().await;
    let house = House::open().await;
    let made = std::fs::read_to_string(house.folder.join("log.key")).unwrap();
    let name = format!("{}/log", house.base.trim_start_matches("http://"));
    let key = Signer::new(&name, key_pair(&made).unwrap()).unwrap();
    let served = house.get("/log/key", &[]).await.text;
    assert_eq!(served.trim(), key.verifier().to_string());
    house.close().await;
}
