//! Which names in a message are hosts though no scheme says so.

use drawbridge_canon::share::{HostRole, Names};

use crate::read::Platforms;

/// The hosts of platforms, and the domains that people have.
pub(crate) struct Web<'a, 'b>(pub(crate) &'b Platforms<'a>);

/// Domains of which nothing else is known end as files of the same name do: `main.rs`, `README.md`. Below
/// these a name must have three parts to be a host.
const FILES: &[&str] = &[
    "ac", "ai", "am", "app", "as", "bz", "cat", "cc", "cfd", "cl", "do", "ec", "fm", "in", "info",
    "la", "md", "ml", "mm", "mov", "pl", "pm", "ps", "pub", "py", "rs", "sc", "sh", "so", "st",
    "sx", "tf", "vi", "zip",
];

/// Suffixes before which people have numbers for names.
const NUMBERED: &[&str] = &["com", "cn", "net"];

/// Suffixes before which single letters are names of people's own.
const LETTERED: &[&str] = &["com", "cn", "net", "org", "me", "co"];

impl Names for Web<'_, '_> {
    /// Where things stand that are shared. What is a platform's besides is a host like anybody's: `163.com` in
    /// talk is where somebody has his mail.
    fn is_known(&self, host: &str) -> bool {
        let shared = |role| !matches!(role, HostRole::Own | HostRole::Files);
        let mut hosts = self.0.iter().flat_map(|(_, share)| share.hosts);
        hosts.any(|one| shared(one.role) && one.has(host))
    }

    /// By the public suffix list (publicsuffix.org), private suffixes too. A number before the suffix is
    /// an hour, an amount or a version, unless it is long and the suffix one in which such names are usual;
    /// so is a letter a part of the sentence.
    fn is_public(&self, host: &str) -> bool {
        let Some(domain) = psl::domain(host.as_bytes()) else { return false };
        let suffix = domain.suffix();
        let own = domain.as_bytes().len() - suffix.as_bytes().len() - 1;
        let own = &domain.as_bytes()[..own];
        let among = |all: &[&str]| all.iter().any(|one| one.as_bytes() == suffix.as_bytes());
        let number = own.iter().all(u8::is_ascii_digit) && (own.len() <= 2 || !among(NUMBERED));
        let letter = own.len() == 1 && !among(LETTERED);
        let file = among(FILES);
        suffix.is_known() && !number && !letter && (!file || host.len() > domain.as_bytes().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_told_from_a_file_a_version_and_an_hour() {
        for host in
            ["example.com", "a.example.co.uk", "youtu.be", "t.me", "12306.cn", "me.vercel.app"]
        {
            assert!(Web(&[]).is_public(host), "{host}");
        }
        for host in [
            "main.rs",
            "readme.md",
            "foo.app",
            "10.am",
            "50.0010.am",
            "2.to",
            "x.7",
            "a.b",
            "com.cn",
            "x.js",
        ] {
            assert!(!Web(&[]).is_public(host), "{host}");
        }
    }
}
