//! Findings as a report lists them: plain data that is written as JSON.

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use serde::Serialize;

use super::rules::{ALL, Mark, Severity};
use super::{Finding, Place};

/// What a report says about agreements. Serialised, it is the same to the byte for the same book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The moment at which they were compared, in milliseconds since 1970.
    pub at: i64,
    /// How many agreements were searched.
    pub agreements: usize,
    /// How many findings no exception excuses, by severity.
    pub open: BTreeMap<&'static str, usize>,
    /// How many one does.
    pub excused: usize,
    /// Every rule that was searched by, with what it found.
    pub rules: Vec<Tally>,
    /// Each finding: open ones first, then by severity, then in the order in which they were found.
    pub findings: Vec<Told>,
}

/// What one rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The rule.
    pub rule: &'static str,
    /// How grave a breach is.
    pub severity: Severity,
    /// How often, not excused.
    pub open: usize,
    /// How often, excused.
    pub excused: usize,
}

/// A finding, told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The rule.
    pub rule: &'static str,
    /// How grave a breach is.
    pub severity: Severity,
    /// The clauses that determined it.
    pub places: Vec<ToldPlace>,
    /// In Chinese.
    pub zh: Words,
    /// In English.
    pub en: Words,
    /// What laws and decisions have to do with it. No legal advice.
    pub hooks: Vec<Hook>,
    /// The SHA-256, in Base64, of the exception that excuses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excused_by: Option<String>,
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToldPlace {
    /// The agreement.
    pub agreement: String,
    /// The clause; absent if it is the agreement as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// A finding in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// What the rule is called.
    pub title: &'static str,
    /// What it is in this case.
    pub explanation: String,
    /// What would mend it.
    pub remedy: &'static str,
}

/// A law or a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hook {
    /// Its name and place.
    pub source: &'static str,
    /// `S` if it was seen in public material, `M` if it is from memory and must be checked.
    pub mark: Mark,
}

impl Summary {
    /// Of what was found among so many agreements at a moment.
    pub fn of(agreements: usize, at: Timestamp, findings: &[Finding]) -> Self {
        let mut open = BTreeMap::from([("grave", 0), ("serious", 0), ("notice", 0)]);
        for finding in findings.iter().filter(|finding| finding.excused.is_none()) {
            *open.entry(finding.rule.severity.name()).or_default() += 1;
        }
        let count = |rule: &str, excused: bool| {
            let mine = |one: &&Finding| one.rule.id == rule && one.excused.is_some() == excused;
            findings.iter().filter(mine).count()
        };
        let tally = |rule: &super::Rule| Tally {
            rule: rule.id,
            severity: rule.severity,
            open: count(rule.id, false),
            excused: count(rule.id, true),
        };
        let mut sorted: Vec<&Finding> = findings.iter().collect();
        sorted.sort_by(|one, other| {
            let key = |finding: &Finding| finding.excused.is_some();
            key(one).cmp(&key(other)).then(other.rule.severity.cmp(&one.rule.severity))
        });
        Self {
            at: at.0,
            agreements,
            open,
            excused: findings.iter().filter(|finding| finding.excused.is_some()).count(),
            rules: ALL.iter().map(tally).collect(),
            findings: sorted.into_iter().map(told).collect(),
        }
    }
}

fn told(finding: &Finding) -> Told {
    let rule = finding.rule;
    let place = |place: &Place| ToldPlace {
        agreement: place.agreement.clone(),
        clause: place.clause.clone(),
    };
    let words = |title, explanation: &String, remedy| Words {
        title,
        explanation: explanation.clone(),
        remedy,
    };
    Told {
        rule: rule.id,
        severity: rule.severity,
        places: finding.places.iter().map(place).collect(),
        zh: words(rule.title_zh, &finding.zh, rule.remedy_zh),
        en: words(rule.title_en, &finding.en, rule.remedy_en),
        hooks: rule.hooks.iter().map(|(mark, source)| Hook { source, mark: *mark }).collect(),
        excused_by: finding.excused.map(drawbridge_fair_log::Hash::to_base64),
    }
}
