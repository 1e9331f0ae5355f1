//! Waits of pairs of which some are still pending: the paired Prentice-Wilcoxon test.
//!
//! O'Brien and Fleming (1987), A paired Prentice-Wilcoxon test for censored paired data, Biometrics 43. Every
//! wait is scored among all others; under equality the difference of a pair's scores is as likely positive
//! as negative. Both twins should be followed equally long: cut each pair where the shorter follow-up
//! ends ([`Wait::cut`]), so that who was submitted first does not matter.

use super::signed_rank::Signs;
use crate::math::{size, square, sum};
use crate::special::normal_above;

/// The most pairs of different scores for which every way of turning them over is tried.
const EXACT: usize = 16;

/// One wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wait {
    /// How long it took, or has taken so far; finite, any unit.
    pub time: f64,
    /// Whether it ended. If not, it was still pending at `time`.
    pub decided: bool,
}

impl Wait {
    /// What is known of it after no more than `most`.
    #[must_use]
    pub fn cut(self, most: f64) -> Self {
        if self.time > most { Self { time: most, decided: false } } else { self }
    }
}

/// A pair of waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twins {
    /// The outsider's.
    pub outsider: Wait,
    /// The insider's.
    pub insider: Wait,
}

impl Twins {
    /// Whether the outsider waits longer, as far as can be told: none if both are decided at once, or if
    /// neither is, or if one was no longer followed when the other was decided.
    pub fn longer(self) -> Option<bool> {
        let (out, ins) = (self.outsider, self.insider);
        if out.decided && (out.time < ins.time || (out.time == ins.time && !ins.decided)) {
            return Some(false);
        }
        if ins.decided && (ins.time < out.time || (out.time == ins.time && !out.decided)) {
            return Some(true);
        }
        None
    }
}

/// Whether outsiders wait longer (`more`) or shorter (`less`). By every way of turning pairs over up to 16
/// that differ, beyond by the normal distribution.
pub fn prentice_wilcoxon(twins: &[Twins]) -> Signs {
    let gaps: Vec<f64> =
        scores(twins).iter().map(|(out, ins)| out - ins).filter(|gap| *gap != 0.0).collect();
    if gaps.is_empty() {
        return Signs { more: 1.0, less: 1.0, two_sided: 1.0 };
    }
    let seen = sum(gaps.iter().copied());
    let (more, less) = if gaps.len() <= EXACT {
        turned(&gaps, seen)
    } else {
        let z = seen / sum(gaps.iter().copied().map(square)).sqrt();
        (normal_above(z), normal_above(-z))
    };
    Signs { more, less, two_sided: (2.0 * more.min(less)).min(1.0) }
}

/// Prentice's scores (1978) of each pair: for a wait that ended 1 - 2S, for a pending one 1 - S, where S is
/// the share of all still waiting, estimated so that it is never zero.
fn scores(twins: &[Twins]) -> Vec<(f64, f64)> {
    let mut all: Vec<Wait> = twins.iter().flat_map(|pair| [pair.outsider, pair.insider]).collect();
    all.sort_unstable_by(|a, b| a.time.total_cmp(&b.time));
    let mut steps: Vec<(f64, f64)> = Vec::new();
    let (mut waiting, mut at_risk) = (1.0, all.len());
    for moment in all.chunk_by(|a, b| a.time == b.time) {
        let decided = moment.iter().filter(|wait| wait.decided).count();
        if decided > 0 {
            waiting *= (size(at_risk - decided) + 1.0) / (size(at_risk) + 1.0);
            steps.push((moment[0].time, waiting));
        }
        at_risk -= moment.len();
    }
    let score = |wait: Wait| {
        let upto = steps.partition_point(|(time, _)| *time <= wait.time);
        let waiting = upto.checked_sub(1).map_or(1.0, |last| steps[last].1);
        if wait.decided { 1.0 - 2.0 * waiting } else { 1.0 - waiting }
    };
    twins.iter().map(|pair| (score(pair.outsider), score(pair.insider))).collect()
}

