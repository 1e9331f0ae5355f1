//! The log behind the numbers.

use serde::{Deserialize, Serialize};

/// About when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Where it begins, in milliseconds since 1970, inclusive.
    pub from: i64,
    /// Where it ends, exclusive.
    pub to: i64,
    /// The first day, in Beijing.
    pub first_day: String,
    /// The last day, in Beijing.
    pub last_day: String,
}

/// The log as it was when the report was computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Who it is.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// The root over them, in Base64.
    pub root: String,
    /// The signed checkpoint, whole.
    pub checkpoint: String,
    /// Who cosigned it.
    pub cosigners: Vec<Cosigner>,
    /// How many leaves of each kind up to there.
    pub leaves: Leaves,
}

/// A witness whose word was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cosigner {
    /// Its name.
    pub name: String,
    /// The public key, as `name+hash+key`.
    pub key: String,
    /// When it saw the checkpoint, in seconds since 1970.
    pub time: u64,
}

/// How many leaves of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaves {
    /// Cases that came in.
    pub intake: u64,
    /// Decisions.
    pub decision: u64,
    /// What became of them.
    pub outcome: u64,
    /// Appeals.
    pub appeal: u64,
    /// Publications of policies.
    pub policy: u64,
    /// Publications of reports.
    pub report: u64,
    /// Agreements that were registered, and that ended.
    pub agreement: u64,
    /// Paired probes that were fixed, and that were opened.
    pub probe: u64,
}

/// The leaves and the checkpoint behind one number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The first of the leaves it was computed from.
    pub from: u64,
    /// One after the last of them.
    pub to: u64,
    /// Leaves of the checkpoint.
    pub size: u64,
    /// Its root, in Base64.
    pub root: String,
    /// The names of those who cosigned it.
    pub cosigners: Vec<String>,
}
