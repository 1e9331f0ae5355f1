//! Curves of Kaplan and Meier: the share that still waits, with a tick where cases are pending.

use drawbridge_fair_indicators::found::{Curve, Moment, Unit};

use super::axis::{Frame, picture};
use super::{Picture, Point, Role, Shape, about, line};
use crate::Report;
use crate::format;
use crate::shape::{Cell, Table, Text, plain, text};

/// Rows of the table: what is between two of them is in `report.json`.
const ROWS: usize = 25;

pub(super) fn draw(report: &Report) -> Vec<Picture> {
    let curves = &report.series.survival;
    let mut ids: Vec<&str> = curves.iter().map(|curve| curve.indicator.as_str()).collect();
    ids.dedup();
    ids.into_iter()
        .filter_map(|id| {
            let (section, name) = of_waits(report, id)?;
            let curves: Vec<&Curve> = curves.iter().filter(|one| one.indicator == id).collect();
            let title = text(
                format!("{}：仍在等待的比例", name.zh),
                format!("{}: share still waiting", name.en),
            );
            let says = text(
                "阶梯是尚未决定的比例，色带是置信区间，短竖线是期末仍待决的案件：它们不被丢掉。外部方的线若在上方，即等得更久。",
                "The steps are the share not decided yet, the bands their intervals, the short strokes cases still pending at the end of the period: none is dropped. If the outsiders' line is above, they wait longer.",
            );
            let key = (format!("survival-{}", id.replace('.', "-")), section);
            Some(picture(key, (title, says), shapes(&curves), table(id, &curves)))
        })
        .collect()
}

/// The section and name of waits: of an indicator, or of the topic whose waits several tell.
fn of_waits(report: &Report, id: &str) -> Option<(u8, Text)> {
    if let Some((section, name)) = about(report, id) {
        return Some((section, name.clone()));
    }
    let (_, section, zh, en) = TOPICS.iter().find(|(topic, ..)| *topic == id)?;
    Some((*section, text(*zh, *en)))
}

/// Topics of the standard plan whose cases wait: where their waits are shown, and under which name.
const TOPICS: [(&str, u8, &str, &str); 5] = [
    ("review", 4, "准入与审核", "Admission and review"),
    ("link", 5, "链接", "Links"),
    ("restriction", 6, "限制与解封", "Restrictions"),
    ("interop", 9, "互操作请求", "Interoperability requests"),
    ("portability", 11, "数据转移", "Portability"),
];

fn shapes(curves: &[&Curve]) -> Vec<Shape> {
    let ends = curves.iter().flat_map(|curve| {
        let moments = curve.moments.iter().map(|moment| moment.time);
        moments.chain(curve.ticks.iter().map(|tick| tick.time))
    });
    let frame = Frame::new((0.0, ends.fold(1.0, f64::max)), (0.0, 1.0));
    let names =
        (text("提交后的小时数", "hours since submission"), text("仍在等待", "still waiting"));
    let mut shapes = frame.draw(
        names,
        (|hours: f64| plain(format!("{hours}")), |share| plain(format!("{:.0}%", share * 100.0))),
    );
    for curve in curves {
        shapes.push(band(&frame, curve));
    }
    for curve in curves {
        shapes.push(line(steps(&frame, &curve.moments, |one| one.undecided), role(curve), 2.2));
        shapes.extend(ticks(&frame, curve));
    }
    let side = |curve: &&Curve| (role(curve), name(curve));
    shapes.extend(frame.legend(curves.iter().map(side).collect()));
    shapes
}

fn role(curve: &Curve) -> Role {
    if curve.outsiders { Role::Outsiders } else { Role::Insiders }
}

fn name(curve: &Curve) -> Text {
    if curve.outsiders { text("外部方", "outsiders") } else { text("内部方", "insiders") }
}

/// The corners of a curve that stays where it is until the next step.
fn steps(frame: &Frame, moments: &[Moment], of: impl Fn(&Moment) -> f64) -> Vec<Point> {
    let mut points = vec![frame.point(0.0, 1.0)];
    let mut height = 1.0;
    for moment in moments {
        points.push(frame.point(moment.time, height));
        height = of(moment);
        points.push(frame.point(moment.time, height));
    }
    points
}

fn band(frame: &Frame, curve: &Curve) -> Shape {
    let low = |one: &Moment| one.low.unwrap_or(one.undecided);
    let high = |one: &Moment| one.high.unwrap_or(one.undecided);
    let mut points = steps(frame, &curve.moments, high);
    points.extend(steps(frame, &curve.moments, low).into_iter().rev());
    Shape::Fill { points, role: role(curve), opacity: 0.14 }
}

fn ticks(frame: &Frame, curve: &Curve) -> Vec<Shape> {
    let height = |time: f64| {
        let before = curve.moments.iter().take_while(|moment| moment.time <= time);
        before.last().map_or(1.0, |moment| moment.undecided)
    };
    let tick = |time: f64| {
        let (x, y) = frame.point(time, height(time));
        line(vec![(x, y - 5.0), (x, y + 5.0)], role(curve), 1.4)
    };
    curve.ticks.iter().map(|one| tick(one.time)).collect()
}

fn table(id: &str, curves: &[&Curve]) -> Table {
    let mut rows = Vec::new();
    let mut left_out = 0;
    for curve in curves {
        let every = curve.moments.len().div_ceil(ROWS).max(1);
        for (at, moment) in curve.moments.iter().enumerate() {
            if at % every != 0 && at + 1 != curve.moments.len() {
                left_out += 1;
                continue;
            }
            rows.push(vec![
                Cell::Words(name(curve)),
                Cell::Words(format::number(moment.time, Unit::Hours)),
                Cell::Words(format::number(moment.undecided, Unit::Share)),
                Cell::Words(format::interval(moment.low, moment.high, Unit::Share)),
                Cell::Count(moment.at_risk),
            ]);
        }
    }
    Table {
        id: format!("survival-data-{}", id.replace('.', "-")),
        title: text("仍在等待的比例：数据", "Share still waiting: data"),
        columns: vec![
            text("一方", "Side"),
            text("时间", "Time"),
            text("仍在等待", "Still waiting"),
            text("区间", "Interval"),
            text("此前未决", "Undecided before"),
        ],
        rows,
        left_out,
    }
}
