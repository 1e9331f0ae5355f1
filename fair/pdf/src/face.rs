//! The font: which glyph a character is, and how wide.

use std::collections::BTreeMap;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

/// What is shipped.
const BYTES: &[u8] = drawbridge_fonts::NOTO_SANS_CJK_SC;

/// A font that was read.
pub(crate) struct Face {
    /// As the PDF library holds it.
    pub(crate) font: Font,
    /// Glyph and width, as a part of the size, of each character there is.
    glyphs: BTreeMap<char, (u32, f32)>,
}

impl Face {
    /// The font that is shipped; none if it cannot be read.
    pub(crate) fn shipped() -> Option<Self> {
        let font = Font::new(BYTES.into(), 0)?;
        let read = FontRef::new(BYTES).ok()?;
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        let per_em = font.units_per_em();
        let glyph = |(character, glyph): (u32, skrifa::GlyphId)| {
            let width = widths.advance_width(glyph)? / per_em;
            Some((char::from_u32(character)?, (glyph.to_u32(), width)))
        };
        let glyphs = read.charmap().mappings().filter_map(glyph).collect();
        Some(Self { font, glyphs })
    }

    /// A true minus is drawn as a dash of its width, which the font has; its text stays a minus.
    fn glyph(&self, character: char) -> Option<(u32, f32)> {
        let drawn = if character == '−' { '–' } else { character };
        self.glyphs.get(&drawn).copied()
    }

    /// Whether a character can be printed.
    pub(crate) fn has(&self, character: char) -> bool {
        self.glyph(character).is_some()
    }

    /// How wide a character is at a size.
    pub(crate) fn width_of(&self, character: char, size: f32) -> f32 {
        self.glyph(character).map_or(0.0, |(_, width)| width * size)
    }

    /// How wide a line is.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.width_of(character, size)).sum()
    }

    /// The glyphs of a line.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, character): (usize, char)| {
            let (id, width) = self.glyph(character)?;
            let range = at..at + character.len_utf8();
            Some(KrillaGlyph::new(GlyphId::new(id), width, 0.0, 0.0, 0.0, range, None))
        };
        text.char_indices().filter_map(glyph).collect()
    }
}
