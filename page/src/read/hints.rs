//! What a platform tells about its own pages, put to use.

use drawbridge_canon::share::{Card, Hints};
use memchr::memmem;

use super::words::Words;

/// The card that a platform's state tells, if the page carries one.
pub(super) fn state(hints: &Hints, scripts: &[&[u8]], words: Words) -> Option<Card> {
    let read = hints.state?;
    for script in scripts {
        for mark in hints.state_marks {
            if let Some(at) = memmem::find(script, mark.as_bytes()) {
                return Some(read(mark, &words.decode(&script[at + mark.len()..])));
            }
        }
    }
    None
}

/// A title without what the platform puts behind it.
pub(super) fn without_suffix(title: &str, hints: &Hints) -> String {
    let fitting = hints.title_suffixes.iter().filter(|suffix| title.ends_with(**suffix));
    let longest = fitting.map(|suffix| suffix.len()).max().unwrap_or_default();
    let cut = title[..title.len() - longest].trim_end();
    if cut.is_empty() { title.to_owned() } else { cut.to_owned() }
}
