//! Structured data in the page's own elements: microdata, RDFa Lite, microformats.
//!
//! One walk over the tags keeps the elements that are open. What each says is put into the same
//! tree as JSON-LD, so that schema.org is understood in one place; microformats' words are put in
//! schema.org's.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::formats;
use super::json::Tree;
use super::limits::{ASIDE_BYTES, DEPTH, MARKED_BYTES, OPEN_ELEMENTS, REFERRED};
use super::prose::{inner, text};
use super::tag::Tag;
use super::words::Words;

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    Microdata,
    Rdfa,
    Microformats,
}

impl Syntax {
    /// What stands in every tag that says something.
    const fn mark(self) -> &'static [u8] {
        match self {
            Self::Microdata => b"item",
            // `property` and `typeof`.
            Self::Rdfa => b"pe",
            Self::Microformats => b"class",
        }
    }
}

/// Reads the marked elements of a page, from `from` on, into a tree, and gives its roots.
pub(super) fn read(
    page: &[u8],
    prose: &[Range<usize>],
    from: usize,
    syntax: Syntax,
    words: Words,
) -> (Tree<'static>, Vec<u32>) {
    let mut walk = Walk {
        page,
        syntax,
        mark: memmem::Finder::new(syntax.mark()),
        words,
        tree: Tree::default(),
        roots: Vec::new(),
        open: Vec::new(),
        refers: Vec::new(),
    };
    // The tag in which the first mark stands.
    let from = memchr::memrchr(b'<', &page[..from]).unwrap_or_default();
    let until = page.len().min(from.saturating_add(MARKED_BYTES));
    // Behind the last mark nothing is said, but for the end of what it says.
    let last = walk.mark.find_iter(&page[from..until]).last().unwrap_or_default();
    let until = until.min(from + last + ASIDE_BYTES);
    for range in prose.iter().filter(|range| range.end > from && range.start < until) {
        let range = range.start.max(from)..range.end.min(until);
        if walk.range(range).is_none() {
            break;
        }
    }
    walk.close_to(0, until);
    walk.referred();
    (walk.tree, walk.roots)
}

/// An element that is open.
struct Open<'a> {
    name: &'a [u8],
    /// The thing that it is, or that it is within.
    thing: Option<u32>,
    /// How many things are open around and with it.
    depth: usize,
    /// How many elements of its name are open within it that say nothing.
    nested: usize,
    /// What it says of the thing around it when it ends.
    says: Option<Says>,
}

/// What an element says with its words: of which thing, by which names of ours and the page's, and
/// where the words begin.
struct Says {
    thing: Option<u32>,
    fixed: Vec<&'static str>,
    names: Vec<String>,
    from: usize,
}

struct Walk<'a> {
    page: &'a [u8],
    syntax: Syntax,
    mark: memmem::Finder<'static>,
    words: Words,
    tree: Tree<'static>,
    roots: Vec<u32>,
    open: Vec<Open<'a>>,
    /// Things, and elements elsewhere that belong to them.
    refers: Vec<(u32, String)>,
}

