//! What would change a verdict: concrete, nearest, and true.

use drawbridge_fair_policy::{Need, Remedy, Standard, decide};
use drawbridge_fair_record::canonical;
use drawbridge_fair_record::{Integer, Object, Value};

use super::*;

#[test]
fn a_remedy_is_concrete_and_nearest() {
    let verdict = case("admission", ADMISSION, r#"{"risk":71}"#);
    let [remedy] = &verdict.remedies[..] else { panic!("{verdict:?}") };
    assert_eq!(remedy.changes.len(), 1);
    assert_eq!(remedy.changes[0].needs, Need::AtMost(Integer::new(59).unwrap()));
    let said = remedy.say(&standard());
    assert_eq!(
        said.en,
        "To be admitted: risk score at most 59 (it is 71). Bring the risk score below 60."
    );
    assert_eq!(said.zh, "若要“准入”：风险分须不高于 59（现为 71）。将风险分降到 60 以下。");
}

#[test]
fn a_remedy_meets_limits_that_are_facts_and_several_rules_at_once() {
    let verdict = case("pay.accept", PAYMENT, r#"{"amount":9999,"licence_valid":false}"#);
    let needs: Vec<_> =
        verdict.remedies[0].changes.iter().map(|c| (c.fact.as_str(), c.needs.clone())).collect();
    let at_most = Need::Exactly(Value::Integer(Integer::new(5000).unwrap()));
    assert_eq!(needs, [("amount", at_most), ("licence_valid", Need::Exactly(Value::Bool(true)))]);
}

#[test]
fn a_remedy_does_not_ask_for_what_is_not_the_applicants() {
    // The restriction would also fall if no notice had been given, and the block if it were the first.
    let verdict = case("restriction", STANDING, r#"{"confirmed_violations_90d":7}"#);
    assert_eq!(verdict.remedies[0].changes[0].fact, "confirmed_violations_90d");
    let verdict = case("unblocking", UNBLOCKING, r#"{"blocks_365d":3}"#);
    assert_eq!(verdict.remedies[0].changes[0].fact, "days_since_block");
}

#[test]
fn the_remedy_fits_a_leaf() {
    let verdict =
        case("admission", ADMISSION, r#"{"risk":90,"deposit_paid":false,"licence_valid":false}"#);
    let value = verdict.remedy(&standard()).unwrap();
    let text = String::from_utf8(canonical::write(&value).unwrap()).unwrap();
    assert!(text.contains(r#"{"at_most":59,"fact":"risk","is":90}"#), "{text}");
    assert!(text.contains(r#"{"at_most":79,"fact":"risk","is":90}"#), "{text}");
    assert_eq!(case("link.open", LINK, "{}").remedy(&standard()), None);
}

/// A fact, and what it is tried with.
type Range = (&'static str, &'static [&'static str]);

const RANGES: &[(&str, &str, &[Range])] = &[
    (
        "admission",
        ADMISSION,
        &[
            ("risk", &["0", "59", "60", "79", "80", "100"]),
            ("complaints_30d", &["0", "51", "900"]),
            ("days_known", &["3", "30"]),
            ("deposit_paid", &["true", "false"]),
        ],
    ),
    (
        "pay.accept",
        PAYMENT,
        &[
            ("risk", &["0", "60", "80"]),
            ("merchant_standing", &["\"good\"", "\"probation\"", "\"suspended\""]),
            ("amount", &["0", "1", "5001"]),
            ("scene_supported", &["true", "false"]),
        ],
    ),
    (
        "fee",
        FEE,
        &[
            ("risk", &["0", "60"]),
            ("volume_30d", &["0", "10000000", "100000000"]),
            ("refund_permille", &["50", "51", "1000"]),
        ],
    ),
    (
        "review",
        REVIEW,
        &[
            ("scan", &["\"clean\"", "\"malware\"", "\"suspicious\""]),
            ("crash_permille", &["20", "21"]),
            ("legal", &["true", "false"]),
            ("privacy_policy", &["true", "false"]),
        ],
    ),
];

#[test]
fn every_remedy_leads_where_it_says_and_asks_for_nothing_needless() {
    let standard = standard();
    let mut tried = 0;
    for (action, facts, ranges) in RANGES {
        for facts in all(facts, ranges) {
            let verdict = decide(&standard, action, &facts, &object(SIDES)).unwrap();
            for remedy in &verdict.remedies {
                assert!(
                    !remedy.changes.is_empty(),
                    "{action} {facts:?}: no way to {}",
                    remedy.step
                );
                holds(&standard, action, &facts, remedy);
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

/// Every combination of the facts' values.
fn all(facts: &str, ranges: &[Range]) -> Vec<Object> {
    let mut all = vec![object(facts)];
    for (name, values) in ranges {
        let with = |facts: &Object, value: &&str| {
            let mut facts = facts.clone();
            facts.insert((*name).to_owned(), canonical::parse(value.as_bytes()).unwrap());
            facts
        };
        all = all.iter().flat_map(|facts| values.iter().map(move |v| with(facts, v))).collect();
    }
    all
}

fn holds(standard: &Standard, action: &str, facts: &Object, remedy: &Remedy) {
    let steps = &standard.actions()[action].steps;
    let rank = |facts: &Object| {
        let step = decide(standard, action, facts, &object(SIDES)).unwrap().ruling.step;
        steps.iter().position(|s| Some(&s.action) == step.as_ref()).unwrap_or(steps.len())
    };
    let aim = steps.iter().position(|step| step.action == remedy.step).unwrap();
    let mut changed = facts.clone();
    for change in &remedy.changes {
        let value = match &change.needs {
            Need::Exactly(value) => value.clone(),
            Need::AtMost(number) | Need::AtLeast(number) => Value::Integer(*number),
        };
        changed.insert(change.fact.clone(), value);
    }
    assert!(rank(&changed) <= aim, "{action} {facts:?} {remedy:?}");
    for change in &remedy.changes {
        let mut less = changed.clone();
        less.insert(change.fact.clone(), change.is.clone());
        assert!(rank(&less) > aim, "{action} {facts:?} {remedy:?}: {} is needless", change.fact);
    }
}
