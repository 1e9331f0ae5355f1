//! One run, from rows to a report.

use drawbridge_canon::pay::{BillRow, RowKind};

use super::ask::{DETAILS, Difference, Options, POOL_LIMIT, ReconcileError, Scope, Sides, Sink};
use super::classify::{Class, Judge};
use super::detail;
use super::join::{Entry, Net, Outcome, Place, Verdict};
use super::key::Key;
use super::pool::{DAY_MS, Pool, PoolRow, Side};
use super::report::Report;
use super::rows::{OurRow, Rows};

/// How many rows are read between two tellings of progress.
const TELL_EVERY: u64 = 8192;

/// Reconciles one day of one wallet for one merchant.
///
/// Differences are told to `sink` in the order of their keys, which no one chose and which is the
/// same for the same rows in whatever order. `progress` hears `(rows read, rows to be read)`; the
/// second is 0 as long as it is not known.
pub fn reconcile(
    scope: &Scope,
    options: &Options,
    sides: Sides<'_>,
    sink: &mut Sink<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Report, ReconcileError> {
    let day_starts = scope.day_starts()?;
    options.check()?;
    let pool = sides.pool.on(&scope.date);
    let ages: Vec<u32> = pool.rows.iter().map(|row| row.age_days).collect();
    let judge = Judge {
        day_starts,
        day_ends: day_starts + DAY_MS,
        window: options.midnight_window_ms,
        pool_days: options.pool_days,
        ages: &ages,
        fees: options.compare_fees,
        fee_tolerance: options.fee_tolerance_micro,
    };
    let meter = Meter { done: 0, total: options.expected_rows.unwrap_or(0), tell: progress };
    let report = Report::new(scope.clone());
    let (ours, theirs) = (sides.ours, sides.theirs);
    let run = Run { judge, ours, theirs, pool, sink, meter, report, open: Vec::new(), waiting: 0 };
    run.all(options)
}

struct Run<'a> {
    judge: Judge<'a>,
    ours: &'a mut dyn Rows<OurRow>,
    theirs: &'a mut dyn Rows<BillRow>,
    pool: Pool,
    sink: &'a mut Sink<'a>,
    meter: Meter<'a>,
    report: Report,
    /// Outcomes whose full rows are still to be fetched.
    open: Vec<(Class, Outcome)>,
    /// Rows that go to the new pool, so far.
    waiting: usize,
}