/// The shares of all ways of turning pairs over whose sum is at least what was seen, and at most.
fn turned(gaps: &[f64], seen: f64) -> (f64, f64) {
    // What rounding may keep equal sums apart by.
    let slack = 1e-9 * sum(gaps.iter().map(|gap| gap.abs()));
    let ways = 1_u32 << gaps.len();
    let (mut more, mut less) = (0_u32, 0_u32);
    for way in 0..ways {
        let turned = gaps.iter().enumerate();
        let total: f64 =
            turned.map(|(at, gap)| if way >> at & 1 == 1 { gap.abs() } else { -gap.abs() }).sum();
        more += u32::from(total >= seen - slack);
        less += u32::from(total <= seen + slack);
    }
    (f64::from(more) / f64::from(ways), f64::from(less) / f64::from(ways))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(out: (f64, bool), ins: (f64, bool)) -> Twins {
        let wait = |(time, decided)| Wait { time, decided };
        Twins { outsider: wait(out), insider: wait(ins) }
    }

    /// By hand: times 1 2 3 4 of four that all ended leave 4/5, 3/5, 2/5, 1/5 waiting, so the scores are
    /// -3/5, -1/5, 1/5, 3/5.
    #[test]
    fn without_pending_ones_scores_are_ranks() {
        let twins = [pair((2.0, true), (1.0, true)), pair((4.0, true), (3.0, true))];
        let found = scores(&twins);
        for (score, fifths) in
            [found[0].1, found[0].0, found[1].1, found[1].0].iter().zip([-3.0, -1.0, 1.0, 3.0])
        {
            assert!((score - fifths / 5.0).abs() < 1e-15, "{found:?}");
        }
        // Both differ by 2/5: of four ways one is as large.
        let test = prentice_wilcoxon(&twins);
        assert_eq!((test.more, test.less, test.two_sided), (0.25, 1.0, 0.5));
    }

    /// By hand: 1 ended, 2 pending, 3 ended, 4 pending: 4/5 waiting, then 4/5 × 2/3 = 8/15.
    #[test]
    fn a_pending_wait_scores_higher_than_one_that_ended_with_it() {
        let twins = [pair((2.0, false), (1.0, true)), pair((3.0, true), (4.0, false))];
        let found = scores(&twins);
        let expected = [(0.2, -0.6), (1.0 - 16.0 / 15.0, 7.0 / 15.0)];
        for (one, other) in found.iter().zip(expected) {
            assert!(
                (one.0 - other.0).abs() < 1e-15 && (one.1 - other.1).abs() < 1e-15,
                "{found:?}"
            );
        }
    }

    #[test]
    fn who_waits_longer_is_told_as_far_as_it_can_be() {
        for (out, ins, longer) in [
            ((2.0, true), (1.0, true), Some(true)),
            ((1.0, true), (2.0, false), Some(false)),
            ((2.0, false), (2.0, true), Some(true)),
            ((1.0, false), (2.0, true), None),
            ((2.0, false), (2.0, false), None),
            ((2.0, true), (2.0, true), None),
        ] {
            assert_eq!(pair(out, ins).longer(), longer, "{out:?} {ins:?}");
        }
        let cut = Wait { time: 5.0, decided: true }.cut(3.0);
        assert_eq!(cut, Wait { time: 3.0, decided: false });
    }

    #[test]
    fn every_way_and_the_normal_distribution_agree() {
        let twins = |n: u32| -> Vec<Twins> {
            let slow = |at: u32| if at.is_multiple_of(3) { 0.5 } else { 1.7 };
            let one = |at: u32| {
                pair((f64::from(at) + slow(at), !at.is_multiple_of(7)), (f64::from(at) + 1.0, true))
            };
            (0..n).map(one).collect()
        };
        let (exact, normal) = (prentice_wilcoxon(&twins(16)), prentice_wilcoxon(&twins(17)));
        assert!((exact.two_sided - normal.two_sided).abs() < 0.1, "{exact:?} {normal:?}");
        assert_eq!(prentice_wilcoxon(&[]).two_sided, 1.0);
    }
}
