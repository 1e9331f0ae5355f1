//! What is kept of a run: the report, the open differences up to a number, the pool that the next
//! day begins with, and which differences were mended.

use std::collections::BTreeMap;

use drawbridge_canon::{Money, Timestamp};
use drawbridge_ledger::reconcile::{Class, Difference, Pool, PoolRow, Report, Scope, correction};
use drawbridge_ledger::{AccountKind, Entry, Posting, Side};
use serde::{Deserialize, Serialize};

use crate::reconcile::error::RunError;
use crate::store::{Expect, ObjectWrite, PAGE_LIMIT, Store, Write, kinds};

/// Mended differences: `wallet|day|difference`.
pub(crate) const CORRECTION: &str = "correction";

/// Open differences that are kept in full: some 1 MiB. All of them are in the files of the run,
/// and those that are mended make room for the rest when the day is run again.
pub const OPEN_MAX: usize = 500;

/// Mended differences that are kept in full, for looking at.
pub const MENDED_MAX: usize = 100;

/// Rows of the pool in one object of the store.
const POOL_PART: usize = 1000;

/// How far back the run before is looked for. Whatever waited so long was told as a difference.
const LOOK_BACK_DAYS: i64 = 400;

const DAY_S: i64 = 24 * 3600;

/// A run's result, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The counts and sums; its pool is stored apart and empty here.
    pub report: Report,
    /// When it was run.
    pub at: Timestamp,
    /// Whether the bill was downloaded or imported.
    pub downloaded: bool,
    /// How many differences are open.
    pub open: u64,
    /// The first [`OPEN_MAX`] of them.
    pub differences: Vec<Found>,
    /// How many differences were mended by a posting.
    pub mended: u64,
    /// The first [`MENDED_MAX`] of them.
    pub mended_differences: Vec<Found>,
    /// Differences that were mended by a posting and do not exist any more, or are others by now or
    /// have other amounts: the books caught up, or the bill changed. What the posting says is not
    /// so any more, and it is to be undone.
    pub stale: Vec<String>,
    /// How many rows wait for the next day's bill.
    pub pool_rows: u64,
    /// In how many objects they are stored.
    pub pool_parts: u32,
}

/// A difference and what would mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The difference.
    #[serde(flatten)]
    pub difference: Difference,
    /// What would mend it.
    pub correction: drawbridge_ledger::reconcile::Correction,
}

impl From<Difference> for Found {
    fn from(difference: Difference) -> Self {
        let correction = correction(&difference);
        Self { difference, correction }
    }
}

/// Differences that were mended, by their ids.
pub(crate) type Mended = BTreeMap<String, Mend>;

/// How a difference was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mend {
    /// What it was taken for.
    class: Option<Class>,
    /// What was booked.
    lines: Vec<Line>,
}

/// What one line of a posting says, whosever account it is.
type Line = (AccountKind, Side, Money);

impl Mend {
    /// Whether it is right for what is found now. It is not for one of another class, nor for one
    /// whose amounts or fees have become others, so that something else is to be booked.
    pub(crate) fn is_right_for(&self, found: &Difference) -> bool {
        self.class.is_none_or(|class| class == found.class)
            && self.lines == lines(&correction(found).entries)
    }
}

fn lines(entries: &[Entry]) -> Vec<Line> {
    entries.iter().map(|entry| (entry.account.kind, entry.side, entry.amount)).collect()
}

/// A difference that was mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Correction {
    /// What it was taken for. Older records do not have it: any class is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// The posting that mended it.
    pub posting: Posting,
    /// Whether it was undone.
    pub undone: bool,
    /// How often it was undone: the next posting needs another key.
    pub times: u32,
}

impl Correction {
    /// How it mends the difference, if it is in force.
    pub(crate) fn mend(&self) -> Option<Mend> {
        let mend = || Mend { class: self.class, lines: lines(self.posting.entries()) };
        (!self.undone).then(mend)
    }
}

/// The name of a day's objects.
pub(crate) fn report_id(scope: &Scope) -> String {
    format!("{}|{}", scope.wallet, scope.date)
}

/// The name of a correction.
pub(crate) fn correction_id(scope: &Scope, difference: &str) -> String {
    format!("{}|{difference}", report_id(scope))
}

