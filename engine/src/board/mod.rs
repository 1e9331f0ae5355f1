//! The fairness board: the report of now, computed from the leaves of this store up to the checkpoint
//! that the log has published.
//!
//! It is the report that anybody can compute again ([`drawbridge_fair_report`]); only here nobody
//! declares anything, since a board shows what is shown.

mod again;
mod beside;
mod reader;
mod reading;

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::AuditorError;
use drawbridge_fair_log::{Hash, Head, Policy};
use drawbridge_fair_policy::StandardError;
use drawbridge_fair_record::leaf::Report;
use drawbridge_fair_record::{Body, Gate, Leaf, LeafError};
use drawbridge_fair_report::declaration::Declaration;
use drawbridge_fair_report::json::{self, ReportError};
use drawbridge_fair_report::probed::ProbedError;
use drawbridge_fair_report::replayed::Replayed;
use drawbridge_fair_report::shape::Cosigner;
use drawbridge_fair_report::terms::{self, TermsError};
use drawbridge_fair_report::{BuildError, Input, build};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use self::again::Again;
pub(crate) use self::reader::Reader;
use self::reading::Reading;
use crate::beside::BesideError;
use crate::log::{Log, LogError, Published};
use crate::store::{CommitError, LeafWrite, Store, StoreError, Write};

/// For how long a report is shown again though leaves have come: its tests are computed anew each time.
const FRESH_MS: i64 = 15_000;

/// Reports that are kept, each of another period. One has some hundred kilobytes.
const REPORTS: usize = 4;

/// Up to so many leaves what was read of them is kept, some dozen bytes a case; above it they are read
/// anew each time, so that a board never holds more than two audits of a log of any length.
const KEEP: u64 = 1 << 22;

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
    log: Option<Arc<Log>>,
    own: Vec<String>,
    /// Who computes holds it, so that everybody else who asks meanwhile waits for that and computes nothing.
    kept: Mutex<Kept>,
    /// The decisions that were made again; taken while one computes.
    again: Mutex<Option<Again>>,
}

/// What was computed, the latest last, and what was read for the latest.
#[derive(Default)]
struct Kept {
    reports: Vec<Made>,
    reading: Option<Reading>,
}

/// A report that was computed.
struct Made {
    period: (Timestamp, Timestamp),
    at: Timestamp,
    head: Head,
    report: Arc<Vec<u8>>,
}

impl Board {
    /// Of a store and the log over it; `own` are the operator's own camps.
    pub fn new(store: Arc<dyn Store>, log: Option<Arc<Log>>, own: Vec<String>) -> Self {
        Self { store, log, own, kept: Mutex::default(), again: Mutex::default() }
    }

    /// Makes the report on a period and writes its hash into the log, so that it cannot be replaced in
    /// silence. Returns its bytes and the leaf's index.
    pub async fn publish(
        &self,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> Result<(Arc<Vec<u8>>, u64), BoardError> {
        let (bytes, head) = self.made(from, to, now).await?;
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
    /// fifteen seconds, or until there are more leaves.
    pub async fn report(
        &self,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> Result<Arc<Vec<u8>>, BoardError> {
        self.made(from, to, now).await.map(|(report, _)| report)
    }

    /// The report, and the tree from which it was computed.
    async fn made(
        &self,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> Result<(Arc<Vec<u8>>, Head), BoardError> {
        let log = self.log.as_ref().ok_or(BoardError::Unpublished)?;
        let mut kept = self.kept.lock().await;
        let published = match log.published() {
            Some(published) => published,
            None => log.publish().await?,
        };
        let known = kept.reports.iter().find(|made| made.period == (from, to));
        if let Some(known) = known
            && (known.head.size == published.size() || now.0 - known.at.0 < FRESH_MS)
        {
            return Ok((known.report.clone(), known.head));
        }
        // What failed half way is not gone on with: it is taken out, and put back whole.
        let reading =
            kept.reading.take().filter(|known| known.leads_to((from, to), published.size()));
        let reading = reading.map_or_else(|| Reading::begin(&self.own, (from, to)), Ok)?;
        let reading = reading.go_on(&*self.store, published.size()).await?;
        let report = Arc::new(self.compute(log, &published, &reading).await?);
        let head = published.checkpoint.head();
        kept.reading = (published.size() <= KEEP).then_some(reading);
        kept.reports.retain(|made| made.period != (from, to));
        let full = kept.reports.len() == REPORTS;
        kept.reports.drain(..usize::from(full));
        kept.reports.push(Made { period: (from, to), at: now, head, report: report.clone() });
        Ok((report, head))
    }

    /// The bytes of the report on what was read.
    async fn compute(
        &self,
        log: &Log,
        published: &Published,
        reading: &Reading,
    ) -> Result<Vec<u8>, BoardError> {
        let auditor = reading.auditor.clone();
        // Exact tests over many cases take a while, and others want to be answered meanwhile.
        let audit = tokio::task::spawn_blocking(move || auditor.finish()).await;
        let audit = audit.map_err(|_| BoardError::Ended)??;
        let (period, history) = (reading.period, &reading.history);
        let replayed = self.replayed(published.size(), period).await?;
        let texts = beside::texts(&*self.store, history, log.key()).await?;
        let terms = terms::read(history, &texts, period)?;
        let probes = beside::probes(&self.store, history).await?;
        let cosigners = cosigners(log.policy(), published);
        let input = Input {
            audit: &audit,
            history,
            replayed: &replayed,
            terms: &terms,
            probes: &probes,
            note: &published.note,
            checkpoint: &published.checkpoint,
            cosigners: &cosigners,
            period,
            declaration: &Declaration::default(),
            previous: None,
            version: env!("CARGO_PKG_VERSION"),
        };
        Ok(json::write(&build(&input)?)?)
    }

    /// What deciding again shows of the decisions of a period. Those that were not seen yet are decided on
    /// a thread of their own; should that end early, they all are, the next time.
    async fn replayed(
        &self,
        size: u64,
        period: (Timestamp, Timestamp),
    ) -> Result<Replayed, BoardError> {
        let mut kept = self.again.lock().await;
        let mut again = match kept.take() {
            Some(again) => again,
            None => Again::new()?,
        };
        let mut reader = Reader::new(self.store.clone());
        let done = tokio::task::spawn_blocking(move || {
            let done = again.follow(&mut reader, size);
            (again, done)
        });
        let (again, done) = done.await.map_err(|_| BoardError::Ended)?;
        let replayed = again.of(period);
        *kept = Some(again);
        done?;
        Ok(replayed)
    }
}

/// Who cosigned, of those whom the policy knows; nobody else's word counts.
fn cosigners(policy: Option<&Policy>, published: &Published) -> Vec<Cosigner> {
    let trusted = policy.and_then(|policy| policy.check(&published.note).ok());
    let witnesses = policy.map(Policy::witnesses).unwrap_or_default();
    let cosigned = trusted.map(|trusted| trusted.witnesses).unwrap_or_default();
    let named = |(place, time): (usize, u64)| {
        let key = &witnesses.get(place)?.key;
        Some(Cosigner { name: key.name().to_owned(), key: key.to_string(), time })
    };
    cosigned.into_iter().filter_map(named).collect()
}
