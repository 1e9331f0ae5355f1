//! The text of a page, asked for what nobody declared: who wrote it and when, whose site it is.
//!
//! One pass finds the words by which templates name such places (`author`, `byline`, `date` …) and
//! looks only at the tags in which they stand.

use std::ops::Range;

use drawbridge_canon::share::{Card, Source, Told};
use memchr::{memmem, memrchr2};

use super::finder::Finder;
use super::forms::person;
use super::limits::{ASIDE_BYTES, ASIDES, TAG_BYTES};
use super::place::Place;
use super::tag::Tag;
use super::words::{Words, clean};
use super::{date, entity};

/// The words. Each is spelled so that it fits with and without a capital.
static WORDS: Finder = Finder::new(&[
    "uthor", "yline", "datetime", "date", "Date", "ublish", "time", "screenn", "logo", "Logo",
    "brand",
]);

/// Those of them that tell more than a date.
static UNDATED: Finder = Finder::new(&["uthor", "yline", "screenn", "logo", "Logo", "brand"]);

/// A place in which such a word stands.
struct Aside<'a, 't> {
    page: &'a [u8],
    name: &'a [u8],
    tag: &'t Tag<'a>,
    /// Where its start tag ends.
    end: usize,
}

impl<'a> Aside<'a, '_> {
    /// What is in the element, tags and all.
    fn inner(&self) -> &'a [u8] {
        inner(self.page, self.end, self.name)
    }
}

/// What was found, with how good the place is: the least counts, of equals the first.
#[derive(Default)]
struct Found {
    /// Whether each is wanted: author, date, site.
    wanted: [bool; 3],
    author: Option<(u8, String)>,
    date: Option<(u8, String)>,
    site: Option<(u8, String)>,
}

/// Fills what is missing from the text outside of scripts.
pub(super) fn fill(card: &mut Card, page: &[u8], prose: &[Range<usize>], words: Words) {
    let undated = card.published.is_none() && card.modified.is_none();
    let wanted = [card.author.is_none(), undated, card.site.is_none()];
    if wanted == [false; 3] {
        return;
    }
    let finder = if undated { &WORDS } else { &UNDATED };
    let mut found = Found { wanted, ..Found::default() };
    let mut tag = Tag::default();
    let mut left = ASIDES;
    for range in prose {
        let mut at = range.start;
        while let Some(hit) = finder.find(&page[at..range.end]).map(|hit| at + hit) {
            at = hit + 4;
            let Some(start) = tag_around(page, range.start, hit) else { continue };
            let letters = page[start + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
            let behind = start + 1 + letters.count();
            let Some(end) = tag.read(page, behind).filter(|end| *end > hit) else {
                // A tag without an end was sought to the page's end: that is not done often.
                left = left.saturating_sub(ASIDES / 8);
                if left == 0 {
                    return found.tell(card);
                }
                continue;
            };
            at = end.min(range.end);
            let name = &page[start + 1..behind];
            let aside = Aside { page, name, tag: &tag, end };
            found.look(&aside, words);
            left = left.saturating_sub(1);
            if left == 0 {
                return found.tell(card);
            }
        }
    }
    found.tell(card);
}

/// Where the tag begins in which `hit` stands, if it stands in one.
pub(super) fn tag_around(page: &[u8], from: usize, hit: usize) -> Option<usize> {
    let from = from.max(hit.saturating_sub(TAG_BYTES));
    let at = memrchr2(b'<', b'>', &page[from..hit])? + from;
    (page[at] == b'<' && page[at + 1].is_ascii_alphabetic()).then_some(at)
}

/// What is in an element whose start tag ends at `end`, as far as asides go.
pub(super) fn inner<'a>(page: &'a [u8], end: usize, name: &[u8]) -> &'a [u8] {
    let window = &page[end..page.len().min(end + ASIDE_BYTES)];
    let void = ["meta", "img", "input", "link", "br", "hr", "source"];
    if void.iter().any(|void| name.eq_ignore_ascii_case(void.as_bytes())) {
        return b"";
    }
    let mut depth = 0_usize;
    for at in memchr::memchr_iter(b'<', window) {
        let rest = &window[at + 1..];
        let (closes, rest) = rest.strip_prefix(b"/").map_or((false, rest), |rest| (true, rest));
        let same = rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && rest.get(name.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
        match (same, closes) {
            (true, true) if depth == 0 => return &window[..at],
            (true, true) => depth -= 1,
            (true, false) => depth += 1,
            _ => {}
        }
    }
    b""
}

