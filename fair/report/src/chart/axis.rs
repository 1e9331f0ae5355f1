//! Axes: from values to lengths, and where the strokes go.

use super::{Anchor, Picture, Point, Role, Shape, dashed, label, line};
use crate::shape::Text;

/// A straight axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Axis {
    /// Values from `from` to `to` lie between the lengths `start` and `end`. Where there is nothing
    /// between, a little is put around.
    pub(super) fn new((from, to): (f64, f64), (start, end): (f64, f64)) -> Self {
        let same = to - from < f64::MIN_POSITIVE;
        let (from, to) = if same { (from - 0.5, to + 0.5) } else { (from, to) };
        Self { from, to, start, end }
    }

    /// Where a value lies; what is outside lies at the end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        self.start + share * (self.end - self.start)
    }

    /// Round values, about `many` of them.
    pub(super) fn strokes(&self, many: f64) -> Vec<f64> {
        let step = round_step((self.to - self.from) / many);
        let (first, last) = ((self.from / step).ceil(), (self.to / step).floor());
        let count = (last - first).clamp(0.0, 100.0) as u32;
        (0..=count).map(|at| (first + f64::from(at)) * step).collect()
    }
}

/// The next of 1, 2, 5, 10, 20, … from a step on.
fn round_step(least: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= least {
        power *= 10.0;
    }
    while power > least && power > 1e-9 {
        power /= 10.0;
    }
    let fits = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= least);
    fits.unwrap_or(10.0) * power
}

/// The frame in which curves are drawn: both axes with strokes, grid and names.
pub(super) struct Frame {
    pub(super) x: Axis,
    pub(super) y: Axis,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// The size of all drawings with curves.
pub(super) const WIDTH: f64 = 720.0;
/// Their height.
pub(super) const HEIGHT: f64 = 320.0;

impl Frame {
    pub(super) fn new(x: (f64, f64), y: (f64, f64)) -> Self {
        let (left, right, top, bottom) = (64.0, WIDTH - 16.0, 40.0, HEIGHT - 52.0);
        let (x, y) = (Axis::new(x, (left, right)), Axis::new(y, (bottom, top)));
        Self { x, y, left, right, top, bottom }
    }

    pub(super) fn point(&self, x: f64, y: f64) -> Point {
        (self.x.at(x), self.y.at(y))
    }

    /// Grid, strokes and the names of the axes. `say` writes a value of each axis.
    pub(super) fn draw(
        &self,
        names: (Text, Text),
        say: (impl Fn(f64) -> Text, impl Fn(f64) -> Text),
    ) -> Vec<Shape> {
        let mut shapes = Vec::new();
        for value in self.y.strokes(5.0) {
            let y = self.y.at(value);
            shapes.push(line(vec![(self.left, y), (self.right, y)], Role::Grid, 1.0));
            shapes.push(label((self.left - 8.0, y + 4.0), Anchor::End, say.1(value), Role::Faint));
        }
        for value in self.x.strokes(8.0) {
            let x = self.x.at(value);
            shapes.push(line(vec![(x, self.bottom), (x, self.bottom + 4.0)], Role::Faint, 1.0));
            let at = (x, self.bottom + 18.0);
            shapes.push(label(at, Anchor::Middle, say.0(value), Role::Faint));
        }
        let base = vec![(self.left, self.bottom), (self.right, self.bottom)];
        shapes.push(line(base, Role::Faint, 1.0));
        let (x_name, y_name) = names;
        shapes.push(label((self.left - 52.0, 16.0), Anchor::Start, y_name, Role::Faint));
        let middle = f64::midpoint(self.left, self.right);
        shapes.push(label((middle, HEIGHT - 10.0), Anchor::Middle, x_name, Role::Faint));
        shapes
    }

    /// A band over the whole width, where both ends are known or one is open.
    pub(super) fn band(&self, low: Option<f64>, high: Option<f64>) -> Vec<Shape> {
        if low.is_none() && high.is_none() {
            return Vec::new();
        }
        let top = high.map_or(self.top, |high| self.y.at(high));
        let bottom = low.map_or(self.bottom, |low| self.y.at(low));
        let (left, right) = (self.left, self.right);
        let points = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
        let edge = |y: f64| dashed(vec![(left, y), (right, y)], Role::Margin);
        let mut shapes = vec![Shape::Fill { points, role: Role::Margin, opacity: 0.16 }];
        shapes.extend(low.map(|low| edge(self.y.at(low))));
        shapes.extend(high.map(|high| edge(self.y.at(high))));
        shapes
    }

    /// What each colour stands for, at the upper right.
    pub(super) fn legend(&self, entries: Vec<(Role, Text)>) -> Vec<Shape> {
        const STEP: f64 = 150.0;
        let mut x = self.right - STEP * entries.len() as f64;
        let mut shapes = Vec::new();
        for (role, text) in entries {
            shapes.push(line(vec![(x, 12.0), (x + 22.0, 12.0)], role, 3.0));
            shapes.push(label((x + 28.0, 16.0), Anchor::Start, text, Role::Ink));
            x += STEP;
        }
        shapes
    }
}

/// A drawing with curves.
pub(super) fn picture(
    (id, section): (String, u8),
    (title, says): (Text, Text),
    shapes: Vec<Shape>,
    table: crate::shape::Table,
) -> Picture {
    Picture { id, section, title, says, width: WIDTH, height: HEIGHT, shapes, table }
}
