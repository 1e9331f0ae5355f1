//! QR codes as drawings: one path of unit squares, whoever draws it.

use std::fmt::Write as _;

use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

/// The white margin that the standard wants around a code (ISO/IEC 18004, 9.1), in modules.
const QUIET: usize = 4;

/// A code as a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Its width and height in modules, the quiet zone included.
    pub size: usize,
    /// The dark modules, as the data of an SVG path: rows of runs.
    pub path: String,
}

/// Draws a text; `None` if it is longer than any code holds (about 2300 bytes).
pub fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark: Vec<bool> = code.into_colors().iter().map(|c| *c == Color::Dark).collect();
    let mut path = String::new();
    for (y, row) in dark.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(Drawing { size: width + 2 * QUIET, path })
}

impl Drawing {
    /// An SVG element with a name for those who do not see it; `label` is escaped already. Dark on
    /// white in every colour scheme: many scanners do not read the reverse.
    pub fn svg(&self, label: &str) -> String {
        let Self { size, path } = self;
        format!(
            "<svg class=\"code\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {size} {size}\" \
             shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" \
             fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finder_patterns_stand_in_three_corners() {
        let drawing = draw("https://bridge.example/c/1").expect("short");
        assert!(drawing.path.starts_with("M4 4h7v1h-7z"), "{}", drawing.path);
        let far = drawing.size - QUIET - 7;
        assert!(drawing.path.contains(&format!("M{far} 4h7v1h-7z")));
        assert!(drawing.path.contains(&format!("M4 {far}h7v1h-7z")));
    }

    #[test]
    fn what_fits_no_code_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(5000)), None);
    }
}
