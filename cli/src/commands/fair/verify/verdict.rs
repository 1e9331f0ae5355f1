//! What was found, told as text or as JSON.

use std::path::Path;
use std::process::ExitCode;

use drawbridge_canon::Timestamp;
use drawbridge_engine::ledger::Lang;
use drawbridge_fair_log::audit::AuditError;
use drawbridge_fair_log::bundle::BundleError;
use drawbridge_fair_log::policy::Trusted;
use drawbridge_fair_log::{Level, Note, ReadError, Tile};
use drawbridge_fair_record::{Body, Cases, Docket, Finding, Leaf, Probed};
use serde_json::{Map, Value, json};

use super::source::Source;
use super::trust::Trust;
use super::words;
use crate::say;

/// How many things of one sort are listed; of the rest the number is told.
const LISTED: usize = 100;
/// The exit code that says that something is shown to be wrong.
const WRONG: u8 = 3;

/// Something that is wrong.
#[derive(Clone)]
pub(super) struct Wrong {
    name: &'static str,
    text: String,
    index: Option<u64>,
    file: Option<String>,
    /// What shows it to others: where it comes from, and its text.
    evidence: Vec<(String, String)>,
}

impl Wrong {
    /// By its name in [`words`], with what exactly.
    pub(super) fn new(name: &'static str, text: String) -> Self {
        Self { name, text, index: None, file: None, evidence: Vec::new() }
    }

    /// The leaf.
    pub(super) fn index(self, index: u64) -> Self {
        Self { index: Some(index), ..self }
    }

    /// The file.
    pub(super) fn file(self, file: String) -> Self {
        Self { file: Some(file), ..self }
    }

    /// A signed text, to be shown to others.
    pub(super) fn evidence(mut self, from: &str, text: impl Into<String>) -> Self {
        self.evidence.push((from.to_owned(), text.into()));
        self
    }

    /// Whether it shows that something is wrong, and not only that nothing could be shown.
    fn is_shown(&self) -> bool {
        self.name != "missing"
    }
}

/// Everything that was found.
#[derive(Clone, Default)]
pub(super) struct Verdict {
    wrong: Vec<Wrong>,
    wrong_count: usize,
    shown: bool,
    odd: Vec<Wrong>,
    odd_count: usize,
    /// Names and values, in the order in which they are told.
    told: Vec<(&'static str, Value)>,
    consistent: Vec<(String, u64)>,
    opened: Vec<(String, String)>,
}

impl Verdict {
    /// Adds what is wrong.
    pub(super) fn wrong(&mut self, wrong: Wrong) {
        self.wrong_count += 1;
        self.shown |= wrong.is_shown();
        if self.wrong.len() < LISTED {
            self.wrong.push(wrong);
        }
    }

    /// Adds what is wrong with a leaf, or odd.
    pub(super) fn finding(&mut self, finding: &Finding) {
        let kind = if finding.kind.is_empty() { "" } else { ": " };
        let text = format!("{}{kind}{}", finding.kind, finding.what);
        let wrong = Wrong::new(finding.what.name(), text).index(finding.index);
        if finding.what.is_odd_only() { self.odd(wrong) } else { self.wrong(wrong) }
    }

    /// Adds a file of the cache that was not good and was replaced.
    pub(super) fn spoilt_cache(&mut self, first: &Self) {
        for wrong in first.wrong.iter().filter(|wrong| wrong.file.is_some()) {
            self.odd(Wrong { name: "spoilt_cache", ..wrong.clone() });
        }
    }

    /// Adds a file of which nobody knows what it is.
    pub(super) fn stray(&mut self, path: &Path) {
        self.odd(Wrong::new("stray", String::new()).file(path.display().to_string()));
    }

    /// Adds why a log's files are not what they should be.
    pub(super) fn damage(&mut self, error: &AuditError, source: &Source) {
        let (name, tile, index) = place(error);
        let mut wrong = Wrong::new(name, error.to_string());
        wrong.index = index;
        wrong.file = tile.map(|tile| source.origin_of(tile));
        self.wrong(wrong);
    }

