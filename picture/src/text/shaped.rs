//! A text, shaped: clusters that are drawn, measured and broken as one.

use super::fonts::{EM, Fonts, Glyph};

/// What belongs together: a character with its marks, in the order of the text.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    /// Its bytes in the text.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Thousandths of an em.
    pub(crate) advance: i32,
    /// How much further left it stands than it would: full-width marks that follow each other, or
    /// begin a line, give up the empty half of their square.
    pub(crate) back: i32,
    /// Its glyphs; empty for what no font has: a box of its width is drawn.
    pub(crate) glyphs: Vec<Glyph>,
}

/// A shaped text.
#[derive(Clone, Debug)]
pub(crate) struct Shaped {
    pub(crate) text: String,
    pub(crate) clusters: Vec<Cluster>,
    /// What no font has, each once.
    pub(crate) replaced: Vec<char>,
}

impl Shaped {
    /// Shapes a text.
    pub(crate) fn of(fonts: &Fonts<'_>, text: &str) -> Self {
        let mut shaped = Self { text: text.to_owned(), clusters: Vec::new(), replaced: Vec::new() };
        let mut rest = 0;
        while let Some(first) = text[rest..].chars().next() {
            let end;
            if let Some(font) = fonts.having(first) {
                end = run_end(fonts, text, rest, font);
                shaped.shape(fonts, font, rest, end);
            } else if is_unseen(first) {
                end = rest + first.len_utf8();
                shaped.attach(end);
            } else {
                end = unknown_end(text, rest);
                shaped.replace(first, rest, end);
            }
            rest = end;
        }
        squeeze(&shaped.text, &mut shaped.clusters);
        shaped
    }

    fn shape(&mut self, fonts: &Fonts<'_>, font: usize, from: usize, to: usize) {
        let mut glyphs = Vec::with_capacity(to - from);
        fonts.shape(font, &self.text[from..to], from, &mut glyphs);
        let first = self.clusters.len();
        for glyph in glyphs {
            match self.clusters[first..].last_mut() {
                Some(last) if last.from == glyph.at => {
                    last.advance += glyph.advance;
                    last.glyphs.push(glyph);
                }
                _ => self.clusters.push(Cluster {
                    from: glyph.at,
                    to,
                    advance: glyph.advance,
                    back: 0,
                    glyphs: vec![glyph],
                }),
            }
        }
        let mut end = to;
        for cluster in self.clusters[first..].iter_mut().rev() {
            cluster.to = end;
            end = cluster.from;
        }
    }

    /// What has no look of its own belongs to what is before it.
    fn attach(&mut self, to: usize) {
        if let Some(last) = self.clusters.last_mut() {
            last.to = to;
        }
    }

    fn replace(&mut self, first: char, from: usize, to: usize) {
        if !self.replaced.contains(&first) {
            self.replaced.push(first);
        }
        self.clusters.push(Cluster { from, to, advance: EM, back: 0, glyphs: Vec::new() });
    }
}

/// What only says how the sign before it is to look, or that the next one is joined to it.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e01ef}')
}

/// How far a run of one font goes. Marks and joiners stay with what is before them.
fn run_end(fonts: &Fonts<'_>, text: &str, from: usize, font: usize) -> usize {
    let mut characters = text[from..].char_indices().skip(1);
    let ends = |(_, character): &(usize, char)| fonts.having(*character) != Some(font);
    characters.find(ends).map_or(text.len(), |(at, _)| from + at)
}

/// How far one sign goes that no font has: with its selectors, joiners and tones it is one box.
fn unknown_end(text: &str, from: usize) -> usize {
    let mut end = from;
    let mut joined = true;
    let mut flag = false;
    for character in text[from..].chars() {
        let extends = matches!(character, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
        let regional = matches!(character, '\u{1f1e6}'..='\u{1f1ff}');
        if !(joined || extends || regional && flag) {
            break;
        }
        // A flag is two letters; a third one begins the next.
        flag = regional && joined;
        joined = character == '\u{200d}';
        end += character.len_utf8();
    }
    end
}

/// Full-width marks whose ink is in one half of their square.
fn half(character: char) -> Option<Half> {
    match character {
        '“' | '‘' | '（' | '《' | '〈' | '【' | '〔' | '〖' | '「' | '『' | '｛' | '［' => {
            Some(Half::Right)
        }
        '”' | '’' | '）' | '》' | '〉' | '】' | '〕' | '〗' | '」' | '』' | '｝' | '］' | '，'
        | '。' | '、' | '；' | '：' => Some(Half::Left),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Left,
    Right,
}

/// Marks that stand side by side share their emptiness (GB/T 15834, 标点挤压): `》（` is one and a
/// half squares wide, not two.
fn squeeze(text: &str, clusters: &mut [Cluster]) {
    let half_of = |cluster: &Cluster| {
        let character = text[cluster.from..cluster.to].chars().next()?;
        (cluster.advance == EM).then(|| half(character)).flatten()
    };
    for at in 1..clusters.len() {
        match (half_of(&clusters[at - 1]), half_of(&clusters[at])) {
            (Some(Half::Left), Some(Half::Left)) => clusters[at - 1].advance = EM / 2,
            (Some(_), Some(Half::Right)) => clusters[at].back = EM / 2,
            _ => {}
        }
    }
    // The same quotation marks and apostrophe serve both scripts: beside Latin they are narrow.
    for at in 0..clusters.len() {
        let first = |at: usize| {
            let cluster = clusters.get(at)?;
            text[cluster.from..cluster.to].chars().next()
        };
        let is_latin = |at: Option<usize>| {
            at.and_then(first).is_some_and(|other| other < '\u{250}' && other != ' ')
        };
        match first(at) {
            Some('“' | '‘') if is_latin(Some(at + 1)) => clusters[at].back = EM / 2,
            Some('”' | '’') if is_latin(at.checked_sub(1)) && clusters[at].advance == EM => {
                clusters[at].advance = EM / 2;
            }
            _ => {}
        }
    }
}

/// How far a line's first cluster may move into the margin: an opening mark's empty half.
pub(crate) fn overhang(text: &str, cluster: &Cluster) -> i32 {
    let first = text[cluster.from..cluster.to].chars().next();
    let opening = first.and_then(half) == Some(Half::Right) && cluster.advance == EM;
    if opening { EM * 2 / 5 } else { 0 }
}
