//! A text of which case, width and typographic signs are made equal, with the way back.

use std::ops::Range;

/// The characters of a text, made equal, each with where it stood.
pub(super) struct Folded {
    chars: Vec<char>,
    /// The byte at which each began, and the length of the text at the end.
    bytes: Vec<usize>,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut chars = Vec::new();
        let mut bytes = Vec::new();
        for (at, c) in text.char_indices() {
            let c = fold(c);
            // Of spaces that follow each other the first counts, so that line breaks split no phrase.
            if c == ' ' && chars.last() == Some(&' ') {
                continue;
            }
            chars.push(c);
            bytes.push(at);
        }
        bytes.push(text.len());
        Self { chars, bytes }
    }

    pub(super) fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The byte at which a character stood.
    pub(super) fn byte(&self, at: usize) -> usize {
        self.bytes.get(at).or(self.bytes.last()).copied().unwrap_or_default()
    }

    /// Where sentences stand: they end with a full stop, a question or exclamation mark, or a
    /// semicolon. A point ends one only before a space, so that `5.2` and `example.com` do not.
    pub(super) fn sentences(&self) -> Vec<Range<usize>> {
        let mut sentences = Vec::new();
        let mut start = 0;
        for at in 0..self.chars.len() {
            let last = self.chars.get(at + 1).is_none_or(|next| *next == ' ');
            let ends = match self.chars[at] {
                '。' | '!' | '?' | ';' => true,
                '.' => last,
                _ => false,
            };
            if ends {
                sentences.push(start..at + 1);
                start = at + 1;
            }
        }
        sentences.push(start..self.chars.len());
        sentences
    }
}

fn fold(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' | '「' | '」' | '『' | '』' => '"',
        '\u{2010}'..='\u{2014}' => '-',
        '\u{3000}' => ' ',
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
            narrow.to_ascii_lowercase()
        }
        c if c.is_whitespace() => ' ',
        c => c.to_ascii_lowercase(),
    }
}
