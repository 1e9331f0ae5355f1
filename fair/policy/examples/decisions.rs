//! Decisions a second on one core: `cargo run --release -p drawbridge-fair-policy --example decisions`.
#![allow(clippy::print_stdout, reason = "an example that measures")]
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "what measures needs a clock"
)]
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "a rate is for reading")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use drawbridge_fair_policy::{Case, Standard, Undecided, decide, judge, published};
use drawbridge_fair_record::{Integer, Object, Value};

/// Different cases, of which a tenth are refused.
const CASES: i64 = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let standard = Standard::parse(&published())?;
    let sides = object(&[("camp", text("a")), ("wallet_brand", text("w"))]);
    let facts: Vec<Object> = (0..CASES).map(payment).collect();
    let prepare = |facts: &Object| Case::new(&standard, "pay.accept", facts, &sides);
    let cases: Vec<Case> = facts.iter().map(prepare).collect::<Result<_, _>>()?;
    rate("judged, cases prepared", || {
        cases
            .iter()
            .try_for_each(|case| judge(&standard, case).map(|ruling| drop(black_box(ruling))))
    })?;
    rate("prepared and judged", || {
        facts.iter().try_for_each(|facts| {
            judge(&standard, &prepare(facts)?).map(|ruling| drop(black_box(ruling)))
        })
    })?;
    rate("decided, with what would change it", || {
        facts.iter().try_for_each(|facts| {
            decide(&standard, "pay.accept", facts, &sides).map(|verdict| drop(black_box(verdict)))
        })
    })?;
    Ok(())
}

fn rate(what: &str, round: impl Fn() -> Result<(), Undecided>) -> Result<(), Undecided> {
    round()?;
    let (start, before) = (Instant::now(), on_core());
    let mut rounds = 0_i64;
    while start.elapsed().as_secs() < 2 {
        round()?;
        rounds += 1;
    }
    // By the time on the core, where the system tells it: what else the machine does then counts little.
    let used = on_core().zip(before).map(|(after, before)| after - before);
    let rate = (rounds * CASES) as f64 / used.unwrap_or(start.elapsed().as_secs_f64());
    println!("{what:40} {rate:>10.0}/s");
    Ok(())
}

/// Seconds that this thread has been on a core.
fn on_core() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = told.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn payment(at: i64) -> Object {
    let number = |number: i64| Integer::new(number).map_or(Value::Null, Value::Integer);
    object(&[
        ("licence_valid", Value::Bool(true)),
        ("merchant_standing", text("good")),
        ("risk", number(if at % 10 == 0 { 85 } else { at % 60 })),
        ("currency_supported", Value::Bool(true)),
        ("scene_supported", Value::Bool(true)),
        ("amount", number(at + 1)),
        ("amount_min", number(1)),
        ("amount_max", number(5_000_000)),
    ])
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn object(members: &[(&str, Value)]) -> Object {
    members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
