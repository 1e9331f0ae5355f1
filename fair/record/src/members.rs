//! The members of one object, taken one by one: what is left over is unknown.

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;

use crate::canonical::{Integer, Object, Value};
use crate::commitment::Commitment;
use crate::error::{LeafError, Why};
use crate::leaf::{Field, Fields, Reference, is_name, is_token};

pub(crate) type Read<T> = Result<T, LeafError>;

/// A kind of word: a closed list of names.
pub(crate) trait Word: Sized {
    const EXPECTED: &'static str;
    fn of(text: &str) -> Option<Self>;
}

/// An object that is being read.
pub(crate) struct Members {
    at: String,
    left: Object,
}

impl Members {
    /// `at` is the way to the object; empty for the leaf.
    pub(crate) fn of(at: &str, value: Value) -> Read<Self> {
        match value {
            Value::Object(left) => Ok(Self { at: at.to_owned(), left }),
            _ if at.is_empty() => Err(LeafError::expected("leaf", "an object")),
            _ => Err(LeafError::expected(at, "an object")),
        }
    }

    pub(crate) fn way(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }

    pub(crate) fn end(self) -> Read<()> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(LeafError::Member { at: self.way(name), why: Why::Unknown }),
        }
    }

    pub(crate) fn take(&mut self, name: &str) -> Read<Value> {
        match self.left.remove(name) {
            Some(value) => Ok(value),
            None => Err(LeafError::Member { at: self.way(name), why: Why::Missing }),
        }
    }

    fn wrong<T>(&self, name: &str, expected: &'static str) -> Read<T> {
        Err(LeafError::expected(self.way(name), expected))
    }

    /// A member that may be absent.
    pub(crate) fn maybe<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, &str) -> Read<T>,
    ) -> Read<Option<T>> {
        if self.left.contains_key(name) { read(self, name).map(Some) } else { Ok(None) }
    }

    pub(crate) fn count(&mut self, name: &str) -> Read<u64> {
        if let Value::Integer(number) = self.take(name)?
            && let Ok(count) = u64::try_from(number.get())
        {
            return Ok(count);
        }
        self.wrong(name, "a whole number from 0 on")
    }

    pub(crate) fn time(&mut self, name: &str) -> Read<Timestamp> {
        match self.take(name)? {
            Value::Integer(number) if number.get() >= 0 => Ok(Timestamp(number.get())),
            _ => self.wrong(name, "milliseconds since 1970"),
        }
    }

    pub(crate) fn token(&mut self, name: &str) -> Read<String> {
        match self.take(name)? {
            Value::Text(text) if is_token(&text) => Ok(text),
            _ => self.wrong(name, "1 to 128 of A-Z a-z 0-9 . _ : -"),
        }
    }

    pub(crate) fn word<T: Word>(&mut self, name: &str) -> Read<T> {
        if let Value::Text(text) = self.take(name)?
            && let Some(word) = T::of(&text)
        {
            return Ok(word);
        }
        self.wrong(name, T::EXPECTED)
    }

    pub(crate) fn hash(&mut self, name: &str) -> Read<Hash> {
        if let Value::Text(text) = self.take(name)?
            && let Some(hash) = Hash::parse(&text)
        {
            return Ok(hash);
        }
        self.wrong(name, "the Base64 of 32 bytes")
    }

    /// Tokens in ascending order, none twice.
    pub(crate) fn tokens(&mut self, name: &str) -> Read<BTreeSet<String>> {
        const EXPECTED: &str = "a list of tokens in ascending order, none twice";
        let Value::List(values) = self.take(name)? else { return self.wrong(name, EXPECTED) };
        let mut tokens = BTreeSet::new();
        for value in values {
            match value {
                Value::Text(text)
                    if is_token(&text) && tokens.last().is_none_or(|last| *last < text) =>
                {
                    tokens.insert(text);
                }
                _ => return self.wrong(name, EXPECTED),
            }
        }
        Ok(tokens)
    }

    pub(crate) fn string(&mut self, name: &str) -> Read<String> {
        match self.take(name)? {
            Value::Text(text) => Ok(text),
            _ => self.wrong(name, "a string"),
        }
    }

    pub(crate) fn list(&mut self, name: &str) -> Read<Vec<Value>> {
        match self.take(name)? {
            Value::List(values) => Ok(values),
            _ => self.wrong(name, "a list"),
        }
    }

    /// An object of whatever members.
    pub(crate) fn object(&mut self, name: &str) -> Read<Object> {
        match self.take(name)? {
            Value::Object(object) => Ok(object),
            _ => self.wrong(name, "an object"),
        }
    }

    fn inner(&mut self, name: &str) -> Read<Self> {
        let way = self.way(name);
        Self::of(&way, self.take(name)?)
    }

    pub(crate) fn reference(&mut self, name: &str) -> Read<Reference> {
        let mut inner = self.inner(name)?;
        let reference = Reference { index: inner.count("index")?, hash: inner.hash("hash")? };
        inner.end()?;
        Ok(reference)
    }

    pub(crate) fn field(&mut self, name: &str) -> Read<Field> {
        let mut inner = self.inner(name)?;
        let field = match inner.maybe("open", Self::take)? {
            Some(value) => Field::Open(value),
            None => Field::Committed(Commitment(inner.hash("committed")?)),
        };
        inner.end()?;
        Ok(field)
    }

    pub(crate) fn fields(&mut self, name: &str) -> Read<Fields> {
        let mut inner = self.inner(name)?;
        let names: Vec<String> = inner.left.keys().cloned().collect();
        let mut fields = Fields::new();
        for name in names {
            if !is_name(&name) {
                return inner.wrong(&name, "a name of 1 to 64 of a-z 0-9 _, a letter first");
            }
            let field = inner.field(&name)?;
            fields.insert(name, field);
        }
        Ok(fields)
    }
}

