//! From which address a caller comes: a wallet whose page opens in a phone's browser wants to know
//! the buyer's.

use std::net::IpAddr;

use axum::http::HeaderMap;

use super::origin::Proxies;

/// The address of whoever made the request, as far as it can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Caller(pub(crate) Option<IpAddr>);

impl Caller {
    /// Whoever stands behind trusted proxies: the last address that none of them has. What is told
    /// before it may be the caller's own invention. Where `Forwarded` (RFC 7239) and
    /// `X-Forwarded-For` are both there and differ, neither is believed.
    pub(super) fn find(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &Proxies) -> Self {
        let Some(peer) = peer.map(|peer| peer.to_canonical()) else { return Self(None) };
        let mut hops = hops(headers);
        let mut caller = Some(peer);
        while let Some(hop) = caller.filter(|hop| proxies.trust(*hop)) {
            match hops.pop() {
                Some(before) => caller = before,
                None => return Self(Some(hop)),
            }
        }
        Self(caller)
    }
}

/// The addresses that proxies tell, the nearest last; `None` is one that is hidden or unreadable.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let listed = |name: &str| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).map(str::trim).collect::<Vec<_>>()
    };
    let loose: Vec<_> = listed("x-forwarded-for").into_iter().map(address).collect();
    let strict = listed("forwarded").into_iter().map(|element| {
        let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
        let found = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"));
        found.and_then(|(_, value)| address(value.trim_matches('"')))
    });
    let strict: Vec<_> = strict.collect();
    match (loose.is_empty(), strict.is_empty()) {
        (false, false) if loose != strict => Vec::new(),
        (true, _) => strict,
        _ => loose,
    }
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None if text.matches(':').count() == 1 => text.split(':').next().unwrap_or(text),
        None => text,
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn the_caller_is_the_last_address_that_no_trusted_proxy_has() {
        let proxies = ["10.0.0.0/8".to_owned(), "::1".to_owned()];
        let proxies = Proxies::read(&proxies).unwrap_or_else(|why| panic!("{why}"));
        for (peer, headers, expected) in [
            // Nobody's word but a trusted proxy's is taken.
            ("192.0.2.9", &[("x-forwarded-for", "198.51.100.7")][..], Some("192.0.2.9")),
            ("10.1.1.1", &[("x-forwarded-for", "198.51.100.7")], Some("198.51.100.7")),
            ("::ffff:10.1.1.1", &[("x-forwarded-for", "198.51.100.7")], Some("198.51.100.7")),
            ("10.1.1.1", &[("x-forwarded-for", "6.6.6.6, 198.51.100.7")], Some("198.51.100.7")),
            ("10.1.1.1", &[("x-forwarded-for", "198.51.100.7, 10.2.2.2")], Some("198.51.100.7")),
            (
                "::1",
                &[("forwarded", "for=\"[2001:db8::7]:4711\";proto=https")],
                Some("2001:db8::7"),
            ),
            (
                "10.1.1.1",
                &[("forwarded", "for=198.51.100.7:80, for=10.3.3.3")],
                Some("198.51.100.7"),
            ),
            ("10.1.1.1", &[("forwarded", "for=_hidden")], None),
            ("10.1.1.1", &[], Some("10.1.1.1")),
            (
                "10.1.1.1",
                &[("x-forwarded-for", "6.6.6.6"), ("forwarded", "for=198.51.100.7")],
                Some("10.1.1.1"),
            ),
        ] {
            let map: HeaderMap = headers
                .iter()
                .map(|&(name, value)| {
                    (HeaderName::from_static(name), HeaderValue::from_static(value))
                })
                .collect();
            let read = |text: &str| text.parse::<IpAddr>().unwrap_or_else(|why| panic!("{why}"));
            let found = Caller::find(Some(read(peer)), &map, &proxies);
            assert_eq!(found, Caller(expected.map(read)), "{peer} {headers:?}");
        }
    }
}
