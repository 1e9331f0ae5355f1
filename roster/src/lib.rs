//! The list of dialects: two lines a platform, one here and one in the manifest.

use drawbridge_canon::Dialect;

/// Every platform that is spoken, in alphabetical order: the order favours none.
pub static DIALECTS: &[&Dialect] = &[
    &drawbridge_alipay::DIALECT,
    &drawbridge_douyin::DIALECT,
    &drawbridge_unionpay::DIALECT,
    &drawbridge_wechat::DIALECT,
];

/// The platform of this name.
pub fn dialect(name: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().copied().find(|dialect| dialect.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_order() {
        assert!(DIALECTS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
