//! One statement, field by field as the database names them.

use drawbridge_fair_record::Gate;
use drawbridge_fair_record::leaf::Verdict;
use serde::Serialize;

use super::Told;
use super::restriction::{self, Restriction};

/// The longest `decision_facts`, in characters.
const MAX_FACTS: usize = 5000;
/// The longest explanation.
const MAX_EXPLANATION: usize = 2000;
/// The longest of the other texts.
const MAX_SHORT: usize = 500;

/// A statement of reasons. Fields that are absent are not written.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statement {
    /// Unique among ours, and never used again.
    pub puid: String,
    /// What was done to what is seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decision_visibility: Vec<&'static str>,
    /// To payments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_monetary: Option<&'static str>,
    /// To the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_provision: Option<&'static str>,
    /// To the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_account: Option<&'static str>,
    /// Whose account it is: ours are businesses.
    pub account_type: &'static str,
    /// What happened.
    pub decision_facts: String,
    /// Whether law or terms are the ground.
    pub decision_ground: &'static str,
    /// Where the ground can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_ground_reference_url: Option<String>,
    /// The statute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub illegal_content_legal_ground: Option<String>,
    /// Why it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub illegal_content_explanation: Option<String>,
    /// The rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incompatible_content_ground: Option<String>,
    /// Why they apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incompatible_content_explanation: Option<String>,
    /// Whether it is held to be illegal besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incompatible_content_illegal: Option<&'static str>,
    /// What it was about.
    pub content_type: Vec<&'static str>,
    /// The same in words, where the database has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type_other: Option<&'static str>,
    /// The day it was submitted, in Beijing.
    pub content_date: String,
    /// Of which sort the reason is.
    pub category: String,
    /// The day it was decided, in Beijing.
    pub application_date: String,
    /// Who pointed to it.
    pub source_type: String,
    /// Whether it was found by a machine.
    pub automated_detection: &'static str,
    /// Whether it was decided by one.
    pub automated_decision: &'static str,
}

/// The statement of a decision.
pub(super) fn of(puid: String, told: &Told<'_>) -> Statement {
    let mut statement = Statement {
        puid,
        account_type: "ACCOUNT_TYPE_BUSINESS",
        decision_facts: cut(&facts(told), MAX_FACTS),
        content_date: told.case.submitted.day(),
        category: category(told),
        application_date: told.time.day(),
        source_type: source(told),
        automated_detection: yes_no(told.flag("automated_detection").unwrap_or(by_machine(told))),
        automated_decision: automation(told),
        decision_ground_reference_url: told.fact("ground_url").map(|url| cut(url, MAX_SHORT)),
        ..Statement::default()
    };
    match restriction::of(told) {
        Restriction::Visibility(word) => statement.decision_visibility = vec![word],
        Restriction::Monetary(word) => statement.decision_monetary = Some(word),
        Restriction::Provision(word) => statement.decision_provision = Some(word),
        Restriction::Account(word) => statement.decision_account = Some(word),
    }
    let (content, other) = content(told.gate);
    statement.content_type = vec![content];
    statement.content_type_other = other;
    ground(&mut statement, told);
    statement
}

/// Law if the fact `legal_ground` says so, else our rules.
fn ground(statement: &mut Statement, told: &Told<'_>) {
    let rules: Vec<&str> = told.decision.rules.iter().map(String::as_str).collect();
    let rules = if rules.is_empty() {
        "default: no published rule permits it".to_owned()
    } else {
        rules.join(", ")
    };
    let remedy = told.remedy();
    let why = remedy.map_or_else(
        || "What would change the decision was told to the party.".to_owned(),
        |remedy| format!("What would change the decision: {remedy}"),
    );
    let why = Some(cut(&why, MAX_EXPLANATION));
    if told.flag("legal_ground") == Some(true) {
        statement.decision_ground = "DECISION_GROUND_ILLEGAL_CONTENT";
        let law = told.fact("law").map_or(rules, str::to_owned);
        statement.illegal_content_legal_ground = Some(cut(&law, MAX_SHORT));
        statement.illegal_content_explanation = why;
    } else {
        statement.decision_ground = "DECISION_GROUND_INCOMPATIBLE_CONTENT";
        statement.incompatible_content_ground = Some(cut(&rules, MAX_SHORT));
        statement.incompatible_content_explanation = why;
        statement.incompatible_content_illegal = Some("No");
    }
}

