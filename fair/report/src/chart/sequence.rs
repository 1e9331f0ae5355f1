//! Confidence sequences: a gap as it stood while the log grew, in a band that holds at all times at once.

use drawbridge_fair_indicators::found::{Point as Stand, Sequence, Unit};

use super::axis::{Frame, picture};
use super::{Picture, Point, Role, Shape, about, line};
use crate::Report;
use crate::format;
use crate::shape::{Cell, Quantity, Table, plain, text};

const ROWS: usize = 25;
/// How many widths of the last band are shown: early ones are wide and would flatten the rest.
const REACH: f64 = 4.0;

pub(super) fn draw(report: &Report) -> Vec<Picture> {
    report.series.sequences.iter().filter_map(|sequence| one(report, sequence)).collect()
}

fn one(report: &Report, sequence: &Sequence) -> Option<Picture> {
    let id = &sequence.indicator;
    let (section, name) = about(report, id)?;
    let unit = match &report.kpis.get(id)?.quantity {
        Quantity::Indicator(measured) => measured.unit,
        Quantity::Plain { .. } | Quantity::Absent => return None,
    };
    let banded: Vec<(f64, f64, &Stand)> =
        sequence.points.iter().filter_map(|point| Some((point.low?, point.high?, point))).collect();
    let (low, high, last) = banded.last()?;
    let middle = last.value.unwrap_or(f64::midpoint(*low, *high));
    let margins = [sequence.margin_low, sequence.margin_high];
    let far = margins.into_iter().flatten().map(|margin| (margin - middle).abs() * 1.2);
    let reach = far.fold(REACH * (high - low) / 2.0, f64::max);
    let first = banded.first().map_or(0, |(.., point)| cases(point));
    let frame = Frame::new((first as f64, cases(last) as f64), (middle - reach, middle + reach));
    let title = text(
        format!("{}：随时有效的置信序列", name.zh),
        format!("{}: confidence sequence", name.en),
    );
    let says = text(
        "色带在所有时刻同时成立，天天看也不会虚高误报；横向阴影是算作相等的范围。色带全在阴影内即为相等，全在其外即为不等。",
        "The band holds at all times at once, so looking every day raises no false alarms; the shading across is what counts as equal. A band wholly within it shows equality, one wholly outside a gap.",
    );
    let key = (format!("sequence-{}", id.replace('.', "-")), section);
    let shapes = shapes(&frame, sequence, &banded, unit);
    Some(picture(key, (title, says), shapes, table(id, &banded, unit)))
}

const fn cases(point: &Stand) -> u64 {
    point.outsiders + point.insiders
}

fn shapes(
    frame: &Frame,
    sequence: &Sequence,
    banded: &[(f64, f64, &Stand)],
    unit: Unit,
) -> Vec<Shape> {
    let names = (
        text("案件数（按日志顺序）", "cases, in the order of the log"),
        format::axis("差距", "gap", unit),
    );
    let say =
        (|count: f64| format::number(count, Unit::Count), |gap| plain(format::digits(gap, unit)));
    let mut shapes = frame.band(sequence.margin_low, sequence.margin_high);
    shapes.extend(frame.draw(names, say));
    let upper = banded.iter().map(|(_, high, point)| frame.point(cases(point) as f64, *high));
    let lower = banded.iter().map(|(low, _, point)| frame.point(cases(point) as f64, *low));
    let points: Vec<Point> = upper.chain(lower.rev()).collect();
    shapes.push(Shape::Fill { points, role: Role::Outsiders, opacity: 0.2 });
    let estimates = banded
        .iter()
        .filter_map(|(_, _, point)| Some(frame.point(cases(point) as f64, point.value?)));
    let estimates: Vec<Point> = estimates.collect();
    if estimates.len() > 1 {
        shapes.push(line(estimates, Role::Outsiders, 2.2));
    }
    shapes.extend(frame.legend(vec![
        (Role::Outsiders, text("差距与色带", "gap and band")),
        (Role::Margin, text("算作相等", "counts as equal")),
    ]));
    shapes
}

fn table(id: &str, banded: &[(f64, f64, &Stand)], unit: Unit) -> Table {
    let every = banded.len().div_ceil(ROWS).max(1);
    let shown: Vec<&(f64, f64, &Stand)> = banded
        .iter()
        .enumerate()
        .filter(|(at, _)| at % every == 0 || at + 1 == banded.len())
        .map(|(_, one)| one)
        .collect();
    let row = |(low, high, point): &&(f64, f64, &Stand)| {
        let value = point.value.map_or_else(|| plain("—"), |value| format::number(value, unit));
        vec![
            Cell::Count(point.index),
            Cell::Count(cases(point)),
            Cell::Words(value),
            Cell::Words(format::interval(Some(*low), Some(*high), unit)),
            Cell::Plain(format::log_e(point.log_e)),
        ]
    };
    Table {
        id: format!("sequence-data-{}", id.replace('.', "-")),
        title: text("置信序列：数据", "Confidence sequence: data"),
        columns: vec![
            text("叶子", "Leaf"),
            text("案件", "Cases"),
            text("差距", "Gap"),
            text("色带", "Band"),
            text("e 值", "e value"),
        ],
        rows: shown.iter().map(row).collect(),
        left_out: u64::try_from(banded.len() - shown.len()).unwrap_or(u64::MAX),
    }
}
