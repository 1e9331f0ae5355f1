//! Values in the forms in which cards tell them: names, languages, addresses of apps.

/// The oEmbed link of a `Link` header (RFC 8288): `<address>; rel="alternate"; type="…+oembed"`.
pub(super) fn linked_by(header: &str) -> Option<(String, bool)> {
    header.split('<').skip(1).take(32).find_map(|link| {
        let (href, parameters) = link.split_once('>')?;
        let small = parameters.to_ascii_lowercase();
        let (json, xml) = (small.contains("json+oembed"), small.contains("xml+oembed"));
        (small.contains("alternate") && (json || xml)).then(|| (href.trim().to_owned(), !json))
    })
}

/// What stands behind the last stroke of a title: there sites put their name.
pub(super) fn behind_stroke(title: &str) -> Option<&str> {
    let (_, name) = title.rsplit_once(['|', '-']).filter(|(_, name)| name.starts_with(' '))?;
    let name = name.trim();
    (!name.is_empty()).then_some(name)
}

/// An app's own address. What a browser would run is none.
pub(super) fn app(text: &str) -> Option<String> {
    let url = url::Url::parse(text).ok()?;
    let runs = matches!(url.scheme(), "javascript" | "data" | "file" | "vbscript" | "blob");
    (!runs).then(|| url.into())
}

/// A name of a person: an address of their page is none.
pub(super) fn person(name: &str) -> Option<String> {
    let name = name.trim();
    let by = name.get(..3).filter(|by| by.eq_ignore_ascii_case("by "));
    let name = name[by.map_or(0, str::len)..].trim();
    let address = name.contains("://") || name.starts_with("www.") || name.starts_with('/');
    (!name.is_empty() && !address && name.chars().count() <= 128).then(|| name.to_owned())
}

/// A language in BCP 47: `zh_CN` is `zh-CN`.
pub(super) fn tongue(text: &str) -> Option<String> {
    let first = text.split([',', ';', ' ']).next()?.replace('_', "-");
    let mut parts = first.split('-');
    let main = parts.next()?.to_ascii_lowercase();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let fits = (2..=3).contains(&main.len()) && main.bytes().all(|b| b.is_ascii_lowercase());
    if !fits || main == "und" {
        return None;
    }
    let mut tag = main;
    for part in parts.take_while(|part| letters(part) && (2..=8).contains(&part.len())).take(3) {
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            _ => tag.push_str(part),
        }
    }
    Some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_form_of_cards() {
        assert_eq!(person("By Will Smale").as_deref(), Some("Will Smale"));
        assert_eq!(person("https://a.cn/u"), None);
        assert_eq!(tongue("zh_cn").as_deref(), Some("zh-CN"));
        assert_eq!(tongue("zh-Hans-CN, en").as_deref(), Some("zh-Hans-CN"));
        assert_eq!(tongue("und"), None);
        assert_eq!(behind_stroke("A - B | C"), Some("C"));
        assert_eq!(behind_stroke("A-B"), None);
        assert_eq!(app("javascript:alert(1)"), None);
        assert_eq!(app("shop://p/1").as_deref(), Some("shop://p/1"));
    }
}
