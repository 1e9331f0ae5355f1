//! Glyphs drawn once and kept: what each covers of its pixels.

use std::collections::BTreeMap;

use super::outline::Edges;
use super::sweep::{PART, Sweep};
use crate::text::Fonts;

/// What is kept at most, in bytes of coverage: the common characters of Chinese in all sizes of a
/// card are about half of it.
const MOST: usize = 16 << 20;

/// What a glyph covers.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    /// Pixels from the origin to the left edge.
    pub(super) left: i32,
    /// Pixels from the baseline up to the upper edge.
    pub(super) top: i32,
    pub(super) width: usize,
    /// Row by row.
    pub(super) levels: Vec<u8>,
}

/// All that were drawn. What is found there is what would be drawn again.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    kept: BTreeMap<(usize, u16, i32, i32), Mask>,
    bytes: usize,
}

impl Masks {
    /// A glyph at a size, some quarters of a pixel right of a whole one.
    pub(super) fn of(
        &mut self,
        fonts: &Fonts<'_>,
        font: usize,
        glyph: u16,
        size: i32,
        quarter: i32,
    ) -> &Mask {
        if self.bytes > MOST {
            self.kept.clear();
            self.bytes = 0;
        }
        let bytes = &mut self.bytes;
        self.kept.entry((font, glyph, size, quarter)).or_insert_with(|| {
            let mask = mask(fonts, font, glyph, size, quarter);
            *bytes += mask.levels.len() + 128;
            mask
        })
    }
}

fn mask(fonts: &Fonts<'_>, font: usize, glyph: u16, size: i32, quarter: i32) -> Mask {
    let mut pen = Edges::default();
    let size = u16::try_from(size).unwrap_or(0);
    if !fonts.outline(font, glyph, size, &mut pen) || pen.all.is_empty() {
        return Mask::default();
    }
    let shift = quarter * PART / 4;
    let points = || pen.all.iter().flat_map(|(from, to)| [from, to]);
    let low = |value: Option<i32>| value.unwrap_or(0).div_euclid(PART);
    let high = |value: Option<i32>| (value.unwrap_or(0) + PART - 1).div_euclid(PART);
    let left = low(points().map(|point| point.0 + shift).min());
    let right = high(points().map(|point| point.0 + shift).max());
    let top = low(points().map(|point| point.1).min());
    let bottom = high(points().map(|point| point.1).max());
    let width = usize::try_from(right - left).unwrap_or(0);
    let height = usize::try_from(bottom - top).unwrap_or(0);
    let mut sweep = Sweep::new(width, height);
    let moved = |(x, y): (i32, i32)| (x + shift - left * PART, y - top * PART);
    for (from, to) in &pen.all {
        sweep.edge(moved(*from), moved(*to));
    }
    Mask { left, top: -top, width, levels: sweep.levels() }
}
