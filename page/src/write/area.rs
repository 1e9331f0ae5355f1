//! Sizes that fit into what was asked for.

/// The size that a thing has within limits of pixels, its proportions kept and never enlarged;
/// at least one pixel.
pub(super) fn fit(size: (u32, u32), most: (Option<u32>, Option<u32>)) -> (u32, u32) {
    let (width, height) = (u64::from(size.0.max(1)), u64::from(size.1.max(1)));
    let by_width = limited(width, height, most.0);
    let (height, width) = limited(by_width.1, by_width.0, most.1);
    (narrow(width), narrow(height))
}

/// `along` cut to the limit, and `across` in proportion.
fn limited(along: u64, across: u64, most: Option<u32>) -> (u64, u64) {
    match most.map(|most| u64::from(most.max(1))) {
        Some(most) if most < along => (most, (across * most / along).max(1)),
        _ => (along, across),
    }
}

/// Whether a thing of this size is within limits as it is.
pub(super) fn within(size: (u32, u32), most: (Option<u32>, Option<u32>)) -> bool {
    most.0.is_none_or(|most| size.0 <= most) && most.1.is_none_or(|most| size.1 <= most)
}

fn narrow(pixels: u64) -> u32 {
    u32::try_from(pixels).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proportions_are_kept_within_both_limits() {
        assert_eq!(fit((1920, 1080), (None, None)), (1920, 1080));
        assert_eq!(fit((1920, 1080), (Some(640), None)), (640, 360));
        assert_eq!(fit((1920, 1080), (Some(640), Some(90))), (160, 90));
        assert_eq!(fit((10, 10), (Some(640), Some(640))), (10, 10));
        assert_eq!(fit((4000, 1), (Some(10), Some(10))), (10, 1));
        assert_eq!(fit((u32::MAX, u32::MAX), (Some(0), None)), (1, 1));
    }
}
