//! An address in its platform's canonical form, and where one that passes on leads.

use drawbridge_canon::share::{Canonical, HostRole};
use url::Url;

use super::general::{Unfit, general};
use super::owner::owner;
use super::wrappers;
use crate::read::Platforms;

/// The most addresses that pass on to one another. More than a few are made to hide something.
pub const MOST_HOPS: usize = 8;

/// An address that was followed as far as it tells itself, without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrolled {
    /// Where it leads, in the spelling that all addresses have.
    pub url: Url,
    /// What passed on to it, the first first.
    pub through: Vec<Url>,
    /// Whether it leads nowhere: in a circle, on and on, or to what is no address of the web.
    pub astray: bool,
}

/// Follows an address that carries another: a click counter, an interstitial, a wrapper.
pub fn unroll(text: &str, platforms: &Platforms<'_>) -> Result<Unrolled, Unfit> {
    let mut unrolled = Unrolled { url: general(text)?, through: Vec::new(), astray: false };
    while let Some(next) = passes_to(&unrolled.url, platforms) {
        let Ok(next) = general(next.as_str()) else {
            unrolled.astray = true;
            break;
        };
        let before = std::mem::replace(&mut unrolled.url, next);
        unrolled.through.push(before);
        if unrolled.through.contains(&unrolled.url) || unrolled.through.len() == MOST_HOPS {
            unrolled.astray = true;
            break;
        }
    }
    Ok(unrolled)
}

/// The address to which one passes on, if its platform knows, or the list of others who do.
fn passes_to(url: &Url, platforms: &Platforms<'_>) -> Option<Url> {
    let owner = owner(url, platforms).filter(|owner| owner.role == HostRole::Passes);
    let of_platform = owner.and_then(|owner| owner.share.passes_to?(url));
    of_platform.or_else(|| wrappers::passes_to(url))
}

/// The canonical form of an address that is in its general spelling: its platform's where it has
/// one, and otherwise itself. It stays the same when it is brought into canonical form again.
pub fn canonical(url: &Url, platforms: &Platforms<'_>) -> Canonical {
    let of_platform = owner(url, platforms).and_then(|owner| (owner.share.canonical)(url));
    let plain = || Canonical { url: url.to_string(), kind: None, id: None, openings: Vec::new() };
    let mut canonical = of_platform.unwrap_or_else(plain);
    // A platform's form is in the general spelling too.
    if let Ok(url) = general(&canonical.url) {
        canonical.url = url.into();
    }
    canonical
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::share::{Address, Host, Share};

    use super::*;

    static A: Share = Share {
        hosts: &[Host::passes("go.a.cn"), Host::pages(".a.cn")],
        passes_to: Some(|url| Url::parse(&url.parameter("to")?).ok()),
        canonical: |url| {
            Some(Canonical {
                url: url.keeping(|name| name == "id").into(),
                kind: None,
                id: url.parameter("id"),
                openings: Vec::new(),
            })
        },
        ..Share::SILENT
    };
    static ROUND: Share = Share {
        hosts: &[Host::passes("r.cn")],
        passes_to: Some(|url| Some(url.clone())),
        ..Share::SILENT
    };
    const PLATFORMS: &Platforms<'static> = &[("a", &A)];

    fn wrapped(url: &str) -> String {
        let to: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
        format!("https://go.a.cn/?to={to}")
    }

    #[test]
    fn what_passes_on_is_followed_to_the_end() {
        let twice = wrapped(&wrapped("https://b.cn/x?utm_source=1"));
        let unrolled = unroll(&twice, PLATFORMS).unwrap();
        assert_eq!((unrolled.url.as_str(), unrolled.through.len()), ("https://b.cn/x", 2));
        assert!(!unrolled.astray);
    }

    #[test]
    fn a_circle_and_an_endless_way_end() {
        let mut far = "https://b.cn/".to_owned();
        for _ in 0..12 {
            far = wrapped(&far);
        }
        let unrolled = unroll(&far, PLATFORMS).unwrap();
        assert!(unrolled.astray && unrolled.through.len() == MOST_HOPS);
        assert!(unroll("https://r.cn/", &[("r", &ROUND)]).unwrap().astray);
        let script = wrapped("javascript:alert(1)");
        assert!(unroll(&script, PLATFORMS).unwrap().astray);
    }

    #[test]
    fn a_platform_has_its_own_form_and_others_keep_theirs() {
        let form = |text: &str| canonical(&general(text).unwrap(), PLATFORMS).url;
        assert_eq!(form("https://x.a.cn/p?u=1&id=2"), "https://x.a.cn/p?id=2");
        assert_eq!(form("https://b.cn/p?u=1&id=2"), "https://b.cn/p?u=1&id=2");
    }
}
