//! What a bill's file looks like: a zip of two CSV files in GBK, the movements and their sums.
//! The layout is that of the platform's own files: `#` lines around a table whose cells may end in
//! a tab, amounts in yuan, refunds negative.

mod archive;
mod funds;
mod period;
mod read;
mod sums;
mod table;
mod trade;
mod write;

use std::io::{BufRead, Write};

use drawbridge_canon::pay::{BillAsk, BillFormat, BillKind, BillRow, BillSummary};
use drawbridge_canon::{Fault, Request};

use super::bill_file;

/// The format.
pub(crate) struct Format;

impl BillFormat for Format {
    fn write(
        &self,
        ask: &BillAsk,
        account: &str,
        rows: &mut dyn Iterator<Item = BillRow>,
        out: &mut dyn Write,
    ) -> Result<BillSummary, Fault> {
        write::write(ask, account, rows, out)
    }

    fn read(
        &self,
        kind: &BillKind,
        text: &mut dyn BufRead,
        row: &mut dyn FnMut(BillRow) -> Result<(), Fault>,
    ) -> Result<BillSummary, Fault> {
        read::read(kind, text, row)
    }

    fn open<'a>(&self, bytes: &'a [u8]) -> Result<Box<dyn BufRead + 'a>, Fault> {
        archive::open(bytes)
    }

    fn file_name(&self, ask: &BillAsk, account: &str) -> String {
        format!("{}.csv.zip", base_name(ask, account))
    }

    fn link(&self, base: &str, token: &str) -> String {
        bill_file::link(base, token)
    }

    fn token(&self, request: &Request) -> Option<String> {
        bill_file::token(request)
    }
}

/// `20885212319120680156_20170831`: the account as bills name it, and the day or month.
fn base_name(ask: &BillAsk, account: &str) -> String {
    format!("{}_{}", account_no(account), ask.date.replace('-', ""))
}

/// Bills name an account by its user number and the type of its purse, `0156` for yuan.
fn account_no(account: &str) -> String {
    format!("{account}0156")
}
