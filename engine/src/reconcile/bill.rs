//! The wallet's bill of a day: bytes or a file, read as often as needed, and checked when it is
//! read for the first time.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use drawbridge_canon::pay::{BillFormat, BillKind, BillRow};
use drawbridge_canon::{Fault, Timestamp};
use drawbridge_ledger::reconcile::{Rows, RowsError};
use drawbridge_seal::digest::Sha1;
use flate2::bufread::MultiGzDecoder;

use crate::reconcile::capped::Capped;
use crate::reconcile::error::RunError;

/// The largest file that is read into memory, because its container cannot be streamed: as much
/// as may be downloaded.
const ZIP_MAX: u64 = 256 << 20;

/// In how much of its text a bill must have named its account.
const HEAD: usize = 64 << 10;

/// A day, and how far beyond either midnight a row may be that belongs to it: no wallet's day ends
/// later.
const DAY_MS: i64 = 24 * 3600 * 1000;

/// A bill as it travelled.
#[derive(Debug)]
pub(crate) enum Bill {
    /// Nothing happened on that day.
    Empty,
    /// Downloaded.
    Bytes(Vec<u8>),
    /// Imported, and streamed from where it lies.
    File(PathBuf),
}

/// What a bill must be to be believed.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    /// The Beijing day.
    pub date: String,
    /// `(algorithm, lower-case hex)` of the text, where the wallet told one.
    pub hash: Option<(String, String)>,
    /// The merchant's number, which an imported file must name.
    pub merchant: Option<String>,
}

impl Bill {
    /// A file that somebody has downloaded.
    pub(crate) fn import(path: &Path) -> Result<Self, RunError> {
        let bad = |error| RunError::File(path.to_owned(), error);
        let mut file = File::open(path).map_err(bad)?;
        let mut start = Vec::new();
        Read::by_ref(&mut file).take(2).read_to_end(&mut start).map_err(bad)?;
        if start != b"PK" {
            return Ok(Self::File(path.to_owned()));
        }
        if file.metadata().map_err(bad)?.len() > ZIP_MAX {
            return Err(bad(io::Error::other("a zip of more than 256 MiB is no bill")));
        }
        std::fs::read(path).map(Self::Bytes).map_err(bad)
    }

    /// The text inside, as far as a bill can go on.
    fn text(&self, format: &dyn BillFormat) -> Result<Box<dyn BufRead + '_>, RunError> {
        match self {
            Self::Empty => Ok(Box::new(io::empty())),
            Self::Bytes(bytes) => {
                let text = format.open(bytes).map_err(RunError::Unreadable)?;
                Ok(Box::new(Capped::new(text, bytes.len() as u64)))
            }
            Self::File(path) => {
                let bad = |error| RunError::File(path.clone(), error);
                let mut file = BufReader::new(File::open(path).map_err(bad)?);
                let length = file.get_ref().metadata().map_err(bad)?.len();
                let packed = file.fill_buf().map_err(bad)?.starts_with(&[0x1f, 0x8b]);
                if packed {
                    let text = BufReader::new(MultiGzDecoder::new(file));
                    return Ok(Box::new(Capped::new(text, length)));
                }
                Ok(Box::new(Capped::new(file, length)))
            }
        }
    }
}

/// A bill as a source of rows.
pub(crate) struct BillRows<'a> {
    bill: &'a Bill,
    format: &'a dyn BillFormat,
    kind: &'a BillKind,
    /// What is still to be checked: everything the first time, nothing later.
    expected: Option<Expected>,
}

impl<'a> BillRows<'a> {
    /// The rows of a bill.
    pub(crate) fn new(
        bill: &'a Bill,
        format: &'a dyn BillFormat,
        kind: &'a BillKind,
        expected: Expected,
    ) -> Self {
        Self { bill, format, kind, expected: Some(expected) }
    }

    fn read(&mut self, give: &mut dyn FnMut(BillRow)) -> Result<(), RunError> {
        if matches!(self.bill, Bill::Empty) {
            return Ok(());
        }
        let mut text = self.bill.text(self.format)?;
        let Some(expected) = self.expected.take() else {
            return self.rows(&mut *text, give);
        };
        let mut witness = Witness::new(text, &expected);
        let mut days = Days::of(&expected.date)?;
        self.rows(&mut witness, &mut |row| {
            days.count(&row);
            give(row);
        })?;
        witness.check(&expected, days.rows > 0)?;
        days.check(expected.date)
    }

