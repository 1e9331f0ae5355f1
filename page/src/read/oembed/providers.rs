//! The public registry of providers.

/// The registry: one provider a line.
const PROVIDERS: &str = include_str!("providers.txt");

/// The address at which a provider of the registry is asked about `url`, in JSON. `None` if nobody
/// of it knows such addresses.
///
/// ```
/// let asked = drawbridge_page::oembed::endpoint("https://vimeo.com/311983548");
/// let meant = "https://vimeo.com/api/oembed.json?url=https%3A%2F%2Fvimeo.com%2F311983548&format=json";
/// assert_eq!(asked.as_deref(), Some(meant));
/// ```
pub fn endpoint(url: &str) -> Option<String> {
    let rows = PROVIDERS.lines().filter(|line| !line.starts_with('#'));
    let mut rows = rows.filter_map(|line| line.split_once('\t'));
    let (endpoint, _) =
        rows.find(|(_, schemes)| schemes.split(' ').any(|scheme| fits(scheme, url)))?;
    let endpoint = endpoint.replace("{format}", "json");
    let parted = if endpoint.contains('?') { '&' } else { '?' };
    let asked: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    Some(format!("{endpoint}{parted}url={asked}&format=json"))
}

/// Whether an address fits a scheme, in which `*` stands for any characters: in the host for
/// labels only, so that `*.a.com` does not fit `evil.cn/x.a.com` (oembed.com, 2.1).
fn fits(scheme: &str, url: &str) -> bool {
    let parts = |text: &str| {
        let (name, rest) = text.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        Some((name.to_owned(), rest[..end].to_ascii_lowercase(), rest[end..].to_owned()))
    };
    let (Some(scheme), Some(url)) = (parts(scheme), parts(url)) else { return false };
    let named = scheme.0 == url.0 || (scheme.0 == "http" && url.0 == "https");
    named && glob(&scheme.1, &url.1) && glob(&scheme.2, &url.2)
}

/// Whether a text fits a pattern with `*`. In time that is the product of both at most.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut open = false;
    let mut last = "";
    for part in parts {
        open = true;
        last = part;
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    if open { last.is_empty() || text.ends_with(last) } else { rest.is_empty() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_where_it_stands() {
        assert!(fits("https://*.a.com/v/*", "https://www.a.com/v/1?x"));
        assert!(fits("http://a.com/*", "https://a.com/"));
        assert!(!fits("https://*.a.com/*", "https://evil.cn/x.a.com/"));
        assert!(!fits("https://a.com/v/*", "https://a.com/w/1"));
        assert!(glob("a*b*c", "axxbyc") && !glob("a*b*c", "axxbyd") && !glob("ab", "abc"));
    }

    #[test]
    fn every_row_of_the_registry_is_whole() {
        let rows: Vec<_> = PROVIDERS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 300, "{}", rows.len());
        for row in rows {
            let (endpoint, schemes) = row.split_once('\t').unwrap();
            assert!(url::Url::parse(&endpoint.replace("{format}", "json")).is_ok(), "{row}");
            assert!(!schemes.is_empty(), "{row}");
        }
    }
}
