//! SVG: a scene as shapes, each glyph's outline once.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use skrifa::outline::OutlinePen;

use crate::raster::fitted;
use crate::scene::{Area, Colour, Item, Line, Scene};
use crate::studio::PictureError;
use crate::text::Fonts;

/// Units an em in which outlines are written.
const UNITS: u16 = 1000;

/// Writes a scene.
pub(crate) fn write(fonts: &Fonts<'_>, scene: &Scene<'_>) -> Result<String, PictureError> {
    let (width, height) = (scene.width, scene.height);
    let mut names = BTreeMap::new();
    let mut outlines = String::new();
    let mut body = String::new();
    for item in &scene.items {
        match item {
            Item::Fill { area, radius, colour } => rectangle(&mut body, *area, *radius, *colour),
            Item::Line(line) => {
                define(fonts, line, &mut names, &mut outlines);
                text(&mut body, line, &names);
            }
            Item::Picture { area, radius, pixels } => {
                let png = fitted(*area, pixels, scene.background).png()?;
                picture(&mut body, *area, *radius, &png);
            }
            Item::Code { at, module, side, dark, colour } => {
                code(&mut body, (*at, *module, *side), dark, *colour);
            }
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\"><title>{title}</title><defs>{outlines}</defs>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>{body}</svg>\n",
        title = escaped(&scene.alt),
        ground = hex(scene.background),
    ))
}

fn rectangle(out: &mut String, area: Area, radius: i32, colour: Colour) {
    let Area { x, y, width, height } = area;
    let colour = hex(colour);
    let _ = write!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
    if radius > 0 {
        let _ = write!(out, " rx=\"{radius}\"");
    }
    let _ = write!(out, " fill=\"{colour}\"/>");
}

/// The outlines that a line needs and that are not there yet.
fn define(
    fonts: &Fonts<'_>,
    line: &Line,
    names: &mut BTreeMap<(usize, u16), usize>,
    out: &mut String,
) {
    for placed in &line.glyphs {
        let Some(font) = placed.font else { continue };
        let next = names.len();
        names.entry((font, placed.glyph)).or_insert_with(|| {
            let mut path = Path::default();
            fonts.outline(font, placed.glyph, UNITS, &mut path);
            let _ = write!(out, "<path id=\"g{next}\" d=\"{}\"/>", path.0);
            next
        });
    }
}

fn text(out: &mut String, line: &Line, names: &BTreeMap<(usize, u16), usize>) {
    let _ = write!(out, "<g fill=\"{}\">", hex(line.colour));
    for placed in &line.glyphs {
        let Some(font) = placed.font else {
            for side in line.frame(placed) {
                rectangle(out, side, 0, line.colour);
            }
            continue;
        };
        let Some(name) = names.get(&(font, placed.glyph)) else { continue };
        let (x, y) = (parts(placed.x64), parts(line.baseline * 64 - placed.up64));
        // A size of 64 pixels is 0.064 of an outline of a thousand units.
        let size = format!("0.{:03}", line.size.clamp(1, 999));
        let _ =
            write!(out, "<use href=\"#g{name}\" transform=\"translate({x} {y})scale({size})\"/>");
    }
    out.push_str("</g>");
}

/// 64ths of a pixel in decimals: exact to a hundredth.
fn parts(value: i32) -> String {
    let hundredths = (i64::from(value) * 100 + 32).div_euclid(64);
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

fn picture(out: &mut String, area: Area, radius: i32, png: &[u8]) {
    let Area { x, y, width, height } = area;
    let data = BASE64_STANDARD.encode(png);
    let _ = write!(
        out,
        "<clipPath id=\"photo\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
         rx=\"{radius}\"/></clipPath><image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
         clip-path=\"url(#photo)\" href=\"data:image/png;base64,{data}\"/>"
    );
}

fn code(
    out: &mut String,
    ((left, top), module, side): ((i32, i32), i32, usize),
    dark: &[bool],
    colour: Colour,
) {
    let _ = write!(out, "<path fill=\"{}\" d=\"", hex(colour));
    for (row, y) in dark.chunks(side.max(1)).zip(0..) {
        for (_, x) in row.iter().zip(0..).filter(|(dark, _)| **dark) {
            let (x, y) = (left + x * module, top + y * module);
            let _ = write!(out, "M{x} {y}h{module}v{module}h-{module}z");
        }
    }
    out.push_str("\"/>");
}

fn hex(Colour(red, green, blue): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // XML 1.0 has no place for these two.
            '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

/// An outline as the data of a path, in whole units, y downward.
#[derive(Default)]
struct Path(String);

impl Path {
    #[allow(clippy::cast_possible_truncation, reason = "`as` saturates; outlines are whole units")]
    fn add(&mut self, command: char, points: &[(f32, f32)]) {
        self.0.push(command);
        for (at, (x, y)) in points.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            let _ = write!(self.0, "{space}{} {}", x.round() as i32, -(y.round() as i32));
        }
    }
}

impl OutlinePen for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.add('Q', &[(cx, cy), (x, y)]);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.add('C', &[(cx0, cy0), (cx1, cy1), (x, y)]);
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}
