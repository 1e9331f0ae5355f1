//! Each submission against its twin: who is favoured, by how much, and what could have been seen.

use drawbridge_fair_audit::AuditError;
use drawbridge_fair_audit::anytime::discordant::{Discordant, PRIOR};
use drawbridge_fair_audit::multiplicity::{Adjustment, adjust};
use drawbridge_fair_audit::paired::signed_rank::median;
use drawbridge_fair_audit::paired::waits::{Twins, Wait, prentice_wilcoxon};
use drawbridge_fair_audit::paired::{Pairs, gap, mcnemar, power};
use drawbridge_fair_audit::verdict::{Evidence, Verdict, judge};
use drawbridge_fair_record::leaf;
use serde::Serialize;

use crate::design::Demand;
use crate::opening::Opening;
use crate::verify::{Fate, Verified, Watched};

/// What pairs show. Serialised, it is the same to the byte for the same pairs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analysis {
    /// How many pairs were fixed.
    pub planned: u64,
    /// How many were submitted. If fewer, only what holds at all times is concluded.
    pub submitted: u64,
    /// Pairs of which the log shows not both. They are counted against whatever is concluded.
    pub missing: u64,
    /// The level of all tests.
    pub alpha: f64,
    /// Whether both sides are allowed as often.
    pub approval: Question,
    /// Whether both sides wait as long.
    pub wait: Question,
    /// Hours that the outsider waits longer than its twin: of pairs in which both were decided.
    pub wait_gap_hours: Option<Estimate>,
}

/// One question to the pairs. Of approval an `only` is a pair in which only that side was allowed; of
/// waits, in which that side was decided first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Question {
    /// Pairs in which both sides fared well; of waits, pairs of which nobody was first.
    pub both: u64,
    /// Only the outsider.
    pub out_only: u64,
    /// Only the insider.
    pub in_only: u64,
    /// Neither.
    pub neither: u64,
    /// Outsiders less insiders, as a share of pairs, with its interval by Tango's score.
    pub gap: Estimate,
    /// The two-sided p value of the planned test: exact McNemar; of waits the paired Prentice-Wilcoxon.
    pub p: f64,
    /// The largest evidence that was ever reached, as the logarithm of e.
    pub log_e: f64,
    /// Of the pairs that differ, the share that favours the outsider, with limits that hold whenever one
    /// looks and stops; the limits of `gap` hold for the planned number only.
    pub favoured: Estimate,
    /// The p value that holds whenever one looks and stops.
    pub anytime_p: f64,
    /// The p value that counts, adjusted over both questions (Holm): the planned one, or, if the probe was
    /// stopped early, the one that holds at all times.
    pub differ: f64,
    /// The p value that outsiders are not worse by the margin; none if the probe was stopped early.
    pub not_worse: Option<f64>,
    /// That they are not better by it.
    pub not_better: Option<f64>,
    /// The margin.
    pub margin: f64,
    /// One of the words of the audit.
    #[serde(serialize_with = "word")]
    pub verdict: Verdict,
    /// The share of pairs that differ, as it was planned with or seen, whichever is larger: what the next
    /// two are computed with.
    pub expected: f64,
    /// The least gap that so many pairs would have found; none if none would.
    pub detectable: Option<f64>,
    /// How many pairs show equality, if there is no gap.
    pub pairs_to_show_equal: Option<u64>,
}

/// An estimate with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The lower limit.
    pub low: f64,
    /// What was seen.
    pub seen: f64,
    /// The upper limit.
    pub high: f64,
}

/// Why pairs are not analysed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The opening is not what was fixed: see [`Verified::problems`].
    #[error(
        "{0} problems with the opening: pairs that are not shown to be the fixed ones show nothing"
    )]
    Problems(usize),
    /// The log shows no pair, or more than can be counted.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// Analyses pairs that were verified.
pub fn analyse(opening: &Opening, verified: &Verified) -> Result<Analysis, Unfit> {
    if !verified.problems.is_empty() {
        return Err(Unfit::Problems(verified.problems.len()));
    }
    let design = opening.plan.design();
    Ok(compare(design.demand, design.pairs, &verified.pairs)?)
}

