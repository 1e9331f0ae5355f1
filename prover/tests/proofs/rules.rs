//! Floors, steps in order, rules that never fail: each holds, and each is refuted once.

use drawbridge_fair_policy::Standard;
use drawbridge_prover::question::questions_unlinted;

use super::*;

async fn ask(standard: &Standard, name: &str) -> Option<Example> {
    let questions = questions_unlinted(standard).unwrap();
    let question = questions.iter().find(|question| question.name == name);
    refute(standard, question.unwrap_or_else(|| panic!("nobody asks {name}"))).await
}

#[tokio::test]
async fn a_floor_that_a_rule_takes_away_is_missed() {
    let floor = "floor.link.open.floor.link.legal-and-clean";
    assert!(ask(&published_with(""), floor).await.is_none());
    // Clean and legal, and still refused: not for who it is, but for what every link has.
    let rule = r#"forbid(principal, action == Action::"link.open", resource)
        when { context.scan == "clean" && context.legal };"#;
    let example = ask(&published_with(rule), floor).await.unwrap();
    assert_eq!(example.facts["scan"], "clean");
    assert_eq!(example.facts["legal"], true);
    assert_eq!(example.sides[0].granted, "link.open.warned");
}

#[tokio::test]
async fn steps_out_of_order_are_found() {
    let ladder = "ladder.link.open.link.open.warned";
    assert!(ask(&published_with(""), ladder).await.is_none());
    let rule = r#"forbid(principal, action == Action::"link.open.warned", resource)
        when { context.scan == "clean" };"#;
    let example = ask(&published_with(rule), ladder).await.unwrap();
    assert_eq!(example.sides[0].permitted, Some(false));
    assert_eq!(example.sides[0].granted, "link.open");
}

#[tokio::test]
async fn a_rule_that_can_overflow_is_found_and_one_within_the_ranges_is_not() {
    let rule = |factor: &str| {
        format!(
            r#"forbid(principal, action == Action::"pay.accept", resource)
               when {{ context.amount * {factor} > 5 }};"#
        )
    };
    let name = "never-fails.pay.accept.added";
    let example = ask(&published_with(&rule("100000")), name).await.unwrap();
    assert_eq!(example.sides[0].granted, "undecided");
    assert!(example.en.contains("a rule fails"), "{}", example.en);
    // The amount is at most 10^15, so that a thousand of it stay within 64 bits.
    assert!(ask(&published_with(&rule("1000")), name).await.is_none());
}
