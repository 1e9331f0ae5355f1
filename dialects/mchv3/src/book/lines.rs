//! Lines of a text that never stands in memory as a whole, and columns by name.

use std::io::{BufRead, Read};

use drawbridge_canon::Fault;

/// The longest line: 27 cells, the longest of 128 bytes, leave much room.
const LINE: u64 = 16 * 1024;

/// A stream of lines.
pub(super) struct Lines<'a> {
    text: &'a mut dyn BufRead,
    line: Vec<u8>,
    number: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a mut dyn BufRead) -> Self {
        Self { text, line: Vec::new(), number: 0 }
    }

    /// The next line without its end, and without the byte order mark before the first.
    pub(super) fn next(&mut self) -> Result<Option<&str>, Fault> {
        self.line.clear();
        self.number += 1;
        let read = (&mut *self.text).take(LINE).read_until(b'\n', &mut self.line);
        let count = read.map_err(|error| self.wrong(&format!("it cannot be read: {error}")))?;
        if count == 0 {
            return Ok(None);
        }
        if self.line.last() != Some(&b'\n') && self.line.len() as u64 == LINE {
            return Err(self.wrong("the line is too long"));
        }
        while matches!(self.line.last(), Some(b'\n' | b'\r')) {
            self.line.pop();
        }
        if self.number == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
            self.line.drain(..3);
        }
        if std::str::from_utf8(&self.line).is_err() {
            return Err(self.wrong("it is not UTF-8"));
        }
        Ok(Some(self.last()))
    }

    /// The line read last.
    pub(super) fn last(&self) -> &str {
        std::str::from_utf8(&self.line).unwrap_or_default()
    }

    /// An error at this line.
    pub(super) fn wrong(&self, why: &str) -> Fault {
        Fault::unreadable(format!("line {} of the bill: {why}", self.number))
    }
}

/// Column names with their places.
pub(super) struct Sheet<'a> {
    names: Vec<&'a str>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(header: &'a str) -> Self {
        Self { names: header.split(',').map(str::trim).collect() }
    }

    /// The cell of a column; `None` if there is no such column, or the row is too short for it.
    pub(super) fn get<'b>(&self, cells: &[&'b str], name: &str) -> Option<&'b str> {
        let at = self.names.iter().position(|known| *known == name)?;
        cells.get(at).copied()
    }

    /// The cell of a column that must be there.
    pub(super) fn need<'b>(&self, cells: &[&'b str], name: &str) -> Result<&'b str, String> {
        self.get(cells, name).ok_or_else(|| format!("there is no {name}"))
    }

    /// The text of a column, its commas restored; empty if there is no such column.
    pub(super) fn text(&self, cells: &[&str], name: &str) -> String {
        self.get(cells, name).unwrap_or_default().replace("\\ ", ",")
    }

    /// Whether a row has a cell for each column.
    pub(super) fn fits(&self, cells: &[&str]) -> Result<(), String> {
        if cells.len() == self.names.len() {
            return Ok(());
        }
        Err(format!("{} cells stand under {} columns", cells.len(), self.names.len()))
    }
}
