//! Drawings: the shapes of the page, in the colours of print.

use drawbridge_fair_report::chart::{self, Anchor, Form, Picture, Role, Shape};
use drawbridge_fair_report::shape::{Language, say};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder};
use krilla::num::NormalizedF32;
use krilla::paint::{Stroke, StrokeDash};
use krilla::surface::Surface;

use super::{fill, line};
use crate::face::Face;
use crate::sheet::{Colour, colours};

/// Draws with the upper left corner at a place, at a scale.
pub(super) fn draw(
    surface: &mut Surface<'_>,
    face: &Face,
    language: Language,
    (left, top, scale): (f32, f32, f32),
    picture: &Picture,
) {
    let place = |(x, y): chart::Point| (left + x as f32 * scale, top + y as f32 * scale);
    for shape in &picture.shapes {
        match shape {
            Shape::Line { points, role, dashed, width } => {
                let points = points.iter().map(|point| place(*point));
                let width = *width as f32 * scale;
                if let Some(path) = path(points, false) {
                    stroke(surface, &path, colour(*role), width, *dashed);
                }
            }
            Shape::Fill { points, role, opacity } => {
                if let Some(path) = path(points.iter().map(|point| place(*point)), true) {
                    surface.set_stroke(None);
                    surface.set_fill(Some(fill(colour(*role), *opacity as f32)));
                    surface.draw_path(&path);
                }
            }
            Shape::Mark { at, form, role } => {
                mark(surface, place(*at), scale, *form, colour(*role));
            }
            Shape::Label { at, anchor, text, size, role } => {
                let words = say(text, language);
                let size = *size as f32 * scale * 1.08;
                let (x, y) = place(*at);
                let width = face.width(words, size);
                let x = match anchor {
                    Anchor::Start => x,
                    Anchor::Middle => x - width / 2.0,
                    Anchor::End => x - width,
                };
                line(surface, face, (x, y), size, colour(*role), words);
            }
        }
    }
}

const fn colour(role: Role) -> Colour {
    match role {
        Role::Ink => colours::INK,
        Role::Faint => colours::FAINT,
        Role::Grid => colours::LINE,
        Role::Margin => colours::MARGIN,
        Role::Outsiders => colours::ACCENT,
        Role::Insiders => colours::IN,
        Role::Equal => colours::EQUAL,
        Role::Within => colours::WITHIN,
        Role::Unequal => colours::UNEQUAL,
        Role::Open => colours::OPEN,
    }
}

fn path(points: impl Iterator<Item = (f32, f32)>, close: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (at, (x, y)) in points.enumerate() {
        if at == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
    }
    if close {
        builder.close();
    }
    builder.finish()
}

fn stroke(surface: &mut Surface<'_>, path: &Path, colour: Colour, width: f32, dashed: bool) {
    let (red, green, blue) = colour;
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width,
        opacity: NormalizedF32::ONE,
        dash: dashed.then(|| StrokeDash { array: vec![3.5, 2.8], offset: 0.0 }),
        ..Stroke::default()
    }));
    surface.draw_path(path);
}

fn mark(surface: &mut Surface<'_>, (x, y): (f32, f32), scale: f32, form: Form, colour: Colour) {
    let square = [(-5.5, -5.5), (5.5, -5.5), (5.5, 5.5), (-5.5, 5.5)];
    let diamond = [(0.0, -7.5), (7.5, 0.0), (0.0, 7.5), (-7.5, 0.0)];
    let built = match form {
        Form::Square => path(square.iter().map(|(dx, dy)| (x + dx * scale, y + dy * scale)), true),
        Form::Diamond => {
            path(diamond.iter().map(|(dx, dy)| (x + dx * scale, y + dy * scale)), true)
        }
        Form::Disc | Form::Ring => circle(x, y, 6.0 * scale),
    };
    let Some(built) = built else { return };
    surface.set_stroke(None);
    if form == Form::Ring {
        surface.set_fill(Some(fill((255, 255, 255), 1.0)));
        surface.draw_path(&built);
        stroke(surface, &built, colour, 2.4 * scale, false);
    } else {
        surface.set_fill(Some(fill(colour, 1.0)));
        surface.draw_path(&built);
    }
}

/// A circle of four curves.
fn circle(x: f32, y: f32, r: f32) -> Option<Path> {
    // How far the handles of a quarter reach, as a part of the radius.
    const HANDLE: f32 = 0.552_284_8;
    let h = r * HANDLE;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.cubic_to(x + r, y + h, x + h, y + r, x, y + r);
    path.cubic_to(x - h, y + r, x - r, y + h, x - r, y);
    path.cubic_to(x - r, y - h, x - h, y - r, x, y - r);
    path.cubic_to(x + h, y - r, x + r, y - h, x + r, y);
    path.close();
    path.finish()
}
