//! The table of a trade bill: payments and refunds.

use drawbridge_canon::pay::{BillRow, RowKind};
use drawbridge_canon::{Fault, Money, Timestamp};

use super::read::Cells;
use super::sums::Sums;
use super::table::{cell, from_micro};

pub(super) const TITLE: &str = "业务明细";
pub(super) const HEADER: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,\
操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,\
券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

const PAYMENT: &str = "交易";
const REFUND: &str = "退款";

/// A row as a line.
pub(super) fn line(row: &BillRow) -> String {
    let (kind, sign) = match row.kind {
        RowKind::Payment => (PAYMENT, ""),
        RowKind::Refund | RowKind::Revoked => (REFUND, "-"),
        RowKind::Other => ("其他", ""),
    };
    // Fees are stated from the merchant's side: what is kept is negative, what is given back not.
    let fee = if sign.is_empty() { -row.fee_micro } else { row.fee_micro };
    let amount = format!("{sign}{}", row.amount.major());
    let at = row.at.local();
    let refund = cell(row.refund.as_deref().unwrap_or_default());
    format!(
        "{}\t,{}\t,{kind}\t,{},{at},{at},\t,\t,\t,\t,{}\t,{amount},{amount},0.00,0.00,0.00,0.00,0.00,,\
         0.00\t,0.00,{refund}\t,{},0.00,{}",
        cell(&row.wallet_no),
        cell(&row.order),
        cell(&row.subject),
        cell(&row.buyer),
        from_micro(fee),
        cell(&row.attach),
    )
}

/// A line as a row.
pub(super) fn row(cells: &Cells<'_>) -> Result<BillRow, Fault> {
    let kind = match cells.get("业务类型")? {
        PAYMENT => RowKind::Payment,
        REFUND => RowKind::Refund,
        _ => RowKind::Other,
    };
    let done = cells.get("完成时间")?;
    let at = if done.is_empty() { cells.get("创建时间")? } else { done };
    let refund = cells.get("退款批次号/请求号")?;
    Ok(BillRow {
        kind,
        at: Timestamp::parse_local(at).ok_or_else(|| cells.bad("完成时间"))?,
        order: cells.get("商户订单号")?.to_owned(),
        wallet_no: cells.get("支付宝交易号")?.to_owned(),
        refund: Some(refund.to_owned()).filter(|number| !number.is_empty()),
        wallet_refund_no: None,
        amount: received(cells)?,
        fee_micro: cells.micro("服务费（元）")?.abs(),
        rate_ppm: None,
        status: None,
        subject: cells.get("商品名称")?.to_owned(),
        attach: cells.get("备注")?.to_owned(),
        buyer: cells.get("对方账户")?.to_owned(),
        trade_type: String::new(),
    })
}

/// What the platform owes the merchant for an order, or takes back for a refund. A discount that the
/// merchant gave is not in it, one that the platform gave is; the bill's own sums are of these. A
/// table without this column has orders without discounts.
fn received(cells: &Cells<'_>) -> Result<Money, Fault> {
    let received = "商家实收（元）";
    cells.fen(if cells.has(received) { received } else { "订单金额（元）" })
}

/// The lines below the table.
pub(super) fn footer(sums: &Sums) -> [String; 2] {
    let (paid, refunded) = (&sums.income, &sums.expense);
    let refunds = match refunded.minor {
        0 => "0.00".to_owned(),
        minor => format!("-{}", Money::fen(minor).major()),
    };
    [
        format!(
            "#交易合计：{}笔，商家实收共{}元，商家优惠共0.00元",
            paid.count,
            Money::fen(paid.minor).major()
        ),
        format!("#退款合计：{}笔，商家实收退款共{refunds}元，商家优惠退款共0.00元", refunded.count),
    ]
}

/// The second file: one line of sums.
pub(super) fn totals(sums: &Sums) -> [String; 2] {
    let fee = from_micro(-sums.summary.fee_micro);
    let micro = |minor: u64| i64::try_from(minor).unwrap_or(i64::MAX).saturating_mul(10_000);
    let received = micro(sums.income.minor).saturating_sub(micro(sums.expense.minor));
    let net = from_micro(received.saturating_sub(sums.summary.fee_micro));
    let received = from_micro(received);
    [
        "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,\
         商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）"
            .to_owned(),
        format!(
            "合计\t,\t,{},{},{received},{received},0.00,0.00,0.00,{fee},0.00,{net}",
            sums.income.count, sums.expense.count
        ),
    ]
}
