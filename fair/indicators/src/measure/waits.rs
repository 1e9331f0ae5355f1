//! Waits until a decision, pending cases counting as pending.

use std::collections::BTreeMap;

use drawbridge_fair_audit::proportions::Interval;
use drawbridge_fair_audit::survival::cox::{Cox, cox};
use drawbridge_fair_audit::survival::kaplan_meier::{kaplan_meier, quantile};
use drawbridge_fair_audit::survival::log_rank::{LogRank, Weights, log_rank};
use drawbridge_fair_audit::survival::restricted::{Restricted, restricted_to};
use drawbridge_fair_audit::survival::{Observation, Strata, side};

use super::curves;
use super::tools::{
    Levels, equality, estimate, finite, float, forest_row, number, reach, tested, tost,
};
use crate::cases::{BETWEEN, NO_STRATUM, Table};
use crate::found::{Curve, ForestRow, Indicator, Side};
use crate::plan::{Better, MONTH, Quantity};

/// Milliseconds of an hour.
pub(super) const HOUR: f64 = 3_600_000.0;

/// Everything that is told of the waits of one topic.
pub(super) struct Waits {
    sides: [SideWaits; 2],
    log_rank: LogRank,
    late: LogRank,
    cox: Option<Cox>,
    mean: Option<Mean>,
    crude: Option<Restricted>,
    strata_used: u64,
    curves: Vec<Curve>,
}

struct SideWaits {
    cases: u64,
    pending: u64,
    median: Option<f64>,
    nine_tenths: Option<f64>,
}

/// The difference of restricted means within strata.
#[derive(Clone, Debug)]
struct Mean {
    difference: f64,
    error: f64,
    sides: [f64; 2],
    by_stratum: Vec<(String, [u64; 2], Restricted)>,
}

impl Waits {
    pub(super) fn of(table: &Table, levels: Levels) -> Self {
        let observations = observations(table);
        let horizon = table.topic.horizon_ms as f64 / HOUR;
        let sides = [true, false].map(|outsider| {
            let mine = side(&observations, outsider);
            let steps = kaplan_meier(&mine);
            SideWaits {
                cases: mine.len() as u64,
                pending: table
                    .cases()
                    .filter(|case| case.outsider == outsider && case.state.is_pending())
                    .count() as u64,
                median: quantile(&steps, 0.5),
                nine_tenths: quantile(&steps, 0.9),
            }
        });
        let late = Weights { rho: 0.0, gamma: 1.0 };
        Self {
            sides,
            log_rank: log_rank(&observations, Strata::Kept, Weights::default()),
            late: log_rank(&observations, Strata::Kept, late),
            cox: cox(&observations, Strata::Kept),
            mean: Mean::of(table, horizon),
            crude: restricted_to(&observations, horizon),
            strata_used: both_sided(&observations),
            curves: curves::waits(table, levels),
        }
    }

    pub(super) fn curves(&self, topic: &str) -> Vec<Curve> {
        let named = |curve: &Curve| Curve { indicator: topic.to_owned(), ..curve.clone() };
        self.curves.iter().map(named).collect()
    }

    /// Tells one quantity of them.
    pub(super) fn tell(
        &self,
        found: &mut Indicator,
        of: Quantity,
        margin: Option<f64>,
        levels: Levels,
    ) {
        let value = |one: &SideWaits, at: usize| match of {
            Quantity::Median => one.median,
            Quantity::NineTenths => one.nine_tenths,
            Quantity::Mean => self.means().map(|means| means[at]),
        };
        let told = |at: usize| {
            let one = &self.sides[at];
            Side { cases: one.cases, pending: one.pending, value: value(one, at) }
        };
        (found.outsiders, found.insiders) = (told(0), told(1));
        found.difference = tested("log_rank_stratified", self.log_rank.p());
        found.strata_used = self.strata_used;
        match of {
            Quantity::Median | Quantity::NineTenths => {
                let gap = found.outsiders.value.zip(found.insiders.value);
                found.estimate =
                    gap.and_then(|(out, ins)| number("kaplan_meier_difference", out - ins));
            }
            Quantity::Mean => self.tell_mean(found, margin, levels),
        }
    }

    fn means(&self) -> Option<[f64; 2]> {
        let crude = || self.crude.map(|crude| [crude.outsiders.mean, crude.insiders.mean]);
        self.mean.as_ref().map(|mean| mean.sides).or_else(crude)
    }

