//! A drawn picture, smaller.

use super::canvas::Canvas;
use crate::scene::Colour;

impl Canvas {
    /// The same, drawn smaller; each pixel the mean of those that it stands for. It is never
    /// enlarged.
    #[must_use]
    pub fn shrunk(&self, width: usize, height: usize) -> Self {
        let (width, height) = (width.clamp(1, self.width()), height.clamp(1, self.height()));
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                pixels.push(self.mean((x, width), (y, height)));
            }
        }
        Self::of(width, height, self.ground(), pixels)
    }

    fn mean(&self, (x, width): (usize, usize), (y, height): (usize, usize)) -> u32 {
        let span = |at: usize, of: usize, all: usize| at * all / of..((at + 1) * all).div_ceil(of);
        let (mut sums, mut count) = ([0_u32; 3], 0);
        for y in span(y, height, self.height()) {
            for pixel in &self.row(y)[span(x, width, self.width())] {
                let Colour(red, green, blue) = Colour::unpacked(*pixel);
                for (sum, part) in sums.iter_mut().zip([red, green, blue]) {
                    *sum += u32::from(part);
                }
                count += 1;
            }
        }
        let [red, green, blue] = sums.map(|sum| (sum + count / 2) / count.max(1));
        red << 16 | green << 8 | blue
    }
}
