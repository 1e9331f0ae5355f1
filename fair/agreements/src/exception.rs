//! An exception: a note that says why an agreement treats somebody otherwise, and until when.
//!
//! It is a signed note (c2sp.org/signed-note), so that anybody reads and checks it:
//!
//! ```text
//! drawbridge.fair.exception/v1
//! agreement <SHA-256 of the canonical form, Base64>
//! rules <the rules of which it excuses a breach, with commas>
//! from <milliseconds since 1970>
//! until <milliseconds since 1970, or `never`>
//! reason zh <one line; the line may be left out>
//! reason en <one line; the line may be left out>
//!
//! — <signatures>
//! ```
//!
//! What makes an exception a bad one (no end, no reason, no signature) can be written, so that it is
//! found and told instead of being refused unread.

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, Note, NoteError, VerifierKey};
use sha2::{Digest, Sha256};

/// The first line.
pub const HEAD: &str = "drawbridge.fair.exception/v1";

/// An exception as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The SHA-256 of the whole note, by which the log names it; none before it is signed.
    pub note: Option<Hash>,
    /// The SHA-256 of the agreement's canonical form.
    pub agreement: Hash,
    /// The rules of which it excuses a breach.
    pub rules: BTreeSet<String>,
    /// From when.
    pub from: Timestamp,
    /// Until when; none if it never ends, which is itself a finding.
    pub until: Option<Timestamp>,
    /// Why, in Chinese; may be empty, which is a finding if both are.
    pub reason_zh: String,
    /// Why, in English.
    pub reason_en: String,
    /// The names of the known keys that signed it; empty if none did, which is a finding.
    pub signed_by: Vec<String>,
}

/// Why something is no exception.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExceptionError {
    /// It is no note, or a signature by a known key is not that key's.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A line is not what stands there.
    #[error("line {line}: expected {expected}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
}

impl Exception {
    /// Reads a note, and checks it against the keys that one knows. A signature by nobody known is passed
    /// over; a false one by a known key refuses the note.
    pub fn read(bytes: &[u8], known: &[&VerifierKey]) -> Result<Self, ExceptionError> {
        let note = Note::parse(bytes)?;
        let signed = match note.verify(known) {
            Ok(signed) => signed,
            Err(NoteError::Unsigned) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let signed_by = signed.iter().map(|signed| signed.key.name().to_owned()).collect();
        let mut exception = Self::parse(note.text())?;
        exception.note = Some(Hash(Sha256::digest(bytes).into()));
        exception.signed_by = signed_by;
        Ok(exception)
    }

    /// The text that is to be signed.
    pub fn text(&self) -> String {
        let rules: Vec<&str> = self.rules.iter().map(String::as_str).collect();
        let until = self.until.map_or("never".to_owned(), |until| until.0.to_string());
        let reason = |language: &str, reason: &str| match reason {
            "" => String::new(),
            reason => format!("reason {language} {reason}\n"),
        };
        format!(
            "{HEAD}\nagreement {}\nrules {}\nfrom {}\nuntil {until}\n{}{}",
            self.agreement,
            rules.join(","),
            self.from.0,
            reason("zh", &self.reason_zh),
            reason("en", &self.reason_en),
        )
    }

    /// Reads the text of a note; what is read is written again byte for byte.
    fn parse(text: &str) -> Result<Self, ExceptionError> {
        let wrong = |line, expected| ExceptionError::Line { line, expected };
        let lines: Vec<&str> = text.lines().collect();
        let part = |place: usize, head: &str, expected: &'static str| {
            let line = lines.get(place).copied().unwrap_or_default();
            line.strip_prefix(head).ok_or(wrong(place + 1, expected))
        };
        if !part(0, HEAD, HEAD)?.is_empty() {
            return Err(wrong(1, HEAD));
        }
        let agreement = part(1, "agreement ", "agreement and a hash")?;
        let agreement = Hash::parse(agreement).ok_or(wrong(2, "the Base64 of 32 bytes"))?;
        let rules = part(2, "rules ", "rules and their names")?;
        let rules: BTreeSet<String> = rules.split(',').map(str::to_owned).collect();
        let time = |text: &str| text.parse().ok().filter(|time| *time >= 0).map(Timestamp);
        let from = time(part(3, "from ", "from and a time")?).ok_or(wrong(4, "a time"))?;
        let until = match part(4, "until ", "until and a time")? {
            "never" => None,
            text => Some(time(text).ok_or(wrong(5, "a time, or `never`"))?),
        };
        let reason = |head: &str| {
            let line = lines[5..].iter().find_map(|line| line.strip_prefix(head));
            line.unwrap_or_default().to_owned()
        };
        let (reason_zh, reason_en) = (reason("reason zh "), reason("reason en "));
        let signed_by = Vec::new();
        let exception =
            Self { note: None, agreement, rules, from, until, reason_zh, reason_en, signed_by };
        let same = exception.text() == text;
        if same { Ok(exception) } else { Err(wrong(6, "nothing but the reasons")) }
    }
}
