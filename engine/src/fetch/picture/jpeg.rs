//! Baseline JPEG (ITU-T T.81), colours at half the resolution, in whole numbers.
//!
//! Written here because the encoders on offer are either under a licence that is not on our list or
//! come with colour management that takes three times as long to build as all decoders together.
//! Only writing is ours: what strangers send is read by others' code.

mod huffman;
mod tables;

use super::raster::Raster;
use huffman::{Bits, Code};
use tables::{CHROMA, HALF_COSINES, LUMA, ZIGZAG, header};

/// Encodes the colours; what shines through is ignored. At most 65,535 pixels each way.
pub(super) fn encode(raster: &Raster) -> Vec<u8> {
    let mut out = header(raster.width, raster.height);
    let mut bits = Bits::new(&mut out);
    let luma = (Code::new(tables::DC_LUMA), Code::new(tables::AC_LUMA));
    let chroma = (Code::new(tables::DC_CHROMA), Code::new(tables::AC_CHROMA));
    let (mut last_y, mut last_blue, mut last_red) = (0, 0, 0);
    for top in (0..raster.height).step_by(16) {
        for left in (0..raster.width).step_by(16) {
            let unit = Unit::read(raster, left, top);
            for block in &unit.luma {
                last_y = write(&mut bits, block, &LUMA, &luma, last_y);
            }
            last_blue = write(&mut bits, &unit.blue, &CHROMA, &chroma, last_blue);
            last_red = write(&mut bits, &unit.red, &CHROMA, &chroma, last_red);
        }
    }
    bits.finish();
    out.extend([0xff, 0xd9]);
    out
}

/// 16 by 16 pixels: four blocks of brightness, and one of either colour.
struct Unit {
    luma: [[i32; 64]; 4],
    blue: [i32; 64],
    red: [i32; 64],
}

impl Unit {
    /// Beyond the edge the last pixel is repeated.
    fn read(raster: &Raster, left: usize, top: usize) -> Self {
        let mut unit = Self { luma: [[0; 64]; 4], blue: [0; 64], red: [0; 64] };
        for y in 0..16 {
            for x in 0..16 {
                let from_x = (left + x).min(raster.width - 1);
                let from_y = (top + y).min(raster.height - 1);
                let at = (from_y * raster.width + from_x) * 4;
                let [r, g, b] = [0, 1, 2].map(|part| i32::from(raster.rgba[at + part]));
                // JFIF 1.02, page 3, in 65536ths; brightness less 128.
                let luma = ((19_595 * r + 38_470 * g + 7_471 * b + 32_768) >> 16) - 128;
                unit.luma[y / 8 * 2 + x / 8][y % 8 * 8 + x % 8] = luma;
                let half = y / 2 * 8 + x / 2;
                unit.blue[half] += -11_059 * r - 21_709 * g + 32_768 * b;
                unit.red[half] += 32_768 * r - 27_439 * g - 5_329 * b;
            }
        }
        for value in unit.blue.iter_mut().chain(&mut unit.red) {
            *value = (*value + (1 << 17)) >> 18;
        }
        unit
    }
}

/// Transforms, rounds and writes a block. Returns its mean, from which the next one's is counted.
fn write(
    bits: &mut Bits<'_>,
    block: &[i32; 64],
    quantum: &[u8; 64],
    codes: &(Code, Code),
    last: i32,
) -> i32 {
    let frequencies = transformed(block);
    let rounded = ZIGZAG.map(|at| {
        let step = i32::from(quantum[at]);
        let value = frequencies[at];
        (value + value.signum() * step / 2) / step
    });
    bits.number(&codes.0, 0, rounded[0] - last);
    let end = rounded.iter().rposition(|value| *value != 0).unwrap_or(0);
    let mut zeros = 0;
    for value in rounded.iter().take(end + 1).skip(1) {
        if *value == 0 {
            zeros += 1;
            continue;
        }
        while zeros > 15 {
            bits.symbol(&codes.1, 0xf0);
            zeros -= 16;
        }
        bits.number(&codes.1, zeros, *value);
        zeros = 0;
    }
    if end < 63 {
        bits.symbol(&codes.1, 0);
    }
    rounded[0]
}

/// The cosine transform (T.81, A.3.3), rows and then columns, in 4096ths.
fn transformed(block: &[i32; 64]) -> [i32; 64] {
    let mut rows = [0; 64];
    for y in 0..8 {
        for u in 0..8 {
            let sum: i32 = (0..8).map(|x| block[y * 8 + x] * HALF_COSINES[u][x]).sum();
            // Some bits are kept for the second pass.
            rows[y * 8 + u] = (sum + (1 << 7)) >> 8;
        }
    }
    let mut out = [0; 64];
    for v in 0..8 {
        for u in 0..8 {
            let sum: i32 = (0..8).map(|y| rows[y * 8 + u] * HALF_COSINES[v][y]).sum();
            out[v * 8 + u] = (sum + (1 << 15)) >> 16;
        }
    }
    out
}
