//! Attention by rank: which share of it outsiders have up to each place.

use drawbridge_fair_indicators::found::{Place, Ranked, Unit};

use super::axis::{Frame, picture};
use super::{Picture, Point, Role, Shape, about, dashed, line};
use crate::Report;
use crate::format;
use crate::shape::{Cell, Table, plain, text};

const ROWS: usize = 50;

pub(super) fn draw(report: &Report) -> Vec<Picture> {
    report.series.exposure.iter().filter_map(|ranked| one(report, ranked)).collect()
}

fn one(report: &Report, ranked: &Ranked) -> Option<Picture> {
    let (section, name) = about(report, &ranked.indicator)?;
    let attention = shares(&ranked.places);
    let parity = parity(&ranked.places)?;
    let last = ranked.places.last()?.rank as f64;
    let tallest = attention.iter().map(|(_, share)| *share).fold(parity, f64::max);
    let frame = Frame::new((1.0, last), (0.0, (tallest * 1.25).min(1.0)));
    let names = (text("名次", "rank"), text("外部方的份额", "outsiders' share"));
    let say =
        (|rank: f64| plain(format!("{rank}")), |share| plain(format!("{:.0}%", share * 100.0)));
    let mut shapes: Vec<Shape> = frame.draw(names, say);
    let level = vec![frame.point(1.0, parity), frame.point(last, parity)];
    shapes.push(dashed(level, Role::Faint));
    let points: Vec<Point> =
        attention.iter().map(|(rank, share)| frame.point(*rank as f64, *share)).collect();
    if points.len() > 1 {
        shapes.push(line(points, Role::Outsiders, 2.2));
    }
    shapes.extend(frame.legend(vec![
        (Role::Outsiders, text("关注份额", "share of attention")),
        (Role::Faint, text("席位份额", "share of places")),
    ]));
    let title = text(format!("{}：按名次", name.zh), format!("{}: by rank", name.en));
    let says = text(
        "实线是到该名次为止外部方所得关注（名次越前权重越大）的份额，虚线是外部方所占席位的份额。实线低于虚线，即外部方被排在后面。",
        "The line is the outsiders' share of attention up to a rank, first places weighing most; the dashed line is their share of places. A line below it means that outsiders are placed further down.",
    );
    let key = (format!("exposure-{}", ranked.indicator.replace('.', "-")), section);
    Some(picture(key, (title, says), shapes, table(ranked, &attention)))
}

/// The outsiders' share of the attention up to each rank; ranks before anybody stood have none.
fn shares(places: &[Place]) -> Vec<(u64, f64)> {
    let (mut out, mut all) = (0.0, 0.0);
    let mut shares = Vec::new();
    for place in places {
        out += place.outsiders as f64 * place.weight;
        all += (place.outsiders + place.insiders) as f64 * place.weight;
        if all > 0.0 {
            shares.push((place.rank, out / all));
        }
    }
    shares
}

fn parity(places: &[Place]) -> Option<f64> {
    let out: u64 = places.iter().map(|place| place.outsiders).sum();
    let all: u64 = out + places.iter().map(|place| place.insiders).sum::<u64>();
    (all > 0).then(|| out as f64 / all as f64)
}

fn table(ranked: &Ranked, shares: &[(u64, f64)]) -> Table {
    let share = |rank: u64| {
        let found = shares.iter().find(|(at, _)| *at == rank);
        found.map_or_else(|| plain("—"), |(_, share)| format::number(*share, Unit::Share))
    };
    let row = |place: &Place| {
        vec![
            Cell::Count(place.rank),
            Cell::Count(place.outsiders),
            Cell::Count(place.insiders),
            Cell::Words(share(place.rank)),
        ]
    };
    Table {
        id: format!("exposure-data-{}", ranked.indicator.replace('.', "-")),
        title: text("按名次：数据", "By rank: data"),
        columns: vec![
            text("名次", "Rank"),
            text("外部方", "Outsiders"),
            text("内部方", "Insiders"),
            text("至此的关注份额", "Share of attention so far"),
        ],
        rows: ranked.places.iter().take(ROWS).map(row).collect(),
        left_out: u64::try_from(ranked.places.len().saturating_sub(ROWS)).unwrap_or(u64::MAX),
    }
}
