//! The quick reader and the reader of records say the same.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::{Appeal, Decision, End, Intake, Outcome, Verdict};
use drawbridge_fair_record::{
    Body, Commitment, Field, Fields, Gate, Integer, Leaf, Opening, Reference, Seed, Value,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::line::{Line, Shown};
use super::{FieldNames, read_strictly, scan};
use crate::plan::Plan;

fn names() -> FieldNames {
    FieldNames::of(&Plan::standard(&["native"]))
}

/// What a line says, in words: lines live no longer than the bytes they were read from.
fn strictly(bytes: &[u8], shown: Shown<'_>, names: &FieldNames) -> Option<String> {
    read_strictly(bytes, shown, names, |line: &Line<'_>| format!("{line:?}")).ok()
}

fn quickly(bytes: &[u8], shown: Shown<'_>, names: &FieldNames) -> Option<String> {
    scan::leaf(bytes, shown, names).map(|line| format!("{line:?}"))
}

fn simple() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-Integer::MAX..=Integer::MAX).prop_map(|n| Value::Integer(Integer::new(n).unwrap())),
        (-9..=9_i64).prop_map(|n| Value::Integer(Integer::new(n).unwrap())),
        "[a-z火😀 .]{0,9}".prop_map(Value::Text),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => simple(),
        1 => "[\"\\\\\n/a]{1,3}".prop_map(Value::Text),
        1 => vec(simple(), 0..2).prop_map(Value::List),
    ]
}

/// How a field stands in its leaf, and in the opening.
#[derive(Clone, Debug)]
enum Shape {
    Open(Value),
    Committed(Value),
    Closed(Value),
    Lied(Value),
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        any_value().prop_map(Shape::Open),
        any_value().prop_map(Shape::Committed),
        simple().prop_map(Shape::Closed),
        simple().prop_map(Shape::Lied),
    ]
}

fn shapes() -> impl Strategy<Value = BTreeMap<String, Shape>> {
    let known = select(vec!["category", "risk_band", "fee_ppm", "in_app", "query", "rank"]);
    let name = prop_oneof![known.prop_map(str::to_owned), "[a-z][a-z0-9_]{0,9}"];
    btree_map(name, shape(), 0..5)
}

fn field(group: &str, name: &str, shape: &Shape, opening: &mut Opening) -> Field {
    let full = if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") };
    match shape {
        Shape::Open(value) => Field::Open(value.clone()),
        Shape::Committed(value) => Field::Committed(opening.commit(&full, value.clone()).unwrap()),
        Shape::Closed(value) => {
            let mut other = Opening::new(Seed([1; 32]));
            Field::Committed(other.commit(&full, value.clone()).unwrap())
        }
        Shape::Lied(value) => {
            opening.commit(&full, value.clone()).unwrap();
            Field::Committed(Commitment(Hash([5; 32])))
        }
    }
}

/// Any leaf of a case, with its opening.
fn leaf() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let links = (any::<[u8; 32]>(), 0..=Integer::MAX, 0..=Integer::MAX, 0..=Integer::MAX);
    let words = ("[A-Za-z0-9._:-]{1,20}", 0..4_u8, select(Gate::ALL), any::<bool>());
    let rest = (
        btree_set("[A-Za-z0-9._:-]{1,9}", 0..3),
        option::of("[a-z]{1,5}"),
        option::of(0..=Integer::MAX),
    );
    (links, words, rest, shapes(), shapes(), shape(), any::<[u8; 32]>()).prop_map(
        |(links, words, rest, facts, protected, other, seed)| {
            let mut opening = Opening::new(Seed(seed));
            let body = body(&links, &words, &rest, (&facts, &protected, &other), &mut opening);
            let leaf = Leaf { gate: words.2, time: Timestamp(links.3), body };
            let bytes = leaf.write().unwrap_or_default();
            (bytes, opening.write().unwrap())
        },
    )
}

type Links = ([u8; 32], i64, i64, i64);
type Words = (String, u8, Gate, bool);
type Rest = (BTreeSet<String>, Option<String>, Option<i64>);
type Shapes<'a> = (&'a BTreeMap<String, Shape>, &'a BTreeMap<String, Shape>, &'a Shape);

