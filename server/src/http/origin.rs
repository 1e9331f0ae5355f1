//! By which address a caller named us. Links that we answer with are built on it, because some
//! clients follow only links to the host that they know.
//!
//! The listener knows the scheme and the request the host. Behind a TLS proxy the scheme is wrong:
//! whoever came by the host of `public_url` came by its scheme, and a proxy that `trusted_proxies`
//! names may say more. Nobody else's word about it is taken: those headers are as easily written as
//! any others.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::caller::Caller;
use crate::node::Node;

/// By which scheme a request came: the listener knows, the request does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scheme(pub(crate) &'static str);

/// Whose connection a request came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// How the caller named us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// `http` or `https`.
    pub(super) scheme: String,
    /// The host, with its port if one was named.
    pub(super) host: Option<String>,
}

/// Addresses of proxies whose word is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

/// An address, or all addresses that begin alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    base: IpAddr,
    bits: u32,
}

impl Proxies {
    /// Reads addresses (`10.0.0.7`, `::1`) and networks (`10.0.0.0/8`). The error names the one
    /// that is neither.
    pub fn read(texts: &[String]) -> Result<Self, String> {
        texts.iter().map(|text| text.parse()).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn trust(&self, peer: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(peer.to_canonical()))
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is neither an address nor a network such as 10.0.0.0/8");
        let (base, bits) = text.split_once('/').map_or((text, None), |(b, n)| (b, Some(n)));
        let base: IpAddr = base.parse().map_err(|_| bad())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| bad())?;
        if bits > most { Err(bad()) } else { Ok(Self { base, bits }) }
    }
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                (base.to_bits() ^ address.to_bits()).leading_zeros() >= self.bits
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                (base.to_bits() ^ address.to_bits()).leading_zeros() >= self.bits
            }
            _ => false,
        }
    }
}

/// Finds out how the caller named us, and from where, for whoever answers.
pub(super) async fn name(
    State(node): State<Arc<Node>>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    let scheme = request.extensions().get::<Scheme>().map_or("http", |scheme| scheme.0);
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.to_canonical());
    // Nobody stands between our own TLS and its client.
    let trusted = scheme == "http" && peer.is_some_and(|peer| node.proxies.trust(peer));
    let host = host(request.uri(), request.headers());
    let direct = Named { scheme: scheme.to_owned(), host };
    let told = trusted.then(|| forwarded(request.headers())).flatten();
    let named = match told {
        Some(told) => told.or(direct),
        None => direct.by_public(&node.config.public_url),
    };
    // The headers are read for a trusted proxy's request only.
    let caller =
        if trusted { Caller::find(peer, request.headers(), &node.proxies) } else { Caller(peer) };
    request.extensions_mut().insert(named);
    request.extensions_mut().insert(caller);
    next.run(request).await
}

impl Named {
    /// Whoever came by the host of our public address came by its scheme, whatever stands between.
    fn by_public(self, public: &str) -> Self {
        let Some((scheme, host)) = public.split_once("://") else { return self };
        let host = host.split('/').next().unwrap_or(host);
        let default = match scheme {
            "https" => ":443",
            _ => ":80",
        };
        let bare = |host: &str| host.strip_suffix(default).unwrap_or(host).to_ascii_lowercase();
        match &self.host {
            Some(named) if bare(named) == bare(host) => {
                Self { scheme: scheme.to_owned(), host: Some(host.to_owned()) }
            }
            _ => self,
        }
    }
}

/// What a proxy tells: the scheme, and the host if it tells that too.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    scheme: String,
    host: Option<String>,
}

impl Told {
    fn or(self, direct: Named) -> Named {
        Named { scheme: self.scheme, host: self.host.or(direct.host) }
    }
}

