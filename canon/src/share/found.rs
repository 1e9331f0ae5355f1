//! What was found in a message.

use std::ops::Range;

use super::card::{Kind, Price};
use super::message::Link;
use super::opening::Opening;

/// A share text, a code or a link of one platform, as it stands in a message. Nothing was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Which part of the message it takes up, in bytes: the words that belong to it too.
    pub span: Range<usize>,
    /// Which of the platform's shapes it has, for the tests and for people: `code`, `link`, ….
    pub shape: &'static str,
    /// The link, made whole: nearly always as it stands there.
    pub url: Option<String>,
    /// What stands there for the link, where it is not the link itself: `[shown](https://…)`.
    pub shown: Option<String>,
    /// The code, without its marks. Opaque: only its platform can say what it means.
    pub code: Option<String>,
    /// What the words around say.
    pub title: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// What kind of thing it is, where the shape tells.
    pub kind: Option<Kind>,
    /// What it costs, where the words tell.
    pub price: Option<Price>,
    /// A way to open it that needs no fetching.
    pub opening: Option<Opening>,
}

impl Found {
    /// A link without any words: the shape `link`.
    pub fn link(link: &Link<'_>) -> Self {
        let url = Some(link.url.to_string());
        let shown = link.shown.map(str::to_owned);
        Self { span: link.span.clone(), shape: "link", url, shown, ..Self::default() }
    }
}
