# The numbers of R for the data on standard input, each with its tolerance; see theirs.py for what tolerances mean.
suppressPackageStartupMessages({
  library(jsonlite)
  library(survival)
  library(coin)
})
options(warn = -1)

same <- 1e-9
# fisher.test finds odds ratios below 1, and inverses of those above, by uniroot, which stops within
# .Machine$double.eps^0.25 = 1.2e-4 of them: names that begin with "conditional_odds" are compared on that scale.
uniroot_tolerance <- 1.3e-4
# coxph stops where the likelihood moves by less than 1e-9 of itself: the coefficient is good to its root.
cox_tolerance <- 1e-5

told <- list()
tell <- function(group, at, numbers, tolerance = same) {
  for (name in names(numbers)) {
    value <- unname(numbers[[name]])
    told[[length(told) + 1]] <<- list(
      group = unbox(group), at = unbox(at - 1), name = unbox(name), by = unbox("R"),
      value = if (length(value) == 1) unbox(value) else value, tolerance = unbox(tolerance)
    )
  }
}

tables <- function(at, one) {
  one <- unlist(one)
  cells <- matrix(c(one[1], one[2] - one[1], one[3], one[4] - one[3]), nrow = 2, byrow = TRUE)
  exact <- fisher.test(cells)
  tell("tables", at, list(
    fisher_two_sided = exact$p.value,
    fisher_less = fisher.test(cells, alternative = "less")$p.value,
    fisher_greater = fisher.test(cells, alternative = "greater")$p.value,
    yates_p = chisq.test(cells, correct = TRUE)$p.value,
    pearson = unname(chisq.test(cells, correct = FALSE)$statistic)
  ))
  if (all(cells > 0)) {
    tell("tables", at, list(
      conditional_odds = exact$estimate, conditional_odds_limits = as.numeric(exact$conf.int)
    ), uniroot_tolerance)
  }
}

strata_of <- function(at, one) {
  cells <- array(unlist(lapply(one, function(s) c(s[[1]], s[[3]], s[[2]], s[[4]]))), dim = c(2, 2, length(one)))
  plain <- mantelhaen.test(cells, correct = FALSE)
  tell("strata", at, list(
    cmh = plain$statistic, cmh_p = plain$p.value, odds_ratio = plain$estimate,
    odds_ratio_limits = as.numeric(plain$conf.int)
  ))
  exact <- mantelhaen.test(cells, exact = TRUE)
  tell("strata", at, list(exact_p = exact$p.value))
  tell("strata", at, list(
    conditional_odds = exact$estimate, conditional_odds_limits = as.numeric(exact$conf.int)
  ), uniroot_tolerance)
  # See theirs.py: where the excess is below a half there is no agreement on what to correct.
  excess <- sum(cells[1, 1, ] - apply(cells, 3, function(s) sum(s[1, ]) * sum(s[, 1]) / sum(s)))
  if (abs(excess) > 0.5) {
    tell("strata", at, list(cmh_corrected_p = mantelhaen.test(cells, correct = TRUE)$p.value))
  }
}

samples <- function(at, one) {
  out <- unlist(one$out)
  ins <- unlist(one[["in"]])
  means <- t.test(out, ins)
  tell("samples", at, list(
    u = wilcox.test(out, ins, exact = FALSE)$statistic,
    mann_whitney_corrected_p = wilcox.test(out, ins, exact = FALSE, correct = TRUE)$p.value,
    mann_whitney_p = wilcox.test(out, ins, exact = FALSE, correct = FALSE)$p.value,
    welch_t = means$statistic, welch_p = means$p.value, welch_limits = as.numeric(means$conf.int),
    quantile_90 = quantile(out, 0.9, type = 7),
    # Of many pairs wilcox.test solves for the shift by uniroot; the median of all pairs is what it solves for.
    hodges_lehmann = median(outer(out, ins, "-"))
  ))
  if (!anyDuplicated(c(out, ins))) {
    tell("samples", at, list(mann_whitney_exact_p = wilcox.test(out, ins, exact = TRUE)$p.value))
  }
}

blocks <- function(at, one) {
  value <- unlist(lapply(one, function(b) c(unlist(b$out), unlist(b[["in"]]))))
  side <- unlist(lapply(one, function(b) c(rep("out", length(b$out)), rep("in", length(b[["in"]])))))
  block <- rep(seq_along(one), sapply(one, function(b) length(b$out) + length(b[["in"]])))
  frame <- data.frame(value = value, side = factor(side, levels = c("out", "in")), block = factor(block))
  # Van Elteren: ranks within blocks, each weighted by 1 / (size + 1).
  scores <- function(data) {
    trafo(data, numeric_trafo = function(z) rank(z) / (length(z) + 1), block = frame$block)
  }
  test <- independence_test(value ~ side | block, data = frame, ytrafo = scores, teststat = "scalar")
  tell("blocks", at, list(van_elteren = statistic(test), van_elteren_p = pvalue(test)))
}

