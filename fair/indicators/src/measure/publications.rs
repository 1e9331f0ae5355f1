//! What the log tells of its rules, and of its monitors together.

use drawbridge_fair_audit::proportions::Count;

use super::Measures;
use super::tools::{finite, float, number};
use crate::cases::Cases;
use crate::found::{Estimate, Indicator};
use crate::plan::How;

/// A number of the publications of policies, or of the log itself.
pub(super) fn of_log(how: &How, cases: &Cases, found: &mut Indicator) {
    let policies = &cases.policies;
    let published = policies.days.len() as u64;
    let count = |count: u64| number("count", float(count));
    found.missing = crate::found::Missing::default();
    found.leaves = policies.leaves;
    let any = |told: Option<Estimate>| told.filter(|_| published > 0);
    found.estimate = match how {
        How::Policies => count(published),
        How::DaysConsulted => {
            policies.days.iter().min().and_then(|days| number("fewest", *days as f64))
        }
        How::Emergency { days } => {
            let short = policies.days.iter().filter(|open| **open < *days).count();
            any(count(short as u64))
        }
        How::Proved => {
            let share = Count::new(policies.proved, published).ok();
            share.and_then(|share| number("share", share.rate()))
        }
        How::Exceptions => any(count(published - policies.proved)),
        How::Retroactive => count(policies.retroactive),
        // A range with a gap is refused before anything is computed from it.
        How::Gaps => count(0),
        _ => None,
    };
}

/// The largest e-value that any monitor reached.
pub(super) fn largest(all: &Measures<'_>, found: &mut Indicator) {
    let monitors = &all.cases.monitors;
    let rates = monitors.rates.iter().map(|one| (&one.id, one.alarm.largest));
    let waits = monitors.waits.iter().map(|one| (&one.id, one.alarm.largest));
    let mut each: Vec<_> = rates.chain(waits).collect();
    each.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let Some((id, log_e)) = each.first() else { return };
    found.estimate = number("e_value", libm::exp(*log_e));
    found.further.extend(number("log_e", *log_e));
    found.further.extend(finite(*log_e).and_then(|log_e| number(id, log_e)));
    found.strata = Vec::new();
}
