//! What may be published, and what not.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, KeyPair, Note, Signer, VerifierKey};
use drawbridge_fair_policy::publication::{
    Earlier, Evidence, Exception, Place, publication, returning,
};
use drawbridge_fair_policy::{Files, Proof, Standard, published};
use drawbridge_fair_record::leaf::{Body, Gate, Grounds, Leaf, Policy, Reference};

fn standard() -> Standard {
    Standard::parse(&published()).unwrap()
}

/// The published standard as a later version, that was open to comment until 1 November.
fn later() -> (Standard, Proof) {
    let mut files = published();
    let text = String::from_utf8(files["standard.json"].clone()).unwrap();
    let window = r#""consultation": {"from": "2026-10-01T00:00:00+08:00",
        "until": "2026-11-01T00:00:00+08:00"}, "protected""#;
    let text = text.replacen("\"protected\"", window, 1).replacen("2026.11", "2026.12", 1);
    files.insert("standard.json".to_owned(), text.into_bytes());
    let later = Standard::parse(&files).unwrap();
    let proof = Proof { standard: later.hash().to_base64(), ..proof() };
    (later, proof)
}

fn proof() -> Proof {
    Proof::read(&published()["proof.json"]).unwrap()
}

fn at(time: &str) -> Timestamp {
    Timestamp::parse_rfc3339(time).unwrap()
}

fn place() -> Place {
    Place { time: at("2026-12-02T00:00:00+08:00"), index: 10, effective_index: 5_000 }
}

fn earlier(version: &str) -> Earlier {
    let policy = Policy {
        version: version.to_owned(),
        sha256: Hash([7; 32]),
        effective_index: 100,
        consultation_from: Timestamp(0),
        consultation_until: Timestamp(1),
        replaces: None,
        grounds: Grounds::Proof(Hash([8; 32])),
    };
    let reference = Reference { index: 3, hash: Hash([9; 32]) };
    Earlier { reference, time: Timestamp(2), policy }
}

fn publish(evidence: Evidence<'_>, history: &[Earlier], place: Place) -> Result<Policy, String> {
    publication(&standard(), evidence, history, place, &[]).map_err(|e| e.to_string())
}

#[test]
fn a_proved_standard_is_published_and_its_leaf_is_one() {
    let policy = publish(Evidence::Proof(&proof()), &[], place()).unwrap();
    assert_eq!(policy.sha256, standard().hash());
    assert_eq!(policy.grounds, Grounds::Proof(Hash::parse(&proof().scripts).unwrap()));
    assert_eq!((policy.consultation_from, policy.replaces), (policy.consultation_until, None));
    let (later, proof) = later();
    let history = [earlier("2026.11")];
    let policy = publication(&later, Evidence::Proof(&proof), &history, place(), &[]).unwrap();
    assert_eq!(policy.replaces.unwrap().index, 3);
    assert_eq!(policy.consultation_until, at("2026-11-01T00:00:00+08:00"));
    let leaf = Leaf { gate: Gate::All, time: place().time, body: Body::Policy(policy) };
    assert_eq!(Leaf::read(&leaf.write().unwrap()).unwrap(), leaf);
}

#[test]
fn a_standard_that_is_not_proved_is_refused() {
    let other = Proof { standard: Hash([1; 32]).to_base64(), ..proof() };
    let nothing = Proof { questions: 0, ..proof() };
    for (proof, why) in [(other, "it is of AQEB"), (nothing, "nothing was asked")] {
        let error = publish(Evidence::Proof(&proof), &[], place()).unwrap_err();
        assert!(error.contains(why) && error.contains("drawbridge fair prove"), "{error}");
    }
    // One byte changed, and the proof is of another standard.
    let mut files: Files = published();
    files.get_mut("policies/link.cedar").unwrap().push(b'\n');
    let changed = Standard::parse(&files).unwrap();
    let refused = publication(&changed, Evidence::Proof(&proof()), &[], place(), &[]);
    assert!(refused.unwrap_err().to_string().contains("does not show this standard neutral"));
}

