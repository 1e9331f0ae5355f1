//! Every case at every pair: a merchant who speaks A, paid with B, for every A and B of the roster.
//!
//! What is not spoken is not tried, and said so at the end: run with `--nocapture` to read it.

mod books;
mod direct;
mod paying;
mod refunding;
mod stage;
mod taking_back;

use std::panic::{AssertUnwindSafe, catch_unwind};

use drawbridge_conformance::sim::people::spoken;

use self::stage::{Outcome, Stage};

/// A case: what it is called, and how it goes.
type Case = (&'static str, fn(&mut Stage) -> Outcome);

/// All cases, in the order of a payment's life.
const CASES: &[Case] = &[
    ("a code is shown, paid, told and asked about", paying::by_code),
    ("a page is opened and paid", paying::by_desktop_page),
    ("a phone's page is opened and paid", paying::by_phone_page),
    ("a buyer known inside the wallet pays", paying::inside_wallet),
    ("the merchant's app hands over", paying::by_app),
    ("the buyer's code is scanned", paying::by_buyer_code),
    ("another wallet's buyer code is refused", paying::by_foreign_buyer_code),
    ("the same ask again is the same payment", paying::the_same_again),
    ("another ask under the same number is refused", paying::another_again),
    ("an order that was never made is not there", paying::unknown_order),
    ("an unpaid order is closed, and nobody can pay it", taking_back::close),
    ("a paid order cannot be closed", taking_back::close_paid),
    ("an unpaid order is cancelled", taking_back::cancel),
    ("a paid order is cancelled, and the money goes back", taking_back::cancel_paid),
    ("an order that nobody pays expires", taking_back::expire),
    ("a part and then the rest is refunded, told and asked about", refunding::in_parts),
    ("a refund asked for twice is made once", refunding::twice),
    ("a refund made days later is asked for then", refunding::days_later),
    ("a refund of more than was paid is refused", refunding::too_much),
    ("an unpaid order cannot be refunded", refunding::unpaid),
    ("a refund that was never asked for is not there", refunding::unknown),
    ("the merchant's bill of the day has it all", books::merchants_bill),
    ("a day on which nothing happened has no bill", books::empty_day),
    ("the wallet's bill and our books agree", books::wallets_bill),
];

#[test]
fn every_case_at_every_pair() {
    let (mut wrong, mut skipped) = (Vec::new(), Vec::new());
    let mut tried = 0;
    for (front, _) in spoken() {
        for (wallet, _) in spoken() {
            for (name, case) in CASES {
                let mut stage = Stage::new(front, wallet);
                let at = format!("{} by {}: {name}", front.name, wallet.name);
                match catch_unwind(AssertUnwindSafe(|| case(&mut stage))) {
                    Ok(Ok(())) => tried += 1,
                    Ok(Err(why)) => skipped.push(format!("{at}: {why}")),
                    Err(_) => wrong.push(at),
                }
            }
        }
    }
    eprintln!("{tried} cases held; not tried:");
    for line in &skipped {
        eprintln!("  {line}");
    }
    assert!(wrong.is_empty(), "{} cases failed: {wrong:#?}", wrong.len());
}
