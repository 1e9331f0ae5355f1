//! Reads a page into a card.
//!
//! One pass over the bytes finds what tells something ([`pass`]); what it saw is put in order of
//! trust ([`compose`]): Open Graph, Twitter's card, structured data, plain HTML. Structured data is
//! read only where the page has it, and the text of the page only for what nobody declared.

mod amount;
mod charset;
mod compose;
mod data;
mod date;
mod entity;
mod finder;
mod hints;
mod icon;
mod json;
mod keys;
mod limits;
mod markup;
mod pass;
mod place;
mod prose;
mod schema;
mod seen;
mod tag;
mod words;

use drawbridge_canon::share::{Card, Hints};

pub use limits::PAGE_BYTES;

/// A page as it came.
#[derive(Clone, Copy, Default)]
pub struct Page<'a> {
    /// Its bytes; what lies behind [`PAGE_BYTES`] is not looked at.
    pub body: &'a [u8],
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The `Link` header.
    pub link: Option<&'a str>,
    /// Where it was fetched from, after all redirects. Empty if that is not known: then relative
    /// addresses lead nowhere.
    pub url: &'a str,
    /// What its platform tells about its pages.
    pub hints: Option<&'a Hints>,
}

/// Reads a page. Whatever it is, there is a card; of an empty page it is empty.
pub fn read(page: &Page<'_>) -> Card {
    let body = &page.body[..page.body.len().min(PAGE_BYTES)];
    match charset::whole(body, page.content_type) {
        Some(encoding) => {
            let (text, _, _) = encoding.decode(body);
            compose::card(&Page { content_type: None, ..*page }, text.as_bytes())
        }
        None => compose::card(page, body),
    }
}
