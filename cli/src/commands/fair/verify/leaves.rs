//! What the leaves say, one by one and together.

use std::time::{SystemTime, UNIX_EPOCH};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::proven::GrowthError;
use drawbridge_fair_log::{AuditError, Head, Proven, TileReader};
use drawbridge_fair_record::{Body, Docket, Leaf};

use super::verdict::{Verdict, Wrong};

/// Leaves that are being read.
pub(super) struct Reading {
    docket: Docket,
    start: u64,
    reports: u64,
    /// Reports that could not be compared, since the tiles are not those that were signed.
    uncompared: Vec<Wrong>,
}

impl Reading {
    /// From this index on, of a log that witnesses saw at `seen`, if any did: what they saw had happened.
    pub(super) fn new(start: u64, seen: Option<Timestamp>) -> Self {
        let latest = now().into_iter().chain(seen).min();
        Self { docket: Docket::from(start, latest), start, reports: 0, uncompared: Vec::new() }
    }

    /// Takes the next leaf. An error is one of the log's files: nothing is known then.
    pub(super) fn take<R: TileReader>(
        &mut self,
        index: u64,
        leaf: &[u8],
        proven: &mut Proven<'_, R>,
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        let mut failed = None;
        let found = self.docket.take(index, leaf, |earlier| match proven.leaf(earlier) {
            Ok(bytes) => Some(bytes.to_vec()),
            Err(error) => {
                failed.get_or_insert(error);
                None
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        for finding in found {
            verdict.finding(&finding);
        }
        let reports = self.docket.kinds().get("report.publish").copied().unwrap_or(0);
        if reports > self.reports {
            self.reports = reports;
            self.report(index, leaf, proven, verdict)?;
        }
        Ok(())
    }

    /// All were read: how many there are, and what is pending.
    pub(super) fn end(self, verdict: &mut Verdict) {
        verdict.counted(self.start, &self.docket);
        // Where the files are damaged that is told already, and better.
        if verdict.is_good() {
            self.uncompared.into_iter().for_each(|wrong| verdict.wrong(wrong));
        }
    }

    /// Whether a report was computed from a tree that this log had.
    fn report<R: TileReader>(
        &mut self,
        index: u64,
        leaf: &[u8],
        proven: &mut Proven<'_, R>,
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        let Ok(Leaf { body: Body::Report(report), .. }) = Leaf::read(leaf) else { return Ok(()) };
        // One of leaves that were not there is a misfit, and told as that.
        if report.size > index {
            return Ok(());
        }
        match proven.grew_from(Head { size: report.size, root: report.root }) {
            Ok(()) => {}
            Err(GrowthError::Rewritten { size, found }) => {
                let stated = report.root;
                let text =
                    format!("at {size} leaves the root was {found}, and the report says {stated}");
                verdict.wrong(Wrong::new("report_root", text).index(index));
            }
            Err(GrowthError::Read(error)) => return Err(error.into()),
            Err(GrowthError::Proof(why)) => {
                let text = format!("the report's root cannot be compared: {why}");
                self.uncompared.push(Wrong::new("damaged", text).index(index));
            }
        }
        Ok(())
    }
}

/// The time by this machine's clock; none where that stands before 1970.
fn now() -> Option<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp(i64::try_from(since.as_millis()).ok()?))
}
