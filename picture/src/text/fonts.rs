//! The fonts, in the order in which they are asked for a character.

use harfrust::{ShapeOptions, ShaperData, UnicodeBuffer};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// The em of our measures.
pub(crate) const EM: i32 = 1000;

/// A shaped glyph, in thousandths of an em.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub(crate) font: usize,
    pub(crate) id: u16,
    pub(crate) advance: i32,
    pub(crate) right: i32,
    pub(crate) up: i32,
    /// At which byte of the text its cluster begins.
    pub(crate) at: usize,
}

struct Face<'a> {
    font: FontRef<'a>,
    data: ShaperData,
    per_em: i32,
    /// Which of the basic plane's characters it has: looked up for every character of every text.
    has: Vec<u64>,
}

/// All fonts.
pub(crate) struct Fonts<'a> {
    faces: Vec<Face<'a>>,
}

impl<'a> Fonts<'a> {
    /// Fonts of these bytes; `None` if one cannot be read.
    pub(crate) fn of(all: &[&'a [u8]]) -> Option<Self> {
        let face = |bytes: &&'a [u8]| {
            let font = FontRef::new(bytes).ok()?;
            let data = ShaperData::new(&font);
            let metrics = font.metrics(Size::unscaled(), LocationRef::default());
            let mut has = vec![0; 0x11_0000 / 64];
            for (character, _) in font.charmap().mappings() {
                if let Some(word) = has.get_mut(character as usize / 64) {
                    *word |= 1_u64 << (character % 64);
                }
            }
            Some(Face { font, data, per_em: i32::from(metrics.units_per_em).max(1), has })
        };
        Some(Self { faces: all.iter().map(face).collect::<Option<_>>()? })
    }

    /// The first font that has a character.
    pub(crate) fn having(&self, character: char) -> Option<usize> {
        let code = character as usize;
        let has =
            |face: &Face<'_>| face.has.get(code / 64).is_some_and(|w| w >> (code % 64) & 1 == 1);
        self.faces.iter().position(has)
    }

    /// Shapes a run that is all in one font.
    pub(crate) fn shape(&self, font: usize, text: &str, start: usize, out: &mut Vec<Glyph>) {
        let Some(face) = self.faces.get(font) else { return };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        // Everything is set from left to right: what is not, no font that is shipped has.
        buffer.set_direction(harfrust::Direction::LeftToRight);
        let shaper = face.data.shaper(&face.font).build();
        let result = shaper.shape(buffer, ShapeOptions::new());
        let scale = |units: i32| (units * EM).div_euclid(face.per_em);
        for (info, position) in result.glyph_infos().iter().zip(result.glyph_positions()) {
            out.push(Glyph {
                font,
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                advance: scale(position.x_advance),
                right: scale(position.x_offset),
                up: scale(position.y_offset),
                at: start + info.cluster as usize,
            });
        }
    }

    /// Draws a glyph's outline at a size in pixels an em; false if it has none.
    pub(crate) fn outline(
        &self,
        font: usize,
        id: u16,
        size: u16,
        pen: &mut impl OutlinePen,
    ) -> bool {
        let Some(face) = self.faces.get(font) else { return false };
        let glyph = face.font.outline_glyphs().get(GlyphId::from(id));
        let settings = DrawSettings::unhinted(Size::new(f32::from(size)), LocationRef::default());
        glyph.is_some_and(|glyph| glyph.draw(settings, pen).is_ok())
    }
}
