//! Seeded worlds: how often a fair one is accused, an unfair one found, and equality claimed that is not
//! there, held against the promised level by the quantiles of the binomial distribution.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(clippy::float_arithmetic, clippy::print_stdout, reason = "rates are compared, and told")]

use drawbridge_fair_audit::paired::power::{self, Expected};
use drawbridge_fair_audit::special::binomial_quantile;
use drawbridge_fair_audit::verdict::Verdict as Word;
use drawbridge_fair_probes::analyse::{Analysis, judged};
use drawbridge_fair_probes::design::Demand;
use drawbridge_fair_probes::draw::Draw;
use drawbridge_fair_probes::{Fate, Watched};
use drawbridge_fair_record::Seed;
use drawbridge_fair_record::leaf::Verdict;

const PAIRS: u64 = 100;
const WORLDS: u64 = 600;
/// What may be missed by chance: one in ten thousand.
const LUCK: f64 = 1e-4;

const DEMAND: Demand = Demand {
    margin_bp: 1000,
    wait_margin_bp: 2500,
    alpha_bp: 500,
    power_bp: 8000,
    discordant_bp: 2000,
    drop_bp: 1500,
};

/// A world: of 10,000 pairs, how many only the outsider passes, only the insider, and both; and by how
/// much an outsider's wait is stretched, in percent.
#[derive(Clone, Copy)]
struct World {
    out_only: u64,
    in_only: u64,
    both: u64,
    stretch: i64,
    /// Of 10,000 outsiders, how many are never decided.
    never: u64,
}

const FAIR: World = World { out_only: 1000, in_only: 1000, both: 7500, stretch: 100, never: 0 };

impl World {
    fn pair(self, draw: &mut Draw) -> Watched {
        let chance = draw.below(10_000);
        let (out, ins) = if chance < self.out_only {
            (true, false)
        } else if chance < self.out_only + self.in_only {
            (false, true)
        } else {
            let both = chance < self.out_only + self.in_only + self.both;
            (both, both)
        };
        let followed = 300 * 3_600_000;
        // Waits of a pair share what their case is worth, up to 40 hours, and each has luck of its own.
        let case = draw.below(40 * 3_600_000);
        let mut wait = || i64::try_from(case + draw.below(20 * 3_600_000)).unwrap();
        let (slow, quick) = (wait() * self.stretch / 100, wait());
        let verdict = |yes| if yes { Verdict::Allow } else { Verdict::Refuse };
        let decided = |yes, wait| Fate::Decided { verdict: verdict(yes), wait, followed };
        let outsider = if draw.below(10_000) < self.never {
            Fate::Pending { followed }
        } else {
            decided(out, slow)
        };
        Watched { outsider, insider: decided(ins, quick) }
    }

    fn pairs(self, seed: u64, count: u64) -> Vec<Watched> {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_be_bytes());
        let mut draw = Draw::new(&Seed(bytes), "world");
        (0..count).map(|_| self.pair(&mut draw)).collect()
    }

    /// In how many of all worlds something is found.
    fn count(self, pairs: u64, found: impl Fn(&Analysis) -> bool) -> u64 {
        let one = |seed| judged(DEMAND, pairs, &self.pairs(seed, pairs)).unwrap();
        (0..WORLDS).filter(|seed| found(&one(*seed))).count() as u64
    }
}

fn unequal(word: Word) -> bool {
    matches!(word, Word::UnequalShown | Word::UnequalWithinMargin)
}

#[track_caller]
fn at_most(count: u64, rate: f64, what: &str) {
    let most = binomial_quantile(1.0 - LUCK, WORLDS, rate);
    println!("{what}: {count} of {WORLDS}, at most {most} for a rate of {rate}");
    assert!(count <= most, "{what}: {count} of {WORLDS}, more than {most}");
}

#[track_caller]
fn at_least(count: u64, rate: f64, what: &str) {
    let least = binomial_quantile(LUCK, WORLDS, rate);
    println!("{what}: {count} of {WORLDS}, at least {least} for a rate of {rate}");
    assert!(count >= least, "{what}: {count} of {WORLDS}, fewer than {least}");
}

#[test]
fn a_fair_world_is_accused_no_more_often_than_promised() {
    let accused =
        FAIR.count(PAIRS, |one| unequal(one.approval.verdict) || unequal(one.wait.verdict));
    at_most(accused, 0.05, "accused of either");
}

