//! PNG: by a palette where 256 colours are enough, which they are without a photograph.
//!
//! The pixels are the same everywhere; the bytes are those of the deflate library that is built in.

use std::borrow::Cow;

use ::png::{BitDepth, ColorType, Compression, DeflateCompression, Encoder, EncodingError, Filter};

use crate::raster::Canvas;
use crate::scene::Colour;

/// A canvas as a PNG file.
pub(crate) fn encode(canvas: &Canvas) -> Result<Vec<u8>, EncodingError> {
    if let Some(indexed) = indexed(canvas) {
        // As fast as the library's own fast way, and a quarter of its size: its matches are whole rows.
        return write_indexed(canvas, indexed, 1);
    }
    write(canvas, |encoder| {
        encoder.set_color(ColorType::Rgb);
        encoder.set_compression(Compression::Fast);
        encoder.set_filter(Filter::Up);
        let rgb = |pixel: &u32| {
            let Colour(red, green, blue) = Colour::unpacked(*pixel);
            [red, green, blue]
        };
        canvas.pixels().iter().flat_map(rgb).collect()
    })
}

/// The same of a canvas whose colours are known, compressed as well as `level` says, 1 to 9.
pub(crate) fn write_indexed(
    canvas: &Canvas,
    Indexed { palette, indices }: Indexed,
    level: u8,
) -> Result<Vec<u8>, EncodingError> {
    write(canvas, |encoder| {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(Cow::Owned(palette));
        encoder.set_deflate_compression(DeflateCompression::Level(level));
        encoder.set_filter(Filter::NoFilter);
        indices
    })
}

fn write(
    canvas: &Canvas,
    set: impl FnOnce(&mut Encoder<'_, &mut Vec<u8>>) -> Vec<u8>,
) -> Result<Vec<u8>, EncodingError> {
    let mut out = Vec::with_capacity(1 << 16);
    let width = u32::try_from(canvas.width()).unwrap_or(u32::MAX);
    let height = u32::try_from(canvas.height()).unwrap_or(u32::MAX);
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_depth(BitDepth::Eight);
    let bytes = set(&mut encoder);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(out)
}

/// Places in the table by which colours are found.
const SLOTS: usize = 1024;

const fn slot_of(pixel: u32) -> usize {
    (pixel.wrapping_mul(0x9e37_79b1) >> 22) as usize
}

/// A picture of few colours.
pub(crate) struct Indexed {
    /// Three bytes a colour.
    pub(crate) palette: Vec<u8>,
    /// A byte a pixel.
    pub(crate) indices: Vec<u8>,
}

/// The colours of a canvas in order of appearance, what most of it is first: noughts are what
/// compresses fastest and best. `None` if there are more than 256.
pub(crate) fn indexed(canvas: &Canvas) -> Option<Indexed> {
    // Colour and index, found by the colour's mixed bits; a quarter full at most.
    let mut slots = [(u32::MAX, 0_u8); SLOTS];
    let mut palette = Vec::with_capacity(768);
    let mut indices = Vec::with_capacity(canvas.pixels().len());
    let (mut last, mut index) = (canvas.ground(), 0_u8);
    slots[slot_of(last)] = (last, 0);
    let Colour(red, green, blue) = Colour::unpacked(last);
    palette.extend([red, green, blue]);
    for pixel in canvas.pixels() {
        if *pixel != last {
            last = *pixel;
            let mut slot = slot_of(last);
            while slots[slot].0 != last && slots[slot].0 != u32::MAX {
                slot = (slot + 1) % SLOTS;
            }
            if slots[slot].0 == u32::MAX {
                slots[slot] = (last, u8::try_from(palette.len() / 3).ok()?);
                let Colour(red, green, blue) = Colour::unpacked(last);
                palette.extend([red, green, blue]);
            }
            index = slots[slot].1;
        }
        indices.push(index);
    }
    Some(Indexed { palette, indices })
}
