//! What an audit of a large log might have found: every verdict, every chart.
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "curves are drawn from formulae"
)]

use drawbridge_fair_indicators::found::{
    Audit, Basis, Cell, Curve, Equality, Estimate, ForestRow, Grounds, Indicator, Leaves, Missing,
    Moment, Monitored, Period, Place, Point, Ranked, Reach, Sequence, Series, Side, Target, Tested,
    Text, Tick, Unit, Unknown, Word,
};

use std::collections::BTreeMap;

use drawbridge_fair_policy::replay::Incomplete;
use drawbridge_fair_report::replayed::{Flipped, Replayed};

use super::{FROM, TO};

/// Everything an audit finds.
pub(crate) fn audit() -> Audit {
    let indicators = indicators();
    let headline = indicators.iter().filter(|one| one.headline).map(|one| one.id.clone()).collect();
    Audit {
        basis: Basis {
            leaves: Leaves { from: 0, to: 77 },
            period: Period { from: FROM.0.unsigned_abs(), to: TO.0.unsigned_abs() },
            plan_sha256: "5f".repeat(32),
            alpha: 0.05,
            power: 0.8,
            headline,
            cases: 40,
            pending: 4,
            missing: Missing { side: 2, strata: 1, ..Missing::default() },
        },
        series: series(&indicators),
        indicators,
        unknown: unknown(),
        alarms: vec!["link.block_rate_gap".to_owned()],
    }
}

struct Draft(
    &'static str,
    u8,
    (&'static str, &'static str),
    Unit,
    f64,
    (Option<f64>, Option<f64>),
    (Option<f64>, Option<f64>),
    Word,
);

#[expect(clippy::too_many_lines, reason = "a table")]
fn indicators() -> Vec<Indicator> {
    let five = (Some(-0.05), None);
    vec![
        indicator(Draft(
            "review.approval_gap",
            4,
            ("批准率之差", "Gap in approval rates"),
            Unit::Gap,
            -0.008,
            (Some(-0.021), Some(0.005)),
            five,
            Word::EqualShown,
        )),
        indicator(Draft(
            "review.rmst_gap",
            4,
            ("审核时长之差", "Gap in review time"),
            Unit::Hours,
            1.7,
            (Some(-2.9), Some(6.3)),
            (Some(-4.0), Some(4.0)),
            Word::NotEnoughEvidence,
        )),
        plain(
            "review.within_24h_share",
            4,
            ("24 小时内审结率", "Reviewed within 24 hours"),
            Unit::Share,
            0.934,
            Some(Target { at_least: Some(0.9), at_most: None, met: Some(true) }),
        ),
        indicator(Draft(
            "link.block_rate_gap",
            5,
            ("链接屏蔽率之差", "Gap in blocking of links"),
            Unit::Gap,
            0.043,
            (Some(0.028), Some(0.058)),
            (None, Some(0.005)),
            Word::UnequalShown,
        )),
        plain(
            "sor.coverage",
            6,
            ("理由说明覆盖率", "Reasons given"),
            Unit::Share,
            1.0,
            Some(Target { at_least: Some(1.0), at_most: None, met: Some(true) }),
        ),
        indicator(Draft(
            "fee.hl_gap_bps",
            7,
            ("费率之差", "Gap in fees"),
            Unit::BasisPoints,
            0.6,
            (Some(0.2), Some(1.0)),
            (Some(-5.0), Some(5.0)),
            Word::UnequalWithinMargin,
        )),
        indicator(Draft(
            "rank.exposure_ratio",
            8,
            ("曝光比", "Exposure ratio"),
            Unit::Ratio,
            0.97,
            (Some(0.91), Some(1.04)),
            (Some(0.8), Some(1.25)),
            Word::EqualShown,
        )),
        indicator(Draft(
            "pay.success_gap",
            10,
            ("支付成功率之差", "Gap in payment success"),
            Unit::Gap,
            0.001,
            (Some(-0.004), Some(0.006)),
            (Some(-0.01), None),
            Word::EqualShown,
        )),
        indicator(Draft(
            "appeal.upheld_gap",
            12,
            ("申诉支持率之差", "Gap in appeals upheld"),
            Unit::Gap,
            -0.11,
            (Some(-0.42), Some(0.2)),
            (None, None),
            Word::NotEnoughEvidence,
        )),
        plain("rules.versions", 2, ("规则版本数", "versions of the rules"), Unit::Count, 1.0, None),
        plain("missing.share", 15, ("缺失比例", "share missing"), Unit::Share, 0.05, None),
        nothing("appeal.median_h", 12, ("申诉时长中位数", "Median time of appeals"), Unit::Hours),
    ]
}

