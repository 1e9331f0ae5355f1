//! Who is seen: places within rankings, each query comparing its own.

use std::collections::BTreeMap;

use drawbridge_fair_audit::durations::Samples;
use drawbridge_fair_audit::exposure::queries::{self, Query, ratio};
use drawbridge_fair_audit::exposure::{Ranking, divergence as divergences, prefix, weights};
use drawbridge_fair_audit::special::normal_above;
use drawbridge_fair_audit::stratified::van_elteren::{rank_sum, theta_by_pairs, van_elteren};

use super::Measures;
use super::tools::{
    Levels, equality, estimate, forest_row, margin_of, number, reach, tested, tost,
};
use super::waits::around;
use crate::cases::Table;
use crate::found::{Estimate, Indicator, Place, Ranked};
use crate::plan::Better;

/// A place further down than this is worth what this place is: nobody scrolls so far.
const DEEPEST: usize = 1000;

/// How many places of a ranking are looked at for outsiders that are missing.
const LOOKED_AT: usize = 20;

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
    found.further.extend(attention(&queries, all.levels));
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

/// Outsiders' share of all exposure less their share of places, the mean over queries (Sapiezynski et al.
/// 2019, with its sign).
fn attention(queries: &[Query], levels: Levels) -> Option<Estimate> {
    let both = queries.iter().filter(|one| one.outsiders > 0 && one.insiders > 0);
    let gap = |one: &Query| {
        let places = one.outsiders as f64 / (one.outsiders + one.insiders) as f64;
        (one.out_weight / (one.out_weight + one.in_weight) - places, 1.0)
    };
    let mean = queries::mean(&both.map(gap).collect::<Vec<_>>())?;
    let within = around(mean.value, levels.z() * mean.error);
    estimate("attention_gap", mean.value, within, levels.level)
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
///
/// The queries are the witnesses: its error is between them, each with its pairs for weight.
pub(super) fn pairwise(
    all: &mut Measures<'_>,
    found: &mut Indicator,
    tables: &[&Table],
    field: &str,
) {
    const MEASURE: &str = "pairwise";
    let samples = Rankings::of(tables, field, found).samples();
    found.strata_used = samples.len() as u64;
    let one = |query: &Samples| {
        let pairs = query.outsiders().len() as f64 * query.insiders().len() as f64;
        // The chance that the outsider's place is the larger number is the chance that it is below.
        (1.0 - rank_sum(query).theta, pairs)
    };
    let each: Vec<(f64, f64)> = samples.iter().map(one).collect();
    let Some(mean) = queries::mean(&each) else {
        found.estimate = number(MEASURE, 1.0 - theta_by_pairs(&samples));
        return;
    };
    let levels = all.levels;
    let within = around(mean.value, levels.z() * mean.error);
    found.estimate = estimate(MEASURE, mean.value, within, levels.level);
    let margin = margin_of(all.plan, &found.id);
    if mean.error <= 0.0 {
        // All queries are alike: the places within them tell what the queries do not.
        let z = van_elteren(&samples);
        found.difference = z.and_then(|z| tested("rank_sum_within_queries", z.two_sided));
    } else {
        let p = 2.0 * normal_above((mean.value - 0.5).abs() / mean.error);
        found.difference = tested("pairwise_z_between_queries", p);
        found.equality = margin.and_then(|margin| {
            let band = (0.5 - margin, 0.5 + margin);
            let tost = tost(mean.value, mean.error, band.0, band.1)?;
            equality("tost_pairwise", MEASURE, band, tost, Better::More)
        });
        found.reach = Some(reach(mean.error, margin, found.outsiders.cases, levels));
    }
    let own = found.estimate.as_ref().map(|one| forest_row(found, None, one));
    all.series.forest.extend(own);
}

/// The divergence of prefixes from the whole, the mean over queries.
pub(super) fn divergence(levels: Levels, found: &mut Indicator, tables: &[&Table], field: &str) {
    const MEASURE: &str = "ndkl";
    let rankings = Rankings::of(tables, field, found);
    let one = |query: &[(u64, usize, bool)]| {
        let places: Vec<bool> = query.iter().map(|one| one.2).collect();
        let ranking = Ranking::new(&places).ok()?;
        Some(divergences::discounted(&ranking, ranking.share()))
    };
    let each: Vec<(f64, f64)> = rankings.queries().filter_map(one).map(|one| (one, 1.0)).collect();
    found.strata_used = each.len() as u64;
    found.estimate = match queries::mean(&each) {
        Some(mean) => {
            let within = around(mean.value, levels.z() * mean.error);
            estimate(MEASURE, mean.value, within, levels.level)
        }
        None => each.first().and_then(|(only, _)| number(MEASURE, *only)),
    };
    found.further.extend(prefixes(&rankings, levels.alpha));
}

/// The share of queries of which a prefix has fewer outsiders than chance lets expect: of fair rankings
/// at most alpha (FA*IR, with the level at which all prefixes together keep it).
fn prefixes(rankings: &Rankings, alpha: f64) -> Option<Estimate> {
    let mut tables: BTreeMap<(usize, usize), Vec<u64>> = BTreeMap::new();
    let (mut broken, mut of) = (0_u64, 0_u64);
    for query in rankings.queries() {
        let outsiders = query.iter().filter(|one| one.2).count();
        if outsiders == 0 || outsiders == query.len() {
            continue;
        }
        let least = tables.entry((query.len(), outsiders)).or_insert_with(|| {
            let share = outsiders as f64 / query.len() as f64;
            prefix::adjusted_table(query.len().min(LOOKED_AT) as u64, share, alpha)
        });
        let mut seen = 0;
        let fails = query.iter().zip(least.iter()).any(|(place, least)| {
            seen += u64::from(place.2);
            seen < *least
        });
        broken += u64::from(fails);
        of += 1;
    }
    number("prefixes_broken_share", broken as f64 / of as f64)
}
