//! A photograph in its room: cut to fill it, scaled, with round corners.

use super::canvas::{Canvas, LEVELS};
use super::corner;
use crate::look::Pixels;
use crate::scene::{Area, Colour};

/// Parts of a pixel of the photograph.
const PART: usize = 256;

/// Draws a photograph over what is there.
pub(super) fn draw(canvas: &mut Canvas, area: Area, radius: i32, pixels: &Pixels<'_>) {
    let rows = scaled(area, pixels);
    for (row, y) in rows.chunks_exact(side(area.width).max(1)).zip(area.y..) {
        let under = canvas.span(y, area.x, area.width);
        for ((pixel, under), x) in row.iter().zip(under).zip(0..) {
            let level = round(area, radius, x, y - area.y);
            let [red, green, blue, alpha] = *pixel;
            let over = Colour(red, green, blue);
            *under = if alpha == u8::MAX && level == LEVELS {
                over.packed()
            } else {
                let alpha = u16::from(alpha) * u16::from(level) / u16::from(LEVELS);
                let alpha = u8::try_from(alpha).unwrap_or(u8::MAX);
                Colour::unpacked(*under).mixed(over, alpha).packed()
            };
        }
    }
}

/// A photograph alone, in the size of its room, over a colour.
pub(crate) fn fitted(area: Area, pixels: &Pixels<'_>, ground: Colour) -> Canvas {
    let mut canvas = Canvas::new(area.width, area.height, ground);
    draw(&mut canvas, Area::new(0, 0, area.width, area.height), 0, pixels);
    canvas
}

fn round(area: Area, radius: i32, x: i32, y: i32) -> u8 {
    let (x, y) = (x.min(area.width - 1 - x), y.min(area.height - 1 - y));
    if x >= radius || y >= radius { LEVELS } else { corner::level(radius, x, y) }
}

/// The photograph in the size of its room, four bytes a pixel.
fn scaled(area: Area, pixels: &Pixels<'_>) -> Vec<[u8; 4]> {
    let (width, height) = (side(area.width), side(area.height));
    if width == 0 || height == 0 {
        return Vec::new();
    }
    // The part of it that has the room's proportions, from its middle, in parts of a pixel.
    let (full_x, full_y) = (pixels.width() * PART, pixels.height() * PART);
    let cut_x = full_x.min(full_y * width / height).max(1);
    let cut_y = full_y.min(full_x * height / width).max(1);
    let columns = spans(width, (full_x - cut_x) / 2, cut_x, pixels.width());
    let rows = spans(height, (full_y - cut_y) / 2, cut_y, pixels.height());
    let opaque = (0..pixels.height())
        .all(|y| pixels.row(y).as_chunks::<4>().0.iter().all(|pixel| pixel[3] == u8::MAX));
    let mean = if opaque { opaque_mean } else { mean };
    let mut out = Vec::with_capacity(width * height);
    for row in &rows {
        for column in &columns {
            out.push(mean(pixels, column, row));
        }
    }
    out
}

/// The mean of what lets nothing through, which most photographs are: in a third of the time.
fn opaque_mean(pixels: &Pixels<'_>, columns: &Span, rows: &Span) -> [u8; 4] {
    let (mut sums, mut whole) = ([0_u64; 3], 0);
    let across: u64 = columns.weights.iter().copied().map(u64::from).sum();
    for (down, y) in rows.weights.iter().map(|down| u64::from(*down)).zip(rows.from..) {
        let some = pixels.row(y).as_chunks::<4>().0.get(columns.from..).unwrap_or_default();
        let mut row = [0_u32; 3];
        for (weight, pixel) in columns.weights.iter().zip(some) {
            for (sum, part) in row.iter_mut().zip(pixel) {
                *sum = sum.wrapping_add(u32::from(*part) * weight);
            }
        }
        whole += down * across;
        for (sum, part) in sums.iter_mut().zip(row) {
            *sum += u64::from(part) * down;
        }
    }
    let part = |sum: u64| u8::try_from((sum + whole / 2) / whole.max(1)).unwrap_or(u8::MAX);
    [part(sums[0]), part(sums[1]), part(sums[2]), u8::MAX]
}

