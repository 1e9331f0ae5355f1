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

/// Whether each step of a story says that the order came in anew.
fn anew(story: &str) -> Vec<bool> {
    let wallets = words::wallets();
    let mut payment = None;
    let each = story.lines().map(str::trim).map(|line| {
        let (now, event) = words::line(line, payment.as_ref());
        let world = World { now: Timestamp(now), front: words::front("plain"), wallets: &wallets };
        let Ok(done) = step(payment.clone(), event, &world) else { return false };
        payment = Some(done.payment);
        done.effects.contains(&Effect::Anew)
    });
    each.collect()
}

#[test]
fn an_order_that_came_to_nothing_is_a_case_of_its_own_when_it_is_asked_for_anew() {
    let story = "0s ask 10000 to alpha
        1s answer 0 no risk_refused
        2s ask 9000 to alpha
        3s ask 9000 to alpha
        4s answer 1 qr
        5s hear 1 paid 9000";
    assert_eq!(anew(story), [false, false, true, false, false, false]);
    assert_eq!(told(story), [of("alpha", Ended::Failed), of("alpha", Ended::Paid)].concat());
    // A repeat of an order that exists, and one that is refused, is no new case.
    assert_eq!(anew("0s ask 10000\n1s ask 10000\n2s ask 9000"), [false; 3]);
}

#[test]
fn a_second_failure_is_said_of_the_second_ask_alone() {
    let story = "0s ask 10000 to alpha
        1s answer 0 no risk_refused
        2s ask 10000 to beta
        3s answer 1 no risk_refused";
    assert_eq!(told(story), [of("alpha", Ended::Failed), of("beta", Ended::Failed)].concat());
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
