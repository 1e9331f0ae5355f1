//! Standards that replace one another, at several nodes that decide meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_engine::desk::{Desk, DeskError, Excuse, Fact, Petition, Shown};
use drawbridge_engine::store::{CommitError, Expect, ObjectWrite, Store, Write, kinds};
use drawbridge_engine::world::SystemDice;
use drawbridge_fair_log::{Hash, KeyPair, Note, Signer, VerifierKey};
use drawbridge_fair_policy::publication::Exception;
use drawbridge_fair_policy::{Files, Proof, Standard, kept, published};
use drawbridge_fair_record::docket::Docket;
use drawbridge_fair_record::{Body, Gate, Integer, Leaf, Value};

use crate::home::{Home, opened};
use crate::nodes::beside;

/// When the tests begin: after every day that the standards name.
const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// How many cases each lane of the race decides.
const ROUNDS: u8 = 10;

/// The question that the exceptions excuse.
const QUESTION: &str = "neutral.pay.accept.camp";

/// A later version of the published standard, with a proof that names it.
fn version(name: &str) -> Files {
    let mut files = published();
    let manifest = String::from_utf8(files["standard.json"].clone()).expect("text");
    let asked = r#""consultation": {"from": "2026-10-01T00:00:00+08:00",
        "until": "2026-11-01T00:00:00+08:00"}, "protected""#;
    let manifest = manifest.replacen("2026.11", name, 1).replacen("\"protected\"", asked, 1);
    files.insert("standard.json".to_owned(), manifest.into_bytes());
    let standard = hash(&files).to_base64();
    let proof = Proof { standard, ..Proof::read(&files["proof.json"]).expect("a proof") };
    files.insert("proof.json".to_owned(), serde_json::to_vec(&proof).expect("written"));
    files
}

/// A standard that knows nothing of a protected attribute.
fn without(attribute: &str, mut files: Files) -> Files {
    for name in ["standard.json", "schema.cedarschema", "twins.json"] {
        let text = String::from_utf8(files[name].clone()).expect("text");
        let kept =
            text.lines().filter(|line| !line.contains(attribute)).map(|line| format!("{line}\n"));
        let kept: String = kept.collect();
        assert_ne!(kept, text, "{name}");
        files.insert(name.to_owned(), kept.into_bytes());
    }
    files
}

fn hash(files: &Files) -> Hash {
    Standard::parse(files).expect("a standard").hash()
}

fn judge() -> Signer {
    let key = KeyPair::from_seed(&[1; 32]).expect("a key");
    Signer::new("fair.example/exceptions", key).expect("a signer")
}

/// A signed exception for a standard.
fn note(files: &Files, until: Timestamp) -> Vec<u8> {
    let exception = Exception {
        hash: Hash([0; 32]),
        standard: hash(files),
        from: NOW,
        until,
        unproved: BTreeSet::from([QUESTION.to_owned()]),
        zh: "依照法院命令。".to_owned(),
        en: "By order of a court.".to_owned(),
    };
    let mut note = Note::new(exception.text()).expect("a note");
    note.signatures.push(judge().sign(note.text()).expect("signed"));
    note.to_string().into_bytes()
}

async fn excused(
    desk: &Desk,
    store: &dyn Store,
    files: Files,
    (until, now): (Timestamp, Timestamp),
) -> Result<u64, DeskError> {
    let (note, key) = (note(&files, until), judge().verifier().clone());
    let (known, unproved) = ([&key], BTreeSet::from([QUESTION.to_owned()]));
    let known: &[&VerifierKey] = &known;
    let excuse = Excuse { note: &note, known, unproved: &unproved };
    Ok(desk.publish(store, files, Some(excuse), now).await?.index)
}

/// Somebody asks for a payment to be put before a wallet.
fn petition(time: Timestamp) -> Petition<'static> {
    let number = |number| Value::Integer(Integer::new(number).expect("small"));
    let text = |text: &str| Value::Text(text.to_owned());
    let facts = [
        ("licence_valid", Value::Bool(true)),
        ("merchant_standing", text("good")),
        ("risk", number(10)),
        ("currency_supported", Value::Bool(true)),
        ("scene_supported", Value::Bool(true)),
        ("amount", number(100)),
        ("amount_min", number(1)),
        ("amount_max", number(5_000)),
    ];
    let protected = ["camp", "wallet_brand"].map(|name| (name.to_owned(), text("north")));
    Petition {
        gate: Gate::Pay,
        action: "pay.accept",
        subject: "s-1".to_owned(),
        time,
        protected: protected.into(),
        facts: facts.map(|(name, value)| Fact::decides(name, value, Shown::Open)).into(),
    }
}

