//! On what links are judged: the standard in force, the lists, the well-known names, and what appeals
//! found. Where any of it has changed, what was judged before is judged anew.

use std::fmt::Write as _;
use std::sync::{Arc, PoisonError, RwLock};

use drawbridge_gate_share::safety::{Feeds, Known};
use drawbridge_seal::digest::sha256_hex;

use super::ShareError;
use super::judge::Judge;
use crate::store::{Expect, ObjectWrite, kinds};

/// How often it is looked whether anything was changed elsewhere, in milliseconds. Of its own lists and of
/// appeals that it answered itself a node knows at once.
const LOOKED_EVERY: i64 = 10_000;

/// The object that is written with every appeal that is answered.
const APPEALS: &str = "appeals";

/// The lists, and what tells them from others.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub(super) feeds: Feeds,
    pub(super) digest: [u8; 32],
}

impl Listed {
    pub(super) fn new(feeds: Feeds) -> Self {
        Self { digest: feeds.digest(), feeds }
    }
}

/// What is known of the ground.
#[derive(Debug, Default)]
pub(super) struct Ground(RwLock<Seen>);

#[derive(Clone, Debug, Default)]
struct Seen {
    number: u32,
    name: Arc<str>,
    looked: Option<i64>,
    /// How often something changed here: who looked before that saw nothing of it.
    changes: u32,
}

/// The ground at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Footing {
    /// Counts the changes that this node saw: another number, another ground.
    pub(super) number: u32,
    /// What tells it from others, the same at all nodes that judge alike and after every start.
    pub(super) name: Arc<str>,
}

impl Ground {
    /// The ground now, as far as it is known without looking; none if it must be looked.
    pub(super) fn known(&self, now: i64) -> Option<Footing> {
        let seen = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let passed = now - seen.looked?;
        (0..LOOKED_EVERY).contains(&passed).then(|| seen.footing())
    }

    /// That something changed here: it is looked before anything else is given out.
    pub(super) fn look_again(&self) {
        let mut seen = self.0.write().unwrap_or_else(PoisonError::into_inner);
        seen.looked = None;
        seen.changes += 1;
    }

    /// Looks. Where that fails, the ground is the one that was seen last: what cannot be asked now judges
    /// nothing either.
    pub(super) async fn look(
        &self,
        judge: &Judge,
        (known, listed): (&Known, &Listed),
        now: i64,
    ) -> Footing {
        let before = self.0.read().unwrap_or_else(PoisonError::into_inner).changes;
        let found = name(judge, known, listed).await;
        let mut seen = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match found {
            Ok(name) if *name != *seen.name => {
                seen.number += 1;
                seen.name = name.into();
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "on what links are judged could not be looked up"),
        }
        seen.looked = (seen.changes == before).then_some(now);
        seen.footing()
    }
}

impl Seen {
    fn footing(&self) -> Footing {
        Footing { number: self.number, name: self.name.clone() }
    }
}

async fn name(judge: &Judge, known: &Known, listed: &Listed) -> Result<String, ShareError> {
    let (store, now) = (&*judge.store, judge.world.clock.now());
    let mut in_force = judge.desk.in_force(store, now).await?;
    // Another node may have published since.
    if store.last_publication().await?.is_some_and(|last| last != in_force.publication.index) {
        judge.desk.look_again();
        in_force = judge.desk.in_force(store, now).await?;
    }
    let appeals = store.object(kinds::SHARE_CHANGED, APPEALS).await?;
    let appeals = appeals.map_or(0, |object| object.version);
    let mut all = format!("{} {appeals}", env!("CARGO_PKG_VERSION"));
    let digests = [in_force.standard.hash().0, listed.digest, known.digest()];
    for byte in digests.as_flattened() {
        let _ = write!(all, "{byte:02x}");
    }
    // Half of it tells any two apart that ever were.
    Ok(sha256_hex(all.as_bytes())[..32].to_owned())
}

/// What goes into the write of every answer to an appeal.
pub(super) fn appeal_answered() -> ObjectWrite {
    let (kind, id) = (kinds::SHARE_CHANGED.to_owned(), APPEALS.to_owned());
    ObjectWrite { kind, id, expected: Expect::Any, body: Some(b"{}".to_vec()) }
}
