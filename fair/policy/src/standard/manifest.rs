//! `standard.json`: what the standard is about, in words and ranges.

use std::collections::BTreeMap;

use drawbridge_canon::Timestamp;
use drawbridge_fair_record::canonical;
use drawbridge_fair_record::leaf::MAX_NAME;
use drawbridge_fair_record::{Integer, Value};
use serde::Deserialize;

use super::MANIFEST;
use crate::error::StandardError;

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What is known of a fact. Its type stands in the schema.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Least value of a number.
    pub from: Option<i64>,
    /// Largest value of a number.
    pub to: Option<i64>,
    /// The words of a text, closed: nobody is named in a fact.
    pub words: Option<BTreeMap<String, Named>>,
    /// Whether it is not the applicant's to change, such as a published limit.
    #[serde(default)]
    pub fixed: bool,
}

/// When a version was open to comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// From when.
    pub from: Timestamp,
    /// Until when; later than it began.
    pub until: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct Manifest {
    pub(super) version: String,
    pub(super) effective_from: Timestamp,
    pub(super) consultation: Option<Consultation>,
    pub(super) protected: BTreeMap<String, Named>,
    pub(super) facts: BTreeMap<String, Fact>,
    pub(super) actions: BTreeMap<String, Asked>,
}

/// An action as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) gates: Vec<String>,
    pub(super) protected: Vec<String>,
    pub(super) steps: Vec<Written>,
}

/// A step as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) action: String,
    pub(super) verdict: String,
    pub(super) zh: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    effective_from: String,
    consultation: Option<Window>,
    protected: BTreeMap<String, Named>,
    facts: BTreeMap<String, Fact>,
    actions: BTreeMap<String, Asked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Window {
    from: String,
    until: String,
}

impl Window {
    fn read(&self) -> Result<Consultation, StandardError> {
        let from = time("consultation.from", &self.from)?;
        let until = time("consultation.until", &self.until)?;
        if until <= from {
            return Err(wrong("a consultation ends after it begins"));
        }
        Ok(Consultation { from, until })
    }
}

impl Manifest {
    pub(super) fn parse(text: &str) -> Result<Self, StandardError> {
        // The log's reader refuses a name that stands twice, which serde would let win silently.
        canonical::parse(text.as_bytes()).map_err(|e| StandardError::unreadable(MANIFEST, e))?;
        let file: File =
            serde_json::from_str(text).map_err(|e| StandardError::unreadable(MANIFEST, e))?;
        let effective_from = time("effective_from", &file.effective_from)?;
        let consultation = file.consultation.as_ref().map(Window::read).transpose()?;
        if consultation.is_some_and(|window| effective_from < window.until) {
            return Err(wrong("a standard is not in force before the consultation on it is over"));
        }
        if file.protected.is_empty() {
            return Err(wrong("nothing is protected"));
        }
        for name in file.facts.keys().chain(file.protected.keys()) {
            plain(name)?;
        }
        for (name, fact) in &file.facts {
            if file.protected.contains_key(name) {
                return Err(wrong(format!("{name} is protected and a fact")));
            }
            range(name, fact)?;
        }
        let File { version, protected, facts, actions, .. } = file;
        Ok(Self { version, effective_from, consultation, protected, facts, actions })
    }
}

/// A name is one that leaves take, without the double line that marks a twin in the proof.
fn plain(name: &str) -> Result<(), StandardError> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let first = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if first && name.len() <= MAX_NAME && name.bytes().all(fits) && !name.contains("__") {
        return Ok(());
    }
    Err(wrong(format!("{name:?}: names are 1 to {MAX_NAME} of a-z 0-9 _, a letter first, no __")))
}

/// A number is one that every reader of the log holds exactly, and the range is not empty.
fn range(name: &str, fact: &Fact) -> Result<(), StandardError> {
    let (from, to) = (fact.least(), fact.largest());
    let held = |number| Integer::new(number).is_some();
    if from > to || !held(from) || !held(to) {
        return Err(wrong(format!(
            "facts.{name}: from {from} to {to} is no range within ±(2^53 - 1)"
        )));
    }
    if fact.words.as_ref().is_some_and(BTreeMap::is_empty) {
        return Err(wrong(format!("facts.{name}: no words to choose from")));
    }
    Ok(())
}

impl Fact {
    /// Least value of a number.
    pub fn least(&self) -> i64 {
        self.from.unwrap_or(-Integer::MAX)
    }

    /// Largest value of a number.
    pub fn largest(&self) -> i64 {
        self.to.unwrap_or(Integer::MAX)
    }

    /// Whether a text is one of its words.
    pub fn has_word(&self, word: &str) -> bool {
        self.words.as_ref().is_some_and(|words| words.contains_key(word))
    }

    /// A value of the fact as people say it: Chinese and English.
    pub fn say(&self, value: &Value) -> (String, String) {
        match value {
            Value::Bool(yes) if *yes => ("是".to_owned(), "yes".to_owned()),
            Value::Bool(_) => ("否".to_owned(), "no".to_owned()),
            Value::Integer(number) => (number.get().to_string(), number.get().to_string()),
            Value::Text(word) => match self.words.as_ref().and_then(|words| words.get(word)) {
                Some(named) => (named.zh.clone(), named.en.clone()),
                None => (word.clone(), word.clone()),
            },
            Value::List(values) if values.is_empty() => ("无".to_owned(), "none".to_owned()),
            Value::List(values) => {
                let (zh, en): (Vec<_>, Vec<_>) = values.iter().map(|v| self.say(v)).unzip();
                (zh.join("、"), en.join(", "))
            }
            Value::Null | Value::Object(_) => ("？".to_owned(), "?".to_owned()),
        }
    }
}

fn time(what: &str, text: &str) -> Result<Timestamp, StandardError> {
    let time = Timestamp::parse_rfc3339(text).filter(|time| time.0 >= 0);
    time.ok_or_else(|| wrong(format!("{what}: {text:?} is no time of RFC 3339 from 1970 on")))
}

pub(super) fn wrong(what: impl Into<String>) -> StandardError {
    StandardError::wrong(MANIFEST, what)
}
