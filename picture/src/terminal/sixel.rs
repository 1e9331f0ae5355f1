//! Terminals that take sixels, six rows of pixels in a character.

use std::fmt::Write as _;

use crate::png::{Indexed, indexed};
use crate::raster::Canvas;
use crate::scene::Colour;

/// For xterm with graphics, mlterm, foot and those that speak DEC's sixels: a palette in hundredths,
/// then for each band of six rows what each colour covers, runs counted. A picture of more than 256
/// colours is told in 6 × 6 × 6. Source: DEC, "VT330/VT340 Programmer Reference", chapter 14.
pub fn sixel(canvas: &Canvas) -> String {
    let Indexed { palette, indices } = indexed(canvas).unwrap_or_else(|| coarse(canvas));
    let (width, height) = (canvas.width(), canvas.height());
    // Square pixels, what is not drawn stays as it is.
    let mut out = format!("\x1bP0;1;0q\"1;1;{width};{height}");
    for (register, colour) in palette.chunks_exact(3).enumerate() {
        let percent = |part: u8| (u16::from(part) * 100 + 127) / 255;
        let (red, green, blue) = (percent(colour[0]), percent(colour[1]), percent(colour[2]));
        let _ = write!(out, "#{register};2;{red};{green};{blue}");
    }
    for band in indices.chunks(width.max(1) * 6) {
        self::band(&mut out, band, width);
        out.push('-');
    }
    out.push_str("\x1b\\\n");
    out
}

fn band(out: &mut String, band: &[u8], width: usize) {
    let mut present = [false; 256];
    for index in band {
        present[usize::from(*index)] = true;
    }
    for register in (0..=u8::MAX).filter(|register| present[usize::from(*register)]) {
        let _ = write!(out, "#{register}");
        let sixel = |x: usize| {
            let rows = band.iter().skip(x).step_by(width).enumerate();
            let bits = rows.filter(|(_, index)| **index == register);
            char::from(bits.fold(0_u8, |bits, (row, _)| bits | 1 << row) + b'?')
        };
        let mut run = (sixel(0), 0);
        for x in 0..width {
            let next = sixel(x);
            if next != run.0 {
                repeat(out, run);
                run = (next, 0);
            }
            run.1 += 1;
        }
        if run.0 != '?' {
            repeat(out, run);
        }
        out.push('$');
    }
}

fn repeat(out: &mut String, (sixel, times): (char, usize)) {
    if times > 3 {
        let _ = write!(out, "!{times}{sixel}");
    } else {
        out.extend(std::iter::repeat_n(sixel, times));
    }
}

/// A picture in 216 colours.
fn coarse(canvas: &Canvas) -> Indexed {
    let step = |part: u8| (u16::from(part) * 5 + 127) / 255;
    let index = |pixel: &u32| {
        let Colour(red, green, blue) = Colour::unpacked(*pixel);
        u8::try_from(step(red) * 36 + step(green) * 6 + step(blue)).unwrap_or(0)
    };
    let palette = (0..216_u8).flat_map(|index| [index / 36, index / 6 % 6, index % 6]);
    Indexed {
        palette: palette.map(|part| part * 51).collect(),
        indices: canvas.pixels().iter().map(index).collect(),
    }
}