impl<'a> Walk<'a> {
    /// Walks over the tags of a range. `None` if the page ends within one.
    fn range(&mut self, range: Range<usize>) -> Option<()> {
        let page = self.page;
        let mut tag = Tag::default();
        let mut at = range.start;
        while let Some(start) = self.next(at, range.end) {
            at = start + 1;
            let closes = page.get(at) == Some(&b'/');
            let begin = at + usize::from(closes);
            let letters = page[begin..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
            let name = &page[begin..begin + letters.count()];
            if name.is_empty() {
                continue;
            }
            let behind = begin + name.len();
            let rest = page.get(behind..range.end).unwrap_or_default();
            let Some(end) = memchr::memchr(b'>', rest) else { return Some(()) };
            if closes {
                at = behind + end + 1;
                self.close(name, start);
            } else if self.mark.find(&rest[..end]).is_none() {
                // Most tags say nothing: those are only passed.
                at = behind + end + 1;
                if let Some(open) = self.innermost(name).map(|at| &mut self.open[at]) {
                    open.nested += 1;
                }
            } else {
                at = tag.read(page, behind)?.min(range.end);
                self.element(name, &tag, at);
            }
        }
        Some(())
    }

    /// Where the next tag begins: outside of all things, the next that is marked.
    fn next(&self, at: usize, end: usize) -> Option<usize> {
        let rest = self.page.get(at..end)?;
        if !self.open.is_empty() {
            return memchr::memchr(b'<', rest).map(|found| at + found);
        }
        let mut marks = self.mark.find_iter(rest);
        let start = marks.find_map(|mark| {
            let before = memchr::memrchr2(b'<', b'>', &rest[..mark])?;
            (rest[before] == b'<').then_some(before)
        });
        start.map(|start| at + start)
    }

    /// The innermost open element of a name.
    fn innermost(&self, name: &[u8]) -> Option<usize> {
        self.open.iter().rposition(|open| open.name.eq_ignore_ascii_case(name))
    }

    /// The thing that is open, and how many are.
    fn around(&self) -> (Option<u32>, usize) {
        self.open.last().map_or((None, 0), |open| (open.thing, open.depth))
    }

    /// Reads elements that stand elsewhere and are named by `itemref` as if they were within.
    fn referred(&mut self) {
        let page = self.page;
        let refers = std::mem::take(&mut self.refers);
        for (thing, id) in refers.into_iter().take(REFERRED) {
            let marks = [format!("id=\"{id}\""), format!("id={id}")];
            let Some(at) = marks.iter().find_map(|mark| memmem::find(page, mark.as_bytes())) else {
                continue;
            };
            let start = memchr::memrchr(b'<', &page[..at]).unwrap_or_default();
            let letters = page[start + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
            let name = &page[start + 1..start + 1 + letters.count()];
            let mut tag = Tag::default();
            let Some(end) = tag.read(page, start + 1 + name.len()) else { continue };
            self.open.push(Open { name: b"", thing: Some(thing), depth: 1, nested: 0, says: None });
            self.element(name, &tag, end);
            let until = end + inner(page, end, name).len();
            // A page that ends within a tag says no more here either.
            _ = self.range(end..until);
            self.close_to(0, until);
        }
    }

    /// Ends the innermost element of a name, and those within it that were left open.
    fn close(&mut self, name: &[u8], at: usize) {
        let Some(found) = self.innermost(name) else { return };
        if self.open[found].nested > 0 {
            self.open[found].nested -= 1;
        } else {
            self.close_to(found, at);
        }
    }

    fn close_to(&mut self, left: usize, at: usize) {
        while self.open.len() > left {
            let Some(Open { says: Some(Says { thing, fixed, names, from }), .. }) = self.open.pop()
            else {
                continue;
            };
            let inner = &self.page[from.min(at)..at];
            if let Some(value) = text(&inner[..inner.len().min(4096)], self.words) {
                self.say(thing, &fixed, &names, &value);
            }
        }
    }

    fn say(&mut self, thing: Option<u32>, fixed: &[&'static str], names: &[String], value: &str) {
        for name in fixed {
            self.tree.text(thing, Cow::Borrowed(name), Cow::Owned(value.to_owned()));
        }
        for name in names {
            self.tree.text(thing, Cow::Owned(name.clone()), Cow::Owned(value.to_owned()));
        }
    }

    fn element(&mut self, name: &'a [u8], tag: &Tag<'_>, end: usize) {
        let (around, depth) = self.around();
        let (kind, fixed, names) = match self.syntax {
            Syntax::Microdata => self.microdata(tag),
            Syntax::Rdfa => self.rdfa(tag),
            Syntax::Microformats => formats::told(tag),
        };
        let says = !fixed.is_empty() || !names.is_empty();
        let void = void(name);
        let mut open = Open { name, thing: around, depth, nested: 0, says: None };
        if let Some(kind) = kind.filter(|_| depth < DEPTH) {
            open.thing = self.begin(around, &fixed, &names, kind);
            for id in self.list(tag.get("itemref")) {
                self.refers.extend(open.thing.map(|thing| (thing, id)));
            }
            open.depth += 1;
            if let Some(id) = tag.filled("itemid").or_else(|| tag.filled("resource")) {
                let id = self.words.address(id);
                self.tree.text(open.thing, "@id".into(), id.into());
            }
        } else if says && around.is_some() {
            // Who made something is called by what a link says, not by where it leads.
            let maker = |told: &str| ["author", "creator", "publisher", "brand"].contains(&told);
            let words = name.eq_ignore_ascii_case(b"a") && names.iter().any(|told| maker(told));
            match self.value(name, tag).filter(|_| !words) {
                Some(value) => self.say(around, &fixed, &names, &value),
                None if void => {}
                None => open.says = Some(Says { thing: around, fixed, names, from: end }),
            }
        }
        if !void && self.open.len() < OPEN_ELEMENTS {
            self.open.push(open);
        }
    }

    /// Begins a thing: one that another says something by, or one of its own.
    fn begin(
        &mut self,
        around: Option<u32>,
        fixed: &[&'static str],
        names: &[String],
        kind: String,
    ) -> Option<u32> {
        let key = fixed.first().map(|name| Cow::Borrowed(*name));
        let key = key.or_else(|| names.first().map(|name| Cow::Owned(name.clone())));
        let parent = around.filter(|_| key.is_some());
        let thing = self.tree.begin(parent, key.unwrap_or_default(), true)?;
        if parent.is_none() {
            self.roots.push(thing);
        }
        if !kind.is_empty() {
            self.tree.text(Some(thing), "@type".into(), kind.into());
        }
        Some(thing)
    }

    /// What an element says by an attribute (HTML, microdata, 5.2.4; RDFa Lite takes the same).
    fn value(&self, name: &[u8], tag: &Tag<'_>) -> Option<String> {
        let is = |word: &str| name.eq_ignore_ascii_case(word.as_bytes());
        let take = |name: &str| tag.get(name).map(|value| self.words.address(value));
        if let Some(content) = take("content") {
            return Some(content);
        }
        match () {
            () if is("img")
                || is("audio")
                || is("video")
                || is("source")
                || is("iframe")
                || is("embed")
                || is("track") =>
            {
                take("src")
            }
            () if is("a") || is("area") || is("link") => {
                // A name is what the link says, an address is where it leads.
                let leads = self.syntax != Syntax::Microformats || formats::class(tag, "u-");
                take("href").filter(|_| leads)
            }
            () if is("object") => take("data"),
            () if is("time") => take("datetime"),
            () if is("data") || is("meter") => take("value"),
            () if is("abbr") && self.syntax == Syntax::Microformats => take("title"),
            () => None,
        }
    }

    /// `itemscope`, `itemtype` and `itemprop`.
    fn microdata(&self, tag: &Tag<'_>) -> Told {
        let kind = tag.get("itemscope").map(|_| self.list(tag.get("itemtype")).concat());
        (kind, Vec::new(), self.list(tag.get("itemprop")))
    }

    /// `typeof` and `property`, without the prefixes of vocabularies.
    fn rdfa(&self, tag: &Tag<'_>) -> Told {
        let kind = tag.get("typeof").map(|kind| self.list(Some(kind)).concat());
        let names = self.list(tag.get("property"));
        let bare = |name: &String| name.rsplit([':', '/', '#']).next().unwrap_or(name).to_owned();
        (kind, Vec::new(), names.iter().map(bare).collect())
    }

    fn list(&self, value: Option<&[u8]>) -> Vec<String> {
        let value = value.map(|value| self.words.address(value)).unwrap_or_default();
        value.split_ascii_whitespace().take(4).map(str::to_owned).collect()
    }
}

/// What an element is, and what it says of the thing around: in our words, and in the page's.
pub(super) type Told = (Option<String>, Vec<&'static str>, Vec<String>);

fn void(name: &[u8]) -> bool {
    VOID.iter().any(|void| name.eq_ignore_ascii_case(void.as_bytes()))
}

/// Elements without an end (HTML, 13.1.2).
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
