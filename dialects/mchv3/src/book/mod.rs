//! The bill files: UTF-8 with a byte order mark, CRLF, every cell of a row behind a backtick, rows
//! read by the header's names, totals in the last two lines.

mod decimal;
mod funds;
mod lines;
mod trade;

use std::io::{BufRead, BufReader, Write};

use drawbridge_canon::pay::{BillAsk, BillFormat, BillKind, BillRow, BillSummary, RowKind};
use drawbridge_canon::{Fault, Request};
use flate2::bufread::MultiGzDecoder;

use crate::bill;
use crate::family::{Books, Family};
use lines::{Lines, Sheet};

/// A family's bill files.
pub struct Book(pub &'static Family);

impl BillFormat for Book {
    /// Rows that a bill of this kind does not list are passed over: a trade bill has no other
    /// movements, a bill of payments no refunds.
    fn write(
        &self,
        ask: &BillAsk,
        account: &str,
        rows: &mut dyn Iterator<Item = BillRow>,
        out: &mut dyn Write,
    ) -> Result<BillSummary, Fault> {
        let books = &self.0.books;
        let mut total = Total::default();
        let funds = matches!(ask.kind, BillKind::Funds(_));
        let columns = if funds { funds::columns(books) } else { trade::columns(books, &ask.kind) };
        put(out, &format!("\u{feff}{}\r\n", columns.join(",")))?;
        let mut balance = 0_i128;
        for row in rows.filter(|row| lists(&ask.kind, row.kind)) {
            total.add(&row, row.parts())?;
            let cells: Vec<String> = if funds {
                columns.iter().map(|name| funds::cell(books, name, &row, &mut balance)).collect()
            } else {
                columns.iter().map(|name| trade::cell(books, name, &row, account)).collect()
            };
            put(out, &line(&cells))?;
        }
        let (names, values) = if funds { funds::total(&total) } else { trade::total(&total) };
        put(out, &format!("{names}\r\n"))?;
        put(out, &line(&values))?;
        Ok(total.summary(funds))
    }

    fn read(
        &self,
        kind: &BillKind,
        text: &mut dyn BufRead,
        row: &mut dyn FnMut(BillRow) -> Result<(), Fault>,
    ) -> Result<BillSummary, Fault> {
        let books = &self.0.books;
        let mut lines = Lines::new(text);
        let header = lines.next()?.map(str::to_owned);
        let header = header.ok_or_else(|| lines.wrong("the file is empty"))?;
        let sheet = Sheet::new(&header);
        let funds = matches!(kind, BillKind::Funds(_));
        let places = Places::find(funds, books, &sheet).map_err(|why| lines.wrong(&why))?;
        let mut total = Total::default();
        loop {
            let Some(line) = lines.next()? else {
                return Err(lines.wrong("the file ends before its totals"));
            };
            let Some(cells) = line.strip_prefix('`') else { break };
            let cells: Vec<&str> = cells.split(",`").collect();
            let read = sheet.fits(&cells).and_then(|()| places.row(&cells));
            let (read, parts) = read.map_err(|why| lines.wrong(&why))?;
            total.add(&read, parts)?;
            row(read)?;
        }
        let names = lines.last().to_owned();
        let values = lines.next()?.map(str::to_owned);
        let values = values.as_deref().and_then(|line| line.strip_prefix('`'));
        let values = values.ok_or_else(|| lines.wrong("the totals are missing"))?;
        let told = Sheet::new(&names);
        let cells: Vec<&str> = values.split(",`").collect();
        let check = if funds { funds::check } else { trade::check };
        check(&told, &cells, &total).map_err(|why| lines.wrong(&why))?;
        Ok(total.summary(funds))
    }

    fn open<'a>(&self, bytes: &'a [u8]) -> Result<Box<dyn BufRead + 'a>, Fault> {
        match bytes {
            [0x1f, 0x8b, ..] => Ok(Box::new(BufReader::new(MultiGzDecoder::new(bytes)))),
            [] => Err(Fault::unreadable("the bill's file is empty")),
            _ => Ok(Box::new(bytes)),
        }
    }

    fn file_name(&self, ask: &BillAsk, account: &str) -> String {
        let kind = match &ask.kind {
            BillKind::Trade => "All",
            BillKind::TradePaid => "Success",
            BillKind::TradeRefunded => "Refund",
            BillKind::Funds(named) => named.as_deref().unwrap_or(self.0.books.account),
        };
        let end = if ask.gzip { ".csv.gz" } else { ".csv" };
        format!("{account}{kind}{}{end}", ask.date)
    }

    fn link(&self, base: &str, token: &str) -> String {
        format!("{base}{}?token={token}", self.0.paths.bill_file)
    }

    fn token(&self, request: &Request) -> Option<String> {
        bill::token(self.0, request)
    }
}