    fn rows(&self, text: &mut dyn BufRead, give: &mut dyn FnMut(BillRow)) -> Result<(), RunError> {
        let mut give = |row| -> Result<(), Fault> {
            give(row);
            Ok(())
        };
        self.format.read(self.kind, text, &mut give).map(drop).map_err(RunError::Unreadable)
    }
}

impl Rows<BillRow> for BillRows<'_> {
    fn each(&mut self, row: &mut dyn FnMut(BillRow)) -> Result<(), RowsError> {
        self.read(row).map_err(Into::into)
    }
}

/// Counts the rows of the day.
struct Days {
    starts: i64,
    rows: u64,
    inside: u64,
    stranger: Option<Timestamp>,
}

impl Days {
    fn of(date: &str) -> Result<Self, RunError> {
        let day = Timestamp::parse_day(date).ok_or_else(|| RunError::Date(date.to_owned()))?;
        Ok(Self { starts: day.0, rows: 0, inside: 0, stranger: None })
    }

    fn count(&mut self, row: &BillRow) {
        self.rows += 1;
        if (self.starts..self.starts + DAY_MS).contains(&row.at.0) {
            self.inside += 1;
        } else {
            self.stranger = Some(row.at);
        }
    }

    /// Single rows of other days are for the comparison to tell. A bill that is mostly of other
    /// days is another bill, and would make every row of it and of ours a difference.
    fn check(self, date: String) -> Result<(), RunError> {
        let Self { rows, inside, stranger: Some(stranger), .. } = self else { return Ok(()) };
        if inside * 2 >= rows {
            return Ok(());
        }
        Err(RunError::WrongDay { date, inside, rows, other: stranger.day() })
    }
}

/// Sees the text go by.
struct Witness<'a> {
    inner: Box<dyn BufRead + 'a>,
    hash: Option<Sha1>,
    head: Option<Vec<u8>>,
}

impl<'a> Witness<'a> {
    fn new(inner: Box<dyn BufRead + 'a>, expected: &Expected) -> Self {
        // SHA-1 is what platforms state; another sum cannot be checked, and is not doubted.
        let known = expected.hash.as_ref().filter(|(name, _)| is_sha1(name));
        Self {
            inner,
            hash: known.map(|_| Sha1::new()),
            head: expected.merchant.as_ref().map(|_| Vec::new()),
        }
    }

    fn check(mut self, expected: &Expected, any: bool) -> Result<(), RunError> {
        if let (Some(merchant), Some(head)) = (&expected.merchant, &self.head) {
            let names = head.windows(merchant.len().max(1)).any(|text| text == merchant.as_bytes());
            if any && !names {
                return Err(RunError::WrongMerchant(merchant.clone()));
            }
        }
        if self.hash.is_none() {
            return Ok(());
        }
        // What stands behind the totals belongs to what was hashed.
        io::copy(&mut self, &mut io::sink())
            .map_err(|error| RunError::Unreadable(Fault::unreadable(error.to_string())))?;
        let found = self.hash.take().map(Sha1::finish_hex).unwrap_or_default();
        match &expected.hash {
            Some((algorithm, told)) if *told != found => {
                let (algorithm, told) = (algorithm.clone(), told.clone());
                Err(RunError::Hash { algorithm, told, found })
            }
            _ => Ok(()),
        }
    }
}

fn is_sha1(name: &str) -> bool {
    name.eq_ignore_ascii_case("SHA1") || name.eq_ignore_ascii_case("SHA-1")
}

impl Read for Witness<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Witness<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What is consumed stands in the buffer still, so this reads nothing.
        if let Ok(ready) = self.inner.fill_buf() {
            let gone = &ready[..count.min(ready.len())];
            if let Some(hash) = &mut self.hash {
                hash.update(gone);
            }
            if let Some(head) = self.head.as_mut().filter(|head| head.len() < HEAD) {
                head.extend_from_slice(gone);
            }
        }
        self.inner.consume(count);
    }
}
