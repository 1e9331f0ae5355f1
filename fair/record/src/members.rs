//! The members of one object, taken one by one: what is left over is unknown.
//!
//! By these leaves are read, and whatever else of the fair part is canonical JSON with a closed list of
//! members: each error says where in the text it is.

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;

use crate::canonical::{Integer, Object, Value};
use crate::commitment::Commitment;
use crate::error::{LeafError, Why};
use crate::leaf::{Field, Fields, Reference, is_name, is_token};

/// What a token is.
pub(crate) const TOKEN: &str = "1 to 128 of A-Z a-z 0-9 . _ : -";
/// What tokens are.
pub(crate) const TOKENS: &str = "a list of tokens in ascending order, none twice";
/// What the name of a field is.
pub(crate) const NAME: &str = "a name of 1 to 64 of a-z 0-9 _, a letter first";
/// What a time is.
pub(crate) const TIME: &str = "milliseconds since 1970";

/// What reading gives, or where and why it failed.
pub type Read<T> = Result<T, LeafError>;

/// A kind of word: a closed list of names.
pub trait Word: Sized {
    /// What is said to whoever wrote another word.
    const EXPECTED: &'static str;
    /// The word of this name; none if it is not in the list.
    fn of(text: &str) -> Option<Self>;
}

/// An object that is being read.
#[derive(Clone, Debug)]
pub struct Members {
    at: String,
    left: Object,
}

impl Members {
    /// `at` is the way to the object; empty for the leaf.
    pub fn of(at: &str, value: Value) -> Read<Self> {
        match value {
            Value::Object(left) => Ok(Self { at: at.to_owned(), left }),
            _ if at.is_empty() => Err(LeafError::expected("leaf", "an object")),
            _ => Err(LeafError::expected(at, "an object")),
        }
    }

    /// The way to a member of this object, for an error.
    pub fn way(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }

    /// Nothing may be left: what is left is unknown.
    pub fn end(self) -> Read<()> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(LeafError::Member { at: self.way(name), why: Why::Unknown }),
        }
    }

    /// Any value.
    pub fn take(&mut self, name: &str) -> Read<Value> {
        match self.left.remove(name) {
            Some(value) => Ok(value),
            None => Err(LeafError::Member { at: self.way(name), why: Why::Missing }),
        }
    }

    fn wrong<T>(&self, name: &str, expected: &'static str) -> Read<T> {
        Err(LeafError::expected(self.way(name), expected))
    }

    /// A member that may be absent.
    pub fn maybe<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, &str) -> Read<T>,
    ) -> Read<Option<T>> {
        if self.left.contains_key(name) { read(self, name).map(Some) } else { Ok(None) }
    }

    /// A whole number that is not negative.
    pub fn count(&mut self, name: &str) -> Read<u64> {
        if let Value::Integer(number) = self.take(name)?
            && let Ok(count) = u64::try_from(number.get())
        {
            return Ok(count);
        }
        self.wrong(name, "a whole number from 0 on")
    }

    /// Milliseconds since 1970.
    pub fn time(&mut self, name: &str) -> Read<Timestamp> {
        match self.take(name)? {
            Value::Integer(number) if number.get() >= 0 => Ok(Timestamp(number.get())),
            _ => self.wrong(name, TIME),
        }
    }

    /// A token: see `is_token` in `leaf`.
    pub fn token(&mut self, name: &str) -> Read<String> {
        match self.take(name)? {
            Value::Text(text) if is_token(&text) => Ok(text),
            _ => self.wrong(name, TOKEN),
        }
    }

    /// One word of a closed list.
    pub fn word<T: Word>(&mut self, name: &str) -> Read<T> {
        if let Value::Text(text) = self.take(name)?
            && let Some(word) = T::of(&text)
        {
            return Ok(word);
        }
        self.wrong(name, T::EXPECTED)
    }

    /// A hash in Base64.
    pub fn hash(&mut self, name: &str) -> Read<Hash> {
        if let Value::Text(text) = self.take(name)?
            && let Some(hash) = Hash::parse(&text)
        {
            return Ok(hash);
        }
        self.wrong(name, "the Base64 of 32 bytes")
    }

    /// Tokens in ascending order, none twice.
    pub fn tokens(&mut self, name: &str) -> Read<BTreeSet<String>> {
        let Value::List(values) = self.take(name)? else { return self.wrong(name, TOKENS) };
        let mut tokens = BTreeSet::new();
        for value in values {
            match value {
                Value::Text(text)
                    if is_token(&text) && tokens.last().is_none_or(|last| *last < text) =>
                {
                    tokens.insert(text);
                }
                _ => return self.wrong(name, TOKENS),
            }
        }
        Ok(tokens)
    }

    /// A string of whatever characters.
    pub fn string(&mut self, name: &str) -> Read<String> {
        match self.take(name)? {
            Value::Text(text) => Ok(text),
            _ => self.wrong(name, "a string"),
        }
    }

    /// A list of whatever values.
    pub fn list(&mut self, name: &str) -> Read<Vec<Value>> {
        match self.take(name)? {
            Value::List(values) => Ok(values),
            _ => self.wrong(name, "a list"),
        }
    }

    /// An object of whatever members.
    pub fn object(&mut self, name: &str) -> Read<Object> {
        match self.take(name)? {
            Value::Object(object) => Ok(object),
            _ => self.wrong(name, "an object"),
        }
    }

    /// Whether or not.
    pub fn flag(&mut self, name: &str) -> Read<bool> {
        match self.take(name)? {
            Value::Bool(flag) => Ok(flag),
            _ => self.wrong(name, "true or false"),
        }
    }

    /// Text for people: 1 to `most` bytes, without control characters.
    pub fn text(&mut self, name: &str, most: usize) -> Read<String> {
        match self.take(name)? {
            Value::Text(text)
                if (1..=most).contains(&text.len()) && !text.chars().any(char::is_control) =>
            {
                Ok(text)
            }
            _ => self.wrong(name, "a text that is neither empty nor too long, on one line"),
        }
    }

    /// An object within this one.
    pub fn inside<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let mut inner = self.inner(name)?;
        let object = read(&mut inner)?;
        inner.end()?;
        Ok(object)
    }

    /// A list of objects, in their order; the way to each is `name` and its place from 0.
    pub fn objects<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        let Value::List(values) = self.take(name)? else {
            return self.wrong(name, "a list of objects");
        };
        let way = self.way(name);
        let mut all = Vec::with_capacity(values.len());
        for (place, value) in values.into_iter().enumerate() {
            let mut inner = Self::of(&format!("{way}.{place}"), value)?;
            all.push(read(&mut inner)?);
            inner.end()?;
        }
        Ok(all)
    }

    fn inner(&mut self, name: &str) -> Read<Self> {
        let way = self.way(name);
        Self::of(&way, self.take(name)?)
    }

    /// An earlier leaf.
    pub fn reference(&mut self, name: &str) -> Read<Reference> {
        let mut inner = self.inner(name)?;
        let reference = Reference { index: inner.count("index")?, hash: inner.hash("hash")? };
        inner.end()?;
        Ok(reference)
    }

    /// A field, open or committed.
    pub fn field(&mut self, name: &str) -> Read<Field> {
        let mut inner = self.inner(name)?;
        let field = match inner.maybe("open", Self::take)? {
            Some(value) => Field::Open(value),
            None => Field::Committed(Commitment(inner.hash("committed")?)),
        };
        inner.end()?;
        Ok(field)
    }

    /// Fields by name.
    pub fn fields(&mut self, name: &str) -> Read<Fields> {
        let mut inner = self.inner(name)?;
        let names: Vec<String> = inner.left.keys().cloned().collect();
        let mut fields = Fields::new();
        for name in names {
            if !is_name(&name) {
                return inner.wrong(&name, NAME);
            }
            let field = inner.field(&name)?;
            fields.insert(name, field);
        }
        Ok(fields)
    }
}

