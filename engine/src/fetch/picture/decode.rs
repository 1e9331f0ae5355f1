//! Bytes become pixels. What kind of picture it is, the bytes say; what the server says is not heard.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::exif::Turn;
use super::raster::Raster;
use crate::fetch::error::Kind;

/// Bytes that a decoder may take besides the pixels: tables, scan lines, metadata.
const BESIDE: usize = 16 << 20;

/// Scans of a progressive JPEG. Each costs a pass over all pixels; encoders make about ten.
const SCANS: usize = 64;

/// Decodes the first frame, if it has at most so many pixels.
pub(super) fn decode(bytes: &[u8], pixels: u64) -> Result<(Raster, Turn), Kind> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg(bytes, pixels),
        [0x89, b'P', b'N', b'G', ..] => png(bytes, pixels).map(upright),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes, pixels),
        [b'G', b'I', b'F', b'8', ..] => gif(bytes, pixels).map(upright),
        _ => Err(Kind::NotAPicture),
    }
}

fn upright(raster: Raster) -> (Raster, Turn) {
    (raster, Turn::default())
}

/// The size, if it is permitted.
fn sized(width: usize, height: usize, pixels: u64) -> Result<(usize, usize), Kind> {
    match (width as u64).checked_mul(height as u64) {
        None => Err(Kind::TooManyPixels),
        Some(0) => Err(Kind::NotAPicture),
        Some(count) if count > pixels => Err(Kind::TooManyPixels),
        Some(_) => Ok((width, height)),
    }
}

fn bad<T>(_: T) -> Kind {
    Kind::NotAPicture
}

fn jpeg(bytes: &[u8], pixels: u64) -> Result<(Raster, Turn), Kind> {
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().map_err(bad)?;
    let info = decoder.info().ok_or(Kind::NotAPicture)?;
    let (width, height) = sized(usize::from(info.width), usize::from(info.height), pixels)?;
    let turn = decoder.exif().map_or_else(Turn::default, |exif| Turn::read(exif));
    let mut rgba = vec![255; width * height * 4];
    if decoder.output_buffer_size() != Some(rgba.len()) {
        return Err(Kind::NotAPicture);
    }
    decoder.decode_into(&mut rgba).map_err(bad)?;
    Ok((Raster { width, height, rgba }, turn))
}

fn png(bytes: &[u8], pixels: u64) -> Result<Raster, Kind> {
    let mut decoder =
        png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: BESIDE });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let info = decoder.read_header_info().map_err(bad)?;
    let (width, height) = sized(info.width as usize, info.height as usize, pixels)?;
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(bad)?;
    let mut raw = vec![0; reader.output_buffer_size().ok_or(Kind::NotAPicture)?];
    reader.next_frame(&mut raw).map_err(bad)?;
    let rgba = match reader.output_color_type().0 {
        png::ColorType::Rgba => raw,
        png::ColorType::Rgb => from_rgb(&raw),
        png::ColorType::Grayscale => {
            raw.iter().flat_map(|grey| [*grey, *grey, *grey, 255]).collect()
        }
        png::ColorType::GrayscaleAlpha => {
            raw.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect()
        }
        png::ColorType::Indexed => return Err(Kind::NotAPicture),
    };
    whole(width, height, rgba)
}

fn webp(bytes: &[u8], pixels: u64) -> Result<(Raster, Turn), Kind> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(bad)?;
    let (width, height) = decoder.dimensions();
    let (width, height) = sized(width as usize, height as usize, pixels)?;
    decoder.set_memory_limit(width * height * 4 + BESIDE);
    let exif = decoder.exif_metadata().ok().flatten();
    let turn = exif.map_or_else(Turn::default, |exif| Turn::read(&exif));
    let mut raw = vec![0; decoder.output_buffer_size().ok_or(Kind::NotAPicture)?];
    decoder.read_image(&mut raw).map_err(bad)?;
    let rgba = if decoder.has_alpha() { raw } else { from_rgb(&raw) };
    Ok((whole(width, height, rgba)?, turn))
}

fn gif(bytes: &[u8], pixels: u64) -> Result<Raster, Kind> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    options.check_frame_consistency(true);
    let limit = std::num::NonZeroU64::new(pixels.saturating_mul(4)).ok_or(Kind::TooManyPixels)?;
    options.set_memory_limit(gif::MemoryLimit::Bytes(limit));
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(bad)?;
    let (width, height) =
        sized(usize::from(decoder.width()), usize::from(decoder.height()), pixels)?;
    let frame = decoder.read_next_frame().map_err(bad)?.ok_or(Kind::NotAPicture)?;
    let mut rgba = vec![0; width * height * 4];
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let across = usize::from(frame.width).min(width.saturating_sub(left)) * 4;
    let rows = frame.buffer.chunks_exact((usize::from(frame.width) * 4).max(1));
    for (row, y) in rows.zip(top..height) {
        let at = (y * width + left) * 4;
        rgba[at..at + across].copy_from_slice(&row[..across]);
    }
    Ok(Raster { width, height, rgba })
}

fn from_rgb(raw: &[u8]) -> Vec<u8> {
    raw.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect()
}

fn whole(width: usize, height: usize, rgba: Vec<u8>) -> Result<Raster, Kind> {
    if rgba.len() == width * height * 4 {
        Ok(Raster { width, height, rgba })
    } else {
        Err(Kind::NotAPicture)
    }
}