#[test]
fn windows_places_and_history_are_kept() {
    let (version, proof) = later();
    let early = Place { time: at("2026-10-30T00:00:00+08:00"), ..place() };
    let at_once = Place { effective_index: 10, ..place() };
    let twice = earlier("2026.12");
    let mut same = earlier("2026.11");
    same.policy.sha256 = version.hash();
    let mut behind = earlier("2026.11");
    behind.reference.index = 10;
    let mut ahead = earlier("2026.11");
    ahead.policy.effective_index = 6_000;
    let cases: [(Vec<Earlier>, Place, &str); 6] = [
        (vec![], early, "the consultation is over on 2026-11-01"),
        (vec![], at_once, "in force from index 10 on, which is not later than its own, 10"),
        (vec![twice], place(), "published a version 2026.12 already"),
        (vec![same], place(), "nothing has changed"),
        (vec![behind], place(), "leaf 10 is not earlier"),
        (vec![ahead], place(), "in force only from index 6000 on"),
    ];
    for (history, place, why) in cases {
        let refused = publication(&version, Evidence::Proof(&proof), &history, place, &[]);
        let error = refused.unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
    }
    // Nor before its own day; of a first version there is nobody to be surprised.
    let eve = Place { time: at("2026-11-29T00:00:00+08:00"), ..place() };
    let published = |history: &[Earlier]| {
        publication(&version, Evidence::Proof(&proof), history, eve, &[]).map_err(|e| e.to_string())
    };
    let refused = published(&[earlier("2026.11")]).unwrap_err();
    assert!(refused.contains("meant to be in force from 2026-11-30"), "{refused}");
    assert!(published(&[]).is_ok());
    // Only of the first version could nobody be asked.
    let first = self::proof();
    let error = publish(Evidence::Proof(&first), &[earlier("2026.10")], place()).unwrap_err();
    assert!(error.contains("open to comment first"), "{error}");
}

#[test]
fn a_standard_with_errors_is_refused_though_it_is_proved() {
    let mut files = published();
    let text = String::from_utf8(files["policies/pay.cedar"].clone()).unwrap();
    files
        .insert("policies/pay.cedar".to_owned(), text.replace("该钱包", "对手的钱包").into_bytes());
    let named = Standard::parse(&files).unwrap();
    let proof = Proof { standard: named.hash().to_base64(), ..proof() };
    let refused = publication(&named, Evidence::Proof(&proof), &[], place(), &["对手"]);
    assert!(refused.unwrap_err().to_string().contains("names 对手"));
}

fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name, KeyPair::from_seed(&[seed; 32]).unwrap()).unwrap()
}

fn key(signer: &Signer) -> VerifierKey {
    signer.verifier().clone()
}

fn exception() -> Exception {
    Exception {
        hash: Hash([0; 32]),
        standard: standard().hash(),
        from: at("2026-12-01T00:00:00+08:00"),
        until: at("2027-03-01T00:00:00+08:00"),
        unproved: BTreeSet::from(["neutral.link.open.camp".to_owned()]),
        zh: "依照法院命令，暂时不打开某方链接。".to_owned(),
        en: "By order of a court, links of one party are not opened for the time being.".to_owned(),
    }
}

fn signed(text: String, signer: &Signer) -> Vec<u8> {
    let mut note = Note::new(text).unwrap();
    let signature = signer.sign(note.text()).unwrap();
    note.signatures.push(signature);
    note.to_string().into_bytes()
}

#[test]
fn an_exception_that_is_signed_reasoned_and_limited_excuses() {
    let judge = signer("fair.example/exceptions", 1);
    let note = signed(exception().text(), &judge);
    let unproved = BTreeSet::from(["neutral.link.open.camp".to_owned()]);
    let known = key(&judge);
    let evidence = Evidence::Exception { note: &note, known: &[&known], unproved: &unproved };
    let policy = publish(evidence, &[], place()).unwrap();
    let Grounds::Exception(excused) = policy.grounds else { panic!("{policy:?}") };
    let exception = Exception::read(&note, &[&known]).unwrap();
    assert_eq!((excused.note, excused.until), (exception.hash, exception.until));
}

