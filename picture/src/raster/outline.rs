//! A glyph's outline as straight all in 256ths of a pixel.
#![allow(clippy::float_arithmetic, reason = "fonts draw in floats; only exact operations are used")]

use skrifa::outline::OutlinePen;

use super::sweep::PART;

/// Takes an outline.
#[derive(Default)]
pub(super) struct Edges {
    /// Pairs of points, y downward.
    pub(super) all: Vec<((i32, i32), (i32, i32))>,
    start: (f32, f32),
    at: (f32, f32),
}

impl Edges {
    fn to(&mut self, x: f32, y: f32) {
        let edge = (fixed(self.at), fixed((x, y)));
        if edge.0 != edge.1 {
            self.all.push(edge);
        }
        self.at = (x, y);
    }

    /// Points of a curve, closer the longer it is.
    fn curve(&mut self, through: &[(f32, f32)], point: impl Fn(f32) -> (f32, f32)) {
        let mut length = 0.0;
        let mut from = self.at;
        for to in through {
            length += (to.0 - from.0).abs() + (to.1 - from.1).abs();
            from = *to;
        }
        let steps: u8 = match length {
            short if short < 4.0 => 2,
            middle if middle < 16.0 => 4,
            long if long < 48.0 => 8,
            _ => 16,
        };
        for step in 1..steps {
            let (x, y) = point(f32::from(step) / f32::from(steps));
            self.to(x, y);
        }
        if let Some((x, y)) = through.last() {
            self.to(*x, *y);
        }
    }
}

impl OutlinePen for Edges {
    fn move_to(&mut self, x: f32, y: f32) {
        self.close();
        self.start = (x, y);
        self.at = (x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (start, pull, end) = (self.at, (cx, cy), (x, y));
        self.curve(&[pull, end], |t| between(between(start, pull, t), between(pull, end, t), t));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (start, first, second, end) = (self.at, (cx0, cy0), (cx1, cy1), (x, y));
        self.curve(&[first, second, end], |t| {
            let middle = between(first, second, t);
            let near = between(between(start, first, t), middle, t);
            between(near, between(middle, between(second, end, t), t), t)
        });
    }

    fn close(&mut self) {
        let (x, y) = self.start;
        self.to(x, y);
    }
}

fn between(a: (f32, f32), b: (f32, f32), t: f32) -> (f32, f32) {
    (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
}

#[allow(clippy::cast_possible_truncation, reason = "`as` saturates, and no glyph is that large")]
fn fixed((x, y): (f32, f32)) -> (i32, i32) {
    const PARTS: f32 = 256.0;
    const _: () = assert!(PART == 256);
    ((x * PARTS) as i32, (-y * PARTS) as i32)
}
