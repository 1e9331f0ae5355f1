//! How much of each pixel an outline covers, exactly, in whole numbers.
//!
//! Each edge adds to the pixel in which it stands what it covers to its right, and to the next pixel
//! the rest; a running sum along a row then gives the coverage. Coordinates are in 256ths of a pixel,
//! so the sums are exact and a closed outline ends at nought.

use super::canvas::LEVELS;

/// Parts of a pixel along one axis.
pub(super) const PART: i32 = 256;
/// What a pixel that is wholly covered comes to.
const WHOLE: i32 = PART * PART * 2;

/// Sums of a glyph's box.
pub(super) struct Sweep {
    width: usize,
    height: usize,
    /// One more a row than there are pixels: what is right of the last one is nothing.
    sums: Vec<i32>,
}

impl Sweep {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, height, sums: vec![0; (width + 2) * height] }
    }

    /// An edge, in the box's coordinates.
    pub(super) fn edge(&mut self, (x0, y0): (i32, i32), (x1, y1): (i32, i32)) {
        if y0 == y1 {
            return;
        }
        let (sign, top, bottom) =
            if y0 < y1 { (1, (x0, y0), (x1, y1)) } else { (-1, (x1, y1), (x0, y0)) };
        let x_at = |y: i32| between(top, bottom, y);
        let mut from = top;
        for row in top.1.div_euclid(PART)..=(bottom.1 - 1).div_euclid(PART) {
            let y = ((row + 1) * PART).min(bottom.1);
            let to = (if y == bottom.1 { bottom.0 } else { x_at(y) }, y);
            self.in_row(row, from, to, sign);
            from = to;
        }
    }

    /// A piece of an edge within one row, cut at each pixel.
    fn in_row(&mut self, row: i32, from: (i32, i32), to: (i32, i32), sign: i32) {
        let (left, right) = if from.0 <= to.0 { (from, to) } else { (to, from) };
        let y_at = |x: i32| between((left.1, left.0), (right.1, right.0), x);
        let mut at = left;
        let last = (right.0 - 1).max(left.0).div_euclid(PART);
        for column in left.0.div_euclid(PART)..=last {
            let x = ((column + 1) * PART).min(right.0);
            let end = if column == last { right } else { (x, y_at(x)) };
            let high = (end.1 - at.1).abs() * sign;
            let middle = at.0 + end.0 - 2 * column * PART;
            self.add(row, column, high * (2 * PART - middle));
            self.add(row, column + 1, high * middle);
            at = end;
        }
    }

    fn add(&mut self, row: i32, column: i32, sum: i32) {
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else { return };
        if row < self.height && column < self.width + 2 {
            self.sums[row * (self.width + 2) + column] += sum;
        }
    }

    /// The coverage of each pixel, of [`LEVELS`].
    pub(super) fn levels(&self) -> Vec<u8> {
        let mut levels = Vec::with_capacity(self.width * self.height);
        for row in self.sums.chunks_exact(self.width + 2) {
            let mut sum = 0;
            for part in &row[..self.width] {
                sum += part;
                let level = (sum.abs().min(WHOLE) * i32::from(LEVELS) + WHOLE / 2) / WHOLE;
                levels.push(u8::try_from(level).unwrap_or(LEVELS));
            }
        }
        levels
    }
}

/// The first coordinate where the second is `at`, on a line between two points.
fn between(from: (i32, i32), to: (i32, i32), at: i32) -> i32 {
    if from.1 == to.1 {
        return from.0;
    }
    let part = i64::from(to.0 - from.0) * i64::from(at - from.1) / i64::from(to.1 - from.1);
    from.0 + i32::try_from(part).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swept(points: &[(i32, i32)]) -> Vec<u8> {
        let mut sweep = Sweep::new(3, 2);
        for (at, from) in points.iter().enumerate() {
            sweep.edge(*from, points[(at + 1) % points.len()]);
        }
        sweep.levels()
    }

    #[test]
    fn a_pixel_is_as_dark_as_it_is_covered() {
        let (a, b) = (PART, 2 * PART);
        assert_eq!(swept(&[(a, 0), (b, 0), (b, a), (a, a)]), [0, 15, 0, 0, 0, 0]);
        assert_eq!(swept(&[(a / 2, 0), (b, 0), (b, b), (a / 2, b)]), [8, 15, 0, 8, 15, 0]);
        // A triangle over two pixels a side: its diagonal halves two of them.
        assert_eq!(swept(&[(0, 0), (b, 0), (0, b)]), [15, 8, 0, 8, 0, 0]);
    }

    #[test]
    fn the_other_way_round_is_the_same() {
        let points = [(10, 20), (700, 60), (400, 500)];
        let turned: Vec<_> = points.iter().rev().copied().collect();
        assert_eq!(swept(&points), swept(&turned));
    }
}
