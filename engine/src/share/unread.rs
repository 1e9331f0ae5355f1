//! Why a page was not read, for people; and pages before which one must log in.

use drawbridge_canon::share::Note;
use drawbridge_gate_share::{Platforms, address};
use url::Url;

use super::domain_of;
use super::ready::steps;
use crate::fetch::{FetchError, Fetched};

/// How the first part of the name of a host is called at which one logs in, or a part of the path.
const LOGINS: &[&str] = &[
    "login",
    "log-in",
    "log_in",
    "signin",
    "sign-in",
    "sign_in",
    "sso",
    "passport",
    "userlogin",
    "accounts",
];

/// What a card says of an error.
pub(super) fn note(error: &FetchError) -> Note {
    let words = error.words();
    Note {
        name: words.name.to_owned(),
        reason_zh: words.reason_zh.to_owned(),
        reason_en: words.reason_en.to_owned(),
        remedy_zh: words.remedy_zh.to_owned(),
        remedy_en: words.remedy_en.to_owned(),
    }
}

/// What a page at which one logs in stands before: the address that led there, of the same domain. What is
/// a wall of a platform that says so itself is not asked here, and an address that was shared is never one:
/// whoever shares it means it.
pub(super) fn walled(fetched: &Fetched, platforms: &Platforms<'_>) -> Option<String> {
    let (last, before) = fetched.hops.split_last()?;
    let before = before.last()?;
    let at = Url::parse(last).ok()?;
    let told = address::owner(&at, platforms).is_some_and(|owner| owner.share.wall.is_some());
    let same = domain_of(&[at]) == domain_of(&steps([before.as_str()]));
    let meant = fetched.hops.first().is_some_and(|first| is_login(first));
    (same && is_login(last) && !told && !meant).then(|| before.clone())
}

fn is_login(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let named = |part: &str| {
        let part = part.to_ascii_lowercase();
        let part = part.split('.').next().unwrap_or_default();
        LOGINS.contains(&part)
    };
    url.host_str().is_some_and(named)
        || url.path_segments().is_some_and(|mut parts| parts.any(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_to_log_in_is_told_from_others() {
        for address in [
            "https://login.a.cn/?to=x",
            "https://passport.a.cn/",
            "https://a.cn/Login.aspx",
            "https://a.cn/u/signin?next=%2F",
        ] {
            assert!(is_login(address), "{address}");
        }
        for address in
            ["https://a.cn/blog/how-to-login", "https://a.cn/?login", "https://b.login.cn/"]
        {
            assert!(!is_login(address), "{address}");
        }
    }
}
