//! The part of a run that reads and compares, on a thread that may block.

use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::BillKind;
use drawbridge_ledger::reconcile::{Difference, Options, Pool, Report, Scope, Sides, reconcile};
use tokio::runtime::Handle;

use crate::reconcile::Progress;
use crate::reconcile::bill::{Bill, BillRows, Expected};
use crate::reconcile::error::RunError;
use crate::reconcile::files::{Drafts, Files};
use crate::reconcile::ours::Spool;
use crate::reconcile::stored::{Found, MENDED_MAX, Mended, OPEN_MAX, Stored};
use crate::registry::WalletAccount;
use crate::store::Store;

/// Everything that a run works with.
pub(crate) struct Work {
    pub store: Arc<dyn Store>,
    pub runtime: Handle,
    /// A name that no other run has.
    pub name: String,
    pub scope: Scope,
    pub options: Options,
    pub files: Files,
    pub bill: Bill,
    pub kind: BillKind,
    pub wallet: Arc<WalletAccount>,
    pub expected: Expected,
    pub pool: Pool,
    /// The differences that were mended before.
    pub mended: Mended,
    pub at: Timestamp,
    pub downloaded: bool,
}

impl Work {
    /// Compares, and says what is to be stored.
    pub(crate) fn run(self, tell: &mut dyn FnMut(Progress)) -> Result<Stored, RunError> {
        let names = (&*self.scope.wallet, &*self.scope.date);
        let told = |rows| tell(Progress::Ours(rows));
        let spool = Spool::copy(&*self.store, &self.runtime, names, &self.name, told)?;
        self.compare(&spool, tell)
    }

    /// The same with our rows in hand.
    pub(crate) fn compare(
        self,
        spool: &Spool,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Stored, RunError> {
        let format = self.wallet.pay.bill_format;
        let format = format.ok_or_else(|| RunError::NoBills(self.scope.wallet.clone()))?;
        let mut theirs = BillRows::new(&self.bill, format, &self.kind, self.expected);
        let mut ours = spool;
        let mut options = self.options;
        options.expected_rows.get_or_insert(spool.rows.saturating_mul(2));
        let mut drafts = Drafts::begin(&self.files)?;
        let mut writers = drafts.writers()?;
        let mut kept = Kept { mended: self.mended, ..Kept::default() };
        let report = reconcile(
            &self.scope,
            &options,
            Sides { ours: &mut ours, theirs: &mut theirs, pool: self.pool },
            &mut |difference| {
                writers.row(&difference)?;
                kept.take(difference);
                Ok(())
            },
            &mut |done, total| tell(Progress::Compared(done, total)),
        )?;
        let written = writers.finish(&report);
        written
            .map_err(|error| RunError::File(self.files.json.clone().unwrap_or_default(), error))?;
        drafts.end()?;
        Ok(kept.into_stored(report, self.at, self.downloaded))
    }
}

/// The differences that the store keeps.
#[derive(Default)]
struct Kept {
    /// Differences that were mended and have not been found again yet.
    mended: Mended,
    open_count: u64,
    open: Vec<Found>,
    mended_count: u64,
    mended_found: Vec<Found>,
}

impl Kept {
    fn take(&mut self, difference: Difference) {
        // What has become another difference, or has other amounts, is not mended by the posting for
        // the first one.
        let kept = self.mended.get(&difference.id);
        if kept.is_some_and(|kept| kept.is_right_for(&difference)) {
            self.mended.remove(&difference.id);
            self.mended_count += 1;
            if self.mended_found.len() < MENDED_MAX {
                self.mended_found.push(difference.into());
            }
            return;
        }
        self.open_count += 1;
        if self.open.len() < OPEN_MAX {
            self.open.push(difference.into());
        }
    }

    fn into_stored(self, report: Report, at: Timestamp, downloaded: bool) -> Stored {
        Stored {
            report,
            at,
            downloaded,
            open: self.open_count,
            differences: self.open,
            mended: self.mended_count,
            mended_differences: self.mended_found,
            stale: self.mended.into_keys().collect(),
            pool_rows: 0,
            pool_parts: 0,
        }
    }
}
