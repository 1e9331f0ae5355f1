//! How fast, and in how much memory: a day of so many rows on each side, through a platform's real
//! bill format and a real store on a disk.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use drawbridge_canon::pay::{BillAsk, BillKind, BillRow, RowKind};
use drawbridge_canon::{Dialect, Money, Timestamp};
use drawbridge_ledger::reconcile::{Options, Pool, Scope};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use crate::reconcile::bill::{Bill, Expected};
use crate::reconcile::error::RunError;
use crate::reconcile::files::Files;
use crate::reconcile::stored::Stored;
use crate::reconcile::work::Work;
use crate::registry::WalletAccount;
use crate::store::{self, OurRow, Store, Write};

/// The day of the measurement.
const DATE: &str = "2026-11-24";

/// The names in it.
const WALLET: &str = "bench";

/// Every so many-eth row is a refund.
const REFUND_EACH: u64 = 20;

/// Every so many-eth row is missing in the bill.
const MISSING_EACH: u64 = 10_000;

/// Our rows in one write: a store puts thousands of writes into one transaction, and what that takes
/// in memory is no part of the measurement.
const BATCH: u64 = 4;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// Rows on each side.
    pub rows: u64,
    /// How long it took: reading the store, reading the bill, comparing, and telling differences.
    pub seconds: f64,
    /// Rows of each side in a second.
    pub rows_per_s: u64,
    /// The bill as it travels, in bytes.
    pub bill_bytes: u64,
    /// Memory before, in KiB, where the system tells it.
    pub memory_before_kib: Option<u64>,
    /// The most memory meanwhile, in KiB.
    pub peak_memory_kib: Option<u64>,
    /// How often both sides were read to join them.
    pub passes: u32,
    /// The differences found, as many as were planted.
    pub differences: u64,
}

/// Measures a day of `rows` rows in the bills of a platform. `folder` holds the store and the bill
/// meanwhile; they are removed.
pub async fn bench(
    dialect: &'static Dialect,
    rows: u64,
    folder: &Path,
) -> Result<Measured, RunError> {
    let pay = dialect.pay.filter(|pay| pay.bill_format.is_some());
    let pay = pay.ok_or_else(|| RunError::NoBills(dialect.name.to_owned()))?;
    let made = Folder::make(folder)?;
    let path = made.0.join("bill");
    write_bill(dialect, rows, &path)?;
    let bill_bytes = std::fs::metadata(&path).map_or(0, |file| file.len());
    let url = format!("sqlite:{}", made.0.join("bench.db").display());
    let store = store::open(&url).await?;
    fill(&*store, rows).await?;
    // Opened anew, it has nothing of the filling in its caches.
    store.close().await?;
    let store = store::open(&url).await?;
    let account = WalletAccount {
        name: WALLET.to_owned(),
        dialect,
        pay,
        account: drawbridge_canon::Account::default(),
        merchant: WALLET.to_owned(),
        fee_ppm: pay.rules.fee_ppm,
    };
    forget_peak();
    let memory_before_kib = memory("VmRSS:");
    let begun = Instant::now();
    let found = compare(store.clone(), account, Bill::import(&path)?).await?;
    let took = begun.elapsed();
    store.close().await?;
    Ok(Measured {
        rows,
        seconds: took.as_secs_f64(),
        rows_per_s: per_second(rows, took),
        bill_bytes,
        memory_before_kib,
        peak_memory_kib: memory("VmHWM:"),
        passes: found.report.passes,
        differences: found.open,
    })
}

async fn compare(
    store: Arc<dyn Store>,
    wallet: WalletAccount,
    bill: Bill,
) -> Result<Stored, RunError> {
    let work = Work {
        store,
        runtime: tokio::runtime::Handle::current(),
        name: format!("bench-{}", std::process::id()),
        scope: Scope {
            date: DATE.to_owned(),
            wallet: WALLET.to_owned(),
            merchant: WALLET.to_owned(),
        },
        options: Options::default(),
        files: Files::default(),
        bill,
        kind: BillKind::Trade,
        wallet: Arc::new(wallet),
        expected: Expected { date: DATE.to_owned(), hash: None, merchant: None },
        pool: Pool::default(),
        mended: std::collections::BTreeMap::new(),
        at: Timestamp::default(),
        downloaded: false,
    };
    let worked = tokio::task::spawn_blocking(move || work.run(&mut |_| ())).await;
    worked.map_err(|error| RunError::Broken(error.to_string()))?
}

