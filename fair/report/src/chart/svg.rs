//! Drawings as SVG in a page: classes instead of colours, title and description for whoever does not
//! see them, words in both languages.

use std::fmt::Write as _;

use super::{Anchor, Form, Picture, Point, Shape};
use crate::shape::{Language, say};

/// The element. `title` and `desc` come in both languages, as the words do.
pub fn write(picture: &Picture) -> String {
    let Picture { id, width, height, .. } = picture;
    let mut out = format!(
        "<svg id=\"{id}\" class=\"chart\" role=\"img\" aria-labelledby=\"{id}-t\" aria-describedby=\"{id}-d\" viewBox=\"0 0 {} {}\">",
        length(*width),
        length(*height),
    );
    let both =
        |text| format!("{} / {}", escape(say(text, Language::Zh)), escape(say(text, Language::En)));
    put(&mut out, format_args!("<title id=\"{id}-t\">{}</title>", both(&picture.title)));
    put(&mut out, format_args!("<desc id=\"{id}-d\">{}</desc>", both(&picture.says)));
    for shape in &picture.shapes {
        one(&mut out, shape);
    }
    out.push_str("</svg>");
    out
}

fn one(out: &mut String, shape: &Shape) {
    match shape {
        Shape::Line { points, role, dashed, width } => {
            let dash = if *dashed { " stroke-dasharray=\"5 4\"" } else { "" };
            put(
                out,
                format_args!(
                    "<polyline class=\"s-{}\" fill=\"none\" stroke-width=\"{}\"{dash} points=\"{}\"/>",
                    role.name(),
                    length(*width),
                    way(points)
                ),
            );
        }
        Shape::Fill { points, role, opacity } => put(
            out,
            format_args!(
                "<polygon class=\"f-{}\" fill-opacity=\"{opacity}\" points=\"{}\"/>",
                role.name(),
                way(points)
            ),
        ),
        Shape::Mark { at, form, role } => mark(out, *at, *form, role.name()),
        Shape::Label { at, anchor, text, size, role } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let same = text.zh == text.en;
            for language in Language::ALL.into_iter().take(if same { 1 } else { 2 }) {
                let lang =
                    if same { String::new() } else { format!(" lang=\"{}\"", language.tag()) };
                put(
                    out,
                    format_args!(
                        "<text class=\"f-{}\"{lang} x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                        role.name(),
                        length(at.0),
                        length(at.1),
                        length(*size),
                        escape(say(text, language))
                    ),
                );
            }
        }
    }
}

fn mark(out: &mut String, (x, y): Point, form: Form, role: &str) {
    let corners = match form {
        Form::Disc | Form::Ring => {
            let class = if form == Form::Ring { "ring s" } else { "f" };
            let (x, y) = (length(x), length(y));
            put(
                out,
                format_args!(
                    "<circle class=\"{class}-{role}\" cx=\"{x}\" cy=\"{y}\" r=\"6\" stroke-width=\"2.4\"/>"
                ),
            );
            return;
        }
        Form::Square => [(-5.5, -5.5), (5.5, -5.5), (5.5, 5.5), (-5.5, 5.5)],
        Form::Diamond => [(0.0, -7.5), (7.5, 0.0), (0.0, 7.5), (-7.5, 0.0)],
    };
    let points: Vec<Point> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
    put(out, format_args!("<polygon class=\"f-{role}\" points=\"{}\"/>", way(&points)));
}

fn way(points: &[Point]) -> String {
    let points: Vec<String> =
        points.iter().map(|(x, y)| format!("{},{}", length(*x), length(*y))).collect();
    points.join(" ")
}

/// To a tenth of a pixel, without a needless zero.
fn length(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Text between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// Writing to a string does not fail.
fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(arguments);
}
