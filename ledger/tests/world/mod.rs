//! Rows for tests, and one way to run them.
#![allow(dead_code, reason = "every test binary uses a part of it")]

use drawbridge_canon::pay::{BillRow, RowKind};
use drawbridge_canon::{Money, Timestamp};
use drawbridge_ledger::reconcile::{
    Difference, Options, OurRow, Pool, ReconcileError, Report, Scope, Sides, Standing, from_iter,
    reconcile,
};

pub(crate) const DAY: &str = "2026-11-24";

pub(crate) fn scope(date: &str) -> Scope {
    let [date, wallet, merchant] = [date, "purse", "shop"].map(str::to_owned);
    Scope { date, wallet, merchant }
}

/// A payment of ours at noon that is settled, with a fee of 0.6 %.
pub(crate) fn our(order: &str, minor: u64) -> OurRow {
    OurRow {
        payment: format!("pay-{order}"),
        order: order.to_owned(),
        wallet_no: None,
        refund: None,
        kind: RowKind::Payment,
        amount: Money::fen(minor),
        fee_micro: fee(minor),
        at: time("12:00:00"),
        standing: Standing::Settled,
    }
}

/// The same as the wallet's bill has it.
pub(crate) fn their(order: &str, minor: u64) -> BillRow {
    BillRow {
        kind: RowKind::Payment,
        at: time("12:00:01"),
        order: order.to_owned(),
        wallet_no: format!("4200-{order}"),
        refund: None,
        wallet_refund_no: None,
        amount: Money::fen(minor),
        fee_micro: fee(minor),
        rate_ppm: None,
        status: None,
        subject: "tea".to_owned(),
        attach: String::new(),
        buyer: String::new(),
        trade_type: String::new(),
    }
}

pub(crate) fn our_refund(order: &str, refund: &str, minor: u64) -> OurRow {
    OurRow { kind: RowKind::Refund, refund: Some(refund.to_owned()), ..our(order, minor) }
}

pub(crate) fn their_refund(order: &str, refund: &str, minor: u64, status: &str) -> BillRow {
    let (refund, status) = (Some(refund.to_owned()), Some(status.to_owned()));
    BillRow { kind: RowKind::Refund, refund, status, ..their(order, minor) }
}

pub(crate) fn time(of_day: &str) -> Timestamp {
    on(DAY, of_day)
}

pub(crate) fn on(day: &str, of_day: &str) -> Timestamp {
    Timestamp::parse_local(&format!("{day} {of_day}")).expect("a time")
}

fn fee(minor: u64) -> i64 {
    i64::try_from(Money::fen(minor).share_ppm(6000).minor).expect("a fee") * 10_000
}

pub(crate) fn run(
    date: &str,
    options: &Options,
    ours: &[OurRow],
    theirs: &[BillRow],
    pool: Pool,
) -> Result<(Report, Vec<Difference>), ReconcileError> {
    let mut found = Vec::new();
    let mut our_rows = from_iter(|| ours.iter().cloned());
    let mut their_rows = from_iter(|| theirs.iter().cloned());
    let sides = Sides { ours: &mut our_rows, theirs: &mut their_rows, pool };
    let mut sink = |difference| {
        found.push(difference);
        Ok(())
    };
    let report = reconcile(&scope(date), options, sides, &mut sink, &mut |_, _| {})?;
    Ok((report, found))
}
