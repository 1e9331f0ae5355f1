//! An agreement in clauses, and its one spelling.

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::LeafError;
use drawbridge_fair_record::canonical::{self, Object, Value};
use drawbridge_fair_record::leaf::Sort;
use drawbridge_fair_record::members::{Draft, Members, Read};
use sha2::{Digest, Sha256};

use crate::clause::{Clause, Says};
use crate::member::{Member, objects};
use crate::words::Role;

/// The version of the form, its member `v`.
pub const VERSION: u64 = 1;

/// The party of published terms that are for everybody.
pub const ANYONE: &str = "anyone";

/// The territory that holds all others.
pub const WORLD: &str = "world";

objects! {
    /// Who is what in an agreement.
    Party {
        /// What.
        role: Role,
        /// Who: a pseudonym, the same in every agreement; [`ANYONE`] in rules and offers.
        party: String,
    }
}

/// An agreement in clauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// What it is called, with its version: one agreement of a book.
    pub id: String,
    /// What it is.
    pub sort: Sort,
    /// The SHA-256 of the document's bytes.
    pub document_sha256: Hash,
    /// When the other side was told its terms.
    pub told: Timestamp,
    /// Whether the terms are published for everybody.
    pub public: bool,
    /// The published rules or offer on whose terms it is made, by their `id`; none if it is its own.
    pub terms: Option<String>,
    /// The version that it replaces, by its `id`: a change, or a renewal.
    pub replaces: Option<String>,
    /// Who is in it: every role once, and at least one that provides and one that uses.
    pub parties: Vec<Party>,
    /// What it is about: a service or a catalogue, by the name that the provider uses for all.
    pub matter: String,
    /// Where: ISO 3166 codes, or [`WORLD`] alone; at least one.
    pub territory: BTreeSet<String>,
    /// From when it binds.
    pub from: Timestamp,
    /// Until when, later than it begins; none if it has no end.
    pub until: Option<Timestamp>,
    /// What it says.
    pub clauses: Vec<Clause>,
}

impl Agreement {
    /// Reads the canonical form. Refused, with where and why: what is not canonical JSON, an unknown
    /// version or member, a member that is missing or of another type, members at odds with each other.
    pub fn read(bytes: &[u8]) -> Result<Self, LeafError> {
        Self::of(canonical::read(bytes)?)
    }

    /// Reads JSON that is not in its canonical spelling: what a person writes. Everything else is as
    /// strict.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        Self::of(canonical::parse(bytes)?)
    }

    /// The canonical form, of which there is one. Refused is what [`Agreement::read`] would not give
    /// back.
    pub fn write(&self) -> Result<Vec<u8>, LeafError> {
        let mut draft = Draft(Object::new());
        draft.count("v", VERSION)?;
        self.id.write(&mut draft, "id")?;
        self.sort.write(&mut draft, "sort")?;
        self.document_sha256.write(&mut draft, "document_sha256")?;
        self.told.write(&mut draft, "told")?;
        self.public.write(&mut draft, "public")?;
        self.terms.write(&mut draft, "terms")?;
        self.replaces.write(&mut draft, "replaces")?;
        draft.objects("parties", &self.parties, Party::write)?;
        self.matter.write(&mut draft, "matter")?;
        draft.tokens("territory", &self.territory);
        self.from.write(&mut draft, "from")?;
        self.until.write(&mut draft, "until")?;
        draft.objects("clauses", &self.clauses, Clause::write)?;
        let value = Value::Object(draft.0);
        let bytes = canonical::write(&value)?;
        Self::of(value)?;
        Ok(bytes)
    }

    /// The SHA-256 of the canonical form, by which exceptions and the log name it.
    pub fn hash(&self) -> Result<Hash, LeafError> {
        Ok(Hash(Sha256::digest(self.write()?).into()))
    }

    fn of(value: Value) -> Read<Self> {
        let mut members = Members::of("", value)?;
        if members.count("v")? != VERSION {
            return Err(LeafError::expected("v", "version 1"));
        }
        let agreement = Self {
            id: Member::read(&mut members, "id")?,
            sort: Member::read(&mut members, "sort")?,
            document_sha256: Member::read(&mut members, "document_sha256")?,
            told: Member::read(&mut members, "told")?,
            public: Member::read(&mut members, "public")?,
            terms: Member::read(&mut members, "terms")?,
            replaces: Member::read(&mut members, "replaces")?,
            parties: members.objects("parties", Party::read)?,
            matter: Member::read(&mut members, "matter")?,
            territory: members.tokens("territory")?,
            from: Member::read(&mut members, "from")?,
            until: Member::read(&mut members, "until")?,
            clauses: members.objects("clauses", Clause::read)?,
        };
        members.end()?;
        whole(&agreement)?;
        Ok(agreement)
    }

    /// Who has a role; none if nobody does.
    pub fn party(&self, role: Role) -> Option<&str> {
        self.parties.iter().find(|party| party.role == role).map(|party| party.party.as_str())
    }

    /// Who provides: the first party whose role does.
    pub fn provider(&self) -> Option<&Party> {
        self.parties.iter().find(|party| party.role.provides())
    }

    /// Whether it binds at a moment.
    pub fn binds(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether it holds everywhere where another does.
    pub fn covers(&self, other: &Self) -> bool {
        self.territory.contains(WORLD) || self.territory.is_superset(&other.territory)
    }

    /// Whether there is a place where both hold.
    pub fn meets(&self, other: &Self) -> bool {
        let world = |one: &Self| one.territory.contains(WORLD);
        world(self) || world(other) || !self.territory.is_disjoint(&other.territory)
    }
}

