//! Structured data: read where the page has it, and only then.

use drawbridge_canon::share::{Card, Source};
use memchr::memmem;

use super::formats;
use super::json::{self, Tree};
use super::keys::Key;
use super::markup::{self, Syntax};
use super::place::Place;
use super::schema::{self, Data};
use super::seen::Seen;
use super::words::Words;

/// What the page's JSON-LD tells.
pub(super) fn json_ld(seen: &Seen<'_>, words: Words, place: &Place) -> Option<Data> {
    if seen.blocks.is_empty() {
        return None;
    }
    let texts: Vec<_> = seen.blocks.iter().map(|block| words.decode(block)).collect();
    let blocks: Vec<_> = texts.iter().map(|text| json::unquoted(text)).collect();
    let mut tree = Tree::default();
    let roots: Vec<_> = blocks.iter().filter_map(|block| tree.read(block)).collect();
    let roots: Vec<_> = roots.into_iter().map(|root| tree.at(root)).collect();
    Some(schema::card(&tree, &roots, Source::JsonLd, place))
}

/// Whether the page's elements may tell what nothing else does: a title or a picture that Open Graph
/// lacks, or what a thing costs and how it is rated.
pub(super) fn wanted(page: &[u8], seen: &Seen<'_>) -> bool {
    let priced = |from: usize| memmem::find(&page[from..], b"property=\"price").is_some();
    !seen.told() || seen.worth || seen.typed.is_some_and(priced)
}

/// What the page's own elements tell, where they are marked: microdata, RDFa Lite, microformats.
/// One that tells of a thing is enough, and microformats are asked where Open Graph says nothing.
pub(super) fn marked(page: &[u8], seen: &Seen<'_>, words: Words, place: &Place) -> Card {
    let declared = seen.meta(Key::OgTitle).is_some();
    let formats = if declared { None } else { formats::first(page, &seen.prose) };
    let marks = [
        (seen.items, Syntax::Microdata, Source::Microdata),
        (seen.typed, Syntax::Rdfa, Source::Rdfa),
        (formats, Syntax::Microformats, Source::Microformats),
    ];
    let mut card = Card::default();
    for (from, syntax, source) in marks {
        let Some(from) = from.filter(|_| card.kind.is_none()) else { continue };
        let (tree, roots) = markup::read(page, &seen.prose, from, syntax, words);
        let roots: Vec<_> = roots.into_iter().map(|root| tree.at(root)).collect();
        fill(&mut card, schema::card(&tree, &roots, source, place).card);
    }
    card
}

/// Fills what `card` does not tell with what `other` does.
pub(super) fn fill(card: &mut Card, other: Card) {
    macro_rules! fields {
        ($($field:ident),*) => { $( card.$field = card.$field.take().or(other.$field); )* };
    }
    fields!(
        url,
        kind,
        title,
        text,
        icon,
        video,
        audio,
        price,
        seller,
        availability,
        rating,
        seconds,
        published,
        modified,
        author,
        site,
        language,
        platform,
        safety
    );
    if card.images.is_empty() {
        card.images = other.images;
    }
    if card.openings.is_empty() {
        card.openings = other.openings;
    }
}
