//! The forest plot: every headline gap with its interval, over the band within which it counts as equal.
//!
//! Unlike units stand on one axis: each gap is divided by its own margin, so that the band reaches from
//! −1 to 1 for all. Ratios are put on their logarithms first.

use drawbridge_fair_indicators::found::{ForestRow, Unit, Word};

use super::{Anchor, Form, Picture, Point, Role, Shape, about, dashed, label, line};
use crate::Report;
use crate::format;
use crate::shape::{Cell, Quantity, Table, Text, plain, text};

const WIDTH: f64 = 760.0;
const ROW: f64 = 40.0;
const TOP: f64 = 34.0;
/// Where the plot begins and ends between the names and the numbers.
const PLOT: (f64, f64) = (216.0, 556.0);
/// What lies farther out, in margins, is drawn as an arrow.
const REACH: f64 = 3.0;

pub(super) fn draw(report: &Report) -> Option<Picture> {
    let whole = report.series.forest.iter().filter(|row| row.stratum.is_none());
    let rows: Vec<Line<'_>> = whole.filter_map(|row| Line::of(report, row)).collect();
    if rows.is_empty() {
        return None;
    }
    let bottom = TOP + ROW * rows.len() as f64;
    let mut shapes = frame(bottom);
    for (at, row) in rows.iter().enumerate() {
        shapes.extend(row.draw(TOP + ROW * (at as f64 + 0.5)));
    }
    Some(Picture {
        id: "forest".to_owned(),
        section: 1,
        title: text("主要指标：差距与界值", "Headline indicators: gaps and margins"),
        says: text(
            "每行一个指标：标记是估计值，横线是置信区间，都以该指标的界值为单位；阴影是算作相等的范围。数字是外部方减内部方，或外部方比内部方。",
            "A row for each indicator: the mark is the estimate, the line its interval, both in units of its own margin; the shaded band is what counts as equal. Outsiders minus insiders, or over them.",
        ),
        width: WIDTH,
        height: bottom + 40.0,
        shapes,
        table: table(&rows),
    })
}

/// A row of the plot.
struct Line<'r> {
    row: &'r ForestRow,
    unit: Unit,
    name: &'r Text,
    shown: &'r Text,
    interval: Option<&'r Text>,
    verdict: Option<Word>,
}

impl<'r> Line<'r> {
    fn of(report: &'r Report, row: &'r ForestRow) -> Option<Self> {
        let (_, name) = about(report, &row.indicator)?;
        let kpi = report.kpis.get(&row.indicator)?;
        let Quantity::Indicator(measured) = &kpi.quantity else { return None };
        let interval = kpi.shown_interval.as_ref();
        let verdict = kpi.quantity.verdict();
        Some(Self { row, unit: measured.unit, name, shown: &kpi.shown, interval, verdict })
    }

    /// A value in units of the margin on its own side, or of the other if that is open.
    fn scaled(&self, value: f64) -> Option<f64> {
        let ratio = self.unit == Unit::Ratio;
        // The middle of the scale: no gap.
        let place = |value: f64| match self.unit {
            _ if ratio && value > 0.0 => libm::log(value),
            Unit::Chance => value - 0.5,
            _ => value,
        };
        let (low, high) = (self.row.margin_low.map(place), self.row.margin_high.map(place));
        let value = if ratio && value <= 0.0 { f64::NEG_INFINITY } else { place(value) };
        let margin = if value < 0.0 { low.or(high) } else { high.or(low) }?.abs();
        (margin > 0.0).then(|| value / margin)
    }

    fn draw(&self, y: f64) -> Vec<Shape> {
        let mut shapes = vec![label((0.0, y - 2.0), Anchor::Start, self.name.clone(), Role::Ink)];
        let size = 10.5;
        let at = (0.0, y + 13.0);
        let text = plain(self.row.indicator.clone());
        shapes.push(Shape::Label { at, anchor: Anchor::Start, text, size, role: Role::Faint });
        let at = (PLOT.1 + 14.0, y - 2.0);
        shapes.push(label(at, Anchor::Start, self.shown.clone(), Role::Ink));
        if let Some(interval) = self.interval {
            let (at, text) = ((PLOT.1 + 14.0, y + 13.0), interval.clone());
            shapes.push(Shape::Label { at, anchor: Anchor::Start, text, size, role: Role::Faint });
        }
        shapes.extend(self.span(y));
        shapes
    }

    /// The band, the interval and the mark; words where there is no margin to measure by.
    fn span(&self, y: f64) -> Vec<Shape> {
        let Some(at) = self.scaled(self.row.value) else {
            let none = text("未公布界值", "no margin was published");
            return vec![label((PLOT.0 + 4.0, y + 4.0), Anchor::Start, none, Role::Faint)];
        };
        let (role, form) = look(self.verdict);
        let mut shapes = self.band(y);
        let (low, high) = (self.row.low, self.row.high);
        let low = low.map_or(Some(f64::NEG_INFINITY), |low| self.scaled(low));
        let high = high.map_or(Some(f64::INFINITY), |high| self.scaled(high));
        if let (Some(low), Some(high)) = (low, high)
            && (self.row.low.is_some() || self.row.high.is_some())
        {
            let beyond = at.abs() > REACH;
            let from = if beyond { mark_at(at) } else { x(low) };
            let to = if beyond { x(at) } else { x(high) };
            shapes.push(line(vec![(from, y), (to, y)], role, 2.4));
            let ends = if beyond { vec![at] } else { vec![low, high] };
            shapes.extend(ends.into_iter().map(|one| end(one, y, role)));
        }
        shapes.push(Shape::Mark { at: (mark_at(at), y), form, role });
        shapes
    }

