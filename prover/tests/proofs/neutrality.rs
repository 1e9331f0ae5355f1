//! Whether a verdict depends on what is protected: base rules that are fair, with one rule added.

use std::collections::BTreeMap;

use drawbridge_fair_policy::{Files, Standard};
use drawbridge_prover::question::{Question, questions_unlinted};

use super::*;

const CAMP: &[&str] = &["camp"];
const BOTH: &[&str] = &["camp", "owner_domain"];

/// What is added to the fair rules, what may differ, for which actions the verdict depends on it.
///
/// The same six cases, with the same answers, as in an earlier trial of the method.
const CASES: &[(&str, &[&str], &[&str])] = &[
    ("", CAMP, &[]),
    (
        r#"forbid(principal, action == Action::"link.open", resource)
           when { principal has camp && principal.camp == "rival" };"#,
        CAMP,
        &["link.open"],
    ),
    (
        r#"forbid(principal, action in [Action::"link.open", Action::"listing.admit"], resource)
           when { principal has camp && context.risk > (if principal.camp == "native" then 59 else 40) };"#,
        CAMP,
        &["link.open", "listing.admit"],
    ),
    // It mentions the camp and changes nothing, since A-2 forbids all of that already.
    (
        r#"forbid(principal, action in [Action::"link.open", Action::"listing.admit"], resource)
           when { principal has camp && principal.camp == "rival" && context.scan == "malware" };"#,
        CAMP,
        &[],
    ),
    // A proxy: the camp does not count, but the domain does, and only a proof over both shows it.
    (PROXY, CAMP, &[]),
    (PROXY, BOTH, &["link.open"]),
];

const PROXY: &str = r#"forbid(principal, action == Action::"link.open", resource)
    when { principal has owner_domain && principal.owner_domain like "*.rival.example" };"#;

fn base() -> Files {
    [
        ("standard.json", include_bytes!("../prototype/standard.json").as_slice()),
        ("schema.cedarschema", include_bytes!("../prototype/schema.cedarschema")),
        ("policies/fair.cedar", include_bytes!("../prototype/policies/fair.cedar")),
    ]
    .into_iter()
    .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
    .collect()
}

async fn neutral(standard: &Standard, free: &[&str]) -> BTreeMap<String, Option<Example>> {
    let name = if free.len() == 1 { free[0] } else { "all" };
    let mut found = BTreeMap::new();
    for question in questions_unlinted(standard).unwrap() {
        if question.name.starts_with("neutral.") && question.name.ends_with(&format!(".{name}")) {
            found.insert(question.step.clone(), refute(standard, &question).await);
        }
    }
    found
}

#[tokio::test]
async fn a_dependence_is_found_where_there_is_one_and_nowhere_else() {
    for (rule, free, depend) in CASES {
        let standard = with(base(), rule);
        let found = neutral(&standard, free).await;
        assert_eq!(found.len(), 2);
        let refuted: Vec<&str> = found
            .iter()
            .filter(|(_, found)| found.is_some())
            .map(|(step, _)| step.as_str())
            .collect();
        assert_eq!(refuted, *depend, "{rule}");
        for example in found.values().flatten() {
            let [one, other] = &example.sides[..] else { panic!("{example:?}") };
            assert_ne!(one.permitted, other.permitted);
            for name in BOTH.iter().filter(|name| !free.contains(*name)) {
                assert_eq!(one.protected.get(*name), other.protected.get(*name), "{name} is held");
            }
        }
    }
}

#[tokio::test]
async fn the_case_that_is_found_is_told_in_words() {
    let rule = r#"forbid(principal, action == Action::"link.open", resource)
        when { principal has camp && context.risk > 40 && principal.camp != "native" };"#;
    let standard = with(base(), rule);
    let found = neutral(&standard, CAMP).await;
    let example = found["link.open"].as_ref().unwrap();
    let risk = example.facts["risk"].as_i64().unwrap();
    assert!((41..60).contains(&risk), "{risk}");
    assert!(example.en.contains(&format!("risk score: {risk}")), "{}", example.en);
    assert!(example.en.contains("unlike only in what is protected: camp "), "{}", example.en);
    assert!(example.en.contains("opened") && example.en.contains("refused"), "{}", example.en);
    assert!(
        example.zh.contains(&format!("风险分：{risk}")) && example.zh.contains("拒绝"),
        "{}",
        example.zh
    );
}

#[tokio::test]
async fn a_standard_with_errors_of_the_lints_is_not_asked_about() {
    let standard = with(base(), PROXY);
    let error = drawbridge_prover::question::questions(&standard).err().unwrap().to_string();
    assert!(error.contains("error: added: matches a pattern"), "{error}");
}

#[tokio::test]
async fn the_same_standard_gives_the_same_scripts() {
    let scripts = |questions: Vec<Question>| async move {
        let mut all = Vec::new();
        for question in &questions {
            all.push(script(question).await.unwrap());
        }
        all
    };
    let standard = with(base(), CASES[2].0);
    let first = scripts(questions_unlinted(&standard).unwrap()).await;
    let again = scripts(questions_unlinted(&with(base(), CASES[2].0)).unwrap()).await;
    assert_eq!(first, again);
}
