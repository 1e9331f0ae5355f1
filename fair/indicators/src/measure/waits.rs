//! Waits until a decision, pending cases counting as pending.

use drawbridge_fair_audit::proportions::Interval;
use drawbridge_fair_audit::survival::Strata;
use drawbridge_fair_audit::survival::cox::{Cox, cox};
use drawbridge_fair_audit::survival::log_rank::{LogRank, Weights, log_rank};
use drawbridge_fair_audit::survival::restricted::{Restricted, restricted_to};

use super::numbers::{Pooled, weight};
use super::quantiles::{Quantiles, quantiles};
use super::spells::Spells;
use super::tools::{Levels, equality, estimate, forest_row, number, reach, tested, tost};
use crate::found::{ForestRow, Indicator, Side};
use crate::plan::{Better, Quantity};

/// Milliseconds of an hour.
pub(super) const HOUR: f64 = 3_600_000.0;

/// Everything that is told of waits of one kind.
pub(super) struct Waits {
    cases: [u64; 2],
    pending: [u64; 2],
    median: Quantiles,
    nine_tenths: Quantiles,
    log_rank: LogRank,
    late: LogRank,
    cox: Option<Cox>,
    mean: Option<Mean>,
    crude: Option<Restricted>,
    strata_used: u64,
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
    pub(super) fn of(spells: &Spells) -> Self {
        let all = &spells.observations;
        let outsiders = all.iter().filter(|one| one.outsider).count() as u64;
        let strata = spells.without_months();
        let horizon = spells.horizon;
        let [median, nine_tenths] = quantiles(&strata, all, (horizon, [0.5, 0.9]));
        let late = Weights { rho: 0.0, gamma: 1.0 };
        Self {
            cases: [outsiders, all.len() as u64 - outsiders],
            pending: spells.pending,
            median,
            nine_tenths,
            log_rank: log_rank(all, Strata::Kept, Weights::default()),
            late: log_rank(all, Strata::Kept, late),
            cox: cox(all, Strata::Kept),
            mean: Mean::of(&strata, horizon),
            crude: restricted_to(all, horizon),
            strata_used: spells.both_sided(),
        }
    }

    /// Tells one quantity of them; `alone` if no other indicator tells their means.
    pub(super) fn tell(
        &self,
        found: &mut Indicator,
        (of, alone): (Quantity, bool),
        margin: Option<f64>,
        levels: Levels,
    ) {
        let value = |at: usize| match of {
            Quantity::Median => self.median.value(at),
            Quantity::NineTenths => self.nine_tenths.value(at),
            Quantity::Mean => self.means().map(|means| means[at]),
        };
        let told =
            |at: usize| Side { cases: self.cases[at], pending: self.pending[at], value: value(at) };
        (found.outsiders, found.insiders) = (told(0), told(1));
        found.strata_used = self.strata_used;
        found.difference = match of {
            // What is late is asked of the end of the curves.
            Quantity::NineTenths => tested("fleming_harrington_late", self.late.p()),
            Quantity::Median | Quantity::Mean => tested("log_rank_stratified", self.log_rank.p()),
        };
        match of {
            Quantity::Median => self.median.tell(found, margin, levels),
            Quantity::NineTenths => self.nine_tenths.tell(found, margin, levels),
            Quantity::Mean => self.tell_mean(found, margin, levels),
        }
        if alone && let Some(mean) = &self.mean {
            found.further.extend(mean.told(levels));
        }
        if alone || of == Quantity::Mean {
            self.tell_further(found, levels);
        }
    }

    fn means(&self) -> Option<[f64; 2]> {
        let crude = || self.crude.map(|crude| [crude.outsiders.mean, crude.insiders.mean]);
        self.mean.as_ref().map(|mean| mean.sides).or_else(crude)
    }

    fn tell_mean(&self, found: &mut Indicator, margin: Option<f64>, levels: Levels) {
        let Some(mean) = &self.mean else { return };
        found.estimate = mean.told(levels);
        let tost = margin.and_then(|margin| tost(mean.difference, mean.error, -margin, margin));
        if let (Some(tost), Some(margin)) = (tost, margin) {
            let test = "tost_restricted_mean";
            found.equality = equality(test, MEAN, (-margin, margin), tost, Better::Less);
        }
        found.reach = Some(reach(mean.error, margin, self.cases[0], levels));
    }

    fn tell_further(&self, found: &mut Indicator, levels: Levels) {
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

    /// The rows of the forest plot: the whole, then the strata if means are told.
    pub(super) fn forest(&self, found: &Indicator, of: Quantity, levels: Levels) -> Vec<ForestRow> {
        let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
        let row = |(name, counts, one): &(String, [u64; 2], Restricted)| {
            let within = one.interval(levels.level);
            let one = estimate(MEAN, one.difference, within, levels.level)?;
            let [outsiders, insiders] = *counts;
            Some(ForestRow { outsiders, insiders, ..forest_row(found, Some(name.clone()), &one) })
        };
        let mean = self.mean.as_ref().filter(|_| of == Quantity::Mean);
        let strata = mean.into_iter().flat_map(|mean| &mean.by_stratum).filter_map(row);
        own.into_iter().chain(strata).collect()
    }
}

const MEAN: &str = "restricted_mean_difference";

/// `middle` less and plus `half`.
pub(super) const fn around(middle: f64, half: f64) -> Interval {
    Interval { low: middle - half, high: middle + half }
}

impl Mean {
    /// `None` if no stratum has both sides, followed up to the horizon and with decisions enough.
    fn of(
        strata: &[(&str, Vec<drawbridge_fair_audit::survival::Observation>)],
        horizon: f64,
    ) -> Option<Self> {
        let mut pooled = Pooled::default();
        let (mut weights, mut sides) = (0.0, [0.0; 2]);
        let mut by_stratum = Vec::new();
        for (name, mine) in strata {
            let Some(one) = restricted_to(mine, horizon) else { continue };
            let out = mine.iter().filter(|one| one.outsider).count() as u64;
            let counts = [out, mine.len() as u64 - out];
            let weight = weight(counts[0] as f64, counts[1] as f64);
            pooled.add_weighing(weight, one.difference, one.error);
            weights += weight;
            sides[0] += weight * one.outsiders.mean;
            sides[1] += weight * one.insiders.mean;
            by_stratum.push(((*name).to_owned(), counts, one));
        }
        let (difference, error) = pooled.total()?;
        Some(Self { difference, error, sides: sides.map(|sum| sum / weights), by_stratum })
    }

    fn told(&self, levels: Levels) -> Option<crate::found::Estimate> {
        let within = around(self.difference, levels.z() * self.error);
        estimate(MEAN, self.difference, within, levels.level)
    }
}
