//! The bytes of `report.json`, and back.

use sha2::{Digest, Sha256};

use crate::shape::{FORMAT, Report};

/// Most bytes of a report that is read: long series are thinned, so a real one is far below.
pub const MAX_BYTES: usize = 64 << 20;

/// The JSON Schema of reports (draft 2020-12).
pub const SCHEMA: &str = include_str!("../schema/report.schema.json");

/// Bytes that are no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Larger than any report is.
    #[error("a report of {0} bytes; {MAX_BYTES} are the most")]
    TooLarge(usize),
    /// Not JSON, or of another shape.
    #[error("this is no report: {0}")]
    Shape(#[from] serde_json::Error),
    /// A version that is not known here.
    #[error("the report is a `{0}`, and `{FORMAT}` is what is read here")]
    Format(String),
    /// A report, but not as it is written here: white space, order, or digits.
    #[error("the report is not spelt as it was published: byte {0} differs")]
    Spelling(usize),
}

/// The bytes: two spaces an indent, members in the order of the types, one newline at the end. `<`, `>`
/// and `&` are escaped, so that the same bytes can stand inside a page and be hashed there.
pub fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let text = serde_json::to_string_pretty(report)?;
    Ok((safe(&text) + "\n").into_bytes())
}

/// JSON that can stand inside a page. None of these characters stands outside of strings.
pub(crate) fn safe(json: &str) -> String {
    let safe = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    safe.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Reads a report. Refused is one that [`write()`] would not write byte for byte.
pub fn read(bytes: &[u8]) -> Result<Report, ReportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReportError::TooLarge(bytes.len()));
    }
    let report: Report = serde_json::from_slice(bytes)?;
    if report.format != FORMAT {
        return Err(ReportError::Format(report.format));
    }
    let ours = write(&report)?;
    if ours == bytes {
        return Ok(report);
    }
    let same = ours.iter().zip(bytes).take_while(|(ours, theirs)| ours == theirs).count();
    Err(ReportError::Spelling(same))
}

/// The SHA-256 of a report's bytes, which goes into the leaf that publishes it.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