fn body(
    links: &Links,
    words: &Words,
    (rules, reviewer, until): &Rest,
    (facts, protected, other): Shapes<'_>,
    opening: &mut Opening,
) -> Body {
    let subject = words.0.clone();
    let of = |index: i64| Reference { index: index.cast_unsigned(), hash: Hash(links.0) };
    let each =
        |(name, shape): (&String, &Shape)| (name.clone(), field("facts", name, shape, opening));
    let facts: Fields = facts.iter().map(each).collect();
    match words.1 {
        0 => {
            let each = |(name, shape): (&String, &Shape)| {
                let shape = match shape {
                    Shape::Open(value) => Shape::Committed(value.clone()),
                    other => other.clone(),
                };
                match field("protected", name, &shape, opening) {
                    Field::Committed(commitment) => (name.clone(), commitment),
                    Field::Open(_) => unreachable!("none is open"),
                }
            };
            let protected = protected.iter().map(each).collect();
            Body::Intake(Intake { subject, action: words.0.clone(), protected, facts })
        }
        1 => Body::Decision(Decision {
            subject,
            intake: of(links.1),
            policy: of(links.2),
            policy_sha256: Hash(links.0),
            verdict: if words.3 { Verdict::Allow } else { Verdict::Refuse },
            rules: rules.clone(),
            remedy: (!words.3).then(|| field("", "remedy", other, opening)),
            reviewer: reviewer.clone(),
            appeal_until: until.map(Timestamp),
            facts,
        }),
        2 => {
            let end = if words.3 { End::Applied } else { End::Withdrawn };
            Body::Outcome(Outcome { subject, of: of(links.1), end, facts })
        }
        _ => {
            let grounds = field("", "grounds", other, opening);
            Body::Appeal(Appeal { subject, of: of(links.1), grounds, facts })
        }
    }
}

/// One byte changed, taken out or put in.
fn changed(bytes: &[u8], (at, byte, how): (usize, u8, u8)) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if bytes.is_empty() {
        return bytes;
    }
    let at = at % bytes.len();
    match how % 4 {
        0 => bytes[at] = byte,
        1 => drop(bytes.remove(at)),
        2 => bytes.insert(at, byte),
        _ => bytes.truncate(at),
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_quick_reader_takes_is_what_the_other_reads((leaf, opening) in leaf()) {
        let names = names();
        for shown in [Shown::Opening(&opening), Shown::Nothing] {
            if let Some(line) = quickly(&leaf, shown, &names) {
                prop_assert_eq!(Some(line), strictly(&leaf, shown, &names));
            }
        }
    }

    #[test]
    fn it_takes_nothing_that_the_other_refuses(
        (leaf, opening) in leaf(),
        change in (any::<usize>(), prop_oneof![any::<u8>(), select(b"\"{}[],:0-=A\\/ ".to_vec())], any::<u8>()),
        which in any::<bool>(),
    ) {
        let names = names();
        let leaf = if which { changed(&leaf, change) } else { leaf };
        let opening = if which { opening } else { changed(&opening, change) };
        if let Some(line) = quickly(&leaf, Shown::Opening(&opening), &names) {
            prop_assert_eq!(Some(line), strictly(&leaf, Shown::Opening(&opening), &names));
        }
    }
}

/// Leaves as most are, and their opening.
fn usual() -> (Vec<String>, Vec<u8>) {
    let mut opening = Opening::new(Seed([3; 32]));
    let text = |text: &str| Value::Text(text.to_owned());
    let camp = opening.commit("protected.camp", text("rival")).unwrap();
    let fee = opening.commit("facts.fee_ppm", Value::Integer(Integer::new(60).unwrap())).unwrap();
    let remedy = opening.commit("remedy", text("mend it")).unwrap();
    let of = Reference { index: 3, hash: Hash([250; 32]) };
    let facts = Fields::from([
        ("category".to_owned(), Field::Open(text("视频"))),
        ("fee_ppm".to_owned(), Field::Committed(fee)),
        ("rank".to_owned(), Field::Open(Value::Integer(Integer::new(-7).unwrap()))),
    ]);
    let subject = || "m-1".to_owned();
    let bodies = [
        Body::Intake(Intake {
            subject: subject(),
            action: "fee".to_owned(),
            protected: BTreeMap::from([("camp".to_owned(), camp)]),
            facts: facts.clone(),
        }),
        Body::Decision(Decision {
            subject: subject(),
            intake: of,
            policy: of,
            policy_sha256: of.hash,
            verdict: Verdict::Refuse,
            rules: BTreeSet::from(["link.scan".to_owned(), "link.scheme".to_owned()]),
            remedy: Some(Field::Committed(remedy)),
            reviewer: Some("r-1".to_owned()),
            appeal_until: Some(Timestamp(1)),
            facts: Fields::new(),
        }),
        Body::Outcome(Outcome { subject: subject(), of, end: End::Lifted, facts }),
    ];
    let spelt = |body| {
        let bytes = Leaf { gate: Gate::Share, time: Timestamp(5), body }.write().unwrap();
        String::from_utf8(bytes).unwrap()
    };
    (bodies.map(spelt).to_vec(), opening.write().unwrap())
}

/// What most leaves look like is read at speed, or there would be none.
#[test]
fn leaves_as_they_mostly_are_are_read_at_speed() {
    let (names, (leaves, opening)) = (names(), usual());
    for leaf in leaves {
        let line = quickly(leaf.as_bytes(), Shown::Opening(&opening), &names);
        assert!(line.is_some(), "{leaf}");
        assert_eq!(line, strictly(leaf.as_bytes(), Shown::Opening(&opening), &names));
    }
}

