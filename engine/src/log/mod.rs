//! The verifiable log at work: what the store sequenced is published, proved and watched.
//!
//! The story in order. A command stores its leaves with the state that they record
//! ([`Store::commit_leaves`](crate::store::Store::commit_leaves)); with the commit they have their
//! indexes. [`Log::publish`] grows the tree by them and signs; it stands on the store and on an
//! [`anchor`] outside of it, step by step ([`ground`]), so that neither a crash nor an older database
//! makes it sign two histories; `standing` says how that goes. `tiles` reads the tree back, and believes nothing of it that does not
//! lead to the signed root; a [`receipt`](Log::receipt) is made of it. [`watch`] asks witnesses for
//! their cosignatures; [`witness`] is the other side, for other logs.

pub mod anchor;
mod disclose;
pub mod error;
pub mod ground;
mod key;
mod publish;
mod published;
mod receipt;
mod standing;
mod tiles;
pub mod watch;
pub mod witness;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use drawbridge_fair_log::key::VkeyError;
use drawbridge_fair_log::{Hash, Policy, Signer, Tile, VerifierKey};
use drawbridge_seal::ed25519::KeyPair;
use tokio::time::Instant;

pub use anchor::Anchor;
pub use disclose::{DiscloseError, disclose};
pub use error::LogError;
pub use ground::{Ground, Kept, Stored};
pub use key::{key_pair, make_key};
pub use published::Published;
pub use standing::{LATE, Standing};
pub use watch::Watching;

/// What a log is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its identity: its address without scheme, no slash at the end. If `None`, the one that it has
    /// in the store, or [`Settings::otherwise`] for a new log.
    pub origin: Option<String>,
    /// The origin of a new log, where none is decided.
    pub otherwise: String,
    /// Its key.
    pub key: KeyPair,
    /// Its witnesses, and how many of them are enough.
    pub policy: Option<Policy>,
}

/// The log of a node.
pub struct Log {
    ground: Arc<dyn Ground>,
    signer: Signer,
    policy: Option<Policy>,
    /// What was last seen published.
    now: RwLock<Option<Arc<Published>>>,
    /// Publications go one after another; what the anchor said last.
    turn: tokio::sync::Mutex<Option<Vec<u8>>>,
    /// What came of publishing.
    passes: Mutex<standing::Passes>,
    /// What its witnesses last said, by their names in the policy.
    watching: Mutex<BTreeMap<String, Watching>>,
    /// Tiles that were found to lead to the signed root.
    known: Mutex<BTreeMap<Tile, Arc<Vec<Hash>>>>,
}

impl Log {
    /// The log that stands on `ground`. Nothing is checked before the first
    /// [publication](Self::publish) but whose it is.
    pub async fn open(settings: Settings, ground: Arc<dyn Ground>) -> Result<Self, LogError> {
        let origin = match settings.origin {
            Some(origin) => origin,
            None => stored_origin(&*ground).await?.unwrap_or(settings.otherwise),
        };
        let named = |error: VkeyError| LogError::Key(error.to_string());
        Ok(Self {
            ground,
            signer: Signer::new(&origin, settings.key).map_err(named)?,
            policy: settings.policy,
            now: RwLock::new(None),
            turn: tokio::sync::Mutex::new(None),
            passes: Mutex::new(standing::Passes::new(Instant::now())),
            watching: Mutex::default(),
            known: Mutex::default(),
        })
    }

    /// The key by which its checkpoints are verified; its name is the log's origin.
    pub fn key(&self) -> &VerifierKey {
        self.signer.verifier()
    }

    /// Its witnesses, and how many of them are enough.
    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref()
    }

    /// What was last published, as far as this node has seen; none before the first publication.
    pub fn published(&self) -> Option<Arc<Published>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why the last publication that nobody asked for came to nothing, if it did.
    pub fn trouble(&self) -> Option<LogError> {
        self.passes().trouble()
    }

    /// How publishing stands.
    pub fn standing(&self) -> Standing {
        self.passes().standing(Instant::now())
    }

    /// How long ago everything that there was had been published; since the start, if it never was.
    pub fn age(&self) -> Duration {
        self.passes().age(Instant::now())
    }

    /// How many others signed the latest checkpoint. Only signatures that verified were added to it.
    pub fn cosignatures(&self) -> usize {
        let ours = |read: &Published| {
            read.note.signatures.iter().filter(|signature| !self.key().made(signature)).count()
        };
        self.published().map_or(0, |read| ours(&read))
    }

    /// What each witness that was asked said last, by its name.
    pub fn watching(&self) -> BTreeMap<String, Watching> {
        self.watching.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn passes(&self) -> MutexGuard<'_, standing::Passes> {
        self.passes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whose log the store holds.
async fn stored_origin(ground: &dyn Ground) -> Result<Option<String>, LogError> {
    let mut origins = ground.origins().await?;
    match origins.len() {
        0 | 1 => Ok(origins.pop()),
        _ => Err(LogError::Several(origins.join(", "))),
    }
}
