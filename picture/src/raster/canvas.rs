//! Pixels on which is drawn.

use super::masks::Mask;
use crate::scene::{Area, Colour};

/// How finely the edge of a glyph is drawn: few enough steps that a card without a photograph
/// keeps to 256 colours, and more than an eye tells.
pub(crate) const LEVELS: u8 = 15;

/// A drawn picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canvas {
    width: usize,
    height: usize,
    /// What was under everything.
    ground: u32,
    /// Red, green, blue in the lower bytes, row by row.
    pixels: Vec<u32>,
}

impl Canvas {
    pub(crate) fn new(width: i32, height: i32, colour: Colour) -> Self {
        let (width, height) = (size(width), size(height));
        let ground = colour.packed();
        Self { width, height, ground, pixels: vec![ground; width * height] }
    }

    pub(crate) fn of(width: usize, height: usize, ground: u32, pixels: Vec<u32>) -> Self {
        Self { width, height, ground, pixels }
    }

    /// The colour that is most of it.
    pub(crate) const fn ground(&self) -> u32 {
        self.ground
    }

    /// Pixels.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Pixels.
    pub const fn height(&self) -> usize {
        self.height
    }

    /// All pixels, row by row, each `0x00RRGGBB`.
    pub fn pixels(&self) -> &[u32] {
        &self.pixels
    }

    /// A row from the top.
    pub(crate) fn row(&self, y: usize) -> &[u32] {
        let from = (y * self.width).min(self.pixels.len());
        &self.pixels[from..(from + self.width).min(self.pixels.len())]
    }

    /// A span of a row, cut to what there is.
    pub(crate) fn span(&mut self, y: i32, x: i32, width: i32) -> &mut [u32] {
        let Some(y) = usize::try_from(y).ok().filter(|y| *y < self.height) else { return &mut [] };
        let from = size(x).min(self.width);
        let to = size(x.saturating_add(width)).clamp(from, self.width);
        let row = y * self.width;
        &mut self.pixels[row + from..row + to]
    }

    /// Fills a rectangle.
    pub(crate) fn fill(&mut self, area: Area, colour: Colour) {
        for y in area.y..area.y + area.height {
            self.span(y, area.x, area.width).fill(colour.packed());
        }
    }

    /// Lays a part of [`LEVELS`] of a colour over a pixel.
    pub(crate) fn blend(&mut self, x: i32, y: i32, colour: u32, level: u8) {
        if x >= 0
            && let Some(pixel) = self.span(y, x, 1).first_mut()
        {
            *pixel = mixed(*pixel, colour, level);
        }
    }

    /// Draws a glyph whose origin is at a pixel.
    pub(crate) fn ink(&mut self, mask: &Mask, x: i32, y: i32, colour: Colour) {
        let (left, top) = (x + mask.left, y - mask.top);
        // What would begin left of the picture is left out: no layout does that.
        if mask.width == 0 || left < 0 {
            return;
        }
        let colour = colour.packed();
        let width = i32::try_from(mask.width).unwrap_or(0);
        for (levels, y) in mask.levels.chunks_exact(mask.width).zip(top..) {
            for (pixel, level) in self.span(y, left, width).iter_mut().zip(levels) {
                match *level {
                    0 => {}
                    LEVELS => *pixel = colour,
                    level => *pixel = mixed(*pixel, colour, level),
                }
            }
        }
    }
}

fn size(length: i32) -> usize {
    usize::try_from(length).unwrap_or(0)
}

fn mixed(under: u32, over: u32, level: u8) -> u32 {
    let part = level.min(LEVELS) * (255 / LEVELS);
    Colour::unpacked(under).mixed(Colour::unpacked(over), part).packed()
}
