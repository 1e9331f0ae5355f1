//! The file by which somebody is shown some fields of one leaf.

use drawbridge_fair_log::leaf_hash;

use crate::canonical::{self, Object, Value};
use crate::commitment::{Disclosure, DisclosureError, Salt};
use crate::error::LeafError;
use crate::leaf::{Leaf, Reference};
use crate::members::{Draft, Members};

/// The version of these files, their member `v`.
const VERSION: u64 = 1;

/// What opens some fields of a leaf, and which leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosures {
    /// The leaf.
    pub leaf: Reference,
    /// The fields, each with its salt and value.
    pub fields: Vec<Disclosure>,
}

/// Why a file shows nothing about a leaf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosuresError {
    /// It is about another leaf.
    #[error("the file is about another leaf, number {0}")]
    OtherLeaf(u64),
    /// One of its fields shows nothing.
    #[error(transparent)]
    Field(#[from] DisclosureError),
    /// What it is about is no leaf.
    #[error(transparent)]
    Leaf(#[from] LeafError),
}

impl Disclosures {
    /// Whether every field is what the leaf of these bytes committed to. The caller has checked that
    /// the bytes stand in the log under the index of [`Disclosures::leaf`].
    pub fn verify(&self, leaf: &[u8]) -> Result<(), DisclosuresError> {
        if leaf_hash(leaf) != self.leaf.hash {
            return Err(DisclosuresError::OtherLeaf(self.leaf.index));
        }
        let leaf = Leaf::read(leaf)?;
        self.fields.iter().try_for_each(|field| field.verify(&leaf).map_err(Into::into))
    }

    /// The bytes of the file: canonical JSON.
    pub fn write(&self) -> Result<Vec<u8>, LeafError> {
        let mut draft = Draft(Object::new());
        draft.count("v", VERSION)?;
        draft.reference("leaf", &self.leaf)?;
        let fields = self.fields.iter().map(|field| {
            let mut draft = Draft(Object::new());
            draft.text("name", &field.name);
            draft.hash("salt", drawbridge_fair_log::Hash(field.salt.0));
            draft.0.insert("value".to_owned(), field.value.clone());
            Value::Object(draft.0)
        });
        draft.0.insert("fields".to_owned(), Value::List(fields.collect()));
        Ok(canonical::write(&Value::Object(draft.0))?)
    }

    /// Reads what [`Disclosures::write`] wrote, and nothing else.
    pub fn read(bytes: &[u8]) -> Result<Self, LeafError> {
        let mut members = Members::of("", canonical::read(bytes)?)?;
        if members.count("v")? != VERSION {
            return Err(LeafError::expected("v", "version 1"));
        }
        let leaf = members.reference("leaf")?;
        let fields = members.list("fields")?.into_iter().map(|value| {
            let mut field = Members::of("fields", value)?;
            let salt = Salt(field.hash("salt")?.0);
            let disclosure =
                Disclosure { name: field.string("name")?, salt, value: field.take("value")? };
            field.end()?;
            Ok(disclosure)
        });
        let fields = fields.collect::<Result<_, LeafError>>()?;
        members.end()?;
        Ok(Self { leaf, fields })
    }
}
