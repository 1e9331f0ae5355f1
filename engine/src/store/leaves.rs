//! Leaves on their way into the log.
//!
//! A leaf gets its index in the transaction that stores it, so one that refers to another of the
//! same write cannot be written out before. It is written but for that reference, outside of the
//! transaction; inside, its parts are joined and nothing is parsed. The same holds for the leaf that
//! publishes a standard, which says from which index on it is in force: from the next.
//!
//! A decision names the publication by which it was made. Both stores compare that with the last
//! publication in the log, in the very transaction that gives the decision its index: whatever another
//! node has published meanwhile, nothing stands in the log that a replaced standard decided.

use std::borrow::Cow;
use std::ops::Range;

use drawbridge_fair_log::bundle::MAX_ENTRY;
use drawbridge_fair_log::{Hash, leaf_hash};
use drawbridge_fair_record::leaf::Body;
use drawbridge_fair_record::{Leaf, Reference};

use super::error::{CommitError, StoreError};

/// The most bytes of what is kept beside a leaf: its values stood in it in the clear, and are more
/// than their hashes.
const MAX_OPENING: usize = 1 << 20;

/// What stands in the place of a hash that is not known yet.
const UNKNOWN: Hash = Hash([0xd8; Hash::BYTES]);

/// The largest index that a leaf can refer to: the largest whole number of canonical JSON.
const LAST: u64 = (1 << 53) - 1;

/// A leaf to put into the log, and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeafWrite {
    /// A leaf that is written out ([`Leaf::write`]); at most 65,535 bytes.
    Ready {
        /// Its bytes.
        body: Vec<u8>,
        /// What is kept beside it and not shown; empty if there is nothing to open.
        opening: Vec<u8>,
    },
    /// A decision, an outcome or an appeal on another leaf of the same write. What its reference
    /// (`intake`, `of`) says is not looked at: it is filled in when both have an index. A decision is
    /// [refused](CommitError::Replaced) if the publication that it names is not the last of the log.
    Following {
        /// The leaf.
        leaf: Leaf,
        /// The place of the other among [`Write::leaves`](super::Write::leaves), which is before
        /// its own.
        of: usize,
        /// What is kept beside it and not shown; empty if there is nothing to open.
        opening: Vec<u8>,
    },
    /// The publication of a standard. From where it is in force is not looked at: from the leaf after it.
    /// It is [refused](CommitError::Replaced) if what it replaces is not the last publication of the log;
    /// one that replaces nothing, if there is any.
    Publishing {
        /// The leaf.
        leaf: Leaf,
    },
}

/// A leaf that needs nothing but its index.
pub(super) struct Draft {
    /// Its bytes, or those before the gap.
    before: Vec<u8>,
    gap: Gap,
    /// Its hash, if another follows it and it is known.
    hash: Option<Hash>,
    opening: Vec<u8>,
    rests: Rests,
}

/// What of a leaf is known only with its index, and the bytes behind it.
enum Gap {
    /// Nothing.
    None,
    /// Hash and index of the leaf that it refers to, by that one's place in the write.
    Reference(usize, Vec<u8>),
    /// The index after its own.
    Next(Vec<u8>),
}

/// The last publication of a standard, by its index; none if there is none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Last(pub(super) Option<u64>);

/// On which publication something rests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rests {
    /// The one that must be the last; none if it does not matter.
    pub(super) on: Option<Last>,
    /// Whether it is a publication itself, so that nothing rests on that one any more.
    pub(super) replaces: bool,
}

impl Rests {
    /// What several leaves of one write rest on; refused if that cannot be true of all.
    pub(super) fn of(drafts: &[Draft]) -> Result<Self, StoreError> {
        let mut all = Self::default();
        for rests in drafts.iter().map(|draft| draft.rests) {
            if all.replaces || (all.on.is_some() && rests.on.is_some() && all.on != rests.on) {
                return Err(invalid("one write is decided by one standard".to_owned()));
            }
            all.on = all.on.or(rests.on);
            all.replaces = rests.replaces;
        }
        Ok(all)
    }

    /// Refuses what rests on another publication than the last. `last` is `None` where the last one is of
    /// the same transaction: on that nothing can rest yet.
    pub(super) fn allow(self, last: Option<Last>) -> Result<(), CommitError> {
        if self.on.is_none() || self.on == last { Ok(()) } else { Err(CommitError::Replaced) }
    }
}

