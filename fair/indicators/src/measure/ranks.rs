//! Who is seen: places within rankings, each query comparing its own.

use drawbridge_fair_audit::durations::Samples;
use drawbridge_fair_audit::exposure::queries::{Query, ratio};
use drawbridge_fair_audit::exposure::{Ranking, divergence as divergences, weights};
use drawbridge_fair_audit::stratified::van_elteren::{theta_by_pairs, van_elteren};

use super::Measures;
use super::tools::{equality, estimate, forest_row, margin_of, number, reach, tested, tost};
use crate::cases::Table;
use crate::found::{Indicator, Place, Ranked};
use crate::plan::Better;

/// A place further down than this is worth what this place is: nobody scrolls so far.
const DEEPEST: usize = 1000;

/// How many places the chart shows.
const SHOWN: usize = 50;

/// The rankings of a topic.
struct Rankings {
    /// Query, place from 1, whether an outsider stands there; sorted.
    places: Vec<(u64, usize, bool)>,
}

impl Rankings {
    fn of(tables: &[&Table], field: &str, found: &mut Indicator) -> Self {
        let mut places = Vec::new();
        for table in tables {
            let column = table.topic.numbers.iter().position(|one| one == field);
            let Some(column) = column else { continue };
            for case in table.cases() {
                match usize::try_from(table.numbers[column][case.row]) {
                    Ok(place) if place > 0 => {
                        places.push((table.cluster[case.row], place, case.outsider));
                    }
                    _ => found.missing.value += 1,
                }
            }
        }
        places.sort_unstable();
        let count = |outsider| places.iter().filter(|one| one.2 == outsider).count() as u64;
        (found.outsiders.cases, found.insiders.cases) = (count(true), count(false));
        Self { places }
    }

    fn queries(&self) -> impl Iterator<Item = &[(u64, usize, bool)]> {
        self.places.chunk_by(|a, b| a.0 == b.0)
    }

    /// The places of each query that shows both sides.
    fn samples(&self) -> Vec<Samples> {
        let side = |query: &[(u64, usize, bool)], outsider| -> Vec<f64> {
            let mine = query.iter().filter(|one| one.2 == outsider);
            mine.map(|one| one.1 as f64).collect()
        };
        let one = |query| Samples::new(&side(query, true), &side(query, false)).ok();
        self.queries().filter_map(one).collect()
    }
}

/// Outsiders' mean exposure over insiders'.
pub(super) fn exposure(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    field: &str,
) {
    const MEASURE: &str = "exposure_ratio";
    let rankings = Rankings::of(tables, field, found);
    let worth = weights::discounted(DEEPEST);
    let weight = |place: usize| worth[place.min(DEEPEST) - 1];
    let query = |places: &[(u64, usize, bool)]| {
        let mut query = Query::default();
        for (_, place, outsider) in places {
            let (sum, count) = if *outsider {
                (&mut query.out_weight, &mut query.outsiders)
            } else {
                (&mut query.in_weight, &mut query.insiders)
            };
            *sum += weight(*place);
            *count += 1;
        }
        query
    };
    let queries: Vec<Query> = rankings.queries().map(query).collect();
    tell_sides(found, &queries);
    let samples = rankings.samples();
    found.strata_used = samples.len() as u64;
    found.difference =
        van_elteren(&samples).and_then(|z| tested("rank_sum_within_queries", z.two_sided));
    let levels = all.levels;
    if let Some(one) = ratio(&queries) {
        found.estimate = estimate(MEASURE, one.ratio, one.interval(levels.level), levels.level);
        if let Some(low) = margin_of(all.plan, &found.id) {
            let (log, far) = (libm::log(one.ratio), -libm::log(low));
            let tost = tost(log, one.log_error, -far, far);
            found.equality = tost.and_then(|tost| {
                equality("tost_log_ratio", MEASURE, (low, 1.0 / low), tost, Better::More)
            });
            found.reach = Some(reach(one.log_error, Some(far), found.outsiders.cases, levels));
        }
    }
    let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
    all.series.forest.extend(own);
    if !rankings.places.is_empty() {
        let places = shown(&rankings, &worth);
        all.series.exposure.push(Ranked { indicator: found.id.clone(), places });
    }
}

fn tell_sides(found: &mut Indicator, queries: &[Query]) {
    let mean = |sum: f64, count: u64| (count > 0).then(|| sum / count as f64);
    let out: f64 = queries.iter().map(|one| one.out_weight).sum();
    let ins: f64 = queries.iter().map(|one| one.in_weight).sum();
    found.outsiders.value = mean(out, found.outsiders.cases);
    found.insiders.value = mean(ins, found.insiders.cases);
}

fn shown(rankings: &Rankings, worth: &[f64]) -> Vec<Place> {
    let mut counts = vec![[0_u64; 2]; SHOWN];
    for (_, place, outsider) in &rankings.places {
        if let Some(count) = counts.get_mut(place - 1) {
            count[usize::from(!outsider)] += 1;
        }
    }
    let last = counts.iter().rposition(|count| *count != [0, 0]).map_or(0, |last| last + 1);
    let place = |(at, [outsiders, insiders]): (usize, &[u64; 2])| Place {
        rank: at as u64 + 1,
        outsiders: *outsiders,
        insiders: *insiders,
        weight: worth[at],
    };
    counts[..last].iter().enumerate().map(place).collect()
}

/// The chance that an outsider stands above an insider, over all pairs within queries.
pub(super) fn pairwise(found: &mut Indicator, tables: &[&Table], field: &str) {
    let samples = Rankings::of(tables, field, found).samples();
    found.strata_used = samples.len() as u64;
    // The chance that the outsider's place is the larger number is the chance that it is below.
    found.estimate = number("pairwise", 1.0 - theta_by_pairs(&samples));
}

/// The divergence of prefixes from the whole, the mean over queries.
pub(super) fn divergence(found: &mut Indicator, tables: &[&Table], field: &str) {
    let rankings = Rankings::of(tables, field, found);
    let one = |query: &[(u64, usize, bool)]| {
        let places: Vec<bool> = query.iter().map(|one| one.2).collect();
        let ranking = Ranking::new(&places).ok()?;
        Some(divergences::discounted(&ranking, ranking.share()))
    };
    let each: Vec<f64> = rankings.queries().filter_map(one).collect();
    found.strata_used = each.len() as u64;
    found.estimate = number("ndkl", each.iter().sum::<f64>() / each.len() as f64);
}
