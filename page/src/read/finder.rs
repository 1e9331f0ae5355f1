//! Finds the first of several words in bytes.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::{Config, MatchKind, Searcher};

/// Some words, found by the wide instructions of the processor where it has them.
pub(super) struct Finder {
    words: &'static [&'static str],
    made: OnceLock<Made>,
}

enum Made {
    Wide(Searcher),
    Plain(AhoCorasick),
    /// The words are too many or too long for either; none of ours are.
    None,
}

impl Finder {
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        Self { words, made: OnceLock::new() }
    }

    /// Where the first of the words begins.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<usize> {
        match self.made.get_or_init(|| self.make()) {
            Made::Wide(finder) => finder.find(bytes).map(|found| found.start()),
            Made::Plain(finder) => finder.find(bytes).map(|found| found.start()),
            Made::None => None,
        }
    }

    fn make(&self) -> Made {
        let config = Config::new().match_kind(MatchKind::LeftmostFirst).clone();
        match config.builder().extend(self.words).build() {
            Some(finder) => Made::Wide(finder),
            None => AhoCorasick::new(self.words).map_or(Made::None, Made::Plain),
        }
    }
}
