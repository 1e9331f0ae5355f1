//! The table of a funds bill: every movement of the account.

use drawbridge_canon::pay::{BillRow, RowKind};
use drawbridge_canon::{Fault, Money, Timestamp};

use super::read::Cells;
use super::sums::{EXPENSE, INCOME, Sums, is_income};
use super::table::cell;

pub(super) const TITLE: &str = "账务明细";
pub(super) const HEADER: &str = "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,\
支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注";

const PAYMENT: &str = "在线支付";
const REFUND: &str = "交易退款";

/// A row as a line; `number` counts the movements.
pub(super) fn line(row: &BillRow, number: u64) -> String {
    let kind = match row.kind {
        RowKind::Payment => PAYMENT.to_owned(),
        RowKind::Refund | RowKind::Revoked => REFUND.to_owned(),
        RowKind::Other if row.trade_type.is_empty() => "其他".to_owned(),
        RowKind::Other => cell(&row.trade_type),
    };
    let amount = row.amount.major();
    let (income, expense) = if is_income(row) {
        (amount, String::new())
    } else {
        (String::new(), format!("-{amount}"))
    };
    format!(
        "{number}\t,{}\t,{}\t,{},{},{}\t,{income},{expense},,支付宝\t,{kind}\t,{}",
        cell(&row.wallet_no),
        cell(&row.order),
        cell(&row.subject),
        row.at.local(),
        cell(&row.buyer),
        cell(&row.attach),
    )
}

/// A line as a row.
pub(super) fn row(cells: &Cells<'_>) -> Result<BillRow, Fault> {
    let word = cells.get("业务类型")?;
    let income = cells.fen("收入金额（+元）")?;
    let expense = cells.fen("支出金额（-元）")?;
    let kind = match word {
        PAYMENT if !income.is_zero() => RowKind::Payment,
        REFUND if !expense.is_zero() => RowKind::Refund,
        _ => RowKind::Other,
    };
    let direction = if income.is_zero() { EXPENSE } else { INCOME };
    let other = kind == RowKind::Other;
    Ok(BillRow {
        kind,
        at: Timestamp::parse_local(cells.get("发生时间")?).ok_or_else(|| cells.bad("发生时间"))?,
        order: cells.get("商户订单号")?.to_owned(),
        wallet_no: cells.get("业务流水号")?.to_owned(),
        refund: None,
        wallet_refund_no: None,
        amount: income.max(expense),
        fee_micro: 0,
        rate_ppm: None,
        status: other.then(|| direction.to_owned()),
        subject: cells.get("商品名称")?.to_owned(),
        attach: cells.get("备注")?.to_owned(),
        buyer: cells.get("对方账号")?.to_owned(),
        trade_type: if other { word.to_owned() } else { String::new() },
    })
}

/// The lines below the table.
pub(super) fn footer(sums: &Sums) -> [String; 2] {
    let (income, expense) = (&sums.income, &sums.expense);
    let spent = match expense.minor {
        0 => "0.00".to_owned(),
        minor => format!("-{}", Money::fen(minor).major()),
    };
    [
        format!("#支出合计：{}笔，共{spent}元", expense.count),
        format!("#收入合计：{}笔，共{}元", income.count, Money::fen(income.minor).major()),
    ]
}

/// The second file: one line of sums.
pub(super) fn totals(sums: &Sums) -> [String; 2] {
    let (income, expense) = (&sums.income, &sums.expense);
    [
        "类型,收入笔数,收入金额（+元）,支出笔数,支出金额（-元）".to_owned(),
        format!(
            "合计\t,{},{},{},{}",
            income.count,
            Money::fen(income.minor).major(),
            expense.count,
            Money::fen(expense.minor).major()
        ),
    ]
}
