//! Leaves in files: entry bundles (tlog-tiles, "Log entries").

use crate::tile::WIDTH;

/// The most bytes of a leaf: its length stands in two bytes. Whatever is larger goes into the log by
/// its hash.
pub const MAX_ENTRY: usize = u16::MAX as usize;

/// Bytes that are no bundle, or leaves that fit in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// A leaf is too large.
    #[error("a leaf of {0} bytes; {MAX_ENTRY} are the most")]
    TooLarge(usize),
    /// The bytes end within a leaf, or before the last one.
    #[error("the bundle ends within leaf {0}")]
    Short(usize),
    /// There are bytes after the last leaf.
    #[error("{0} bytes follow the last leaf")]
    Trailing(usize),
    /// More leaves than a bundle takes, or none.
    #[error("a bundle has 1 to {WIDTH} leaves, not {0}")]
    Width(usize),
}

/// Writes 1 to 256 leaves: of each its length in two bytes, the higher first, then its bytes.
pub fn write<T: AsRef<[u8]>>(entries: &[T]) -> Result<Vec<u8>, BundleError> {
    if !(1..=usize::from(WIDTH)).contains(&entries.len()) {
        return Err(BundleError::Width(entries.len()));
    }
    let mut bytes = Vec::new();
    for entry in entries {
        push(&mut bytes, entry.as_ref())?;
    }
    Ok(bytes)
}

/// Adds one leaf to the bytes of a bundle.
pub fn push(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), BundleError> {
    let length = u16::try_from(entry.len()).map_err(|_| BundleError::TooLarge(entry.len()))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// Reads exactly `width` leaves and nothing after them.
pub fn read(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    let (entries, rest) = take(bytes, width)?;
    if rest.is_empty() { Ok(entries) } else { Err(BundleError::Trailing(rest.len())) }
}

/// Reads the first `width` leaves, and what follows them: the beginning of a full bundle where the
/// partial one is gone.
pub fn take(bytes: &[u8], width: u16) -> Result<(Vec<&[u8]>, &[u8]), BundleError> {
    if !(1..=WIDTH).contains(&width) {
        return Err(BundleError::Width(width.into()));
    }
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(width.into());
    for at in 0..usize::from(width) {
        let short = BundleError::Short(at);
        let (length, after) = rest.split_first_chunk().ok_or(short)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(short)?;
        entries.push(entry);
        rest = after;
    }
    Ok((entries, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_come_back_as_they_went_in() {
        let longest = vec![7; MAX_ENTRY];
        let entries: [&[u8]; 4] = [b"", b"a", &longest, b"\0\x01b"];
        let bytes = write(&entries).unwrap();
        assert_eq!(&bytes[..5], [0, 0, 0, 1, b'a']);
        assert_eq!(read(&bytes, 4).unwrap(), entries);
        let (first, rest) = take(&bytes, 2).unwrap();
        assert_eq!((first, rest.len()), (vec![&b""[..], b"a"], bytes.len() - 5));
    }

    #[test]
    fn what_is_no_bundle_is_refused() {
        let bytes = write(&["ab", "c"]).unwrap();
        assert_eq!(read(&bytes, 3), Err(BundleError::Short(2)));
        assert_eq!(read(&bytes, 1), Err(BundleError::Trailing(3)));
        assert_eq!(read(&bytes[..6], 2), Err(BundleError::Short(1)));
        assert_eq!(read(&bytes[..5], 2), Err(BundleError::Short(1)));
        assert_eq!(read(&bytes, 0), Err(BundleError::Width(0)));
        assert_eq!(read(&bytes, 257), Err(BundleError::Width(257)));
        assert_eq!(write(&[vec![0; MAX_ENTRY + 1]]), Err(BundleError::TooLarge(MAX_ENTRY + 1)));
        assert_eq!(write::<&str>(&[]), Err(BundleError::Width(0)));
        assert_eq!(write(&[""; 257]), Err(BundleError::Width(257)));
    }
}
