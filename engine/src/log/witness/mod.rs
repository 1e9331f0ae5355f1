//! Being a witness: for other logs, that they were seen only to grow.
//!
//! What was cosigned last of each log is recorded twice, in the store and in a file outside of it, so
//! that an older database does not make this witness forget its word. What does not fit is kept as
//! [`evidence`].

pub mod evidence;
mod record;

use std::path::Path;
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::key::VkeyError;
use drawbridge_fair_log::witness::{KnownLog, Refusal, Request, SIZE_TYPE, monitoring_path};
use drawbridge_fair_log::{Cosigner, Note, VerifierKey};
use drawbridge_seal::ed25519::KeyPair;

use self::evidence::{Evidence, What};
use self::record::{Records, Standing};
use super::error::LogError;
use crate::store::{Store, StoreError};
use crate::world::Clock;

/// How often a request is judged anew because another one was faster.
const TRIES: u32 = 8;

/// A witness.
pub struct Witness {
    cosigner: Cosigner,
    /// The keys of the logs that it watches; a key's name is the log's origin.
    logs: Vec<VerifierKey>,
    records: Records,
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

/// How far this witness is with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Which log.
    pub origin: String,
    /// How many leaves it cosigned last, and when in seconds since 1970; none if it never did.
    pub last: Option<(u64, u64)>,
    /// What is wrong with the record of that, and what follows.
    pub trouble: Option<LogError>,
}

