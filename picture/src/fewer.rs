//! PNG within so many bytes: a photograph takes more colours than a small file has room for, so it is drawn
//! with fewer, as many as fit.
//!
//! Colours are chosen by median cut (Heckbert, "Color Image Quantization for Frame Buffer Display", 1982),
//! over the five highest bits of each part. Nothing is strewn: dots would compress worst of all.

use ::png::EncodingError;

use crate::png::{self, Indexed};
use crate::raster::Canvas;
use crate::scene::Colour;

/// Bits of a part of a colour that are told apart, and how many cells that makes.
const BITS: u32 = 5;
const CELLS: usize = 1 << (3 * BITS);

/// A canvas as a PNG file of at most so many bytes. With two colours any canvas has an eighth of a byte a
/// pixel at most; if that is still too much, it is given all the same.
pub(crate) fn encode(canvas: &Canvas, most: usize) -> Result<Vec<u8>, EncodingError> {
    let whole = png::encode(canvas)?;
    if whole.len() <= most {
        return Ok(whole);
    }
    let cells = Cells::of(canvas);
    let mut colours = 256;
    loop {
        let file = png::write_indexed(canvas, cells.reduced(canvas, colours), 6)?;
        if file.len() <= most || colours == 2 {
            return Ok(file);
        }
        colours /= 2;
    }
}

/// How often each colour occurs, and what they are on the average.
struct Cells(Vec<Cell>);

#[derive(Clone, Copy, Default)]
struct Cell {
    count: u64,
    sums: [u64; 3],
}

/// Cells that become one colour.
struct Group {
    cells: Vec<usize>,
    count: u64,
    /// The part in which they differ most, and by how much.
    axis: usize,
    span: u64,
}

impl Cells {
    fn of(canvas: &Canvas) -> Self {
        let mut cells = vec![Cell::default(); CELLS];
        for pixel in canvas.pixels() {
            let cell = &mut cells[cell_of(*pixel)];
            cell.count += 1;
            for (sum, part) in cell.sums.iter_mut().zip(parts(*pixel)) {
                *sum += u64::from(part);
            }
        }
        Self(cells)
    }

    /// The canvas in so many colours at most.
    fn reduced(&self, canvas: &Canvas, colours: usize) -> Indexed {
        let used = (0..CELLS).filter(|cell| self.0[*cell].count > 0).collect();
        let mut groups = vec![self.group(used)];
        while groups.len() < colours {
            let worst = groups.iter().enumerate().filter(|(_, group)| group.cells.len() > 1);
            // Of two that are alike the first: the same canvas, the same file.
            let worst = worst.min_by_key(|(_, group)| std::cmp::Reverse(group.span * group.count));
            let Some((at, _)) = worst else { break };
            let group = groups.swap_remove(at);
            let (low, high) = self.divided(group);
            groups.extend([self.group(low), self.group(high)]);
        }
        self.painted(canvas, &groups)
    }

    fn group(&self, cells: Vec<usize>) -> Group {
        let count = cells.iter().map(|cell| self.0[*cell].count).sum();
        let span = |axis: usize| {
            let parts = || cells.iter().map(move |cell| part(*cell, axis));
            let (low, high) = (parts().min().unwrap_or(0), parts().max().unwrap_or(0));
            u64::try_from(high - low).unwrap_or(0)
        };
        let axis = (0..3).max_by_key(|axis| span(*axis)).unwrap_or(0);
        Group { span: span(axis), count, axis, cells }
    }

    /// Two groups with half of the pixels each, as nearly as cells permit.
    fn divided(&self, group: Group) -> (Vec<usize>, Vec<usize>) {
        let Group { mut cells, count, axis, .. } = group;
        cells.sort_by_key(|cell| (part(*cell, axis), *cell));
        let mut passed = 0;
        let half = cells.iter().position(|cell| {
            passed += self.0[*cell].count;
            2 * passed >= count
        });
        let at = (half.unwrap_or(0) + 1).min(cells.len() - 1);
        let high = cells.split_off(at);
        (cells, high)
    }

    fn painted(&self, canvas: &Canvas, groups: &[Group]) -> Indexed {
        let mut of_cell = vec![0_u8; CELLS];
        let mut palette = Vec::with_capacity(3 * groups.len());
        for (index, group) in groups.iter().enumerate() {
            let sum = |axis: usize| -> u64 {
                group.cells.iter().map(|cell| self.0[*cell].sums[axis]).sum()
            };
            let mean = |axis| (sum(axis) + group.count / 2) / group.count.max(1);
            palette.extend((0..3).map(|axis| u8::try_from(mean(axis)).unwrap_or(u8::MAX)));
            for cell in &group.cells {
                of_cell[*cell] = u8::try_from(index).unwrap_or(u8::MAX);
            }
        }
        let indices = canvas.pixels().iter().map(|pixel| of_cell[cell_of(*pixel)]).collect();
        Indexed { palette, indices }
    }
}

fn parts(pixel: u32) -> [u8; 3] {
    let Colour(red, green, blue) = Colour::unpacked(pixel);
    [red, green, blue]
}

fn cell_of(pixel: u32) -> usize {
    parts(pixel).into_iter().fold(0, |cell, part| (cell << BITS) | usize::from(part >> (8 - BITS)))
}

fn part(cell: usize, axis: usize) -> usize {
    (cell >> (BITS as usize * (2 - axis))) & ((1 << BITS) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Pixels;
    use crate::raster::fitted;
    use crate::scene::Area;

    const MOST: usize = 128 << 10;

    /// A photograph: `shade` says the parts of each pixel.
    fn photo(shade: impl Fn(usize, usize) -> [u8; 3]) -> Canvas {
        let (width, height) = (1000, 800);
        let pixel = |at: usize| {
            let [red, green, blue] = shade(at % width, at / width);
            [red, green, blue, 255]
        };
        let rgba: Vec<u8> = (0..width * height).flat_map(pixel).collect();
        let pixels = Pixels::new(width, height, &rgba).unwrap();
        fitted(Area::new(0, 0, 1000, 800), &pixels, Colour(255, 255, 255))
    }

    fn decoded(file: &[u8]) -> Vec<u8> {
        let mut decoder = ::png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(::png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        bytes
    }

    /// The lowest eight bits.
    fn part(value: usize) -> u8 {
        value.to_le_bytes()[0]
    }

    #[test]
    fn noise_fits_too() {
        let noise = |x: usize, y: usize| {
            let mixed = (x * 7919 + y * 104_729).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            [part(mixed >> 20), part(mixed >> 33), part(mixed >> 47)]
        };
        let file = encode(&photo(noise), MOST).unwrap();
        assert!(file.len() <= MOST, "{} bytes", file.len());
        assert_eq!(decoded(&file).len(), 1000 * 800 * 3);
    }

    #[test]
    fn a_photograph_keeps_its_colours_nearly() {
        let grain = |x: usize, y: usize| (x * 31 + y * 17) % 5;
        let canvas =
            photo(|x, y| [part(x / 4 + grain(x, y)), part(y / 4 + grain(y, x)), part((x + y) / 8)]);
        let file = encode(&canvas, MOST).unwrap();
        assert!(file.len() <= MOST, "{} bytes", file.len());
        let meant = canvas.pixels().iter().flat_map(|pixel| parts(*pixel));
        let off: u64 = meant.zip(decoded(&file)).map(|(a, b)| u64::from(a.abs_diff(b))).sum();
        let mean = off / (1000 * 800 * 3);
        assert!(mean <= 12, "by {mean} of 255 in the mean");
        assert_eq!(encode(&canvas, MOST).unwrap(), file, "the same file again");
    }
}