fn text((zh, en): (&str, &str)) -> Text {
    Text::new(zh, en)
}

fn nothing(id: &str, section: u8, name: (&str, &str), unit: Unit) -> Indicator {
    Indicator {
        id: id.to_owned(),
        section,
        name: text(name),
        definition: Text::new(
            "按受理时间归入本期的案件；双方在同一分层内比较。",
            "Cases that came in in the period; both sides are compared within the same strata.",
        ),
        unit,
        headline: false,
        outsiders: Side::default(),
        insiders: Side::default(),
        estimate: None,
        further: Vec::new(),
        difference: None,
        equality: None,
        monitored: None,
        verdict: Word::Value,
        reach: None,
        target: None,
        strata: Vec::new(),
        strata_used: 0,
        missing: Missing::default(),
        leaves: None,
    }
}

fn plain(
    id: &str,
    section: u8,
    name: (&str, &str),
    unit: Unit,
    value: f64,
    target: Option<Target>,
) -> Indicator {
    let side = |cases| Side { cases, pending: 0, value: Some(value) };
    Indicator {
        outsiders: side(1_240),
        insiders: side(8_615),
        estimate: Some(estimate("share", value, (None, None))),
        target,
        leaves: Some(Leaves { from: 1, to: 77 }),
        ..nothing(id, section, name, unit)
    }
}

fn indicator(draft: Draft) -> Indicator {
    let Draft(id, section, name, unit, value, ends, margin, verdict) = draft;
    let (low, high) = margin;
    let unequal = matches!(verdict, Word::UnequalShown | Word::UnequalWithinMargin);
    let equal = matches!(verdict, Word::EqualShown | Word::UnequalWithinMargin);
    let (p, p_holm) = if unequal { (0.000_002, Some(0.000_014)) } else { (0.31, Some(0.93)) };
    let tested = Tested { test: "cmh".to_owned(), p, p_holm, p_bh: None };
    let equality = Equality {
        test: "tost_mantel_haenszel".to_owned(),
        margin_low: low,
        margin_high: high,
        measure: "mantel_haenszel_difference".to_owned(),
        p_not_worse: if equal { 0.0004 } else { 0.27 },
        p_not_better: high.map(|_| if equal { 0.0007 } else { 0.4 }),
    };
    let alarmed = verdict == Word::UnequalShown;
    let monitored = Monitored {
        monitor: "two_rates".to_owned(),
        log_e: if alarmed { 6.2 } else { -0.8 },
        log_e_max: if alarmed { 7.1 } else { 0.4 },
        p: if alarmed { 0.0008 } else { 0.67 },
        alarmed_at: alarmed.then_some(41),
        low: ends.0.map(|low| low - 0.02),
        high: ends.1.map(|high| high + 0.02),
    };
    let open = verdict == Word::NotEnoughEvidence;
    let reach = Reach {
        detectable: Some(if unit == Unit::Hours { 6.4 } else { 0.21 }),
        outsiders_needed: Some(if open { 2_783 } else { 446 }),
        outsiders_missing: Some(if open { 1_543 } else { 0 }),
    };
    Indicator {
        headline: true,
        outsiders: Side { cases: 1_240, pending: 31, value: Some(0.912) },
        insiders: Side { cases: 8_615, pending: 120, value: Some(0.92) },
        estimate: Some(estimate("mantel_haenszel_difference", value, ends)),
        further: vec![estimate("crude_difference", value * 1.4, (None, None))],
        difference: Some(tested),
        equality: (low.is_some() || high.is_some()).then_some(equality),
        monitored: (section == 4 || section == 5).then_some(monitored),
        verdict,
        reach: Some(reach),
        strata: vec!["facts.category".to_owned(), "facts.risk_band".to_owned()],
        strata_used: 12,
        missing: Missing { side: 2, ..Missing::default() },
        leaves: Some(Leaves { from: 1, to: 77 }),
        ..nothing(id, section, name, unit)
    }
}

fn estimate(measure: &str, value: f64, (low, high): (Option<f64>, Option<f64>)) -> Estimate {
    let level = (low.is_some() || high.is_some()).then_some(0.95);
    Estimate { measure: measure.to_owned(), value, low, high, level }
}

fn unknown() -> Vec<Unknown> {
    let one =
        |id: &str, section, reason| Unknown { id: id.to_owned(), section, reason: text(reason) };
    vec![
        one(
            "api.p95_gap_ms",
            9,
            (
                "调用延迟记在网关的度量里，不是逐案进日志。",
                "Latency is in the gateway's metrics, not case by case in the log.",
            ),
        ),
        one(
            "port.requests",
            11,
            ("本期没有可携带请求这一类动作。", "There is no action of this kind in the policy."),
        ),
    ]
}

