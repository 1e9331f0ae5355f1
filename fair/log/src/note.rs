//! Signed notes: text, and who signed it (signed-note, "Format" and "Signatures").

use std::fmt;

use crate::key::{VerifierKey, is_name};
use crate::text;

/// The most bytes of a note; a checkpoint has some hundred.
pub const MAX_BYTES: usize = 1_000_000;
/// The most signatures of a note. The standard asks for 16 at least.
pub const MAX_SIGNATURES: usize = 100;
/// What a signature line begins with: a dash of the width of an M, and a space.
const DASH: &str = "\u{2014} ";
/// The bytes of a key's id before the signature.
const ID_BYTES: usize = 4;

/// What is no note, or one that must not be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// More than [`MAX_BYTES`].
    #[error("a note of {0} bytes; {MAX_BYTES} are the most")]
    TooLarge(usize),
    /// Bytes that are no text, or a control character.
    #[error("a note is UTF-8 without control characters other than newline")]
    Characters,
    /// No empty line between text and signatures, or no newline at the end.
    #[error("a note is text, an empty line, and lines of signatures, each with its newline")]
    Form,
    /// A line among the signatures that is none.
    #[error("`{0}` is no signature line")]
    Line(String),
    /// More than [`MAX_SIGNATURES`].
    #[error("{0} signatures; {MAX_SIGNATURES} are the most")]
    TooMany(usize),
    /// A signature by a known key that is not over this text. Somebody is lying, so the whole note is
    /// refused.
    #[error("the signature of {0} is not over this text")]
    Forged(String),
    /// No known key signed.
    #[error("no known key signed")]
    Unsigned,
    /// Two of the known keys have one name and one id, and nobody can tell whose signature is whose.
    #[error("two known keys are both {0}")]
    Ambiguous(String),
}

/// One signature, which may be anybody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub id: u32,
    /// The signature without the id; never empty.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Reads a line without its newline.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, base64) = line.strip_prefix(DASH)?.split_once(' ')?;
        let all = text::unbase64(base64)?;
        let (id, bytes) = all.split_first_chunk::<ID_BYTES>()?;
        let good = is_name(name) && !bytes.is_empty();
        let (id, bytes) = (u32::from_be_bytes(*id), bytes.to_vec());
        good.then(|| Self { name: name.to_owned(), id, bytes })
    }

    /// Reads the lines of one or more signatures, each with its newline.
    pub fn parse_lines(lines: &str) -> Result<Vec<Self>, NoteError> {
        let body = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
        let count = body.split('\n').count();
        if count > MAX_SIGNATURES {
            return Err(NoteError::TooMany(count));
        }
        let read = |line| Self::parse(line).ok_or_else(|| NoteError::Line(excerpt(line)));
        body.split('\n').map(read).collect()
    }
}

impl fmt::Display for Signature {
    /// The line, without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id.to_be_bytes()[..], &self.bytes].concat();
        write!(f, "{DASH}{} {}", self.name, text::base64(&bytes))
    }
}

/// A note as it came: nothing in it is to be believed before [`Note::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    /// In their order. Add to them freely: a signature by nobody known changes nothing.
    pub signatures: Vec<Signature>,
}

/// A signature that was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'k> {
    /// By which of the known keys.
    pub key: &'k VerifierKey,
    /// Which of [`Note::signatures`].
    pub place: usize,
    /// When a witness says it saw the note, in seconds since 1970; none for a plain signature.
    pub time: Option<u64>,
}

impl Note {
    /// Text that nobody signed yet: it ends with a newline and has no other control character in it.
    pub fn new(text: String) -> Result<Self, NoteError> {
        if !text.ends_with('\n') {
            return Err(NoteError::Form);
        }
        if !text.chars().all(text::is_permitted) {
            return Err(NoteError::Characters);
        }
        Ok(Self { text, signatures: Vec::new() })
    }

    /// Reads a note. The text ends at the last empty line.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_BYTES {
            return Err(NoteError::TooLarge(bytes.len()));
        }
        let all = str::from_utf8(bytes).map_err(|_| NoteError::Characters)?;
        if !all.chars().all(text::is_permitted) {
            return Err(NoteError::Characters);
        }
        let (text, signatures) = all.rsplit_once("\n\n").ok_or(NoteError::Form)?;
        let signatures = Signature::parse_lines(signatures)?;
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The text, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Checks every signature that names one of `known`. Those of others are passed over; but one by a
    /// known key that fails refuses the note, and so does it if there is none. A key that signed twice
    /// counts once, at the earlier place.
    pub fn verify<'k>(&self, known: &[&'k VerifierKey]) -> Result<Vec<Signed<'k>>, NoteError> {
        let mut verified: Vec<Signed<'k>> = Vec::new();
        for (place, signature) in self.signatures.iter().enumerate() {
            let mut named = known.iter().filter(|key| key.made(signature));
            let Some(key) = named.next() else { continue };
            if named.any(|other| other.key() != key.key()) {
                return Err(NoteError::Ambiguous(format!("{}+{:08x}", key.name(), key.id())));
            }
            let time = key.verify(&self.text, &signature.bytes);
            let time = time.map_err(|()| NoteError::Forged(signature.name.clone()))?;
            if !verified.iter().any(|signed| signed.key == *key) {
                verified.push(Signed { key, place, time });
            }
        }
        if verified.is_empty() { Err(NoteError::Unsigned) } else { Ok(verified) }
    }

    /// Takes away all signatures but these, which [`Note::verify`] found: one for each key, so that what
    /// is added to them stays within [`MAX_SIGNATURES`] and can be read again.
    pub(crate) fn keep(&mut self, verified: &[Signed<'_>]) {
        let places = verified.iter().map(|signed| signed.place);
        self.signatures = places.filter_map(|at| self.signatures.get(at).cloned()).collect();
    }
}

impl fmt::Display for Note {
    /// The note as it is sent. One without signatures is no note yet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// The beginning of a line, for an error.
fn excerpt(line: &str) -> String {
    line.chars().take(80).collect()
}
