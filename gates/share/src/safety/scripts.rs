//! Scripts in a domain's name: Unicode Technical Standard #39, sections 4.1 and 5.2.

use unicode_security::confusable_detection::skeleton;
use unicode_security::{RestrictionLevel, RestrictionLevelDetection};

/// Endings in Latin letters of countries in which another script is written, in which names that happen
/// to consist of letters like Latin ones are words: IANA's root zone with the languages of CLDR.
const OF_OTHER_SCRIPTS: &[&str] = &[
    "am", "bg", "by", "cy", "ge", "gr", "kg", "kz", "mk", "mn", "rs", "ru", "su", "tj", "ua", "uz",
];

/// Whether a label of a host mixes scripts that are not written together, or has characters that are
/// not for names, among them all that cannot be seen: it is not even "highly restrictive". Or it is in
/// another script than its ending, and every letter of it looks like one of the ending's script.
pub(super) fn are_mixed(host: &str) -> bool {
    let labels = host.split('.').filter(|label| !label.is_empty());
    let ending = labels.clone().next_back().unwrap_or_default();
    let is_latin = !ending.starts_with("xn--") && !OF_OTHER_SCRIPTS.contains(&ending);
    labels.map(shown).any(|label| {
        !label.check_restriction_level(RestrictionLevel::HighlyRestrictive)
            || is_latin && looks_latin_throughout(&label)
    })
}

/// Whether a label without a Latin letter looks as if it had no others.
fn looks_latin_throughout(label: &str) -> bool {
    let is_mark = |char: char| char == '-' || char.is_ascii_digit();
    !label.is_ascii()
        && !label.chars().any(|char| char.is_ascii_alphabetic())
        && !label.chars().all(is_mark)
        && skeleton(label).all(|char| is_mark(char) || char.is_ascii_alphabetic())
}

/// A label as people see it: `xn--…` is decoded.
pub(super) fn shown(label: &str) -> String {
    let (shown, _) = idna::domain_to_unicode(label);
    shown
}

/// The host of an address as people see it, where the address writes it otherwise: in punycode.
pub fn decoded(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    let host = url.domain()?;
    let is_coded = host.split('.').any(|label| label.starts_with("xn--"));
    is_coded.then(|| host.split('.').map(shown).collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_decoded_where_it_is_coded() {
        assert_eq!(
            decoded("https://www.xn--80ak6aa92e.com/x").as_deref(),
            Some("www.\u{430}\u{440}\u{440}\u{4cf}\u{435}.com")
        );
        assert_eq!(decoded("https://北京大学.中国/").as_deref(), Some("北京大学.中国"));
        assert_eq!(decoded("https://example.com/xn--80ak6aa92e"), None);
        assert_eq!(decoded("no address"), None);
    }
}
