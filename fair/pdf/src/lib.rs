//! The report for print: a tagged PDF (PDF/UA-1) in one language, the same to the byte.
//!
//! The story in order. A `face` turns text into glyphs, `lines` breaks it, Chinese between any two
//! characters; a `sheet` is a page before it is drawn, with the `tree` of what its pieces are; the
//! `flow` puts headings, paragraphs, tables and drawings onto sheets; `body` says which;
//! `draw` hands all of it to the library that writes PDF.
//!
//! One weight of one font: headings differ by size and colour. What the font lacks is printed as
//! `U+XXXX` and listed at the end. The date of the document is the end of the period.
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a page is made of lengths; money is never here"
)]

mod body;
mod draw;
mod face;
mod flow;
mod lines;
mod sheet;
mod tree;

use drawbridge_fair_report::Report;
use drawbridge_fair_report::shape::Language;
use drawbridge_fair_report::views::{self, ViewError};

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The font that is shipped cannot be read.
    #[error("the font cannot be read")]
    Font,
    /// A form that is not there.
    #[error(transparent)]
    View(#[from] ViewError),
    /// The library refuses to write what it was given.
    #[error("the document cannot be written: {0}")]
    Write(String),
}

/// A document, and what could not be printed in it.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The bytes.
    pub pdf: Vec<u8>,
    /// How many pages.
    pub pages: usize,
    /// Characters that the font lacks, in their order.
    pub lacking: Vec<char>,
}

/// Prints a report in one language; the form of a regulator comes first if one is named.
pub fn print(report: &Report, language: Language, view: Option<&str>) -> Result<Printed, PdfError> {
    let face = face::Face::shipped().ok_or(PdfError::Font)?;
    let mut flow = flow::Flow::new(&face, language);
    let first = view.map(views::find).transpose()?;
    body::write(&mut flow, report, first.as_ref(), &views::all()?);
    let (laid, lacking) = flow.finish(&report.title);
    let pages = laid.sheets.len();
    Ok(Printed { pdf: draw::write(&laid, &face, report, language)?, pages, lacking })
}