impl Found {
    fn look(&mut self, aside: &Aside<'_, '_>, words: Words) {
        let [author, date, site] = self.wanted;
        if author {
            self.author(aside, words);
        }
        if date {
            self.date(aside, words);
        }
        if site {
            self.site(aside, words);
        }
    }

    fn author(&mut self, aside: &Aside<'_, '_>, words: Words) {
        let link = aside.name.eq_ignore_ascii_case(b"a");
        let class = aside.tag.get("class").unwrap_or_default();
        let has = |attribute, word| holds(aside.tag.get(attribute).unwrap_or_default(), word);
        let rank = if has("itemprop", b"author") {
            1
        } else if has("rel", b"author") {
            2
        } else if link && holds(class, b"author") {
            3
        } else if link && has("href", b"/author/") {
            5
        } else if link && holds(class, b"screenname") {
            6
        } else if holds(class, b"author") {
            7
        } else if holds(class, b"byline") {
            8
        } else {
            return;
        };
        if self.author.as_ref().is_some_and(|(before, _)| *before <= rank && rank != 7) {
            return;
        }
        // Who comments wrote something else.
        if holds(class, b"comment") {
            return;
        }
        let strict = !matches!(rank, 1 | 2 | 6);
        let within = match rank {
            1 => element(aside.inner(), b"itemprop=\"name\"").map(|inner| (0, inner)),
            7 => element(aside.inner(), b"<a").map(|inner| (4, inner)),
            _ => None,
        };
        for (rank, inner) in within.into_iter().chain([(rank, aside.inner())]) {
            let Some(name) = text(inner, words).and_then(|text| person(&text)) else { continue };
            let dated = rank == 8 && date::normal(&name).is_some();
            if (!strict || full(&name)) && !dated {
                better(&mut self.author, rank, name);
                return;
            }
        }
    }

    fn date(&mut self, aside: &Aside<'_, '_>, words: Words) {
        let get = |name| aside.tag.filled(name);
        let has = |attribute, word| holds(get(attribute).unwrap_or_default(), word);
        let told = |value: &[u8]| date::normal(&words.text(value)?);
        let item = has("itemprop", b"date");
        let declared = ["content", "datetime", "title"].iter().filter_map(|name| get(name));
        let mut declared = declared.filter_map(told);
        if let Some(date) = item.then(|| declared.next()).flatten() {
            let rank = if has("itemprop", b"datepublished") { 0 } else { 2 };
            return better(&mut self.date, rank, date);
        }
        let time = aside.name.eq_ignore_ascii_case(b"time");
        if let Some(date) = get("datetime").filter(|_| time).and_then(told) {
            return better(&mut self.date, 3, date);
        }
        let rank = if has("class", b"publish") {
            1
        } else if has("class", b"byline") {
            4
        } else if has("id", b"date") || item {
            5
        } else if has("class", b"date") {
            6
        } else if has("class", b"time") {
            7
        } else {
            return;
        };
        // Reading the words costs more than knowing that they would not count.
        let counts = self.date.as_ref().is_none_or(|(before, _)| rank < *before);
        let words = counts.then(|| text(aside.inner(), words)).flatten();
        if let Some(date) = words.and_then(|text| date::normal(&text)) {
            better(&mut self.date, rank, date);
        }
    }

    fn site(&mut self, aside: &Aside<'_, '_>, words: Words) {
        let class = aside.tag.get("class").unwrap_or_default();
        let logo = holds(class, b"logo");
        let itself = aside.tag.get("id") == Some(b"logo")
            || class.split(u8::is_ascii_whitespace).any(|class| class == b"logo");
        let rank = if itself {
            0
        } else if aside.name.eq_ignore_ascii_case(b"a") && holds(class, b"brand") {
            1
        } else if logo {
            2
        } else {
            return;
        };
        if self.site.as_ref().is_some_and(|(before, _)| *before <= rank) {
            return;
        }
        let name = if rank < 2 { text(aside.inner(), words) } else { None };
        let name = name.or_else(|| {
            let image = memmem::find(aside.inner(), b"<img")?;
            let mut tag = Tag::default();
            tag.read(aside.inner(), image + 4)?;
            let alt = words.text(tag.filled("alt")?)?;
            let name = alt.strip_suffix(" logo").or_else(|| alt.strip_suffix(" Logo"));
            Some(name.unwrap_or(&alt).to_owned())
        });
        if let Some(name) = name.filter(|name| name.chars().count() <= 64) {
            better(&mut self.site, rank, name);
        }
    }

