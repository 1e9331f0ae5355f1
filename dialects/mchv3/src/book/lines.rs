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

/// Where a column is; nowhere, if the file does not have it.
#[derive(Clone, Copy)]
pub(super) struct Place(Option<usize>);

impl<'a> Sheet<'a> {
    pub(super) fn new(header: &'a str) -> Self {
        Self { names: header.split(',').map(str::trim).collect() }
    }

    /// Finds a column. Done once for a file, because rows are many.
    pub(super) fn find(&self, name: &str) -> Place {
        Place(self.names.iter().position(|known| *known == name))
    }

    /// Finds a column that must be there.
    pub(super) fn need(&self, name: &str) -> Result<Place, String> {
        match self.find(name) {
            Place(None) => Err(format!("there is no {name}")),
            place => Ok(place),
        }
    }

    /// Whether a row has a cell for each column.
    pub(super) fn fits(&self, cells: &[&str]) -> Result<(), String> {
        if cells.len() == self.names.len() {
            return Ok(());
        }
        Err(format!("{} cells stand under {} columns", cells.len(), self.names.len()))
    }
}

impl Place {
    /// The cell there; empty if there is no such column, or the row is too short for it.
    pub(super) fn of<'b>(self, cells: &[&'b str]) -> &'b str {
        self.get(cells).unwrap_or_default()
    }

    /// The cell there.
    pub(super) fn get<'b>(self, cells: &[&'b str]) -> Option<&'b str> {
        cells.get(self.0?).copied()
    }

    /// The text there, its commas restored.
    pub(super) fn text(self, cells: &[&str]) -> String {
        self.of(cells).replace("\\ ", ",")
    }
}
