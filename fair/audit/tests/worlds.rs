//! Seeded worlds in which the truth is known: how often the audit is wrong, and how often it sees.
//!
//! Every rate is printed; the limits are the promised ones with four standard errors for chance.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(clippy::print_stdout, reason = "the rates, for who asks to see them")]
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "rates are measured")]

use drawbridge_fair_audit::anytime::two_rates::{PRIOR, TwoRates};
use drawbridge_fair_audit::durations::{Samples, mann_whitney};
use drawbridge_fair_audit::equivalence;
use drawbridge_fair_audit::proportions::{Count, Table, pooled};
use drawbridge_fair_audit::stratified::clusters::{Part, Sums, clustered, clustered_means};
use drawbridge_fair_audit::stratified::{Stratum, cmh, crude, mantel_haenszel};
use drawbridge_fair_audit::survival::log_rank::{Weights, log_rank};
use drawbridge_fair_audit::survival::{Observation, Strata};

const ALPHA: f64 = 0.05;
/// Four strata, from easy to hard.
const APPROVED: [f64; 4] = [0.95, 0.9, 0.8, 0.6];
const EVEN: [f64; 4] = [0.25, 0.25, 0.25, 0.25];
const EASY: [f64; 4] = [0.5, 0.3, 0.1, 0.1];
const HARD: [f64; 4] = [0.1, 0.1, 0.2, 0.6];

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Seed(u64);

impl Seed {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, rate: f64) -> bool {
        self.uniform() < rate
    }

    fn one_of(&mut self, shares: [f64; 4]) -> usize {
        let mut left = self.uniform();
        let found = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        found.unwrap_or(3)
    }

    fn waits(&mut self, mean: f64) -> f64 {
        -mean * libm::log1p(-self.uniform())
    }
}

/// The share of `times` worlds in which something happens.
fn share(what: &str, times: u64, mut happens: impl FnMut(&mut Seed) -> bool) -> f64 {
    let count = (0..times).filter(|world| happens(&mut Seed(*world << 32))).count();
    let share = count as f64 / times as f64;
    println!("{what}: {share}");
    share
}

/// The promised rate, with four standard errors for chance.
fn at_most(promised: f64, times: u64) -> f64 {
    promised + 4.0 * (promised * (1.0 - promised) / times as f64).sqrt()
}

struct Approvals {
    outsiders: [f64; 4],
    insiders: [f64; 4],
    less: f64,
}

impl Approvals {
    fn world(&self, seed: &mut Seed, cases: usize) -> [Stratum; 4] {
        let mut strata = [Stratum::default(); 4];
        for _ in 0..cases {
            let outsider = seed.happens(0.4);
            let at = seed.one_of(if outsider { self.outsiders } else { self.insiders });
            let less = if outsider { self.less } else { 0.0 };
            let stratum = &mut strata[at];
            *match (outsider, seed.happens(APPROVED[at] - less)) {
                (true, true) => &mut stratum.out_yes,
                (true, false) => &mut stratum.out_no,
                (false, true) => &mut stratum.in_yes,
                (false, false) => &mut stratum.in_no,
            } += 1;
        }
        strata
    }
}

fn differ(strata: &[Stratum]) -> bool {
    cmh::cmh(strata).chi2(false).is_some_and(|test| test.p < ALPHA)
}

fn differ_crudely(strata: &[Stratum]) -> bool {
    pooled::pearson(crude::pooled(strata).unwrap()).is_some_and(|test| test.p < ALPHA)
}

fn equal(strata: &[Stratum], margin: f64) -> bool {
    let gap = mantel_haenszel::risk_difference(strata).unwrap();
    let tost = equivalence::common_difference(gap, -margin, margin);
    tost.is_some_and(|tost| tost.p_low < ALPHA)
}

#[test]
fn a_fair_world_is_seldom_accused() {
    let fair = Approvals { outsiders: EVEN, insiders: EVEN, less: 0.0 };
    let accused = share("fair, accused", 1000, |seed| differ(&fair.world(seed, 800)));
    assert!(accused < at_most(ALPHA, 1000));
    let shown = share("fair, equal shown", 300, |seed| equal(&fair.world(seed, 3000), 0.05));
    assert!(shown > 0.9);
}

#[test]
fn a_world_at_the_margin_is_seldom_called_equal() {
    let worse = Approvals { outsiders: EVEN, insiders: EVEN, less: 0.05 };
    let shown = share("worse by the margin", 1000, |seed| equal(&worse.world(seed, 1500), 0.05));
    assert!(shown < at_most(ALPHA, 1000));
}

#[test]
fn a_biased_world_is_found() {
    let biased = Approvals { outsiders: EVEN, insiders: EVEN, less: 0.15 };
    assert!(share("biased, found", 300, |seed| differ(&biased.world(seed, 800))) > 0.95);
}

#[test]
fn a_different_mix_is_not_taken_for_bias() {
    let simpson = Approvals { outsiders: HARD, insiders: EASY, less: 0.0 };
    let accused = share("Simpson, accused", 1000, |seed| differ(&simpson.world(seed, 800)));
    assert!(accused < at_most(ALPHA, 1000));
    let fooled = share("Simpson, crudely", 300, |seed| differ_crudely(&simpson.world(seed, 800)));
    assert!(fooled > 0.95);
}

