//! Finding the movements inside the zip, as a stream over the bytes that are there.

use std::io::{BufRead, BufReader, Cursor, Read};

use drawbridge_canon::Fault;
use encoding_rs::{GBK, UTF_8};
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

/// The longest text that is read: some ten million rows. A zip may claim anything.
const MAX_TEXT: u64 = 4 << 30;

/// The most files that are looked at.
const MAX_FILES: usize = 64;

/// Opens the zip, or takes the bytes for the text itself if they are none.
pub(super) fn open(bytes: &[u8]) -> Result<Box<dyn BufRead + '_>, Fault> {
    if !bytes.starts_with(b"PK") {
        return Ok(Box::new(BufReader::new(bytes)));
    }
    let bad =
        |error: zip::result::ZipError| Fault::unreadable(format!("the zip is broken: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
    for at in 0..archive.len().min(MAX_FILES) {
        let file = archive.by_index_raw(at).map_err(bad)?;
        let name = name(file.name_raw());
        if file.is_dir() || !name.to_ascii_lowercase().ends_with(".csv") || name.contains("汇总")
        {
            continue;
        }
        let start = usize::try_from(file.data_start()).unwrap_or(usize::MAX);
        let length = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX);
        let end = start.checked_add(length);
        let packed = end.and_then(|end| bytes.get(start..end));
        let packed = packed.ok_or_else(|| Fault::unreadable("the zip is truncated"))?;
        return match file.compression() {
            CompressionMethod::Stored => Ok(Box::new(BufReader::new(packed))),
            CompressionMethod::Deflated => {
                Ok(Box::new(BufReader::new(DeflateDecoder::new(packed).take(MAX_TEXT))))
            }
            other => Err(Fault::unreadable(format!("the zip is packed with {other}"))),
        };
    }
    Err(Fault::unreadable("the zip holds no bill"))
}

/// The platform writes names in GBK without saying so; others say UTF-8 and mean it.
fn name(raw: &[u8]) -> String {
    let utf8 = UTF_8.decode_without_bom_handling_and_without_replacement(raw);
    utf8.map_or_else(|| GBK.decode(raw).0.into_owned(), std::borrow::Cow::into_owned)
}
