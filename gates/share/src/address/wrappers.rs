//! Who passes on, and who gives out short links, besides the platforms: a public list.

use drawbridge_canon::share::Address;
use url::Url;

const LIST: &str = include_str!("wrappers.txt");

/// The lines, in words.
fn lines() -> impl Iterator<Item = std::str::SplitWhitespace<'static>> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(str::split_whitespace)
}

/// Where an address that wraps another leads.
pub(super) fn passes_to(url: &Url) -> Option<Url> {
    let names = lines().find_map(|mut words| {
        let here = words.next() == Some(url.host_name());
        let path = words.next().filter(|_| here)?;
        let is_there =
            path == "*" || path.trim_end_matches('/') == url.path().trim_end_matches('/');
        is_there.then_some(words)
    })?;
    let mut addresses = names.filter_map(|name| Url::parse(&url.parameter(name)?).ok());
    addresses.find(|to| matches!(to.scheme(), "http" | "https"))
}

/// Whether short links stand at a host.
pub(crate) fn is_short(host: &str) -> bool {
    lines().any(|mut words| words.next() == Some(host) && words.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_list_names_passes_on() {
        let to = |text: &str| passes_to(&Url::parse(text).unwrap()).map(String::from);
        for wrapper in [
            "https://www.google.com/url?sa=t&q=https%3A%2F%2Fevil.cn%2Fx",
            "https://www.google.com/url?q=shoes&url=https://evil.cn/x",
            "https://link.juejin.cn/?target=https%3A%2F%2Fevil.cn%2Fx",
            "https://link.csdn.net/?target=https://evil.cn/x",
            "https://steamcommunity.com/linkfilter?url=https://evil.cn/x",
            "https://out.reddit.com/t3_1?url=https://evil.cn/x",
        ] {
            assert_eq!(to(wrapper).as_deref(), Some("https://evil.cn/x"), "{wrapper}");
        }
        for page in [
            "https://www.google.com/search?q=https://evil.cn/x",
            "https://link.juejin.cn/?target=javascript:alert(1)",
            "https://link.juejin.cn/?target=/x",
            "https://bit.ly/abc",
        ] {
            assert_eq!(to(page), None, "{page}");
        }
    }

    #[test]
    fn a_host_alone_gives_out_short_links() {
        assert!(is_short("bit.ly") && is_short("dwz.cn"));
        assert!(!is_short("link.juejin.cn") && !is_short("#") && !is_short(""));
    }
}
