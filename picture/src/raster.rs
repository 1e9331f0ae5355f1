//! Drawing a scene in pixels.

mod canvas;
mod corner;
mod masks;
mod outline;
mod photo;
mod shrink;
mod sweep;

pub use canvas::Canvas;
pub(crate) use masks::Masks;
pub(crate) use photo::fitted;

use crate::scene::{Area, Item, Line, Scene};
use crate::text::Fonts;

/// Draws a scene.
pub(crate) fn draw(fonts: &Fonts<'_>, masks: &mut Masks, scene: &Scene<'_>) -> Canvas {
    let mut canvas = Canvas::new(scene.width, scene.height, scene.background);
    for item in &scene.items {
        match item {
            Item::Fill { area, radius, colour } => {
                corner::fill(&mut canvas, *area, *radius, *colour);
            }
            Item::Line(line) => write(&mut canvas, fonts, masks, line),
            Item::Picture { area, radius, pixels } => {
                photo::draw(&mut canvas, *area, *radius, pixels);
            }
            Item::Code { at, module, side, dark, colour } => {
                for (index, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
                    let column = i32::try_from(index % side).unwrap_or(0);
                    let row = i32::try_from(index / side).unwrap_or(0);
                    let (x, y) = (at.0 + column * module, at.1 + row * module);
                    canvas.fill(Area::new(x, y, *module, *module), *colour);
                }
            }
        }
    }
    canvas
}

fn write(canvas: &mut Canvas, fonts: &Fonts<'_>, masks: &mut Masks, line: &Line) {
    for placed in &line.glyphs {
        let Some(font) = placed.font else {
            for side in line.frame(placed) {
                canvas.fill(side, line.colour);
            }
            continue;
        };
        // Quarters of a pixel are enough for even spacing.
        let quarters = (placed.x64 + 8).div_euclid(16);
        let (x, quarter) = (quarters.div_euclid(4), quarters.rem_euclid(4));
        let y = line.baseline - placed.up64.div_euclid(64);
        let mask = masks.of(fonts, font, placed.glyph, line.size, quarter);
        canvas.ink(mask, x, y, line.colour);
    }
}