/// Analyses pairs in the order in which they were planned.
pub fn compare(demand: Demand, planned: u64, pairs: &[Watched]) -> Result<Analysis, AuditError> {
    let mut analysis = judged(demand, planned, pairs)?;
    let Analysis { alpha, approval, wait, .. } = &mut analysis;
    for question in [approval, wait] {
        let pairs = question.both + question.out_only + question.in_only + question.neither;
        question.detectable =
            power::detectable_drop(question.expected, pairs, *alpha, share(demand.power_bp));
    }
    Ok(analysis)
}

/// The same without what could have been detected, which takes longer than all the rest.
pub fn judged(demand: Demand, planned: u64, pairs: &[Watched]) -> Result<Analysis, AuditError> {
    let twins: Vec<Option<(Twins, bool, bool)>> =
        pairs.iter().map(|pair| together(*pair)).collect();
    let seen: Vec<(Twins, bool, bool)> = twins.iter().copied().flatten().collect();
    let missing = (twins.len() - seen.len()) as u64;
    let submitted = twins.len() as u64;
    let early = submitted < planned;
    let allowed = twins.iter().map(|one| one.map(|(_, out, ins)| (out, ins)));
    let first = twins.iter().map(|one| {
        one.map(|(twins, ..)| twins.longer().map_or((true, true), |longer| (!longer, longer)))
    });
    let approval = Counted::of(allowed)?;
    let wait = Counted::of(first)?;
    let waits = prentice_wilcoxon(&seen.iter().map(|one| one.0).collect::<Vec<Twins>>());
    let wait_p = if missing == 0 { waits.two_sided } else { wait.exact() };
    let ps = [(approval.exact(), approval.anytime_p), (wait_p, wait.anytime_p)];
    let counts = ps.map(|(fixed, anytime)| if early { anytime } else { fixed });
    let adjusted = adjust(&counts, Adjustment::Holm);
    let alpha = share(demand.alpha_bp);
    let asked = |margin: u64| Asked {
        margin: share(margin),
        alpha,
        power: share(demand.power_bp),
        discordant: share(demand.discordant_bp),
        early,
    };
    let adjusted = |at: usize| adjusted.get(at).copied().unwrap_or(f64::NAN);
    Ok(Analysis {
        planned,
        submitted,
        missing,
        alpha,
        approval: approval.question(ps[0].0, adjusted(0), asked(demand.margin_bp)),
        wait: wait.question(ps[1].0, adjusted(1), asked(demand.wait_margin_bp)),
        wait_gap_hours: wait_gap(pairs, 1.0 - alpha),
    })
}

/// Basis points as a share.
fn share(bp: u64) -> f64 {
    bp as f64 / 10_000.0
}

/// Both twins up to where both were followed, and whether each was allowed by then.
fn together(pair: Watched) -> Option<(Twins, bool, bool)> {
    let (out, ins) = (known(pair.outsider)?, known(pair.insider)?);
    let most = out.1.min(ins.1);
    let twins = Twins { outsider: out.0.cut(most), insider: ins.0.cut(most) };
    Some((twins, out.2 && twins.outsider.decided, ins.2 && twins.insider.decided))
}

/// A wait in hours, for how many it was followed, and whether it ended well.
fn known(fate: Fate) -> Option<(Wait, f64, bool)> {
    match fate {
        Fate::Decided { verdict, wait, followed } => {
            let wait = Wait { time: hours(wait), decided: true };
            Some((wait, hours(followed), verdict == leaf::Verdict::Allow))
        }
        Fate::Pending { followed } => {
            let wait = Wait { time: hours(followed), decided: false };
            Some((wait, hours(followed), false))
        }
        Fate::Missing => None,
    }
}

fn hours(ms: i64) -> f64 {
    ms as f64 / 3_600_000.0
}

/// The median of what the outsider waited longer, of pairs that were both decided.
fn wait_gap(pairs: &[Watched], level: f64) -> Option<Estimate> {
    let gaps: Vec<f64> = pairs
        .iter()
        .filter_map(|pair| match (pair.outsider, pair.insider) {
            (Fate::Decided { wait: out, .. }, Fate::Decided { wait: ins, .. }) => {
                Some(hours(out) - hours(ins))
            }
            _ => None,
        })
        .collect();
    let (low, seen, high) = median(&gaps, level)?;
    Some(Estimate { low, seen, high })
}

