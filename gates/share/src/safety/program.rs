//! Links that lead to a program to install.

use url::Url;

/// The endings of names of programs and of what installs them. `com` is none of them: what ends so in a path is
/// a domain's name, and no system of today is infected by the other kind from a page.
const ENDINGS: &[&str] = &[
    "apk",
    "apks",
    "appx",
    "bat",
    "cmd",
    "deb",
    "dmg",
    "exe",
    "hap",
    "hta",
    "ipa",
    "jar",
    "jse",
    "lnk",
    "mobileconfig",
    "msi",
    "msix",
    "pkg",
    "ps1",
    "rpm",
    "scr",
    "vbs",
    "wsf",
    "xapk",
];

/// Whether a program stands at an address.
pub(super) fn is_at(url: &Url) -> bool {
    let last = url.path_segments().and_then(Iterator::last).unwrap_or_default();
    // `https://example.com` has no last part; a folder called `x.com/` is none either.
    let Some((name, ending)) = last.rsplit_once('.') else { return false };
    !name.is_empty() && ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
}
