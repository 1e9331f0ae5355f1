//! Pixels become a file: JPEG, or PNG where something shines through.

use super::raster::Raster;
use super::{Picture, is_opaque, jpeg};
use crate::fetch::error::Kind;

/// Encodes.
pub(super) fn encode(raster: &Raster) -> Result<Picture, Kind> {
    let (width, height) = match (u32::try_from(raster.width), u32::try_from(raster.height)) {
        (Ok(width), Ok(height)) if width <= 65_535 && height <= 65_535 => (width, height),
        _ => return Err(Kind::TooManyPixels),
    };
    let (bytes, media_type) = if is_opaque(raster) {
        (jpeg::encode(raster), "image/jpeg")
    } else {
        (png(raster, width, height)?, "image/png")
    };
    Ok(Picture { bytes: bytes.into(), media_type, width, height })
}

fn png(raster: &Raster, width: u32, height: u32) -> Result<Vec<u8>, Kind> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    // Writing to memory fails only if the size is impossible.
    let mut writer = encoder.write_header().map_err(|_| Kind::TooManyPixels)?;
    writer.write_image_data(&raster.rgba).map_err(|_| Kind::TooManyPixels)?;
    writer.finish().map_err(|_| Kind::TooManyPixels)?;
    Ok(bytes)
}
