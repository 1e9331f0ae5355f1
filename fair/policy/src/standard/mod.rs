//! A standard: its files, read and hashed.

mod action;
mod manifest;
pub(crate) mod rules;
mod schema;

use std::collections::BTreeMap;

use cedar_policy::{PolicySet, Schema};
use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::Verdict;
use sha2::{Digest, Sha256};

pub use action::{Action, Step};
pub use manifest::{Consultation, Fact, Named};
pub use rules::{Rule, parse_policies};
pub use schema::Kind;

use crate::error::{Fault, StandardError};
use manifest::Manifest;

/// The files of a standard, by name, such as `policies/link.cedar`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What the hashed bytes begin with, so that no other hash of this project is a standard.
const DOMAIN: &[u8] = b"drawbridge.fair.standard/v1";

/// The file that says what the standard is about.
pub const MANIFEST: &str = "standard.json";
/// The file that says what the rules may look at.
pub const SCHEMA: &str = "schema.cedarschema";
/// Which sides there are, for replay; may be absent.
pub const TWINS: &str = "twins.json";
/// What shows that the standard is neutral. It names the standard's hash, so it is not in it.
pub const PROOF: &str = "proof.json";
/// The folder of the rules.
pub const POLICIES: &str = "policies/";
/// The folder of what no rule may take away.
pub const FLOORS: &str = "floors/";

/// The entity type at which protected attributes stand.
pub const SUBJECT: &str = "Subject";
/// The entity type of the gates, which have no attributes.
pub const GATE: &str = "Gate";

/// One standard, read.
#[derive(Clone, Debug)]
pub struct Standard {
    hash: Hash,
    manifest: Manifest,
    schema: Schema,
    policies: PolicySet,
    floors: PolicySet,
    rules: BTreeMap<String, Rule>,
    actions: BTreeMap<String, Action>,
}

impl Standard {
    /// Reads the files of a standard. Refused, with the file and what is wrong: what cannot be read,
    /// rules that Cedar's validator does not pass against the schema, rules without name, reason or
    /// remedy, facts and actions of which manifest and schema do not say the same.
    pub fn parse(files: &Files) -> Result<Self, StandardError> {
        for name in files.keys() {
            known(name)?;
        }
        let hash = hash(files)?;
        let manifest = Manifest::parse(text(files, MANIFEST)?)?;
        let (schema, shapes) = schema::parse(text(files, SCHEMA)?)?;
        let policies = rules::parse_folder(files, POLICIES)?;
        let floors = rules::parse_folder(files, FLOORS)?;
        rules::validate(&schema, &policies, POLICIES)?;
        rules::validate(&schema, &floors, FLOORS)?;
        let rules = rules::rules(&policies)?;
        let actions = action::actions(&manifest, &shapes, &policies)?;
        Ok(Self { hash, manifest, schema, policies, floors, rules, actions })
    }

    /// The SHA-256 over a tag, and then of every file except [`PROOF`], ascending by name, the name and
    /// the bytes, each after its length in bytes (64 bits, most significant first).
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// What people call this version.
    pub fn version(&self) -> &str {
        &self.manifest.version
    }

    /// When it was open to comment; none for a first version, when there was nobody to ask.
    pub fn consultation(&self) -> Option<Consultation> {
        self.manifest.consultation
    }

    /// From when on it is meant to be in force; not before the consultation is over.
    pub fn effective_from(&self) -> Timestamp {
        self.manifest.effective_from
    }

    /// The attributes that must not count, with their names.
    pub fn protected(&self) -> &BTreeMap<String, Named> {
        &self.manifest.protected
    }

    /// What is known of every fact.
    pub fn facts(&self) -> &BTreeMap<String, Fact> {
        &self.manifest.facts
    }

    /// What can be asked for, by name.
    pub fn actions(&self) -> &BTreeMap<String, Action> {
        &self.actions
    }

    /// Every rule by its id.
    pub fn rules(&self) -> &BTreeMap<String, Rule> {
        &self.rules
    }

    /// The schema, as Cedar has it.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// All rules, as Cedar has them.
    pub fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// What no rule may take away, as Cedar has it: each permits what every version must permit.
    pub fn floors(&self) -> &PolicySet {
        &self.floors
    }

    /// A step's name by its Cedar action.
    pub fn step(&self, action: &str) -> Option<&Step> {
        self.actions.values().flat_map(|asked| &asked.steps).find(|step| step.action == action)
    }
}

/// The hash of a standard's files: see [`Standard::hash`].
pub fn hash(files: &Files) -> Result<Hash, StandardError> {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    for name in files.keys().filter(|name| *name != PROOF) {
        for part in [name.as_bytes(), text(files, name)?.as_bytes()] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
    Ok(Hash(hasher.finalize().into()))
}

/// A file's text. Line ends are part of what is hashed, so there is one kind only.
fn text<'f>(files: &'f Files, name: &str) -> Result<&'f str, StandardError> {
    let error = |fault| StandardError { file: name.to_owned(), fault };
    let bytes = files.get(name).ok_or_else(|| error(Fault::Missing))?;
    let text = std::str::from_utf8(bytes).map_err(|_| error(Fault::NotText))?;
    if text.contains('\r') { Err(error(Fault::NotText)) } else { Ok(text) }
}

fn known(name: &str) -> Result<(), StandardError> {
    let rule = |folder| {
        name.strip_prefix(folder)
            .and_then(|rest: &str| rest.strip_suffix(".cedar"))
            .is_some_and(|stem| !stem.is_empty() && !stem.contains('/'))
    };
    let fits = [MANIFEST, SCHEMA, TWINS, PROOF].contains(&name) || rule(POLICIES) || rule(FLOORS);
    if fits { Ok(()) } else { Err(StandardError { file: name.to_owned(), fault: Fault::Unknown }) }
}

/// The verdict's rank: lower is better for whoever asks.
pub(crate) fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Allow => 0,
        Verdict::Restrict => 1,
        Verdict::Refuse => 2,
    }
}