    /// Which log, and who signed.
    pub(super) fn log(&mut self, note: &Note, trusted: &Trusted, trust: &Trust) {
        let checkpoint = &trusted.checkpoint;
        let witnesses = trusted.witnesses.iter().map(|(place, time)| {
            let time = i64::try_from(*time).unwrap_or(i64::MAX);
            let time = Timestamp::from_seconds(time).rfc3339();
            json!({"name": trust.witness(*place), "time": time})
        });
        self.tell("log", json!(checkpoint.origin()));
        self.tell("size", json!(checkpoint.size()));
        self.tell("root", json!(checkpoint.root().to_base64()));
        self.tell("witnesses", witnesses.collect());
        self.tell("signatures", json!(note.signatures.len()));
    }

    /// How many leaves were read, and where the cases stand.
    pub(super) fn counted(&mut self, start: u64, docket: &Docket) {
        let kinds = docket.kinds().iter().map(|(kind, count)| ((*kind).to_owned(), json!(count)));
        self.tell("leaves", Value::Object(kinds.collect()));
        if start > 0 {
            self.tell("read_from", json!(start));
        }
        self.tell("cases", cases(docket.cases()));
        self.tell("appeals", cases(docket.appeals()));
        let Probed { fixed, opened, overdue, first_overdue } = docket.probes();
        if fixed > 0 {
            let mut told = json!({"fixed": fixed, "opened": opened, "overdue": overdue});
            if let Some(first) = first_overdue {
                told["first_overdue"] = json!(first);
            }
            self.tell("probes", told);
        }
    }

    /// That the leaf of a receipt is in the log.
    pub(super) fn leaf(&mut self, index: u64) {
        self.tell("index", json!(index));
    }

    /// What the leaf says.
    pub(super) fn says(&mut self, leaf: &Leaf) {
        self.tell("kind", json!(leaf.body.kind()));
        self.tell("time", json!(leaf.time.rfc3339()));
        if let Some(subject) = leaf.subject() {
            self.tell("subject", json!(subject));
        }
        if let Body::Decision(decision) = &leaf.body {
            self.tell("verdict", json!(decision.verdict.name()));
            self.tell("rules", json!(decision.rules));
        }
    }

    /// A field that was opened.
    pub(super) fn opened(&mut self, name: &str, value: impl Into<String>) {
        self.opened.push((name.to_owned(), value.into()));
    }

    /// That another checkpoint is of the same log.
    pub(super) fn consistent(&mut self, place: &str, size: u64) {
        self.consistent.push((place.to_owned(), size));
    }

    /// Whether nothing is wrong.
    pub(super) fn is_good(&self) -> bool {
        self.wrong_count == 0
    }

    /// Whether something is shown to be wrong.
    pub(super) fn is_shown_wrong(&self) -> bool {
        self.shown
    }

    /// What the command ends with.
    pub(super) fn code(&self) -> ExitCode {
        if self.is_good() {
            ExitCode::SUCCESS
        } else if self.shown {
            ExitCode::from(WRONG)
        } else {
            ExitCode::FAILURE
        }
    }

    /// One object for programs.
    pub(super) fn print_json(&self) -> anyhow::Result<()> {
        let mut all: Map<String, Value> =
            self.told.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let consistent = self.consistent.iter();
        let consistent = consistent.map(|(place, size)| json!({"place": place, "size": size}));
        let opened = self.opened.iter().map(|(name, value)| {
            let read = serde_json::from_str(value).unwrap_or(Value::Null);
            (name.clone(), read)
        });
        all.insert("good".to_owned(), json!(self.is_good()));
        all.insert("consistent_with".to_owned(), consistent.collect());
        all.insert("opened".to_owned(), Value::Object(opened.collect()));
        all.insert("wrong".to_owned(), self.wrong.iter().map(wrong_json).collect());
        all.insert("wrong_count".to_owned(), json!(self.wrong_count));
        all.insert("odd".to_owned(), self.odd.iter().map(wrong_json).collect());
        all.insert("odd_count".to_owned(), json!(self.odd_count));
        say::line(serde_json::to_string_pretty(&Value::Object(all))?);
        Ok(())
    }

