//! What is asked, and of which leaves: published with the policy, before the data.
//!
//! A plan is data. It says which fields of a leaf mean what (side, category, risk band, channel), which
//! cases belong together, with which margins and strata each indicator is judged, and which indicators
//! are the headline family. [`Plan::standard`] is the one for all gates. All its numbers are whole, so
//! that it has one canonical spelling and a hash.

mod asked;
mod standard;
mod texts;
mod topic;

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_fair_record::canonical;
use drawbridge_seal::digest::sha256_hex;
use serde::{Deserialize, Serialize};

pub use asked::{Asked, Better, How, Quantity, Yes};
pub(crate) use texts::{text, unknown};
pub(crate) use topic::MONTH;
pub use topic::{Stratum, Topic};

/// Parts in a million: how a plan writes fractions.
pub const MILLION: i64 = 1_000_000;

/// Everything that an audit must know before it sees a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What people call this plan.
    pub version: String,
    /// The operator's own, by protected attribute: `camp` and the camps that are its own. A case is an
    /// insider's if all of these attributes are its own, an outsider's if one of them is not.
    pub own: BTreeMap<String, BTreeSet<String>>,
    /// The protected attribute by which outsiders are told apart in the cells.
    pub camp: String,
    /// The fact by which the cells are told apart besides.
    pub category: String,
    /// The level of every test, in parts in a million: 50,000 for 5 %.
    pub alpha: i64,
    /// The chance at which gaps should be found, in parts in a million: 800,000 for 80 %.
    pub power: i64,
    /// What belongs together. A case belongs to the first that takes its gate and action.
    pub topics: Vec<Topic>,
    /// What is asked, in the order of the report.
    pub asked: Vec<Asked>,
    /// The headline family, by ids: over these p values are adjusted after Holm.
    pub headline: Vec<String>,
}

/// Why a plan cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// More topics than the audit tells apart.
    #[error("{0} topics: at most {MAX_TOPICS} can be told apart")]
    Topics(usize),
    /// No attribute says who is an insider.
    #[error("the plan does not say who is an insider")]
    NobodysOwn,
    /// A level or a power that is no fraction between zero and one.
    #[error("{0} must be between 0 and 1,000,000 parts in a million")]
    Fraction(&'static str),
    /// An indicator of a topic that there is not.
    #[error("{id} is asked of the topic {topic}, which the plan does not have")]
    NoTopic {
        /// The indicator.
        id: String,
        /// The topic.
        topic: String,
    },
    /// Something stands twice.
    #[error("{0} stands twice in the plan")]
    Twice(String),
    /// The headline names something that is not asked, or that no test is made for.
    #[error("{0} is a headline, and is not asked or not tested")]
    Headline(String),
    /// A field that the topic does not list, so that nobody reads it.
    #[error("{id} is asked of the field {field}, which its topic does not list")]
    NoField {
        /// The indicator.
        id: String,
        /// The field.
        field: String,
    },
    /// More fields of one kind than a case has room for.
    #[error("the topic {0} lists more yes-or-no fields than a case has room for")]
    Flags(String),
    /// It cannot be written as canonical JSON.
    #[error("the plan has no canonical spelling: {0}")]
    Spelling(String),
}

/// Most topics of a plan: a case's place is told in 32 bits.
pub const MAX_TOPICS: usize = 16;

/// Most yes-or-no fields of a topic.
pub const MAX_FLAGS: usize = 6;

impl Plan {
    /// Whether it can be followed.
    pub fn check(&self) -> Result<(), PlanError> {
        if self.topics.len() > MAX_TOPICS {
            return Err(PlanError::Topics(self.topics.len()));
        }
        if self.own.is_empty() {
            return Err(PlanError::NobodysOwn);
        }
        for (name, parts) in [("alpha", self.alpha), ("power", self.power)] {
            if !(1..MILLION).contains(&parts) {
                return Err(PlanError::Fraction(name));
            }
        }
        once(self.topics.iter().map(|topic| &topic.name))?;
        once(self.asked.iter().map(|asked| &asked.id))?;
        once(&self.headline)?;
        let too_many = self.topics.iter().find(|topic| topic.flags.len() > MAX_FLAGS);
        if let Some(topic) = too_many {
            return Err(PlanError::Flags(topic.name.clone()));
        }
        self.asked.iter().try_for_each(|asked| self.answerable(asked))?;
        let tested =
            |id: &&String| self.asked.iter().any(|asked| asked.id == **id && asked.how.is_tested());
        match self.headline.iter().find(|id| !tested(id)) {
            Some(id) => Err(PlanError::Headline(id.clone())),
            None => Ok(()),
        }
    }

    fn answerable(&self, asked: &Asked) -> Result<(), PlanError> {
        let Some(name) = &asked.topic else { return Ok(()) };
        let Some(topic) = self.topics.iter().find(|topic| topic.name == *name) else {
            return Err(PlanError::NoTopic { id: asked.id.clone(), topic: name.clone() });
        };
        match asked.how.field() {
            Some(field) if !topic.lists(field) => {
                Err(PlanError::NoField { id: asked.id.clone(), field: field.to_owned() })
            }
            _ => Ok(()),
        }
    }

    /// Its SHA-256 as canonical JSON (RFC 8785), in lower-case hexadecimal.
    pub fn sha256(&self) -> Result<String, PlanError> {
        Ok(sha256_hex(&self.write()?))
    }

    /// Its canonical JSON, as it is published.
    pub fn write(&self) -> Result<Vec<u8>, PlanError> {
        let spelling = |why: &dyn std::fmt::Display| PlanError::Spelling(why.to_string());
        let any = serde_json::to_vec(self).map_err(|why| spelling(&why))?;
        let value = canonical::parse(&any).map_err(|why| spelling(&why))?;
        canonical::write(&value).map_err(|why| spelling(&why))
    }
}

fn once<'a>(names: impl IntoIterator<Item = &'a String>) -> Result<(), PlanError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(PlanError::Twice(name.clone()));
        }
    }
    Ok(())
}
