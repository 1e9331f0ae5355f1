//! The canonical card: what a link means, whoever shares it and wherever it is shown.

use serde::{Deserialize, Serialize};

use super::opening::Opening;
use super::told::Told;
use super::verdict::Safety;
use crate::money::Money;

/// What a link means. Every field says where it was read; one that nobody told is absent.
///
/// All text is NFC, without control characters and without leading or trailing white space; all
/// addresses are absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// The canonical address: no trackers, no sharer. Absent for a code that only its platform
    /// can read and has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Told<String>>,
    /// What kind of thing it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Told<Kind>>,
    /// The title, without the site's suffix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Told<String>>,
    /// A description of a sentence or a few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Told<String>>,
    /// Pictures, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Told<Image>>,
    /// The site's own mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<Told<String>>,
    /// A film that can be played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<Told<Media>>,
    /// A sound that can be played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Told<Media>>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Told<Price>>,
    /// Who sells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seller: Option<Told<String>>,
    /// Whether it can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Told<Availability>>,
    /// How it is rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Told<Rating>>,
    /// How long it plays, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Told<u32>>,
    /// When it was published: RFC 3339, or its date alone where no time is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Told<String>>,
    /// When it was last changed, written likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Told<String>>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Told<String>>,
    /// The site, as it calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Told<String>>,
    /// The language, BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Told<String>>,
    /// Ways to open it, the most direct first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub openings: Vec<Told<Opening>>,
    /// The platform it is of, by its dialect's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// What the standard says about opening it. Absent until it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety: Option<Safety>,
    /// Why its page was not read, if it was not. Then the card says what the message, the address and its
    /// platform say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// Why a page was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The reason, for programs: `robots`, `too-slow`, `range`, `too-large`, `gone`, `login-wall`, ….
    pub name: String,
    /// Why, in Chinese.
    pub reason_zh: String,
    /// Why, in English.
    pub reason_en: String,
    /// What helps, in Chinese.
    pub remedy_zh: String,
    /// What helps, in English.
    pub remedy_en: String,
}

/// What kind of thing a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something for sale.
    Product,
    /// A film.
    Video,
    /// A text to read: news, a post, a note.
    Article,
    /// A seller's place.
    Shop,
    /// A page of a mini program.
    MiniProgram,
    /// A broadcast that is on now.
    Live,
    /// A song, an album, a list of songs, a podcast.
    Music,
    /// Somewhere one can go.
    Place,
    /// A person or an organisation.
    Profile,
    /// A picture.
    Picture,
    /// Any other page.
    Page,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Its address.
    pub url: String,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// What it shows, for those who cannot see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}

/// A film or a sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Its address.
    pub url: String,
    /// Its media type. `text/html` is a player's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// A price, or the span in which it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The price; of a span the lower end.
    pub amount: Money,
    /// The upper end of a span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Money>,
}

/// Whether something can be had, in schema.org's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// It is there.
    InStock,
    /// A few are left.
    Limited,
    /// It can be ordered before it comes out.
    PreOrder,
    /// It can be ordered and comes later.
    BackOrder,
    /// In a shop one walks into.
    InStoreOnly,
    /// Over the web.
    OnlineOnly,
    /// Not at the moment.
    OutOfStock,
    /// All are gone.
    SoldOut,
    /// It is made no more.
    Discontinued,
}

/// A rating. There is no float: all is in thousandths of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// How good it is, in thousandths of a point.
    pub milli: u32,
    /// The best that can be given, in thousandths of a point.
    pub best_milli: u32,
    /// How many gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}