#[test]
fn a_favourable_mix_does_not_hide_bias() {
    // The outsiders' easier cases make up for what is taken from them.
    let hidden = Approvals { outsiders: EASY, insiders: EVEN, less: 0.08 };
    let found = share("hidden, found", 300, |seed| differ(&hidden.world(seed, 1600)));
    let crudely = share("hidden, crudely", 300, |seed| differ_crudely(&hidden.world(seed, 1600)));
    assert!(found > 0.9 && crudely < 0.3);
}

/// Outsiders' hard cases are laid aside. Whoever counts only what was decided sees nothing wrong.
#[test]
fn not_deciding_is_seen() {
    let world = |seed: &mut Seed| -> Vec<Observation> {
        let case = |_| {
            let outsider = seed.happens(0.4);
            let aside = outsider && seed.happens(0.2);
            let (wait, cut) = (seed.waits(10.0), 30.0 + 30.0 * seed.uniform());
            let decided = !aside && wait < cut;
            let time = if decided { wait } else { cut };
            Observation { time, decided, outsider, stratum: 0 }
        };
        (0..600).map(case).collect()
    };
    let found = share("laid aside, found", 300, |seed| {
        log_rank(&world(seed), Strata::Kept, Weights::default()).p() < ALPHA
    });
    let naive = share("laid aside, decided only", 300, |seed| {
        let world = world(seed);
        let of = |outsider: bool| -> Vec<f64> {
            let mine = world.iter().filter(|case| case.decided && case.outsider == outsider);
            mine.map(|case| case.time).collect()
        };
        let samples = Samples::new(&of(true), &of(false)).unwrap();
        mann_whitney::mann_whitney(&samples).p(false).two_sided < ALPHA
    });
    assert!(found > 0.7 && naive < 0.15);
}

/// Looked at after every pair: a test cries wolf, an e-process keeps its word.
#[test]
fn looking_every_day_does_not_raise_alarms() {
    let pair = |seed: &mut Seed, less: f64| {
        let mut count = |rate| Count::new(u64::from(seed.happens(rate)), 1).unwrap();
        (count(0.9 - less), count(0.9))
    };
    let alarmed = |seed: &mut Seed, less: f64| {
        let mut process = TwoRates::new(PRIOR);
        (0..500).any(|_| {
            let (out, ins) = pair(seed, less);
            process.push(out, ins) >= libm::log(20.0)
        })
    };
    let false_alarms = share("e-process, equal", 1000, |seed| alarmed(seed, 0.0));
    assert!(false_alarms < at_most(ALPHA, 1000));
    assert!(share("e-process, 20 points", 300, |seed| alarmed(seed, 0.2)) > 0.95);
    let tested = share("z test, equal, looked at always", 300, |seed| {
        let mut yes = [0, 0];
        (1..=500).any(|of| {
            let (out, ins) = pair(seed, 0.0);
            yes = [yes[0] + out.yes(), yes[1] + ins.yes()];
            let [out, ins] = yes.map(|yes| Count::new(yes, of).unwrap());
            pooled::z_test(Table::new(out, ins)).is_some_and(|test| test.two_sided < ALPHA)
        })
    });
    assert!(tested > 0.2);
}

/// Merchants of both sides out of one crowd; each shares its fate over a hundred links in two strata.
fn merchants(seed: &mut Seed, [out, ins]: [u64; 2]) -> Vec<Part> {
    let mut parts = Vec::new();
    for cluster in 0..out + ins {
        let rate = 0.5 + 0.4 * seed.uniform();
        for stratum in 0..2 {
            let yes = (0..50).filter(|_| seed.happens(rate)).count() as u64;
            parts.push(Part { cluster, stratum, outsider: cluster < out, yes, of: 50 });
        }
    }
    parts
}

/// However few the merchants: a test that takes the spread of two for the truth is wrong four times as often.
#[test]
fn few_merchants_are_not_too_sure() {
    const WORLDS: u64 = 4000;
    for sides in [[2, 2], [2, 3], [3, 3], [2, 20], [5, 5]] {
        let rates = share(&format!("{sides:?} merchants, rates unequal"), WORLDS, |seed| {
            let found = clustered(&merchants(seed, sides));
            found.is_some_and(|gap| gap.test(0.0).two_sided < ALPHA)
        });
        let sum = |part: &Part| Sums {
            cluster: part.cluster,
            stratum: part.stratum,
            outsider: part.outsider,
            sum: part.yes as f64,
            of: part.of,
        };
        let means = share(&format!("{sides:?} merchants, means outside"), WORLDS, |seed| {
            let sums: Vec<Sums> = merchants(seed, sides).iter().map(sum).collect();
            clustered_means(&sums).is_some_and(|gap| {
                let within = gap.interval(1.0 - ALPHA);
                within.low > 0.0 || within.high < 0.0
            })
        });
        let most = at_most(ALPHA, WORLDS);
        assert!(rates < most && means < most, "{sides:?}: {rates} {means}");
    }
}
