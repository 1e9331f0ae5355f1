//! The classes of microformats, in schema.org's words.

use std::ops::Range;

use super::finder::Finder;
use super::markup::Told;
use super::tag::Tag;

/// Where the first root class of a microformat stands in the text outside of scripts.
pub(super) fn first(page: &[u8], prose: &[Range<usize>]) -> Option<usize> {
    static CLASSES: Finder = Finder::new(&[
        "h-entry",
        "hentry",
        "h-product",
        "hproduct",
        "h-recipe",
        "hrecipe",
        "h-event",
        "h-card",
        "vcard",
        "vevent",
        "h-review",
        "hreview",
    ]);
    prose.iter().find_map(|range| {
        let found = CLASSES.find(&page[range.clone()])?;
        Some(range.start + found)
    })
}

/// Classes of both versions of microformats, in schema.org's words (microformats.org).
pub(super) fn told(tag: &Tag<'_>) -> Told {
    let mut told: Told = (None, Vec::new(), Vec::new());
    for class in tag.get("class").unwrap_or_default().split(u8::is_ascii_whitespace).take(16) {
        if let Ok(at) = ROOTS.binary_search_by(|row| row.0.as_bytes().cmp(class)) {
            told.0 = Some(ROOTS[at].1.to_owned());
        } else if let Ok(at) = PROPERTIES.binary_search_by(|row| row.0.as_bytes().cmp(class)) {
            told.1.push(PROPERTIES[at].1);
        }
    }
    told
}

/// Whether a class begins so.
pub(super) fn class(tag: &Tag<'_>, start: &str) -> bool {
    let classes = tag.get("class").unwrap_or_default();
    classes.split(u8::is_ascii_whitespace).any(|class| class.starts_with(start.as_bytes()))
}

/// Root classes and what they are, in order.
const ROOTS: &[(&str, &str)] = &[
    ("h-card", "Person"),
    ("h-entry", "Article"),
    ("h-event", "Event"),
    ("h-product", "Product"),
    ("h-recipe", "Recipe"),
    ("h-review", "Review"),
    ("hentry", "Article"),
    ("hproduct", "Product"),
    ("hrecipe", "Recipe"),
    ("hreview", "Review"),
    ("vcard", "Person"),
    ("vevent", "Event"),
];

/// Property classes and what they say, in order.
const PROPERTIES: &[(&str, &str)] = &[
    ("author", "author"),
    ("dt-published", "datePublished"),
    ("dt-updated", "dateModified"),
    ("entry-summary", "description"),
    ("entry-title", "headline"),
    ("fn", "name"),
    ("p-author", "author"),
    ("p-description", "description"),
    ("p-name", "name"),
    ("p-price", "price"),
    ("p-summary", "description"),
    ("photo", "image"),
    ("published", "datePublished"),
    ("u-featured", "image"),
    ("u-photo", "image"),
    ("updated", "dateModified"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order() {
        for rows in [ROOTS, PROPERTIES] {
            assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
