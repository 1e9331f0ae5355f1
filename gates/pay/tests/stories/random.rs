//! Stories that nobody wrote: any event at any time, sensible or not. What must hold, holds.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_gate_pay::{
    Effect, Event, Moved, OfferState, Payment, Phase, RefundKind, RefundRecord, RefundStep, Step,
    World, step, timing,
};
use proptest::prelude::*;

use super::words;

/// Everything that can be told; a story picks lines and moments.
const LINES: &[&str] = &[
    "ask 10000",
    "ask 10000 to alpha",
    "ask 10000 to gamma",
    "ask 10000 to brief",
    "ask 10000 scan to alpha",
    "ask 9000 to beta",
    "choose alpha",
    "choose beta",
    "choose gamma mobile",
    "choose brief",
    "answer # qr",
    "answer # qr2",
    "answer # paid",
    "answer # paying",
    "answer # unsent",
    "answer # unknown",
    "answer # no risk_refused",
    "answer # no order_paid",
    "answer # no order_closed",
    "answer # no order_conflict",
    "hear # paid",
    "hear # paid",
    "hear # paid 9000",
    "hear # not_paid",
    "hear # paying",
    "hear # closed",
    "hear # failed",
    "hear # revoked",
    "hear # refunded",
    "hear # partly_refunded 4000",
    "unheard # order_not_found",
    "unheard # unknown",
    "look",
    "close",
    "close-answer # ok",
    "close-answer # unknown",
    "close-answer # order_paid",
    "close-answer # order_not_found",
    "close-answer # untranslatable",
    "cancel",
    "refund R1 4000",
    "refund R2 6000",
    "refund R3 333",
    "refund R4 1 of 10000",
    "refund - 10000",
    "refund-answer # done",
    "refund-answer # processing",
    "refund-answer # unsent",
    "refund-answer # unknown",
    "refund-answer # merchant_balance",
    "refund-hear # done",
    "refund-hear # done",
    "refund-hear # processing",
    "refund-hear # closed",
    "refund-hear # abnormal",
    "refund-hear # done 5000",
    "refund-unheard # refund_not_found",
    "refund-unheard # unknown",
    "tick",
    "tick",
];

const PAUSES: &[i64] = &[0, 0, 1, 1, 5, 30, 60, 400, 7300, 90_000, 700_000];

/// What was seen of a payment's life so far.
#[derive(Default)]
struct Witness {
    keys: BTreeSet<String>,
    tells: BTreeSet<String>,
    sums: BTreeMap<&'static str, u64>,
    told_of: Vec<String>,
}

impl Witness {
    fn sum(&self, what: &str) -> u64 {
        self.sums.get(what).copied().unwrap_or(0)
    }

    fn see(&mut self, effect: &Effect) {
        match effect {
            Effect::Tell(tell) => {
                assert!(self.tells.insert(tell.id.clone()), "notice {} twice", tell.id);
                self.told_of.push(format!("{:?}", tell.told));
            }
            Effect::Book(movement) => {
                let key = movement.key.clone();
                assert!(self.keys.insert(key), "booked twice: {}", movement.key);
                let (what, amount, fee) = match &movement.what {
                    Moved::Paid { amount, fee } => ("paid", amount, Some(("fee", fee))),
                    Moved::RefundAsked { amount } => ("promised", amount, None),
                    Moved::RefundDone { amount, fee_back } => {
                        ("refunded", amount, Some(("fee back", fee_back)))
                    }
                    Moved::RefundFailed { amount } => ("unpromised", amount, None),
                    Moved::Suspense { amount, fee, .. } => {
                        ("held", amount, Some(("held fee", fee)))
                    }
                    Moved::SuspenseRefundDone { amount, fee_back } => {
                        ("given back", amount, Some(("held fee back", fee_back)))
                    }
                };
                *self.sums.entry(what).or_default() += amount.minor;
                *self.sums.entry("count").or_default() += u64::from(what == "paid");
                if let Some((what, fee)) = fee {
                    *self.sums.entry(what).or_default() += fee.minor;
                }
            }
            _ => {}
        }
    }

