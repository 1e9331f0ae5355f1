//! PEM and Base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Standard Base64 with padding (RFC 4648, section 4), no line breaks.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads what [`base64()`] writes and nothing else: no white space, padding as it must be, no bits
/// behind the last byte.
pub fn unbase64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A PEM block.
pub fn pem(label: &str, der: &[u8]) -> String {
    let body = base64(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(64) {
        out.push_str(std::str::from_utf8(line).unwrap_or_default());
        out.push('\n');
    }
    out.push_str("-----END ");
    out.push_str(label);
    out.push_str("-----\n");
    out
}

/// The bytes of each PEM block, whatever its label; blocks that are not Base64 are passed over.
pub fn pem_blocks(text: &str) -> impl Iterator<Item = Vec<u8>> + '_ {
    text.split("-----BEGIN ").skip(1).filter_map(|block| {
        let (_, rest) = block.split_once("-----")?;
        let (body, _) = rest.split_once("-----END")?;
        unbase64(&without_space(body))
    })
}

/// The bytes of the first PEM block, or of the whole as Base64.
pub fn der(text: &str) -> Option<Vec<u8>> {
    if text.contains("-----BEGIN") {
        return pem_blocks(text).next();
    }
    unbase64(&without_space(text))
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
