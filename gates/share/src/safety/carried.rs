//! An address that carries another's whole address, and may pass on to it: an open redirect, say.

use url::Url;

use crate::safety::{Known, registrable};

/// Parameters that say where somebody came from, not where one goes.
const WHENCE: &[&str] = &["from", "origin", "ref", "referer", "referrer", "source", "via"];

/// How deep an address is looked for that was encoded again and again.
const DEEPEST: usize = 3;

/// An address relative to which none leads to a host of its own, and its host.
const BASE: &str = "ftp://nowhere.invalid/";
const NOWHERE: &str = "nowhere.invalid";

/// The domain of a whole address that stands in the query, or in the query of the fragment, of one on the
/// way, if the way does not lead there and it is neither the same owner's nor a well-known one's.
pub(super) fn elsewhere(steps: &[Url], known: &Known) -> Option<String> {
    let on_way: Vec<&str> = steps.iter().filter_map(Url::host_str).map(registrable).collect();
    let carried = steps.iter().flat_map(carried);
    let mut domains = carried.filter_map(|url| Some(registrable(url.host_str()?).to_owned()));
    domains.find(|to| !on_way.contains(&to.as_str()) && known.owner_of(to).is_none())
}

fn carried(url: &Url) -> Vec<Url> {
    let fragment = url.fragment().and_then(|fragment| fragment.split_once('?'));
    let queries = url.query().into_iter().chain(fragment.map(|(_, query)| query));
    let pairs = queries.flat_map(|query| url::form_urlencoded::parse(query.as_bytes()));
    let may = pairs.filter(|(name, _)| !WHENCE.contains(&name.to_ascii_lowercase().as_str()));
    may.filter_map(|(_, value)| whole(&value, DEEPEST)).collect()
}

/// A value that is an address of the web from its beginning, perhaps encoded once more.
fn whole(value: &str, deepest: usize) -> Option<Url> {
    let value = value.trim();
    let lower = value.get(..8).unwrap_or(value).to_ascii_lowercase();
    // Relative to anything, as a browser follows it: `//b.cn`, `/\\b.cn`, `https:b.cn`.
    let leaves =
        value.starts_with(['/', '\\']) || lower.starts_with("http:") || lower.starts_with("https:");
    if leaves && let Some(url) = Url::parse(BASE).ok().and_then(|base| base.join(value).ok()) {
        let elsewhere = |host: &str| host != NOWHERE && host.contains('.');
        return Some(url).filter(|url| url.host_str().is_some_and(elsewhere));
    }
    if deepest == 0 || !["http%", "https%", "%"].iter().any(|begins| lower.starts_with(begins)) {
        return None;
    }
    let encoded = format!("x={value}");
    let (_, decoded) = url::form_urlencoded::parse(encoded.as_bytes()).next()?;
    whole(&decoded, deepest - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_on_is_seen_and_what_tells_whence_is_not() {
        let mut known = Known::default();
        known.add(["taobao"], ["taobao.com", "tmall.com"]);
        let to = |text: &str| elsewhere(&[Url::parse(text).unwrap()], &known);
        for text in [
            "https://login.taobao.com/x?redirectURL=https://evil.cn",
            "https://login.taobao.com/x?redirectURL=https%3A%2F%2Fwww.evil.cn%2F",
            "https://login.taobao.com/x?redirectURL=https%253A%252F%252Fevil.cn",
            "https://a.cn/go?u=//evil.cn/x",
            "https://a.cn/go?u=https:evil.cn/login",
            "https://a.cn/go?u=/%5Cevil.cn",
            "https://a.cn/go?u=%5C%5Cevil.cn",
            "https://a.cn/go?u=http:/evil.cn",
            "https://a.cn/go?u=%252F%252Fevil.cn",
            "https://a.cn/#/go?u=HTTP://evil.cn/",
        ] {
            assert_eq!(to(text).as_deref(), Some("evil.cn"), "{text}");
        }
        for text in [
            "https://login.taobao.com/x?redirectURL=https://www.tmall.com/",
            "https://a.cn/?u=https://b.a.cn/",
            "https://a.cn/?referrer=https://evil.cn/",
            "https://a.cn/?q=what+is+https://evil.cn",
            "https://a.cn/?path=//x",
            "https://a.cn/?path=/x.y/z",
            "https://a.cn/?share=100%25",
            "https://a.cn/https://evil.cn/",
        ] {
            assert_eq!(to(text), None, "{text}");
        }
        let way = ["https://a.cn/?u=https://evil.cn/x", "https://evil.cn/x"];
        let way: Vec<Url> = way.iter().map(|step| Url::parse(step).unwrap()).collect();
        assert_eq!(elsewhere(&way, &known), None, "it is followed");
    }
}
