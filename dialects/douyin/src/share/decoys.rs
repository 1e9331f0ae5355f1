//! What its share texts hold besides words: groups of signs that mean nothing to a reader and stand
//! in any order before or behind the link (`AgB:/ h@o.dn 05/17 :4pm`).

use drawbridge_canon::share::words::{is_space, skip_space};

/// What is left of `text` behind the decoys with which it begins, at most one of each sort: a title
/// may itself begin with a date. The second value says whether there was any.
pub(super) fn strip(text: &str) -> (&str, bool) {
    let mut seen = [false; 4];
    let mut rest = text;
    loop {
        let near = skip_space(rest);
        let word = first(near);
        match sort(word) {
            Some(sort) if !seen[sort] => seen[sort] = true,
            _ => return (rest, seen.contains(&true)),
        }
        rest = &near[word.len()..];
    }
}

/// The first word; one that a slash ends may stand against the next (`AgB:/h@o.dn`).
fn first(text: &str) -> &str {
    let word = text.split(is_space).next().unwrap_or_default();
    match word.find(":/") {
        Some(at) if at <= 3 && !word[at..].starts_with("://") => &word[..at + ":/".len()],
        _ => word,
    }
}

/// What is left of `text` before the decoys with which it ends. A date is not taken for one here:
/// titles end with dates.
pub(super) fn strip_end(text: &str) -> &str {
    let mut rest = text;
    loop {
        let near = rest.trim_end_matches(is_space);
        let word = near.rsplit(is_space).next().unwrap_or_default();
        if word.is_empty() || !matches!(sort(word), Some(0 | 1)) {
            return rest;
        }
        rest = &near[..near.len() - word.len()];
    }
}

/// Which sort of decoy a word is.
fn sort(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let letters = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let mail = || {
        let (name, rest) = word.split_once('@')?;
        let (host, end) = rest.split_once('.')?;
        Some(letters(name, 2) && letters(host, 2) && letters(end, 3))
    };
    let begins =
        |part: &str| letters(part, 3) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if word.strip_suffix(":/").is_some_and(begins) {
        Some(0)
    } else if mail() == Some(true) {
        Some(1)
    } else if matches!(bytes, [a, b, b'/', c, d] if [a, b, c, d].iter().all(|b| b.is_ascii_digit()))
    {
        Some(2)
    } else if word.starts_with(':')
        && (word.ends_with("am") || word.ends_with("pm"))
        && bytes.len() < 6
    {
        Some(3)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoys_stand_in_any_order() {
        assert_eq!(strip("z@G.vs YZZ:/ 08/31 题"), (" 题", true));
        assert_eq!(strip(":1pm 11/11 GvS:/ b@n.dN 08/31 题"), (" 08/31 题", true));
        assert_eq!(strip("题 08/31"), ("题 08/31", false));
        assert_eq!(strip("http://a.cn/"), ("http://a.cn/", false));
        assert_eq!(strip("YZZ:/M@j.CU 题"), (" 题", true));
        assert_eq!(strip_end("题 08/31 V@y.tE eBg:/ "), "题 08/31 ");
        assert_eq!(strip_end("写信到 someone@example.com"), "写信到 someone@example.com");
    }
}
