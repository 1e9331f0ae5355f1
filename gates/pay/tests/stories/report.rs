//! Writes what a step did, in the words that stories expect.
//!
//! `charge 0` · `query 0` · `close 0` · `refund 0: 4000` · `query-refund 0` · `tell paid` ·
//! `tell R1 done` · `book paid 10000-60` (the fee behind the dash) · `! order_paid` (refused) ·
//! `nothing` (not even a change).

use drawbridge_canon::pay::Told;
use drawbridge_canon::{Money, Refusal};
use drawbridge_gate_pay::{Effect, Moved, Step};

pub(crate) fn refusal(refusal: &Refusal) -> String {
    format!("! {}", word(&refusal.reason))
}

pub(crate) fn step(step: &Step) -> String {
    let phase = step.payment.phase().name();
    let done: Vec<String> = step.effects.iter().filter_map(effect).collect();
    match (done.is_empty(), step.changed) {
        (true, false) => "nothing".into(),
        (true, true) => format!("= {phase}"),
        (false, _) => format!("{} = {phase}", done.join(", ")),
    }
}

/// What a step wants done. What it tells the log is looked at by a test of its own (`ended`).
fn effect(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::Record(_) | Effect::Anew => return None,
        Effect::Charge { offer, .. } => format!("charge {offer}"),
        Effect::Query { offer } => format!("query {offer}"),
        Effect::Close { offer } => format!("close {offer}"),
        Effect::Refund { index, ask } => format!("refund {index}: {}", ask.amount.minor),
        Effect::QueryRefund { index } => format!("query-refund {index}"),
        Effect::Tell(tell) => match &tell.told {
            Told::Payment(payment) => format!("tell {}", word(&payment.state)),
            Told::Refund { refund, .. } => {
                format!("tell {} {}", refund.refund, word(&refund.status))
            }
        },
        Effect::Book(movement) => format!("book {}", moved(&movement.what)),
    })
}

fn moved(moved: &Moved) -> String {
    let both = |amount: &Money, fee: &Money| format!("{}-{}", amount.minor, fee.minor);
    match moved {
        Moved::Paid { amount, fee } => format!("paid {}", both(amount, fee)),
        Moved::RefundAsked { amount } => format!("promised {}", amount.minor),
        Moved::RefundDone { amount, fee_back } => format!("refunded {}", both(amount, fee_back)),
        Moved::RefundFailed { amount } => format!("unpromised {}", amount.minor),
        Moved::Suspense { amount, fee, .. } => format!("held {}", both(amount, fee)),
        Moved::SuspenseRefundDone { amount, fee_back } => {
            format!("given-back {}", both(amount, fee_back))
        }
    }
}

/// The snake-case name that serde knows.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
