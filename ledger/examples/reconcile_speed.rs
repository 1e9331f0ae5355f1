//! How fast, and in how much memory: `cargo run --release -p drawbridge-ledger --example
//! reconcile_speed [rows on each side] [rows per pass]`. Every thousandth row is a difference.
#![expect(clippy::print_stdout, reason = "it prints measurements")]

use std::time::Instant;

use drawbridge_canon::pay::{BillRow, RowKind};
use drawbridge_canon::{Money, Timestamp};
use drawbridge_ledger::Lang;
use drawbridge_ledger::reconcile::{
    CsvOptions, CsvWriter, Options, OurRow, Pool, Scope, Sides, Standing, from_iter, reconcile,
    report_table,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args =
        std::env::args().skip(1).filter_map(|arg| arg.replace('_', "").parse::<u32>().ok());
    let rows = u64::from(args.next().unwrap_or(1_000_000));
    let rows_per_pass = args.next().map(usize::try_from).transpose()?;
    let rows_per_pass = rows_per_pass.unwrap_or(Options::default().rows_per_pass);
    let scope = Scope {
        date: "2026-11-24".to_owned(),
        wallet: "purse".to_owned(),
        merchant: "shop".to_owned(),
    };
    let options = Options { rows_per_pass, ..Options::default() };
    let day = Timestamp::parse_day(&scope.date).ok_or("no day")?;
    let mut ours = from_iter(|| (0..rows).map(move |n| our_row(n, day)));
    // The bill is in another order than our books: `n * odd mod 2^k` visits every number once.
    let around = rows.next_power_of_two();
    let shuffled = move || (0..around).map(move |n| n.wrapping_mul(0x9E37_79B1) % around);
    let mut theirs =
        from_iter(|| shuffled().filter(move |n| *n < rows).filter_map(move |n| their_row(n, day)));

    let mut nowhere = std::io::sink();
    let mut csv = CsvWriter::new(&mut nowhere, CsvOptions::default())?;
    let sides = Sides { ours: &mut ours, theirs: &mut theirs, pool: Pool::default() };
    let begun = Instant::now();
    let mut sink = |difference| csv.row(&difference);
    let report = reconcile(&scope, &options, sides, &mut sink, &mut |_, _| {})?;
    let took = begun.elapsed();

    println!("{}", report_table(&report, Lang::En));
    let both = report.our_rows + report.their_rows;
    println!("{both} rows on both sides, {} passes, {took:.2?}", report.passes);
    let per_second = u128::from(rows) * 1000 / took.as_millis().max(1);
    println!("{per_second} rows of each side per second");
    println!("peak memory {}", peak_memory().unwrap_or_else(|| "unknown".to_owned()));
    Ok(())
}

fn our_row(n: u64, day: Timestamp) -> OurRow {
    let amount = amount(n);
    OurRow {
        payment: format!("pay_{n:032x}"),
        order: format!("2026112412{n:022}"),
        wallet_no: Some(format!("42000026{n:020}")),
        refund: n.is_multiple_of(20).then(|| format!("R2026112412{n:021}")),
        kind: if n.is_multiple_of(20) { RowKind::Refund } else { RowKind::Payment },
        amount,
        fee_micro: fee(amount),
        at: at(n, day),
        standing: Standing::Settled,
    }
}

fn their_row(n: u64, day: Timestamp) -> Option<BillRow> {
    if n % 1000 == 7 {
        return None;
    }
    let amount = amount(n);
    Some(BillRow {
        kind: if n.is_multiple_of(20) { RowKind::Refund } else { RowKind::Payment },
        at: at(n, day),
        order: format!("2026112412{n:022}"),
        wallet_no: format!("42000026{n:020}"),
        refund: n.is_multiple_of(20).then(|| format!("R2026112412{n:021}")),
        wallet_refund_no: None,
        amount,
        fee_micro: fee(amount),
        rate_ppm: Some(6000),
        status: None,
        subject: "tea 茶".to_owned(),
        attach: String::new(),
        buyer: "o-buyer".to_owned(),
        trade_type: "NATIVE".to_owned(),
    })
}

fn amount(n: u64) -> Money {
    Money::fen(100 + n % 99_900)
}

fn fee(amount: Money) -> i64 {
    i64::try_from(amount.share_ppm(6000).minor).unwrap_or(0) * 10_000
}

fn at(n: u64, day: Timestamp) -> Timestamp {
    day.plus_seconds(i64::try_from(n % 86_400).unwrap_or(0))
}

/// The peak resident memory of this process, where the system tells it.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
