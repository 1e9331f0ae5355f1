//! An address as it is fetched: parsed once, judged, and from then on only this is used. Pure.

use std::net::IpAddr;

use url::{Host, Url};

use super::error::{FetchError, Kind};
use super::names;
use super::ranges::Public;

/// The longest address, in bytes. Browsers and servers agree on about eight thousand
/// (RFC 9110, section 4.1).
const LONGEST: usize = 8192;

/// Where one request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    url: Url,
    whom: Whom,
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// A host whose addresses must be looked up and judged.
    Name(String),
    /// An address that stood in the URL, judged.
    Address(Public),
}

impl Target {
    /// Reads an address as browsers do (WHATWG URL): what they would reach is what is judged,
    /// however it is written. `ports` are those that may be asked.
    pub fn parse(text: &str, ports: &[u16]) -> Result<Self, FetchError> {
        if text.len() > LONGEST {
            let start: String = text.chars().take(64).collect();
            return Err(FetchError::new(Kind::NotAnAddress, start).because("it is too long"));
        }
        let url = Url::parse(text)
            .map_err(|why| FetchError::new(Kind::NotAnAddress, text).because(&why.to_string()))?;
        Self::of(url, ports)
    }

    /// Where a redirect leads: its `Location`, which may be relative. Judged anew, and never back
    /// from TLS to plain text.
    pub fn follow(&self, location: &str, ports: &[u16]) -> Result<Self, FetchError> {
        let bad = |why: &str| FetchError::new(Kind::BadRedirect, location).because(why);
        if location.len() > LONGEST {
            return Err(self.error(Kind::BadRedirect).because("its address is too long"));
        }
        let mut url = self.url.join(location).map_err(|why| bad(&why.to_string()))?;
        if url.fragment().is_none() {
            // RFC 9110, section 10.2.2: the fragment is inherited.
            url.set_fragment(self.url.fragment());
        }
        if self.is_tls() && url.scheme() == "http" {
            return Err(FetchError::new(Kind::Downgrade, shown(&url)));
        }
        Self::of(url, ports)
    }

    /// Where a `Location` leads, whether or not it may be followed. `None` if that is no address.
    pub fn led(&self, location: &str) -> Option<String> {
        let short = (location.len() <= LONGEST).then_some(location)?;
        Some(self.url.join(short).ok()?.into())
    }

    fn of(url: Url, ports: &[u16]) -> Result<Self, FetchError> {
        let fail = |kind: Kind| FetchError::new(kind, shown(&url));
        if !matches!(url.scheme(), "http" | "https") {
            return Err(fail(Kind::Scheme).because(url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(fail(Kind::Credentials));
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !ports.contains(&port) {
            return Err(fail(Kind::Port).because(&port.to_string()));
        }
        let judge = |address: IpAddr| {
            Public::judge(address)
                .map(Whom::Address)
                .map_err(|range| fail(Kind::Range).because(range))
        };
        let whom = match url.host() {
            None => return Err(fail(Kind::NotAnAddress).because("it has no host")),
            Some(Host::Ipv4(v4)) => judge(v4.into())?,
            Some(Host::Ipv6(v6)) => judge(v6.into())?,
            Some(Host::Domain(name)) => match names::refused(name) {
                Some(why) => return Err(fail(Kind::Name).because(why)),
                None => Whom::Name(name.to_owned()),
            },
        };
        Ok(Self { url, whom })
    }

    /// Who is asked.
    pub fn whom(&self) -> &Whom {
        &self.whom
    }

    /// The whole address, in its normal form.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The address without its fragment, which is never sent: two that differ in it alone are one.
    pub fn sent(&self) -> &str {
        let text = self.url.as_str();
        text.split_once('#').map_or(text, |(sent, _)| sent)
    }

    /// Whether TLS is spoken.
    pub fn is_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// The host as it stands in the address, brackets included: for certificates, see `tls`.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The header `Host`: with the port, if it is not the scheme's.
    pub fn authority(&self) -> String {
        match self.url.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host().to_owned(),
        }
    }

    /// Scheme, host and port: whose `robots.txt` counts.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.url.scheme(), self.authority())
    }

    /// Path and query, as they are sent.
    pub fn path_and_query(&self) -> String {
        match self.url.query() {
            Some(query) => format!("{}?{query}", self.url.path()),
            None => self.url.path().to_owned(),
        }
    }

    /// An error about this address.
    pub fn error(&self, kind: Kind) -> FetchError {
        FetchError::new(kind, shown(&self.url))
    }
}

/// An address as errors show it: without credentials.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Fails only where there can be none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORTS: &[u16] = &[80, 443, 8080];

    fn kind(text: &str) -> Option<Kind> {
        Target::parse(text, PORTS).err().map(|error| error.kind)
    }

    #[test]
    fn what_is_sent_is_what_was_judged() {
        let target = Target::parse("HTTP://Shop.Example-Mall.CN:8080/a b?q=\u{4f60}#x", PORTS);
        let target = target.expect("an address");
        assert_eq!(target.whom(), &Whom::Name("shop.example-mall.cn".to_owned()));
        assert_eq!(target.authority(), "shop.example-mall.cn:8080");
        assert_eq!(target.path_and_query(), "/a%20b?q=%E4%BD%A0");
        assert_eq!(target.sent(), "http://shop.example-mall.cn:8080/a%20b?q=%E4%BD%A0");
        let next = target.follow("../c", PORTS).expect("followed");
        assert_eq!(next.as_str(), "http://shop.example-mall.cn:8080/c#x");
    }

    #[test]
    fn an_error_shows_no_password() {
        let error = Target::parse("http://me:secret@mall.cn/", PORTS).expect_err("refused");
        assert_eq!((error.kind, error.address.as_str()), (Kind::Credentials, "http://mall.cn/"));
    }

    #[test]
    fn each_refusal_has_its_kind() {
        for (text, expected) in [
            ("mall.cn", Kind::NotAnAddress),
            ("ftp://mall.cn/", Kind::Scheme),
            ("http://mall.cn:22/", Kind::Port),
            ("http://localhost/", Kind::Name),
            ("http://2130706433/", Kind::Range),
        ] {
            assert_eq!(kind(text), Some(expected), "{text}");
        }
        let secure = Target::parse("https://mall.cn/", PORTS).expect("an address");
        let back = secure.follow("http://mall.cn/", PORTS).expect_err("refused");
        assert_eq!(back.kind, Kind::Downgrade);
    }
}
