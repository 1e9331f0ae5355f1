//! The bill of movements: a row for each movement of an account.

use drawbridge_canon::pay::{BillRow, RowKind};
use drawbridge_canon::{Currency, Money, Timestamp};

use super::lines::{Place, Sheet};
use super::trade::{check_sums, micro};
use super::{Direction, Summed, Total, decimal};
use crate::family::Books;

const AT: &str = "记账时间";
const FLOW: &str = "资金流水单号";
const NAME: &str = "业务名称";
const TYPE: &str = "业务类型";
const DIRECTION: &str = "收支类型";
const AMOUNT: &str = "收支金额(元)";
const BALANCE: &str = "账户结余(元)";
const NOTE: &str = "备注";
const VOUCHER: &str = "业务凭证号";

/// Money came in.
const INCOME: &str = "收入";
/// Money went out.
pub(super) const EXPENSE: &str = "支出";

const KINDS: [(&str, RowKind, &str); 2] =
    [("交易", RowKind::Payment, INCOME), ("退款", RowKind::Refund, EXPENSE)];

pub(super) fn columns(books: &Books) -> Vec<&'static str> {
    let head = [AT, books.fund_no, FLOW, NAME, TYPE, DIRECTION, AMOUNT, BALANCE];
    [&head[..], &["资金变更提交申请人", NOTE, VOUCHER]].concat()
}

/// The text of one cell. `balance` runs along from nothing, because rows do not tell it.
pub(super) fn cell(books: &Books, column: &str, row: &BillRow, balance: &mut i128) -> String {
    let known = KINDS.iter().find(|(_, kind, _)| *kind == row.kind);
    let direction = known.map_or(row.status.as_deref().unwrap_or(INCOME), |known| known.2);
    match column {
        AT => row.at.local(),
        FLOW => row.attach.clone(),
        NAME | TYPE => known.map_or(row.trade_type.as_str(), |known| known.0).to_owned(),
        DIRECTION => direction.to_owned(),
        AMOUNT => row.amount.major(),
        BALANCE => {
            let amount = i128::from(row.amount.minor);
            *balance += if direction == EXPENSE { -amount } else { amount };
            let sign = if *balance < 0 { "-" } else { "" };
            let shown = u64::try_from(balance.unsigned_abs()).unwrap_or(u64::MAX);
            format!("{sign}{}", Money::fen(shown).major())
        }
        "资金变更提交申请人" => "system".to_owned(),
        NOTE => row.subject.clone(),
        VOUCHER => row.refund.clone().unwrap_or_else(|| row.order.clone()),
        name if name == books.fund_no => row.wallet_no.clone(),
        _ => String::new(),
    }
}

/// The names and values of the totals.
pub(super) fn total(total: &Total) -> (String, Vec<String>) {
    let names = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额".to_owned();
    let values = vec![
        total.count.to_string(),
        total.paid_count.to_string(),
        Money::fen(total.paid).major(),
        total.refunded_count.to_string(),
        Money::fen(total.refunded).major(),
    ];
    (names, values)
}

/// Where the columns of one file are.
pub(super) struct Places {
    at: Place,
    wallet_no: Place,
    flow: Place,
    kind: Place,
    direction: Place,
    amount: Place,
    note: Place,
    voucher: Place,
}

impl Places {
    pub(super) fn find(books: &Books, sheet: &Sheet<'_>) -> Result<Self, String> {
        Ok(Self {
            at: sheet.need(AT)?,
            wallet_no: sheet.need(books.fund_no)?,
            flow: sheet.find(FLOW),
            kind: sheet.need(TYPE)?,
            direction: sheet.need(DIRECTION)?,
            amount: sheet.need(AMOUNT)?,
            note: sheet.find(NOTE),
            voucher: sheet.find(VOUCHER),
        })
    }

    /// Reads one row. The voucher of a payment is the order's number, that of a refund the
    /// refund's.
    pub(super) fn row(&self, cells: &[&str]) -> Result<Summed, String> {
        let (word, direction) = (self.kind.of(cells), self.direction.of(cells));
        let known = KINDS.iter().find(|(name, _, way)| *name == word && *way == direction);
        let kind = known.map_or(RowKind::Other, |(_, kind, _)| *kind);
        let voucher = self.voucher.text(cells);
        let (order, refund) = match kind {
            RowKind::Refund => (String::new(), Some(voucher)),
            _ => (voucher, None),
        };
        let at = self.at.of(cells);
        let row = BillRow {
            kind,
            at: Timestamp::parse_local(at).ok_or_else(|| format!("`{at}` is not a time"))?,
            order,
            wallet_no: self.wallet_no.of(cells).to_owned(),
            refund,
            wallet_refund_no: None,
            amount: decimal::money(self.amount.of(cells), Currency::CNY)?,
            fee_micro: 0,
            rate_ppm: None,
            status: Some(direction.to_owned()),
            subject: self.note.text(cells),
            attach: self.flow.text(cells),
            buyer: String::new(),
            trade_type: word.to_owned(),
        };
        let parts = row.parts();
        Ok((row, parts))
    }
}

/// Whether the totals are those of the rows.
pub(super) fn check(told: &Sheet<'_>, cells: &[&str], total: &Total) -> Result<(), String> {
    let count = |n: u64| i64::try_from(n).ok().and_then(|n| n.checked_mul(1_000_000));
    let sums = [
        ("资金流水总笔数", count(total.count)),
        ("收入笔数", count(total.paid_count)),
        ("收入金额", micro(total.paid)),
        ("支出笔数", count(total.refunded_count)),
        ("支出金额", micro(total.refunded)),
    ];
    check_sums(told, cells, &sums)
}
