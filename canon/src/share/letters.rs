//! Which letters beyond ASCII belong to a link in a message.
//!
//! Hosts have them (IDNA), and so do paths as browsers show them and people copy them. But people also
//! write on against a link without a space, in the same letters. So a host's letters are those that a
//! dot and another part follow; and a path's are those with which a part of it begins, at hosts at
//! which no platform is: its links have none, and its share texts go on right behind them.

use super::message::Names;
use super::words;

/// The longest part of a path in other letters, in characters. Titles of encyclopaedias are shorter;
/// what is longer is a sentence.
const PART_MAX: usize = 40;

/// The longest top-level domain in letters of its own, in characters.
const TOP_MAX: usize = 10;

/// How many bytes the host with which a text begins has, where other letters than ASCII are in it. `None`
/// where it has none, or where they do not belong to it.
pub(super) fn host(text: &str, names: &dyn Names) -> Option<usize> {
    let ends = |c: char| !(is_of_ascii_host(c) || is_of_host(c));
    let whole = &text[..text.find(ends).unwrap_or(text.len())];
    let mut end = 0;
    let mut parts = whole.split('.').peekable();
    while let Some(part) = parts.next() {
        let begins = end + usize::from(end > 0);
        let last = parts.peek().is_none_or(|next| next.is_empty());
        let ascii = part.find(|c: char| !c.is_ascii()).unwrap_or(part.len());
        if ascii < part.len() {
            // `a.cn快看`, `a.cn快看.b`: the host ended, and somebody writes on.
            let over =
                ascii > 0 && begins > 0 && (last || names.is_public(&whole[..begins + ascii]));
            if over {
                end = begins + ascii;
                break;
            }
            let top = part.chars().count() <= TOP_MAX && part.chars().all(char::is_alphanumeric);
            if last && (begins == 0 || ascii > 0 || !top) {
                return None;
            }
        } else if part.is_empty() {
            break;
        }
        end = begins + part.len();
    }
    let host = &whole[..end];
    (!host.is_ascii() && host.contains('.')).then_some(end)
}

fn is_of_ascii_host(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-.".contains(c)
}

/// Whether something beyond ASCII can stand in a host: letters and signs, and what is not seen, with
/// which people are deceived. No punctuation, no white space, and no full-width signs, which are read
/// otherwise.
fn is_of_host(c: char) -> bool {
    let unseen = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe0f}');
    let mark = matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}');
    unseen || !c.is_ascii() && !c.is_whitespace() && !c.is_control() && !mark
}

/// Whether the path of a host may have other letters than ASCII.
pub(super) fn are_in_paths_of(host: &str, names: &dyn Names) -> bool {
    let host = host.to_ascii_lowercase();
    !names.is_known(&host) && (names.is_public(&host) || !host.is_ascii())
}

/// How many bytes at the beginning of `left` are other letters that go on with the path read so far.
pub(super) fn path(read: &str, left: &str) -> usize {
    let Some(first) = left.chars().next().filter(|c| is_letter(*c)) else { return 0 };
    let read = words::before(read, 0, read.len());
    let begun = read.rfind(['/', '=', '?', '#', '&']).map_or("", |at| &read[at..]);
    let before = read.chars().next_back().unwrap_or_default();
    let on = !begun.is_ascii() && !"?#&".contains(before)
        || "/=".contains(before)
        || "_:".contains(before) && begun.len() > 1
        // An accent within a word; letters that are written without spaces are another word.
        || before.is_ascii_alphabetic() && is_spaced(first);
    let run = left.find(|c: char| !is_letter(c) && c != '·').unwrap_or(left.len());
    let run = left[..run].trim_end_matches('·');
    if on && run.chars().count() <= PART_MAX { run.len() } else { 0 }
}

fn is_letter(c: char) -> bool {
    !c.is_ascii() && c.is_alphanumeric() && !matches!(c, '\u{ff00}'..='\u{ffef}')
}

/// Whether a letter is of a script that writes spaces between words: Latin, Greek, Cyrillic and their
/// neighbours (blocks up to U+1EFF without those of South-East Asia).
fn is_spaced(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Some;

    impl Names for Some {
        fn is_known(&self, host: &str) -> bool {
            host == "t.cn"
        }

        fn is_public(&self, host: &str) -> bool {
            ["cn", "org"].contains(&host.rsplit('.').next().unwrap_or_default())
        }
    }

    #[test]
    fn a_host_has_other_letters_where_a_dot_follows() {
        for (text, found) in [
            ("tаobao.com/login", Option::Some("tаobao.com")),
            ("i❤.ws/", Option::Some("i❤.ws")),
            ("淘宝.com", Option::Some("淘宝.com")),
            ("例子.测试/x", Option::Some("例子.测试")),
            ("www.taobаo.com，好", Option::Some("www.taobаo.com")),
            ("tao\u{200b}bao.com/", Option::Some("tao\u{200b}bao.com")),
            ("a.cn快看", None),
            ("a.cn快看.b", None),
            ("淘宝.com快看", Option::Some("淘宝.com")),
            ("a.cn😆好", None),
            ("快看", None),
            ("a.cn，例子.cn", None),
            ("localhost快看", None),
        ] {
            assert_eq!(host(text, &Some).map(|end| &text[..end]), found, "{text}");
        }
    }

    #[test]
    fn a_path_has_other_letters_where_a_part_begins() {
        for (read, left, letters) in [
            ("https://a.org/wiki/", "北京，好", "北京"),
            ("https://a.org/?q=", "北京 好", "北京"),
            ("https://a.org/Category:", "北京", "北京"),
            ("https://a.org/caf", "é好", "é好"),
            ("https://a.org/wiki/北京_(", "消歧义)", "消歧义"),
            ("https://a.org/wiki/", "让·雷诺·", "让·雷诺"),
            ("https://a.org/abc", "快看", ""),
            ("https://a.org/?id=5", "好", ""),
            ("https://a.org/x?", "好", ""),
            ("https://a.org/x#", "好", ""),
            ("https://a.org/x(", "好)", ""),
            ("https://a.org/x/", "，好", ""),
            ("https://a.org/", "ａ", ""),
        ] {
            assert_eq!(&left[..path(read, left)], letters, "{read} {left}");
        }
        assert_eq!(path("https://a.org/", &"长".repeat(PART_MAX + 1)), 0);
        assert!(are_in_paths_of("a.org", &Some) && !are_in_paths_of("t.cn", &Some));
    }
}
