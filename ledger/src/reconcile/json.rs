//! Differences and the report as one JSON object, written as they come:
//! `{"differences":[{…,"correction":{…}},…],"report":{…}}`.

use std::io::{self, Write};

use serde::Serialize;

use super::ask::Difference;
use super::correct::{Correction, correction};
use super::report::Report;

/// Writes differences one by one, and the report at the end.
pub struct JsonWriter<'a> {
    out: &'a mut dyn Write,
    is_first: bool,
}

/// A difference together with what would mend it.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    difference: &'a Difference,
    correction: Correction,
}

impl<'a> JsonWriter<'a> {
    /// Begins the object.
    pub fn new(out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(b"{\"differences\":[")?;
        Ok(Self { out, is_first: true })
    }

    /// Writes one difference on a line of its own.
    pub fn row(&mut self, difference: &Difference) -> io::Result<()> {
        self.out.write_all(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        let told = Told { difference, correction: correction(difference) };
        Ok(serde_json::to_writer(&mut *self.out, &told)?)
    }

    /// Ends the object with the report.
    pub fn finish(self, report: &Report) -> io::Result<()> {
        self.out.write_all(b"\n],\"report\":")?;
        serde_json::to_writer(&mut *self.out, report)?;
        self.out.write_all(b"}\n")
    }
}
