//! The times by which a share of cases was decided, and the gap between both sides'.

use drawbridge_fair_audit::equivalence;
use drawbridge_fair_audit::proportions::Interval;
use drawbridge_fair_audit::survival::kaplan_meier::{Step, kaplan_meier};
use drawbridge_fair_audit::survival::quantiles::{Gap, Quantile};
use drawbridge_fair_audit::survival::restricted::followed;
use drawbridge_fair_audit::survival::standardised::standardised;
use drawbridge_fair_audit::survival::{Observation, side};

use super::numbers::weight;
use super::tools::{Levels, equality, estimate, reach};
use crate::found::{Estimate, Indicator};
use crate::plan::Better;

/// One quantile of both sides.
pub(super) struct Quantiles {
    /// Of all cases, whatever their strata.
    crude: [Option<Quantile>; 2],
    /// Of the curves that both sides would have with one mix of strata; none if there is one stratum,
    /// or if no stratum was followed so far on both sides.
    alike: Option<[Option<Quantile>; 2]>,
    /// Whether there are several strata.
    several: bool,
}

/// Both sides' quantiles, one for each of `shares`.
///
/// With several strata they are those of standardised curves: means over strata, both sides' with the
/// same weights, up to the horizon.
pub(super) fn quantiles<const N: usize>(
    strata: &[(&str, Vec<Observation>)],
    all: &[Observation],
    (horizon, shares): (f64, [f64; N]),
) -> [Quantiles; N] {
    let several = strata.len() > 1;
    let of = |steps: &[Step]| shares.map(|share| Quantile::of(steps, share));
    let crude = [true, false].map(|outsider| of(&kaplan_meier(&side(all, outsider))));
    let within = |outsider| {
        let steps = alike(strata, horizon, outsider);
        (!steps.is_empty()).then(|| of(&steps))
    };
    let alike = several.then(|| Some([within(true)?, within(false)?])).flatten();
    std::array::from_fn(|at| Quantiles {
        crude: crude.each_ref().map(|side| side[at].clone()),
        alike: alike.as_ref().map(|sides| sides.each_ref().map(|side| side[at].clone())),
        several,
    })
}

/// One side's curve over the strata that were followed so far on both sides, and have decisions enough.
fn alike(strata: &[(&str, Vec<Observation>)], horizon: f64, outsider: bool) -> Vec<Step> {
    let one = |(_, cases): &(&str, Vec<Observation>)| {
        let (mine, theirs) = (side(cases, outsider), side(cases, !outsider));
        let weight = weight(mine.len() as f64, theirs.len() as f64);
        followed(&theirs, horizon)?;
        let mut steps = followed(&mine, horizon)?;
        steps.truncate(steps.partition_point(|step| step.time <= horizon));
        Some((weight, steps))
    };
    standardised(&strata.iter().filter_map(one).collect::<Vec<_>>())
}

impl Quantiles {
    /// The crude quantile of a side: 0 for outsiders, 1 for insiders.
    pub(super) fn value(&self, at: usize) -> Option<f64> {
        self.crude[at].as_ref().map(Quantile::value)
    }

    /// The gap with its interval and the claim of equality, and each side's quantile with its limits.
    pub(super) fn tell(&self, found: &mut Indicator, margin: Option<f64>, levels: Levels) {
        let crude = both(&self.crude);
        let alike = self.alike.as_ref().and_then(both);
        let (measure, gap) = match (alike, self.several) {
            (Some(gap), _) => ("standardised_kaplan_meier_difference", Some(gap)),
            (None, true) => (CRUDE, crude),
            (None, false) => ("kaplan_meier_difference", crude),
        };
        if let Some(gap) = gap {
            let Interval { low, high } = gap.interval(levels.level);
            found.estimate = told(measure, gap, levels);
            // A gap between other mixes of cases is no ground to call the sides equal.
            if let Some(margin) = margin.filter(|_| measure != CRUDE) {
                let tost = equivalence::quantiles(gap, margin);
                let band = (-margin, margin);
                found.equality = equality("tost_quantiles", measure, band, tost, Better::Less);
            }
            let error = (high - low) / (2.0 * levels.z());
            if error.is_finite() {
                found.reach = Some(reach(error, margin, found.outsiders.cases, levels));
            }
        }
        if let (Some(_), Some(crude)) = (alike, crude) {
            found.further.extend(told(CRUDE, crude, levels));
        }
        let sides = self.alike.as_ref().map_or(&self.crude, |alike| alike);
        for (name, one) in ["outsiders", "insiders"].into_iter().zip(sides) {
            let Some(one) = one else { continue };
            found.further.extend(estimate(
                name,
                one.value(),
                one.interval(levels.level),
                levels.level,
            ));
        }
    }
}

const CRUDE: &str = "crude_kaplan_meier_difference";

fn both(sides: &[Option<Quantile>; 2]) -> Option<Gap<'_>> {
    let [out, ins] = sides;
    Some(Gap::of(out.as_ref()?, ins.as_ref()?))
}

fn told(measure: &str, gap: Gap<'_>, levels: Levels) -> Option<Estimate> {
    estimate(measure, gap.difference(), gap.interval(levels.level), levels.level)
}
