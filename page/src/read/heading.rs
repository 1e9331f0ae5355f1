//! The headings of a page, and what stands behind them: there pages say who wrote it and when.

use std::ops::Range;

use memchr::memmem;

use super::date;
use super::forms::person;
use super::limits::{ASIDE_BYTES, HEADING_BYTES, HEADINGS};
use super::prose::{inner, text};
use super::tag::Tag;
use super::words::Words;

/// A heading of the first rank.
#[derive(Debug)]
pub(super) struct Heading {
    /// Its words.
    pub(super) text: String,
    /// Where it ends in the page.
    pub(super) end: usize,
}

/// The first headings of a page that have words. Those in capitals, as old pages write them, cost a
/// second search: `capitals` says whether that is worth it.
pub(super) fn all(
    page: &[u8],
    prose: &[Range<usize>],
    words: Words,
    capitals: bool,
) -> Vec<Heading> {
    let headings = written(b"<h1", page, prose, words);
    if headings.is_empty() && capitals { written(b"<H1", page, prose, words) } else { headings }
}

/// Those whose tags are written so.
fn written(start: &[u8], page: &[u8], prose: &[Range<usize>], words: Words) -> Vec<Heading> {
    let starts = memmem::Finder::new(start);
    let mut headings = Vec::new();
    let (mut left, mut bytes) = (HEADINGS, HEADING_BYTES);
    for range in prose {
        let mut at = range.start;
        let end = range.end.min(at + bytes);
        bytes -= end - at;
        while let Some(start) = page.get(at..end).and_then(|rest| starts.find(rest)) {
            let start = at + start;
            at = start + 3;
            let Some(begin) = Tag::default().read(page, at) else { return headings };
            let inner = inner(page, begin, b"h1");
            let text = text(inner, words);
            headings.extend(text.map(|text| Heading { text, end: begin + inner.len() }));
            left -= 1;
            if left == 0 {
                return headings;
            }
        }
    }
    headings
}

/// What stands behind a heading.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Below {
    pub(super) date: Option<String>,
    pub(super) author: Option<String>,
    /// From whom the page has it.
    pub(super) source: Option<String>,
}

/// What stands behind the headings: of each the first that is told. `wanted` says whether a date is,
/// and whether names are.
pub(super) fn below(
    page: &[u8],
    headings: &[Heading],
    words: Words,
    [date, names]: [bool; 2],
) -> Below {
    let mut below = Below::default();
    for heading in headings.iter().take(2) {
        let window = &page[heading.end..page.len().min(heading.end + ASIDE_BYTES / 2)];
        if !(names || date && has_year(window)) {
            continue;
        }
        let Some(text) = text(window, words) else { continue };
        if date {
            below.date = below.date.or_else(|| dated(&text));
        }
        if names {
            below.author = below.author.or_else(|| labelled(&text, &["作者", "撰文"]));
            below.source = below.source.or_else(|| labelled(&text, &["来源", "來源"]));
        }
    }
    below
}

/// Whether a year may stand in some bytes: most have none, and need not be read.
fn has_year(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"20").any(|at| {
        let behind = bytes.get(at + 2..at + 5).unwrap_or_default();
        let parts = |mark: u8| b"-/.".contains(&mark) || !mark.is_ascii();
        matches!(behind, [b'0'..=b'9', b'0'..=b'9', mark] if parts(*mark))
    })
}

/// The first day in a text that is written with its year first, as Chinese does, and its time.
fn dated(text: &str) -> Option<String> {
    let years = text.match_indices("20").filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() || before > '\u{2e80}')
    });
    years.take(8).find_map(|(at, _)| {
        let rest = &text[at..];
        let behind = rest.get(4..)?.trim_start().chars().next()?;
        let end = rest.char_indices().nth(DATED).map_or(rest.len(), |(at, _)| at);
        "-/.年".contains(behind).then(|| date::normal(&rest[..end])).flatten()
    })
}

/// Characters of a day with its time, the longest way of writing it.
const DATED: usize = 24;

/// What stands behind a label and its colon, if it is short as names are.
fn labelled(text: &str, labels: &[&str]) -> Option<String> {
    labels.iter().find_map(|label| {
        let (_, rest) = text.split_once(label)?;
        let rest = rest.trim_start().strip_prefix(['：', ':'])?.trim_start();
        let ends = |letter: char| letter.is_whitespace() || "|｜/,，。;；（(【[".contains(letter);
        let name = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let more = ["作者", "来源", "來源", "编辑", "責任", "责任", "发布", "时间", "日期"];
        let end = more.iter().filter_map(|word| name.find(word)).min().unwrap_or(name.len());
        let long = (2..=NAME).contains(&name[..end].chars().count());
        person(&name[..end]).filter(|_| long)
    })
}

/// Characters of the longest name.
const NAME: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_heading_is_read() {
        let words = Words { encoding: encoding_rs::UTF_8 };
        for (page, date, author, source) in [
            (
                "<h1>题</h1><i>2023-11-17 20:52:15</i> <b>来源： 新华网</b>",
                Some("2023-11-17T20:52:15-00:00"),
                None,
                Some("新华网"),
            ),
            (
                "<H1 class=x>题</H1><p>发布时间：2024年3月5日 作者：张三 编辑：李四</p>",
                Some("2024-03-05"),
                Some("张三"),
                None,
            ),
            ("<h1>题</h1><p>电话 12024-1111，版本 2024.9</p>", None, None, None),
        ] {
            let page = page.as_bytes();
            let prose = std::iter::once(0..page.len()).collect::<Vec<_>>();
            let headings = all(page, &prose, words, true);
            assert_eq!(headings[0].text, "题");
            let told = below(page, &headings, words, [true; 2]);
            assert_eq!(told.date.as_deref(), date);
            assert_eq!((told.author.as_deref(), told.source.as_deref()), (author, source));
        }
    }
}
