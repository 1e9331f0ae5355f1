//! Which cases belong together, and which of their fields count.

use serde::{Deserialize, Serialize};

/// Cases of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its name in the plan.
    pub name: String,
    /// The gates; none for all of them.
    pub gates: Vec<String>,
    /// The actions of the policy: `review` takes `review` and `review.pass`.
    pub actions: Vec<String>,
    /// Within what like is compared with like. None of it may be what the operator itself decides.
    pub strata: Vec<Stratum>,
    /// Facts that are yes or no, from any leaf of a case; the last one told counts.
    pub flags: Vec<String>,
    /// Facts that are whole numbers, likewise.
    pub numbers: Vec<String>,
    /// The fact that joins cases into one ranking: the query.
    pub query: Option<String>,
    /// Whether cases of one subject share its fate, so that the subject is the witness, not the case.
    pub clustered: bool,
    /// Up to how long a wait is looked at, in milliseconds.
    pub horizon_ms: i64,
}

/// A field within which like is compared with like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// Its name in the report.
    pub name: String,
    /// The fact of the intake; `month` is the Beijing month of the intake and needs no fact.
    pub field: String,
    /// Where a whole number is cut into bands: below the first, from the first on, and so on. None if
    /// its values are taken as they are.
    pub cuts: Vec<i64>,
    /// Whether having no such fact is a value of its own: cases without it are compared with cases
    /// without it. If not, they are missing. A fact that is there and was not opened is missing always.
    pub may_lack: bool,
}

/// The name of the stratum that is told by the intake's time.
pub(crate) const MONTH: &str = "month";

impl Stratum {
    /// A field whose values are taken as they are.
    pub(super) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), field: name.to_owned(), cuts: Vec::new(), may_lack: true }
    }

    /// A whole number in bands.
    pub(super) fn bands(name: &str, field: &str, cuts: &[i64]) -> Self {
        Self { field: field.to_owned(), cuts: cuts.to_vec(), ..Self::of(name) }
    }
}

impl Topic {
    /// Whether it takes a case of this gate and action.
    pub(crate) fn takes(&self, gate: &str, action: &str) -> bool {
        let below = |name: &String| {
            let rest = action.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        (self.gates.is_empty() || self.gates.iter().any(|one| one == gate))
            && self.actions.iter().any(below)
    }

    /// Whether it reads this field.
    pub(super) fn lists(&self, field: &str) -> bool {
        self.flags.iter().chain(&self.numbers).any(|one| one == field)
            || self.query.as_deref() == Some(field)
    }
}
