//! Leaves on their way into the log.
//!
//! A leaf gets its index in the transaction that stores it, so one that refers to another of the
//! same write cannot be written out before. It is written but for that reference, outside of the
//! transaction; inside, its parts are joined and nothing is parsed.

use std::borrow::Cow;
use std::ops::Range;

use drawbridge_fair_log::bundle::MAX_ENTRY;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::leaf::Body;
use drawbridge_fair_record::{Leaf, Reference};

use super::error::StoreError;

/// The most bytes of what is kept beside a leaf: its values stood in it in the clear, and are more
/// than their hashes.
const MAX_OPENING: usize = 1 << 20;

/// What stands in the place of a hash that is not known yet.
const UNKNOWN: Hash = Hash([0xd8; Hash::BYTES]);

/// The largest index that a leaf can refer to: the largest whole number of canonical JSON.
const LAST: u64 = (1 << 53) - 1;

/// A leaf to put into the log, and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there are two a command, and none lives long")]
pub enum LeafWrite {
    /// A leaf that is written out ([`Leaf::write`]); at most 65,535 bytes.
    Ready {
        /// Its bytes.
        body: Vec<u8>,
        /// What is kept beside it and not shown; empty if there is nothing to open.
        opening: Vec<u8>,
    },
    /// A decision, an outcome or an appeal on another leaf of the same write. What its reference
    /// (`intake`, `of`) says is not looked at: it is filled in when both have an index.
    Following {
        /// The leaf.
        leaf: Leaf,
        /// The place of the other among [`Write::leaves`](super::Write::leaves), which is before
        /// its own.
        of: usize,
        /// What is kept beside it and not shown; empty if there is nothing to open.
        opening: Vec<u8>,
    },
}

/// A leaf that needs nothing but its index.
pub(super) struct Draft {
    /// Its bytes, or those before the hash of its reference.
    before: Vec<u8>,
    /// The leaf that it refers to, by its place, and the bytes behind the index.
    follows: Option<(usize, Vec<u8>)>,
    /// Its hash, if another follows it and it is known.
    hash: Option<Hash>,
    opening: Vec<u8>,
}

/// Writes leaves out, as far as that can be done before they have an index.
pub(super) fn drafts(leaves: Vec<LeafWrite>) -> Result<Vec<Draft>, StoreError> {
    let mut drafts: Vec<Draft> = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let draft = match leaf {
            LeafWrite::Ready { body, opening } => {
                limited("leaf", body.len(), MAX_ENTRY)?;
                Draft { before: body, follows: None, hash: None, opening }
            }
            LeafWrite::Following { leaf, of, opening } => {
                let other = drafts.get_mut(of).ok_or_else(|| {
                    invalid(format!("a leaf follows number {of}, which is not before it"))
                })?;
                if other.follows.is_none() {
                    other.hash.get_or_insert_with(|| leaf_hash(&other.before));
                }
                let (before, after) = around(leaf)?;
                Draft { before, follows: Some((of, after)), hash: None, opening }
            }
        };
        limited("opening of a leaf", draft.opening.len(), MAX_OPENING)?;
        drafts.push(draft);
    }
    Ok(drafts)
}

/// Gives leaves their indexes from `first` on, and hands each out with its body and opening.
pub(super) fn place<E>(
    drafts: &[Draft],
    first: u64,
    mut put: impl FnMut(u64, Cow<'_, [u8]>, &[u8]) -> Result<(), E>,
) -> Result<Range<u64>, E> {
    let mut hashes = Vec::with_capacity(drafts.len());
    let mut next = first;
    for (at, draft) in drafts.iter().enumerate() {
        let body = draft.body(first, &hashes);
        let followed = || drafts[at..].iter().any(|other| other.is_on(at));
        let hash = draft.hash.or_else(|| followed().then(|| leaf_hash(&body)));
        hashes.push(hash.unwrap_or(UNKNOWN));
        put(next, body, &draft.opening)?;
        next += 1;
    }
    Ok(first..next)
}

impl Draft {
    fn is_on(&self, at: usize) -> bool {
        self.follows.as_ref().is_some_and(|(of, _)| *of == at)
    }

    fn body(&self, first: u64, hashes: &[Hash]) -> Cow<'_, [u8]> {
        let Some((of, after)) = &self.follows else { return Cow::Borrowed(&self.before) };
        let hash = hashes.get(*of).copied().unwrap_or(UNKNOWN);
        let index = first + *of as u64;
        let middle = format!("{hash}\",\"index\":{index}");
        Cow::Owned([&self.before[..], middle.as_bytes(), after].concat())
    }
}

/// The bytes of a leaf before the hash and after the index of its reference. Canonical JSON sorts
/// the two members so, and nothing else of it depends on what they are.
fn around(mut leaf: Leaf) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
    let (name, reference) = match &mut leaf.body {
        Body::Decision(decision) => ("intake", &mut decision.intake),
        Body::Outcome(outcome) => ("of", &mut outcome.of),
        Body::Appeal(appeal) => ("of", &mut appeal.of),
        other => return Err(invalid(format!("a leaf of the kind {} follows none", other.kind()))),
    };
    *reference = Reference { index: LAST, hash: UNKNOWN };
    // With the longest index there is, so that it is not too long with any other.
    let body = leaf.write().map_err(|error| invalid(format!("a leaf: {error}")))?;
    let before = format!("\"{name}\":{{\"hash\":\"");
    let middle = format!("{UNKNOWN}\",\"index\":{LAST}");
    let whole = [before.as_bytes(), middle.as_bytes()].concat();
    let mut found = body.windows(whole.len()).enumerate().filter(|(_, part)| *part == whole);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => {
            let start = at + before.len();
            Ok((body[..start].to_vec(), body[start + middle.len()..].to_vec()))
        }
        _ => Err(invalid("a leaf shows what stands for an unknown hash".to_owned())),
    }
}

fn limited(what: &str, bytes: usize, most: usize) -> Result<(), StoreError> {
    if bytes <= most {
        return Ok(());
    }
    Err(invalid(format!("{what}: {bytes} bytes are over {most}")))
}

fn invalid(why: String) -> StoreError {
    StoreError::Invalid(why)
}
