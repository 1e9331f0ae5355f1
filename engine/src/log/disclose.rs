//! What an applicant, or a regulator, is shown of a leaf: the file that opens its commitments.

use drawbridge_fair_log::leaf_hash;
use drawbridge_fair_record::disclosure::{Disclosures, DisclosuresError};
use drawbridge_fair_record::{LeafError, Opening, Reference};

use super::error::LogError;
use crate::store::Store;

/// Why there is nothing to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscloseError {
    /// Nothing is kept that opens this leaf, or there is no such leaf.
    #[error("nothing that opens leaf {0} is kept here")]
    Nothing(u64),
    /// What is kept opens no such field.
    #[error("leaf {0} has no committed field {1}")]
    Field(u64, String),
    /// What is kept does not open the leaf.
    #[error("what is kept beside leaf {0} does not open it: {1}")]
    Unfit(u64, DisclosuresError),
    /// What is kept cannot be read.
    #[error("what is kept beside leaf {0} cannot be read: {1}")]
    Unreadable(u64, LeafError),
    /// The store failed.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// The file that opens these fields of a leaf by their full names, and no others; all of them if none
/// are named. It was verified against the leaf.
pub async fn disclose(
    store: &dyn Store,
    index: u64,
    names: &[String],
) -> Result<Vec<u8>, DiscloseError> {
    let opening = store.leaf_opening(index).await.map_err(LogError::from)?;
    let leaf = store.leaves(index, 1).await.map_err(LogError::from)?;
    let leaf = leaf.into_iter().find(|(found, _)| *found == index);
    let (Some(opening), Some((_, body))) = (opening, leaf) else {
        return Err(DiscloseError::Nothing(index));
    };
    let unreadable = |error| DiscloseError::Unreadable(index, error);
    let opening = Opening::read(&opening).map_err(unreadable)?;
    let opened = |name: &String| {
        opening.disclose(name).ok_or_else(|| DiscloseError::Field(index, name.clone()))
    };
    let all: Vec<String>;
    let names = if names.is_empty() {
        all = opening.values().map(|(name, _)| name.to_owned()).collect();
        &all
    } else {
        names
    };
    let fields = names.iter().map(opened).collect::<Result<_, _>>()?;
    let reference = Reference { index, hash: leaf_hash(&body) };
    let file = Disclosures { leaf: reference, fields };
    file.verify(&body).map_err(|error| DiscloseError::Unfit(index, error))?;
    file.write().map_err(unreadable)
}
