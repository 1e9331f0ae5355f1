//! The members of a JSON object, read one by one with the platform's own complaints.

use std::borrow::Cow;

use drawbridge_canon::{Currency, Fault, Money, Timestamp};

use super::json::Json;

/// An object's members in order, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(pub(crate) Vec<(String, Json)>);

impl Fields {
    /// Reads an object.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        match Json::parse(text)? {
            Json::Object(fields) => Ok(fields),
            _ => Err(Fault::unreadable("应为 JSON 对象")),
        }
    }

    /// A member, unless it is absent, `null` or an empty string: those mean the same.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        match value {
            Json::Null => None,
            Json::Text(text) if text.is_empty() => None,
            value => Some(value),
        }
    }

    /// A string, or a number's text: some clients write amounts and ids as numbers.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Fault> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Text(text) | Json::Number(text)) => Ok(Some(text)),
            Some(_) => Err(Fault::invalid(name, format!("{name} 应为字符串"))),
        }
    }

    /// The same, owned.
    pub(crate) fn owned(&self, name: &str) -> Result<Option<String>, Fault> {
        Ok(self.text(name)?.map(str::to_owned))
    }

    /// A string that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Fault> {
        self.text(name)?.ok_or_else(|| Fault::missing(name))
    }

    /// An amount in yuan.
    pub(crate) fn money(&self, name: &str) -> Result<Option<Money>, Fault> {
        self.text(name)?.map(|text| yuan(name, text)).transpose()
    }

    /// A moment, `yyyy-MM-dd HH:mm:ss` Beijing time; milliseconds may follow.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, Fault> {
        self.text(name)?.map(|text| moment(name, text)).transpose()
    }

    /// An object; it may also be written as JSON inside a string.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Cow<'_, Self>>, Fault> {
        let bad = || Fault::invalid(name, format!("{name} 应为 JSON 对象"));
        match self.get(name) {
            None => Ok(None),
            Some(Json::Object(fields)) => Ok(Some(Cow::Borrowed(fields))),
            Some(Json::Text(text)) => {
                Self::parse(text).map(|fields| Some(Cow::Owned(fields))).map_err(|_| bad())
            }
            Some(_) => Err(bad()),
        }
    }

    /// A list of objects; it may also be written as JSON inside a string.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Self>, Fault> {
        let bad = || Fault::invalid(name, format!("{name} 应为 JSON 数组"));
        let items = match self.get(name) {
            None => return Ok(Vec::new()),
            Some(Json::List(items)) => items.clone(),
            Some(Json::Text(text)) => match Json::parse(text) {
                Ok(Json::List(items)) => items,
                _ => return Err(bad()),
            },
            Some(_) => return Err(bad()),
        };
        let object = |item| match item {
            Json::Object(fields) => Ok(fields),
            _ => Err(bad()),
        };
        items.into_iter().map(object).collect()
    }

    /// Adds a member.
    pub(crate) fn push(&mut self, name: &str, value: Json) {
        self.0.push((name.to_owned(), value));
    }

    /// Adds a string.
    pub(crate) fn put(&mut self, name: &str, value: impl Into<String>) {
        self.push(name, Json::Text(value.into()));
    }

    /// Adds a string that may be absent.
    pub(crate) fn put_some(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Adds an amount in yuan.
    pub(crate) fn put_money(&mut self, name: &str, value: Option<Money>) {
        self.put_some(name, value.map(Money::major));
    }

    /// Adds a moment, Beijing time to the second.
    pub(crate) fn put_time(&mut self, name: &str, value: Option<Timestamp>) {
        self.put_some(name, value.map(Timestamp::local));
    }
}

/// Reads an amount in yuan.
pub(crate) fn yuan(name: &str, text: &str) -> Result<Money, Fault> {
    Money::parse_major(text, Currency::CNY)
        .map_err(|_| Fault::invalid(name, format!("{name} 应为以元为单位、最多两位小数的金额")))
}

/// Reads a moment.
pub(crate) fn moment(name: &str, text: &str) -> Result<Timestamp, Fault> {
    let bad = || Fault::invalid(name, format!("{name} 格式应为 yyyy-MM-dd HH:mm:ss"));
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let milliseconds = match part.len() {
        1..=3 if part.bytes().all(|byte| byte.is_ascii_digit()) => format!("{part:0<3}").parse(),
        _ => return Err(bad()),
    };
    let whole = Timestamp::parse_local(whole).ok_or_else(bad)?;
    Ok(whole.plus_ms(milliseconds.map_err(|_| bad())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_strings_are_both_amounts() {
        let fields = Fields::parse(r#"{"a":88.88,"b":"88.88","c":null,"d":"","e":1e2}"#).unwrap();
        assert_eq!(fields.money("a").unwrap(), Some(Money::fen(8888)));
        assert_eq!(fields.money("b").unwrap(), Some(Money::fen(8888)));
        assert_eq!(fields.money("c").unwrap(), None);
        assert_eq!(fields.money("d").unwrap(), None);
        assert!(fields.money("e").is_err());
    }

    #[test]
    fn milliseconds_are_read_where_they_are_told() {
        let at = moment("gmt_refund", "2023-12-21 16:26:43.7").unwrap();
        assert_eq!((at.local().as_str(), at.0 % 1000), ("2023-12-21 16:26:43", 700));
        for bad in ["2023-12-21", "2023-12-21 16:26:43.", "2023-12-21 16:26:43.1234", ""] {
            assert!(moment("t", bad).is_err(), "{bad}");
        }
    }
}
