//! A public exception: what is not proved, why it is published all the same, and until when.

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::{Hash, Note, NoteError, VerifierKey};
use sha2::{Digest, Sha256};

/// The first line of the note.
const TITLE: &str = "drawbridge.fair.exception/v1";

/// The longest that an exception lasts: half a year, so that its reason is given anew at least twice a
/// year. Whoever needs it longer signs another.
pub const MOST_MS: i64 = 183 * 24 * 3_600 * 1_000;

/// A signed exception (signed-note of c2sp.org). Its text has these lines: the title, `standard` and the
/// standard's hash, `from` and `until` with times of RFC 3339, one `unproved` for each question that is
/// excused, `zh` and `en` with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The SHA-256 of the note as it is published: the member `exception` of the leaf.
    pub hash: Hash,
    /// The standard that it is for.
    pub standard: Hash,
    /// From when on it holds.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// The questions that it excuses.
    pub unproved: BTreeSet<String>,
    /// The reason, in Chinese.
    pub zh: String,
    /// The reason, in English.
    pub en: String,
}

/// Why an exception excuses nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExceptionError {
    /// No signed note, or signed by nobody whose word counts.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Not of the form, or without a reason.
    #[error("its text is not as it must be: {0}")]
    Text(String),
    /// It is for another standard.
    #[error("it is for the standard {0}")]
    Other(String),
    /// Not yet, not any more, or for too long.
    #[error("it holds from {} until {}, and now it is {}", from.rfc3339(), until.rfc3339(), now.rfc3339())]
    Time {
        /// From when on it holds.
        from: Timestamp,
        /// Until when.
        until: Timestamp,
        /// The time given.
        now: Timestamp,
    },
    /// A question is not proved and not excused.
    #[error("it says nothing of {0}, which is not proved either")]
    Silent(String),
}

impl Exception {
    /// Reads a signed exception. At least one of the `known` keys has signed it, and none of them falsely.
    pub fn read(bytes: &[u8], known: &[&VerifierKey]) -> Result<Self, ExceptionError> {
        let note = Note::parse(bytes)?;
        note.verify(known)?;
        let hash = Hash(Sha256::digest(bytes).into());
        Self::of(note.text(), hash)
    }

    fn of(text: &str, hash: Hash) -> Result<Self, ExceptionError> {
        let mut lines = text.lines();
        if lines.next() != Some(TITLE) {
            return Err(wrong(format!("it begins with {TITLE}")));
        }
        let mut take = |key: &str| {
            let line = lines.next().unwrap_or_default();
            let value = line.strip_prefix(key).and_then(|rest| rest.strip_prefix(' '));
            let value = value.map(str::trim).filter(|value| !value.is_empty());
            value
                .map(str::to_owned)
                .ok_or_else(|| wrong(format!("`{line}` where `{key} …` must stand")))
        };
        let standard = take("standard")?;
        let standard =
            Hash::parse(&standard).ok_or_else(|| wrong("standard is no hash".to_owned()))?;
        let (from, until) = (time(&take("from")?)?, time(&take("until")?)?);
        let mut unproved = BTreeSet::from([take("unproved")?]);
        let mut rest = lines.peekable();
        while let Some(name) = rest.peek().and_then(|line| line.strip_prefix("unproved ")) {
            unproved.insert(name.to_owned());
            rest.next();
        }
        let mut reason = |key: &str| {
            let reason = rest.next().and_then(|line| line.strip_prefix(key)).map(str::trim);
            let reason = reason.filter(|reason| !reason.is_empty()).map(str::to_owned);
            reason.ok_or_else(|| wrong(format!("no reason after `{key}`")))
        };
        let (zh, en) = (reason("zh ")?, reason("en ")?);
        if rest.next().is_some() {
            return Err(wrong("something stands after the reasons".to_owned()));
        }
        Ok(Self { hash, standard, from, until, unproved, zh, en })
    }

    /// The text of a note that is still to be signed.
    pub fn text(&self) -> String {
        let unproved: Vec<&str> = self.unproved.iter().map(String::as_str).collect();
        format!(
            "{TITLE}\nstandard {}\nfrom {}\nuntil {}\nunproved {}\nzh {}\nen {}\n",
            self.standard.to_base64(),
            self.from.rfc3339(),
            self.until.rfc3339(),
            unproved.join("\nunproved "),
            self.zh,
            self.en
        )
    }

    /// Whether it excuses that these questions about this standard are not proved, at this moment.
    pub fn excuses(
        &self,
        standard: Hash,
        unproved: &BTreeSet<String>,
        now: Timestamp,
    ) -> Result<(), ExceptionError> {
        if self.standard != standard {
            return Err(ExceptionError::Other(self.standard.to_base64()));
        }
        let (from, until) = (self.from, self.until);
        let lasting = until.0.saturating_sub(from.0);
        if now < from || now >= until || lasting > MOST_MS {
            return Err(ExceptionError::Time { from, until, now });
        }
        match unproved.iter().find(|name| !self.unproved.contains(*name)) {
            None => Ok(()),
            Some(name) => Err(ExceptionError::Silent(name.clone())),
        }
    }
}

fn time(text: &str) -> Result<Timestamp, ExceptionError> {
    Timestamp::parse_rfc3339(text).ok_or_else(|| wrong(format!("{text:?} is no time of RFC 3339")))
}

fn wrong(what: String) -> ExceptionError {
    ExceptionError::Text(what)
}
