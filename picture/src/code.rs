//! The code to scan: a QR code of level M.

use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

/// Light modules around a code, as its standard wants (ISO/IEC 18004, 6.3.8).
pub(crate) const QUIET: i32 = 4;

/// A code that fits a square.
pub(crate) struct Code {
    /// Modules a side.
    pub(crate) side: usize,
    pub(crate) dark: Vec<bool>,
    /// Pixels a module.
    pub(crate) module: i32,
}

/// The code of a link within a square of pixels, its quiet zone included. `None` for a link so long
/// that a module would be less than two pixels: no camera reads that from a chat.
pub(crate) fn code(link: &str, square: i32) -> Option<Code> {
    let code = QrCode::with_error_correction_level(link, EcLevel::M).ok()?;
    let side = code.width();
    let module = square / (i32::try_from(side).ok()? + 2 * QUIET);
    let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    (module >= 2).then_some(Code { side, dark, module })
}