/// What is not spelt as it must be, or says what it may not; each in at least one of the usual leaves.
const WRONG: &[(&str, &str)] = &[
    ("[\"link.scan\",\"link.scheme\"]", "[\"link.scheme\",\"link.scan\"]"),
    ("[\"link.scan\",\"link.scheme\"]", "[\"link.scan\",\"link.scan\"]"),
    ("[\"link.scan\",\"link.scheme\"]", "[\"link.scan\"\"link.scheme\"]"),
    ("\"index\":3", "\"index\":03"),
    ("\"index\":3", "\"index\":-3"),
    ("\"index\":3", "\"index\":3.0"),
    ("\"index\":3", "\"index\":9007199254740992"),
    ("\"index\":3", "\"index\":"),
    ("\"time\":5", "\"time\":05"),
    ("\"time\":5", "\"time\":-5"),
    ("\"appeal_until\":1", "\"appeal_until\":-1"),
    ("{\"open\":-7}", "{\"open\":-0}"),
    ("{\"open\":-7}", "{\"open\":-07}"),
    ("{\"open\":-7}", "{\"open\":-9007199254740992}"),
    ("{\"open\":-7}", "{\"open\":7e1}"),
    ("+vo=\"", "+vp=\""),
    ("+vo=\"", "+vo\""),
    ("+vo=\"", "+v==\""),
    ("+vo=\"", "+v o\""),
    ("\"reviewer\":\"r-1\"", "\"reviewer\":\"\""),
    ("\"reviewer\":\"r-1\"", "\"reviewer\":\"r 1\""),
    ("\"gate\":\"share\"", "\"gate\":\"all\""),
    ("\"gate\":\"share\"", "\"gate\":\"Share\""),
    ("\"verdict\":\"refuse\"", "\"verdict\":\"deny\""),
    ("\"end\":\"lifted\"", "\"end\":\"over\""),
    ("\"v\":1", "\"v\":2"),
    ("\"v\":1", "\"v\": 1"),
    ("\"category\":", "\"gategory\":"),
    ("\"category\":", "\"Category\":"),
    ("\"category\":", "\"1category\":"),
    ("\"category\":", "\"\":"),
    ("\"视频\"", "\"视\u{1}\""),
    ("\"视频\"", "\"视\\u9891\""),
    ("\"视频\"", "nul"),
    ("\"facts\":{\"", "\"facts\":{,\""),
    ("\"protected\":{\"camp\":", "\"protected\":{\"camp\":{\"open\":1},\"dcamp\":"),
    ("{\"committed\":", "{\"comitted\":"),
    ("\"m-1\"", "\"m/1\""),
];

#[test]
fn whatever_is_wrong_is_refused_by_both() {
    let (names, (leaves, opening)) = (names(), usual());
    let refused = |from: &str, bytes: &[u8]| {
        assert_eq!(strictly(bytes, Shown::Opening(&opening), &names), None, "strictly, {from}");
        assert_eq!(quickly(bytes, Shown::Opening(&opening), &names), None, "quickly, {from}");
    };
    for (from, to) in WRONG {
        let mut found = 0;
        for leaf in leaves.iter().filter(|leaf| leaf.contains(from)) {
            found += 1;
            refused(to, leaf.replacen(from, to, 1).as_bytes());
        }
        assert!(found > 0, "no leaf has {from}");
    }
    for leaf in &leaves {
        refused("a byte more", &[leaf.as_bytes(), b" "].concat());
        refused("a byte less", &leaf.as_bytes()[..leaf.len() - 1]);
        let halves = leaf.replace("视频", "视?").into_bytes();
        let halves: Vec<u8> =
            halves.iter().map(|byte| if *byte == b'?' { 0xe9 } else { *byte }).collect();
        if leaf.contains("视频") {
            refused("half a character", &halves);
        }
    }
    let decision = &leaves[1];
    let remedy = decision.find("\"remedy\"").unwrap()..decision.find("\"reviewer\"").unwrap();
    let without = [&decision[..remedy.start], &decision[remedy.end..]].concat();
    refused("no remedy", without.as_bytes());
    for nothing in ["null", "true", "\"\""] {
        let remedy_of = format!("\"remedy\":{{\"open\":{nothing}}},");
        let mute = [&decision[..remedy.start], &remedy_of, &decision[remedy.end..]].concat();
        refused(nothing, mute.as_bytes());
    }
    let intake = &leaves[0];
    let camp = intake.find("{\"camp\"").unwrap()..intake.find(",\"subject\"").unwrap();
    let bare = [&intake[..camp.start], "{}", &intake[camp.end..]].concat();
    refused("nothing protected", bare.as_bytes());
}
