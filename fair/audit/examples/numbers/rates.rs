//! Two rates, and rates within strata.

use drawbridge_fair_audit::proportions::score::{Correction, z_ratio};
use drawbridge_fair_audit::proportions::{
    Count, Interval, Table, boschloo, difference, fisher, interval, odds, pooled,
};
use drawbridge_fair_audit::stratified::exact::Given;
use drawbridge_fair_audit::stratified::mantel_haenszel::{odds_ratio, risk_difference, risk_ratio};
use drawbridge_fair_audit::stratified::{Stratum, cmh, homogeneity};
use serde_json::{Value, json};

use crate::Fallible;

const LEVEL: f64 = 0.95;

fn limits(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

/// `[yes, of, yes, of]`, outsiders first.
pub(crate) fn table(data: &Value) -> Fallible<Value> {
    let at = |at: usize| data[at].as_u64().ok_or("a count is missing");
    let count = |from: usize| -> Fallible<Count> { Ok(Count::new(at(from)?, at(from + 1)?)?) };
    let table = Table::new(count(0)?, count(2)?);
    let (exact, out) = (fisher::fisher(table), table.outsiders);
    let odds = odds::conditional_odds_ratio(table, LEVEL);
    Ok(json!({
        "fisher_two_sided": exact.two_sided,
        "fisher_less": exact.less,
        "fisher_greater": exact.greater,
        "boschloo_less": boschloo::boschloo(table).map(|one| one.less),
        "pearson_p": pooled::pearson(table).map(|one| one.p),
        "pearson": pooled::pearson(table).map(|one| one.statistic),
        "yates_p": pooled::yates(table).map(|one| one.p),
        "g_p": pooled::g_test(table).map(|one| one.p),
        "wilson": limits(interval::wilson(out, LEVEL)),
        "clopper_pearson": limits(interval::clopper_pearson(out, LEVEL)),
        "jeffreys": limits(interval::jeffreys(out, LEVEL)),
        "agresti_coull": limits(interval::agresti_coull(out, LEVEL)),
        "newcombe": limits(difference::newcombe(table, LEVEL)),
        "agresti_caffo": limits(difference::agresti_caffo(table, LEVEL)),
        "ratio_score_z": z_ratio(table, 0.8, Correction::None),
        "conditional_odds": odds.map(|one| one.estimate),
        "conditional_odds_limits": odds.map(|one| limits(one.interval)),
    }))
}

/// `[[out_yes, out_no, in_yes, in_no], …]`
pub(crate) fn strata(data: &Value) -> Fallible<Value> {
    let all = data.as_array().ok_or("strata are missing")?;
    let stratum = |one: &Value| -> Fallible<Stratum> {
        let at = |at: usize| one[at].as_u64().ok_or("a count is missing");
        Ok(Stratum { out_yes: at(0)?, out_no: at(1)?, in_yes: at(2)?, in_no: at(3)? })
    };
    let strata: Vec<Stratum> = all.iter().map(stratum).collect::<Fallible<_>>()?;
    let test = cmh::cmh(&strata);
    let odds = odds_ratio(&strata).ok_or("no odds ratio")?;
    let gap = risk_difference(&strata).ok_or("no difference")?;
    let given = Given::of(&strata).ok_or("nothing varies")?;
    let [plain, tarone] = [false, true].map(|tarone| {
        homogeneity::breslow_day(&strata, odds.ratio, tarone).map(|(test, _)| test.statistic)
    });
    Ok(json!({
        "cmh": test.chi2(false).map(|one| one.statistic),
        "cmh_p": test.chi2(false).map(|one| one.p),
        "cmh_corrected_p": test.chi2(true).map(|one| one.p),
        "odds_ratio": odds.ratio,
        "odds_ratio_limits": limits(odds.interval(LEVEL)),
        "risk_ratio": risk_ratio(&strata).map(|one| one.ratio),
        "risk_difference": gap.difference,
        "risk_difference_error": gap.error,
        "exact_p": given.exact().two_sided,
        "conditional_odds": given.odds(LEVEL).estimate,
        "conditional_odds_limits": limits(given.odds(LEVEL).interval),
        "breslow_day": plain,
        "breslow_day_tarone": tarone,
    }))
}
