//! JSON in its one canonical spelling (RFC 8785), of integers only.

mod parse;
mod write;

use std::collections::BTreeMap;

pub use parse::parse;
pub use write::write;
pub(crate) use write::write_below;

/// Most bytes of a text: an entry of the log has its length in 16 bits (c2sp.org/tlog-tiles, "Log
/// entries").
pub const MAX_BYTES: usize = 65_535;

/// Most lists and objects within one another: our leaves need five, and reading must not use up the
/// stack.
pub const MAX_DEPTH: usize = 32;

/// The members of an object by name. The order in which they are written is another one (RFC 8785,
/// section 3.2.3).
pub type Object = BTreeMap<String, Value>;

/// A JSON value whose numbers are whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Integer(Integer),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Object(Object),
}

/// A whole number within ±(2^53 − 1), which every reader of JSON reads exactly (RFC 7493, section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Integer(i64);

impl Integer {
    /// The largest, 2^53 − 1; the smallest is its negative.
    pub const MAX: i64 = 9_007_199_254_740_991;

    /// None outside ±(2^53 − 1).
    pub const fn new(value: i64) -> Option<Self> {
        if value >= -Self::MAX && value <= Self::MAX { Some(Self(value)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// Where a text or a value is not what the log takes, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {at}: {why}")]
pub struct CanonicalError {
    /// Bytes from the beginning of the text.
    pub at: usize,
    /// What is wrong there.
    pub why: CanonicalWhy,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalWhy {
    /// Not JSON (RFC 8259).
    #[error("not JSON: expected {0}")]
    Malformed(&'static str),
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// Half a surrogate pair is no character (RFC 8785, section 3.2.2.2).
    #[error("a surrogate without its other half")]
    LoneSurrogate,
    /// A number with a fraction or an exponent.
    #[error(
        "a number with a fraction or an exponent: floats round, so leaves hold whole numbers only"
    )]
    Float,
    /// `-0`, which canonical JSON writes as `0`.
    #[error("minus zero, which is written 0")]
    MinusZero,
    /// Outside ±(2^53 − 1).
    #[error("a number outside ±(2^53 - 1), which not every reader holds exactly")]
    TooLarge,
    /// A name twice in one object (RFC 8785, section 3.1).
    #[error("the name {0:?} twice in one object")]
    Duplicate(String),
    /// More than [`MAX_DEPTH`].
    #[error("more than {MAX_DEPTH} lists and objects within one another")]
    TooDeep,
    /// More than [`MAX_BYTES`].
    #[error("more than {MAX_BYTES} bytes")]
    TooLong,
    /// More than [`crate::commitment::MAX_VALUE`] in what is to be committed.
    #[error("more than can be committed: no file could hold what opens it")]
    Uncommittable,
    /// JSON, but spelt another way than RFC 8785 spells it: white space, order or escapes.
    #[error("not canonical: RFC 8785 spells it otherwise from here on")]
    NotCanonical,
}

/// Reads bytes that are canonical, and no others: what is read is written again byte for byte.
/// The error is at the first byte that is not as it must be.
pub fn read(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let value = parse(bytes)?;
    let canonical = write(&value)?;
    if canonical == bytes {
        return Ok(value);
    }
    let same = canonical.iter().zip(bytes).take_while(|(ours, theirs)| ours == theirs).count();
    Err(CanonicalError { at: same, why: CanonicalWhy::NotCanonical })
}
