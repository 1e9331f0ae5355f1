//! Rectangles with round corners.

use super::canvas::{Canvas, LEVELS};
use crate::scene::{Area, Colour};

/// Fills a rectangle with round corners.
pub(super) fn fill(canvas: &mut Canvas, area: Area, radius: i32, colour: Colour) {
    let radius = radius.min(area.width / 2).min(area.height / 2);
    if radius <= 0 {
        canvas.fill(area, colour);
        return;
    }
    canvas.fill(Area::new(area.x, area.y + radius, area.width, area.height - 2 * radius), colour);
    for row in 0..radius {
        let (upper, lower) = (area.y + row, area.y + area.height - 1 - row);
        for y in [upper, lower] {
            canvas.fill(Area::new(area.x + radius, y, area.width - 2 * radius, 1), colour);
        }
        for column in 0..radius {
            let level = level(radius, column, row);
            for (x, y) in [
                (area.x + column, upper),
                (area.x + column, lower),
                (area.x + area.width - 1 - column, upper),
                (area.x + area.width - 1 - column, lower),
            ] {
                canvas.blend(x, y, colour.packed(), level);
            }
        }
    }
}

/// How much of a pixel of a corner's square, counted from the outer corner, is within the round.
pub(super) fn level(radius: i32, column: i32, row: i32) -> u8 {
    // Sixteen places in the pixel, in eighths of it.
    let places = (0..16).filter(|place| {
        let x = 8 * (radius - column) - 1 - 2 * (place % 4);
        let y = 8 * (radius - row) - 1 - 2 * (place / 4);
        x * x + y * y <= 64 * radius * radius
    });
    let count = places.count() * usize::from(LEVELS);
    u8::try_from(count.div_ceil(16)).unwrap_or(LEVELS)
}
