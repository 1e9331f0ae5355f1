//! The one spelling that any address has, whoever's it is.

use drawbridge_canon::share::Address;
use url::Url;

use super::{fragment, trackers::is_tracker};

/// Why an address is none that the gate opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No address at all, by the URL standard.
    #[error("is no address")]
    Malformed,
    /// Another scheme than `http` and `https`.
    #[error("has a scheme that is not of the web")]
    Scheme,
    /// A name or password before the host, by which people are deceived about the host.
    #[error("has a user's name before the host")]
    User,
    /// Longer than [`LONGEST`].
    #[error("is too long")]
    Long,
}

/// The longest address, in bytes: what servers and browsers agree on is 2,000, and share links with
/// their signatures are a few thousand.
pub const LONGEST: usize = 8 * 1024;

/// The ports of the web and their usual substitutes. At others nothing is fetched; people may open what stands
/// there, and are warned.
pub const PORTS: &[u16] = &[80, 443, 8080, 8443];

/// Reads an address and brings it into the spelling that all addresses have: host in small letters
/// and punycode, no port that is the scheme's own, no dot segments (URL standard); no parameters
/// that only track; no fragment but one that is a part of the thing; no empty query; percent signs written
/// where they must be and nowhere else (RFC 3986, 6.2.2). Parameters stay in their order: sites
/// depend on it. What has been through here comes out as it went in.
pub fn general(text: &str) -> Result<Url, Unfit> {
    if text.len() > LONGEST {
        return Err(Unfit::Long);
    }
    let url = Url::parse(text.trim()).map_err(|_| Unfit::Malformed)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Unfit::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Unfit::User);
    }
    let fragment = url.fragment().and_then(fragment::of_the_thing).map(|kept| spelt(&kept));
    let mut url = url.keeping(|name| !is_tracker(name));
    url.set_path(&spelt(url.path()));
    let query = url.query().map(spelt);
    url.set_query(query.as_deref());
    url.set_fragment(fragment.as_deref());
    if url.as_str().len() > LONGEST { Err(Unfit::Long) } else { Ok(url) }
}

/// With percent signs where they must be: what needs none is written plainly, what stands for
/// something else than itself has capital digits, and one that stands for nothing is written out.
fn spelt(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut out = String::with_capacity(part.len());
    let mut from = 0;
    while let Some(at) = part[from..].find('%').map(|at| from + at) {
        out.push_str(&part[from..at]);
        let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let byte = digit(at + 1)
            .zip(digit(at + 2))
            .and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        from = at + if byte.is_some() { 3 } else { 1 };
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
            }
            // It stays, with capital digits.
            Some(_) => out.push_str(&part[at..from].to_ascii_uppercase()),
            None => out.push_str("%25"),
        }
    }
    out.push_str(&part[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling(text: &str) -> Result<String, Unfit> {
        general(text).map(String::from)
    }

    #[test]
    fn one_thing_has_one_spelling() {
        for (text, url) in [
            ("HTTPS://WWW.A.CN:443", "https://www.a.cn/"),
            ("https://a.cn/x/../y?", "https://a.cn/y"),
            ("https://a.cn/?utm_source=x&b=1&FBCLID=2&a=2&spm=1.2", "https://a.cn/?b=1&a=2"),
            ("https://a.cn/%7euser/%e4%b8%ad?q=%2f", "https://a.cn/~user/%E4%B8%AD?q=%2F"),
            ("https://例子.测试/", "https://xn--fsqu00a.xn--0zwm56d/"),
            ("https://a.cn/app#/item/5", "https://a.cn/app#/item/5"),
            ("https://a.cn/app#!item", "https://a.cn/app#!item"),
            ("https://a.cn/x#top", "https://a.cn/x"),
            ("https://a.cn/d/1/edit#gid=5", "https://a.cn/d/1/edit#gid=5"),
            ("https://a.cn/100%", "https://a.cn/100%25"),
            ("https://a.cn/%%34%31", "https://a.cn/%2541"),
            ("http://a.cn:8888/?utm_id=1", "http://a.cn:8888/"),
        ] {
            assert_eq!(spelling(text).as_deref(), Ok(url), "{text}");
        }
    }

    #[test]
    fn what_is_not_of_the_web_is_refused() {
        for (text, why) in [
            ("javascript:alert(1)", Unfit::Scheme),
            ("ftp://a.cn/", Unfit::Scheme),
            ("https://a.cn@evil.cn/", Unfit::User),
            ("https://:x@evil.cn/", Unfit::User),
            ("https://xn--a.com/", Unfit::Malformed),
            ("a.cn/x", Unfit::Malformed),
            ("https://", Unfit::Malformed),
        ] {
            assert_eq!(general(text), Err(why), "{text}");
        }
        assert_eq!(general(&format!("https://a.cn/{}", "x".repeat(LONGEST))), Err(Unfit::Long));
    }
}
