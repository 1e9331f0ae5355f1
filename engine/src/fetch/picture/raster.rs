//! Pixels: shrunk and turned.

use super::Fit;
use super::exif::Turn;

/// Pixels of four bytes: red, green, blue, and how much they cover. Row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgba: Vec<u8>,
}

impl Raster {
    /// Made smaller to fit, each new pixel the mean of the old ones under it. As it is if it fits.
    pub(super) fn shrunk(&self, fit: Fit) -> Self {
        let (width, height) = self.fitting(fit);
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let mut rgba = Vec::with_capacity(width * height * 4);
        for y in 0..height {
            let rows = span(y, height, self.height);
            for x in 0..width {
                rgba.extend(self.mean(span(x, width, self.width), rows.clone()));
            }
        }
        Self { width, height, rgba }
    }

    fn fitting(&self, fit: Fit) -> (usize, usize) {
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let (width, height) = fit.of(side(self.width), side(self.height));
        (width as usize, height as usize)
    }

    /// The mean of a rectangle. A pixel counts as much as it covers.
    fn mean(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> [u8; 4] {
        let (mut sums, mut cover, mut count) = ([0u64; 3], 0u64, 0u64);
        for y in rows {
            let row = &self.rgba
                [(y * self.width + columns.start) * 4..(y * self.width + columns.end) * 4];
            for pixel in row.chunks_exact(4) {
                let alpha = u64::from(pixel[3]);
                for (sum, value) in sums.iter_mut().zip(pixel) {
                    *sum += u64::from(*value) * alpha;
                }
                cover += alpha;
                count += 1;
            }
        }
        let part = |sum: u64, of: u64| u8::try_from((sum + of / 2) / of.max(1)).unwrap_or(255);
        [part(sums[0], cover), part(sums[1], cover), part(sums[2], cover), part(cover, count)]
    }

    /// Turned upright.
    pub(super) fn turned(self, turn: Turn) -> Self {
        if turn == Turn::default() {
            return self;
        }
        let (width, height) =
            if turn.is_sideways() { (self.height, self.width) } else { (self.width, self.height) };
        let mut rgba = Vec::with_capacity(self.rgba.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match turn.quarters {
                    0 => (x, y),
                    1 => (y, self.height - 1 - x),
                    2 => (self.width - 1 - x, self.height - 1 - y),
                    _ => (self.width - 1 - y, x),
                };
                let from_x = if turn.mirrored { self.width - 1 - from_x } else { from_x };
                let at = (from_y * self.width + from_x) * 4;
                rgba.extend_from_slice(&self.rgba[at..at + 4]);
            }
        }
        Self { width, height, rgba }
    }
}

/// Which old ones lie under the new one at `at`: at least one.
fn span(at: usize, new: usize, old: usize) -> std::ops::Range<usize> {
    let start = at * old / new;
    start..((at + 1) * old / new).max(start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Opaque pixels of one grey each.
    fn raster(width: usize, greys: &[u8]) -> Raster {
        let rgba = greys.iter().flat_map(|grey| [*grey, *grey, *grey, 255]).collect();
        Raster { width, height: greys.len() / width, rgba }
    }

    fn greys(raster: &Raster) -> Vec<u8> {
        raster.rgba.chunks_exact(4).map(|pixel| pixel[0]).collect()
    }

    #[test]
    fn shrinking_takes_means_and_keeps_the_shape() {
        let small =
            raster(4, &[0, 100, 10, 10, 100, 200, 10, 10]).shrunk(Fit { width: 2, height: 9 });
        assert_eq!((small.width, small.height, greys(&small)), (2, 1, vec![100, 10]));
        let fitting = raster(2, &[1, 2]).shrunk(Fit { width: 2, height: 1 });
        assert_eq!(greys(&fitting), [1, 2]);
        let thin = raster(1, &[7; 5000]).shrunk(Fit { width: 10, height: 10 });
        assert_eq!((thin.width, thin.height), (1, 10));
    }

    #[test]
    fn what_is_clear_has_no_colour_to_give() {
        let half = Raster { width: 2, height: 1, rgba: vec![200, 200, 200, 255, 0, 0, 0, 0] };
        assert_eq!(half.shrunk(Fit { width: 1, height: 1 }).rgba, [200, 200, 200, 128]);
    }

    #[test]
    fn all_eight_ways_of_holding_a_camera_end_upright() {
        // What lies in the file, if the upright picture is 1 2 / 3 4 / 5 6.
        for (stored, width, mirrored, quarters) in [
            ([1, 2, 3, 4, 5, 6], 2, false, 0),
            ([2, 1, 4, 3, 6, 5], 2, true, 0),
            ([6, 5, 4, 3, 2, 1], 2, false, 2),
            ([5, 6, 3, 4, 1, 2], 2, true, 2),
            ([1, 3, 5, 2, 4, 6], 3, true, 3),
            ([2, 4, 6, 1, 3, 5], 3, false, 1),
            ([6, 4, 2, 5, 3, 1], 3, true, 1),
            ([5, 3, 1, 6, 4, 2], 3, false, 3),
        ] {
            let upright = raster(width, &stored).turned(Turn { mirrored, quarters });
            assert_eq!(greys(&upright), [1, 2, 3, 4, 5, 6], "{mirrored} {quarters}");
        }
    }
}
