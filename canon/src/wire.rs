//! Bytes as sent and received. Signatures cover bytes, so nothing here is ever re-serialised
//! before it is verified.

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// Any other: no platform's dialect here speaks it, and each refuses it in its own words.
    Other,
}

impl Method {
    /// The word on the request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Other => "OTHER",
        }
    }
}

/// Who carries a request to the other side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Carrier {
    /// We send it ourselves.
    #[default]
    Us,
    /// The buyer's browser (or app) does: the request is a link or a text to hand over.
    Buyer,
}

/// Header names in lower case with their values, in the order sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    /// The first value of a name, whatever the case of the name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// Adds a header.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_ascii_lowercase(), value.into()));
    }
}

/// A request, exactly as on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Scheme and authority, `https://host[:port]`. Written: where it goes (a connector's endpoint,
    /// which may end in a path). Read: by what name the caller reached us, empty if not known.
    pub origin: String,
    /// The prefix below which our front was reached and which `path` no longer has (`/name`, or
    /// empty for an official host name). Some clients sign it along, others do not.
    pub mount: String,
    /// The raw path below the dialect's mount, percent-escapes kept: `/v3/pay/transactions/native`.
    pub path: String,
    /// The raw query without `?`; `None` if there was none.
    pub query: Option<String>,
    /// The headers.
    pub headers: Headers,
    /// The raw body.
    pub body: Vec<u8>,
    /// Who carries it.
    pub carrier: Carrier,
}

impl Request {
    /// A request with no headers and no body.
    pub fn new(method: Method, origin: &str, path: impl Into<String>) -> Self {
        Self {
            method,
            origin: origin.to_owned(),
            mount: String::new(),
            path: path.into(),
            query: None,
            headers: Headers::default(),
            body: Vec::new(),
            carrier: Carrier::Us,
        }
    }

    /// Path and query as a request line has them.
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// The targets that a caller may have signed: with the mount as on the wire, and without it.
    pub fn signed_targets(&self) -> impl Iterator<Item = String> {
        let bare = self.target();
        let mounted = (!self.mount.is_empty()).then(|| format!("{}{bare}", self.mount));
        std::iter::once(bare).chain(mounted)
    }

    /// The whole address.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin, self.target())
    }

    /// Splits an absolute `http` or `https` address into a request to it; `None` if it is not one.
    pub fn to_url(method: Method, url: &str) -> Option<Self> {
        let start = url.find("://")? + 3;
        if !matches!(&url[..start], "http://" | "https://") {
            return None;
        }
        let url = url.split('#').next().unwrap_or(url);
        let end = url[start..].find(['/', '?']).map_or(url.len(), |at| start + at);
        if end == start {
            return None;
        }
        let (origin, rest) = url.split_at(end);
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (rest, None),
        };
        let path = if path.is_empty() { "/" } else { path };
        Some(Self { query, ..Self::new(method, origin, path) })
    }
}

/// A response, exactly as on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The raw body.
    pub body: Vec<u8>,
}

impl Response {
    /// A response with one content type and a body.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = Headers::default();
        headers.push("content-type", content_type);
        Self { status, headers, body: body.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_split_where_the_wire_splits_it() {
        let split = Request::to_url(Method::Get, "https://h:8/a%7Cb?x=1?#frag").expect("absolute");
        assert_eq!(
            (&*split.origin, &*split.path, split.query.as_deref()),
            ("https://h:8", "/a%7Cb", Some("x=1?"))
        );
        assert_eq!(split.url(), "https://h:8/a%7Cb?x=1?");
        let bare = Request::to_url(Method::Get, "http://h?q").expect("absolute");
        assert_eq!(bare.url(), "http://h/?q");
        for bad in ["/a", "ftp://h/", "https:///a", "https://"] {
            assert_eq!(Request::to_url(Method::Get, bad), None, "{bad}");
        }
    }
}
