//! Words that several answers share.

use drawbridge_canon::{Currency, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// An amount in minor units, which may be negative where it is a balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Amount {
    /// Minor units: fen for the yuan.
    pub(super) minor: i64,
    /// ISO 4217.
    pub(super) currency: String,
}

impl Amount {
    pub(super) fn new(minor: impl TryInto<i64>, currency: Currency) -> Self {
        // 92 quadrillion yuan are more than there are: a sum beyond is shown as that.
        let minor = minor.try_into().unwrap_or(i64::MAX);
        Self { minor, currency: currency.code().to_owned() }
    }
}

impl From<drawbridge_canon::Money> for Amount {
    fn from(money: drawbridge_canon::Money) -> Self {
        Self::new(money.minor, money.currency)
    }
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Text {
    /// Chinese.
    pub(super) zh: String,
    /// English.
    pub(super) en: String,
}

impl From<&drawbridge_engine::fair_policy::standard::Named> for Text {
    fn from(named: &drawbridge_engine::fair_policy::standard::Named) -> Self {
        Self { zh: named.zh.clone(), en: named.en.clone() }
    }
}

/// A moment in Beijing time to the millisecond, RFC 3339.
pub(super) fn time(at: Timestamp) -> String {
    let ms = at.0.rem_euclid(1000);
    format!("{}.{ms:03}+08:00", at.format("%Y-%m-%dT%H:%M:%S"))
}

/// A buyer's id with its middle blotted out: enough to tell two apart, too little to use.
pub(super) fn masked(id: &str) -> String {
    let characters: Vec<char> = id.chars().collect();
    match characters.len() {
        0..=8 => "•••".to_owned(),
        length => {
            let head: String = characters[..4].iter().collect();
            let tail: String = characters[length - 3..].iter().collect();
            format!("{head}•••{tail}")
        }
    }
}