/// Writes leaves out, as far as that can be done before they have an index.
pub(super) fn drafts(leaves: Vec<LeafWrite>) -> Result<Vec<Draft>, StoreError> {
    let mut drafts: Vec<Draft> = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let draft = match leaf {
            LeafWrite::Ready { body, opening } => {
                limited("leaf", body.len(), MAX_ENTRY)?;
                Draft { before: body, gap: Gap::None, hash: None, opening, rests: Rests::default() }
            }
            LeafWrite::Following { leaf, of, opening } => {
                let other = drafts.get_mut(of).ok_or_else(|| {
                    invalid(format!("a leaf follows number {of}, which is not before it"))
                })?;
                if matches!(other.gap, Gap::None) {
                    other.hash.get_or_insert_with(|| leaf_hash(&other.before));
                }
                let on = match &leaf.body {
                    Body::Decision(decision) => Some(Last(Some(decision.policy.index))),
                    _ => None,
                };
                let rests = Rests { on, replaces: false };
                let (before, after) = around_reference(leaf)?;
                Draft { before, gap: Gap::Reference(of, after), hash: None, opening, rests }
            }
            LeafWrite::Publishing { leaf } => {
                let Body::Policy(policy) = &leaf.body else {
                    let kind = leaf.body.kind();
                    return Err(invalid(format!(
                        "a leaf of the kind {kind} publishes no standard"
                    )));
                };
                let on = Some(Last(policy.replaces.map(|replaced| replaced.index)));
                let rests = Rests { on, replaces: true };
                let (before, after) = around_index(leaf)?;
                Draft { before, gap: Gap::Next(after), hash: None, opening: Vec::new(), rests }
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
        let body = draft.body(next, first, &hashes);
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
        matches!(self.gap, Gap::Reference(of, _) if of == at)
    }

    fn body(&self, own: u64, first: u64, hashes: &[Hash]) -> Cow<'_, [u8]> {
        let (middle, after) = match &self.gap {
            Gap::None => return Cow::Borrowed(&self.before),
            Gap::Reference(of, after) => {
                let hash = hashes.get(*of).copied().unwrap_or(UNKNOWN);
                (format!("{hash}\",\"index\":{}", first + *of as u64), after)
            }
            Gap::Next(after) => ((own + 1).to_string(), after),
        };
        Cow::Owned([&self.before[..], middle.as_bytes(), after].concat())
    }
}

/// The bytes of a leaf before the hash and after the index of its reference. Canonical JSON sorts
/// the two members so, and nothing else of it depends on what they are.
fn around_reference(mut leaf: Leaf) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
    let (name, reference) = match &mut leaf.body {
        Body::Decision(decision) => ("intake", &mut decision.intake),
        Body::Outcome(outcome) => ("of", &mut outcome.of),
        Body::Appeal(appeal) => ("of", &mut appeal.of),
        other => return Err(invalid(format!("a leaf of the kind {} follows none", other.kind()))),
    };
    *reference = Reference { index: LAST, hash: UNKNOWN };
    let before = format!("\"{name}\":{{\"hash\":\"");
    around(&leaf, &before, &format!("{UNKNOWN}\",\"index\":{LAST}"))
}

/// The bytes of a publication before and after the index from which on it is in force.
fn around_index(mut leaf: Leaf) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
    if let Body::Policy(policy) = &mut leaf.body {
        policy.effective_index = LAST;
    }
    around(&leaf, "\"effective_index\":", &LAST.to_string())
}

/// What stands before and after the one place of a leaf where `middle` follows `before`. It is written
/// with the longest index there is, so that it is not too long with any other.
fn around(leaf: &Leaf, before: &str, middle: &str) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
    let body = leaf.write().map_err(|error| invalid(format!("a leaf: {error}")))?;
    let whole = [before.as_bytes(), middle.as_bytes()].concat();
    let mut found = body.windows(whole.len()).enumerate().filter(|(_, part)| *part == whole);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => {
            let start = at + before.len();
            Ok((body[..start].to_vec(), body[start + middle.len()..].to_vec()))
        }
        _ => Err(invalid("a leaf shows what stands for an unknown index".to_owned())),
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