/// Decides a case by what the desk believes to be in force.
async fn decide(desk: &Desk, store: &dyn Store, now: Timestamp) -> Result<u64, CommitError> {
    let in_force = desk.in_force(store, now).await.expect("a standard is in force");
    let heard = desk.hear(petition(now), &in_force, &SystemDice).expect("decided");
    let mut leaves = Vec::new();
    heard.put(&mut leaves);
    let placed = store.commit_leaves(Write { leaves, ..Write::default() }).await?;
    Ok(placed.start + 1)
}

/// As a gate decides: again, when the store says that the standard was replaced.
async fn decide_anyway(desk: &Desk, store: &dyn Store, now: Timestamp) -> (u64, u32) {
    for again in 0..50 {
        match decide(desk, store, now).await {
            Ok(index) => return (index, again),
            Err(CommitError::Replaced) => desk.look_again(),
            Err(error) => panic!("{error}"),
        }
    }
    panic!("it never comes to a decision")
}

/// The whole log, without a finding; how many decisions each publication has, by its index.
async fn sound(store: &dyn Store) -> BTreeMap<u64, usize> {
    let leaves: BTreeMap<u64, Vec<u8>> = {
        let mut all = BTreeMap::new();
        while let Ok(page) = store.leaves(all.len() as u64, 1_000).await
            && !page.is_empty()
        {
            all.extend(page);
        }
        all
    };
    let (mut docket, mut decided) = (Docket::new(None), BTreeMap::new());
    for (index, body) in &leaves {
        let found = docket.take(*index, body, |earlier| leaves.get(&earlier).cloned());
        assert_eq!(found, [], "leaf {index}");
        match Leaf::read(body).expect("a leaf").body {
            Body::Decision(decision) => *decided.entry(decision.policy.index).or_default() += 1,
            Body::Policy(policy) => {
                assert_eq!(
                    policy.effective_index,
                    index + 1,
                    "it is in force from the next leaf on"
                );
                decided.entry(*index).or_default();
            }
            _ => {}
        }
    }
    decided
}

pub(crate) async fn desks_that_race_decide_by_no_standard_that_was_replaced(home: &Home) {
    let own = home.url.starts_with("postgres");
    let mut nodes = Vec::new();
    for _ in 0..3 {
        let store = if own { opened(&home.url).await } else { home.store.clone() };
        nodes.push((store, Arc::new(Desk::published().expect("a desk"))));
    }
    nodes[0].1.in_force(&*home.store, NOW).await.expect("published");
    let mut tasks = Vec::new();
    for (store, desk) in &nodes {
        for lane in 0..4 {
            let (store, desk) = (store.clone(), desk.clone());
            tasks.push(tokio::spawn(async move {
                let mut again = 0;
                for round in 0..ROUNDS {
                    again +=
                        decide_anyway(&desk, &*store, NOW.plus_ms(lane + i64::from(round))).await.1;
                }
                again
            }));
        }
    }
    // Two operators publish at two nodes meanwhile, and one standard each at the same moment.
    let mut operators = Vec::new();
    for (at, (store, desk)) in nodes.iter().take(2).enumerate() {
        let (store, desk) = (store.clone(), desk.clone());
        operators.push(tokio::spawn(async move {
            for round in 1..=2 {
                tokio::time::sleep(std::time::Duration::from_millis(15)).await;
                let files = version(&format!("2027.{round}.{at}"));
                desk.publish(&*store, files, None, NOW).await.expect("published");
            }
        }));
    }
    for operator in operators {
        operator.await.expect("no panic");
    }
    let mut again = 0;
    for task in tasks {
        again += task.await.expect("no panic");
    }
    // Whoever had looked before the last publication is told, at whichever node.
    for (store, desk) in &nodes {
        again += decide_anyway(desk, &**store, NOW.plus_ms(99)).await.1;
    }
    let decided = sound(&*home.store).await;
    assert_eq!(decided.values().sum::<usize>(), 3 * 4 * usize::from(ROUNDS) + 3);
    assert_eq!(decided.len(), 1 + 2 * 2, "every publication stands in the log: {decided:?}");
    assert!(again > 0, "nobody was ever told to decide again");
    let last = home.store.last_publication().await.expect("read");
    assert_eq!(last, decided.keys().next_back().copied());
    for (store, _) in nodes.iter().filter(|_| own) {
        store.close().await.expect("closed");
    }
}

