//! Bytes to one reader of the roster.
//!
//! The first byte chooses among the readers of the target's kind, so that a new platform is fuzzed
//! without a new target. `DRAWBRIDGE_READER=wechat.charge.ask` keeps to the reader of that name.

use std::sync::LazyLock;

use drawbridge_conformance::readers::{Reader, readers};

static READERS: LazyLock<Vec<Reader>> = LazyLock::new(|| {
    let pinned = std::env::var("DRAWBRIDGE_READER").ok();
    let wanted = |reader: &Reader| pinned.as_ref().is_none_or(|name| *name == reader.name);
    readers().into_iter().filter(wanted).collect()
});

/// Reads what follows the first byte with the reader that the first byte chooses.
pub fn read(bytes: &[u8], kind: fn(&str) -> bool) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let mut of_kind = READERS.iter().filter(|reader| kind(&reader.name)).cycle();
    if let Some(reader) = of_kind.nth(usize::from(*first)) {
        reader.read(rest);
    }
}