    /// Money is conserved, and what is held is given back or explained.
    fn balance(&self, payment: &Payment) {
        assert!(self.sum("count") <= 1, "paid twice");
        assert_eq!(self.sum("count") == 1, payment.winner.is_some());
        assert!(self.sum("refunded") <= self.sum("paid"), "more refunded than paid");
        let promised = self.sum("promised") - self.sum("unpromised");
        assert!(promised <= self.sum("paid"), "more promised than paid");
        assert_eq!(promised, payment.committed().minor, "promises booked and kept");
        assert_eq!(self.sum("refunded"), payment.refunded().minor);
        assert!(self.sum("fee back") <= self.sum("fee"));
        if payment.phase() == Phase::Refunded {
            assert_eq!(self.sum("fee back"), self.sum("fee"), "all refunded, all fees back");
        }
        let suspense = || payment.refunds.iter().filter(|r| r.kind == RefundKind::Suspense);
        // An offer is held once, however often it is tried to give it back.
        let first = |refund: &&RefundRecord| refund.wallet_no.len() == payment.id.len() + 3;
        let held: u64 = suspense().filter(first).map(|refund| refund.amount.minor).sum();
        assert_eq!(self.sum("held"), held, "every suspense has its refund");
        let back = suspense().filter(|r| r.status == RefundStep::Done);
        assert_eq!(self.sum("given back"), back.map(|r| r.amount.minor).sum::<u64>());
        assert!(self.sum("given back") <= self.sum("held"), "more given back than held");
        assert!(self.sum("held fee back") <= self.sum("held fee"));
        let explained = |number: &str| payment.notes.iter().any(|note| note.text.contains(number));
        for refund in suspense() {
            let offer = &payment.offers[refund.offer];
            assert!(explained(&offer.order), "why was it held?");
            if matches!(refund.status, RefundStep::Closed | RefundStep::Abnormal) {
                assert!(explained(&refund.wallet_no), "why was it not given back?");
            }
        }
    }
}

/// Whatever is outstanding is on the calendar, and nothing else is.
fn nothing_is_forgotten(payment: &Payment, world: &World<'_>) {
    for offer in &payment.offers {
        let resting = matches!(
            offer.state,
            OfferState::Unsent | OfferState::Paid | OfferState::Closed | OfferState::Failed
        );
        let forgotten = offer.next_ask.is_none();
        if offer.state.is_dead() && offer.reached {
            // It may be paid all the same, and is told of for a minute only.
            let watched = offer.wallet == "brief"
                && world.now < offer.expires.plus_seconds(timing::LAST_LOOKS[3]);
            assert!(!(watched && forgotten), "never looked at again: {offer:?}");
        } else {
            assert_eq!(forgotten, resting, "{:?} {:?}", offer.state, offer.next_ask);
        }
    }
    for refund in &payment.refunds {
        assert_eq!(refund.next_ask.is_some(), refund.status.is_pending(), "{:?}", refund.status);
    }
    let waiting = matches!(payment.phase(), Phase::Created | Phase::Awaiting | Phase::Unknown);
    assert!(!waiting || payment.due().is_some(), "{:?} has no end", payment.phase());
    let (at_rest, now) = match payment.due() {
        Some(due) => (false, due.max(world.now)),
        None => (true, world.now.plus_seconds(10 * 365 * 86_400)),
    };
    let world = World { now, ..*world };
    let ticked = step(Some(payment.clone()), Event::Tick, &world).unwrap();
    assert_eq!(ticked.changed, !at_rest, "a tick has work at its time, and only then");
    let next = ticked.payment.due();
    assert!(next.is_none_or(|next| next > now), "and then nothing at the same moment");
}

