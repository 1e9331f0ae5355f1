//! Drawings of the report, as shapes: page and print draw the same ones.
//!
//! A shape has a [`Role`], not a colour: the page has two sets of colours, print has one. Lengths are in
//! pixels of the page, from the upper left corner. What a drawing shows stands in its [`Table`] too, for
//! whoever does not see it.
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a drawing is made of lengths"
)]

mod axis;
mod exposure;
mod forest;
mod sequence;
mod survival;
pub mod svg;

use crate::Report;
use crate::shape::{Table, Text};

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Its name for links.
    pub id: String,
    /// The section to which it belongs.
    pub section: u8,
    /// What it shows.
    pub title: Text,
    /// How to read it.
    pub says: Text,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What is drawn, from below.
    pub shapes: Vec<Shape>,
    /// The same in numbers.
    pub table: Table,
}

/// A point.
pub type Point = (f64, f64);

/// A piece of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points.
    Line {
        /// Two or more.
        points: Vec<Point>,
        /// What it stands for.
        role: Role,
        /// Whether it is dashed.
        dashed: bool,
        /// Its width.
        width: f64,
    },
    /// A filled surface.
    Fill {
        /// Its corners.
        points: Vec<Point>,
        /// What it stands for.
        role: Role,
        /// How far it covers what is below, from 0 to 1.
        opacity: f64,
    },
    /// A mark for one value.
    Mark {
        /// Its middle.
        at: Point,
        /// Its form.
        form: Form,
        /// What it stands for.
        role: Role,
    },
    /// Words.
    Label {
        /// Where the line of writing begins, is in the middle, or ends.
        at: Point,
        /// Which of the three.
        anchor: Anchor,
        /// The words.
        text: Text,
        /// The size of the letters.
        size: f64,
        /// What they stand for.
        role: Role,
    },
}

/// What a shape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Words.
    Ink,
    /// Words of less weight, and axes.
    Faint,
    /// Lines of a grid.
    Grid,
    /// The band of equality.
    Margin,
    /// Newly connected businesses.
    Outsiders,
    /// The platform's own.
    Insiders,
    /// Equality is shown.
    Equal,
    /// A gap within the margin is shown.
    Within,
    /// A gap is shown.
    Unequal,
    /// Nothing could be shown.
    Open,
}

impl Role {
    /// Its name, for styles.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ink => "ink",
            Self::Faint => "faint",
            Self::Grid => "grid",
            Self::Margin => "margin",
            Self::Outsiders => "out",
            Self::Insiders => "in",
            Self::Equal => "equal",
            Self::Within => "within",
            Self::Unequal => "unequal",
            Self::Open => "open",
        }
    }
}

/// The form of a mark: verdicts differ in form too, so that nobody needs the colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Equal.
    Disc,
    /// Unequal within the margin.
    Diamond,
    /// Unequal.
    Square,
    /// Not enough evidence.
    Ring,
}

/// Where words hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// They begin at the point.
    Start,
    /// The point is in their middle.
    Middle,
    /// They end at it.
    End,
}

/// All drawings of a report, in the order of the sections.
pub fn all(report: &Report) -> Vec<Picture> {
    let mut pictures: Vec<Picture> = forest::draw(report).into_iter().collect();
    let mut others = survival::draw(report);
    others.extend(sequence::draw(report));
    others.extend(exposure::draw(report));
    others.sort_by_key(|picture| picture.section);
    pictures.extend(others);
    pictures
}

/// The section of a number, and its name.
fn about<'r>(report: &'r Report, id: &str) -> Option<(u8, &'r Text)> {
    report.kpis.get(id).map(|kpi| (kpi.section, &kpi.name))
}

fn line(points: Vec<Point>, role: Role, width: f64) -> Shape {
    Shape::Line { points, role, dashed: false, width }
}

fn dashed(points: Vec<Point>, role: Role) -> Shape {
    Shape::Line { points, role, dashed: true, width: 1.2 }
}

fn label(at: Point, anchor: Anchor, text: Text, role: Role) -> Shape {
    Shape::Label { at, anchor, text, size: 12.0, role }
}
