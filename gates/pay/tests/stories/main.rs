//! Stories: a line per event, `->` what must be done, `=` where the payment then stands.
//!
//! The words are explained where they are read ([`words`]) and where they are written ([`report`]).

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod choosing;
mod closing;
mod ended;
mod paying;
mod precedence;
mod random;
mod refunding;
mod replies;
mod report;
mod routes;
mod simulated;
mod suspense;
mod translated;
mod truth;
mod words;

use drawbridge_canon::Timestamp;
use drawbridge_gate_pay::{Payment, World, step};

/// Plays a story and compares every line. The front is `plain` or `shy` (see [`words::FRONTS`]).
///
/// After every line the machine is checked as well: the state survives its JSON, the event told
/// again does nothing, and a step is a function.
#[track_caller]
pub(crate) fn check(front: &str, story: &str) -> Option<Payment> {
    let rules = words::front(front);
    let wallets = words::wallets();
    let mut payment: Option<Payment> = None;
    let (mut wanted, mut got) = (String::new(), String::new());
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('#') {
            continue;
        }
        let (told, expected) = line.split_once("->").unwrap_or((line, ""));
        let (now, event) = words::line(told.trim(), payment.as_ref());
        let world = World { now: Timestamp(now), front: rules, wallets: &wallets };
        let outcome = step(payment.clone(), event.clone(), &world);
        assert_eq!(outcome, step(payment.clone(), event.clone(), &world), "{line}: not a function");
        let actual = match &outcome {
            Err(refusal) => report::refusal(refusal),
            Ok(step) => report::step(step),
        };
        if let Ok(done) = outcome {
            if !done.changed {
                assert_eq!(Some(&done.payment), payment.as_ref(), "{line}: changed in silence");
                assert_eq!(done.effects, [], "{line}: effects without a change");
            }
            let json = serde_json::to_string(&done.payment).unwrap();
            assert_eq!(done.payment, serde_json::from_str(&json).unwrap(), "{line}: {json}");
            if let Ok(again) = step(Some(done.payment.clone()), event, &world) {
                assert_eq!(again.effects, [], "{line}: told twice, done twice");
            }
            payment = Some(done.payment);
        }
        let aligned = |right: &str| format!("{told:<44}-> {right}\n");
        wanted.push_str(&aligned(expected.trim()));
        got.push_str(&aligned(&actual));
    }
    assert!(wanted == got, "expected:\n{wanted}\nhappened:\n{got}");
    payment
}
