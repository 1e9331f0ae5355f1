//! The verifiable log at work: what the store sequenced is published, proved and watched.
//!
//! The story in order. A command stores its leaves with the state that they record
//! ([`Store::commit_leaves`](crate::store::Store::commit_leaves)); with the commit they have their
//! indexes. [`Log::publish`] grows the tree by them and signs; it stands on the store and on an
//! [`anchor`] outside of it, step by step ([`ground`]), so that neither a crash nor an older database
//! makes it sign two histories. `tiles` reads the tree back, and believes nothing of it that does not
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
mod tiles;
pub mod watch;
pub mod witness;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use drawbridge_fair_log::key::VkeyError;
use drawbridge_fair_log::{Hash, Policy, Signer, Tile, VerifierKey};
use drawbridge_seal::ed25519::KeyPair;

pub use anchor::Anchor;
pub use disclose::{DiscloseError, disclose};
pub use error::LogError;
pub use ground::{Ground, Kept, Stored};
pub use key::{key_pair, make_key};
pub use published::Published;

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
    /// Why it is not published, if it is not.
    trouble: Mutex<Option<LogError>>,
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
            trouble: Mutex::default(),
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
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