    /// Lines for a person.
    pub(super) fn print(&self, lang: Lang) {
        for (name, value) in &self.told {
            say::line(format!("{:<14} {}", words::name(name, lang), plain(value)));
        }
        for (place, size) in &self.consistent {
            say::line(format!("{:<14} {size} · {place}", words::name("consistent_with", lang)));
        }
        for (name, value) in &self.opened {
            say::line(format!("{:<14} {name} = {value}", words::name("opened", lang)));
        }
        for (head, all, count) in
            [("odd", &self.odd, self.odd_count), ("wrong", &self.wrong, self.wrong_count)]
        {
            for one in all {
                print_wrong(head, one, lang);
            }
            if count > all.len() {
                say::line(format!("… {} {}", count, words::name("in_all", lang)));
            }
        }
        say::line(words::name(if self.is_good() { "good" } else { "bad" }, lang));
    }

    fn tell(&mut self, name: &'static str, value: Value) {
        self.told.push((name, value));
    }

    fn odd(&mut self, wrong: Wrong) {
        self.odd_count += 1;
        if self.odd.len() < LISTED {
            self.odd.push(wrong);
        }
    }
}

/// What sort of damage it is, and where: the file, and the leaf if it is one.
fn place(error: &AuditError) -> (&'static str, Option<Tile>, Option<u64>) {
    match error {
        AuditError::Read(ReadError::Missing(tile) | ReadError::Unreadable { tile, .. }) => {
            ("missing", Some(*tile), None)
        }
        AuditError::Read(ReadError::Length { tile, .. }) => ("damaged", Some(*tile), None),
        AuditError::Read(ReadError::Outside { index, .. }) => ("damaged", None, Some(*index)),
        AuditError::Bundle { tile, why } => {
            let first = tile.index * u64::from(drawbridge_fair_log::tile::WIDTH);
            let within = match why {
                BundleError::Short(at) => u64::try_from(*at).ok(),
                _ => None,
            };
            ("damaged", Some(*tile), within.map(|at| first + at))
        }
        AuditError::Leaf { index, tile } => {
            ("damaged", Some(Tile { level: Level::Entries, ..*tile }), Some(*index))
        }
        AuditError::Tile(tile) | AuditError::Unproven { tile, .. } => {
            ("damaged", Some(*tile), None)
        }
        AuditError::Root { .. } => ("root", None, None),
    }
}

fn cases(cases: Cases) -> Value {
    json!({
        "all": cases.all,
        "decided": cases.decided,
        "ended": cases.ended,
        "pending": cases.pending(),
        "oldest_pending": cases.oldest_pending,
    })
}

fn wrong_json(wrong: &Wrong) -> Value {
    let evidence = wrong.evidence.iter();
    json!({
        "what": wrong.name,
        "text": wrong.text,
        "meaning": words::meaning(wrong.name, Lang::En),
        "index": wrong.index,
        "file": wrong.file,
        "evidence": evidence.map(|(from, text)| json!({"from": from, "text": text})).collect::<Value>(),
    })
}

fn print_wrong(head: &str, wrong: &Wrong, lang: Lang) {
    let leaf = wrong.index.map(|index| format!(" {} {index}", words::name("leaf", lang)));
    let parts = [wrong.text.as_str(), wrong.file.as_deref().unwrap_or_default()];
    let parts = parts.iter().filter(|part| !part.is_empty()).map(|part| format!(" · {part}"));
    let (head, leaf) = (words::name(head, lang), leaf.unwrap_or_default());
    say::line(format!("{head} [{}]{leaf}{}", wrong.name, parts.collect::<String>()));
    say::line(format!("    {}", words::meaning(wrong.name, lang)));
    for (from, text) in &wrong.evidence {
        say::line(format!("  {} {from}:", words::name("evidence", lang)));
        for line in text.lines() {
            say::line(format!("    | {line}"));
        }
    }
}

/// A value for a person.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let parts = members.iter().filter(|(_, value)| !value.is_null());
            let parts = parts.map(|(name, value)| format!("{name} {}", plain(value)));
            parts.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
