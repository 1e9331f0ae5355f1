//! What a standard must not say.

use drawbridge_fair_policy::lint::{Finding, Weight, lint};
use drawbridge_fair_policy::{Standard, published};

use super::*;

/// File, what is added to it, weight, part of what is found.
const ADDED: &[(&str, &str, Weight, &str)] = &[
    (
        BLUNT,
        r#"when { principal has camp && principal.camp == "rival" }"#,
        Weight::Error,
        "which is no word of a fact",
    ),
    (BLUNT, "when { principal has camp }", Weight::Warning, "reads camp, which is protected"),
    (BLUNT, r#"when { principal == Subject::"rival" }"#, Weight::Error, "names \"rival\""),
    (
        BLUNT,
        r#"when { principal in Subject::"group" }"#,
        Weight::Error,
        "asks for a place in a hierarchy",
    ),
    (BLUNT, r#"when { context.scan like "mal*" }"#, Weight::Error, "matches a pattern"),
    (BLUNT, "when { {a: context.legal}.a }", Weight::Error, "builds a record"),
    (NARROW, "", Weight::Error, "principal is narrowed"),
    (EVERYWHERE, "", Weight::Error, "speaks on every action"),
];

const BLUNT: &str = r#"forbid(principal, action == Action::"link.open", resource) "#;
const NARROW: &str =
    r#"forbid(principal == Subject::"rival", action == Action::"link.open", resource) "#;
const EVERYWHERE: &str = "forbid(principal, action, resource) ";
const SAYS: &str =
    r#"@id("added") @reason_zh("甲") @reason_en("a") @remedy_zh("乙") @remedy_en("b") "#;

/// The published standard with a rule added.
fn with(file: &str, rule: &str) -> Standard {
    let mut files = published();
    files.insert(file.to_owned(), format!("{SAYS}{rule};\n").into_bytes());
    Standard::parse(&files).unwrap()
}

fn found(standard: &Standard) -> Vec<Finding> {
    lint(standard, &["rival", "对手"]).unwrap()
}

#[test]
fn nothing_is_found_in_the_published_standard() {
    assert_eq!(found(&standard()), []);
}

#[test]
fn a_rule_names_nobody_and_reaches_nothing_past_the_attributes() {
    for (scope, condition, weight, what) in ADDED {
        let findings = found(&with("policies/added.cedar", &format!("{scope}{condition}")));
        let is = |finding: &Finding| {
            finding.weight == *weight && finding.at == "added" && finding.what.contains(what)
        };
        assert!(findings.iter().any(is), "{scope}{condition}: {findings:?}");
    }
}

#[test]
fn a_floor_permits_and_has_its_reason() {
    let mut files = published();
    let rule = r#"@id("added") forbid(principal, action == Action::"link.open", resource);"#;
    files.insert("floors/added.cedar".to_owned(), rule.as_bytes().to_vec());
    let said: Vec<String> =
        found(&Standard::parse(&files).unwrap()).iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "error: added: a floor permits: it says what every version must permit",
            "error: added: a floor without @reason_en",
            "error: added: a floor without @reason_zh",
        ]
    );
}

#[test]
fn texts_name_nobody_and_windows_are_long_enough() {
    for (from, to, what) in [
        ("商户的经营许可无效。", "对手的经营许可无效。", "names 对手"),
        ("suspended from taking", "a Rival, suspended from taking", "names rival"),
    ] {
        let mut files = published();
        let text = String::from_utf8(files["policies/pay.cedar"].clone()).unwrap();
        files.insert("policies/pay.cedar".to_owned(), text.replace(from, to).into_bytes());
        let findings = found(&Standard::parse(&files).unwrap());
        assert!(findings.len() == 1 && findings[0].what.contains(what), "{findings:?}");
    }
    for (from, until, at) in [
        ("2026-09-01", "2026-10-01", None),
        ("2026-09-25", "2026-10-01", Some("consultation")),
        ("2026-09-01", "2026-11-25", Some("effective_from")),
    ] {
        let mut files = published();
        let text = String::from_utf8(files["standard.json"].clone()).unwrap();
        let midnight = "T00:00:00+08:00";
        let window = format!(
            r#""consultation": {{"from": "{from}{midnight}", "until": "{until}{midnight}"}}, "protected""#
        );
        let text = text.replacen("\"protected\"", &window, 1);
        files.insert("standard.json".to_owned(), text.into_bytes());
        let findings = found(&Standard::parse(&files).unwrap());
        let places: Vec<&str> = findings.iter().map(|finding| finding.at.as_str()).collect();
        assert_eq!(places, at.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_fact_that_tells_who_somebody_is_is_warned_about() {
    let mut files = published();
    for name in ["standard.json", "schema.cedarschema", "policies/link.cedar"] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        let text =
            text.replace("legal\"", "host_legal\"").replace("legal: Bool", "host_legal: Bool");
        let text = text.replace("context.legal", "context.host_legal");
        files.insert(name.to_owned(), text.into_bytes());
    }
    for name in ["policies/review.cedar", "floors/link.cedar"] {
        let text = String::from_utf8(files[name].clone()).unwrap();
        files.insert(
            name.to_owned(),
            text.replace("context.legal", "context.host_legal").into_bytes(),
        );
    }
    let findings = found(&Standard::parse(&files).unwrap());
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(
        (findings[0].weight, findings[0].at.as_str()),
        (Weight::Warning, "facts.host_legal")
    );
}