# Brookmeyer and Crowley's limits on the log-log scale, as survival has them; and the same of the mean of the strata's
# curves, whose variances are survival's too. The gap has Zou and Donner's limits.
limits_of <- function(at, time, decided, mine, stratum) {
  both <- function(low, high) if (is.na(low) || is.na(high)) NULL else c(low, high)
  curve <- survfit(Surv(time[mine], decided[mine]) ~ 1, conf.type = "log-log")
  for (kind in list(list("median_limits", 0.5), list("nine_tenths_limits", 0.9))) {
    found <- quantile(curve, kind[[2]])
    # Where the curve, or its band, runs level at the quantile R takes the middle of the level, and ours its beginning.
    level <- any(abs(c(curve$surv, curve$lower, curve$upper) - (1 - kind[[2]])) < 1e-9, na.rm = TRUE)
    if (!level && !is.na(found$quantile)) {
      tell("survival", at, setNames(list(both(found$lower, found$upper)), kind[[1]]))
    }
  }
  out <- standardised(time, decided, mine, stratum)
  ins <- standardised(time, decided, !mine, stratum)
  gap <- NULL
  if (!is.na(out[1]) && !is.na(ins[1])) {
    gap <- both(out[1] - ins[1] - sqrt((out[1] - out[2])^2 + (ins[3] - ins[1])^2),
                out[1] - ins[1] + sqrt((out[3] - out[1])^2 + (ins[1] - ins[2])^2))
  }
  tell("survival", at, list(standardised_median = if (is.na(out[1])) NULL else out[1],
                            standardised_limits = both(out[2], out[3]), standardised_gap_limits = gap))
}

# The median of one side's curve over the strata that have both sides, with its limits.
standardised <- function(time, decided, mine, stratum) {
  times <- sort(unique(time[mine & decided == 1]))
  share <- 0; variance <- 0; weights <- 0
  for (s in unique(stratum)) {
    n <- sum(mine & stratum == s)
    m <- sum(!mine & stratum == s)
    if (n == 0 || m == 0) next
    here <- mine & stratum == s
    fit <- summary(survfit(Surv(time[here], decided[here]) ~ 1), times = times, extend = TRUE)
    weight <- n * m / (n + m)
    # Once nobody of a stratum waits, that is sure.
    error <- ifelse(fit$surv > 0, fit$std.err, 0)
    share <- share + weight * fit$surv
    variance <- variance + weight^2 * error^2
    weights <- weights + weight
  }
  share <- share / weights
  reach <- qnorm(0.975) * sqrt(variance) / weights / share / abs(log(share))
  first <- function(band) times[which(band <= 0.5 + 1e-12)[1]]
  gone <- share < 1e-12
  lower <- ifelse(gone, 0, share^exp(reach))
  upper <- ifelse(gone, 1, share^exp(-reach))
  c(first(share), first(lower), first(upper))
}

waits <- function(at, one) {
  time <- unlist(one$time)
  end <- unlist(one$end)
  out <- unlist(one$out)
  stratum <- unlist(one$stratum)
  decided <- as.numeric(end > 0)
  crude <- survdiff(Surv(time, decided) ~ out)
  within <- survdiff(Surv(time, decided) ~ out + strata(stratum))
  mine <- out == 1
  curve <- survfit(Surv(time[mine], decided[mine]) ~ 1)
  quantiles <- quantile(curve, c(0.5, 0.9))$quantile
  area <- summary(curve, rmean = one$horizon)$table
  # NA is a quantile that was not reached: not a number on either side.
  reached <- function(value) if (is.na(value)) NULL else value
  tell("survival", at, list(
    log_rank = crude$chisq, log_rank_stratified = within$chisq,
    waiting = curve$surv[curve$n.event > 0],
    restricted_mean = area[["rmean"]], restricted_mean_error = area[["se(rmean)"]]
  ))
  # Where the curve runs level at the quantile R takes the middle of the level, and ours its beginning.
  level <- function(p) any(abs(curve$surv - (1 - p)) < 1e-9)
  if (!level(0.5)) tell("survival", at, list(median = reached(quantiles[[1]])))
  if (!level(0.9)) tell("survival", at, list(nine_tenths = reached(quantiles[[2]])))
  limits_of(at, time, decided, mine, stratum)
  tell("survival", at, list(
    cox = coef(coxph(Surv(time, decided) ~ out, ties = "efron")),
    cox_stratified = coef(coxph(Surv(time, decided) ~ out + strata(stratum), ties = "efron")),
    cox_stratified_error = sqrt(vcov(coxph(Surv(time, decided) ~ out + strata(stratum), ties = "efron"))[1, 1])
  ), cox_tolerance)
  ends <- survfit(Surv(time[mine], factor(end[mine], 0:2, c("pending", "approved", "denied"))) ~ 1)
  tell("survival", at, list(denied_at_end = tail(ends$pstate[, 3], 1)))
}

p_values <- function(at, one) {
  p <- unlist(one)
  names <- c(bonferroni = "bonferroni", holm = "holm", hochberg = "hochberg", hommel = "hommel", fdr_bh = "BH",
             fdr_by = "BY")
  tell("p_values", at, lapply(names, function(name) p.adjust(p, name)))
}

data <- fromJSON(file("stdin"), simplifyVector = FALSE)
for (kind in list(list("tables", tables), list("strata", strata_of), list("samples", samples), list("blocks", blocks),
                  list("survival", waits), list("p_values", p_values))) {
  each <- data[[kind[[1]]]]
  for (at in seq_along(each)) kind[[2]](at, each[[at]])
}
cat(toJSON(told, digits = NA, na = "null", null = "null"))
