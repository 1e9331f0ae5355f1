//! Hosts, and addresses in their canonical form.

use url::Url;

use super::card::Kind;
use super::opening::Opening;

/// A host of a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// In small letters. With a leading dot it stands for itself and all hosts below it.
    pub name: &'static str,
    /// What stands there.
    pub role: HostRole,
}

/// What stands at a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostRole {
    /// The things themselves.
    Pages,
    /// Short links: each must be followed to know what it means.
    Short,
    /// It passes on to the address that it carries: see [`Share::passes_to`](super::Share::passes_to).
    Passes,
    /// Pictures and files.
    Files,
    /// Its owner's too, and nothing that is shared: only nobody else's.
    Own,
}

impl Host {
    /// A host of pages.
    pub const fn pages(name: &'static str) -> Self {
        Self { name, role: HostRole::Pages }
    }

    /// A host of short links.
    pub const fn short(name: &'static str) -> Self {
        Self { name, role: HostRole::Short }
    }

    /// A host that passes on.
    pub const fn passes(name: &'static str) -> Self {
        Self { name, role: HostRole::Passes }
    }

    /// A host of files.
    pub const fn files(name: &'static str) -> Self {
        Self { name, role: HostRole::Files }
    }

    /// A host that is its owner's too. It is not read.
    pub const fn own(name: &'static str) -> Self {
        Self { name, role: HostRole::Own }
    }

    /// Whether `host`, in small letters, is this one or below it.
    pub fn has(&self, host: &str) -> bool {
        match self.name.strip_prefix('.') {
            None => host == self.name,
            Some(name) => {
                host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
        }
    }
}

/// An address of a platform in its canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// Without trackers and without the sharer: the same thing has the same address, whoever
    /// shares it from whichever app.
    pub url: String,
    /// What kind of thing it is, where the address tells.
    pub kind: Option<Kind>,
    /// The platform's own number for it.
    pub id: Option<String>,
    /// Ways to open it that follow from the address alone, the most direct first.
    pub openings: Vec<Opening>,
}

impl Canonical {
    /// A page of which the address tells nothing but that it is one.
    pub fn page(url: Url) -> Self {
        Self { url: url.into(), kind: None, id: None, openings: Vec::new() }
    }
}

/// An address of the web that stands in a text, such as a wrapper's parameter: `http` or `https`, nothing else.
pub fn web_address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// An address as platforms ask about it.
pub trait Address {
    /// The host in small letters, empty if there is none.
    fn host_name(&self) -> &str;
    /// The first value of a parameter of the query.
    fn parameter(&self, name: &str) -> Option<String>;
    /// The parts of the path, none of them empty, percent-escapes kept.
    fn segments(&self) -> Vec<&str>;
    /// The same address with those parameters only for which `keep` says so, in their order, and
    /// without fragment.
    #[must_use]
    fn keeping(&self, keep: impl Fn(&str) -> bool) -> Url;
}

impl Address for Url {
    fn host_name(&self) -> &str {
        self.host_str().unwrap_or_default()
    }

    fn parameter(&self, name: &str) -> Option<String> {
        self.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    fn segments(&self) -> Vec<&str> {
        self.path().split('/').filter(|segment| !segment.is_empty()).collect()
    }

    fn keeping(&self, keep: impl Fn(&str) -> bool) -> Url {
        let mut url = self.clone();
        url.set_fragment(None);
        let query = Query::of(self.query().unwrap_or_default()).keeping(keep);
        url.set_query((!query.is_empty()).then_some(query.as_str()));
        url
    }
}

/// The query of an address, its parts as they stand: nothing is encoded anew.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a>(&'a str);

impl<'a> Query<'a> {
    /// A query without its `?`.
    pub const fn of(text: &'a str) -> Self {
        Self(text)
    }

    /// Only those parts for whose names `keep` says so.
    pub fn keeping(self, keep: impl Fn(&str) -> bool) -> String {
        let name = |part: &str| part.split('=').next().unwrap_or_default().to_owned();
        let parts = self.0.split('&').filter(|part| !part.is_empty() && keep(&name(part)));
        parts.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leading_dot_stands_for_all_below() {
        assert!(Host::pages(".a.cn").has("a.cn") && Host::pages(".a.cn").has("x.a.cn"));
        assert!(!Host::pages(".a.cn").has("ba.cn") && !Host::pages("a.cn").has("x.a.cn"));
    }

    #[test]
    fn what_is_kept_stays_as_it_was() -> Result<(), url::ParseError> {
        let url = Url::parse("https://a.cn/p?spm=1&id=%E4%B8%AD&utm_x=2#f")?;
        assert_eq!(url.keeping(|name| name == "id").as_str(), "https://a.cn/p?id=%E4%B8%AD");
        assert_eq!(url.keeping(|_| false).as_str(), "https://a.cn/p");
        Ok(())
    }
}