/// An object that is being written.
pub(crate) struct Draft(pub(crate) Object);

impl Draft {
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.0.insert(name.to_owned(), Value::Text(text.to_owned()));
    }

    pub(crate) fn hash(&mut self, name: &str, hash: Hash) {
        self.text(name, &hash.to_base64());
    }

    pub(crate) fn count(&mut self, name: &str, count: u64) -> Read<()> {
        match i64::try_from(count) {
            Ok(number) => self.number(name, number),
            Err(_) => self.number(name, i64::MAX),
        }
    }

    pub(crate) fn time(&mut self, name: &str, time: Timestamp) -> Read<()> {
        self.number(name, time.0)
    }

    fn number(&mut self, name: &str, number: i64) -> Read<()> {
        let integer = Integer::new(number)
            .ok_or_else(|| LeafError::expected(name, "a number within ±(2^53 - 1)"))?;
        self.0.insert(name.to_owned(), Value::Integer(integer));
        Ok(())
    }

    pub(crate) fn tokens(&mut self, name: &str, tokens: &BTreeSet<String>) {
        let values = tokens.iter().cloned().map(Value::Text).collect();
        self.0.insert(name.to_owned(), Value::List(values));
    }

    pub(crate) fn reference(&mut self, name: &str, reference: &Reference) -> Read<()> {
        let mut inner = Self(Object::new());
        inner.count("index", reference.index)?;
        inner.hash("hash", reference.hash);
        self.0.insert(name.to_owned(), Value::Object(inner.0));
        Ok(())
    }

    pub(crate) fn field(&mut self, name: &str, field: &Field) {
        let mut inner = Self(Object::new());
        match field {
            Field::Open(value) => {
                inner.0.insert("open".to_owned(), value.clone());
            }
            Field::Committed(commitment) => inner.hash("committed", commitment.0),
        }
        self.0.insert(name.to_owned(), Value::Object(inner.0));
    }

    pub(crate) fn fields(&mut self, name: &str, fields: &Fields) {
        let mut inner = Self(Object::new());
        for (name, field) in fields {
            inner.field(name, field);
        }
        self.0.insert(name.to_owned(), Value::Object(inner.0));
    }
}
