//! The one thing in a picture's metadata that changes how it looks: which way the camera was held.

/// How a picture must be turned to stand upright: first mirrored, then turned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Turn {
    /// Left and right are exchanged.
    pub(super) mirrored: bool,
    /// Quarter turns, clockwise.
    pub(super) quarters: u8,
}

impl Turn {
    /// Whether width and height change places.
    pub(super) fn is_sideways(self) -> bool {
        self.quarters % 2 == 1
    }

    /// By the tag `Orientation` (JEITA CP-3451, section 4.6.4).
    fn of(orientation: u16) -> Self {
        let (mirrored, quarters) = match orientation {
            2 => (true, 0),
            3 => (false, 2),
            4 => (true, 2),
            5 => (true, 3),
            6 => (false, 1),
            7 => (true, 1),
            8 => (false, 3),
            _ => (false, 0),
        };
        Self { mirrored, quarters }
    }

    /// Reads it from an EXIF block: a TIFF file whose first directory is looked at. Whatever is wrong
    /// with it, the picture stays as it is.
    pub(super) fn read(exif: &[u8]) -> Self {
        let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        Self::of(orientation(tiff).unwrap_or(1))
    }
}

/// Entries of a directory that are looked at.
const ENTRIES: usize = 256;

fn orientation(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let start = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let start = usize::try_from(start).ok()?;
    let count = usize::from(short(start)?).min(ENTRIES);
    let entries = (0..count).map(|entry| start.saturating_add(2 + entry * 12));
    let mut found = entries.filter(|at| short(*at) == Some(0x0112));
    // Its value is a short number, and stands in the entry itself.
    found.next().and_then(|at| short(at.checked_add(8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_byte_orders_are_read_and_garbage_is_upright() {
        let little = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";
        assert_eq!(Turn::read(little), Turn { mirrored: false, quarters: 1 });
        assert_eq!(Turn::read(big), Turn { mirrored: false, quarters: 3 });
        for garbage in [
            &b""[..],
            b"II*\0",
            b"II*\0\xff\xff\xff\xff",
            b"MM\0*\0\0\0\x08\xff\xff",
            &little[..20],
        ] {
            assert_eq!(Turn::read(garbage), Turn::default());
        }
    }
}