/// A day's result with its version.
pub(crate) async fn load(store: &dyn Store, id: &str) -> Result<Option<(Stored, u64)>, RunError> {
    let Some(object) = store.object(kinds::REPORT, id).await? else { return Ok(None) };
    Ok(Some((read(&object.body)?, object.version)))
}

/// The pool that the last run before this day has left.
pub(crate) async fn pool_before(store: &dyn Store, scope: &Scope) -> Result<Pool, RunError> {
    for back in 1..=LOOK_BACK_DAYS {
        let date = shifted(&scope.date, -back);
        let id = report_id(&Scope { date, ..scope.clone() });
        if let Some((before, _)) = load(store, &id).await? {
            return pool_of(store, &id, before.pool_parts).await;
        }
    }
    Ok(Pool::default())
}

async fn pool_of(store: &dyn Store, id: &str, parts: u32) -> Result<Pool, RunError> {
    let mut pool = Pool::default();
    for part in 0..parts {
        let name = part_id(id, part);
        let object = store.object(kinds::POOL, &name).await?;
        let object = object.ok_or_else(|| RunError::Broken(format!("pool {name} is missing")))?;
        pool.rows.extend(read::<Vec<PoolRow>>(&object.body)?);
    }
    Ok(pool)
}

/// Which differences of the day are mended, and how.
pub(crate) async fn mended(store: &dyn Store, scope: &Scope) -> Result<Mended, RunError> {
    let prefix = correction_id(scope, "");
    let mut ids = Mended::new();
    let mut after = None;
    loop {
        let page = store.objects(CORRECTION, &prefix, after.as_deref(), PAGE_LIMIT).await?;
        for object in page.items {
            let correction: Correction = read(&object.body)?;
            let id = object.id.strip_prefix(&prefix).map(str::to_owned);
            ids.extend(id.zip(correction.mend()));
        }
        after = page.next;
        if after.is_none() {
            return Ok(ids);
        }
    }
}

/// Stores a result with its pool in one write, unless it says nothing new. Returns whether it did.
pub(crate) async fn save(
    store: &dyn Store,
    mut result: Stored,
    before: Option<(Stored, u64)>,
) -> Result<(Stored, bool), RunError> {
    let id = report_id(&result.report.scope);
    let pool = std::mem::take(&mut result.report.pool);
    let parts: Vec<&[PoolRow]> = pool.rows.chunks(POOL_PART).collect();
    result.pool_rows = pool.rows.len() as u64;
    result.pool_parts = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let old_parts = before.as_ref().map_or(0, |(before, _)| before.pool_parts);
    if let Some((before, _)) = &before {
        let same = Stored { at: before.at, ..result.clone() } == *before;
        if same && pool_of(store, &id, old_parts).await? == pool {
            return Ok((before.clone(), false));
        }
    }
    let mut objects = vec![ObjectWrite {
        kind: kinds::REPORT.to_owned(),
        id: id.clone(),
        expected: before.map_or(Expect::Absent, |(_, version)| Expect::Version(version)),
        body: Some(written(&result)?),
    }];
    for part in 0..old_parts.max(result.pool_parts) {
        let rows = parts.get(part as usize);
        objects.push(ObjectWrite {
            kind: kinds::POOL.to_owned(),
            id: part_id(&id, part),
            expected: Expect::Any,
            body: rows.map(written).transpose()?,
        });
    }
    store.commit(Write { objects, ..Write::default() }).await?;
    Ok((result, true))
}

/// The next day, if it was run before and began with another pool than this day leaves now.
pub(crate) async fn outdated(store: &dyn Store, scope: &Scope) -> Result<Option<String>, RunError> {
    let date = shifted(&scope.date, 1);
    let next = load(store, &report_id(&Scope { date: date.clone(), ..scope.clone() })).await?;
    Ok(next.map(|_| date))
}

/// The day so many days later.
pub(crate) fn shifted(date: &str, days: i64) -> String {
    Timestamp::parse_day(date).unwrap_or_default().plus_seconds(days * DAY_S).day()
}

pub(crate) fn read<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, RunError> {
    serde_json::from_slice(bytes).map_err(|error| RunError::Broken(error.to_string()))
}

pub(crate) fn written<T: Serialize>(what: T) -> Result<Vec<u8>, RunError> {
    serde_json::to_vec(&what).map_err(|error| RunError::Broken(error.to_string()))
}

fn part_id(id: &str, part: u32) -> String {
    format!("{id}|{part:05}")
}
