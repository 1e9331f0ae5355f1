//! Time as an argument: milliseconds since 1970, and the two ways China's platforms write it.

use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// China keeps one time zone, UTC+8, all year.
const BEIJING: Offset = jiff::tz::offset(8);

/// `yyyy-MM-dd HH:mm:ss`, read and written as Beijing time.
const LOCAL: &str = "%Y-%m-%d %H:%M:%S";

impl Timestamp {
    /// From whole seconds since 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Whole seconds since 1970.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This many milliseconds later.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// This many seconds later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_ms(seconds.saturating_mul(1000))
    }

    /// `2026-11-24T20:00:00+08:00`, to the second (RFC 3339).
    pub fn rfc3339(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%S+08:00")
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let parsed: jiff::Timestamp = text.parse().ok()?;
        Some(Self(parsed.as_millisecond()))
    }

    /// `2026-11-24 20:00:00`, Beijing time.
    pub fn local(self) -> String {
        self.format(LOCAL)
    }

    /// Reads `yyyy-MM-dd HH:mm:ss` as Beijing time.
    pub fn parse_local(text: &str) -> Option<Self> {
        Self::parse_with(LOCAL, text)
    }

    /// The Beijing calendar day, `2026-11-24`.
    pub fn day(self) -> String {
        self.format("%Y-%m-%d")
    }

    /// The first moment of the Beijing day `yyyy-MM-dd`.
    pub fn parse_day(text: &str) -> Option<Self> {
        Self::parse_with(LOCAL, &format!("{text} 00:00:00"))
    }

    /// The Beijing time in a `strftime` pattern, for platforms with a format of their own.
    pub fn format(self, pattern: &str) -> String {
        let moment = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        moment.to_zoned(TimeZone::fixed(BEIJING)).strftime(pattern).to_string()
    }

    /// Reads Beijing time in a `strptime` pattern.
    pub fn parse_with(pattern: &str, text: &str) -> Option<Self> {
        let civil = jiff::civil::DateTime::strptime(pattern, text).ok()?;
        let moment = BEIJING.to_timestamp(civil).ok()?;
        Some(Self(moment.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_agree() {
        let moment = Timestamp::parse_rfc3339("2018-06-08T10:34:56+08:00").expect("valid");
        assert_eq!(moment.local(), "2018-06-08 10:34:56");
        assert_eq!(Timestamp::parse_local("2018-06-08 10:34:56"), Some(moment));
        assert_eq!(Timestamp::parse_rfc3339("2018-06-08T02:34:56Z"), Some(moment));
        assert_eq!(moment.rfc3339(), "2018-06-08T10:34:56+08:00");
        assert_eq!(
            Timestamp::parse_day(&moment.day()).map(Timestamp::local).as_deref(),
            Some("2018-06-08 00:00:00")
        );
        assert_eq!(Timestamp::parse_local("2018-13-08 10:34:56"), None);
    }
}