/// What is decided stays decided.
fn nothing_is_undone(before: &Payment, after: &Payment, event: &Event) {
    if before.winner.is_some() {
        assert_eq!(before.winner, after.winner);
        assert_eq!(before.paid_at(), after.paid_at());
    }
    for (old, new) in before.offers.iter().zip(&after.offers) {
        assert_eq!((&old.order, old.expires), (&new.order, new.expires));
        if old.state == OfferState::Paid {
            assert_eq!((old.state, old.paid, old.fee), (new.state, new.paid, new.fee));
        }
    }
    for (old, new) in before.refunds.iter().zip(&after.refunds) {
        assert_eq!(old.wallet_no, new.wallet_no);
        if old.status == RefundStep::Done {
            assert_eq!(old, new);
        }
    }
    let (old, new) = (before.phase(), after.phase());
    let fine = match old {
        Phase::Refunded => new == Phase::Refunded,
        Phase::Paid | Phase::Refunding | Phase::PartlyRefunded => after.winner.is_some(),
        Phase::Closed => new == Phase::Closed || matches!(event, Event::Asked(_)),
        _ => true,
    };
    assert!(fine, "{old:?} became {new:?}");
    assert!(before.closed_at.is_none() || after.winner.is_none(), "closed, then paid");
}

/// A charge is only ever repeated when the wallet said that nobody paid, or when it never left.
fn nothing_is_repeated_blindly(before: &Payment, event: &Event, step: &Step) {
    for effect in &step.effects {
        let Effect::Charge { offer, ask } = effect else { continue };
        assert_eq!(ask.order, step.payment.offers[*offer].order);
        let Some(old) = before.offers.get(*offer) else { continue };
        let known = match event {
            Event::Asked(_) | Event::Chosen { .. } => {
                matches!(old.state, OfferState::Unsent | OfferState::Open)
            }
            Event::Heard { .. } | Event::QueryFailed { .. } => old.state == OfferState::Unknown,
            _ => false,
        };
        assert!(known, "charged again while {:?}, at {event:?}", old.state);
    }
}

fn live(front: &str, story: &[(usize, usize, usize)]) {
    let wallets = words::wallets();
    let rules = words::front(front);
    let mut payment: Option<Payment> = None;
    let mut witness = Witness::default();
    let mut now = 0;
    for (pause, line, index) in story {
        now += PAUSES[*pause];
        let line = format!("{now}s {}", LINES[*line].replace('#', &index.to_string()));
        let (at, event) = words::line(&line, payment.as_ref());
        let world = World { now: Timestamp(at), front: rules, wallets: &wallets };
        let outcome = step(payment.clone(), event.clone(), &world);
        assert_eq!(outcome, step(payment.clone(), event.clone(), &world), "not a function");
        let Ok(done) = outcome else { continue };
        assert!(done.changed || done.effects.is_empty(), "effects without a change");
        done.effects.iter().for_each(|effect| witness.see(effect));
        let again = step(Some(done.payment.clone()), event.clone(), &world);
        assert_eq!(again.map(|step| step.effects).unwrap_or_default(), [], "told twice");
        witness.balance(&done.payment);
        nothing_is_forgotten(&done.payment, &world);
        if let Some(before) = &payment {
            nothing_is_undone(before, &done.payment, &event);
            nothing_is_repeated_blindly(before, &event, &done);
        }
        let json = serde_json::to_string(&done.payment).unwrap();
        assert_eq!(done.payment, serde_json::from_str(&json).unwrap());
        payment = Some(done.payment);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_money_is_conserved_and_nothing_is_forgotten(
        shy in any::<bool>(),
        first in 0..6_usize,
        story in prop::collection::vec((0..PAUSES.len(), 0..LINES.len(), 0..3_usize), 1..60),
    ) {
        let mut story = story;
        story.insert(0, (0, first, 0));
        live(if shy { "shy" } else { "plain" }, &story);
    }
}
