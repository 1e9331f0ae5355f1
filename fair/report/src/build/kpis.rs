//! Every number: the audit's, the log's own, the operator's, and those that nobody knows.

use drawbridge_fair_indicators::found::{Grounds, Indicator, Unit, Unknown};

use super::{Input, Kpis, command, origin};
use crate::format;
use crate::own::{self, Form, From, Own};
use crate::shape::{
    Gravity, Kpi, Measured, Outside, Quantity, Source, TermsState, Text, Value, plain, text,
};

/// Asked for, and answered by [`crate::shape::Report::differences`]: no number of its own.
const COMPARISON: &str = "delta_prev";

pub(super) fn all(input: &Input<'_>) -> Kpis {
    let mut kpis = Kpis::new();
    let told = |unknown: &&Unknown| unknown.id != COMPARISON;
    for unknown in input.audit.unknown.iter().filter(told) {
        kpis.insert(unknown.id.clone(), absent(input, unknown));
    }
    for one in own::ALL {
        kpis.insert(one.id.to_owned(), own(input, one));
    }
    for indicator in &input.audit.indicators {
        kpis.insert(indicator.id.clone(), indicated(input, indicator));
    }
    kpis
}

fn indicated(input: &Input<'_>, one: &Indicator) -> Kpi {
    let (from, to) = one.leaves.map_or((0, 0), |leaves| (leaves.from, leaves.to));
    let estimate = one.estimate.as_ref();
    let crossed = |low: Option<f64>, high: Option<f64>| low.is_some() || high.is_some();
    let bounded = estimate.filter(|estimate| crossed(estimate.low, estimate.high));
    let nothing =
        || outside("日志在本期内没有这样的案件。", "The log holds no such case in the period.");
    Kpi {
        section: one.section,
        name: one.name.clone(),
        definition: one.definition.clone(),
        source: if estimate.is_some() { Source::Log } else { Source::None },
        outside: if estimate.is_some() { None } else { Some(nothing()) },
        log: origin(input, from, to),
        shown: estimate.map_or_else(dash, |estimate| format::number(estimate.value, one.unit)),
        shown_interval: bounded
            .map(|bounded| format::interval(bounded.low, bounded.high, one.unit)),
        command: command(&one.id),
        quantity: Quantity::Indicator(Box::new(Measured {
            unit: one.unit,
            headline: one.headline,
            outsiders: one.outsiders,
            insiders: one.insiders,
            estimate: one.estimate.clone(),
            further: one.further.clone(),
            difference: one.difference.clone(),
            equality: one.equality.clone(),
            monitored: one.monitored.clone(),
            verdict: one.verdict,
            reach: one.reach,
            target: one.target,
            strata: one.strata.clone(),
            strata_used: one.strata_used,
            missing: one.missing,
        })),
    }
}

fn absent(input: &Input<'_>, unknown: &Unknown) -> Kpi {
    Kpi {
        section: unknown.section,
        name: plain(unknown.id.clone()),
        definition: text(
            "本报告所依据的规定要求这一项；日志的叶子推不出它。",
            "The instruments behind this report ask for it; the leaves of the log do not tell it.",
        ),
        source: Source::None,
        outside: Some(Outside { why: unknown.reason.clone() }),
        log: origin(input, 0, input.checkpoint.size()),
        quantity: Quantity::Absent,
        shown: dash(),
        shown_interval: None,
        command: command(&unknown.id),
    }
}

fn own(input: &Input<'_>, one: &Own) -> Kpi {
    let (source, value, why) = match one.from {
        From::Leaves => match counted(input, one.id) {
            Some(value) => (Source::Log, Some(value), None),
            None => (
                Source::None,
                None,
                Some(("日志在本期内没有可数之物。", "There is nothing to count in the period.")),
            ),
        },
        From::Replay => match again(input, one.id) {
            Ok(value) => (Source::Log, Some(value), None),
            Err(why) => (Source::None, None, Some(why)),
        },
        From::Terms => match agreed(input, one.id) {
            Ok(value) => (Source::Log, Some(value), None),
            Err(why) => (Source::None, None, Some(why)),
        },
        From::Operator(why) => match input.declaration.figures.get(one.id) {
            Some(value) => (Source::Declared, Some(value.clone()), Some(why)),
            None => (Source::None, None, Some(why)),
        },
    };
    Kpi {
        section: one.section,
        name: text(one.name.0, one.name.1),
        definition: text(one.definition.0, one.definition.1),
        source,
        outside: why.map(|(zh, en)| outside(zh, en)),
        log: origin(input, 0, input.checkpoint.size()),
        shown: value.as_ref().map_or_else(dash, |value| shown(value, one.form)),
        shown_interval: None,
        command: command(one.id),
        quantity: value.map_or(Quantity::Absent, |value| Quantity::Plain { value }),
    }
}

