//! From a hit to a card: a pure machine. It says what must be fetched or asked, is told what came
//! back, and at the end puts everything together.
//!
//! A link that wraps another is unrolled without being opened; a short link is followed; the page
//! is read; an oEmbed answer is asked for where the page offers one and leaves something open; a
//! code without a link is put before its platform; and the published standard judges what was
//! found. Whatever fails, there is a card of what is known.

mod begin;
mod merge;
mod step;
mod wall;
mod words;

pub use begin::begin;
pub use merge::card as known;
pub use step::step;

use drawbridge_canon::share::{Card, ResolveAnswer, Safety};
use serde::{Deserialize, Serialize};

/// The most addresses on one way, from the message to the page.
pub const MOST_HOPS: usize = 8;

/// A hit on its way to a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolving {
    /// Whose it is, by its dialect's name, as far as is known by now.
    pub platform: Option<String>,
    /// The code that stood in the message.
    pub code: Option<String>,
    /// Every address on the way, in the general spelling; the last is where it is now.
    pub way: Vec<String>,
    /// An address that was to be entered and is none that the gate opens, as it stood.
    pub refused: Option<String>,
    /// What is waited for.
    pub waits: Waits,
    /// Whether the platform was asked what the code means: it is asked once.
    pub asked: bool,
    /// What went wrong on the way.
    pub troubles: Vec<Trouble>,
    /// What each told by now.
    pub told: Cards,
}

/// What each told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cards {
    /// The words in the message.
    pub message: Card,
    /// The platform's answer about a code.
    pub answer: Card,
    /// The page.
    pub page: Card,
    /// The oEmbed answer.
    pub oembed: Card,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waits {
    /// Where a short link leads.
    ShortLink,
    /// A page.
    Page,
    /// What a code means.
    Answer,
    /// An oEmbed answer.
    Oembed,
    /// What the standard says.
    Verdict,
    /// Nothing: the card was given out.
    Nothing,
}

/// What went wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// An address is none that the gate opens, or the message holds none.
    Unfit,
    /// The way goes in a circle, or on and on.
    Astray,
    /// What should be fetched did not come.
    NotFetched,
    /// Only a wall came: the platform shows the page to those who are logged in, or to people only.
    Walled,
    /// The platform did not say what the code means, or cannot be asked.
    NotAnswered,
}

/// What must be done. All are done in their order, and each but the last of all is answered by an
/// event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Fetch an address.
    Fetch {
        /// Which.
        url: String,
        /// For what.
        purpose: Purpose,
    },
    /// Ask a platform what a code or short link of its own means.
    Ask {
        /// The platform, by its dialect's name.
        platform: String,
        /// The code.
        code: String,
    },
    /// Fetch an oEmbed answer.
    Oembed {
        /// Its address.
        url: String,
    },
    /// Have the standard judge.
    Decide(Facts),
    /// The card is done.
    Done(Box<Card>),
}

/// For what something is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To know where it leads. Redirects are followed in the same go, and their end is told as a page.
    ShortLink,
    /// To read it.
    Page,
}

/// What the standard is told about a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Every address on the way, from the message to the page.
    pub way: Vec<String>,
    /// An address on it that is none the gate opens, as it stood: one with a user's name, say.
    pub refused: Option<String>,
    /// Whose host the last one is, by its dialect's name.
    pub platform: Option<String>,
    /// Whether the way was followed to its end: it ends neither in a circle, nor at a short link that did not
    /// say where it leads, nor before something that nobody opens.
    pub ended: bool,
    /// What went wrong on the way.
    pub troubles: Vec<Trouble>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Redirects led on, and nothing was read where they ended.
    Stranded {
        /// Where they ended, absolute, as it stood.
        at: String,
        /// Whether they go in a circle, or on and on.
        astray: bool,
    },
    /// Redirects led to a page on which one logs in, of a site that is no platform's.
    Walled {
        /// What it stands before, absolute.
        before: String,
    },
    /// A page was read.
    Read {
        /// Where it was fetched from in the end.
        url: String,
        /// What it says.
        card: Box<Card>,
        /// The address of an oEmbed answer that it offers.
        oembed: Option<String>,
    },
    /// The platform answered.
    Answered(ResolveAnswer),
    /// An oEmbed answer was read.
    Embedded(Box<Card>),
    /// What was waited for does not come.
    Failed,
    /// The standard has spoken.
    Judged(Safety),
}

/// An event came that fits nothing that is waited for. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing like this is waited for now, but {waits:?}")]
pub struct Misfit {
    /// What is waited for.
    pub waits: Waits,
}