impl Witness {
    /// The witness of this name, for the logs with these keys. Unless it is [anchored](Self::anchored), which
    /// makes sense for a store in memory only, an older state of the store goes unnoticed.
    pub fn new(
        name: &str,
        key: KeyPair,
        logs: Vec<VerifierKey>,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, VkeyError> {
        let records = Records { store, folder: None };
        Ok(Self { cosigner: Cosigner::new(name, key)?, logs, records, clock })
    }

    /// The same, its word kept in a folder outside of the store too, which is made if it is not there.
    pub fn anchored(mut self, folder: &Path) -> Result<Self, LogError> {
        let failed = |error: std::io::Error| LogError::Anchor {
            path: folder.display().to_string(),
            why: error.to_string(),
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        self.records.folder = Some(folder.to_owned());
        Ok(self)
    }

    /// The key by which its cosignatures are verified.
    pub fn key(&self) -> &VerifierKey {
        self.cosigner.verifier()
    }

    /// Answers a request to cosign (`add-checkpoint`). The record of what was cosigned is replaced,
    /// durably and only if it still is what the request was judged by, before the answer is given: of
    /// two requests that race, one is told where the witness has come to.
    pub async fn add_checkpoint(&self, body: &[u8]) -> Result<Answered, LogError> {
        let request = match Request::parse(body) {
            Ok(request) => request,
            Err(error) => return Ok(refused(&error.into())),
        };
        let origin = request.checkpoint().origin().to_owned();
        let path = monitoring_path(&origin);
        for _ in 0..TRIES {
            let known = self.records.read(&path, self.key()).await?;
            let log = self.known(&origin, &known);
            let accepted = match request.clone().judge(log.as_ref()) {
                Ok(accepted) => accepted,
                Err(refusal) => {
                    if let Some(log) = &log {
                        self.doubt(log, &known, &request, &refusal).await;
                    }
                    return Ok(refused(&refusal));
                }
            };
            // A clock that was set back does not make a later word an earlier one.
            let earliest = known.last.as_ref().map_or(0, |last| last.time);
            let earliest = i64::try_from(earliest).unwrap_or(i64::MAX).saturating_mul(1000);
            let at = Timestamp(self.clock.wall().0.max(earliest));
            let cosigned = accepted.cosign(&[&self.cosigner], at);
            let cosigned = cosigned.map_err(|error| StoreError::Failed(error.to_string()))?;
            if self.records.replace(&path, &known, &cosigned.note).await? {
                // Only now is it known that nobody was between the two reads of the record.
                self.tell_rolled_back(&origin, &known).await;
                self.forgive(&origin, &cosigned.note).await;
                let content_type = "text/plain; charset=utf-8";
                return Ok(Answered { status: 200, content_type, body: cosigned.answer });
            }
        }
        let why = "others ask about the same log all the time".to_owned();
        Err(StoreError::Unavailable(why).into())
    }

    /// The latest checkpoint that it cosigned of the log whose [`monitoring_path`] this is.
    pub async fn latest(&self, path: &str) -> Result<Option<String>, LogError> {
        let known = self.records.read(path, self.key()).await?;
        Ok(known.last.map(|last| last.note.to_string()))
    }

    /// How far it is with each log, and whether its own record is sound.
    pub async fn watched(&self) -> Vec<Watched> {
        let mut origins: Vec<&str> = self.logs.iter().map(VerifierKey::name).collect();
        origins.sort_unstable();
        origins.dedup();
        let mut all = Vec::new();
        for origin in origins {
            let origin = origin.to_owned();
            all.push(match self.records.read(&monitoring_path(&origin), self.key()).await {
                Ok(known) => {
                    let last = known.last.as_ref().map(|last| (last.checkpoint.size(), last.time));
                    Watched { origin, last, trouble: known.rolled_back() }
                }
                Err(error) => Watched { origin, last: None, trouble: Some(error) },
            });
        }
        all
    }

    fn known(&self, origin: &str, known: &Standing) -> Option<KnownLog> {
        let keys: Vec<VerifierKey> =
            self.logs.iter().filter(|key| key.name() == origin).cloned().collect();
        let latest = known.last.as_ref().map(|last| last.checkpoint.head());
        (!keys.is_empty()).then(|| KnownLog { origin: origin.to_owned(), keys, latest })
    }

    /// Keeps what a refused request shows of the log, if it shows anything.
    async fn doubt(&self, log: &KnownLog, known: &Standing, request: &Request, why: &Refusal) {
        let theirs = request.checkpoint().head();
        if log.latest == Some(theirs) {
            // What was cosigned fits, with whatever proof it comes.
            return;
        }
        let same = |last: &record::Last| last.checkpoint.size() == theirs.size;
        let other = known.last.as_ref().is_some_and(same) && log.latest != Some(theirs);
        let what = match why {
            Refusal::Empty => What::Split,
            Refusal::Conflict(_) | Refusal::Inconsistent(_) if other => What::Split,
            Refusal::Inconsistent(_) => What::Unproven,
            _ => return,
        };
        let mut note = request.note().clone();
        // What strangers added shows nothing.
        note.signatures.retain(|signature| log.keys.iter().any(|key| key.made(signature)));
        if note.verify(&log.keys.iter().collect::<Vec<_>>()).is_err() {
            return;
        }
        let ours = known.last.as_ref().map(|last| last.note.clone());
        let why = if what == What::Split { String::new() } else { why.to_string() };
        self.keep(Evidence::new(what, &log.origin, self.clock.wall(), ours, note, why)).await;
    }

    /// Takes back that a checkpoint came without a proof: now one came.
    async fn forgive(&self, origin: &str, note: &Note) {
        if let Err(error) = evidence::forgive(&*self.records.store, origin, note).await {
            tracing::error!(%origin, %error, "evidence that is none any more could not be taken away");
        }
    }

    async fn tell_rolled_back(&self, origin: &str, known: &Standing) {
        let (Some(trouble), Some(last)) = (known.rolled_back(), &known.last) else { return };
        let stored = known.stored.as_ref().map(|last| last.note.clone());
        let (what, at) = (What::RolledBack, self.clock.wall());
        let why = trouble.to_string();
        self.keep(Evidence::new(what, origin, at, stored, last.note.clone(), why)).await;
    }

    /// Keeps it, and tells of it once. That it could not be kept changes nothing about the answer.
    async fn keep(&self, evidence: Evidence) {
        let (origin, what) = (&evidence.origin, evidence.what);
        match evidence::keep(&*self.records.store, &evidence).await {
            Ok(true) => {
                let Evidence { ours, theirs, why, .. } = &evidence;
                tracing::error!(%origin, ?what, ours, theirs, why, "evidence was kept: {}", what.told());
            }
            Ok(false) => {}
            Err(error) => tracing::error!(%origin, ?what, %error, "evidence could not be kept"),
        }
    }
}

fn refused(refusal: &Refusal) -> Answered {
    let conflict = matches!(refusal, Refusal::Conflict(_));
    let content_type = if conflict { SIZE_TYPE } else { "text/plain; charset=utf-8" };
    Answered { status: refusal.status(), content_type, body: refusal.body() }
}