/// What is asked of a question.
#[derive(Clone, Copy)]
struct Asked {
    margin: f64,
    alpha: f64,
    power: f64,
    discordant: f64,
    early: bool,
}

/// Pairs counted four times: as seen, and with those that are missing counted against each conclusion, so
/// that leaving one out never helps.
struct Counted {
    seen: Pairs,
    /// Missing ones are for the outsider: outsiders are then hardly shown not to be better.
    for_out: Pairs,
    /// They are for the insider.
    for_ins: Pairs,
    /// They are for whoever is behind, until neither is.
    even: Pairs,
    log_e: f64,
    anytime_p: f64,
    process: Discordant,
}

impl Counted {
    fn of(pairs: impl Iterator<Item = Option<(bool, bool)>> + Clone) -> Result<Self, AuditError> {
        let with = |missing: (bool, bool)| pairs.clone().map(move |pair| pair.unwrap_or(missing));
        let (for_out, for_ins) = (Pairs::of(with((true, false)))?, Pairs::of(with((false, true)))?);
        let (mut out, mut ins, mut missing) = (0, 0, 0);
        let mut log_e = 0.0_f64;
        for pair in pairs.clone() {
            match pair {
                Some((one, other)) => {
                    out += u64::from(one && !other);
                    ins += u64::from(other && !one);
                }
                None => missing += 1,
            }
            let (out, ins) = evened(out, ins, missing);
            log_e = log_e.max(Discordant::of(PRIOR, out, ins).log_e());
        }
        let seen = Pairs::of(pairs.flatten())?;
        let (more_out, more_ins) = evened(out, ins, missing);
        let even = Pairs::new(for_out.count() - more_out - more_ins, more_out, more_ins, 0)?;
        let process = Discordant::of(PRIOR, out, ins);
        Ok(Self { seen, for_out, for_ins, even, log_e, anytime_p: exp_of_minus(log_e), process })
    }

    /// The exact test; of waits it is the test of signs.
    fn exact(&self) -> f64 {
        mcnemar::exact(self.even).two_sided
    }

    fn question(&self, p: f64, differ: f64, asked: Asked) -> Question {
        let Asked { margin, alpha, power, discordant, early } = asked;
        let not_worse = gap::within(self.for_ins, margin).0;
        let not_better = gap::within(self.for_out, margin).1;
        let shown = |p: f64| (!early).then_some(p);
        let evidence = Evidence {
            differ,
            not_worse: shown(not_worse).unwrap_or(f64::NAN),
            not_better: shown(not_better).unwrap_or(f64::NAN),
        };
        let interval = gap::interval(self.seen, 1.0 - alpha);
        let differing = self.seen.discordant() as f64 / self.seen.count() as f64;
        let discordant = differing.max(discordant);
        let favoured = self.process.share(alpha);
        let of = self.seen.discordant().max(1) as f64;
        let half = if self.seen.discordant() == 0 { 0.5 } else { 0.0 };
        let share = self.seen.out_only() as f64 / of + half;
        let needed = power::pairs_to_show_equal(discordant, margin, alpha, power);
        Question {
            both: self.seen.both(),
            out_only: self.seen.out_only(),
            in_only: self.seen.in_only(),
            neither: self.seen.count() - self.seen.both() - self.seen.discordant(),
            gap: Estimate { low: interval.low, seen: self.seen.difference(), high: interval.high },
            p,
            log_e: self.log_e,
            favoured: Estimate { low: favoured.low, seen: share, high: favoured.high },
            anytime_p: self.anytime_p,
            differ,
            not_worse: shown(not_worse),
            not_better: shown(not_better),
            margin,
            verdict: judge(evidence, alpha),
            expected: discordant,
            detectable: None,
            pairs_to_show_equal: power::rounded_up(needed),
        }
    }
}

/// Counts of pairs that differ, with missing ones given to whoever is behind, until neither is: no other
/// way of filling them in shows less.
fn evened(out: u64, ins: u64, missing: u64) -> (u64, u64) {
    let behind = out.abs_diff(ins).min(missing);
    if out < ins { (out + behind, ins) } else { (out, ins + behind) }
}

/// The p value of the largest evidence.
fn exp_of_minus(log_e: f64) -> f64 {
    drawbridge_fair_audit::anytime::anytime_p(&[log_e]).first().copied().unwrap_or(1.0)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn word<S: serde::Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(verdict)
}
