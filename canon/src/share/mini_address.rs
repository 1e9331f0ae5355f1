//! The web's own address of a mini program (W3C MiniApp Addressing, Group Note of June 2024).
//!
//! ```text
//! miniappuri = uri-prefix uri-infix "/" identify path-abempty [ "?" query ] [ "#" fragment ]
//! uri-prefix = ( custom-scheme "://" ) / ( "https://" host "/" )
//! uri-infix  = "miniapp"
//! identify   = id [ ";version=" version ]
//! ```
//!
//! `id` and `version` are `1*unreserved`; the infix and the key `version` are matched in any letter
//! case, and so are the two values compared.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::card::Card;
use super::opening::Opening;
use super::telling::told_path;

/// Where a page of a mini program is, in nobody's own scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MiniAddress {
    /// Who runs it: `https://` and a host (and a port), or a scheme of an app and `://`.
    pub prefix: MiniPrefix,
    /// The program, as its host knows it.
    pub id: String,
    /// One version of it.
    pub version: Option<String>,
    /// The page with its leading slash. Empty for the first page.
    pub path: String,
    /// Without `?`.
    pub query: Option<String>,
    /// Without `#`.
    pub fragment: Option<String>,
}

/// What stands before `miniapp`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MiniPrefix {
    /// `https://HOST/`: works everywhere.
    Https(String),
    /// `SCHEME://`: works where an app claimed it.
    Scheme(String),
}

impl MiniAddress {
    /// Reads either form. `None` for what the grammar does not permit.
    pub fn parse(address: &str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let (prefix, rest) = if scheme.eq_ignore_ascii_case("https") {
            let (host, rest) = rest.split_once('/')?;
            is_host(host).then_some((MiniPrefix::Https(host.to_ascii_lowercase()), rest))?
        } else {
            let own = is_scheme(scheme) && !scheme.eq_ignore_ascii_case("http");
            own.then_some((MiniPrefix::Scheme(scheme.to_ascii_lowercase()), rest))?
        };
        let (infix, rest) = rest.split_once('/')?;
        if !infix.eq_ignore_ascii_case("miniapp") {
            return None;
        }
        let (rest, fragment) = parted(rest, '#');
        let (rest, query) = parted(rest, '?');
        let (identify, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (id, version) = match identify.split_once(';') {
            Some((id, version)) => (id, Some(version_of(version)?)),
            None => (identify, None),
        };
        let whole = is_unreserved(id)
            && all(path, "/:@!$&'()*+,;=%")
            && [query, fragment].iter().flatten().all(|part| all(part, "/?:@!$&'()*+,;=%"));
        whole.then(|| Self {
            prefix,
            id: id.to_owned(),
            version: version.map(str::to_owned),
            path: path.to_owned(),
            query: query.map(str::to_owned),
            fragment: fragment.map(str::to_owned),
        })
    }

    /// The page that it names, as a card opens it.
    pub fn opening(&self) -> Opening {
        let (MiniPrefix::Https(host) | MiniPrefix::Scheme(host)) = &self.prefix;
        let query = self.query.as_ref().map_or_else(String::new, |query| format!("?{query}"));
        let path = format!("{}{query}", self.path.trim_start_matches('/'));
        Opening::Mini {
            host: host.clone(),
            app_id: Some(self.id.clone()),
            path: Some(path).filter(|path| !path.is_empty()),
            link: Some(self.to_string()),
        }
    }

    /// The address of the first page of a mini program that a card opens and whose program is known.
    /// Its host is the prefix: a domain before `/miniapp/`, or any other name as a scheme.
    pub fn of(card: &Card) -> Option<Self> {
        card.openings.iter().find_map(|told| {
            let Opening::Mini { host, app_id: Some(id), path, link } = &told.value else {
                return None;
            };
            if let Some(own) = link.as_deref().and_then(Self::parse) {
                return Some(own);
            }
            let prefix =
                if host.contains('.') { format!("https://{host}/") } else { format!("{host}://") };
            let page = told_path(path.as_deref().unwrap_or_default());
            let glue = if page.is_empty() { "" } else { "/" };
            Self::parse(&format!("{prefix}miniapp/{id}{glue}{page}"))
        })
    }

    /// Whether both mean the same program in the same version, whatever the letters' case.
    pub fn same_program(&self, other: &Self) -> bool {
        let version = |it: &Self| it.version.as_ref().map(|version| version.to_ascii_lowercase());
        self.id.eq_ignore_ascii_case(&other.id) && version(self) == version(other)
    }
}

impl fmt::Display for MiniAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.prefix {
            MiniPrefix::Https(host) => write!(f, "https://{host}/")?,
            MiniPrefix::Scheme(scheme) => write!(f, "{scheme}://")?,
        }
        write!(f, "miniapp/{}", self.id)?;
        if let Some(version) = &self.version {
            write!(f, ";version={version}")?;
        }
        f.write_str(&self.path)?;
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        if let Some(fragment) = &self.fragment {
            write!(f, "#{fragment}")?;
        }
        Ok(())
    }
}

fn version_of(parameter: &str) -> Option<&str> {
    let (key, version) = parameter.split_once('=')?;
    (key.eq_ignore_ascii_case("version") && is_unreserved(version)).then_some(version)
}

fn parted(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(head, tail)| (head, Some(tail)))
}

/// `1*unreserved` (RFC 3986, 2.3).
fn is_unreserved(text: &str) -> bool {
    !text.is_empty() && all(text, "")
}

