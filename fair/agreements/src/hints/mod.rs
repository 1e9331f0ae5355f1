//! Hints: places in a document that may speak of exclusivity or of parity, for a person to read. Never a
//! verdict: whoever wrote a clause in other words is not found, and a clause that is fine may be.
//!
//! Phrases are sought sentence by sentence in a text of which case, width and typographic signs are
//! made equal. A phrase is passed over where it is denied (`非独家`, `non-exclusive`), where what is
//! forbidden is to demand it (`不得要求独家`), where it is reported as an offence, or in a title.

mod en;
mod fold;
mod pattern;
mod zh;

use serde::Serialize;

use fold::Folded;
use pattern::Pattern;

/// What a hint points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Somebody may not deal with others, or pays for doing so.
    Exclusivity,
    /// Somebody must give terms as good as elsewhere.
    Parity,
}

/// In which language a phrase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// A place in a document that a person should read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// What it may speak of.
    pub family: Family,
    /// In which language.
    pub language: Language,
    /// Bytes from the beginning of the text to that of the phrase; a boundary of characters.
    pub start: usize,
    /// Bytes to its end, exclusive; the same.
    pub end: usize,
    /// UTF-16 code units to its beginning, as browsers count.
    pub start_utf16: usize,
    /// UTF-16 code units to its end.
    pub end_utf16: usize,
    /// The phrase as it stands in the text.
    pub phrase: String,
}

/// Every hint in a text, in the order in which they begin. Where phrases of one family overlap, the first
/// is told, and of several that begin together the longest.
///
/// The work grows with the length of the text, and with the square of that of a sentence.
pub fn hints(text: &str) -> Vec<Hint> {
    let folded = Folded::of(text);
    let mut found: Vec<(Family, Language, usize, usize)> = Vec::new();
    for sentence in folded.sentences() {
        let mut seek = |language, patterns: &[Pattern]| {
            for pattern in patterns {
                for (start, end) in pattern.find(folded.chars(), sentence.clone()) {
                    found.push((pattern.family, language, start, end));
                }
            }
        };
        seek(Language::Zh, zh::PATTERNS);
        seek(Language::En, en::PATTERNS);
    }
    found.sort_by_key(|(family, _, start, end)| (*family, *start, usize::MAX - end));
    let mut kept: Vec<(Family, Language, usize, usize)> = Vec::new();
    for one in found {
        if kept.last().is_none_or(|last| last.0 != one.0 || one.2 >= last.3) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|(family, _, start, _)| (*start, *family));
    let hint = |(family, language, start, end)| {
        let (start, end) = (folded.byte(start), folded.byte(end));
        let units = |to: usize| text[..to].encode_utf16().count();
        Hint {
            family,
            language,
            start,
            end,
            start_utf16: units(start),
            end_utf16: units(end),
            phrase: text[start..end].to_owned(),
        }
    };
    kept.into_iter().map(hint).collect()
}
