//! Every action, decided both ways.

use std::collections::BTreeSet;

use drawbridge_fair_policy::decide;
use drawbridge_fair_record::Object;
use drawbridge_fair_record::leaf::Verdict as Outcome;

use super::*;

/// Action, facts, what is different in them, the step that is granted, the rules that determined it.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    ("pay.accept", PAYMENT, "{}", "pay.accept", &["pay.open-to-all"]),
    ("pay.accept", PAYMENT, r#"{"risk":80}"#, "", &["pay.risk"]),
    ("pay.accept", PAYMENT, r#"{"risk":60,"merchant_standing":"probation"}"#, "", &["pay.risk"]),
    (
        "pay.accept",
        PAYMENT,
        r#"{"amount":5001,"licence_valid":false}"#,
        "",
        &["pay.licence", "pay.limits"],
    ),
    ("pay.accept", PAYMENT, r#"{"merchant_standing":"suspended"}"#, "", &["pay.suspended"]),
    ("link.open", LINK, "{}", "link.open", &["link.open-to-all"]),
    (
        "link.open",
        LINK,
        r#"{"scan":"suspicious"}"#,
        "link.open.warned",
        &["link.open-to-all", "link.suspicious"],
    ),
    ("link.open", LINK, r#"{"legal":false}"#, "", &["link.illegal"]),
    (
        "link.open",
        LINK,
        r#"{"look_alike":true}"#,
        "link.open.warned",
        &["link.look-alike", "link.open-to-all"],
    ),
    (
        "link.open",
        LINK,
        r#"{"mixed_scripts":true}"#,
        "link.open.warned",
        &["link.mixed-scripts", "link.open-to-all"],
    ),
    (
        "link.open",
        LINK,
        r#"{"disguised":true}"#,
        "link.open.warned",
        &["link.disguised", "link.open-to-all"],
    ),
    (
        "link.open",
        LINK,
        r#"{"program":true}"#,
        "link.open.warned",
        &["link.open-to-all", "link.program"],
    ),
    (
        "link.open",
        LINK,
        r#"{"redirects":6}"#,
        "link.open.warned",
        &["link.open-to-all", "link.redirects"],
    ),
    (
        "link.open",
        LINK,
        r#"{"days_known":0,"shares_1h":1000}"#,
        "link.open.warned",
        &["link.burst", "link.open-to-all"],
    ),
    ("link.open", LINK, r#"{"days_known":0,"shares_1h":999}"#, "link.open", &["link.open-to-all"]),
    ("link.open", LINK, r#"{"credentials":true}"#, "", &["link.credentials"]),
    ("link.open", LINK, r#"{"unfit":true}"#, "", &["link.unfit"]),
    (
        "link.open",
        LINK,
        r#"{"odd_port":true}"#,
        "link.open.warned",
        &["link.odd-port", "link.open-to-all"],
    ),
    (
        "link.open",
        LINK,
        r#"{"inner":true}"#,
        "link.open.warned",
        &["link.inner", "link.open-to-all"],
    ),
    (
        "link.open",
        LINK,
        r#"{"passes_elsewhere":true}"#,
        "link.open.warned",
        &["link.open-to-all", "link.passes-elsewhere"],
    ),
    (
        "link.open",
        LINK,
        r#"{"calls_itself":true}"#,
        "link.open.warned",
        &["link.borrowed-name", "link.open-to-all"],
    ),
    (
        "link.open",
        LINK,
        r#"{"shown_otherwise":true}"#,
        "link.open.warned",
        &["link.open-to-all", "link.shown-otherwise"],
    ),
    (
        "link.open",
        LINK,
        r#"{"look_alike":true,"mixed_scripts":true}"#,
        "",
        &["link.counterfeit", "link.look-alike", "link.mixed-scripts"],
    ),
    ("admission", ADMISSION, "{}", "admission.full", &["admission.open-to-all"]),
    (
        "admission",
        ADMISSION,
        r#"{"risk":71}"#,
        "admission.probation",
        &["admission.open-to-all", "admission.risk-full"],
    ),
    ("admission", ADMISSION, r#"{"risk":80}"#, "", &["admission.risk", "admission.risk-full"]),
    ("fee", FEE, "{}", "fee.tier.1", &["fee.lowest-permitted"]),
    (
        "fee",
        FEE,
        r#"{"volume_30d":10000000}"#,
        "fee.tier.2",
        &["fee.lowest-permitted", "fee.volume-1"],
    ),
    (
        "fee",
        FEE,
        r#"{"refund_permille":51}"#,
        "fee.tier.3",
        &["fee.lowest-permitted", "fee.refunds"],
    ),
    ("fee", FEE, r#"{"risk":60}"#, "fee.tier.4", &["fee.lowest-permitted", "fee.risk"]),
    (
        "review",
        REVIEW,
        r#"{"privacy_policy":false}"#,
        "review.labelled",
        &["review.open-to-all", "review.privacy"],
    ),
    ("review", REVIEW, r#"{"scan":"malware"}"#, "", &["review.malicious"]),
    (
        "restriction",
        STANDING,
        r#"{"rate_per_minute":101}"#,
        "restriction.limited",
        &["restriction.none-by-default", "restriction.rate"],
    ),
    ("restriction", STANDING, r#"{"gravest":"grave"}"#, "", &["restriction.grave"]),
    (
        "restriction",
        STANDING,
        r#"{"gravest":"grave","notice_given":false}"#,
        "restriction.none",
        &["restriction.none-by-default"],
    ),
    (
        "unblocking",
        UNBLOCKING,
        r#"{"blocks_365d":3}"#,
        "unblocking.trial",
        &["unblocking.again", "unblocking.open-to-all"],
    ),
    ("unblocking", UNBLOCKING, r#"{"cause_removed":false}"#, "", &["unblocking.cause"]),
    ("appeal", APPEAL, "{}", "appeal.rehear", &["appeal.no-error-yet", "appeal.open-to-all"]),
    ("appeal", APPEAL, r#"{"reasons_given":false}"#, "appeal.grant", &["appeal.open-to-all"]),
    (
        "appeal",
        APPEAL,
        r#"{"days_since_decision":181}"#,
        "",
        &["appeal.late", "appeal.no-error-yet"],
    ),
];

#[test]
fn every_action_is_decided_and_names_its_rules() {
    for (action, facts, changes, step, rules) in CASES {
        let ruling = case(action, facts, changes).ruling;
        let spoke: BTreeSet<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
        assert_eq!(
            (ruling.step.as_deref().unwrap_or(""), &ruling.rules),
            (*step, &spoke),
            "{action} {changes}"
        );
        assert_eq!(ruling.step.is_none(), ruling.verdict == Outcome::Refuse, "{action} {changes}");
    }
}

#[test]
fn a_fact_is_never_assumed() {
    let standard = standard();
    let say = |facts: &Object, protected: &str| {
        decide(&standard, "pay.accept", facts, &object(protected)).unwrap_err().to_string()
    };
    let mut missing = object(PAYMENT);
    missing.remove("risk");
    assert_eq!(say(&missing, SIDES), "facts.risk is missing: it is never assumed");
    for (changes, error) in [
        (r#"{"risk":"low"}"#, "facts.risk: expected a whole number from 0 to 100"),
        (r#"{"risk":101}"#, "facts.risk: expected a whole number from 0 to 100"),
        (r#"{"licence_valid":1}"#, "facts.licence_valid: expected true or false"),
        (
            r#"{"merchant_standing":"vip"}"#,
            "facts.merchant_standing: expected one of good, probation, suspended",
        ),
        (r#"{"mood":1}"#, "facts.mood is none that this action takes"),
    ] {
        assert_eq!(say(&but(PAYMENT, changes), SIDES), error);
    }
    let whole = object(PAYMENT);
    assert_eq!(
        say(&whole, r#"{"camp":"a"}"#),
        "protected.wallet_brand is missing: it is never assumed"
    );
    assert_eq!(say(&whole, r#"{"camp":1,"wallet_brand":"w"}"#), "protected.camp: expected a text");
    let unknown = r#"{"camp":"a","wallet_brand":"w","star":"sirius"}"#;
    assert_eq!(say(&whole, unknown), "protected.star is none that this action takes");
    let error = decide(&standard, "pay.refuse", &whole, &object(SIDES)).unwrap_err();
    assert_eq!(error.to_string(), r#"the standard has no action "pay.refuse""#);
}
