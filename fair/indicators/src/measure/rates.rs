//! Two rates: within strata, over merchants where cases share their fate, exactly where they are few.

use drawbridge_fair_audit::equivalence;
use drawbridge_fair_audit::proportions::score::Correction;
use drawbridge_fair_audit::proportions::{Count, Table as Rates, difference, ratio};
use drawbridge_fair_audit::stratified::exact::Given;
use drawbridge_fair_audit::stratified::mantel_haenszel::{self, risk_difference};
use drawbridge_fair_audit::stratified::{Stratum, cmh};
use drawbridge_fair_audit::verdict;

use super::tools::{Levels, equality, estimate, forest_row, margin_of, number, tested};
use super::{Measures, clustered};
use crate::cases::{NO_STRATUM, Question, Table, place_of_flag};
use crate::found::{Estimate, ForestRow, Indicator, Reach};
use crate::plan::{Better, Yes};

/// The most strata that the forest plot shows: the largest.
const ROWS: usize = 40;

/// The gap between two rates.
pub(super) fn rate(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    yes: &Yes,
    better: Better,
) {
    let tally = Tally::of(tables, yes, found);
    tally.tell_sides(found);
    let Some(rates) = tally.crude() else { return };
    let margin = margin_of(all.plan, &found.id);
    found.strata_used = tally.used();
    let clusters = tables.len() == 1 && tables[0].topic.clustered;
    if clusters {
        clustered::rate(all.levels, found, tables[0], yes, (margin, better));
    } else {
        plain(all.levels, found, &tally, rates, (margin, better));
    }
    found.further.extend(crude(all.levels, rates, better));
    let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
    all.series.forest.extend(own);
    if !clusters && tables.len() == 1 {
        all.series.forest.extend(tally.forest(found, tables[0], all.levels));
    }
}

/// Within strata, every case a witness of its own.
fn plain(
    levels: Levels,
    found: &mut Indicator,
    tally: &Tally,
    rates: Rates,
    (margin, better): (Option<f64>, Better),
) {
    let z = cmh::cmh(&tally.strata).z();
    found.difference = z.and_then(|z| tested("cmh", z.two_sided));
    let common = risk_difference(&tally.strata);
    let single = tally.used() < 2;
    found.estimate = if single {
        let within = difference::score(rates, levels.level, Correction::Nurminen);
        estimate("difference", rates.difference(), within, levels.level)
    } else {
        common.and_then(|common| {
            let within = common.interval(levels.level);
            estimate("mantel_haenszel_difference", common.difference, within, levels.level)
        })
    };
    if let Some(margin) = margin {
        // Where nothing varies the common difference has no error, and the score tests hold still.
        let wald = common.filter(|_| !single);
        let wald = wald.and_then(|common| equivalence::common_difference(common, -margin, margin));
        let (test, measure, tost) = match wald {
            Some(tost) => ("tost_mantel_haenszel", "mantel_haenszel_difference", tost),
            None => ("tost_score", "difference", equivalence::rates(rates, -margin, margin)),
        };
        found.equality = equality(test, measure, (-margin, margin), tost, better);
    }
    found.reach = Some(reach(rates, margin, levels));
    if let Some(ratio) = mantel_haenszel::risk_ratio(&tally.strata) {
        let within = ratio.interval(levels.level);
        found.further.extend(estimate("mantel_haenszel_ratio", ratio.ratio, within, levels.level));
    }
}

pub(super) fn reach(rates: Rates, margin: Option<f64>, levels: Levels) -> Reach {
    let Levels { alpha, power, .. } = levels;
    let asked = margin.unwrap_or(f64::NAN);
    let found = verdict::reach(rates, verdict::Demand { margin: asked, alpha, power });
    Reach {
        detectable: found.detectable,
        outsiders_needed: found.outsiders_needed.filter(|_| margin.is_some()),
        outsiders_missing: found.outsiders_missing.filter(|_| margin.is_some()),
    }
}

/// What would be seen without strata, and the screen of four fifths.
fn crude(levels: Levels, rates: Rates, better: Better) -> Vec<Estimate> {
    let within = difference::score(rates, levels.level, Correction::Nurminen);
    let mut further = Vec::new();
    further.extend(estimate("crude_difference", rates.difference(), within, levels.level));
    if better == Better::More {
        let within = ratio::score(rates, levels.level, Correction::None);
        further.extend(match within {
            Some(within) => estimate("four_fifths_ratio", rates.ratio(), within, levels.level),
            None => number("four_fifths_ratio", rates.ratio()),
        });
        further.extend(number("four_fifths_p", equivalence::rate_ratio(rates, 0.8).1));
    }
    further
}

