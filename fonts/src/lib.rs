//! The font that is shipped, once for all that print and draw, and the rules by which lines break.

mod breaks;

pub use breaks::{may_begin, pieces};

/// Noto Sans CJK SC, regular, cut down to GB 2312 and Latin (`fonts/README.md`): an OpenType font
/// with outlines in CFF, kerning in GPOS and composition in GSUB. SIL Open Font License 1.1.
pub const NOTO_SANS_CJK_SC: &[u8] = include_bytes!("../NotoSansCJKsc-GB2312.otf");
