//! `drawbridge fair replay`, from outside: an export of a log, with the files that open its leaves.

use std::collections::BTreeMap;
use std::path::Path;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{
    Checkpoint, Hash, KeyPair, Level, Signer, Tile, Tree, bundle, leaf_hash,
};
use drawbridge_fair_policy::{Files, Standard, decide, published};
use drawbridge_fair_record::leaf::{Decision, Intake};
use drawbridge_fair_record::{
    Body, Disclosures, Field, Gate, Integer, Leaf, Object, Opening, Reference, Seed, Value,
};
use drawbridge_fair_report::Report;
use drawbridge_fair_report::openings;
use drawbridge_fair_report::shape::{Quantity, Value as Told};
use serde_json::Value as Json;

use crate::place::{Place, Said};

const LOG: &str = "log.example/replayed";
/// Noon of 2026-10-01 in Beijing.
const NOON: i64 = 1_790_827_200_000;
const BIASED: &str = r#"@id("added") @reason_zh("甲") @reason_en("a") @remedy_zh("乙") @remedy_en("b")
forbid(principal, action in [Action::"link.open", Action::"link.open.warned"], resource)
when { principal has camp && principal.camp == "rival" };
"#;

/// A log in `log`, what opens its leaves in `open`, and the standard that decided in `standard`.
struct Export {
    place: Place,
    standard: Standard,
    tree: Tree,
    leaves: Vec<Vec<u8>>,
    /// The file of openings, as an operator keeps it.
    openings: Vec<u8>,
}

impl Export {
    /// One clean link of the host, one of the rival.
    fn new(name: &str, rule: &str) -> Self {
        let mut files = published();
        if !rule.is_empty() {
            files.insert("policies/added.cedar".to_owned(), rule.as_bytes().to_vec());
        }
        let standard = Standard::parse(&files).unwrap();
        let place = Place::new(name);
        let mut export =
            Self { place, standard, tree: Tree::new(), leaves: Vec::new(), openings: Vec::new() };
        export.put_all(&files);
        for camp in ["host", "rival"] {
            let intake = export.intake(camp);
            export.decision(intake, camp);
        }
        export.finish();
        export
    }

