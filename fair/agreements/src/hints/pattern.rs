//! A phrase: words that follow each other at some distance, and what around them speaks against it.

use std::ops::Range;

use super::Family;

/// One step of a phrase: any of some words, at most so many characters after the step before.
pub(super) struct Step {
    pub(super) gap: usize,
    pub(super) any: &'static [&'static str],
}

/// What speaks for or against a match.
pub(super) enum Guard {
    /// None of these in so many characters before it, in its sentence.
    NotBefore(usize, &'static [&'static str]),
    /// None of these directly before it.
    NotJustBefore(&'static [&'static str]),
    /// None of these in so many characters after its first step.
    NotAfter(usize, &'static [&'static str]),
    /// None of these between its first step and its end.
    NotWithin(&'static [&'static str]),
    /// One of these somewhere before it, in its sentence.
    Before(&'static [&'static str]),
    /// Not in a title.
    NoTitle,
}

/// A phrase.
pub(super) struct Pattern {
    pub(super) family: Family,
    pub(super) steps: &'static [Step],
    pub(super) guards: &'static [Guard],
}

impl Pattern {
    /// Where it stands in a sentence: from the beginning of the first step to the end of the last.
    pub(super) fn find(&self, text: &[char], sentence: Range<usize>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let Some((first, rest)) = self.steps.split_first() else { return found };
        for start in sentence.clone() {
            let Some(after) = any_at(text, start, sentence.end, first.any) else { continue };
            let Some(end) = follow(text, after, sentence.end, rest) else { continue };
            let place = Place { text, sentence: sentence.clone(), start, after, end };
            if self.guards.iter().all(|guard| place.holds(guard)) {
                found.push((start, end));
            }
        }
        found
    }
}

/// The end of the steps that follow; the nearest of each is tried first.
fn follow(text: &[char], from: usize, end: usize, steps: &[Step]) -> Option<usize> {
    let Some((step, rest)) = steps.split_first() else { return Some(from) };
    let last = end.min(from + step.gap + 1);
    (from..last).find_map(|at| follow(text, any_at(text, at, end, step.any)?, end, rest))
}

/// The end of the longest of some words that stands at a place.
fn any_at(text: &[char], at: usize, end: usize, words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|word| word_at(text, at, end, word)).max()
}

/// The end of a word that stands at a place. Latin words stand alone; with a star only their beginning is
/// given, and the match goes on to their end.
fn word_at(text: &[char], at: usize, end: usize, word: &str) -> Option<usize> {
    let (word, open) = word.strip_suffix('*').map_or((word, false), |word| (word, true));
    let mut place = at;
    for c in word.chars() {
        if place >= end || text[place] != c {
            return None;
        }
        place += 1;
    }
    let latin = |at: usize| text.get(at).is_some_and(char::is_ascii_alphanumeric);
    if at > 0 && latin(at) && latin(at - 1) {
        return None;
    }
    if latin(place) && place > 0 && latin(place - 1) {
        if !open {
            return None;
        }
        while place < end && latin(place) {
            place += 1;
        }
    }
    Some(place)
}

/// A match in its sentence.
struct Place<'a> {
    text: &'a [char],
    sentence: Range<usize>,
    start: usize,
    /// Where its first step ended.
    after: usize,
    end: usize,
}

impl Place<'_> {
    fn holds(&self, guard: &Guard) -> bool {
        let Range { start, end } = self.sentence;
        match guard {
            Guard::NotBefore(reach, words) => {
                !self.has(start.max(self.start.saturating_sub(*reach)), self.start, words)
            }
            Guard::NotJustBefore(words) => !words.iter().any(|word| {
                let length = word.chars().count();
                self.start.checked_sub(length).is_some_and(|at| {
                    at >= start && self.text[at..self.start].iter().copied().eq(word.chars())
                })
            }),
            Guard::NotAfter(reach, words) => {
                !self.has(self.after, end.min(self.after + reach), words)
            }
            Guard::NotWithin(words) => !self.has(self.after, self.end, words),
            Guard::Before(words) => self.has(start, self.start, words),
            Guard::NoTitle => {
                let before = &self.text[start..self.start];
                let open = before.iter().rposition(|c| *c == '《');
                let shut = before.iter().rposition(|c| *c == '》');
                open.is_none() || open < shut
            }
        }
    }

    /// Whether any of some words begins in a range.
    fn has(&self, from: usize, to: usize, words: &[&str]) -> bool {
        (from..to).any(|at| any_at(self.text, at, self.sentence.end, words).is_some())
    }
}