pub(crate) async fn what_a_replaced_standard_decided_is_refused(home: &Home) {
    let store = &*home.store;
    let (desk, operator) = (Desk::published().expect("a desk"), Desk::published().expect("a desk"));
    let first = desk.in_force(store, NOW).await.expect("published");
    assert_eq!((first.publication.index, first.until), (0, None));
    decide(&desk, store, NOW).await.expect("decided");
    operator.publish(store, version("2027.1"), None, NOW).await.expect("published");
    let count = store.leaf_count().await;
    assert_eq!(decide(&desk, store, NOW).await, Err(CommitError::Replaced));
    assert_eq!(store.leaf_count().await, count, "and nothing of it is stored");
    desk.look_again();
    decide(&desk, store, NOW).await.expect("decided");
    assert_eq!(desk.standard().version(), "2027.1");
    assert_eq!(sound(store).await, BTreeMap::from([(0, 1), (3, 1)]));
    // What was in force before is kept, by its hash.
    for files in [published(), version("2027.1")] {
        let id = kept::hex(hash(&files));
        let object = store.object(kinds::STANDARD, &id).await.expect("read").expect("kept");
        assert_eq!(kept::read(&object.body, hash(&files)).expect("whole"), files);
    }
}

/// A log that is older than the shelf names a standard whose files nobody kept.
pub(crate) async fn files_that_were_not_kept_are_kept_from_then_on(home: &Home) {
    let store = &*home.store;
    let of = |files: &Files| Desk::of(files).expect("a desk");
    let (old, new) = (of(&published()), of(&version("2027.1")));
    decide(&old, store, NOW).await.expect("decided");
    let id = kept::hex(hash(&published()));
    let forget = || ObjectWrite {
        kind: kinds::STANDARD.to_owned(),
        id: id.clone(),
        expected: Expect::Any,
        body: None,
    };
    store.put_object(forget()).await.expect("forgotten");
    // A program that comes with another cannot know it, and says what to do.
    let gone = new.in_force(store, NOW).await.expect_err("gone").to_string();
    assert!(gone.contains("2026.11"), "{gone}");
    let again = new.publish(store, published(), None, NOW).await.expect("kept");
    assert_eq!((again.index, store.leaf_count().await), (0, Ok(3)), "it is no other publication");
    decide(&new, store, NOW).await.expect("decided");
    // One that comes with it keeps it when it looks.
    store.put_object(forget()).await.expect("forgotten");
    of(&published()).in_force(store, NOW).await.expect("in force");
    decide(&of(&version("2027.1")), store, NOW).await.expect("decided");
    sound(store).await;
}

