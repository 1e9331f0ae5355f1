//! Writing a bill: rows go straight into the zip, so a million of them never stand in memory.

use std::io::Write;

use drawbridge_canon::Fault;
use drawbridge_canon::pay::{BillAsk, BillKind, BillRow, BillSummary};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::period::{heading, period};
use super::sums::Sums;
use super::table::encode;
use super::{account_no, base_name, funds, trade};

/// How many bytes of rows go into the zip at once: each writing has a cost of its own.
const BUFFER: usize = 64 << 10;

/// Writes the zip.
pub(super) fn write(
    ask: &BillAsk,
    account: &str,
    rows: &mut dyn Iterator<Item = BillRow>,
    out: &mut dyn Write,
) -> Result<BillSummary, Fault> {
    let (title, header) = match ask.kind {
        BillKind::Trade => (trade::TITLE, trade::HEADER),
        BillKind::Funds(_) => (funds::TITLE, funds::HEADER),
        BillKind::TradePaid | BillKind::TradeRefunded => {
            let message = "Alipay's bill has payments and refunds together: ask for both";
            return Err(Fault::untranslatable("bill_type", message));
        }
    };
    let trade = ask.kind == BillKind::Trade;
    let (from, until) = period(&ask.date)?;
    let name = base_name(ask, account);
    let mut zip = ZipWriter::new_stream(out);
    let mut sums = Sums::default();

    start(&mut zip, &format!("{name}_{title}.csv"))?;
    let rule = "-----------------------------------------";
    for line in [
        format!("#支付宝{title}查询"),
        format!("#账号：[{}]", account_no(account)),
        format!("#起始日期：[{}]   终止日期：[{}]", heading(from), heading(until)),
        format!("#{rule}{title}列表{}", &rule[1..]),
        header.to_owned(),
    ] {
        put(&mut zip, &line)?;
    }
    let mut pending = Vec::with_capacity(BUFFER);
    for row in rows {
        sums.add(&row)?;
        let number = sums.summary.count;
        let line = if trade { trade::line(&row) } else { funds::line(&row, number) };
        pending.extend(encode(&line));
        if pending.len() >= BUFFER {
            zip.write_all(&pending).map_err(|error| failed(&error))?;
            pending.clear();
        }
    }
    zip.write_all(&pending).map_err(|error| failed(&error))?;
    put(&mut zip, &format!("#{rule}{title}列表结束{}", &rule[5..]))?;
    for line in if trade { trade::footer(&sums) } else { funds::footer(&sums) } {
        put(&mut zip, &line)?;
    }
    put(&mut zip, &format!("#导出时间：[{}]", heading(until)))?;

    start(&mut zip, &format!("{name}_{title}(汇总).csv"))?;
    let whole = title.replace("明细", "汇总");
    put(&mut zip, &format!("#支付宝{whole}查询"))?;
    for line in if trade { trade::totals(&sums) } else { funds::totals(&sums) } {
        put(&mut zip, &line)?;
    }
    zip.finish().map_err(|error| failed(&error))?;
    Ok(sums.summary)
}

fn start<W: Write + std::io::Seek>(zip: &mut ZipWriter<W>, name: &str) -> Result<(), Fault> {
    // A fixed date: the same rows make the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    zip.start_file(name, options).map_err(|error| failed(&error))
}

fn put(out: &mut dyn Write, line: &str) -> Result<(), Fault> {
    out.write_all(&encode(line)).map_err(|error| failed(&error))
}

fn failed(error: &dyn std::error::Error) -> Fault {
    Fault::Unsent(format!("the bill could not be written: {error}"))
}
