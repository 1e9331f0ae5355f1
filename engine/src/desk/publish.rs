//! Publications of standards: what was published before, and putting another one behind it.
//!
//! The store has the last word. A publication names the one that it replaces, and is refused if that
//! is not the last any more; so of two nodes, or of two operators, that publish at once one wins, and
//! the other looks again at what it would now replace. The leaf, the standard's files and the note of
//! an exception are one write.

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{VerifierKey, leaf_hash};
use drawbridge_fair_policy::kept;
use drawbridge_fair_policy::publication::{
    Earlier, Evidence, Exception, Place, Unpublishable, publication,
};
use drawbridge_fair_policy::standard::PROOF;
use drawbridge_fair_record::{Body, Gate, Leaf, Reference};

use super::shelf::{Shelved, keep};
use super::{DeskError, brought};
use crate::store::{CommitError, LeafWrite, ObjectWrite, Store, Write, kinds};

/// How often a publication begins anew because another was faster.
const TRIES: u32 = 8;

/// An exception that goes with a standard that is not proved.
#[derive(Clone, Copy, Debug)]
pub struct Excuse<'a> {
    /// The signed note.
    pub note: &'a [u8],
    /// Whose signature counts; one of them is enough.
    pub known: &'a [&'a VerifierKey],
    /// The questions that the prover did not prove, by name.
    pub unproved: &'a BTreeSet<String>,
}

/// Publishes a standard behind what was published before, proved or excused. Returns its leaf.
pub(super) async fn publish(
    store: &dyn Store,
    shelved: &Shelved,
    excuse: Option<Excuse<'_>>,
    now: Timestamp,
) -> Result<Reference, DeskError> {
    let mut last = Err(DeskError::Busy);
    for _ in 0..TRIES {
        last = once(store, shelved, excuse, now).await;
        if !matches!(last, Err(DeskError::Commit(CommitError::Replaced))) {
            break;
        }
    }
    last
}

/// The same, unless another is published meanwhile.
pub(super) async fn once(
    store: &dyn Store,
    shelved: &Shelved,
    excuse: Option<Excuse<'_>>,
    now: Timestamp,
) -> Result<Reference, DeskError> {
    let standard = &shelved.standard;
    let history = history(store).await?;
    if let Some(known) = put_back_on_shelf(store, shelved, &history).await? {
        return Ok(known);
    }
    // Another node's clock may go before ours, but not the log.
    let now = history.last().map_or(now, |last| now.max(last.time));
    // Where it will stand nobody knows yet: the store writes in that it is in force from the leaf after it.
    let index = store.leaf_count().await?;
    let place = Place { time: now, index, effective_index: index + 1 };
    let names: Vec<&str> = drawbridge_roster::DIALECTS.iter().map(|one| one.name).collect();
    let mut files = shelved.files.clone();
    let mut objects = Vec::new();
    let mut stays = false;
    let policy = match excuse {
        None => {
            let proof = shelved.proof()?;
            publication(standard, Evidence::Proof(&proof), &history, place, &names)?
        }
        Some(Excuse { note, known, unproved }) => {
            // A proof of other files shows nothing of these.
            files.remove(PROOF);
            // One that was kept before, when it was proved, is not forgotten.
            stays = store.object(kinds::STANDARD, &kept::hex(standard.hash())).await?.is_some();
            let exception = Exception::read(note, known).map_err(Unpublishable::from)?;
            objects.push(ObjectWrite::by_hash(kinds::EXCEPTION, exception.hash, note.to_vec()));
            let evidence = Evidence::Exception { note, known, unproved };
            publication(standard, evidence, &history, place, &names)?
        }
    };
    brought::fits(standard)?;
    if !stays {
        objects.push(keep(standard.hash(), &files)?);
    }
    let leaf = Leaf { gate: Gate::All, time: now, body: Body::Policy(policy) };
    let leaves = vec![LeafWrite::Publishing { leaf }];
    let placed = store.commit_leaves(Write { objects, leaves, ..Write::default() }).await?;
    Ok(read(store, placed.start).await?.0)
}

/// If this standard is the last that was published, and its files are not kept, keeps them: a log that
/// is older than the shelf names a standard that its next program does not come with.
async fn put_back_on_shelf(
    store: &dyn Store,
    shelved: &Shelved,
    history: &[Earlier],
) -> Result<Option<Reference>, DeskError> {
    let hash = shelved.standard.hash();
    let Some(last) = history.last().filter(|last| last.policy.sha256 == hash) else {
        return Ok(None);
    };
    if store.object(kinds::STANDARD, &kept::hex(hash)).await?.is_some() {
        return Ok(None);
    }
    store.put_object(keep(hash, &shelved.files)?).await?;
    Ok(Some(last.reference))
}

/// What was published before, ascending by index: each names the one before it.
pub(super) async fn history(store: &dyn Store) -> Result<Vec<Earlier>, DeskError> {
    let mut history = Vec::new();
    let mut next = store.last_publication().await?;
    while let Some(index) = next {
        let (reference, leaf) = read(store, index).await?;
        let Body::Policy(policy) = leaf.body else { return Err(DeskError::Lost(index)) };
        // It is an earlier one, or this would not come to an end.
        next = policy.replaces.map(|before| before.index).filter(|before| *before < index);
        history.push(Earlier { reference, time: leaf.time, policy });
    }
    history.reverse();
    Ok(history)
}

/// A leaf of the log.
pub(super) async fn read(store: &dyn Store, at: u64) -> Result<(Reference, Leaf), DeskError> {
    let found = store.leaves(at, 1).await?.pop().filter(|(index, _)| *index == at);
    let (index, body) = found.ok_or(DeskError::Lost(at))?;
    Ok((Reference { index, hash: leaf_hash(&body) }, Leaf::read(&body)?))
}
