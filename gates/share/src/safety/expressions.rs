//! The expressions of an address under which lists know it: Safe Browsing's suffixes of the host with
//! prefixes of the path (developers.google.com/safe-browsing/reference/URLs.and.Hashing).

use url::{Host, Url};

/// Most labels of a host that are looked up, from its end.
const LABELS_MAX: usize = 5;
/// Most folders of a path that are looked up, from its beginning.
const FOLDERS_MAX: usize = 4;

/// All expressions of an address, at most thirty, without scheme, user and port.
pub(super) fn of(url: &Url) -> Vec<String> {
    let Some(host) = url.host() else { return Vec::new() };
    let hosts = match host {
        Host::Domain(name) => suffixes(name.trim_end_matches('.')),
        address => vec![address.to_string()],
    };
    let paths = prefixes(url);
    hosts.iter().flat_map(|host| paths.iter().map(move |path| format!("{host}{path}"))).collect()
}

/// The host itself, and up to four that begin at one of its last five labels.
fn suffixes(host: &str) -> Vec<String> {
    let labels: Vec<&str> = host.split('.').collect();
    let from = labels.len().saturating_sub(LABELS_MAX);
    let last = labels.len().saturating_sub(1);
    let mut all = vec![host.to_owned()];
    all.extend((from.max(1)..last).map(|at| labels[at..].join(".")));
    all
}

/// The path with and without its query, and up to four folders from the root.
fn prefixes(url: &Url) -> Vec<String> {
    let path = url.path();
    let mut all = Vec::new();
    if let Some(query) = url.query() {
        all.push(format!("{path}?{query}"));
    }
    all.push(path.to_owned());
    let ends = path.match_indices('/').map(|(at, _)| at + 1).take(FOLDERS_MAX);
    all.extend(ends.map(|end| path[..end].to_owned()).filter(|folder| folder != path));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the page named above.
    #[test]
    fn a_long_address_has_the_published_expressions() -> Result<(), url::ParseError> {
        let mut found = of(&Url::parse("http://a.b.com/1/2.html?param=1")?);
        found.sort();
        let mut published = [
            "a.b.com/1/2.html?param=1",
            "a.b.com/1/2.html",
            "a.b.com/",
            "a.b.com/1/",
            "b.com/1/2.html?param=1",
            "b.com/1/2.html",
            "b.com/",
            "b.com/1/",
        ];
        published.sort_unstable();
        assert_eq!(found, published);
        let deep = of(&Url::parse("http://a.b.c.d.e.f.com/1.html")?);
        let hosts = ["a.b.c.d.e.f.com", "c.d.e.f.com", "d.e.f.com", "e.f.com", "f.com"];
        let expected: Vec<String> =
            hosts.iter().flat_map(|host| [format!("{host}/1.html"), format!("{host}/")]).collect();
        assert_eq!(deep, expected);
        assert_eq!(of(&Url::parse("http://1.2.3.4/1/")?), ["1.2.3.4/1/", "1.2.3.4/"]);
        Ok(())
    }
}