/// What members of one agreement owe each other.
fn whole(agreement: &Agreement) -> Read<()> {
    let wrong = |at: String, why| Err(LeafError::contradiction(at, why));
    if agreement.until.is_some_and(|until| until <= agreement.from) {
        return wrong("until".to_owned(), "a term ends after it begins");
    }
    if agreement.territory.is_empty() {
        return wrong("territory".to_owned(), "it holds nowhere: name a country, or `world`");
    }
    if agreement.territory.contains(WORLD) && agreement.territory.len() > 1 {
        return wrong("territory".to_owned(), "`world` stands alone");
    }
    let roles: BTreeSet<Role> = agreement.parties.iter().map(|party| party.role).collect();
    if roles.len() < agreement.parties.len() {
        return wrong("parties".to_owned(), "a role has one party: make an agreement for each");
    }
    if !roles.iter().any(|role| role.provides()) || roles.iter().all(|role| role.provides()) {
        return wrong("parties".to_owned(), "one party provides, and one uses");
    }
    let mut ids = BTreeSet::new();
    for (place, clause) in agreement.clauses.iter().enumerate() {
        if !ids.insert(clause.id.as_str()) {
            return wrong(format!("clauses.{place}.id"), "another clause has this number");
        }
        if let Some((name, _)) = named(&clause.says).find(|(_, role)| !roles.contains(role)) {
            return wrong(format!("clauses.{place}.{name}"), "no party of the agreement is that");
        }
    }
    Ok(())
}

/// The roles that a clause names, by member.
fn named(says: &Says) -> impl Iterator<Item = (&'static str, Role)> {
    let (first, second) = match says {
        Says::Exclusivity(one) => (("bound", one.bound), Some(("benefit", one.benefit))),
        Says::Parity(one) => (("bound", one.bound), Some(("benefit", one.benefit))),
        Says::Steering(one) => (("bound", one.bound), Some(("benefit", one.benefit))),
        Says::Penalty(one) => (("bound", one.bound), Some(("benefit", one.benefit))),
        Says::Fee(one) => (("payer", one.payer), Some(("payee", one.payee))),
        Says::Rebate(one) => (("payer", one.payer), Some(("payee", one.payee))),
        Says::Deposit(one) => (("payer", one.payer), Some(("payee", one.payee))),
        Says::Change(one) => (("by", one.by), None),
        Says::Termination(one) => (("by", one.by), None),
        Says::Data(one) => (("by", one.by), Some(("of", one.of))),
        Says::Renewal(_) => return [None, None].into_iter().flatten(),
    };
    [Some(first), second].into_iter().flatten()
}
