//! `drawbridge fair publish`, and what follows: a node that really decides, first by the standard that it
//! came with, then by one that favours somebody. Replay tells the two apart, from the store and from a
//! copy of the log that its own node served.

use std::path::Path;

use drawbridge_engine::log::key_pair;
use drawbridge_engine::store;
use drawbridge_fair_log::{Signer, leaf_hash};
use drawbridge_fair_policy::{Files, Proof, Standard, published};
use drawbridge_fair_record::{Disclosures, Opening, Reference};
use serde_json::{Value, json};

use crate::place::{Place, Sandbox};
use crate::shop::Shop;

/// The configuration of the sandbox.
const CONFIG: [&str; 2] = ["--config", "sb/drawbridge.toml"];

/// A rule that offers a payment only to the wallet of the platform that the shop speaks.
const BIASED: &str = r#"@id("pay.own") @reason_zh("甲") @reason_en("a") @remedy_zh("乙") @remedy_en("b")
forbid(principal, action == Action::"pay.accept", resource)
when { principal has camp && principal has sdk_vendor && principal.camp != principal.sdk_vendor };
"#;

/// A later version, long open to comment, with a proof that names it.
fn version(name: &str, rule: &str) -> Files {
    let mut files = published();
    let mut manifest: Value = serde_json::from_slice(&files["standard.json"]).unwrap();
    manifest["version"] = json!(name);
    manifest["effective_from"] = json!("2020-03-01T00:00:00+08:00");
    manifest["consultation"] =
        json!({"from": "2020-01-01T00:00:00+08:00", "until": "2020-02-01T00:00:00+08:00"});
    files.insert("standard.json".to_owned(), serde_json::to_vec(&manifest).unwrap());
    if !rule.is_empty() {
        files.insert("policies/own.cedar".to_owned(), rule.as_bytes().to_vec());
    }
    let standard = hash(&files);
    let proof = Proof { standard, ..Proof::read(&files["proof.json"]).unwrap() };
    files.insert("proof.json".to_owned(), serde_json::to_vec(&proof).unwrap());
    files
}

fn hash(files: &Files) -> String {
    Standard::parse(files).unwrap().hash().to_base64()
}