/// Where the columns of one file are.
enum Places {
    Trade(trade::Places),
    Funds(funds::Places),
}

impl Places {
    fn find(funds: bool, books: &Books, sheet: &Sheet<'_>) -> Result<Self, String> {
        if funds {
            return funds::Places::find(books, sheet).map(Self::Funds);
        }
        trade::Places::find(books, sheet).map(Self::Trade)
    }

    fn row(&self, cells: &[&str]) -> Result<Summed, String> {
        match self {
            Self::Trade(places) => places.row(cells),
            Self::Funds(places) => places.row(cells),
        }
    }
}

/// Whether a bill of this kind lists such a row.
fn lists(kind: &BillKind, row: RowKind) -> bool {
    match kind {
        BillKind::Trade => row != RowKind::Other,
        BillKind::TradePaid => row == RowKind::Payment,
        BillKind::TradeRefunded => row == RowKind::Refund,
        BillKind::Funds(_) => true,
    }
}

/// A row with what it adds to the two sums that a bill states: `(paid, refunded)` or
/// `(income, expense)`, minor units.
type Summed = (BillRow, (u64, u64));

/// Sums over rows. Fees are net: a refund gives its part back.
#[derive(Default)]
struct Total {
    count: u64,
    paid_count: u64,
    refunded_count: u64,
    paid: u64,
    refunded: u64,
    fee_micro: i64,
}

impl Total {
    fn add(&mut self, row: &BillRow, parts: (u64, u64)) -> Result<(), Fault> {
        let range = || Fault::unreadable("the sums of the bill are out of range");
        self.count += 1;
        self.paid_count += u64::from(row.is_income());
        self.refunded_count += u64::from(!row.is_income());
        self.paid = self.paid.checked_add(parts.0).ok_or_else(range)?;
        self.refunded = self.refunded.checked_add(parts.1).ok_or_else(range)?;
        let fee = match row.kind {
            RowKind::Refund => row.fee_micro.checked_neg(),
            _ => Some(row.fee_micro),
        };
        self.fee_micro = fee.and_then(|fee| self.fee_micro.checked_add(fee)).ok_or_else(range)?;
        Ok(())
    }

    const fn summary(&self, funds: bool) -> BillSummary {
        BillSummary {
            count: self.count,
            paid_minor: self.paid,
            refunded_minor: self.refunded,
            // In a bill of movements a fee is a movement of its own.
            fee_micro: if funds { 0 } else { self.fee_micro },
        }
    }
}

/// Which way the money of a row went.
trait Direction {
    fn is_income(&self) -> bool;
    fn parts(&self) -> (u64, u64);
}

impl Direction for BillRow {
    fn is_income(&self) -> bool {
        match self.kind {
            RowKind::Payment => true,
            RowKind::Refund | RowKind::Revoked => false,
            RowKind::Other => self.status.as_deref() != Some(funds::EXPENSE),
        }
    }

    fn parts(&self) -> (u64, u64) {
        if self.is_income() { (self.amount.minor, 0) } else { (0, self.amount.minor) }
    }
}

/// One line of cells. A comma in a text is escaped, line ends become spaces.
fn line(cells: &[String]) -> String {
    let mut out = String::new();
    for cell in cells {
        out.push_str(if out.is_empty() { "`" } else { ",`" });
        for c in cell.chars() {
            match c {
                ',' => out.push_str("\\ "),
                '\r' | '\n' => out.push(' '),
                c => out.push(c),
            }
        }
    }
    out.push_str("\r\n");
    out
}

fn put(out: &mut dyn Write, text: &str) -> Result<(), Fault> {
    out.write_all(text.as_bytes())
        .map_err(|error| Fault::Unsent(format!("the bill cannot be written: {error}")))
}
