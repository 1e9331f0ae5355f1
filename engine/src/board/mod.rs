//! The fairness board: the report of now, computed from the leaves of this store up to the checkpoint
//! that the log has published.
//!
//! It is the report that anybody can compute again ([`drawbridge_fair_report`]); only here nobody
//! declares anything, since a board shows what is shown.

mod again;
mod beside;
mod maker;
mod reader;
mod reading;

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::AuditorError;
use drawbridge_fair_log::{Hash, Head};
use drawbridge_fair_policy::StandardError;
use drawbridge_fair_record::leaf::Report;
use drawbridge_fair_record::{Body, Gate, Leaf, LeafError};
use drawbridge_fair_report::BuildError;
use drawbridge_fair_report::json::ReportError;
use drawbridge_fair_report::probed::ProbedError;
use drawbridge_fair_report::terms::TermsError;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use self::maker::{Kept, Maker};
pub(crate) use self::reader::Reader;
use crate::beside::BesideError;
use crate::log::{Log, LogError};
use crate::store::{CommitError, LeafWrite, Store, StoreError, Write};

/// Why there is no board.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// There is no log, and so nothing that anybody could compute again.
    #[error("this node publishes no log")]
    Unpublished,
    /// The period ends before it begins, or before 1970.
    #[error("the period ends before it begins")]
    Period,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log could not be published.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A leaf is none.
    #[error("leaf {index}: {why}")]
    Leaf {
        /// Its index.
        index: u64,
        /// Why not.
        why: LeafError,
    },
    /// The leaves cannot be audited.
    #[error(transparent)]
    Audit(#[from] AuditorError),
    /// The published rules cannot be read.
    #[error(transparent)]
    Standard(#[from] StandardError),
    /// What is kept beside the log cannot be read.
    #[error(transparent)]
    Beside(#[from] BesideError),
    /// The agreements cannot be told.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The probes cannot be told.
    #[error(transparent)]
    Probes(#[from] ProbedError),
    /// The report cannot be made.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The report cannot be written.
    #[error(transparent)]
    Write(#[from] ReportError),
    /// The computation was ended from outside.
    #[error("the computation was ended")]
    Ended,
}

/// The board of a node.
pub struct Board {
    store: Arc<dyn Store>,
    /// None if there is no log.
    maker: Option<Arc<Maker>>,
    /// Who computes holds it, so that everybody else who asks meanwhile waits for that and computes nothing.
    kept: Arc<Mutex<Kept>>,
}

/// What is asked of the board.
#[derive(Clone, Copy)]
struct Asked {
    /// The end exclusive.
    period: (Timestamp, Timestamp),
    now: Timestamp,
    /// Whether a report that was made before will do.
    again: bool,
}

impl Board {
    /// Of a store and the log over it; `own` are the operator's own camps.
    pub fn new(store: Arc<dyn Store>, log: Option<Arc<Log>>, own: Vec<String>) -> Self {
        let maker = log.map(|log| Arc::new(Maker { store: store.clone(), log, own }));
        Self { store, maker, kept: Arc::default() }
    }

    /// Makes the report on a period and writes its hash into the log, so that it cannot be replaced in
    /// silence. Returns its bytes and the leaf's index. It is made for this, with whoever has cosigned by now.
    pub async fn publish(
        &self,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> Result<(Arc<Vec<u8>>, u64), BoardError> {
        let (bytes, head) = self.made(Asked { period: (from, to), now, again: false }).await?;
        let sha256 = Hash(Sha256::digest(&*bytes).into());
        let report = Report { sha256, from, to, size: head.size, root: head.root };
        let leaf = Leaf { gate: Gate::All, time: now, body: Body::Report(report) };
        let body = leaf.write().map_err(|why| BoardError::Leaf { index: head.size, why })?;
        let leaves = vec![LeafWrite::Ready { body, opening: Vec::new() }];
        let indexes = self.store.commit_leaves(Write { leaves, ..Write::default() }).await;
        Ok((bytes, indexes.map_err(CommitError::into_failure)?.start))
    }

    /// The report on a period, the end exclusive, as the bytes of `report.json`. The first of a period reads
    /// every leaf, a later one those that came since; one is computed at a time, and shown again for
    /// fifteen seconds, or until there is another checkpoint.
    pub async fn report(
        &self,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> Result<Arc<Vec<u8>>, BoardError> {
        let made = self.made(Asked { period: (from, to), now, again: true }).await;
        made.map(|(report, _)| report)
    }

    /// The report, and the tree from which it was computed.
    ///
    /// Whoever waits for the turn may leave, and nothing is done. What has begun goes on when its caller has
    /// left: a log of some length takes longer to read than a browser waits, and would be begun for ever.
    async fn made(&self, asked: Asked) -> Result<(Arc<Vec<u8>>, Head), BoardError> {
        let maker = self.maker.clone().ok_or(BoardError::Unpublished)?;
        let mut kept = self.kept.clone().lock_owned().await;
        let work = tokio::spawn(async move { maker.make(&mut kept, asked).await });
        work.await.map_err(|_| BoardError::Ended)?
    }
}
