//! Terminals that take a PNG file in an escape sequence.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::raster::Canvas;
use crate::studio::PictureError;

/// Most base64 in one sequence, as the protocol says.
const CHUNK: usize = 4096;

/// For kitty and those that speak its graphics protocol (Ghostty, Konsole, WezTerm): transmit and
/// display (`a=T`) a PNG (`f=100`) over so many columns, in chunks, without answers (`q=2`).
/// Source: <https://sw.kovidgoyal.net/kitty/graphics-protocol/>.
pub fn kitty(canvas: &Canvas, columns: u16) -> Result<String, PictureError> {
    let data = BASE64_STANDARD.encode(canvas.png()?);
    let mut out = String::with_capacity(data.len() + data.len() / 64);
    let mut rest = data.as_str();
    let mut keys = format!("a=T,f=100,q=2,c={columns},");
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.len().min(CHUNK));
        let more = u8::from(!after.is_empty());
        let _ = write!(out, "\x1b_G{keys}m={more};{chunk}\x1b\\");
        keys.clear();
        rest = after;
    }
    out.push('\n');
    Ok(out)
}

/// For iTerm2 and those that speak its inline images (WezTerm, VS Code, Windows Terminal's preview):
/// a file shown in place over so many columns. Source: <https://iterm2.com/documentation-images.html>.
pub fn iterm(canvas: &Canvas, columns: u16) -> Result<String, PictureError> {
    let png = canvas.png()?;
    let (size, data) = (png.len(), BASE64_STANDARD.encode(png));
    let keys = format!("size={size};width={columns};preserveAspectRatio=1;inline=1");
    Ok(format!("\x1b]1337;File={keys}:{data}\x07\n"))
}
