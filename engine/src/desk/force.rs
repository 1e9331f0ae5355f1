//! Which standard is in force.
//!
//! It is the last that was published in the log; of one that was published by an exception only until
//! the exception ends. From then on the last one that was proved is in force again: the first node
//! that has a case to decide publishes it anew, so that the log says so too. If none ever was, nothing
//! is decided until the operator publishes one.
//!
//! A node remembers what it saw. That may be out of date at any moment, and harms nothing: the store
//! takes no decision that was made by another standard than the last, and the desk looks again.

use std::sync::{Arc, PoisonError};

use drawbridge_canon::Timestamp;
use drawbridge_fair_policy::Standard;
use drawbridge_fair_policy::publication::returning;
use drawbridge_fair_record::leaf::Grounds;
use drawbridge_fair_record::{Body, Reference};

use super::{Desk, DeskError, publish};
use crate::store::Store;

/// How often it is looked again because another node published meanwhile.
const TRIES: u32 = 8;

/// A standard as it stands in the log.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Its publication.
    pub publication: Reference,
    /// What it says.
    pub standard: Arc<Standard>,
    /// When it was published.
    pub since: Timestamp,
    /// When the exception ends by which it is in force; none if it was proved.
    pub until: Option<Timestamp>,
}

impl InForce {
    /// Whether the exception has ended by which it was in force.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

impl Desk {
    /// The standard in force. The one that this program came with is published if none was yet.
    pub async fn in_force(
        &self,
        store: &dyn Store,
        now: Timestamp,
    ) -> Result<Arc<InForce>, DeskError> {
        if let Some(known) = self.known().filter(|known| !known.has_ended(now)) {
            return Ok(known);
        }
        for _ in 0..TRIES {
            let last = store.last_publication().await?;
            let published = match last {
                None => publish::once(store, self.shelf.own(), None, now).await,
                Some(index) => {
                    let found = Arc::new(self.read(store, index).await?);
                    if !found.has_ended(now) {
                        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
                        *seen = Some(found.clone());
                        return Ok(found);
                    }
                    self.put_back(store, &found, now).await
                }
            };
            // That another node published meanwhile is as good as having done it.
            if let Err(error) = published
                && store.last_publication().await? == last
            {
                return Err(error);
            }
        }
        Err(DeskError::Busy)
    }

    /// Forgets what was seen: the store says that it is out of date.
    pub fn look_again(&self) {
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What this node saw last.
    pub(super) fn known(&self) -> Option<Arc<InForce>> {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn read(&self, store: &dyn Store, index: u64) -> Result<InForce, DeskError> {
        let (publication, leaf) = publish::read(store, index).await?;
        let Body::Policy(policy) = leaf.body else { return Err(DeskError::Lost(index)) };
        let shelved = self.shelf.get(store, policy.sha256).await?;
        let shelved = shelved.ok_or_else(|| DeskError::Gone(policy.version.clone()))?;
        let until = match policy.grounds {
            Grounds::Proof(_) => None,
            Grounds::Exception(excused) => Some(excused.until),
        };
        let standard = shelved.standard.clone();
        Ok(InForce { publication, standard, since: leaf.time, until })
    }

    /// Puts the last standard that was proved back into force.
    async fn put_back(
        &self,
        store: &dyn Store,
        ended: &InForce,
        now: Timestamp,
    ) -> Result<Reference, DeskError> {
        let history = publish::history(store).await?;
        let version = ended.standard.version().to_owned();
        let over = DeskError::Ended { version, until: ended.until.unwrap_or(now) };
        let Some(before) = returning(&history) else { return Err(over) };
        let shelved = self.shelf.fresh(store, before.policy.sha256).await?;
        let shelved = shelved.ok_or_else(|| DeskError::Gone(before.policy.version.clone()))?;
        let (from, to) = (ended.standard.version(), shelved.standard.version());
        tracing::warn!(
            from,
            to,
            "an exception has ended: the standard before it is in force again"
        );
        publish::once(store, &shelved, None, now).await
    }
}
