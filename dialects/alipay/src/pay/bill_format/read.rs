//! Reading a bill line by line.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use drawbridge_canon::pay::{BillKind, BillRow, BillSummary};
use drawbridge_canon::{Fault, Money};
use encoding_rs::{Encoding, GBK, UTF_8};

use super::sums::{Side, Sums, stated};
use super::table::{cells, micro};
use super::{funds, trade};

/// The longest line that is read.
const MAX_LINE: u64 = 64 << 10;

/// Reads the text of a bill, and compares its rows with the sums that it states.
pub(super) fn read(
    kind: &BillKind,
    text: &mut dyn BufRead,
    row: &mut dyn FnMut(BillRow) -> Result<(), Fault>,
) -> Result<BillSummary, Fault> {
    let trade = match kind {
        BillKind::Trade => true,
        BillKind::Funds(_) => false,
        BillKind::TradePaid | BillKind::TradeRefunded => {
            return Err(Fault::unreadable("Alipay has no bill of this kind"));
        }
    };
    let (income_word, expense_word) = if trade {
        ("#交易合计：", "#退款合计：")
    } else {
        ("#收入合计：", "#支出合计：")
    };
    let mut lines = Lines::new(text);
    let mut header: Option<Vec<String>> = None;
    let mut sums = Sums::default();
    let mut income = None;
    let mut expense = None;
    while let Some(line) = lines.next()? {
        if let Some(text) = line.strip_prefix(income_word) {
            income = stated(text);
        } else if let Some(text) = line.strip_prefix(expense_word) {
            expense = stated(text);
        } else if line.starts_with('#') || line.trim().is_empty() {
            // A heading, a rule, or a note.
        } else if let Some(header) = &header {
            let cells = Cells { header, line: cells(&line), number: lines.number };
            let next = if trade { trade::row(&cells)? } else { funds::row(&cells)? };
            sums.add(&next)?;
            row(next)?;
        } else {
            header = Some(cells(&line).iter().map(|column| wide(column)).collect());
        }
    }
    if header.is_none() {
        return Err(Fault::unreadable("the bill has no table"));
    }
    // The trade bill's sums leave out what is neither payment nor refund.
    let (in_rows, out_rows) = if trade {
        (sums.summary.paid_minor, sums.summary.refunded_minor)
    } else {
        (sums.income.minor, sums.expense.minor)
    };
    compare(income, in_rows)?;
    compare(expense, out_rows)?;
    Ok(sums.summary)
}

fn compare(stated: Option<Side>, minor: u64) -> Result<(), Fault> {
    match stated {
        None => Err(Fault::unreadable("the bill ends before its sums: is it whole?")),
        Some(side) if side.minor == minor => Ok(()),
        Some(side) => {
            let sides = format!("rows have {minor} fen, the bill states {}", side.minor);
            Err(Fault::unreadable(format!("the bill's rows do not add up: {sides}")))
        }
    }
}

/// A line's cells by the names of the header: columns come and go over the years.
pub(super) struct Cells<'a> {
    header: &'a [String],
    line: Vec<Cow<'a, str>>,
    number: u64,
}

impl Cells<'_> {
    /// A cell; an error if the header has no such column or the line ends before it.
    pub(super) fn get(&self, name: &str) -> Result<&str, Fault> {
        let at = self.header.iter().position(|column| column == name);
        let cell = at.and_then(|at| self.line.get(at));
        cell.map(Cow::as_ref).ok_or_else(|| self.bad(name))
    }

    /// Whether the table has such a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.header.iter().any(|column| column == name)
    }

    /// An amount in millionths of a yuan; an empty cell is none.
    pub(super) fn micro(&self, name: &str) -> Result<i64, Fault> {
        match self.get(name)? {
            "" => Ok(0),
            text => micro(text).ok_or_else(|| self.bad(name)),
        }
    }

    /// An amount in fen, without its sign.
    pub(super) fn fen(&self, name: &str) -> Result<Money, Fault> {
        match self.micro(name)?.unsigned_abs() {
            micro if micro % 10_000 == 0 => Ok(Money::fen(micro / 10_000)),
            _ => Err(self.bad(name)),
        }
    }

    /// The complaint about a cell.
    pub(super) fn bad(&self, name: &str) -> Fault {
        Fault::invalid(name, format!("line {} of the bill has no readable `{name}`", self.number))
    }
}

/// A column's name with full-width brackets: they are not so in all files.
fn wide(column: &str) -> String {
    column.replace('(', "（").replace(')', "）")
}

/// Lines as text. The first tells the character set: a file saved again by a person is often UTF-8.
struct Lines<'a> {
    text: &'a mut dyn BufRead,
    encoding: Option<&'static Encoding>,
    number: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a mut dyn BufRead) -> Self {
        Self { text, encoding: None, number: 0 }
    }

    fn next(&mut self) -> Result<Option<String>, Fault> {
        let mut bytes = Vec::new();
        let read = (&mut self.text).take(MAX_LINE).read_until(b'\n', &mut bytes);
        read.map_err(|error| Fault::unreadable(format!("the bill cannot be read: {error}")))?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if bytes.len() as u64 == MAX_LINE {
            return Err(Fault::unreadable(format!("line {} of the bill is too long", self.number)));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let encoding = *self.encoding.get_or_insert_with(|| {
            let utf8 = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
            if utf8.is_some() { UTF_8 } else { GBK }
        });
        let text = encoding.decode_without_bom_handling(bytes).0;
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}
