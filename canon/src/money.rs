//! Money: an integer of minor units with its currency. There is no float anywhere.

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The Chinese yuan; its minor unit is the fen (分).
    pub const CNY: Self = Self(*b"CNY");

    /// The currency of a three-letter code in capitals.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        match code.as_bytes() {
            &[a, b, c] if code.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(Self([a, b, c])),
            _ => Err(MoneyError::Currency(code.to_owned())),
        }
    }

    /// The three-letter code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimal places the major unit has (ISO 4217 list one).
    pub const fn places(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"XAF" | b"XOF" | b"PYG" => 0,
            b"KWD" | b"BHD" | b"OMR" | b"JOD" | b"TND" => 3,
            _ => 2,
        }
    }
}

/// An amount that cannot be negative, in minor units (fen for the yuan).
///
/// ```
/// use drawbridge_canon::{Currency, Money};
/// let price = Money::parse_major("88.8", Currency::CNY)?;
/// assert_eq!(price.minor, 8880);
/// assert_eq!(price.major(), "88.80");
/// assert!(Money::parse_major("0.001", Currency::CNY).is_err(), "a tenth of a fen does not exist");
/// # Ok::<(), drawbridge_canon::MoneyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub minor: u64,
    /// What the units are of.
    pub currency: Currency,
}

/// Why a text is not money, or a sum cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not plain decimal digits with at most the currency's places.
    #[error("`{0}` is not a decimal amount")]
    Decimal(String),
    /// The code is not three capital letters.
    #[error("`{0}` is not a currency code")]
    Currency(String),
    /// Two amounts of different currencies do not add.
    #[error("{0} and {1} do not mix")]
    Mixed(String, String),
    /// The result does not fit.
    #[error("the amount is out of range")]
    Range,
}

impl Money {
    /// An amount of fen.
    pub const fn fen(minor: u64) -> Self {
        Self { minor, currency: Currency::CNY }
    }

    /// Nothing, in the same currency.
    #[must_use]
    pub const fn none(self) -> Self {
        Self { minor: 0, currency: self.currency }
    }

    /// Whether this is nothing at all.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Reads a decimal amount of major units: digits, optionally a point and up to
    /// [`Currency::places`] digits. No sign, no exponent, no white space, no grouping.
    pub fn parse_major(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let bad = || MoneyError::Decimal(text.to_owned());
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) {
            return Err(bad());
        }
        let places = currency.places() as usize;
        let (kept, rest) = part.split_at(part.len().min(places));
        if rest.bytes().any(|b| b != b'0') {
            return Err(bad());
        }
        let scale = 10_u64.pow(currency.places());
        let whole: u64 = whole.parse().map_err(|_| MoneyError::Range)?;
        let fraction: u64 = format!("{kept:0<places$}").parse().unwrap_or(0);
        let minor = whole.checked_mul(scale).and_then(|units| units.checked_add(fraction));
        minor.map(|minor| Self { minor, currency }).ok_or(MoneyError::Range)
    }

    /// The amount in major units, always with all decimal places.
    pub fn major(self) -> String {
        let places = self.currency.places() as usize;
        let scale = 10_u64.pow(self.currency.places());
        if places == 0 {
            return self.minor.to_string();
        }
        format!("{}.{:0places$}", self.minor / scale, self.minor % scale)
    }

    /// The sum of both.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Range)?;
        Ok(Self { minor, ..self })
    }

    /// What remains when `other` is taken away; an error if that is less than nothing.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Range)?;
        Ok(Self { minor, ..self })
    }

    /// `rate` parts per million of the amount, rounded half up: how wallets take their fees.
    #[must_use]
    pub fn share_ppm(self, rate: u32) -> Self {
        let parts = u128::from(self.minor) * u128::from(rate);
        let minor = u64::try_from((parts + 500_000) / 1_000_000).unwrap_or(u64::MAX);
        Self { minor, ..self }
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::Mixed(self.currency.code().to_owned(), other.currency.code().to_owned()))
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.major(), self.currency.code())
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&code).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_is_read_exactly_or_refused() {
        let cases = [
            ("88.88", Some(8888)),
            ("88.8", Some(8880)),
            ("88", Some(8800)),
            ("0.01", Some(1)),
            ("1.000", Some(100)),
            ("184467440737095516.15", Some(u64::MAX)),
            ("184467440737095516.16", None),
            ("1.001", None),
            ("-1", None),
            ("+1", None),
            ("1e2", None),
            (" 1", None),
            ("1.", None),
            (".5", None),
            ("１", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = Money::parse_major(text, Currency::CNY).ok().map(|money| money.minor);
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn a_fee_is_rounded_half_up() {
        // 0.6 % of 0.83 yuan is 0.498 fen.
        assert_eq!(Money::fen(83).share_ppm(6000), Money::fen(0));
        assert_eq!(Money::fen(84).share_ppm(6000), Money::fen(1));
        assert_eq!(Money::fen(u64::MAX).share_ppm(1_000_000), Money::fen(u64::MAX));
    }
}
