//! The words around a link in a message, as platforms put a title there.

use super::message::{Link, Message};

impl<'a> Message<'a> {
    /// What stands between the link and the one before it (or the message's beginning).
    pub fn before(&self, link: &Link<'_>) -> &'a str {
        let ends = self.links.iter().map(|other| other.span.end);
        let from = ends.filter(|end| *end <= link.span.start).max().unwrap_or(0);
        &self.text[from..link.span.start]
    }

    /// What stands between the link and the one behind it (or the message's end).
    pub fn after(&self, link: &Link<'_>) -> &'a str {
        let starts = self.links.iter().map(|other| other.span.start);
        let to = starts.filter(|start| *start >= link.span.end).min().unwrap_or(self.text.len());
        &self.text[link.span.end..to]
    }
}

/// The last pair of marks in a text, `【…】`, which may hold pairs of the same marks: where it
/// begins, in bytes, what stands in it, and what behind it.
///
/// ```
/// use drawbridge_canon::share::{last_pair, words::HEAD};
/// assert_eq!(last_pair("看【一【二】】三", HEAD), Some((3, "一【二】", "三")));
/// assert_eq!(last_pair("看[一]三", HEAD), Some((3, "一", "三")));
/// assert_eq!(last_pair("一】", HEAD), None);
/// ```
pub fn last_pair<'a>(text: &'a str, pairs: &[(char, char)]) -> Option<(usize, &'a str, &'a str)> {
    let ends = pairs.iter().filter_map(|pair| Some((text.rfind(pair.1)?, pair)));
    let (end, &(open, close)) = ends.max_by_key(|end| end.0)?;
    let mut depth = 0_usize;
    for (at, char) in text[..end].char_indices().rev() {
        if char == close {
            depth += 1;
        } else if char == open && depth == 0 {
            return Some((at, &text[at + open.len_utf8()..end], &text[end + close.len_utf8()..]));
        } else if char == open {
            depth -= 1;
        }
    }
    None
}

/// A title or a name as it stands in a message: one line without white space around it. `None`
/// for nothing, and for what is longer than any title is.
pub fn tidy_title(text: &str) -> Option<String> {
    /// In characters: the longest titles of platforms have some 120.
    const MOST: usize = 300;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty() && words.chars().count() <= MOST).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_belong_to_the_nearest_link() {
        let message = Message::of("一 https://a.cn/1 二 https://b.cn/2 三");
        let [first, second] = &*message.links else { panic!("two links") };
        assert_eq!((message.before(first), message.after(first)), ("一 ", " 二 "));
        assert_eq!((message.before(second), message.after(second)), (" 二 ", " 三"));
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(tidy_title(" a\n b ").as_deref(), Some("a b"));
        assert_eq!((tidy_title(" \n"), tidy_title(&"长".repeat(301))), (None, None));
    }
}
