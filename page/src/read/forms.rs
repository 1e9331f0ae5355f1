//! Values in the forms in which cards tell them: names, languages, addresses of apps.

use super::date;

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

/// A name of a person, without the words and the day with which bylines surround it. An address of
/// their page is none, and neither is what a form or a button says.
pub(super) fn person(name: &str) -> Option<String> {
    let name = undated(labelled(name.trim()));
    let name = name.trim_end_matches(|end: char| end.is_whitespace() || ",;:|/·•-–—".contains(end));
    let address = name.contains("://") || name.starts_with("www.") || name.starts_with('/');
    let small = name.chars().take(11).collect::<String>().to_ascii_lowercase();
    let says = ["follow @", "view author", "view all", "name *", "name (", "no author"];
    let form = small == "name" || says.iter().any(|says| small.starts_with(says));
    let fits = !address && !form && name.chars().count() <= 128;
    (fits && name.chars().any(char::is_alphabetic)).then(|| name.to_owned())
}

/// What stands behind the word by which a byline begins.
fn labelled(name: &str) -> &str {
    let starts =
        |word: &&str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if let Some(word) = ["view all posts by ", "all posts by "].iter().find(|word| starts(word)) {
        return &name[word.len()..];
    }
    let words = ["written by", "posted by", "by", "von", "par", "por"];
    let Some(word) = words.iter().find(|word| starts(word)) else { return name };
    let (before, behind) = name.split_at(word.len());
    let capital = before.ends_with('y') && behind.starts_with(|next: char| next.is_uppercase());
    let parted = behind.starts_with([' ', ':', '\u{a0}']) || capital && behind.contains(' ');
    if parted { behind.trim_start_matches([' ', ':', '\u{a0}']) } else { name }
}

/// What stands before the day behind a name.
fn undated(name: &str) -> &str {
    let Some(at) = name.find(|letter: char| letter.is_ascii_digit()) else { return name };
    if at == 0 || date::normal(&name[at..]).is_none() {
        return name;
    }
    let before = name[..at].trim_end();
    // `Name Updated: 3 May 2016`, `Name on 3 May 2016`
    match before.rsplit_once(' ') {
        Some((name, word)) if word.ends_with(':') || ["on", "am", "le"].contains(&word) => name,
        _ => before,
    }
}

/// Several names as one.
pub(super) fn joined(names: &[String]) -> String {
    match names {
        [both @ .., last] if !both.is_empty() => format!("{} and {last}", both.join(", ")),
        _ => names.concat(),
    }
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
        for (text, name) in [
            ("By: Ann Ek", "Ann Ek"),
            ("ByAnn Ek", "Ann Ek"),
            ("Byron", "Byron"),
            ("von lupa", "lupa"),
            ("View all posts by Ann Ek", "Ann Ek"),
            ("谢某2017-03-01 14:27:02", "谢某"),
            ("Ann Ek Updated: 3 May 2016", "Ann Ek"),
            ("Ann Ek on 3 May 2016", "Ann Ek"),
            ("agent007", "agent007"),
        ] {
            assert_eq!(person(text).as_deref(), Some(name), "{text}");
        }
        for text in ["https://a.cn/u", "Name *", "Follow @a", "View author archive", "-"] {
            assert_eq!(person(text), None, "{text}");
        }
        assert_eq!(tongue("zh_cn").as_deref(), Some("zh-CN"));
        assert_eq!(tongue("zh-Hans-CN, en").as_deref(), Some("zh-Hans-CN"));
        assert_eq!(tongue("und"), None);
        assert_eq!(behind_stroke("A - B | C"), Some("C"));
        assert_eq!(behind_stroke("A-B"), None);
        assert_eq!(app("javascript:alert(1)"), None);
        assert_eq!(app("shop://p/1").as_deref(), Some("shop://p/1"));
    }
}
