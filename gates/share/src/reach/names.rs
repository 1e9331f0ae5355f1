//! Which host names may be looked up at all. Pure.
//!
//! A name that can only lead inside is refused before anybody is asked for its address. Names
//! that look public and lead inside are caught by their addresses.

/// Ends of names that are never public: special-use names of RFC 6761, 6762, 7686, 8375, 9476 and
/// 9665 (iana.org/assignments/special-use-domain-names), `.internal` as ICANN reserved it in 2024,
/// and what home and office networks call themselves.
const INNER: &[&str] = &[
    "alt",
    "arpa",
    "corp",
    "home",
    "internal",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
    "test",
];

/// Ends of names that lead nowhere at all (RFC 2606): documents are full of them.
const NOWHERE: &[&str] = &["example", "invalid"];

/// Where clouds tell their own machines secrets, by name. Some resolve to public addresses at a
/// resolver outside, so that the address alone would not tell.
const METADATA: &[&str] =
    &["metadata.tencentyun.com", "metadata.packet.net", "metadata.platformequinix.com"];

/// The longest name (RFC 1035), in bytes.
const LONGEST: usize = 253;

/// Why a name in small letters, as `url` gives it (IDNA done), is not looked up; `None` if it may be.
pub fn refused(name: &str) -> Option<&'static str> {
    if name.ends_with('.') {
        // It is another name to caches, certificates and lists, and the same to the resolver.
        return Some("ends with a dot");
    }
    if name.len() > LONGEST || name.split('.').any(|label| label.is_empty() || label.len() > 63) {
        return Some("is not a host name");
    }
    let fine =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    if !name.bytes().all(fine) {
        return Some("has characters that no host name has");
    }
    let Some((_, last)) = name.rsplit_once('.') else {
        return Some("has one part: a name of an inner network");
    };
    if INNER.contains(&last) || NOWHERE.contains(&last) {
        return Some("is reserved for inner networks");
    }
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("looks like a number");
    }
    METADATA.contains(&name).then_some("is a cloud's metadata service")
}

/// Whether a name can only lead into some inner network.
pub fn is_inner(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    match name.rsplit_once('.') {
        None => !name.is_empty(),
        Some((_, last)) => INNER.contains(&last) || METADATA.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_names_may_be_looked_up() {
        for name in [
            "example.com",
            "m.tb.cn",
            "xn--fiqs8s.xn--fiqs8s",
            "a_b.example.org",
            "3.cn",
            "internal.example.com",
        ] {
            assert_eq!(refused(name), None, "{name}");
        }
    }

    #[test]
    fn inner_names_are_not() {
        let long = format!("{}.com", "a.".repeat(130));
        for name in [
            "localhost",
            "intranet",
            "db",
            "a.local",
            "metadata.google.internal",
            "x.localhost",
            "abc.onion",
            "1.0.0.127.in-addr.arpa",
            "example.com.",
            "localhost.",
            "a..com",
            "",
            ".",
            "router.lan",
            "metadata.tencentyun.com",
            "a.1",
            "a b.com",
            "a%00.com",
            &long,
        ] {
            assert!(refused(name).is_some(), "{name}");
        }
    }
}
