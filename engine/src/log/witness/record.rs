//! What was last cosigned of each log: in the store, and in a file outside of it.
//!
//! The store comes first and the file second, and the answer leaves after both. So whatever was answered
//! stands in the file, and a file that says more than the store tells that the store was rolled back. It
//! holds the whole word, so the witness goes on from there, and signs nothing that contradicts it.

use std::path::PathBuf;
use std::sync::Arc;

use drawbridge_fair_log::witness::monitoring_path;
use drawbridge_fair_log::{Checkpoint, Note, VerifierKey};

use crate::log::anchor::Anchor;
use crate::log::error::LogError;
use crate::log::ground::blocking;
use crate::store::{CommitError, Expect, ObjectWrite, Store, StoreError};

/// What was last cosigned of each log, by its monitoring path.
const KIND: &str = "witness-log";

/// Where both records are.
pub(super) struct Records {
    pub(super) store: Arc<dyn Store>,
    pub(super) folder: Option<PathBuf>,
}

/// What was last cosigned of a log.
#[derive(Clone, Debug)]
pub(super) struct Last {
    pub(super) note: Note,
    pub(super) checkpoint: Checkpoint,
    /// When, in seconds since 1970.
    pub(super) time: u64,
}

/// What both records say of a log.
pub(super) struct Standing {
    /// What counts: the larger of the two.
    pub(super) last: Option<Last>,
    /// What the store says.
    pub(super) stored: Option<Last>,
    version: Option<u64>,
    anchored: Option<Vec<u8>>,
}

impl Standing {
    /// Whether the store says less than the file.
    pub(super) fn rolled_back(&self) -> Option<LogError> {
        let last = self.last.as_ref()?;
        let stored = self.stored.as_ref().map(|last| last.checkpoint.size());
        let cosigned = last.checkpoint.size();
        let origin = || last.checkpoint.origin().to_owned();
        (stored.is_none_or(|stored| stored < cosigned)).then(|| LogError::Forgotten {
            origin: origin(),
            stored: stored.unwrap_or(0),
            cosigned,
        })
    }
}

impl Records {
    /// Reads both, by the log's monitoring path; `key` is the witness's own.
    pub(super) async fn read(&self, path: &str, key: &VerifierKey) -> Result<Standing, LogError> {
        let object = self.store.object(KIND, path).await?;
        let version = object.as_ref().map(|object| object.version);
        let stored = object.map(|object| last(&object.body, path, key)).transpose();
        let stored = stored.map_err(|why| StoreError::Damaged(why.to_owned()))?;
        let anchored = match self.anchor(path) {
            Some(anchor) => blocking(move || anchor.read()).await?,
            None => None,
        };
        let outside = anchored.as_deref().map(|bytes| last(bytes, path, key)).transpose();
        let outside = outside.map_err(|why| LogError::Head {
            place: "the anchor of the witness",
            why: why.to_owned(),
        })?;
        let last = match (&stored, outside) {
            (Some(stored), Some(outside)) => {
                let (inside, outside_head) = (stored.checkpoint.head(), outside.checkpoint.head());
                if inside.size == outside_head.size && inside.root != outside_head.root {
                    let origin = stored.checkpoint.origin().to_owned();
                    return Err(LogError::Forked { origin, size: inside.size });
                }
                Some(if outside_head.size > inside.size { outside } else { stored.clone() })
            }
            (stored, outside) => stored.clone().or(outside),
        };
        Ok(Standing { last, stored, version, anchored })
    }

    /// Replaces both, if both still say what was read; `false` if another was faster.
    pub(super) async fn replace(
        &self,
        path: &str,
        known: &Standing,
        note: &Note,
    ) -> Result<bool, LogError> {
        let bytes = note.to_string().into_bytes();
        let object = ObjectWrite {
            kind: KIND.to_owned(),
            id: path.to_owned(),
            expected: known.version.map_or(Expect::Absent, Expect::Version),
            body: Some(bytes.clone()),
        };
        match self.store.put_object(object).await {
            Ok(()) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
            Err(_) => return Ok(false),
        }
        let Some(anchor) = self.anchor(path) else { return Ok(true) };
        let expected = known.anchored.clone();
        blocking(move || anchor.swap(expected.as_deref(), &bytes)).await
    }

    fn anchor(&self, path: &str) -> Option<Anchor> {
        // A path comes from anybody; the hash of an origin is a name that every file system takes.
        let name = path.strip_suffix("/checkpoint")?;
        let hash = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(Anchor::new(self.folder.as_ref().filter(|_| hash)?.join(name)))
    }
}

/// Reads a record, and believes it only with the witness's own signature.
fn last(bytes: &[u8], path: &str, key: &VerifierKey) -> Result<Last, &'static str> {
    const UNSIGNED: &str = "what this witness cosigned last does not carry its own cosignature";
    let note = Note::parse(bytes).map_err(|_| UNSIGNED)?;
    let checkpoint = Checkpoint::parse(note.text()).map_err(|_| UNSIGNED)?;
    let signed = note.verify(&[key]).map_err(|_| UNSIGNED)?;
    let time = signed.iter().find_map(|signed| signed.time).ok_or(UNSIGNED)?;
    if monitoring_path(checkpoint.origin()) != path {
        return Err("what this witness cosigned last is another log's");
    }
    Ok(Last { note, checkpoint, time })
}
