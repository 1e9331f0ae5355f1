//! Making a report: what is kept between two of them, and what is done for one.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Head, Note, Policy};
use drawbridge_fair_report::declaration::Declaration;
use drawbridge_fair_report::replayed::Replayed;
use drawbridge_fair_report::shape::Cosigner;
use drawbridge_fair_report::{Input, build, json, terms};

use super::again::Again;
use super::reader::Reader;
use super::reading::Reading;
use super::{Asked, BoardError, beside};
use crate::log::{Log, Published};
use crate::store::Store;

/// For how long a report is shown again though leaves have come: its tests are computed anew each time.
const FRESH_MS: i64 = 15_000;

/// Reports that are kept, each of another period. One has some hundred kilobytes.
const REPORTS: usize = 4;

/// Up to so many leaves what was read of them is kept, some dozen bytes a case; above it they are read
/// anew each time, so that a board never holds more than two audits of a log of any length.
const KEEP: u64 = 1 << 22;

/// Of what reports are made.
pub(super) struct Maker {
    pub(super) store: Arc<dyn Store>,
    pub(super) log: Arc<Log>,
    /// The operator's own camps.
    pub(super) own: Vec<String>,
}

/// What was computed, the latest last, and what was read for the latest.
#[derive(Default)]
pub(super) struct Kept {
    reports: Vec<Made>,
    reading: Option<Reading>,
    /// The decisions that were made again.
    again: Option<Again>,
}

/// A report that was computed.
struct Made {
    period: (Timestamp, Timestamp),
    at: Timestamp,
    /// The checkpoint, with the cosignatures that it had.
    note: Note,
    head: Head,
    report: Arc<Vec<u8>>,
}

impl Maker {
    /// The report that is asked for, and the tree from which it was computed.
    pub(super) async fn make(
        &self,
        kept: &mut Kept,
        asked: Asked,
    ) -> Result<(Arc<Vec<u8>>, Head), BoardError> {
        let Asked { period, now: at, again } = asked;
        let published = match self.log.published() {
            Some(published) => published,
            None => self.log.publish().await?,
        };
        let known = kept.reports.iter().find(|made| made.period == period);
        if let Some(known) = known.filter(|_| again)
            && (known.note == published.note || at.0 - known.at.0 < FRESH_MS)
        {
            return Ok((known.report.clone(), known.head));
        }
        let reading = self.read(&mut kept.reading, period, published.size()).await?;
        let report = self.compute(&mut kept.again, reading, &published).await;
        if published.size() > KEEP {
            kept.reading = None;
        }
        let (report, note) = (Arc::new(report?), published.note.clone());
        let head = published.checkpoint.head();
        kept.reports.retain(|made| made.period != period);
        let full = kept.reports.len() == REPORTS;
        kept.reports.drain(..usize::from(full));
        kept.reports.push(Made { period, at, note, head, report: report.clone() });
        Ok((report, head))
    }

    /// Reads what is to be known of a period, up to a size. What was read before is gone on with if that
    /// leads there; otherwise it makes room, once there is something else.
    async fn read<'k>(
        &self,
        kept: &'k mut Option<Reading>,
        period: (Timestamp, Timestamp),
        size: u64,
    ) -> Result<&'k Reading, BoardError> {
        let known = kept.take_if(|known| known.leads_to(period, size));
        let mut reading = known.map_or_else(|| Reading::begin(&self.own, period), Ok)?;
        match reading.go_on(&*self.store, size).await {
            Ok(()) => Ok(kept.insert(reading)),
            Err(error) => {
                // What failed half way through a page is not gone on with.
                if matches!(error, BoardError::Store(_)) {
                    *kept = Some(reading);
                }
                Err(error)
            }
        }
    }

    /// The bytes of the report on what was read.
    async fn compute(
        &self,
        again: &mut Option<Again>,
        reading: &Reading,
        published: &Published,
    ) -> Result<Vec<u8>, BoardError> {
        let auditor = reading.auditor.clone();
        // Exact tests over many cases take a while, and others want to be answered meanwhile.
        let audit = tokio::task::spawn_blocking(move || auditor.finish()).await;
        let audit = audit.map_err(|_| BoardError::Ended)??;
        let (period, history) = (reading.period, &reading.history);
        let replayed = self.replayed(again, published.size(), period).await?;
        let texts = beside::texts(&*self.store, history, self.log.key()).await?;
        let terms = terms::read(history, &texts, period)?;
        let probes = beside::probes(&self.store, history).await?;
        let cosigners = cosigners(self.log.policy(), published);
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
        kept: &mut Option<Again>,
        size: u64,
        period: (Timestamp, Timestamp),
    ) -> Result<Replayed, BoardError> {
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
