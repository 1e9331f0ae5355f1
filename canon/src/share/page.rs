//! What a platform tells the reader of pages about its own.

use super::card::Card;

/// Hints for reading a platform's own pages. What a page declares in the open web's words is read
/// without them.
#[derive(Clone, Copy)]
pub struct Hints {
    /// What the platform puts behind a page's title, as it stands there: `_某站`. The longest
    /// that fits is cut.
    pub title_suffixes: &'static [&'static str],
    /// The beginnings of scripts that hold the page's state, as they stand before the data:
    /// `window.__INITIAL_STATE__=`. What follows one is handed to [`Hints::state`].
    pub state_marks: &'static [&'static str],
    /// Reads state: `(mark, text from behind the mark to the script's end)`. Data only, nothing is
    /// run; of a card it fills what it can tell.
    pub state: Option<fn(&str, &str) -> Card>,
    /// Whether the state is to be believed before what the page declares in open words.
    pub state_first: bool,
}

impl Hints {
    /// No hints: the base for `..Hints::NONE`.
    pub const NONE: Self =
        Self { title_suffixes: &[], state_marks: &[], state: None, state_first: false };
}