/// The approval is tested beside the wait, so that by Holm half the level is what it has at worst.
#[test]
fn a_gap_is_found_as_often_as_the_power_says() {
    let world = World { out_only: 250, in_only: 1750, ..FAIR };
    let promised = power::exact(Expected { discordant: 0.2, drop: 0.15 }, PAIRS, 0.025);
    assert!(promised > 0.8, "{promised}");
    let found = world.count(PAIRS, |one| one.approval.verdict == Word::UnequalShown);
    at_least(found, promised, "a gap of 15 points found");
}

#[test]
fn waits_that_are_stretched_or_never_end_are_found() {
    let slow = World { stretch: 130, ..FAIR };
    let found = slow.count(PAIRS, |one| unequal(one.wait.verdict));
    at_least(found, 0.8, "waits of 130 % found");
    // A third of the outsiders is never decided: approvals fall with it, and waits show it.
    let never = World { never: 3300, ..FAIR };
    let found = never.count(PAIRS, |one| unequal(one.wait.verdict));
    at_least(found, 0.8, "not deciding found");
}

/// At a true gap of the margin equality is claimed with at most the level; the score test is one of large
/// samples, so a point is added to what is promised.
#[test]
fn equality_is_not_claimed_at_the_margin_and_is_where_there_is_none() {
    let at_margin = World { out_only: 500, in_only: 1500, ..FAIR };
    let claimed = at_margin.count(PAIRS, |one| one.approval.verdict == Word::EqualShown);
    at_most(claimed, 0.06, "equality claimed at the margin");
    let needed = power::rounded_up(power::pairs_to_show_equal(0.2, 0.1, 0.05, 0.8)).unwrap();
    let shown = FAIR.count(needed, |one| one.approval.not_worse.is_some_and(|p| p < 0.05));
    at_least(shown, 0.78, "equality shown with as many pairs as it takes");
}

/// A prober who looks after each pair and stops when it suits: the fixed test is fooled, and the one that
/// counts is not.
#[test]
fn whoever_stops_when_it_suits_is_not_believed_more() {
    let (mut anytime, mut naive) = (0, 0);
    for seed in 0..WORLDS {
        let pairs = FAIR.pairs(seed, 120);
        let looks: Vec<Analysis> =
            (20..120).step_by(10).map(|n| judged(DEMAND, 120, &pairs[..n]).unwrap()).collect();
        anytime += u64::from(looks.iter().any(|one| unequal(one.approval.verdict)));
        naive += u64::from(looks.iter().any(|one| one.approval.p < 0.05));
        assert!(looks.iter().all(|one| one.approval.not_worse.is_none()));
    }
    at_most(anytime, 0.05, "stopped when e suits");
    assert!(
        naive > binomial_quantile(1.0 - LUCK, WORLDS, 0.05),
        "the fixed test was fooled {naive} times only"
    );
    println!("stopped when p suits: {naive} of {WORLDS}");
}

/// Leaving out pairs never helps: neither whoever wants a gap nor whoever wants none.
#[test]
fn a_pair_that_is_left_out_counts_against_the_conclusion() {
    for seed in 0..20 {
        let all = World { out_only: 300, in_only: 2500, ..FAIR }.pairs(seed, PAIRS);
        let whole = judged(DEMAND, PAIRS, &all).unwrap();
        for at in 0..all.len() {
            let mut fewer = all.clone();
            fewer[at].insider = Fate::Missing;
            let one = judged(DEMAND, PAIRS, &fewer).unwrap();
            assert!(one.missing == 1);
            assert!(one.approval.p >= whole.approval.p - 1e-12, "{seed} {at}");
            assert!(one.approval.not_worse >= whole.approval.not_worse, "{seed} {at}");
            assert!(one.approval.log_e <= whole.approval.log_e + 1e-12, "{seed} {at}");
        }
    }
    // Where most are missing nothing is shown, either way.
    let mut few = FAIR.pairs(1, PAIRS);
    for pair in &mut few[..60] {
        pair.outsider = Fate::Missing;
    }
    let one = judged(DEMAND, PAIRS, &few).unwrap();
    for question in [one.approval, one.wait] {
        assert_eq!(question.verdict, Word::NotEnoughEvidence, "{question:?}");
        assert!(question.p > 0.9 && question.anytime_p > 0.9, "{question:?}");
    }
}