    /// What counts as equal in this row: to the end of the plot where a side is open.
    fn band(&self, y: f64) -> Vec<Shape> {
        let (low, high) = (self.row.margin_low, self.row.margin_high);
        let (from, to) = (low.map_or(-REACH, |_| -1.0), high.map_or(REACH, |_| 1.0));
        let (top, bottom) = (y - ROW / 2.0 + 2.0, y + ROW / 2.0 - 2.0);
        let corners = [(from, top), (to, top), (to, bottom), (from, bottom)];
        let points = corners.map(|(scaled, y)| (x(scaled), y)).to_vec();
        let edge = |scaled: f64| dashed(vec![(x(scaled), top), (x(scaled), bottom)], Role::Margin);
        let mut shapes = vec![Shape::Fill { points, role: Role::Margin, opacity: 0.16 }];
        shapes.extend(low.map(|_| edge(-1.0)));
        shapes.extend(high.map(|_| edge(1.0)));
        shapes
    }
}

/// Where the mark stands: before the arrow if the value is beyond the plot.
fn mark_at(scaled: f64) -> f64 {
    if scaled.abs() > REACH { x(scaled) - 22.0 * scaled.signum() } else { x(scaled) }
}

/// The colour and form of a verdict.
pub(super) const fn look(verdict: Option<Word>) -> (Role, Form) {
    match verdict {
        Some(Word::EqualShown) => (Role::Equal, Form::Disc),
        Some(Word::UnequalWithinMargin) => (Role::Within, Form::Diamond),
        Some(Word::UnequalShown) => (Role::Unequal, Form::Square),
        Some(Word::NotEnoughEvidence | Word::Value) | None => (Role::Open, Form::Ring),
    }
}

fn x(scaled: f64) -> f64 {
    let share = (scaled.clamp(-REACH, REACH) + REACH) / (2.0 * REACH);
    PLOT.0 + share * (PLOT.1 - PLOT.0)
}

/// The end of an interval: a stroke, or an arrow where it goes on beyond the plot.
fn end(scaled: f64, y: f64, role: Role) -> Shape {
    let at = x(scaled);
    if scaled.abs() <= REACH {
        return line(vec![(at, y - 5.0), (at, y + 5.0)], role, 2.0);
    }
    let back = at - 8.0 * scaled.signum();
    line(vec![(back, y - 5.0), (at, y), (back, y + 5.0)], role, 2.0)
}

fn frame(bottom: f64) -> Vec<Shape> {
    let corner = |scaled: f64, y: f64| -> Point { (x(scaled), y) };
    let mut shapes = Vec::new();
    shapes.push(line(vec![corner(0.0, TOP), corner(0.0, bottom)], Role::Faint, 1.0));
    shapes.push(line(vec![corner(-REACH, bottom), corner(REACH, bottom)], Role::Faint, 1.0));
    for stroke in [-3, -2, -1, 0, 1, 2, 3_i32] {
        let at = x(f64::from(stroke));
        shapes.push(line(vec![(at, bottom), (at, bottom + 4.0)], Role::Faint, 1.0));
        let text = plain(stroke.to_string().replace('-', "−"));
        shapes.push(label((at, bottom + 18.0), Anchor::Middle, text, Role::Faint));
    }
    let middle = f64::midpoint(PLOT.0, PLOT.1);
    let unit = text("以界值为单位", "in units of the margin");
    shapes.push(label((middle, bottom + 34.0), Anchor::Middle, unit, Role::Faint));
    let band = text("阴影：算作相等", "shaded: counts as equal");
    shapes.push(label((middle, TOP - 10.0), Anchor::Middle, band, Role::Faint));
    shapes
}

fn table(rows: &[Line<'_>]) -> Table {
    let margin =
        |row: &Line<'_>| format::interval(row.row.margin_low, row.row.margin_high, row.unit);
    let cells = |row: &Line<'_>| {
        vec![
            Cell::Words(row.name.clone()),
            Cell::Words(row.shown.clone()),
            Cell::Words(row.interval.cloned().unwrap_or_else(|| plain("—"))),
            Cell::Words(margin(row)),
            Cell::Count(row.row.outsiders),
            Cell::Count(row.row.insiders),
        ]
    };
    Table {
        id: "forest-data".to_owned(),
        title: text("主要指标：数据", "Headline indicators: data"),
        columns: vec![
            text("指标", "Indicator"),
            text("估计", "Estimate"),
            text("区间", "Interval"),
            text("界值", "Margin"),
            text("外部方", "Outsiders"),
            text("内部方", "Insiders"),
        ],
        rows: rows.iter().map(cells).collect(),
        left_out: 0,
    }
}