/// RFC 3986, 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// A registered name, an address, and a port perhaps; no user.
fn is_host(text: &str) -> bool {
    !text.is_empty() && all(text, ":[]") && !text.starts_with(':')
}

/// Whether all is unreserved or one of `also`, and every `%` begins an escape.
fn all(text: &str, also: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' if also.contains('%') => {
            bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
        }
        byte => {
            byte.is_ascii_alphanumeric()
                || b"-._~".contains(byte)
                || also.as_bytes().contains(byte) && *byte != b'%'
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_notes_own_examples_are_read() {
        let address = "platform://miniapp/foo;version=1.0.1-trial/pages/index?k=v#bar";
        let read = MiniAddress::parse(address).expect("in the grammar");
        assert_eq!(read.prefix, MiniPrefix::Scheme("platform".to_owned()));
        assert_eq!((&*read.id, read.version.as_deref()), ("foo", Some("1.0.1-trial")));
        assert_eq!(
            (&*read.path, read.query.as_deref(), read.fragment.as_deref()),
            ("/pages/index", Some("k=v"), Some("bar"))
        );
        assert_eq!(read.to_string(), address);
        let web = MiniAddress::parse("https://platform.org/miniapp/foo/pages/index").expect("web");
        assert_eq!(web.prefix, MiniPrefix::Https("platform.org".to_owned()));
        assert_eq!((web.version, &*web.path), (None, "/pages/index"));
    }

    #[test]
    fn a_card_that_opens_a_mini_program_has_an_address() {
        let mini = |host: &str, app_id: Option<&str>, path: Option<&str>| Opening::Mini {
            host: host.to_owned(),
            app_id: app_id.map(str::to_owned),
            path: path.map(str::to_owned),
            link: Some("#小程序://某店/aaaaaaaaaaaaaaa".to_owned()),
        };
        let address = |opening: Opening| {
            let from = crate::share::Source::Message;
            let openings = vec![crate::share::Told::new(opening, from)];
            MiniAddress::of(&Card { openings, ..Card::default() }).map(|it| it.to_string())
        };
        for (opening, told) in [
            (
                mini("wechat", Some("wx1"), Some("pages/a?x=中")),
                Some("wechat://miniapp/wx1/pages/a?x=%E4%B8%AD"),
            ),
            (mini("p.org", Some("foo"), None), Some("https://p.org/miniapp/foo")),
            (mini("wechat", None, Some("pages/a")), None),
            (mini("wechat", Some("a b"), None), None),
            (Opening::Web { url: "https://p.org/miniapp/foo".to_owned() }, None),
        ] {
            assert_eq!(address(opening).as_deref(), told);
        }
        let own = "https://p.org/miniapp/foo;version=2/pages/a?x=1";
        let read = MiniAddress::parse(own).expect("in the grammar");
        assert_eq!(address(read.opening()).as_deref(), Some(own));
    }

    #[test]
    fn letters_case_is_nothing() {
        let one = MiniAddress::parse("HTTPS://A.org/MiniApp/Foo;Version=1A/p").expect("read");
        assert_eq!(one.to_string(), "https://a.org/miniapp/Foo;version=1A/p");
        let other = MiniAddress::parse("https://a.org/miniapp/foo;version=1a").expect("read");
        assert!(one.same_program(&other));
        assert!(!one.same_program(&MiniAddress::parse("x://miniapp/foo").expect("read")));
    }

    #[test]
    fn what_the_grammar_does_not_permit_is_refused() {
        for bad in [
            "",
            "miniapp/foo",
            "https://a.org/foo",
            "https://a.org/mini/foo",
            "https:///miniapp/foo",
            "https://u@a.org/miniapp/foo",
            "http://a.org/miniapp/foo",
            "http://miniapp/foo",
            "1x://miniapp/foo",
            "x://miniapp/",
            "x://miniapp",
            "x://miniapp//p",
            "x://miniapp/f o",
            "x://miniapp/foo;version=",
            "x://miniapp/foo;versio=1",
            "x://miniapp/foo;version=1;a=b",
            "x://miniapp/f%41oo",
            "x://miniapp/foo/%zz",
            "x://miniapp/foo/<script>",
            "x://miniapp/foo?\"",
            "x://miniapp/foo#a#b",
        ] {
            assert_eq!(MiniAddress::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            web in any::<bool>(),
            id in "[a-zA-Z0-9._~-]{1,12}",
            version in proptest::option::of("[a-zA-Z0-9._~-]{1,8}"),
            path in "(/[a-z0-9:@!$&'()*+,;=.~_-]{0,6}){0,3}",
            query in proptest::option::of("[a-z0-9/?:@=&]{0,9}"),
            fragment in proptest::option::of("[a-z0-9/?:@]{0,9}"),
        ) {
            let prefix = if web {
                MiniPrefix::Https("h.example:8443".to_owned())
            } else {
                MiniPrefix::Scheme("p+1".to_owned())
            };
            let address = MiniAddress { prefix, id, version, path, query, fragment };
            prop_assert_eq!(MiniAddress::parse(&address.to_string()), Some(address));
        }

        #[test]
        fn anything_is_read_or_refused(text in "(https://|x://)?(a/)?(miniapp/)?\\PC{0,20}") {
            if let Some(read) = MiniAddress::parse(&text) {
                prop_assert_eq!(MiniAddress::parse(&read.to_string()), Some(read));
            }
        }
    }
}
