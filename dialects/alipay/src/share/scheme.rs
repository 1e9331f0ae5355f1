//! `alipays://platformapi/startapp?appId=…`: what the app is told to open.

use drawbridge_canon::form::{escape, unescape_uri};
use drawbridge_canon::share::{Address, web_address};
use url::Url;

/// The app's own page container: what it opens stands in `url`.
pub(super) const CONTAINER: &str = "20000067";

/// The app's scanner: what it reads stands in `qrcode`.
const SCANNER: &str = "10000007";

/// Where the app is started.
const START: &str = "alipays://platformapi/startapp";

/// What the app is told to open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// Sixteen digits for a mini program, eight for a part of the app itself.
    pub(crate) app_id: String,
    /// The page of the mini program, with its own query perhaps.
    pub(crate) page: Option<String>,
    /// The query with which the mini program is started.
    pub(crate) query: Option<String>,
    /// The address in the container or on the scanner.
    pub(crate) inner: Option<String>,
}

impl Start {
    /// Reads `alipays://`, `alipay://`, or `alipayqr://`, which older posters have.
    pub(crate) fn parse(link: &str) -> Option<Self> {
        let (scheme, rest) = link.split_once("://")?;
        let own = ["alipays", "alipay", "alipayqr"];
        if !own.iter().any(|own| scheme.eq_ignore_ascii_case(own)) {
            return None;
        }
        let (place, query) = rest.split_once('?')?;
        if !place.trim_end_matches('/').eq_ignore_ascii_case("platformapi/startapp") {
            return None;
        }
        let query = query.split('#').next()?;
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let found = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.and_then(|(_, value)| unescape_uri(value)).filter(|value| !value.is_empty())
        };
        let app_id = value("appId").or_else(|| value("saId"))?;
        let inner = match app_id.as_str() {
            CONTAINER => value("url"),
            SCANNER => value("qrcode"),
            _ => None,
        };
        let sound = (8..=16).contains(&app_id.len()) && app_id.bytes().all(|b| b.is_ascii_digit());
        sound.then(|| Self { app_id, page: value("page"), query: value("query"), inner })
    }

    /// Whether it starts a mini program and not a part of the app.
    pub(crate) fn is_mini_program(&self) -> bool {
        self.app_id.len() == 16
    }

    /// Whether it says nothing but an address that is to be opened or scanned.
    pub(crate) fn is_wrapper(&self) -> bool {
        matches!(self.app_id.as_str(), CONTAINER | SCANNER) && self.inner.is_some()
    }

    /// The page with all that is told to it and to its program, without a leading slash. What is told to
    /// the program (`query`) and to the page (behind its `?`) are two things to the app, and one here.
    pub(crate) fn path(&self) -> Option<String> {
        let page = self.page.as_deref().unwrap_or_default().trim_start_matches('/');
        let query = self.query.as_deref().unwrap_or_default().trim_start_matches(['?', '&']);
        let glue = match page.chars().next_back() {
            _ if query.is_empty() => "",
            Some('?' | '&') => "",
            _ if page.contains('?') => "&",
            _ => "?",
        };
        Some(format!("{page}{glue}{query}")).filter(|path| !path.is_empty())
    }

    /// The address within, if it is one of the web.
    pub(crate) fn web(&self) -> Option<Url> {
        web_address(self.inner.as_deref()?)
    }

    /// In the app's scheme.
    pub(crate) fn link(&self) -> String {
        let mut link = format!("{START}?appId={}", self.app_id);
        let inner = if self.app_id == SCANNER { "qrcode" } else { "url" };
        for (name, value) in [("page", &self.page), ("query", &self.query), (inner, &self.inner)] {
            if let Some(value) = value {
                link = format!("{link}&{name}={}", escape(value.as_bytes()));
            }
        }
        link
    }

    /// For the web: a page that starts the app, or says where to get it.
    pub(crate) fn wrapped(&self) -> String {
        format!("https://ds.alipay.com/?scheme={}", escape(self.link().as_bytes()))
    }
}

/// What the wrapping pages carry: `?scheme=…`, escaped, or as it is with all behind it.
pub(super) fn unwrapped(url: &Url) -> Option<Start> {
    let query = url.query()?;
    let raw = query.strip_prefix("scheme=").or_else(|| Some(query.split_once("&scheme=")?.1));
    // The parameter's own name may be escaped too.
    let Some(raw) = raw else { return Start::parse(&url.parameter("scheme")?) };
    Start::parse(raw).or_else(|| Start::parse(&unescape_uri(raw.split('&').next()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let start = Start {
            app_id: "2018062060350751".to_owned(),
            page: Some("pages/web/web?url=https://a.cn/?x=1&y=中".to_owned()),
            query: Some("a=1&b=+".to_owned()),
            inner: None,
        };
        assert_eq!(Start::parse(&start.link()), Some(start.clone()));
        let wrapped = Url::parse(&start.wrapped()).expect("an address");
        assert_eq!(unwrapped(&wrapped), Some(start));
    }

    #[test]
    fn a_wrapper_is_read_however_its_parameter_is_spelt() {
        let start = "alipays%3A%2F%2Fplatformapi%2Fstartapp%3FappId%3D2018062060350751";
        for query in ["scheme=", "a=1&scheme=", "%73cheme=", "a=1&sch%65me="] {
            let url = Url::parse(&format!("https://ulink.alipay.com/?{query}{start}&b=2")).unwrap();
            let app = unwrapped(&url).map(|start| start.app_id);
            assert_eq!(app.as_deref(), Some("2018062060350751"), "{query}");
        }
    }

    #[test]
    fn page_and_query_are_one_path() {
        let path = |page: Option<&str>, query: Option<&str>| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let app_id = "2018062060350751".to_owned();
            Start { app_id, page: owned(page), query: owned(query), inner: None }.path()
        };
        assert_eq!(path(Some("/pages/item"), Some("id=42")).as_deref(), Some("pages/item?id=42"));
        assert_eq!(path(Some("p?a=1"), Some("id=42")).as_deref(), Some("p?a=1&id=42"));
        assert_eq!(path(Some("p?"), Some("?id=42")).as_deref(), Some("p?id=42"));
        assert_eq!(path(Some("p"), None).as_deref(), Some("p"));
        assert_eq!(path(None, Some("id=42")).as_deref(), Some("?id=42"));
        assert_eq!(path(Some("/"), None), None);
    }

    #[test]
    fn what_starts_nothing_is_refused() {
        for bad in [
            "alipays://",
            "alipays://platformapi/startapp",
            "alipays://platformapi/startapp?appId=",
            "alipays://platformapi/startapp?appId=1'><script>",
            "alipays://platformapi/other?appId=20000067",
            "https://platformapi/startapp?appId=20000067",
            "alipays://platformapi/startapp?appId=%ff%ff%ff%ff%ff%ff%ff%ff",
        ] {
            assert_eq!(Start::parse(bad), None, "{bad}");
        }
    }
}