pub(crate) async fn what_may_not_be_published_is_not(home: &Home) {
    let store = &*home.store;
    let desk = Desk::published().expect("a desk");
    desk.in_force(store, NOW).await.expect("published");
    let refused = async |files: Files, now| {
        desk.publish(store, files, None, now)
            .await
            .map(|at| at.index)
            .expect_err("refused")
            .to_string()
    };
    let mut unproved = version("2027.1");
    unproved.remove("proof.json");
    assert!(refused(unproved.clone(), NOW).await.contains("is not proved neutral"));
    let mut changed = version("2027.1");
    changed.get_mut("policies/pay.cedar").expect("there").push(b'\n');
    assert!(refused(changed, NOW).await.contains("it is of "));
    let early = Timestamp::parse_rfc3339("2026-10-20T00:00:00+08:00").expect("a time");
    // The log's own time goes on, whatever an operator's clock says.
    assert!(desk.publish(store, version("2027.1"), None, early).await.is_ok());
    let mut files = published();
    let manifest = String::from_utf8(files["standard.json"].clone()).expect("text");
    files.insert("standard.json".to_owned(), manifest.replace("2026.11", "2027.2").into_bytes());
    let proof = Proof {
        standard: hash(&files).to_base64(),
        ..Proof::read(&files["proof.json"]).expect("a proof")
    };
    files.insert("proof.json".to_owned(), serde_json::to_vec(&proof).expect("written"));
    assert!(refused(files, NOW).await.contains("open to comment first"));
    assert!(refused(version("2027.1"), NOW).await.contains("nothing has changed"));
    let mut other = version("2027.3");
    let manifest = String::from_utf8(other["standard.json"].clone()).expect("text");
    let fewer = manifest.replacen(r#""to": 100}"#, r#""to": 90}"#, 1);
    assert_ne!(fewer, manifest);
    other.insert("standard.json".to_owned(), fewer.into_bytes());
    let past = NOW.plus_seconds(3_600);
    let error = excused(&desk, store, other, (past, NOW)).await.expect_err("refused").to_string();
    assert!(error.contains("risk takes fewer values"), "{error}");
    let blind = without("sdk_vendor", version("2027.4"));
    let error = excused(&desk, store, blind, (past, NOW)).await.expect_err("refused").to_string();
    assert!(error.contains("what is brought is camp, wallet_brand, sdk_vendor"), "{error}");
    let stale =
        excused(&desk, store, unproved, (past, past)).await.expect_err("refused").to_string();
    assert!(stale.contains("does not excuse") || stale.contains("published a version"), "{stale}");
    assert_eq!(store.leaf_count().await, Ok(2));
    sound(store).await;
}

pub(crate) async fn when_an_exception_ends_what_was_proved_returns(home: &Home) {
    let store = &*home.store;
    let desk = Desk::published().expect("a desk");
    decide(&desk, store, NOW).await.expect("decided");
    let until = NOW.plus_seconds(3_600);
    let at = excused(&desk, store, version("2027.1"), (until, NOW)).await.expect("published");
    let in_force = desk.in_force(store, NOW).await.expect("in force");
    assert_eq!((in_force.publication.index, in_force.until), (at, Some(until)));
    decide(&desk, store, until.plus_ms(-1)).await.expect("decided");
    // Two nodes notice the end at once, and one of them says so in the log.
    let other = Desk::published().expect("a desk");
    other.in_force(store, NOW).await.expect("in force");
    let (one, two) = tokio::join!(
        decide_anyway(&desk, store, until),
        decide_anyway(&other, store, until.plus_ms(5)),
    );
    assert_ne!(one.0, two.0);
    assert_eq!(desk.standard().version(), "2026.11");
    let decided = sound(store).await;
    assert_eq!(decided.values().copied().collect::<Vec<_>>(), [1, 1, 2], "{decided:?}");
    // The note can still be read, and the same standard be published once it is proved.
    let files = version("2027.1");
    let found = Exception::read(&note(&files, until), &[judge().verifier()]).expect("a note");
    let object = store.object(kinds::EXCEPTION, &kept::hex(found.hash)).await.expect("read");
    assert_eq!(object.expect("kept").body, note(&files, until));
    let back = desk.publish(store, files, None, until).await.expect_err("refused").to_string();
    assert!(back.contains("published a version 2027.1 already"), "{back}");
}

pub(crate) async fn without_a_proved_standard_nothing_is_decided(home: &Home) {
    let store = &*home.store;
    let desk = Desk::published().expect("a desk");
    let until = NOW.plus_seconds(3_600);
    excused(&desk, store, version("2027.1"), (until, NOW)).await.expect("published");
    decide(&desk, store, NOW).await.expect("decided");
    let ended = desk.in_force(store, until).await.expect_err("refused");
    assert!(matches!(ended, DeskError::Ended { .. }), "{ended}");
    assert!(ended.to_string().contains("drawbridge fair publish"), "{ended}");
    // A new exception, or the proof.
    let renewed = until.plus_seconds(60);
    excused(&desk, store, version("2027.1"), (renewed, until)).await.expect("renewed");
    decide(&desk, store, until).await.expect("decided");
    desk.publish(store, version("2027.1"), None, renewed).await.expect("proved");
    decide(&desk, store, renewed).await.expect("decided");
    // Now there is something to come back to.
    let again = renewed.plus_seconds(60);
    excused(&desk, store, version("2027.2"), (again, renewed)).await.expect("published");
    decide(&desk, store, renewed).await.expect("decided");
    decide(&desk, store, again).await.expect("decided");
    assert_eq!(desk.standard().version(), "2027.1");
    assert_eq!(sound(store).await.into_values().collect::<Vec<_>>(), [1, 1, 1, 1, 1]);
}

/// A store as the program before this one left it, brought up to date.
async fn brought_up_to_date(url: &str, older: impl AsyncFnOnce()) {
    let store = opened(url).await;
    let desk = Desk::published().expect("a desk");
    decide(&desk, &*store, NOW).await.expect("decided");
    let at = desk.publish(&*store, version("2027.1"), None, NOW).await.expect("published");
    store.close().await.expect("closed");
    older().await;
    let store = opened(url).await;
    assert_eq!(store.last_publication().await, Ok(Some(at.index)));
    store.close().await.expect("closed");
}

#[tokio::test]
async fn an_older_store_is_told_which_publication_is_its_last() {
    let home = Home::sqlite().await;
    home.store.close().await.expect("closed");
    let path = home.url.trim_start_matches("sqlite:").to_owned();
    brought_up_to_date(&home.url, async || {
        let older = "DROP TABLE leaf_head; DELETE FROM schema_version WHERE version = 2";
        let connection = rusqlite::Connection::open(path).expect("opened");
        connection.execute_batch(older).expect("done");
    })
    .await;
    let home = Home::postgres().await;
    brought_up_to_date(&home.url, async || {
        let older = "ALTER TABLE leaf_head DROP COLUMN standard;
            DELETE FROM schema_version WHERE version = 2";
        beside(&home.url, older).await;
    })
    .await;
    home.leave().await;
}
