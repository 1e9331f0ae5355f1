//! Reads a page into a card.
//!
//! One pass over the bytes finds what tells something ([`pass`]); what it saw is put in order of
//! trust ([`compose`]): Open Graph, Twitter's card, structured data, plain HTML. Structured data is
//! read only where the page has it, and the text of the page only for what nobody declared.

mod address;
mod amount;
mod charset;
mod compose;
mod data;
mod date;
mod ends;
mod entity;
mod finder;
mod formats;
mod forms;
mod heading;
mod hints;
mod icon;
mod json;
mod keys;
mod last;
mod limits;
mod markup;
pub mod oembed;
mod pass;
mod picture;
mod place;
mod prose;
mod schema;
mod script;
mod seen;
mod stream;
mod tag;
mod title;
mod words;

use drawbridge_canon::share::{Card, Hints};

pub use limits::PAGE_BYTES;
pub use stream::{More, Reader};

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

/// What a page says, and whom else one may ask about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What it means.
    pub card: Card,
    /// Where its oEmbed answer is, if it names a place.
    pub oembed: Option<OembedLink>,
}

/// Where an oEmbed answer is. It is a stranger's address like any other: who fetches it guards
/// against what it may lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OembedLink {
    /// The address.
    pub url: String,
    /// Whether the answer is XML, and not JSON.
    pub xml: bool,
}

/// Reads a page. Whatever it is, there is a card; of an empty page it is empty but for the page's
/// address.
pub fn read(page: &Page<'_>) -> Card {
    reading(page).card
}

/// Reads a page, and where its oEmbed answer is.
pub fn reading(page: &Page<'_>) -> Reading {
    let body = &page.body[..page.body.len().min(PAGE_BYTES)];
    match charset::whole(body, page.content_type) {
        Some(encoding) => {
            let (text, _, _) = encoding.decode(body);
            compose::reading(&Page { content_type: None, ..*page }, text.as_bytes())
        }
        None => compose::reading(page, body),
    }
}
