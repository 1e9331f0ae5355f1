//! The sums of a bill, as they grow row by row and as the file states them.

use drawbridge_canon::Fault;
use drawbridge_canon::pay::{BillRow, BillSummary, RowKind};

use super::table::micro;

/// How an unclassified movement of a funds bill is marked when it brought money in.
pub(super) const INCOME: &str = "收入";
/// The same when it took money away.
pub(super) const EXPENSE: &str = "支出";

/// Sums in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) count: u64,
    pub(super) minor: u64,
}

/// What came in and what went out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) income: Side,
    pub(super) expense: Side,
    pub(super) summary: BillSummary,
}

impl Sums {
    /// Adds a row.
    pub(super) fn add(&mut self, row: &BillRow) -> Result<(), Fault> {
        let range = || Fault::unreadable("the bill's sums are out of range");
        let plus = |sum: u64| sum.checked_add(row.amount.minor).ok_or_else(range);
        let fee = self.summary.fee_micro;
        let fee = match row.kind {
            RowKind::Refund | RowKind::Revoked => fee.checked_sub(row.fee_micro),
            RowKind::Payment | RowKind::Other => fee.checked_add(row.fee_micro),
        };
        self.summary.fee_micro = fee.ok_or_else(range)?;
        self.summary.count += 1;
        match row.kind {
            RowKind::Payment => self.summary.paid_minor = plus(self.summary.paid_minor)?,
            RowKind::Refund | RowKind::Revoked => {
                self.summary.refunded_minor = plus(self.summary.refunded_minor)?;
            }
            RowKind::Other => {}
        }
        let side = if is_income(row) { &mut self.income } else { &mut self.expense };
        side.minor = plus(side.minor)?;
        side.count += 1;
        Ok(())
    }
}

/// Whether a row brought money in.
pub(super) fn is_income(row: &BillRow) -> bool {
    match row.kind {
        RowKind::Payment => true,
        RowKind::Refund | RowKind::Revoked => false,
        RowKind::Other => row.status.as_deref() == Some(INCOME),
    }
}

/// A stated sum: `#交易合计：2笔，商家实收共36.80元，…`, after its heading.
pub(super) fn stated(text: &str) -> Option<Side> {
    let (count, rest) = text.split_once('笔')?;
    let (_, rest) = rest.split_once('共')?;
    let (amount, _) = rest.split_once('元')?;
    let micro = micro(amount.trim())?.unsigned_abs();
    Some(Side { count: count.trim().parse().ok()?, minor: micro / 10_000 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_sum_is_read() {
        let cases = [
            ("2笔，商家实收共36.80元，商家优惠共0.00元", Some((2, 3680))),
            ("1笔，共-0.01元", Some((1, 1))),
            ("一笔，共1元", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = stated(text).map(|side| (side.count, side.minor));
            assert_eq!(read, expected, "{text}");
        }
    }
}