    fn tell_mean(&self, found: &mut Indicator, margin: Option<f64>, levels: Levels) {
        const MEASURE: &str = "restricted_mean_difference";
        if let Some(mean) = &self.mean {
            let within = around(mean.difference, levels.z() * mean.error);
            found.estimate = estimate(MEASURE, mean.difference, within, levels.level);
            let tost = margin.and_then(|margin| tost(mean.difference, mean.error, -margin, margin));
            if let (Some(tost), Some(margin)) = (tost, margin) {
                let test = "tost_restricted_mean";
                found.equality = equality(test, MEASURE, (-margin, margin), tost, Better::Less);
            }
            found.reach = Some(reach(mean.error, margin, self.sides[0].cases, levels));
        }
        if let Some(crude) = self.crude {
            let name = "crude_restricted_mean_difference";
            let within = crude.interval(levels.level);
            found.further.extend(estimate(name, crude.difference, within, levels.level));
        }
        if let Some(cox) = self.cox {
            let within = cox.interval(levels.level);
            found.further.extend(estimate("hazard_ratio", cox.ratio(), within, levels.level));
        }
        found.further.extend(number("fleming_harrington_late_p", self.late.p()));
    }

    /// The rows of the forest plot: the whole, then the strata.
    pub(super) fn forest(&self, found: &Indicator, levels: Levels) -> Vec<ForestRow> {
        let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
        let row = |(name, counts, one): &(String, [u64; 2], Restricted)| {
            let within = one.interval(levels.level);
            let measure = "restricted_mean_difference";
            let one = estimate(measure, one.difference, within, levels.level)?;
            let [outsiders, insiders] = *counts;
            Some(ForestRow { outsiders, insiders, ..forest_row(found, Some(name.clone()), &one) })
        };
        let strata = self.mean.iter().flat_map(|mean| &mean.by_stratum).filter_map(row);
        own.into_iter().chain(strata).collect()
    }
}

/// `middle` less and plus `half`.
pub(super) const fn around(middle: f64, half: f64) -> Interval {
    Interval { low: middle - half, high: middle + half }
}

/// The cases whose stratum is known. A case that was withdrawn or expired was at risk of a decision
/// until then, and is censored: as an end of its own it stands in the curves.
fn observations(table: &Table) -> Vec<Observation> {
    let known = table.cases().filter(|case| case.stratum != NO_STRATUM);
    let one = |case: crate::cases::Case| Observation {
        time: case.wait as f64 / HOUR,
        decided: case.state.verdict().is_some(),
        outsider: case.outsider,
        stratum: case.stratum,
    };
    known.map(one).collect()
}

fn both_sided(observations: &[Observation]) -> u64 {
    let mut seen: BTreeMap<u32, [bool; 2]> = BTreeMap::new();
    for one in observations {
        seen.entry(one.stratum).or_default()[usize::from(one.outsider)] = true;
    }
    seen.values().filter(|both| **both == [true, true]).count() as u64
}

impl Mean {
    /// Within strata that leave the month out: a month's cases are few, and its last ones were not
    /// followed up to the horizon. `None` if no stratum has both sides, followed so far and with
    /// decisions enough.
    fn of(table: &Table, horizon: f64) -> Option<Self> {
        let keys = without_month(table);
        let mut strata: BTreeMap<&str, Vec<Observation>> = BTreeMap::new();
        for one in observations(table) {
            let key = keys.get(one.stratum as usize).map_or("", String::as_str);
            strata.entry(key).or_default().push(one);
        }
        let (mut weights, mut gap, mut variance) = (0.0, 0.0, 0.0);
        let mut sides = [0.0; 2];
        let mut by_stratum = Vec::new();
        for (name, mine) in &strata {
            let Some(one) = restricted_to(mine, horizon) else { continue };
            let out = mine.iter().filter(|one| one.outsider).count() as u64;
            let counts = [out, mine.len() as u64 - out];
            let weight = float(counts[0]) * float(counts[1]) / float(counts[0] + counts[1]);
            weights += weight;
            gap += weight * one.difference;
            variance += weight * weight * one.error * one.error;
            sides[0] += weight * one.outsiders.mean;
            sides[1] += weight * one.insiders.mean;
            by_stratum.push(((*name).to_owned(), counts, one));
        }
        let difference = finite(gap / weights)?;
        let sides = sides.map(|sum| sum / weights);
        let error = variance.sqrt() / weights;
        Some(Self { difference, error, sides, by_stratum })
    }
}

/// The names of the strata, each without its month.
fn without_month(table: &Table) -> Vec<String> {
    let is_month =
        |part: usize| table.topic.strata.get(part).is_some_and(|stratum| stratum.field == MONTH);
    let name = |at: usize| {
        let name = table.strata.name(u32::try_from(at).unwrap_or(u32::MAX));
        let parts = name.split(BETWEEN).enumerate().filter(|(part, _)| !is_month(*part));
        parts.map(|(_, part)| part).collect::<Vec<_>>().join(BETWEEN)
    };
    (0..table.strata.len()).map(name).collect()
}