/// Which pixels go into one, and how much of each, in parts. There are never so many that their sum
/// would not fit: a side has at most 65,000.
struct Span {
    from: usize,
    weights: Vec<u32>,
}

fn spans(count: usize, start: usize, length: usize, most: usize) -> Vec<Span> {
    let span = |at: usize| {
        // At least one pixel wide, so that what is enlarged changes smoothly.
        let middle = start + (2 * at + 1) * length / (2 * count);
        let half = (length / count).max(PART) / 2;
        let low = middle.saturating_sub(half);
        let high = (middle + half).min(most * PART).max(low + 1);
        let (from, to) = (low / PART, high.div_ceil(PART).min(most).max(low / PART + 1));
        let part = |at: usize| ((at + 1) * PART).min(high) - (at * PART).max(low);
        let weights = (from..to).map(|at| u32::try_from(part(at)).unwrap_or(0)).collect();
        Span { from, weights }
    };
    (0..count).map(span).collect()
}

fn mean(pixels: &Pixels<'_>, columns: &Span, rows: &Span) -> [u8; 4] {
    let mut sums = [0_u64; 4];
    let mut whole = 0;
    for (down, y) in rows.weights.iter().map(|down| u64::from(*down)).zip(rows.from..) {
        let some = pixels.row(y).as_chunks::<4>().0.get(columns.from..).unwrap_or_default();
        for (across, pixel) in columns.weights.iter().zip(some) {
            let weight = down * u64::from(*across);
            let alpha = u64::from(pixel[3]);
            whole += weight;
            for (sum, part) in sums.iter_mut().zip(pixel).take(3) {
                *sum += u64::from(*part) * weight * alpha;
            }
            sums[3] += weight * alpha;
        }
    }
    let alpha = sums[3];
    let part = |sum: u64, of: u64| u8::try_from((sum + of / 2) / of.max(1)).unwrap_or(u8::MAX);
    [part(sums[0], alpha), part(sums[1], alpha), part(sums[2], alpha), part(alpha, whole)]
}

fn side(length: i32) -> usize {
    usize::try_from(length).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(area: Area, pixels: &[u8], width: usize) -> Vec<u32> {
        let height = pixels.len() / 4 / width;
        let pixels = Pixels::new(width, height, pixels).unwrap();
        fitted(area, &pixels, Colour(0, 0, 0)).pixels().to_vec()
    }

    #[test]
    fn a_smaller_pixel_is_the_mean_of_what_it_stands_for() {
        let four = [[0, 0, 0, 255], [100, 0, 0, 255], [0, 200, 0, 255], [0, 0, 40, 255]].concat();
        assert_eq!(drawn(Area::new(0, 0, 1, 1), &four, 2), [0x0019_320a]);
        assert_eq!(drawn(Area::new(0, 0, 2, 2), &four, 2), [0, 0x0064_0000, 0x0000_c800, 0x28]);
    }

    #[test]
    fn what_lets_light_through_is_weighed_by_it() {
        let two = [[200, 0, 0, 255], [0, 200, 0, 0]].concat();
        assert_eq!(drawn(Area::new(0, 0, 2, 1), &two, 2), [0x00c8_0000, 0]);
        // Half covered, in the colour of what covers.
        assert_eq!(drawn(Area::new(0, 0, 1, 1), &[two.clone(), two].concat(), 2), [0x0064_0000]);
    }

    #[test]
    fn both_ways_to_the_mean_agree() {
        let bytes: Vec<u8> = (0..7 * 5 * 4_u32).map(|at| (at * 37 % 251) as u8 | 1).collect();
        let opaque: Vec<u8> =
            bytes.as_chunks::<4>().0.iter().flat_map(|p| [p[0], p[1], p[2], 255]).collect();
        let pixels = Pixels::new(7, 5, &opaque).unwrap();
        for (columns, rows) in [(3, 2), (7, 5), (20, 9)] {
            for row in &spans(rows, 0, 5 * PART, 5) {
                for column in &spans(columns, 0, 7 * PART, 7) {
                    assert_eq!(mean(&pixels, column, row), opaque_mean(&pixels, column, row));
                }
            }
        }
    }
}
