//! Two rates where cases share a merchant's fate: the merchant is the witness.

use drawbridge_fair_audit::equivalence;
use drawbridge_fair_audit::proportions::{Count, Table as Rates};
use drawbridge_fair_audit::stratified::clusters::{Part, clustered, clustered_ratio};

use super::rates;
use super::tools::{Levels, equality, estimate, number, reach_by, tested, tost_by};
use crate::cases::{NO_STRATUM, Question, Table, place_of_flag};
use crate::found::Indicator;
use crate::plan::{Better, Yes};

/// The gap, its test and the claim of equality, with a variance between merchants.
pub(super) fn rate(
    levels: Levels,
    found: &mut Indicator,
    table: &Table,
    yes: &Yes,
    (margin, better): (Option<f64>, Better),
) {
    const MEASURE: &str = "clustered_difference";
    let parts = parts(table, yes);
    let merchants = merchants(&parts);
    if let Some(merchants) = merchants {
        for (name, count) in
            [("outside_clusters", merchants.outsiders), ("inside_clusters", merchants.insiders)]
        {
            found.further.extend(number(name, count.of() as f64));
        }
    }
    if let Some(ratio) = clustered_ratio(&parts) {
        let within = ratio.interval(levels.level);
        found.further.extend(estimate("clustered_ratio", ratio.ratio, within, levels.level));
    }
    if let Some(gap) = clustered(&parts) {
        found.difference = tested("clustered_t", gap.test(0.0).two_sided);
        found.estimate =
            estimate(MEASURE, gap.difference, gap.interval(levels.level), levels.level);
        if let Some(margin) = margin
            && let Some(tost) = tost_by((gap.difference, gap.error, gap.df), -margin, margin)
        {
            found.equality = equality("tost_clustered", MEASURE, (-margin, margin), tost, better);
        }
        let witnesses = merchants.map_or(0, |merchants| merchants.outsiders.of());
        found.reach = Some(reach_by((gap.error, gap.df), margin, witnesses, levels));
        return;
    }
    // All merchants have one rate. If it is all or nothing, each is a single witness of that.
    let all = parts.iter().all(|part| part.yes == part.of);
    let none = parts.iter().all(|part| part.yes == 0);
    let Some(merchants) = merchants.filter(|_| all || none) else { return };
    found.estimate = number(MEASURE, merchants.difference());
    if let Some(margin) = margin {
        let tost = equivalence::rates(merchants, -margin, margin);
        found.equality =
            equality("tost_score_of_clusters", MEASURE, (-margin, margin), tost, better);
    }
    found.reach = Some(rates::reach(merchants, margin, levels));
}

/// The cases by merchant and stratum.
fn parts(table: &Table, yes: &Yes) -> Vec<Part> {
    let question = Question { yes, flag: place_of_flag(yes, &table.topic) };
    let mut parts: Vec<Part> = Vec::new();
    let mut cases: Vec<(u64, bool, u32, bool)> = table
        .cases()
        .filter(|case| case.stratum != NO_STRATUM)
        .filter_map(|case| {
            let yes = question.ask(case.state, case.wait)?;
            Some((table.cluster[case.row], case.outsider, case.stratum, yes))
        })
        .collect();
    cases.sort_unstable();
    for (cluster, outsider, stratum, yes) in cases {
        match parts.last_mut() {
            Some(last)
                if (last.cluster, last.outsider, last.stratum) == (cluster, outsider, stratum) =>
            {
                last.yes += u64::from(yes);
                last.of += 1;
            }
            _ => parts.push(Part { cluster, stratum, outsider, yes: u64::from(yes), of: 1 }),
        }
    }
    parts
}

/// How many merchants succeeded in all of their cases.
fn merchants(parts: &[Part]) -> Option<Rates> {
    let mut counts = [[0_u64; 2]; 2];
    for mine in parts.chunk_by(|a, b| (a.cluster, a.outsider) == (b.cluster, b.outsider)) {
        let side = &mut counts[usize::from(!mine[0].outsider)];
        side[0] += u64::from(mine.iter().all(|part| part.yes == part.of));
        side[1] += 1;
    }
    let [out, ins] = counts.map(|[yes, of]| Count::new(yes, of));
    Some(Rates::new(out.ok()?, ins.ok()?))
}