/// An object that is being written.
#[derive(Clone, Debug, Default)]
pub struct Draft(pub Object);

impl Draft {
    /// A string.
    pub fn text(&mut self, name: &str, text: &str) {
        self.0.insert(name.to_owned(), Value::Text(text.to_owned()));
    }

    /// A hash in Base64.
    pub fn hash(&mut self, name: &str, hash: Hash) {
        self.text(name, &hash.to_base64());
    }

    /// A whole number; refused above 2^53 - 1.
    pub fn count(&mut self, name: &str, count: u64) -> Read<()> {
        match i64::try_from(count) {
            Ok(number) => self.number(name, number),
            Err(_) => self.number(name, i64::MAX),
        }
    }

    /// Milliseconds since 1970.
    pub fn time(&mut self, name: &str, time: Timestamp) -> Read<()> {
        self.number(name, time.0)
    }

    /// Whether or not.
    pub fn flag(&mut self, name: &str, flag: bool) {
        self.0.insert(name.to_owned(), Value::Bool(flag));
    }

    /// A list of objects.
    pub fn objects<T>(
        &mut self,
        name: &str,
        all: &[T],
        mut write: impl FnMut(&T, &mut Self) -> Read<()>,
    ) -> Read<()> {
        let mut values = Vec::with_capacity(all.len());
        for one in all {
            let mut inner = Self::default();
            write(one, &mut inner)?;
            values.push(Value::Object(inner.0));
        }
        self.0.insert(name.to_owned(), Value::List(values));
        Ok(())
    }

    fn number(&mut self, name: &str, number: i64) -> Read<()> {
        let integer = Integer::new(number)
            .ok_or_else(|| LeafError::expected(name, "a number within ±(2^53 - 1)"))?;
        self.0.insert(name.to_owned(), Value::Integer(integer));
        Ok(())
    }

    /// Tokens in their order.
    pub fn tokens(&mut self, name: &str, tokens: &BTreeSet<String>) {
        let values = tokens.iter().cloned().map(Value::Text).collect();
        self.0.insert(name.to_owned(), Value::List(values));
    }

    /// An earlier leaf.
    pub fn reference(&mut self, name: &str, reference: &Reference) -> Read<()> {
        let mut inner = Self(Object::new());
        inner.count("index", reference.index)?;
        inner.hash("hash", reference.hash);
        self.0.insert(name.to_owned(), Value::Object(inner.0));
        Ok(())
    }

    /// A field.
    pub fn field(&mut self, name: &str, field: &Field) {
        let mut inner = Self(Object::new());
        match field {
            Field::Open(value) => {
                inner.0.insert("open".to_owned(), value.clone());
            }
            Field::Committed(commitment) => inner.hash("committed", commitment.0),
        }
        self.0.insert(name.to_owned(), Value::Object(inner.0));
    }

    /// Fields by name.
    pub fn fields(&mut self, name: &str, fields: &Fields) {
        let mut inner = Self(Object::new());
        for (name, field) in fields {
            inner.field(name, field);
        }
        self.0.insert(name.to_owned(), Value::Object(inner.0));
    }
}
