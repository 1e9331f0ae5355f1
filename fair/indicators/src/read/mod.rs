//! A leaf as the audit reads it: what happened, and of its fields those that the plan names.

mod fields;
mod line;
mod scan;
mod strict;

pub(crate) use fields::{FieldNames, Group};
pub use line::Shown;
pub(crate) use line::{Line, Said, Told};

use drawbridge_fair_record::{Leaf, LeafError, Opening};

/// Reads a leaf and gives it to `take`. A leaf that is spelt as most are is read at speed; whatever
/// that reader does not know is read by the reader of records, whose word is final.
pub(crate) fn read<T>(
    bytes: &[u8],
    shown: Shown<'_>,
    names: &FieldNames,
    take: impl FnOnce(&Line<'_>) -> T,
) -> Result<T, LeafError> {
    match scan::leaf(bytes, shown, names) {
        Some(line) => Ok(take(&line)),
        None => read_strictly(bytes, shown, names, take),
    }
}

/// Reads a leaf by the reader of records alone.
pub(crate) fn read_strictly<T>(
    bytes: &[u8],
    shown: Shown<'_>,
    names: &FieldNames,
    take: impl FnOnce(&Line<'_>) -> T,
) -> Result<T, LeafError> {
    let leaf = Leaf::read(bytes)?;
    let opening = match shown {
        Shown::Opening(bytes) => Some(Opening::read(bytes)?),
        Shown::Nothing | Shown::Fields(_) => None,
    };
    let disclosures = match shown {
        Shown::Fields(fields) => fields,
        Shown::Nothing | Shown::Opening(_) => &[],
    };
    Ok(take(&strict::line(&leaf, opening.as_ref(), disclosures, names)))
}

#[cfg(test)]
mod tests;