impl Run<'_> {
    fn all(mut self, options: &Options) -> Result<Report, ReconcileError> {
        let limit = options.rows_per_pass.max(1);
        // Keys are spread evenly but for chance.
        let spare = |rows: u64| rows + rows / 20;
        let parts = |rows: u64| {
            let full = spare(rows).div_ceil(limit as u64);
            u128::from(full.max(options.least_passes.into()).max(1))
        };
        let mut rows = options.expected_rows.unwrap_or(0);
        let mut width = u128::MAX / parts(rows);
        let mut from = 0;
        loop {
            let each = u128::from(spare(rows)).div_ceil(parts(rows));
            let empty = Net::new(from, from.saturating_add(width), limit)
                .with_room(usize::try_from(each).unwrap_or(limit));
            let last = self.pass(empty)?;
            if self.report.passes == 1 {
                rows = self.report.our_rows + self.report.their_rows;
                width = u128::MAX / parts(rows);
                let left = (u128::MAX - last).div_ceil(width.max(1));
                self.meter.total = rows.saturating_mul(1 + u64::try_from(left).unwrap_or(u64::MAX));
            }
            match last.checked_add(1) {
                Some(next) => from = next,
                None => break,
            }
        }
        self.settle()?;
        self.meter.finish();
        Ok(self.report)
    }

    /// Joins the keys that a net covers, or as many of them as fit; the last one covered.
    fn pass(&mut self, mut net: Net) -> Result<u128, ReconcileError> {
        for (place, waiting) in self.pool.rows.iter().enumerate() {
            let place = Place::Pool(place);
            net.take(match &waiting.row {
                Side::Ours(row) => Entry::of_ours(row, place),
                Side::Theirs(row) => Entry::of_theirs(row, place),
            });
        }
        let mut ignored = 0;
        let our_rows = gather(self.ours, &mut self.meter, |row, place| {
            if row.kind == RowKind::Other {
                ignored += 1;
            } else {
                net.take(Entry::of_ours(row, place));
            }
        })?;
        let their_rows = gather(self.theirs, &mut self.meter, |row, place| {
            if row.kind == RowKind::Other {
                ignored += 1;
            } else {
                net.take(Entry::of_theirs(row, place));
            }
        })?;
        if self.report.passes == 0 {
            (self.report.our_rows, self.report.their_rows) = (our_rows, their_rows);
            self.report.ignored = ignored;
        } else if (self.report.our_rows, self.report.their_rows) != (our_rows, their_rows) {
            return Err(ReconcileError::Unsteady);
        }
        self.report.passes += 1;
        let (last, rows) = net.haul();
        for group in rows.chunk_by(|one, other| one.key == other.key) {
            let judge = self.judge;
            judge.judge(group, &mut |outcome| self.take(outcome))?;
        }
        Ok(last)
    }

    /// Counts an outcome; if somebody will want its rows, it is kept open until they are fetched.
    fn take(&mut self, outcome: Outcome) -> Result<(), ReconcileError> {
        let class =
            match outcome.verdict {
                Verdict::Void => {
                    self.report.void += 1;
                    return Ok(());
                }
                Verdict::Is(Class::Pooled) if self.waiting >= POOL_LIMIT => {
                    if outcome.ours.is_some() { Class::Short } else { Class::Over }
                }
                Verdict::Is(class) => class,
            };
        self.waiting += usize::from(class == Class::Pooled);
        self.report.tally(class, &outcome);
        if class == Class::Matched {
            return Ok(());
        }
        self.open.push((class, outcome));
        if self.open.len() >= DETAILS { self.settle() } else { Ok(()) }
    }

    /// Fetches the rows of the open outcomes, tells the differences, and fills the pool.
    fn settle(&mut self) -> Result<(), ReconcileError> {
        let open = std::mem::take(&mut self.open);
        let mut tick = || self.meter.tick();
        let pool = &self.pool.rows;
        let wanted: Vec<_> = open.iter().map(|(_, outcome)| outcome.ours).collect();
        let from_pool = |place: usize| match &pool.get(place)?.row {
            Side::Ours(row) => Some(row.clone()),
            Side::Theirs(_) => None,
        };
        let ours = detail::fetch(self.ours, &wanted, from_pool, Key::of_ours, &mut tick)?;
        let wanted: Vec<_> = open.iter().map(|(_, outcome)| outcome.theirs).collect();
        let from_pool = |place: usize| match &pool.get(place)?.row {
            Side::Theirs(row) => Some(row.clone()),
            Side::Ours(_) => None,
        };
        let theirs = detail::fetch(self.theirs, &wanted, from_pool, Key::of_theirs, &mut tick)?;
        for (((class, outcome), ours), theirs) in open.into_iter().zip(ours).zip(theirs) {
            self.tell(class, &outcome, ours, theirs)?;
        }
        Ok(())
    }

    fn tell(
        &mut self,
        class: Class,
        outcome: &Outcome,
        ours: Option<OurRow>,
        theirs: Option<BillRow>,
    ) -> Result<(), ReconcileError> {
        let rows = [outcome.ours, outcome.theirs];
        let waited = rows.iter().flatten().find_map(Entry::pool_place);
        let waited = waited.and_then(|place| self.pool.rows.get(place));
        let age_days = waited.map_or(0, |row| row.age_days);
        if class != Class::Pooled {
            let key = rows.iter().flatten().next().map_or(Key(0), |row| row.key);
            let id = format!("{key}-{}", outcome.ordinal);
            let scope = self.report.scope.clone();
            let difference = Difference { id, scope, class, ours, theirs, age_days };
            return (self.sink)(difference).map_err(ReconcileError::Sink);
        }
        let since = waited.map_or_else(|| self.report.scope.date.clone(), |row| row.since.clone());
        let row = ours.map(Side::Ours).or(theirs.map(Side::Theirs));
        self.report.pool.rows.extend(row.map(|row| PoolRow { since, age_days, row }));
        Ok(())
    }
}

/// Reads a source to its end, and counts its rows.
fn gather<R>(
    source: &mut dyn Rows<R>,
    meter: &mut Meter<'_>,
    mut take: impl FnMut(&R, Place),
) -> Result<u64, ReconcileError> {
    let mut count = 0;
    let mut too_many = false;
    source
        .each(&mut |row| {
            match Place::day(count) {
                Some(place) => take(&row, place),
                None => too_many = true,
            }
            count += 1;
            meter.tick();
        })
        .map_err(ReconcileError::Source)?;
    if too_many { Err(ReconcileError::TooMany) } else { Ok(count) }
}

/// Tells progress, not at every row.
struct Meter<'a> {
    done: u64,
    total: u64,
    tell: &'a mut dyn FnMut(u64, u64),
}

impl Meter<'_> {
    fn tick(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(TELL_EVERY) {
            let total = if self.total == 0 { 0 } else { self.total.max(self.done) };
            (self.tell)(self.done, total);
        }
    }

    fn finish(&mut self) {
        (self.tell)(self.done, self.done);
    }
}
