//! What the published standard says about opening a link.

use serde::{Deserialize, Serialize};

/// How a link may be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Directly, inside the app.
    Open,
    /// After a warning.
    Warn,
    /// Not.
    Refuse,
}

/// The verdict, with all that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Safety {
    /// How it may be opened.
    pub step: Step,
    /// What was found, the gravest first. Empty for what opens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The decision's place in the fairness log, by which one appeals. Absent where none is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<u64>,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule, by its name in the standard.
    pub rule: String,
    /// Why, in Chinese.
    pub reason_zh: String,
    /// Why, in English.
    pub reason_en: String,
    /// What helps, in Chinese.
    pub remedy_zh: String,
    /// What helps, in English.
    pub remedy_en: String,
}
