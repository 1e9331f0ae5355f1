//! The published standard, decided case by case, and what is refused to be one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod decided;
mod lints;
mod refused;
mod remedies;

use drawbridge_fair_policy::{Standard, Verdict, decide, published};
use drawbridge_fair_record::canonical;
use drawbridge_fair_record::{Object, Value};

pub(crate) fn object(json: &str) -> Object {
    match canonical::parse(json.as_bytes()).unwrap() {
        Value::Object(object) => object,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn standard() -> Standard {
    Standard::parse(&published()).unwrap()
}

pub(crate) const SIDES: &str = r#"{"camp":"a","domain":"a.example","wallet_brand":"w"}"#;

/// Facts with some of them replaced.
pub(crate) fn but(facts: &str, changes: &str) -> Object {
    let mut facts = object(facts);
    facts.extend(object(changes));
    facts
}

pub(crate) fn case(action: &str, facts: &str, changes: &str) -> Verdict {
    decide(&standard(), action, &but(facts, changes), &object(SIDES)).unwrap()
}

pub(crate) const PAYMENT: &str = r#"{"licence_valid":true,"merchant_standing":"good","risk":10,
    "currency_supported":true,"scene_supported":true,"amount":100,"amount_min":1,"amount_max":5000}"#;
pub(crate) const LINK: &str = r#"{"legal":true,"scan":"clean","credentials":false,"look_alike":false,
    "mixed_scripts":false,"disguised":false,"program":false,"redirects":0,"days_known":10,"shares_1h":1,
    "unfit":false,"odd_port":false,"inner":false,"passes_elsewhere":false,"calls_itself":false,"shown_otherwise":false}"#;
pub(crate) const ADMISSION: &str =
    r#"{"licence_valid":true,"risk":10,"deposit_paid":true,"complaints_30d":0,"days_known":0}"#;
pub(crate) const FEE: &str = r#"{"volume_30d":200000000,"refund_permille":3,"risk":10}"#;
pub(crate) const REVIEW: &str = r#"{"scan":"clean","legal":true,"permissions_explained":true,
    "privacy_policy":true,"crash_permille":0}"#;
pub(crate) const STANDING: &str = r#"{"confirmed_violations_90d":0,"gravest":"none","rate_per_minute":10,
    "rate_limit":100,"notice_given":true}"#;
pub(crate) const UNBLOCKING: &str =
    r#"{"cause_removed":true,"scan":"clean","days_since_block":1,"blocks_365d":1}"#;
pub(crate) const APPEAL: &str = r#"{"days_since_decision":3,"new_evidence":false,"error_confirmed":false,
    "reasons_given":true}"#;