fn put(place: &Place, folder: &str, files: &Files) {
    for (name, bytes) in files {
        let path = place.folder.join(folder).join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// What the prover says of a standard of which one question is refuted.
fn report(place: &Place, files: &Files) {
    let report = json!({
        "standard": hash(files), "version": "2027.1", "solver": "cvc5",
        "answers": [
            {"question": "neutral.pay.accept.camp", "outcome": "REFUTED"},
            {"question": "neutral.link.open.camp", "outcome": "PROVED"},
        ],
    });
    std::fs::write(place.folder.join("report.json"), report.to_string()).unwrap();
}

/// Writes down in the configuration whose exceptions count.
fn believes(place: &Place, key: &str) {
    let path = place.folder.join(CONFIG[1]);
    let text = std::fs::read_to_string(&path).unwrap();
    let more = text.replace("exceptions = []", &format!("exceptions = [\"{key}\"]"));
    assert_ne!(more, text);
    std::fs::write(path, more).unwrap();
}

/// A year from now at most, as the sandbox's clock and ours go together.
fn until(days: i64) -> String {
    let now = drawbridge_engine::world::World::real().0.clock.now();
    now.plus_seconds(days * 86_400).rfc3339()
}

fn except(place: &Place, until: &str) -> String {
    let args = ["fair", "exception", "biased", "--report", "report.json", "--until", until];
    let more = ["--zh", "依照法院命令。", "--en", "By order of a court.", "--to", "note.txt"];
    let by = ["--name", "court.example/exceptions", "--key", "court.key"];
    place.out(&[&args[..], &more, &by].concat()).trim().to_owned()
}

/// The files that open the log's leaves, as the operator hands them to a regulator.
fn open_leaves(place: &Place) {
    let url = format!("sqlite:{}", place.folder.join("sb/drawbridge.db").display());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let leaves = runtime.block_on(async {
        let store = store::open(&url).await.unwrap();
        let mut opened = Vec::new();
        for (index, body) in store.leaves(0, 1_000).await.unwrap() {
            let opening = store.leaf_opening(index).await.unwrap();
            opened.extend(opening.map(|opening| (index, body, opening)));
        }
        store.close().await.unwrap();
        opened
    });
    let folder = place.folder.join("open");
    std::fs::create_dir_all(&folder).unwrap();
    for (index, body, opening) in leaves {
        let opening = Opening::read(&opening).unwrap();
        let fields = opening.values().filter_map(|(name, _)| opening.disclose(name)).collect();
        let file = Disclosures { leaf: Reference { index, hash: leaf_hash(&body) }, fields };
        std::fs::write(folder.join(index.to_string()), file.write().unwrap()).unwrap();
    }
}

fn replayed(place: &Place, args: &[&str]) -> (i32, Value) {
    let said = place.run(&[&["fair", "replay", "--json"], args].concat());
    let found = serde_json::from_str(&said.out);
    (said.code.unwrap(), found.unwrap_or_else(|error| panic!("{error}: {said:?}")))
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn a_standard_that_favours_somebody_needs_an_exception_and_flips() {
    let place = Place::new("publishing-biased");
    let sandbox = Sandbox::start(&place);
    Shop::open(&place.folder.join("sb"), &sandbox.base).charge("TEA-1", 8880);
    sandbox.stop();
    let (code, found) = replayed(&place, &CONFIG);
    let decided = found["decisions"].as_u64().unwrap();
    assert!(code == 0 && decided >= 2 && found["complete"] == decided, "{found}");

    let files = version("2027.1", BIASED);
    put(&place, "biased", &files);
    report(&place, &files);
    std::fs::remove_file(place.folder.join("biased/proof.json")).unwrap();
    let publish = ["fair", "publish", "biased"];
    let plain = [&publish[..], &CONFIG].concat();
    place.fails(&plain, &["is not proved neutral", "no proof.json", "signed exception"]);
    let limit = until(365);
    let too_long = ["fair", "exception", "biased", "--report", "report.json", "--until", &limit];
    let rest = ["--zh", "x", "--en", "x", "--to", "note.txt", "--name", "c", "--key", "court.key"];
    place.fails(&[&too_long[..], &rest].concat(), &["it holds from", &limit]);
    let key = except(&place, &until(30));
    let with = ["--exception", "note.txt", "--report", "report.json"];
    let excepted = [&publish[..], &with, &CONFIG].concat();
    place.fails(&excepted, &["names nobody whose word counts", "log.exceptions"]);
    let stranger =
        Signer::new("court.example/exceptions", key_pair(&format!("{}=", "A".repeat(43))).unwrap());
    believes(&place, &stranger.unwrap().verifier().to_string());
    place.fails(&excepted, &["does not excuse", "no known key signed"]);
    let config = std::fs::read_to_string(place.folder.join(CONFIG[1])).unwrap();
    let from = config.find("exceptions = [").unwrap();
    let to = from + config[from..].find(']').unwrap() + 1;
    let config = config.replace(&config[from..to], "exceptions = []");
    std::fs::write(place.folder.join(CONFIG[1]), config).unwrap();
    believes(&place, &key);
    let told = place.out(&[&excepted[..], &["--lang", "zh"]].concat());
    assert!(told.contains("准则 2027.1 已公布") && told.contains("公开例外"), "{told}");
    place.fails(&excepted, &["nothing has changed since the last publication"]);

    let sandbox = Sandbox::start(&place);
    Shop::open(&place.folder.join("sb"), &sandbox.base).charge("TEA-2", 1500);
    let address = format!("{}/log", sandbox.base);
    place.out(&["fair", "export", "--from", &address, "--to", "copy"]);
    sandbox.stop();
    let copied = |name: &str| count(&place.folder.join("copy").join(name));
    assert_eq!((copied("standard"), copied("exception")), (2, 1), "as the node served them");
    // What was decided in the last second.
    place.out(&[&["fair", "export", "--to", "copy"], &CONFIG[..]].concat());
    // The cases of the first standard stand as they stood; those of the second depend on who asks.
    let (code, found) = replayed(&place, &CONFIG);
    assert_eq!((code, &found["differing"]), (3, &json!(0)), "{found}");
    let all = found["decisions"].as_u64().unwrap();
    assert!(all > decided && found["complete"] == all, "{found}");
    assert!(found["flipped"].as_u64() > Some(0), "{found}");
    let late = |flip: &Value| flip["index"].as_u64() > Some(decided * 2 + 1);
    assert!(found["flips"].as_array().unwrap().iter().all(late), "{found}");
    // An outsider finds the same, by the standards that came with the copy.
    open_leaves(&place);
    let seed = std::fs::read_to_string(place.folder.join("sb/log.key")).unwrap();
    // A log keeps the name that it had first.
    let named = std::fs::read_to_string(place.folder.join("copy/checkpoint")).unwrap();
    let key = Signer::new(named.lines().next().unwrap(), key_pair(&seed).unwrap()).unwrap();
    let key = key.verifier().to_string();
    place.out(&["fair", "verify", "copy", "--key", &key]);
    let outside = ["copy", "--key", &key, "--disclosures", "open"];
    let (code, outside) = replayed(&place, &outside);
    assert_eq!((code, &outside["flipped"]), (3, &found["flipped"]), "{outside}");
    assert_eq!(outside["complete"], found["complete"], "{outside}");
    // What is not the standard of its name is not believed.
    let kept = std::fs::read_dir(place.folder.join("copy/standard")).unwrap().next().unwrap();
    let path = kept.unwrap().path();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("licence", "licences", 1)).unwrap();
    let args = ["fair", "replay", "copy", "--key", &key, "--disclosures", "open"];
    place.fails(&args, &["standard/", "its hash is"]);
}

#[test]
fn a_standard_is_published_when_its_consultation_is_over_and_its_proof_is_there() {
    let place = Place::new("publishing-proved");
    place.out(&["init"]);
    // The installation's own standard is the first, as soon as a node begins.
    let (_, found) = replayed(&place, &[]);
    assert_eq!(found["decisions"], 0);
    put(&place, "later", &version("2027.1", ""));
    let mut early = version("2027.2", "");
    let manifest = String::from_utf8(early["standard.json"].clone()).unwrap();
    let manifest = manifest.replace("2020-", "2999-");
    early.insert("standard.json".to_owned(), manifest.into_bytes());
    let proof = Proof { standard: hash(&early), ..Proof::read(&early["proof.json"]).unwrap() };
    early.insert("proof.json".to_owned(), serde_json::to_vec(&proof).unwrap());
    put(&place, "early", &early);
    place.fails(&["fair", "publish", "early"], &["the consultation is over on 2999-02-01"]);
    place.fails(&["fair", "publish", "nowhere"], &["nowhere: no standard here"]);
    let told = place.json(&["fair", "publish", "later"]);
    assert_eq!((&told["leaf"], &told["effective_index"]), (&json!(1), &json!(2)), "{told}");
    assert_eq!((&told["version"], &told["until"]), (&json!("2027.1"), &Value::Null));
    place.fails(&["fair", "publish", "later"], &["nothing has changed"]);
    put(&place, "later", &Files::from([("policies/pay.cedar".to_owned(), b"\n".to_vec())]));
    place.fails(&["fair", "publish", "later"], &[]);
    assert_eq!(
        place.out(&["fair", "export", "--to", "copy"]),
        "2 leaves are in copy (5 files were written).\n"
    );
}