#[test]
fn after_an_exception_it_is_renewed_proved_or_what_was_proved_returns() {
    let judge = signer("fair.example/exceptions", 1);
    let known = key(&judge);
    let unproved = BTreeSet::from(["neutral.link.open.camp".to_owned()]);
    let (later, proof) = later();
    let note = |until: &str| {
        let of = Exception { standard: later.hash(), until: at(until), ..exception() };
        signed(of.text(), &judge)
    };
    let (first, second) = (note("2027-03-01T00:00:00+08:00"), note("2027-04-01T00:00:00+08:00"));
    let keys = [&known];
    let excused = |note| Evidence::Exception { note, known: &keys, unproved: &unproved };
    let published = |standard: &Standard, evidence, history: &[Earlier], index| {
        let time = at("2026-12-02T00:00:00+08:00").plus_ms(i64::try_from(index).unwrap());
        let place = Place { time, index, effective_index: index + 1 };
        let policy = publication(standard, evidence, history, place, &[]);
        let policy = policy.map_err(|error| error.to_string())?;
        let reference = Reference { index, hash: Hash([u8::try_from(index).unwrap(); 32]) };
        Ok::<_, String>(Earlier { reference, time, policy })
    };
    let plain = self::proof();
    let old = published(&standard(), Evidence::Proof(&plain), &[], 0).unwrap();
    let excepted = published(&later, excused(&first), std::slice::from_ref(&old), 3).unwrap();
    let history = [old, excepted];
    let again = published(&later, excused(&first), &history, 5).unwrap_err();
    assert!(again.contains("nothing has changed"), "{again}");
    assert!(published(&later, excused(&second), &history, 5).is_ok(), "renewed");
    assert!(published(&later, Evidence::Proof(&proof), &history, 5).is_ok(), "proved");
    // What was proved returns, with the consultation that it had.
    assert_eq!(returning(&history).unwrap().policy.sha256, standard().hash());
    let returned = published(&standard(), Evidence::Proof(&plain), &history, 5).unwrap();
    assert_eq!(returned.policy.consultation_until, history[0].policy.consultation_until);
    assert_eq!(returned.policy.replaces, Some(history[1].reference));
    // But nobody goes back behind a proof.
    let history = [history[0].clone(), history[1].clone(), returned];
    let back = published(&later, Evidence::Proof(&proof), &history, 9).unwrap_err();
    assert!(back.contains("leaf 3 published a version 2026.12 already"), "{back}");
}

#[test]
fn any_other_exception_excuses_nothing() {
    let judge = signer("fair.example/exceptions", 1);
    let stranger = signer("stranger.example", 2);
    let until = |time| Exception { until: at(time), ..exception() };
    let text = |exception: Exception| signed(exception.text(), &judge);
    let mut forged = text(exception());
    let position = forged.windows(5).position(|w| w == b"court").unwrap();
    forged[position] = b'C';
    let other = Exception { standard: Hash([1; 32]), ..exception() };
    let later = Exception { from: at("2026-12-03T00:00:00+08:00"), ..exception() };
    let quiet = exception().text().replace("zh 依照法院命令，暂时不打开某方链接。", "zh ");
    let elsewhere = exception().text().replace("neutral.link.open.camp", "neutral.fee.tier.1.camp");
    let cases = [
        (signed(exception().text(), &stranger), "no known key signed"),
        (forged, "is not over this text"),
        (text(other), "it is for the standard AQEB"),
        (
            text(until("2026-12-02T00:00:00+08:00")),
            "until 2026-12-02T00:00:00+08:00, and now it is",
        ),
        (text(until("2027-12-01T00:00:00+08:00")), "until 2027-12-01"),
        (text(later), "it holds from 2026-12-03"),
        (signed(quiet, &judge), "no reason after `zh "),
        (signed(elsewhere, &judge), "it says nothing of neutral.link.open.camp"),
    ];
    let unproved = BTreeSet::from(["neutral.link.open.camp".to_owned()]);
    let known = key(&judge);
    for (note, why) in cases {
        let evidence = Evidence::Exception { note: &note, known: &[&known], unproved: &unproved };
        let error = publish(evidence, &[], place()).unwrap_err();
        assert!(error.contains(why), "{why}: {error}");
    }
}