/// What `Forwarded` (RFC 7239) or `X-Forwarded-Proto` and `-Host` say, by the nearest proxy: what
/// stands before its word may be the client's own. A proxy that writes one of the two passes the
/// other on as it came, so when both are there and differ, neither is believed.
fn forwarded(headers: &HeaderMap) -> Option<Told> {
    let last = |name: &str| {
        let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
        value.rsplit(',').next().map(str::trim).map(str::to_owned)
    };
    let loose = last("x-forwarded-proto").map(|proto| (proto, last("x-forwarded-host")));
    let strict = last("forwarded").and_then(|element| {
        let pair = |wanted: &str| {
            let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
            let found = pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.trim_matches('"').to_owned())
        };
        Some((pair("proto")?, pair("host")))
    });
    let (scheme, host) = match (loose, strict) {
        (Some(loose), Some(strict)) if loose != strict => return None,
        (loose, strict) => strict.or(loose)?,
    };
    let scheme = scheme.to_ascii_lowercase();
    let fits = |host: &String| {
        !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b))
    };
    let good = matches!(&*scheme, "http" | "https") && host.as_ref().is_none_or(fits);
    good.then_some(Told { scheme, host })
}

/// The host by which the caller named us: of an absolute target, else of the `Host` header.
fn host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let named = uri.authority().map(|authority| authority.as_str().to_owned());
    named.or_else(|| headers.get(header::HOST)?.to_str().ok().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_addresses_and_networks() {
        let texts = ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1"].map(str::to_owned);
        let proxies = Proxies::read(&texts).unwrap_or_else(|why| panic!("{why}"));
        for (peer, trusted) in [
            ("10.255.1.2", true),
            ("::ffff:10.1.1.1", true),
            ("11.0.0.1", false),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("2001:db8:ffff::1", true),
            ("2001:db9::1", false),
            ("::1", true),
            ("::2", false),
        ] {
            let peer: IpAddr = peer.parse().unwrap_or_else(|why| panic!("{why}"));
            assert_eq!(proxies.trust(peer), trusted, "{peer}");
        }
        for bad in ["", "ten", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1"] {
            assert!(Proxies::read(&[bad.to_owned()]).is_err(), "{bad}");
        }
        assert!(!Proxies::default().trust(IpAddr::from([127, 0, 0, 1])));
    }

    #[test]
    fn the_nearest_proxy_is_believed_and_no_contradiction() {
        let told = |headers: &[(&'static str, &'static str)]| {
            let map = headers.iter().map(|(name, value)| {
                (header::HeaderName::from_static(name), header::HeaderValue::from_static(value))
            });
            forwarded(&map.collect()).map(|told| (told.scheme, told.host.unwrap_or_default()))
        };
        let some = |scheme: &str, host: &str| Some((scheme.to_owned(), host.to_owned()));
        for (headers, expected) in [
            (&[("x-forwarded-proto", "https")][..], some("https", "")),
            (
                &[("x-forwarded-proto", "http, HTTPS"), ("x-forwarded-host", "evil, pay.example")],
                some("https", "pay.example"),
            ),
            (
                &[(
                    "forwarded",
                    "proto=http;host=evil, for=\"[::1]\";Proto=https;host=\"a.b:8443\"",
                )],
                some("https", "a.b:8443"),
            ),
            (&[("x-forwarded-proto", "https"), ("forwarded", "proto=https")], some("https", "")),
            (&[("x-forwarded-proto", "https"), ("forwarded", "proto=http")], None),
            (&[("x-forwarded-proto", "ftp")], None),
            (&[("x-forwarded-proto", "https"), ("x-forwarded-host", "a b")], None),
            (&[("x-forwarded-host", "pay.example")], None),
            (&[("forwarded", "for=1.2.3.4")], None),
            (&[], None),
        ] {
            assert_eq!(told(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn the_public_host_is_reached_by_the_public_scheme() {
        for (host, public, expected) in [
            ("pay.example", "https://pay.example", "https://pay.example"),
            ("PAY.example:443", "https://pay.example", "https://pay.example"),
            ("pay.example", "https://pay.example:443/", "https://pay.example:443"),
            ("pay.example:8443", "https://pay.example", "http://pay.example:8443"),
            ("10.0.0.5:8080", "https://pay.example", "http://10.0.0.5:8080"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            let direct = Named { scheme: "http".to_owned(), host: Some(host.to_owned()) };
            let named = direct.by_public(public);
            let origin = format!("{}://{}", named.scheme, named.host.unwrap_or_default());
            assert_eq!(origin, expected, "{host} {public}");
        }
    }
}