    fn put_all(&self, files: &Files) {
        for (name, bytes) in files {
            self.put(&format!("standard/{name}"), bytes);
        }
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.place.folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn push(&mut self, body: Body, opening: Option<&Opening>) -> Reference {
        let leaf = Leaf { gate: Gate::Share, time: Timestamp(NOON), body }.write().unwrap();
        let reference = Reference { index: self.tree.size(), hash: leaf_hash(&leaf) };
        if let Some(opening) = opening {
            let fields = opening.values().filter_map(|(name, _)| opening.disclose(name));
            let file = Disclosures { leaf: reference, fields: fields.collect() };
            self.put(&format!("open/{}", reference.index), &file.write().unwrap());
            let line = openings::write(reference.index, &opening.write().unwrap()).unwrap();
            self.openings.extend([&line[..], b"\n"].concat());
        }
        self.tree.append(reference.hash);
        self.leaves.push(leaf);
        reference
    }

    fn intake(&mut self, camp: &str) -> Reference {
        let mut opening = Opening::new(Seed([u8::try_from(self.leaves.len()).unwrap(); 32]));
        let protected: BTreeMap<_, _> = sides(camp)
            .into_iter()
            .map(|(name, value)| {
                let commitment = opening.commit(&format!("protected.{name}"), value).unwrap();
                (name, commitment)
            })
            .collect();
        let facts = facts().into_iter().map(|(name, value)| (name, Field::Open(value))).collect();
        let (subject, action) = ("s1".to_owned(), "link.open".to_owned());
        self.push(Body::Intake(Intake { subject, action, protected, facts }), Some(&opening))
    }

    fn decision(&mut self, intake: Reference, camp: &str) {
        let verdict = decide(&self.standard, "link.open", &facts(), &sides(camp)).unwrap();
        let decision = Decision {
            subject: "s1".to_owned(),
            intake,
            policy: Reference { index: 0, hash: Hash([0; 32]) },
            policy_sha256: self.standard.hash(),
            verdict: verdict.outcome(),
            remedy: verdict.remedy(&self.standard).map(Field::Open),
            rules: verdict.ruling.rules,
            reviewer: None,
            appeal_until: None,
            facts: BTreeMap::new(),
        };
        self.push(Body::Decision(decision), None);
    }

    /// One bundle and one tile are enough.
    fn finish(&self) {
        let width = u16::try_from(self.leaves.len()).unwrap();
        let entries = Tile { level: Level::Entries, index: 0, width };
        self.put(&format!("log/{}", entries.path()), &bundle::write(&self.leaves).unwrap());
        for (tile, hashes) in self.tree.partial() {
            let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
            self.put(&format!("log/{}", tile.path()), &bytes);
        }
        let mut note = Checkpoint::new(LOG, self.tree.head()).unwrap().to_note().unwrap();
        note.signatures.push(signer().sign(note.text()).unwrap());
        self.put("log/checkpoint", note.to_string().as_bytes());
        self.put("openings.jsonl", &self.openings);
    }

    /// The report of the day of the log.
    fn reported(&self, more: &[&str]) -> Report {
        let key = signer().verifier().to_string();
        let args = ["fair", "report", "--log", "log", "--key", &key, "--from", "2026-10-01"];
        let more = [&["--to", "2026-10-02", "--out", "out", "--lang", "en"], more].concat();
        self.place.out(&[&args, &more[..]].concat());
        let bytes = std::fs::read(self.place.folder.join("out/report.json")).unwrap();
        drawbridge_fair_report::json::read(&bytes).unwrap()
    }

    fn verified(&self, more: &[&str]) -> Said {
        let key = signer().verifier().to_string();
        let args = ["fair", "report", "verify", "out/report.json", "--log", "log", "--key", &key];
        self.place.run(&[&args, more].concat())
    }

    fn said(&self, more: &[&str]) -> Said {
        let key = signer().verifier().to_string();
        let args = ["fair", "replay", "log", "--key", &key, "--standard", "standard"];
        self.place.run(&[&args, more].concat())
    }

    fn replayed(&self, more: &[&str]) -> (i32, Json) {
        let said = self.said(&[more, &["--json"]].concat());
        let found = serde_json::from_str(&said.out);
        (said.code.unwrap(), found.unwrap_or_else(|error| panic!("{error}: {said:?}")))
    }
}

fn signer() -> Signer {
    Signer::new(LOG, KeyPair::from_seed(&[1; 32]).unwrap()).unwrap()
}

fn sides(camp: &str) -> Object {
    let text = |text: String| Value::Text(text);
    Object::from([
        ("camp".to_owned(), text(camp.to_owned())),
        ("domain".to_owned(), text(format!("{camp}.example"))),
    ])
}

/// A link that nobody need fear.
fn facts() -> Object {
    let number = |number| Value::Integer(Integer::new(number).unwrap());
    let plain = [
        "calls_itself",
        "credentials",
        "disguised",
        "inner",
        "look_alike",
        "mixed_scripts",
        "odd_port",
        "passes_elsewhere",
        "program",
        "shown_otherwise",
        "unfit",
    ];
    let plain = plain.map(|name| (name, Value::Bool(false)));
    let rest = [
        ("days_known", number(10)),
        ("legal", Value::Bool(true)),
        ("redirects", number(0)),
        ("scan", Value::Text("clean".to_owned())),
        ("shares_1h", number(1)),
    ];
    plain.into_iter().chain(rest).map(|(name, is)| (name.to_owned(), is)).collect()
}

#[test]
fn nothing_flips_under_the_published_rules() {
    let export = Export::new("replay-neutral", "");
    let (code, found) = export.replayed(&["--disclosures", "open"]);
    assert_eq!(code, 0, "{found}");
    assert_eq!((&found["decisions"], &found["coverage_permille"]), (&2.into(), &1000.into()));
    assert_eq!((&found["flipped"], &found["differing"]), (&0.into(), &0.into()));
    assert!(found["twins_decided"].as_u64().unwrap() >= 4, "{found}");
}

#[test]
fn a_rule_against_the_rival_is_told_with_the_whole_case() {
    let export = Export::new("replay-biased", BIASED);
    let (code, found) = export.replayed(&["--disclosures", "open"]);
    assert_eq!(code, 3, "{found}");
    assert_eq!(found["flips"][0]["index"], 1);
    assert_eq!(found["flips"][0]["side"], "rival");
    assert_eq!(found["flips"][0]["protected"]["camp"], "host");
    assert_eq!(found["flips"][0]["twin"]["domain"], "rival.example");
    assert_eq!(found["flips"][0]["twin_granted"]["verdict"], "refuse");
    let said = export.said(&["--disclosures", "open", "--lang", "zh"]);
    assert!(said.out.contains("若为 rival 方则 refuse"), "{said:?}");
    // Sides of one's own that the rule does not know flip only the rival's own case.
    export.put("twins.json", br#"{"sides":{"x":{"camp":"x"},"y":{"camp":"y"}}}"#);
    let (code, found) = export.replayed(&["--disclosures", "open", "--twins", "twins.json"]);
    assert_eq!((code, &found["flipped"]), (3, &2.into()), "{found}");
}

#[test]
fn what_is_not_opened_is_no_clean_bill() {
    let export = Export::new("replay-closed", "");
    let (code, found) = export.replayed(&[]);
    assert_eq!((code, &found["complete"]), (1, &0.into()), "{found}");
    assert_eq!(found["incomplete"]["a commitment cannot be opened"], 2);
}

#[test]
fn a_log_that_is_changed_or_nobodys_is_not_replayed() {
    let export = Export::new("replay-damaged", "");
    let bundle = Path::new("log").join(Tile { level: Level::Entries, index: 0, width: 4 }.path());
    let path = export.place.folder.join(bundle);
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let said = export.said(&["--disclosures", "open"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("the log is damaged"), "{said:?}");
    let said = export.place.run(&["fair", "replay", "log"]);
    assert!(said.err.contains("whose log is it?"), "{said:?}");
}

/// What the report says of deciding again: coverage, flips, decisions that the rules do not give.
fn told(report: &Report) -> [Option<Told>; 3] {
    ["replay.coverage", "replay.flips", "replay.differing"].map(|id| {
        match &report.kpis[id].quantity {
            Quantity::Plain { value } => Some(value.clone()),
            _ => None,
        }
    })
}

const ALL: [&str; 4] = ["--openings", "openings.jsonl", "--standard", "standard"];

#[test]
fn a_report_decides_again_what_it_can_and_says_what_it_cannot() {
    let export = Export::new("replay-reported", "");
    let whole = [Some(Told::Number(1.0)), Some(Told::Count(0)), Some(Told::Count(0))];
    assert_eq!(told(&export.reported(&ALL)), whole);
    assert_eq!(export.verified(&ALL).code, Some(0));
    // Without what opens the commitments nothing is decided again, and nothing is said to be unflipped.
    let closed = export.reported(&[]);
    assert_eq!(told(&closed), [Some(Told::Number(0.0)), None, None]);
    let lacking = closed.sections[3].tables.iter().find(|table| table.id == "replay-lacking");
    assert_eq!(lacking.unwrap().rows.len(), 1);
    let said = export.verified(&ALL);
    assert_eq!(said.code, Some(3));
    assert!(said.out.contains("replay.coverage quantity"), "{said:?}");
}

#[test]
fn flips_are_counted_in_the_report_and_a_lower_count_is_found_out() {
    let export = Export::new("replay-reported-biased", BIASED);
    // The rules that decided are not those that were published with this version.
    assert_eq!(told(&export.reported(&ALL[..2])), [Some(Told::Number(0.0)), None, None]);
    let (_, replay) = export.replayed(&["--disclosures", "open"]);
    let mut report = export.reported(&ALL);
    let flips = replay["flipped"].as_u64().unwrap();
    assert!(flips > 0);
    assert_eq!(told(&report)[1], Some(Told::Count(flips)));
    let table = report.sections[3].tables.iter().find(|table| table.id == "replay-flips");
    assert_eq!(table.unwrap().rows.len() as u64, flips);
    let kpi = report.kpis.get_mut("replay.flips").unwrap();
    kpi.quantity = Quantity::Plain { value: Told::Count(0) };
    let path = export.place.folder.join("out/report.json");
    std::fs::write(path, drawbridge_fair_report::json::write(&report).unwrap()).unwrap();
    let said = export.verified(&[&ALL[..], &["--kpi", "replay.flips"]].concat());
    assert_eq!(said.code, Some(3), "{said:?}");
    let line = format!("replay.flips quantity.value: the report says 0, computed is {flips}");
    assert!(said.out.starts_with(&line), "{said:?}");
}
