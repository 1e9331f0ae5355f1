//! One word for each indicator, after all of them are known.
//!
//! The headline family is adjusted after Holm (an indicator without data was asked all the same, and
//! costs the others what any question costs), the others that are tested after Benjamini and Hochberg.

use drawbridge_fair_audit::multiplicity::evalues::e_bh;
use drawbridge_fair_audit::multiplicity::{Adjustment, adjust};
use drawbridge_fair_audit::verdict::{Evidence, Verdict, judge};

use crate::cases::Cases;
use crate::found::{Indicator, Monitored, Sequence, Word};
use crate::measure::Levels;
use crate::plan::Plan;

/// Adjusts the p values and says the word of each indicator; `found` is in the plan's order.
pub(crate) fn verdicts(plan: &Plan, found: &mut [Indicator], levels: Levels) {
    let tested: Vec<bool> = plan.asked.iter().map(|asked| asked.how.is_tested()).collect();
    family(
        found,
        |at, one| tested[at] && one.headline,
        Adjustment::Holm,
        |tested, p| {
            tested.p_holm = Some(p);
        },
    );
    family(
        found,
        |at, one| tested[at] && !one.headline,
        Adjustment::BenjaminiHochberg,
        |tested, p| tested.p_bh = Some(p),
    );
    for (at, one) in found.iter_mut().enumerate() {
        one.verdict = if tested[at] { word(one, levels.alpha) } else { Word::Value };
        let value = one.estimate.as_ref().map(|estimate| estimate.value);
        if let (Some(target), Some(value)) = (one.target.as_mut(), value) {
            let reached = target.at_least.is_none_or(|least| value >= least);
            target.met = Some(reached && target.at_most.is_none_or(|most| value <= most));
        }
    }
}

fn family(
    found: &mut [Indicator],
    is_of: impl Fn(usize, &Indicator) -> bool,
    how: Adjustment,
    tell: impl Fn(&mut crate::found::Tested, f64),
) {
    let places: Vec<usize> = (0..found.len()).filter(|at| is_of(*at, &found[*at])).collect();
    let p: Vec<f64> = places
        .iter()
        .map(|at| found[*at].difference.as_ref().map_or(f64::NAN, |tested| tested.p))
        .collect();
    for (at, p) in places.into_iter().zip(adjust(&p, how)) {
        if let Some(tested) = found[at].difference.as_mut() {
            tell(tested, p);
        }
    }
}

fn word(one: &Indicator, alpha: f64) -> Word {
    let differ = one.difference.as_ref().and_then(|tested| tested.p_holm.or(tested.p_bh));
    let equality = one.equality.as_ref();
    let evidence = Evidence {
        differ: differ.unwrap_or(f64::NAN),
        not_worse: equality.map_or(f64::NAN, |equality| equality.p_not_worse),
        not_better: equality.and_then(|equality| equality.p_not_better).unwrap_or(f64::NAN),
    };
    match judge(evidence, alpha) {
        Verdict::EqualShown => Word::EqualShown,
        Verdict::UnequalWithinMargin => Word::UnequalWithinMargin,
        Verdict::UnequalShown => Word::UnequalShown,
        Verdict::NotEnoughEvidence => Word::NotEnoughEvidence,
    }
}

/// Tells each indicator what its monitor says, and which of them are alarms after e-BH.
pub(crate) fn monitors(
    cases: &Cases,
    found: &mut [Indicator],
    sequences: &[Sequence],
    levels: Levels,
) -> Vec<String> {
    let monitors = &cases.monitors;
    let rates =
        monitors.rates.iter().map(|one| (&one.id, "two_rates", one.process.log_e(), one.alarm));
    let waits =
        monitors.waits.iter().map(|one| (&one.id, "safe_log_rank", one.process.log_e(), one.alarm));
    let each: Vec<_> = rates.chain(waits).collect();
    let e: Vec<f64> = each.iter().map(|(_, _, log_e, _)| libm::exp(*log_e)).collect();
    let threshold = e_bh(&e, levels.alpha).threshold;
    let mut alarms = Vec::new();
    for ((id, monitor, log_e, alarm), e) in each.into_iter().zip(e) {
        let last = sequences.iter().find(|one| one.indicator == *id);
        let last = last.and_then(|sequence| sequence.points.last());
        if let Some(one) = found.iter_mut().find(|one| one.id == *id)
            && last.is_some()
        {
            one.monitored = Some(Monitored {
                monitor: monitor.to_owned(),
                log_e,
                log_e_max: alarm.largest,
                p: libm::exp(-alarm.largest),
                alarmed_at: alarm.first,
                low: last.and_then(|point| point.low),
                high: last.and_then(|point| point.high),
            });
        }
        if threshold.is_some_and(|threshold| e >= threshold) {
            alarms.push(id.clone());
        }
    }
    alarms
}