/// Few cases: Fisher's test with mid-p and the odds ratio, given the margins of every stratum.
pub(super) fn few(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    yes: &Yes,
    better: Better,
) {
    let tally = Tally::of(tables, yes, found);
    tally.tell_sides(found);
    let Some(rates) = tally.crude() else { return };
    let levels = all.levels;
    found.strata_used = tally.used();
    // Where there are too many for it, there are enough for the usual test.
    let given = Given::of(&tally.strata);
    found.difference = match &given {
        Some(given) => tested("fisher_mid_p_stratified", given.mid_p().two_sided),
        None => cmh::cmh(&tally.strata).z().and_then(|z| tested("cmh", z.two_sided)),
    };
    let within = difference::newcombe(rates, levels.level);
    let crude = estimate("difference", rates.difference(), within, levels.level);
    let common = risk_difference(&tally.strata).filter(|_| tally.used() > 1);
    found.estimate = match common {
        Some(common) => {
            let within = common.interval(levels.level);
            estimate("mantel_haenszel_difference", common.difference, within, levels.level)
        }
        None => crude.clone(),
    };
    if let Some(given) = &given {
        let odds = given.odds(levels.level);
        let told = estimate("conditional_odds_ratio", odds.estimate, odds.interval, levels.level);
        found.further.extend(told);
    }
    if common.is_some() {
        let named = |one| Estimate { measure: "crude_difference".to_owned(), ..one };
        found.further.extend(crude.map(named));
    }
    if let Some(margin) = margin_of(all.plan, &found.id) {
        let tost = equivalence::rates(rates, -margin, margin);
        found.equality = equality("tost_score", "difference", (-margin, margin), tost, better);
    }
    found.reach = Some(reach(rates, margin_of(all.plan, &found.id), levels));
    let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
    all.series.forest.extend(own);
}

/// The counts of each stratum.
struct Tally {
    strata: Vec<Stratum>,
}

impl Tally {
    fn of(tables: &[&Table], yes: &Yes, found: &mut Indicator) -> Self {
        let mut strata = Vec::new();
        for table in tables {
            let question = Question { yes, flag: place_of_flag(yes, &table.topic) };
            // Topics are not thrown together: each has strata of its own.
            let from = strata.len();
            strata.resize(from + table.strata.len(), Stratum::default());
            for case in table.cases() {
                let pending = u64::from(case.state.is_pending());
                let side = if case.outsider { &mut found.outsiders } else { &mut found.insiders };
                side.pending += pending;
                if case.stratum == NO_STRATUM {
                    continue;
                }
                let Some(yes) = question.ask(case.state, case.wait) else {
                    let lacks = matches!(yes, Yes::Flag { .. } | Yes::NotFlag { .. });
                    found.missing.value += u64::from(lacks && pending == 0);
                    continue;
                };
                let stratum = &mut strata[from + case.stratum as usize];
                *match (case.outsider, yes) {
                    (true, true) => &mut stratum.out_yes,
                    (true, false) => &mut stratum.out_no,
                    (false, true) => &mut stratum.in_yes,
                    (false, false) => &mut stratum.in_no,
                } += 1;
            }
        }
        Self { strata }
    }

    /// Each side's count; none if it has no case.
    fn sides(&self) -> [Option<Count>; 2] {
        let sum = |f: fn(&Stratum) -> u64| self.strata.iter().map(f).sum::<u64>();
        let out = Count::new(sum(|one| one.out_yes), sum(|one| one.out_yes + one.out_no));
        let ins = Count::new(sum(|one| one.in_yes), sum(|one| one.in_yes + one.in_no));
        [out.ok(), ins.ok()]
    }

    /// All together; none if a side has no case.
    fn crude(&self) -> Option<Rates> {
        let [out, ins] = self.sides();
        Some(Rates::new(out?, ins?))
    }

    fn tell_sides(&self, found: &mut Indicator) {
        let [out, ins] = self.sides();
        for (side, count) in [(&mut found.outsiders, out), (&mut found.insiders, ins)] {
            side.cases = count.map_or(0, Count::of);
            side.value = count.map(Count::rate);
        }
    }

    /// How many strata have both sides.
    fn used(&self) -> u64 {
        self.strata.iter().filter(|one| table_of(one).is_some()).count() as u64
    }

    /// The rows of the strata that have both sides: the largest of them, in the order of their names.
    fn forest(&self, found: &Indicator, table: &Table, levels: Levels) -> Vec<ForestRow> {
        let mut rows: Vec<(u64, String, Rates)> = (0_u32..)
            .zip(&self.strata)
            .filter_map(|(at, one)| {
                let rates = table_of(one)?;
                Some((rates.of(), table.strata.name(at).to_owned(), rates))
            })
            .collect();
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        rows.truncate(ROWS);
        rows.sort_by(|a, b| a.1.cmp(&b.1));
        let row = |(_, name, rates): (u64, String, Rates)| {
            let within = difference::newcombe(rates, levels.level);
            let one = estimate("difference", rates.difference(), within, levels.level)?;
            let (outsiders, insiders) = (rates.outsiders.of(), rates.insiders.of());
            Some(ForestRow { outsiders, insiders, ..forest_row(found, Some(name), &one) })
        };
        rows.into_iter().filter_map(row).collect()
    }
}

fn table_of(one: &Stratum) -> Option<Rates> {
    let out = Count::new(one.out_yes, one.out_yes + one.out_no).ok()?;
    let ins = Count::new(one.in_yes, one.in_yes + one.in_no).ok()?;
    Some(Rates::new(out, ins))
}
