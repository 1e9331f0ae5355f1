//! The two sides: our rows, the wallet's rows, and where they come from.

use drawbridge_canon::pay::{BillFormat, BillKind, BillRow, RowKind};
use drawbridge_canon::{Fault, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// A movement as our books have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OurRow {
    /// The payment's own number at the bridge.
    pub payment: String,
    /// The order number that was given to the *wallet*, which may be another than the merchant's.
    pub order: String,
    /// The wallet's number of the payment, where it is known.
    pub wallet_no: Option<String>,
    /// The refund number that was given to the wallet, on refunds. `None` on a refund means that
    /// the order number stands for it.
    pub refund: Option<String>,
    /// Which movement; [`RowKind::Other`] is not reconciled.
    pub kind: RowKind,
    /// What the buyer paid, or what was refunded.
    pub amount: Money,
    /// What the wallet keeps (payment) or gives back (refund), in millionths of the major unit:
    /// always whole minor units in our books.
    pub fee_micro: i64,
    /// When it was paid; for a refund, when the wallet accepted it: by that time the bill has it.
    pub at: Timestamp,
    /// How it stands.
    pub standing: Standing,
}

/// How a movement stands in our books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The money moved: paid, or refunded.
    Settled,
    /// It may move: an outcome not known yet, or a refund under way.
    Pending,
    /// It did not move.
    Failed,
}

/// Why a source could not be read.
pub type RowsError = Box<dyn std::error::Error + Send + Sync>;

/// A source of rows that can be read more than once, each time giving the same rows in the same
/// order.
pub trait Rows<R> {
    /// Reads it from the beginning, giving each row to `row`.
    fn each(&mut self, row: &mut dyn FnMut(R)) -> Result<(), RowsError>;
}

/// Rows from a factory of iterators, which is called once for each reading.
pub fn from_iter<R, I, F>(factory: F) -> impl Rows<R>
where
    F: FnMut() -> I,
    I: IntoIterator<Item = R>,
{
    struct FromIter<F>(F);
    impl<R, I: IntoIterator<Item = R>, F: FnMut() -> I> Rows<R> for FromIter<F> {
        fn each(&mut self, row: &mut dyn FnMut(R)) -> Result<(), RowsError> {
            (self.0)().into_iter().for_each(row);
            Ok(())
        }
    }
    FromIter(factory)
}

/// The same where reading a row may fail: the first error ends the reading.
pub fn try_from_iter<R, E, I, F>(factory: F) -> impl Rows<R>
where
    E: Into<RowsError>,
    F: FnMut() -> I,
    I: IntoIterator<Item = Result<R, E>>,
{
    struct TryFromIter<F>(F);
    impl<R, E, I, F> Rows<R> for TryFromIter<F>
    where
        E: Into<RowsError>,
        I: IntoIterator<Item = Result<R, E>>,
        F: FnMut() -> I,
    {
        fn each(&mut self, row: &mut dyn FnMut(R)) -> Result<(), RowsError> {
            (self.0)().into_iter().try_for_each(|read| read.map(&mut *row).map_err(Into::into))
        }
    }
    TryFromIter(factory)
}

/// Rows from a function that pushes them, as databases and bill formats do.
pub fn from_fn<R, F>(push: F) -> impl Rows<R>
where
    F: FnMut(&mut dyn FnMut(R)) -> Result<(), RowsError>,
{
    struct FromFn<F>(F);
    impl<R, F: FnMut(&mut dyn FnMut(R)) -> Result<(), RowsError>> Rows<R> for FromFn<F> {
        fn each(&mut self, row: &mut dyn FnMut(R)) -> Result<(), RowsError> {
            (self.0)(row)
        }
    }
    FromFn(push)
}

/// The rows of a bill file in a platform's own format, as it was downloaded.
pub fn bill<'a>(
    format: &'a dyn BillFormat,
    kind: &'a BillKind,
    bytes: &'a [u8],
) -> impl Rows<BillRow> + 'a {
    from_fn(move |row: &mut dyn FnMut(BillRow)| {
        let mut text = format.open(bytes)?;
        let mut give = |read| -> Result<(), Fault> {
            row(read);
            Ok(())
        };
        format.read(kind, &mut *text, &mut give)?;
        Ok(())
    })
}