/// What is counted in the leaves.
fn counted(input: &Input<'_>, id: &str) -> Option<Value> {
    match id {
        "log.root" => Some(Value::Words(input.checkpoint.root().to_base64())),
        "log.size" => Some(Value::Count(input.checkpoint.size())),
        "log.witnesses" => {
            Some(Value::Count(u64::try_from(input.cosigners.len()).unwrap_or(u64::MAX)))
        }
        "sor.ground_hist" => {
            let grounds = &input.audit.series.grounds;
            let all = |one: &Grounds| one.outsiders + one.insiders + one.unknown;
            let bins = grounds.iter().map(|one| (one.rule.clone(), all(one)));
            Some(Value::Histogram(bins.collect()))
        }
        _ => None,
    }
}

/// What deciding again showed. Nothing that was not decided again counts as unflipped.
fn again(input: &Input<'_>, id: &str) -> Result<Value, (&'static str, &'static str)> {
    let replayed = input.replayed;
    let coverage = replayed.coverage();
    let coverage = coverage
        .ok_or(("本期没有可重放的决定。", "There is no decision in the period to decide again."))?;
    match id {
        "replay.coverage" => Ok(Value::Number(coverage)),
        _ if replayed.complete == 0 => Err((
            "没有一个决定能重新裁决：规则或打开承诺的披露不在手边，故未计算。",
            "No decision could be decided again: the rules, or what opens the commitments, were not at hand; so it was not computed.",
        )),
        "replay.flips" => Ok(Value::Count(replayed.flipped)),
        "replay.differing" => Ok(Value::Count(replayed.differing)),
        _ => Err(("未知的数字。", "An unknown number.")),
    }
}

/// What the register of agreements tells. Where no clauses were searched, nothing was found for want of looking.
#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "a share, for people")]
fn agreed(input: &Input<'_>, id: &str) -> Result<Value, (&'static str, &'static str)> {
    let terms = input.terms;
    let count = |count: usize| Ok(Value::Count(u64::try_from(count).unwrap_or(u64::MAX)));
    let binding = || terms.agreements.iter().filter(|one| one.state == TermsState::InForce);
    let open = || terms.findings.iter().filter(|one| one.excused_by.is_none());
    let searched = terms.agreements.iter().any(|one| one.searched);
    match id {
        "terms.in_force" => count(binding().count()),
        _ if terms.agreements.is_empty() => {
            Err(("日志中没有登记协议。", "No agreement is registered in the log."))
        }
        "terms.searched_share" if binding().count() == 0 => {
            Err(("期末没有有效的协议。", "No agreement is in force at the end of the period."))
        }
        "terms.searched_share" => {
            let share = binding().filter(|one| one.searched).count() as f64;
            Ok(Value::Number(share / binding().count() as f64))
        }
        _ if !searched => Err((
            "没有一份协议的条款在手边，故未检索。",
            "The clauses of no agreement were at hand, so nothing was searched.",
        )),
        "terms.exclusivity" => {
            count(open().filter(|one| one.rule.starts_with("exclusivity.")).count())
        }
        _ => count(open().filter(|one| one.gravity > Gravity::Notice).count()),
    }
}

/// A plain value as people read it.
#[expect(clippy::cast_precision_loss, reason = "declared counts are small")]
fn shown(value: &Value, form: Form) -> Text {
    match (form, value) {
        (Form::Share, Value::Number(share)) => format::number(*share, Unit::Share),
        (Form::Share, Value::Count(share)) => format::number(*share as f64, Unit::Share),
        (Form::Days, Value::Number(days)) => {
            let days = format::number(*days, Unit::Ratio).en;
            let days = days.trim_end_matches('0').trim_end_matches('.');
            text(format!("{days} 天"), format!("{days} days"))
        }
        (_, value) => format::value(value),
    }
}

fn outside(zh: &str, en: &str) -> Outside {
    Outside { why: text(zh, en) }
}

fn dash() -> Text {
    plain("—")
}
