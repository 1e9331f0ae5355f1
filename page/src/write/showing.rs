//! What is lent to a page beside the card.

use drawbridge_canon::share::Image;

/// Where a card is shown, and to whom.
#[derive(Clone, Copy, Debug)]
pub struct Showing<'a> {
    /// The address of the page itself, absolute: the link that was shared.
    pub page: &'a str,
    /// The address that answers oEmbed, absolute, without a query. `None` where none does.
    pub oembed: Option<&'a str>,
    /// Who serves the page, as people are told.
    pub house: &'a str,
    /// The card drawn as a picture, for a card that has none of its own, and wherever a picture
    /// of known size is asked for.
    pub picture: Option<&'a Image>,
    /// Our own code for the link, in the form in which it is pasted.
    pub code: Option<&'a str>,
    /// Who looks at it.
    pub reader: Reader<'a>,
}

/// Who looks at a page, as far as the request tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader<'a> {
    /// In which language people are spoken to.
    pub tongue: Tongue,
    /// In what it is opened.
    pub inside: Inside<'a>,
    /// On which system, in the words of [`Opening::App`](drawbridge_canon::share::Opening::App).
    /// `None` for a desk, and where it is not told.
    pub system: Option<&'a str>,
}

/// The languages of our own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

impl Tongue {
    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// In what a page is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside<'a> {
    /// A browser, which hands an app's addresses to the app.
    Browser,
    /// The browser within an app, by the dialect's name. It opens that platform's own things, and
    /// nothing else but pages.
    App(&'a str),
}
