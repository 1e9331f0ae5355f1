//! Being a witness: for other logs, that they were seen only to grow.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::key::VkeyError;
use drawbridge_fair_log::witness::{KnownLog, Refusal, Request, SIZE_TYPE, monitoring_path};
use drawbridge_fair_log::{Checkpoint, Cosigner, Note, VerifierKey};
use drawbridge_seal::ed25519::KeyPair;

use crate::store::{CommitError, Expect, ObjectWrite, Store, StoreError};
use crate::world::Clock;

/// What was last cosigned of each log, by the hash of its origin.
const KIND: &str = "witness-log";

/// How often a request is judged anew because another one was faster.
const TRIES: u32 = 8;

/// A witness.
pub struct Witness {
    cosigner: Cosigner,
    /// The keys of the logs that it watches; a key's name is the log's origin.
    logs: Vec<VerifierKey>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

/// An answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// What was last cosigned of a log.
struct Last {
    version: u64,
    note: Note,
    checkpoint: Checkpoint,
    /// When, in seconds since 1970.
    time: u64,
}

impl Witness {
    /// The witness of this name, for the logs with these keys.
    pub fn new(
        name: &str,
        key: KeyPair,
        logs: Vec<VerifierKey>,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, VkeyError> {
        Ok(Self { cosigner: Cosigner::new(name, key)?, logs, store, clock })
    }

    /// The key by which its cosignatures are verified.
    pub fn key(&self) -> &VerifierKey {
        self.cosigner.verifier()
    }

    /// Answers a request to cosign (`add-checkpoint`). The record of what was cosigned is replaced,
    /// durably and only if it still is what the request was judged by, before the answer is given: of
    /// two requests that race, one is told where the witness has come to.
    pub async fn add_checkpoint(&self, body: &[u8]) -> Result<Answered, StoreError> {
        let request = match Request::parse(body) {
            Ok(request) => request,
            Err(error) => return Ok(refused(&error.into())),
        };
        let origin = request.checkpoint().origin().to_owned();
        for _ in 0..TRIES {
            let last = self.last(&monitoring_path(&origin)).await?;
            let log = self.known(&origin, last.as_ref());
            let accepted = match request.clone().judge(log.as_ref()) {
                Ok(accepted) => accepted,
                Err(refusal) => {
                    if refusal.is_evidence() {
                        let note = request.note().to_string();
                        tracing::error!(%origin, %refusal, note, "a log signed what does not fit");
                    }
                    return Ok(refused(&refusal));
                }
            };
            // A clock that was set back does not make a later word an earlier one.
            let earliest = last.as_ref().map_or(0, |last| last.time);
            let earliest = i64::try_from(earliest).unwrap_or(i64::MAX).saturating_mul(1000);
            let at = Timestamp(self.clock.wall().0.max(earliest));
            let cosigned = accepted.cosign(&[&self.cosigner], at);
            let cosigned = cosigned.map_err(|error| StoreError::Failed(error.to_string()))?;
            let expected = last.map_or(Expect::Absent, |last| Expect::Version(last.version));
            let object = ObjectWrite {
                kind: KIND.to_owned(),
                id: monitoring_path(&origin),
                expected,
                body: Some(cosigned.note.to_string().into_bytes()),
            };
            match self.store.put_object(object).await {
                Ok(()) => {
                    let content_type = "text/plain; charset=utf-8";
                    return Ok(Answered { status: 200, content_type, body: cosigned.answer });
                }
                Err(CommitError::Store(error)) => return Err(error),
                Err(_) => {}
            }
        }
        Err(StoreError::Unavailable("others ask about the same log all the time".to_owned()))
    }

    /// The latest checkpoint that it cosigned of the log whose [`monitoring_path`] this is.
    pub async fn latest(&self, path: &str) -> Result<Option<String>, StoreError> {
        Ok(self.last(path).await?.map(|last| last.note.to_string()))
    }

    fn known(&self, origin: &str, last: Option<&Last>) -> Option<KnownLog> {
        let keys: Vec<VerifierKey> =
            self.logs.iter().filter(|key| key.name() == origin).cloned().collect();
        let latest = last.map(|last| last.checkpoint.head());
        (!keys.is_empty()).then(|| KnownLog { origin: origin.to_owned(), keys, latest })
    }

    async fn last(&self, path: &str) -> Result<Option<Last>, StoreError> {
        let Some(object) = self.store.object(KIND, path).await? else { return Ok(None) };
        let damaged = || {
            let why = "what this witness cosigned last does not carry its own cosignature";
            StoreError::Damaged(why.to_owned())
        };
        let note = Note::parse(&object.body).map_err(|_| damaged())?;
        let checkpoint = Checkpoint::parse(note.text()).map_err(|_| damaged())?;
        let signed = note.verify(&[self.key()]).map_err(|_| damaged())?;
        let time = signed.iter().find_map(|signed| signed.time).ok_or_else(damaged)?;
        Ok(Some(Last { version: object.version, note, checkpoint, time }))
    }
}

fn refused(refusal: &Refusal) -> Answered {
    let conflict = matches!(refusal, Refusal::Conflict(_));
    let content_type = if conflict { SIZE_TYPE } else { "text/plain; charset=utf-8" };
    Answered { status: refusal.status(), content_type, body: refusal.body() }
}