fn series(indicators: &[Indicator]) -> Series {
    let row = |one: &Indicator| {
        let estimate = one.estimate.as_ref()?;
        Some(ForestRow {
            indicator: one.id.clone(),
            stratum: None,
            measure: estimate.measure.clone(),
            outsiders: one.outsiders.cases,
            insiders: one.insiders.cases,
            value: estimate.value,
            low: estimate.low,
            high: estimate.high,
            margin_low: one.equality.as_ref().and_then(|equality| equality.margin_low),
            margin_high: one.equality.as_ref().and_then(|equality| equality.margin_high),
        })
    };
    Series {
        forest: indicators.iter().filter(|one| one.headline).filter_map(row).collect(),
        survival: vec![curve(true, 19.0), curve(false, 15.0)],
        sequences: vec![
            sequence("review.approval_gap", -0.01),
            sequence("link.block_rate_gap", 0.043),
        ],
        exposure: vec![exposure()],
        cells: vec![cell("rival", 0.8, true), cell("startup", 0.93, false)],
        grounds: vec![Grounds {
            rule: "link.malware".to_owned(),
            outsiders: 3,
            insiders: 1,
            unknown: 0,
        }],
    }
}

fn curve(outsiders: bool, half: f64) -> Curve {
    let steps: u64 = 48;
    let moment = |step: u64| {
        let time = step as f64;
        let undecided = half / (half + time * time / half);
        let around = 0.03 * (step as f64 / steps as f64) + 0.005;
        Moment {
            time,
            at_risk: 1000 - step * 18,
            undecided,
            low: Some((undecided - around).max(0.0)),
            high: Some((undecided + around).min(1.0)),
            approved: (1.0 - undecided) * 0.9,
            refused: (1.0 - undecided) * 0.09,
            ended: (1.0 - undecided) * 0.01,
        }
    };
    Curve {
        indicator: "review.rmst_gap".to_owned(),
        outsiders,
        moments: (0..=steps).map(moment).collect(),
        ticks: (1..8).map(|tick| Tick { time: tick as f64 * 6.0, cases: tick + 2 }).collect(),
    }
}

fn sequence(indicator: &str, value: f64) -> Sequence {
    let point = |step: u64| {
        let around = 0.9 / (step as f64 * 40.0).sqrt();
        Point {
            index: step,
            time: FROM.0.unsigned_abs() + step * 44_000_000,
            outsiders: step * 21,
            insiders: step * 140,
            value: Some(value * (1.0 + 2.0 / step as f64)),
            low: Some((value - around).max(-1.0)),
            high: Some((value + around).min(1.0)),
            log_e: value * step as f64,
        }
    };
    let (margin_low, margin_high) = (Some(-0.05), (value > 0.0).then_some(0.005));
    let points = (1..=60).map(point).collect();
    Sequence { indicator: indicator.to_owned(), margin_low, margin_high, points }
}

fn cell(camp: &str, out_rate: f64, alarmed: bool) -> Cell {
    Cell {
        indicator: "link".to_owned(),
        camp: camp.to_owned(),
        category: "food".to_owned(),
        surface: "share link.open".to_owned(),
        outsiders: 120,
        insiders: 800,
        out_rate,
        in_rate: 0.94,
        p: if alarmed { 0.0001 } else { 0.6 },
        p_bh: if alarmed { 0.0002 } else { 0.6 },
        log_e: if alarmed { 5.1 } else { -0.4 },
        alarmed,
    }
}

fn exposure() -> Ranked {
    let place = |rank: u64| Place {
        rank,
        outsiders: 120 + rank * 9 % 50,
        insiders: 640 - rank * 7 % 40,
        weight: 1.0 / (rank as f64).sqrt(),
    };
    let places = (1..=20).map(place).collect();
    Ranked { indicator: "rank.exposure_ratio".to_owned(), places }
}

/// What deciding a month again might have shown: of most decisions all was at hand, and one flips.
pub(crate) fn replayed() -> Replayed {
    Replayed {
        sides: ["host", "newcomer", "rival"].map(str::to_owned).to_vec(),
        decisions: 36,
        complete: 33,
        incomplete: BTreeMap::from([(Incomplete::Closed, 2), (Incomplete::Standard, 1)]),
        twins: 99,
        flipped: 1,
        differing: 0,
        flips: vec![Flipped {
            index: 8,
            action: "link.open".to_owned(),
            own: "link.open".to_owned(),
            twin: "link.open.warned".to_owned(),
        }],
    }
}
