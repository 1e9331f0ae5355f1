"""The numbers of SciPy and statsmodels for the data on standard input, each with its tolerance.

Tolerances are relative. SAME is for closed forms and sums, where only rounding differs; LOOSE for what one side finds
by iteration, with the other's stopping rule as the reason.
"""
import json
import sys
import warnings

import numpy
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import SurvfuncRight, survdiff
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, test_proportions_2indep

# Newton's steps of PHReg stop short where one side has few decisions; that is reported, and no error.
warnings.simplefilter("ignore")
SAME, LOOSE = 1e-9, 1e-6
told = []


def tell(group, at, by, tolerance=SAME, **numbers):
    for name, value in numbers.items():
        if isinstance(value, (list, tuple, numpy.ndarray)):
            value = [float(one) for one in value]
        elif value is not None:
            value = float(value)
        told.append({"group": group, "at": at, "name": name, "by": by, "value": value, "tolerance": tolerance})


def tables(at, one):
    yes, of, in_yes, in_of = one
    cells = [[yes, of - yes], [in_yes, in_of - in_yes]]
    fisher = {side: stats.fisher_exact(cells, side).pvalue for side in ("two-sided", "less", "greater")}
    tell("tables", at, "SciPy", fisher_two_sided=fisher["two-sided"], fisher_less=fisher["less"],
         fisher_greater=fisher["greater"])
    if of + in_of < 80:
        # SciPy searches the supremum on a grid and refines it; ours does likewise from elsewhere.
        tell("tables", at, "SciPy", LOOSE, boschloo_less=stats.boschloo_exact(numpy.array(cells).T, "less", n=128).pvalue)
    plain = stats.chi2_contingency(cells, correction=False)
    tell("tables", at, "SciPy", pearson=plain.statistic, pearson_p=plain.pvalue,
         yates_p=stats.chi2_contingency(cells, correction=True).pvalue)
    # With an empty cell ours gives no G test.
    if min(min(row) for row in cells) > 0:
        tell("tables", at, "SciPy",
             g_p=stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood").pvalue)
    for name, method in (("wilson", "wilson"), ("clopper_pearson", "beta"), ("jeffreys", "jeffreys"),
                         ("agresti_coull", "agresti_coull")):
        tell("tables", at, "statsmodels", **{name: proportion_confint(yes, of, method=method)})
    for name, method in (("newcombe", "newcomb"), ("agresti_caffo", "agresti-caffo")):
        tell("tables", at, "statsmodels", **{name: confint_proportions_2indep(yes, of, in_yes, in_of, method=method)})
    # Its score test of a difference is not at the constrained maximum, and is left out; that of a ratio is.
    if 0 < yes < of and 0 < in_yes < in_of:
        score = test_proportions_2indep(yes, of, in_yes, in_of, value=0.8, compare="ratio", method="score",
                                        correction=False)
        tell("tables", at, "statsmodels", ratio_score_z=score.statistic)


def strata(at, one):
    cells = [numpy.array([[a, b], [c, d]]) for a, b, c, d in one]
    table = StratifiedTable(cells)
    plain = table.test_null_odds(False)
    # An excess below the correction of a half: ours has nothing left, R does not correct, statsmodels squares what is
    # below zero.
    if abs(sum(a - (a + b) * (a + c) / (a + b + c + d) for a, b, c, d in one)) > 0.5:
        tell("strata", at, "statsmodels", cmh_corrected_p=table.test_null_odds(True).pvalue)
    tell("strata", at, "statsmodels", cmh=plain.statistic, cmh_p=plain.pvalue,
         odds_ratio=table.oddsratio_pooled, odds_ratio_limits=table.oddsratio_pooled_confint(),
         risk_ratio=table.riskratio_pooled, breslow_day=table.test_equal_odds(False).statistic,
         breslow_day_tarone=table.test_equal_odds(True).statistic)


def samples(at, one):
    out, ins = one["out"], one["in"]
    untied = len(set(out + ins)) == len(out + ins)
    plain = stats.mannwhitneyu(out, ins, use_continuity=False, method="asymptotic")
    corrected = stats.mannwhitneyu(out, ins, use_continuity=True, method="asymptotic")
    won, means = stats.brunnermunzel(out, ins), stats.ttest_ind(out, ins, equal_var=False)
    limits = means.confidence_interval(0.95)
    tell("samples", at, "SciPy", u=plain.statistic, mann_whitney_p=plain.pvalue,
         mann_whitney_corrected_p=corrected.pvalue, brunner_munzel=won.statistic, brunner_munzel_p=won.pvalue,
         welch_t=means.statistic, welch_p=means.pvalue, welch_limits=[limits.low, limits.high],
         smirnov=stats.ks_2samp(out, ins).statistic, quantile_90=numpy.quantile(out, 0.9),
         harrell_davis_90=stats.mstats.hdquantiles(out, [0.9])[0])
    if untied:
        exact = stats.mannwhitneyu(out, ins, method="exact")
        tell("samples", at, "SciPy", mann_whitney_exact_p=exact.pvalue,
             smirnov_exact_p=stats.ks_2samp(out, ins, method="exact").pvalue)


def survival(at, one):
    time, end, out, stratum = (numpy.array(one[name]) for name in ("time", "end", "out", "stratum"))
    decided = (end > 0).astype(int)
    crude = survdiff(time, decided, out)
    within = survdiff(time, decided, out, strata=stratum)
    tell("survival", at, "statsmodels", log_rank=crude[0], log_rank_stratified=within[0], log_rank_stratified_p=within[1])
    curve = SurvfuncRight(time[out == 1], decided[out == 1])
    steps = [value for value, events in zip(curve.surv_prob, curve.n_events) if events > 0]
    tell("survival", at, "statsmodels", waiting=steps)
    # PHReg stops when its steps are small against 1e-8 of the likelihood, not of the coefficient.
    fit = PHReg(time, out.reshape(-1, 1), status=decided, ties="efron", strata=stratum).fit()
    tell("survival", at, "statsmodels", 1e-4, cox_stratified=fit.params[0], cox_stratified_error=fit.bse[0])


def p_values(at, one):
    for method in ("bonferroni", "holm", "hommel", "fdr_bh", "fdr_by"):
        tell("p_values", at, "statsmodels", **{method: multipletests(one, method=method)[1]})
    # What statsmodels calls Hochberg is Simes and Hochberg's step-up, which is ours too.
    tell("p_values", at, "statsmodels", hochberg=multipletests(one, method="simes-hochberg")[1])


data = json.load(sys.stdin)
for name, numbers in (("tables", tables), ("strata", strata), ("samples", samples), ("survival", survival),
                      ("p_values", p_values)):
    for at, one in enumerate(data[name]):
        numbers(at, one)
json.dump(told, sys.stdout)
