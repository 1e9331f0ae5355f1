//! Text: from a string to shaped glyphs to lines.

mod clean;
mod fonts;
mod shaped;
mod wrap;

pub(crate) use clean::clean;
pub(crate) use fonts::Fonts;
pub(crate) use shaped::{Shaped, overhang};
pub(crate) use wrap::{Wrapped, balanced, first_line, measure, wrap};
