//! Where pictures are made: the fonts, read once, and the glyphs, drawn once.

use drawbridge_canon::share::Card;

use crate::fewer;
use crate::layout;
use crate::look::Look;
use crate::png;
use crate::raster::{self, Canvas, Masks};
use crate::scene::Scene;
use crate::svg;
use crate::text::Fonts;

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// A font's bytes are not those of an OpenType font with outlines.
    #[error("a font cannot be read")]
    Font,
    /// The PNG file could not be written.
    #[error("the picture cannot be encoded: {0}")]
    Encoding(String),
}

/// Makes pictures. To be kept: reading the fonts takes longer than making a picture, and glyphs
/// that were drawn once are not drawn again. What is kept never changes what comes out.
pub struct Studio<'f> {
    fonts: Fonts<'f>,
    masks: Masks,
}

impl<'f> Studio<'f> {
    /// With the font that is shipped, which has GB 2312 and Latin.
    pub fn new() -> Result<Self, PictureError> {
        Self::with_fonts(&[])
    }

    /// With further fonts, asked in their order for what the shipped one has not: traditional
    /// characters, rare ones, emoji in outlines. A box stands for what none has.
    pub fn with_fonts(more: &[&'f [u8]]) -> Result<Self, PictureError> {
        let mut all = vec![drawbridge_fonts::NOTO_SANS_CJK_SC];
        all.extend(more);
        let fonts = Fonts::of(&all).ok_or(PictureError::Font)?;
        Ok(Self { fonts, masks: Masks::default() })
    }

    /// Lays a card out.
    pub fn scene<'a>(&self, card: &Card, look: &Look<'a>) -> Scene<'a> {
        layout::scene(&self.fonts, card, look)
    }

    /// Draws a scene.
    pub fn canvas(&mut self, scene: &Scene<'_>) -> Canvas {
        raster::draw(&self.fonts, &mut self.masks, scene)
    }

    /// A card as a PNG file. Where its form has a largest size, a photograph has as many colours as fit.
    pub fn png(&mut self, card: &Card, look: &Look<'_>) -> Result<Vec<u8>, PictureError> {
        let scene = self.scene(card, look);
        let canvas = self.canvas(&scene);
        match look.shape.most_bytes() {
            Some(most) => canvas.png_within(most),
            None => canvas.png(),
        }
    }

    /// A card as an SVG file. Its letters are outlines, so that it looks the same everywhere; what
    /// it says stands in its `<title>` too.
    pub fn svg(&self, card: &Card, look: &Look<'_>) -> Result<String, PictureError> {
        svg::write(&self.fonts, &self.scene(card, look))
    }
}

impl Canvas {
    /// As a PNG file.
    pub fn png(&self) -> Result<Vec<u8>, PictureError> {
        png::encode(self).map_err(|error| PictureError::Encoding(error.to_string()))
    }

    /// As a PNG file of at most so many bytes, with fewer colours if it must be.
    pub fn png_within(&self, most: usize) -> Result<Vec<u8>, PictureError> {
        fewer::encode(self, most).map_err(|error| PictureError::Encoding(error.to_string()))
    }
}
