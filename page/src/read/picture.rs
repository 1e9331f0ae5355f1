//! The picture of a page that declares none: the first in its text that shows something.

use std::ops::Range;

use drawbridge_canon::share::Image;
use memchr::memmem;

use super::amount::pixels;
use super::limits::ASIDES;
use super::place::Place;
use super::prose::holds;
use super::tag::Tag;
use super::words::Words;

/// The first picture in the text that is one, and not a spacer or a mark: within the article if
/// the page has one, or else behind its heading.
pub(super) fn first(
    page: &[u8],
    prose: &[Range<usize>],
    heading: Option<usize>,
    words: Words,
    place: &Place,
) -> Option<Image> {
    let article = memmem::find(page, b"<article").or(heading).unwrap_or_default();
    let within = |from: usize| {
        let ranges = prose.iter().filter(move |range| range.end > from);
        ranges.map(move |range| range.start.max(from)..range.end)
    };
    let mut best: Option<(Fit, Image)> = None;
    let mut left = ASIDES;
    let mut tag = Tag::default();
    for range in within(article).chain(within(0)) {
        for at in memmem::find_iter(&page[range.clone()], b"<img") {
            left -= 1;
            if left == 0 || tag.read(page, range.start + at + 4).is_none() {
                return best.map(|found| found.1);
            }
            let Some(seen) = Seen::of(&tag) else { continue };
            let fit = seen.fit(&tag, words);
            if best.as_ref().is_some_and(|(before, _)| fit <= *before) {
                continue;
            }
            let Some(image) = seen.image(&tag, words, place) else { continue };
            if fit == Fit::Shows {
                return Some(image);
            }
            best = Some((fit, image));
        }
    }
    best.map(|found| found.1)
}

/// How well a picture stands for a page: the last is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is small.
    Small,
    /// It is called a mark of something: a logo, an icon, somebody's face.
    Mark,
    /// Nothing speaks against it.
    Shows,
}

/// Where the picture of a tag is.
struct Seen<'a> {
    href: &'a [u8],
}

impl<'a> Seen<'a> {
    /// Pages that load pictures late keep a stand-in in `src`.
    fn of(tag: &Tag<'a>) -> Option<Self> {
        let late = || LATE.iter().find_map(|name| tag.filled(name));
        let href = if tag.has("data-") { late() } else { tag.filled("zoomfile") };
        let href = href.or_else(|| tag.filled("src"))?;
        let name = Self { href }.name();
        (!EMPTY.iter().any(|word| holds(name, word.as_bytes()))).then_some(Self { href })
    }

    /// The name of its file.
    fn name(&self) -> &'a [u8] {
        let path = self.href.split(|byte| b"?#".contains(byte)).next().unwrap_or_default();
        path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
    }

    fn fit(&self, tag: &Tag<'_>, words: Words) -> Fit {
        let small = |name| {
            let side = tag.get(name).and_then(|side| pixels(&words.decode(side)));
            side.is_some_and(|side| side < SMALL)
        };
        let called = |value: &[u8]| MARKS.iter().any(|mark| holds(value, mark.as_bytes()));
        let class = |name| tag.get(name).is_some_and(called);
        if small("width") || small("height") {
            Fit::Small
        } else if called(self.name())
            || holds(self.href, b"/icons/")
            || class("class")
            || class("id")
        {
            Fit::Mark
        } else {
            Fit::Shows
        }
    }

    fn image(&self, tag: &Tag<'_>, words: Words, place: &Place) -> Option<Image> {
        let url = place.resolve(&words.address(self.href))?;
        let side = |name| tag.get(name).and_then(|side| pixels(&words.address(side)));
        let alt = tag.get("alt").and_then(|alt| words.text(alt));
        Some(Image { url, width: side("width"), height: side("height"), alt })
    }
}

/// Attributes in which pages that load pictures late keep the address.
const LATE: &[&str] =
    &["data-original", "data-src", "data-lazy-src", "data-actualsrc", "data-lazyload"];

/// What is in the name of a picture that shows nothing.
const EMPTY: &[&str] =
    &["blank", "spacer", "pixel", "1x1", "loading", "placeholder", "transparent"];

/// What is in the name or the class of a picture that is a mark of something.
const MARKS: &[&str] =
    &["logo", "icon", "avatar", "sprite", "qrcode", "erweima", "arrow", "button"];

/// Pixels below which a picture is a mark in the text and none of its subject.
const SMALL: u32 = 48;
