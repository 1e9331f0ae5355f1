//! The same data as the forms of regulators: mappings that are data (`mapping/*.json`).

use serde::{Deserialize, Serialize};

use crate::build::Kpis;
use crate::shape::{Source, Text, text};

/// The mappings that are shipped, each with the name of its file.
const FILES: [(&str, &str); 7] = [
    ("cn-samr-2021", include_str!("../mapping/cn-samr-2021.json")),
    ("cn-2026-amc", include_str!("../mapping/cn-2026-amc.json")),
    ("cn-2026-rules", include_str!("../mapping/cn-2026-rules.json")),
    ("cn-miit-2021", include_str!("../mapping/cn-miit-2021.json")),
    ("eu-dma-11", include_str!("../mapping/eu-dma-11.json")),
    ("eu-p2b", include_str!("../mapping/eu-p2b.json")),
    ("uk-cma-2026", include_str!("../mapping/uk-cma-2026.json")),
];

/// A mapping that is none.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// No mapping has this id.
    #[error("there is no view `{0}`; there are {1}")]
    Unknown(String, String),
    /// Not of the shape of a mapping.
    #[error("the mapping {0} cannot be read: {1}")]
    Shape(&'static str, serde_json::Error),
}

/// A regulator's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Its id.
    pub id: String,
    /// What it is called here.
    pub name: Text,
    /// The instrument behind it.
    pub instrument: Text,
    /// Whether the instrument itself was seen.
    pub mark: Mark,
    /// Where it was seen.
    pub source: String,
    /// The items of the form, in its order.
    pub parts: Vec<Part>,
}

/// An item of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its id within the form.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// What it asks.
    pub asks: Text,
    /// Whether its wording was seen.
    pub mark: Mark,
    /// The numbers that serve it.
    pub kpis: Vec<String>,
    /// The sections that serve it.
    pub sections: Vec<u8>,
    /// How far they do.
    pub served: Served,
    /// Why not all of it; null if all of it is served.
    pub why: Option<Text>,
}

/// Where a wording comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// It was seen in public material.
    #[serde(rename = "S")]
    Seen,
    /// It was written from memory, and is to be checked on the official text.
    #[serde(rename = "M")]
    Memory,
}

impl Mark {
    /// What is written beside it; nothing if it was seen.
    pub fn says(self) -> Option<Text> {
        match self {
            Self::Seen => None,
            Self::Memory => Some(text("待核（凭记忆）", "to be checked (from memory)")),
        }
    }
}

/// How far an item can be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Served {
    /// Wholly, as far as the numbers are there.
    Yes,
    /// In part.
    Partly,
    /// Not at all.
    No,
}

/// All mappings, in the order of the documentation.
pub fn all() -> Result<Vec<View>, ViewError> {
    FILES.iter().map(|(name, file)| read(name, file)).collect()
}

/// The mapping of an id.
pub fn find(id: &str) -> Result<View, ViewError> {
    let found = FILES.iter().find(|(name, _)| *name == id);
    let ids = || FILES.map(|(name, _)| name).join(", ");
    let (name, file) = found.ok_or_else(|| ViewError::Unknown(id.to_owned(), ids()))?;
    read(name, file)
}

fn read(name: &'static str, file: &str) -> Result<View, ViewError> {
    serde_json::from_str(file).map_err(|error| ViewError::Shape(name, error))
}

impl Part {
    /// How far it is answered by what is there: numbers that are missing take from what the form could say.
    pub fn answered(&self, kpis: &Kpis) -> Served {
        let lacking = self.lacking(kpis).count();
        match self.served {
            Served::Yes | Served::Partly if lacking > 0 && lacking == self.kpis.len() => Served::No,
            Served::Yes if lacking > 0 => Served::Partly,
            served => served,
        }
    }

    /// The numbers that serve it and are not there.
    pub fn lacking<'a>(&'a self, kpis: &'a Kpis) -> impl Iterator<Item = &'a str> {
        self.kpis
            .iter()
            .map(String::as_str)
            .filter(|id| kpis.get(*id).is_none_or(|kpi| kpi.source == Source::None))
    }
}
