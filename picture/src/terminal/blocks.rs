//! Any terminal with colours: two pixels a character.

use std::fmt::Write as _;

use crate::raster::Canvas;
use crate::scene::Colour;

/// A picture in upper half blocks with 24-bit colours, so many columns wide; a character is taken
/// to be twice as high as it is wide. Colours are told only where they change.
pub fn blocks(canvas: &Canvas, columns: u16) -> String {
    let width = usize::from(columns).clamp(1, canvas.width());
    let height = (canvas.height() * width / canvas.width()).max(2);
    let small = canvas.shrunk(width, height);
    let mut out = String::new();
    for y in (0..small.height()).step_by(2) {
        let upper = small.row(y);
        let lower = if y + 1 < small.height() { small.row(y + 1) } else { upper };
        let mut last = (None, None);
        for (upper, lower) in upper.iter().zip(lower) {
            for (layer, colour, last) in [(38, *upper, &mut last.0), (48, *lower, &mut last.1)] {
                if *last != Some(colour) {
                    let Colour(red, green, blue) = Colour::unpacked(colour);
                    let _ = write!(out, "\x1b[{layer};2;{red};{green};{blue}m");
                    *last = Some(colour);
                }
            }
            out.push('▀');
        }
        out.push_str("\x1b[0m\n");
    }
    out
}