/// Writes the bill as it travels, in another order than that of our books.
fn write_bill(dialect: &Dialect, rows: u64, path: &Path) -> Result<(), RunError> {
    let bad = |error| RunError::File(path.to_owned(), error);
    let format = dialect.pay.and_then(|pay| pay.bill_format);
    let format = format.ok_or_else(|| RunError::NoBills(dialect.name.to_owned()))?;
    let ask =
        BillAsk { kind: BillKind::Trade, date: DATE.to_owned(), gzip: true, sub_merchant: None };
    // Multiplying by an odd number modulo a power of two visits every number once.
    let around = rows.next_power_of_two();
    let shuffled = (0..around).map(|n| n.wrapping_mul(0x9E37_79B1) % around);
    let mut there =
        shuffled.filter(|n| *n < rows && n % MISSING_EACH != 7).map(|n| Row(n).theirs());
    let plain = path.with_extension("plain");
    let mut out = BufWriter::new(File::create(&plain).map_err(bad)?);
    format.write(&ask, "1900000001", &mut there, &mut out).map_err(RunError::Unreadable)?;
    out.flush().map_err(bad)?;
    drop(out);
    // A zip is packed already.
    let mut start = [0; 2];
    let mut text = File::open(&plain).map_err(bad)?;
    std::io::Read::read(&mut text, &mut start).map_err(bad)?;
    if start == *b"PK" {
        return std::fs::rename(&plain, path).map_err(bad);
    }
    let mut text = File::open(&plain).map_err(bad)?;
    let out = BufWriter::new(File::create(path).map_err(bad)?);
    let mut out = GzEncoder::new(out, Compression::default());
    std::io::copy(&mut text, &mut out).map_err(bad)?;
    out.finish().and_then(|mut out| out.flush()).map_err(bad)?;
    std::fs::remove_file(&plain).map_err(bad)
}

async fn fill(store: &dyn Store, rows: u64) -> Result<(), RunError> {
    let writes = (0..rows.div_ceil(BATCH)).map(move |batch| {
        let numbers = batch * BATCH..rows.min((batch + 1) * BATCH);
        Write { ours: numbers.map(|n| Row(n).ours()).collect(), ..Write::default() }
    });
    store.bulk_load(Box::new(writes)).await?;
    Ok(store.checkpoint().await?)
}

/// The `n`th row of the day.
#[derive(Clone, Copy)]
struct Row(u64);

impl Row {
    const fn is_refund(self) -> bool {
        self.0.is_multiple_of(REFUND_EACH)
    }

    const fn amount(self) -> Money {
        Money::fen(100 + self.0 % 99_900)
    }

    fn fee_micro(self) -> i64 {
        i64::try_from(self.amount().share_ppm(6000).minor).unwrap_or(0) * 10_000
    }

    fn at(self) -> Timestamp {
        let day = Timestamp::parse_day(DATE).unwrap_or_default();
        // Away from midnight, where a missing row would wait and be no difference.
        day.plus_seconds(7200 + i64::try_from(self.0 % 72_000).unwrap_or(0))
    }

    fn order(self) -> String {
        format!("2026112412{:018}00", self.0)
    }

    fn refund(self) -> Option<String> {
        self.is_refund().then(|| format!("2026112412{:018}R00", self.0))
    }

    fn ours(self) -> OurRow {
        let refund = self.refund();
        OurRow {
            wallet: WALLET.to_owned(),
            day: DATE.to_owned(),
            kind: if refund.is_some() { "refund" } else { "payment" }.to_owned(),
            // A refund without its payment is taken for one whose order has its number.
            key: refund.unwrap_or_else(|| self.order()),
            payment: format!("2026112412{:018}", self.0),
            wallet_no: format!("42000026{:020}", self.0),
            amount: self.amount(),
            fee_micro: self.fee_micro(),
            at: self.at(),
        }
    }

    fn theirs(self) -> BillRow {
        let refund = self.refund();
        BillRow {
            kind: if refund.is_some() { RowKind::Refund } else { RowKind::Payment },
            at: self.at(),
            order: refund.clone().unwrap_or_else(|| self.order()),
            wallet_no: format!("42000026{:020}", self.0),
            wallet_refund_no: refund.as_ref().map(|_| format!("503026{:022}", self.0)),
            status: refund.as_ref().map(|_| "SUCCESS".to_owned()),
            refund,
            amount: self.amount(),
            fee_micro: self.fee_micro(),
            rate_ppm: Some(6000),
            subject: "龙井 tea 250g".to_owned(),
            attach: String::new(),
            buyer: format!("o-buyer-{:012}", self.0 % 99_991),
            trade_type: "NATIVE".to_owned(),
        }
    }
}

/// A folder of this measurement alone, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn make(parent: &Path) -> Result<Self, RunError> {
        let path = parent.join(format!("drawbridge-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| RunError::File(path.clone(), error))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn per_second(rows: u64, took: Duration) -> u64 {
    let rate = u128::from(rows) * 1000 / took.as_millis().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}

/// Lets the system count the peak anew, where it can.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn memory(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
