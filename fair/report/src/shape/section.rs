//! What is put around the numbers: sections, lights, differences, what is not known, annexes.

use drawbridge_fair_indicators::found::Word;
use serde::{Deserialize, Serialize};

use super::text::Text;

/// A section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// 0 to 15.
    pub number: u8,
    /// Its name for links.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// Which instruments ask for it.
    pub serves: Text,
    /// Its sentences, made from the data.
    pub paragraphs: Vec<Text>,
    /// Its numbers, by id, in the order to be shown.
    pub kpis: Vec<String>,
    /// Lists that are more than a number.
    pub tables: Vec<Table>,
}

/// A list with named columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name for links.
    pub id: String,
    /// What it shows.
    pub title: Text,
    /// The heads of its columns.
    pub columns: Vec<Text>,
    /// Its rows, each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// How many rows were left out; those shown come first in the log.
    pub left_out: u64,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// How many.
    Count(u64),
    /// The same in both languages.
    Plain(String),
    /// Words.
    Words(Text),
}

/// A light of the summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Light {
    /// The indicator.
    pub kpi: String,
    /// Its answer; null if there is none.
    pub verdict: Option<Word>,
    /// What the report before this said; null if there was none.
    pub before: Option<Word>,
}

/// Something that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unknown {
    /// Of which sort.
    pub kind: UnknownKind,
    /// The number it is about; null if it is about all.
    pub kpi: Option<String>,
    /// What is not known, and why.
    pub says: Text,
}

/// Sorts of what is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownKind {
    /// Data that should be there is not.
    Missing,
    /// Too few cases to see a gap that would matter.
    TooFew,
    /// Cases that are still pending.
    Pending,
    /// The log holds no such case in the period.
    NoCases,
    /// The log cannot hold it.
    Outside,
    /// It stands on the operator's word alone.
    Declared,
}

/// The report before this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// The SHA-256 of its bytes, in Base64.
    pub sha256: String,
    /// Its first day.
    pub first_day: String,
    /// Its last day.
    pub last_day: String,
    /// Leaves of its checkpoint.
    pub size: u64,
    /// Its root, in Base64.
    pub root: String,
}

/// What changed in one number since the report before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The number.
    pub kpi: String,
    /// What it was; null if it was not there.
    pub was: Option<Text>,
    /// What it is; null if it is not there any more.
    pub is: Option<Text>,
    /// The answer then.
    pub verdict_was: Option<Word>,
    /// The answer now.
    pub verdict_is: Option<Word>,
    /// Whether the definition changed, so that the two cannot be compared.
    pub redefined: bool,
}

/// What stands at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annexes {
    /// How all of it is computed again.
    pub recompute: Recompute,
    /// Words that the report uses in a sense of its own.
    pub glossary: Vec<Term>,
    /// The forms of regulators in which the same data can be shown, by id.
    pub views: Vec<String>,
}

/// How all of it is computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recompute {
    /// The version of the program.
    pub version: String,
    /// The command.
    pub command: String,
    /// What one needs for it.
    pub needs: Vec<Text>,
}

/// A word that the report uses in a sense of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The word.
    pub word: Text,
    /// Its sense.
    pub means: Text,
}