    fn tell(self, card: &mut Card) {
        let told = |value: String| Told::new(value, Source::Html);
        card.author = card.author.take().or_else(|| self.author.map(|found| told(found.1)));
        if self.wanted[1] {
            card.published = self.date.map(|found| told(found.1));
        }
        card.site = card.site.take().or_else(|| self.site.map(|found| told(found.1)));
    }
}

fn better(slot: &mut Option<(u8, String)>, rank: u8, value: String) {
    if slot.as_ref().is_none_or(|(before, _)| rank < *before) {
        *slot = Some((rank, value));
    }
}

/// Whether a word, which is given in small letters, stands in a value in any letters.
pub(super) fn holds(value: &[u8], word: &[u8]) -> bool {
    let is =
        |part: &[u8]| part[0].to_ascii_lowercase() == word[0] && part.eq_ignore_ascii_case(word);
    value.windows(word.len()).any(is)
}

/// A name in full: of two words, or in a script that writes names without spaces.
fn full(name: &str) -> bool {
    name.contains(' ') || name.chars().filter(|letter| *letter >= '\u{2e80}').count() >= 2
}

/// What is in the first element whose start tag holds `mark`.
fn element<'a>(inner: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let at = memmem::find(inner, mark)?;
    let start = if mark[0] == b'<' { at } else { memchr::memrchr(b'<', &inner[..at])? };
    let letters = inner[start + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
    let name = &inner[start + 1..start + 1 + letters.count()];
    let end = Tag::default().read(inner, start + 1 + name.len())?;
    Some(self::inner(inner, end, name))
}

/// The words of an element without its tags.
pub(super) fn text(inner: &[u8], words: Words) -> Option<String> {
    let mut out: Vec<u8> = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'<', rest) {
        out.extend_from_slice(&rest[..at]);
        let name = &rest[at + 1..];
        let whole = [&b"script"[..], b"style", b"noscript"];
        let begins = |word: &&&[u8]| {
            name.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
        };
        let skipped = whole.iter().find(begins).and_then(|_| memmem::find(&rest[1..], b"</"));
        let from = at + skipped.unwrap_or_default();
        let end = memchr::memchr(b'>', &rest[from..]).map_or(rest.len(), |end| from + end + 1);
        let inline = [&b"a"[..], b"b", b"i", b"em", b"span", b"strong", b"sup", b"abbr"];
        let tag = name.strip_prefix(b"/").unwrap_or(name);
        let letters = tag.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if !inline.iter().any(|inline| inline.eq_ignore_ascii_case(&tag[..letters])) {
            out.push(b' ');
        }
        rest = &rest[end..];
    }
    out.extend_from_slice(rest);
    clean(&entity::decode(&words.decode(&out)))
}

/// The first paragraph that is more than a few words.
pub(super) fn paragraph(page: &[u8], prose: &[Range<usize>], words: Words) -> Option<String> {
    let mut left = ASIDES;
    for range in prose {
        for at in memmem::find_iter(&page[range.clone()], b"<p") {
            left = left.checked_sub(1)?;
            let behind = range.start + at + 2;
            if !page.get(behind).is_some_and(|next| next.is_ascii_whitespace() || *next == b'>') {
                continue;
            }
            let end = Tag::default().read(page, behind)?;
            let text = text(inner(page, end, b"p"), words);
            if let Some(text) = text.filter(|text| text.len() >= PARAGRAPH) {
                return Some(text);
            }
        }
    }
    None
}

/// Bytes from which on a paragraph says something.
const PARAGRAPH: usize = 64;

/// A sound that the text links to; `at` is where the end of its name stands.
pub(super) fn sound(page: &[u8], at: usize, words: Words, place: &Place) -> Option<String> {
    let start = tag_around(page, 0, at)?;
    let mut tag = Tag::default();
    tag.read(page, start + 2).filter(|_| page[start + 1].eq_ignore_ascii_case(&b'a'))?;
    let href = words.address(tag.get("href")?);
    let (_, ending) = href.split(['?', '#']).next()?.rsplit_once('.')?;
    ["mp3", "m4a"].contains(&ending).then(|| place.resolve(&href)).flatten()
}
