//! What became of a payment at the wallets that it was put before: said once, and of nobody else.

use drawbridge_canon::Timestamp;
use drawbridge_gate_pay::{Effect, Ended, World, step};

use super::words;

/// Plays a story, whose lines need no expectations, and gives what the log is told.
fn told(story: &str) -> Vec<(String, Ended)> {
    let wallets = words::wallets();
    let (mut payment, mut told) = (None, Vec::new());
    for line in story.lines().map(str::trim) {
        let (now, event) = words::line(line, payment.as_ref());
        let world = World { now: Timestamp(now), front: words::front("plain"), wallets: &wallets };
        let Ok(done) = step(payment.clone(), event, &world) else { continue };
        told.extend(done.effects.into_iter().filter_map(|effect| match effect {
            Effect::Record(fate) => Some((fate.wallet, fate.end)),
            _ => None,
        }));
        payment = Some(done.payment);
    }
    told
}

fn of(wallet: &str, end: Ended) -> Vec<(String, Ended)> {
    vec![(wallet.to_owned(), end)]
}

#[test]
fn a_payment_is_said_of_the_wallet_that_was_paid_with() {
    let story = "0s ask 10000
        1s choose alpha
        2s answer 0 qr
        3s choose beta
        4s answer 1 qr
        5s hear 1 paid
        6s hear 1 paid
        7s hear 0 paid";
    // That the other was paid too is money that goes back, and nothing that became of the case.
    assert_eq!(told(story), of("beta", Ended::Paid));
}

#[test]
fn a_failure_is_said_once_whatever_comes_after() {
    let story = "0s ask 10000 to alpha
        1s answer 0 qr
        2s hear 0 failed
        3s hear 0 paid";
    assert_eq!(told(story), of("alpha", Ended::Failed));
}

#[test]
fn what_was_closed_and_what_ran_out_are_told_apart() {
    let closed = "0s ask 10000 to alpha
        1s answer 0 qr
        2s close
        3s close-answer 0 ok
        4s close";
    assert_eq!(told(closed), of("alpha", Ended::Withdrawn));
    assert_eq!(told("0s ask 10000\n1s close"), [], "it was put before nobody");
}
