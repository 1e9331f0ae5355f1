//! How long an audit of ten million decisions takes: `cargo run --release --example ten_million`.
//!
//! The decisions are made by a fixed recurrence, so that every run audits the same.
#![allow(clippy::print_stdout, reason = "an example tells what it finds")]
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "statistics are measured; money is never here"
)]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "it measures time")]

use std::time::Instant;

use drawbridge_fair_audit::durations::{Samples, mann_whitney, quantile, shift, win};
use drawbridge_fair_audit::proportions::score::Correction;
use drawbridge_fair_audit::proportions::{Count, Table, difference, fisher};
use drawbridge_fair_audit::stratified::{Stratum, cmh};
use drawbridge_fair_audit::survival::cox::cox;
use drawbridge_fair_audit::survival::log_rank::{Weights, log_rank};
use drawbridge_fair_audit::survival::restricted::restricted;
use drawbridge_fair_audit::survival::{Observation, Strata};

const DECISIONS: u32 = 10_000_000;

fn main() {
    let begun = Instant::now();
    let cases = cases();
    told("made", begun, f64::from(DECISIONS));
    rates(&cases);
    waits(&cases);
    fees(&cases);
    told("all", begun, 0.0);
}

fn told(what: &str, begun: Instant, found: f64) {
    println!("{what:<28} {:>8.2} s   {found}", begun.elapsed().as_secs_f64());
}

/// A linear congruential generator (Knuth's MMIX), its high bits.
fn cases() -> Vec<Observation> {
    let mut state = 1_u64;
    let mut next = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 40).expect("the cases are of both sides and all kinds")
    };
    let mut case = || Observation {
        time: f64::from(next() % 100_000) / 100.0 + 0.01,
        decided: next() % 20 != 0,
        outsider: next() % 5 < 2,
        stratum: next() % 48,
    };
    (0..DECISIONS).map(|_| case()).collect()
}

fn rates(cases: &[Observation]) {
    let begun = Instant::now();
    let mut strata = vec![Stratum::default(); 48];
    for case in cases {
        let stratum = &mut strata[case.stratum as usize];
        *match (case.outsider, case.decided) {
            (true, true) => &mut stratum.out_yes,
            (true, false) => &mut stratum.out_no,
            (false, true) => &mut stratum.in_yes,
            (false, false) => &mut stratum.in_no,
        } += 1;
    }
    told(
        "CMH",
        begun,
        cmh::cmh(&strata).chi2(false).expect("the cases are of both sides and all kinds").p,
    );
    let all = |f: fn(&Stratum) -> u64| strata.iter().map(f).sum::<u64>();
    let out = Count::new(all(|x| x.out_yes), all(|x| x.out_yes + x.out_no))
        .expect("the cases are of both sides and all kinds");
    let ins = Count::new(all(|x| x.in_yes), all(|x| x.in_yes + x.in_no))
        .expect("the cases are of both sides and all kinds");
    let table = Table::new(out, ins);
    let begun = Instant::now();
    told("Fisher", begun, fisher::fisher(table).two_sided);
    let begun = Instant::now();
    told("score interval", begun, difference::score(table, 0.95, Correction::Nurminen).low);
}

fn waits(cases: &[Observation]) {
    let begun = Instant::now();
    told("stratified log-rank", begun, log_rank(cases, Strata::Kept, Weights::default()).p());
    let begun = Instant::now();
    told(
        "Cox",
        begun,
        cox(cases, Strata::Kept).expect("the cases are of both sides and all kinds").ratio(),
    );
    let begun = Instant::now();
    told(
        "restricted means",
        begun,
        restricted(cases).expect("the cases are of both sides and all kinds").difference,
    );
}

fn fees(cases: &[Observation]) {
    let begun = Instant::now();
    let of = |outsider: bool| -> Vec<f64> {
        let mine = cases.iter().filter(|case| case.outsider == outsider);
        mine.map(|case| case.time).collect()
    };
    let samples =
        Samples::new(&of(true), &of(false)).expect("the cases are of both sides and all kinds");
    told("samples", begun, samples.outsiders().len() as f64);
    let begun = Instant::now();
    told("Mann-Whitney", begun, mann_whitney::mann_whitney(&samples).p(false).two_sided);
    let begun = Instant::now();
    told("Hodges-Lehmann", begun, shift::shift(&samples));
    let begun = Instant::now();
    told(
        "win",
        begun,
        win::win(&samples).expect("the cases are of both sides and all kinds").theta,
    );
    let begun = Instant::now();
    told("Harrell-Davis", begun, quantile::harrell_davis(samples.outsiders(), 0.99));
}