fn facts(told: &Told<'_>) -> String {
    let verdict = match told.decision.verdict {
        Verdict::Allow => "allowed",
        Verdict::Restrict => "restricted",
        Verdict::Refuse => "refused",
    };
    let (gate, action) = (told.gate.name(), &told.case.action);
    let (submitted, decided) = (told.case.submitted.rfc3339(), told.time.rfc3339());
    let mut facts = format!(
        "The case {} asked for `{action}` at the gate `{gate}` on {submitted} and was {verdict} on {decided}, under the published rules that were in force (leaf {} of the log, SHA-256 {}).",
        told.decision.subject,
        told.decision.policy.index,
        told.decision.policy_sha256.to_base64(),
    );
    if let Some(more) = told.fact("reason") {
        facts.push(' ');
        facts.push_str(more);
    }
    facts
}

const CATEGORIES: [&str; 16] = [
    "ANIMAL_WELFARE",
    "CONSUMER_INFORMATION",
    "CYBER_VIOLENCE",
    "CYBER_VIOLENCE_AGAINST_WOMEN",
    "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
    "ILLEGAL_OR_HARMFUL_SPEECH",
    "INTELLECTUAL_PROPERTY_INFRINGEMENTS",
    "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
    "NOT_SPECIFIED_NOTICE",
    "OTHER_VIOLATION_TC",
    "PROTECTION_OF_MINORS",
    "RISK_FOR_PUBLIC_SECURITY",
    "SCAMS_AND_FRAUD",
    "SELF_HARM",
    "UNSAFE_AND_PROHIBITED_PRODUCTS",
    "VIOLENCE",
];

/// The fact `statement_category`, else what is left when terms, or the law, were broken in no way that has a
/// name.
fn category(told: &Told<'_>) -> String {
    let said = told.fact("statement_category");
    let known = said.filter(|said| CATEGORIES.contains(said));
    let legal = told.flag("legal_ground") == Some(true);
    let rest = if legal { "NOT_SPECIFIED_NOTICE" } else { "OTHER_VIOLATION_TC" };
    format!("STATEMENT_CATEGORY_{}", known.unwrap_or(rest))
}

/// The fact `source`, else ourselves.
fn source(told: &Told<'_>) -> String {
    let word = match told.fact("source") {
        Some("notice") => "SOURCE_ARTICLE_16",
        Some("trusted_flagger") => "SOURCE_TRUSTED_FLAGGER",
        Some("other_notification") => "SOURCE_TYPE_OTHER_NOTIFICATION",
        _ => "SOURCE_VOLUNTARY",
    };
    word.to_owned()
}

const fn by_machine(told: &Told<'_>) -> bool {
    told.decision.reviewer.is_none()
}

/// Rules alone, rules that a person confirmed, or a person alone.
fn automation(told: &Told<'_>) -> &'static str {
    match (by_machine(told), told.decision.rules.is_empty()) {
        (true, _) => "AUTOMATED_DECISION_FULLY",
        (false, false) => "AUTOMATED_DECISION_PARTIALLY",
        (false, true) => "AUTOMATED_DECISION_NOT_AUTOMATED",
    }
}

const fn content(gate: Gate) -> (&'static str, Option<&'static str>) {
    match gate {
        Gate::Mini => ("CONTENT_TYPE_APP", None),
        Gate::Shop => ("CONTENT_TYPE_PRODUCT", None),
        Gate::Share => ("CONTENT_TYPE_OTHER", Some("inbound link")),
        Gate::Pay => ("CONTENT_TYPE_OTHER", Some("payment request")),
        Gate::Ship => ("CONTENT_TYPE_OTHER", Some("parcel")),
        Gate::All => ("CONTENT_TYPE_OTHER", Some("case")),
    }
}

const fn yes_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

/// At most so many characters; an ellipsis says that there were more.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        assert_eq!(cut("吊桥", 2), "吊桥");
        assert_eq!(cut("吊桥放下", 3), "吊桥…");
        assert_eq!(cut(&"a".repeat(6000), MAX_FACTS).chars().count(), MAX_FACTS);
    }

    /// Every word that the fact `effect` may say is one of the database's.
    #[test]
    fn every_effect_is_a_word_of_the_database() {
        let schema = include_str!("../../schema/dsa-statement-of-reasons.schema.json");
        for (name, restriction) in restriction::effects() {
            let (Restriction::Visibility(word)
            | Restriction::Monetary(word)
            | Restriction::Provision(word)
            | Restriction::Account(word)) = restriction;
            assert!(schema.contains(&format!("\"{word}\"")), "{name}: {word}");
        }
        for category in CATEGORIES {
            assert!(schema.contains(&format!("\"STATEMENT_CATEGORY_{category}\"")), "{category}");
        }
    }
}
