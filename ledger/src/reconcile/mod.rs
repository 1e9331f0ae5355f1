//! Reconciliation (对账): our books of a day against the wallet's bill of that day.
//!
//! [`reconcile`] reads both sides row by row, joins them by [`mod@key`], and gives every
//! row that does not agree to a callback as a [`Difference`], in an order that does not depend on
//! the order of the rows (which only decides which of several rows is told as the duplicate, where
//! nothing but a text distinguishes them). What would mend a difference is its [`Correction`].
//!
//! **Memory is bounded.** A row is kept as 48 bytes and never as its texts. If more than
//! [`Options::rows_per_pass`] rows would have to be kept, the keys are split into ranges and both
//! sides are read once for each range. The full rows of differences are fetched by reading both
//! sides once more, for [`DETAILS`] differences at a time; without differences nothing is read
//! twice. So a source must give the same rows each time it is read, in the same order; that it
//! does is checked.
//!
//! **Midnight.** A row within [`Options::midnight_window_ms`] of either midnight that the other
//! side does not have may be in the other side's next day. It goes to the [`Pool`], which is part
//! of the [`Report`] and is handed to the next day's run, and becomes a difference when it is older
//! than [`Options::pool_days`].
//!
//! **Fees.** Bills state fees to millionths of the major unit, we book whole minor units. Two fees
//! agree if they differ by no more than half a minor unit, that half included: so that whichever
//! way a wallet rounds, a fee that rounds to ours agrees, and one whole minor unit does not.
//!
//! ```
//! use drawbridge_canon::{Money, Timestamp, pay::{BillRow, RowKind}};
//! use drawbridge_ledger::{Lang, reconcile::*};
//! let ours = OurRow {
//!     payment: "pay-1".into(), order: "A1".into(), wallet_no: None, refund: None,
//!     kind: RowKind::Payment, amount: Money::fen(8888), fee_micro: 530_000,
//!     at: Timestamp::parse_local("2026-11-24 12:00:00").unwrap(), standing: Standing::Settled,
//! };
//! let [date, wallet, merchant] = ["2026-11-24", "purse", "shop"].map(String::from);
//! let scope = Scope { date, wallet, merchant };
//! let (mut csv, mut file) = (Vec::new(), Vec::new());
//! let mut csv = CsvWriter::new(&mut csv, CsvOptions { bom: true, lang: Lang::Zh })?;
//! let mut json = JsonWriter::new(&mut file)?;
//! let report = reconcile(
//!     &scope,
//!     &Options::default(),
//!     Sides {
//!         ours: &mut from_iter(|| [ours.clone()]),
//!         theirs: &mut from_iter(Vec::<BillRow>::new), // or `bill(format, kind, bytes)`
//!         pool: Pool::default(),                      // or the day before's `report.pool`
//!     },
//!     &mut |difference| {
//!         let posting = correct(&difference, Timestamp(0)).expect("short is booked");
//!         assert!(posting.key().starts_with("recon/2026-11-24/purse/shop/"));
//!         csv.row(&difference)?;
//!         json.row(&difference)
//!     },
//!     &mut |done, total| { let _ = (done, total); },
//! )?;
//! json.finish(&report)?;
//! assert_eq!(report.count(Class::Short), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod ask;
pub mod classify;
pub mod correct;
pub mod csv;
pub mod json;
pub mod key;
pub mod pool;
pub mod report;
pub mod rows;
pub mod table;

mod detail;
mod join;
mod run;
mod words;

pub use ask::{DETAILS, Difference, Options, POOL_LIMIT, ReconcileError, Scope, Sides, Sink};
pub use classify::Class;
pub use correct::{Correction, NoPosting, correct, correction};
pub use csv::{CsvOptions, CsvWriter};
pub use json::JsonWriter;
pub use key::Key;
pub use pool::{Pool, PoolRow, Side};
pub use report::{Report, Sums, Tally};
pub use rows::{OurRow, Rows, RowsError, Standing, bill, from_fn, from_iter, try_from_iter};
pub use run::reconcile;
pub use table::{differences_table, report_table};
