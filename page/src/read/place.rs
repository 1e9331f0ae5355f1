//! Where a page stands, and the addresses in it.

use url::{Host, Url};

use super::limits::ADDRESS_BYTES;

/// A page's own address, and the one to which those within it are relative.
#[derive(Clone, Debug)]
pub(super) struct Place {
    page: Option<Url>,
    base: Option<Url>,
}

impl Place {
    /// Of a page at `url` with a `<base href>`.
    pub(super) fn of(url: &str, base: Option<&str>) -> Self {
        let page = Url::parse(url).ok().filter(web);
        let base = base.and_then(|base| match &page {
            Some(page) => page.join(base).ok(),
            None => Url::parse(base).ok(),
        });
        Self { base: base.filter(web).or_else(|| page.clone()), page }
    }

    /// The page's own address.
    pub(super) fn page(&self) -> Option<&Url> {
        self.page.as_ref()
    }

    /// An address in the page, absolute. `None` for what is not on the web, or no address.
    pub(super) fn resolve(&self, href: &str) -> Option<String> {
        self.url(href).map(String::from)
    }

    fn url(&self, href: &str) -> Option<Url> {
        let href = href.trim();
        if href.is_empty() || href.len() > ADDRESS_BYTES || href.starts_with('#') {
            return None;
        }
        let url = match &self.base {
            // Without its scheme, it begins with the page's own host.
            Some(base)
                if base.host_str().is_some_and(|host| href.split('/').next() == Some(host)) =>
            {
                Url::parse(&format!("{}://{href}", base.scheme())).ok()?
            }
            Some(base) => base.join(href).ok()?,
            None => Url::parse(href).ok()?,
        };
        web(&url).then_some(url)
    }

    /// An address that the page says is its own, wherever that is. It is a claim: whoever opens or
    /// judges the page does so where it was found.
    pub(super) fn claimed(&self, href: &str) -> Option<Url> {
        let url = self.url(href)?;
        // A page that calls a site's front its canonical address has a mistaken template.
        let front = |url: &Url| url.path() == "/" && url.query().is_none();
        let mistaken = self.page.as_ref().is_some_and(|page| front(&url) && !front(page));
        (!mistaken).then_some(url)
    }

    /// Such an address below the registrable domain where the page was found.
    pub(super) fn own(&self, href: &str) -> Option<String> {
        self.claimed(href).filter(|url| self.is_own(url)).map(String::from)
    }

    /// Whether an address is below the page's own registrable domain, as far as that is known.
    pub(super) fn is_own(&self, url: &Url) -> bool {
        self.page.as_ref().is_none_or(|page| same_owner(page, url))
    }
}

fn web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Whether both are below the same registrable domain (Public Suffix List), or on the same host.
fn same_owner(one: &Url, other: &Url) -> bool {
    if one.host() == other.host() {
        return true;
    }
    let domain = |url: &Url| match url.host() {
        Some(Host::Domain(name)) => psl::domain_str(name).map(str::to_owned),
        _ => None,
    };
    domain(one).is_some_and(|one| Some(one) == domain(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_relative_to_the_base() {
        let place = Place::of("https://a.cn/p/q", Some("/r/"));
        assert_eq!(place.resolve("s.png").as_deref(), Some("https://a.cn/r/s.png"));
        assert_eq!(place.resolve("//b.cn/x").as_deref(), Some("https://b.cn/x"));
        for bad in ["javascript:alert(1)", "data:image/png;base64,AA", "", "#top", "https://"] {
            assert_eq!(place.resolve(bad), None, "{bad}");
        }
        assert_eq!(Place::of("", None).resolve("/x"), None);
    }

    #[test]
    fn a_page_speaks_for_its_own_domain_only() {
        let place = Place::of("https://m.shop.com.cn/a", None);
        assert!(place.own("https://www.shop.com.cn/a").is_some());
        assert!(place.own("https://other.com.cn/a").is_none());
        assert!(place.own("https://www.shop.com.cn/").is_none());
    }
}
