//! Wallets with a truth of their own, a network that loses, and a process that dies: when the
//! noise ends, both sides agree.
//!
//! The seed is the number in the message of a failure.

use std::collections::BTreeMap;

use drawbridge_canon::pay::{RefundStatus, TradeState};
use drawbridge_canon::{Fault, Refusal, Timestamp};
use drawbridge_gate_pay::{
    Effect, Event, Moved, OfferState, Payment, Phase, RefundKind, World, step, timing,
};

use super::truth::{Chance, Truth};
use super::words;

/// How many lives are lived in a test run: a few seconds' worth.
const SEEDS: u64 = 4000;

struct Life {
    chance: Chance,
    front: &'static drawbridge_canon::pay::Rules,
    now: i64,
    payment: Option<Payment>,
    truth: Truth,
    calls: Vec<(i64, Effect)>,
    notices: Vec<String>,
    booked: i128,
    told_paid: u32,
    ended: Vec<String>,
    noisy: bool,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let front = if chance.one_in(2) { &words::PLAIN } else { &words::SHY };
        Self {
            chance,
            front,
            now: 0,
            payment: None,
            truth: Truth::default(),
            calls: Vec::new(),
            notices: Vec::new(),
            booked: 0,
            told_paid: 0,
            ended: Vec::new(),
            noisy: true,
        }
    }

    fn happen(&mut self, event: Event) {
        let wallets = words::wallets();
        let world = World { now: Timestamp(self.now), front: self.front, wallets: &wallets };
        let Ok(done) = step(self.payment.clone(), event, &world) else { return };
        self.payment = Some(done.payment);
        for effect in done.effects {
            match effect {
                Effect::Book(movement) => {
                    self.booked += match movement.what {
                        Moved::Paid { amount, .. } | Moved::Suspense { amount, .. } => {
                            i128::from(amount.minor)
                        }
                        Moved::RefundDone { amount, .. }
                        | Moved::SuspenseRefundDone { amount, .. } => -i128::from(amount.minor),
                        _ => 0,
                    };
                }
                Effect::Tell(tell) => {
                    let paid = matches!(&tell.told, drawbridge_canon::pay::Told::Payment(payment)
                        if payment.state == TradeState::Paid);
                    self.told_paid += u32::from(paid);
                }
                Effect::Record(fate) => {
                    assert!(!self.ended.contains(&fate.wallet), "said twice: {fate:?}");
                    self.ended.push(fate.wallet);
                }
                Effect::Anew => self.ended.clear(),
                call => self.calls.push((self.now, call)),
            }
        }
    }

    fn line(&mut self, text: &str) {
        let (_, event) = words::line(&format!("0s {text}"), self.payment.as_ref());
        self.happen(event);
    }

    /// One call is made, unless the process dies before it; and answered, unless it dies then.
    fn call(&mut self) {
        if self.calls.is_empty() {
            return;
        }
        let (made, call) = self.calls.remove(self.chance.below(self.calls.len()));
        // A call is made at once or never.
        if self.now >= made + timing::LOST_AFTER * 1000 {
            return;
        }
        let (fate, noisy) = (self.chance.below(8), self.noisy);
        if noisy && fate == 0 {
            return;
        }
        if noisy && fate == 1 {
            return self.answer(&call, Some(Fault::Unsent("no route".into())));
        }
        let payment = self.payment.clone().unwrap();
        let reply = self.truth.answer(&call, &payment, &mut self.chance, noisy);
        match fate {
            2 if noisy => {}
            3 if noisy => self.answer(&call, Some(Fault::Unknown("timed out".into()))),
            _ => match reply {
                Ok(event) => self.happen(event),
                Err(reason) => {
                    let refusal = Refusal::new(reason, format!("{reason:?}"));
                    self.answer(&call, Some(Fault::Refused(refusal)));
                }
            },
        }
    }

    /// A call ended in a fault.
    fn answer(&mut self, call: &Effect, fault: Option<Fault>) {
        let Some(fault) = fault else { return };
        let event = match *call {
            Effect::Charge { offer, .. } => Event::Answered { offer, outcome: Err(fault) },
            Effect::Query { offer } => Event::QueryFailed { offer, fault },
            Effect::Close { offer } => Event::CloseAnswered { offer, outcome: Err(fault) },
            Effect::Refund { index, .. } => Event::RefundAnswered { index, outcome: Err(fault) },
            Effect::QueryRefund { index } => Event::RefundQueryFailed { index, fault },
            Effect::Tell(_) | Effect::Book(_) | Effect::Record(_) | Effect::Anew => return,
        };
        self.happen(event);
    }

    /// A wallet tells of an order, or of its refunds.
    fn notice(&mut self, keep: bool) {
        if self.notices.is_empty() {
            return;
        }
        let place = self.chance.below(self.notices.len());
        let number = self.notices[place].clone();
        if !keep {
            self.notices.remove(place);
        }
        let payment = self.payment.clone().unwrap();
        let Some(offer) = payment.offer_by_order(&number) else { return };
        if let Some(transaction) = self.truth.transaction(&number) {
            self.happen(Event::Heard { offer, transaction: Box::new(transaction) });
        }
        for (refund, _) in self.truth.orders[&number].refunds.clone() {
            let Some(index) = payment.refund_by_wallet_no(&refund) else { continue };
            let state = Box::new(self.truth.orders[&number].refund_state(&refund).unwrap());
            self.happen(Event::RefundHeard { index, state });
        }
    }

    /// A buyer opens, or pays, an order that a wallet would take money for.
    fn buyer(&mut self) {
        let open: Vec<String> = self
            .truth
            .orders
            .iter()
            .filter(|(_, order)| !order.paid && !order.closed && self.now < order.expires.0)
            .map(|(number, _)| number.clone())
            .collect();
        if open.is_empty() {
            return;
        }
        let number = open[self.chance.below(open.len())].clone();
        let pays = self.chance.one_in(2);
        let order = self.truth.orders.get_mut(&number).unwrap();
        order.opened = true;
        if pays {
            order.paid = true;
            self.notices.push(number);
        }
    }

    /// A bank is done with a refund, or gives it up.
    fn bank(&mut self) {
        let fails = self.noisy && self.chance.one_in(5);
        for (number, order) in &mut self.truth.orders {
            for (_, status) in order.refunds.values_mut() {
                if *status == RefundStatus::Processing {
                    *status = if fails { RefundStatus::Closed } else { RefundStatus::Done };
                    self.notices.push(number.clone());
                    return;
                }
            }
        }
    }

    fn merchant(&mut self) {
        const WORDS: [&str; 15] = [
            "ask 10000",
            "ask 10000",
            "choose alpha",
            "choose beta",
            "choose gamma",
            "choose brief",
            "choose alpha mobile",
            "ask 10000",
            "look",
            "close",
            "cancel",
            "refund R1 4000",
            "refund R2 6000",
            "refund R3 333",
            "refund - 10000",
        ];
        let word = WORDS[self.chance.below(WORDS.len())];
        let rare = word == "close" || word == "cancel";
        if !rare || self.chance.one_in(3) {
            self.line(word);
        }
    }

    fn tick(&mut self, to_due: bool) {
        if let (true, Some(due)) = (to_due, self.payment.as_ref().and_then(Payment::due)) {
            self.now = self.now.max(due.0);
        }
        self.happen(Event::Tick);
    }

    fn noise(&mut self) {
        let first = if self.chance.one_in(3) { "ask 10000 to alpha" } else { "ask 10000" };
        self.line(first);
        for _ in 0..80 {
            match self.chance.below(12) {
                0..=3 => self.call(),
                4 => self.buyer(),
                5 => self.notice(true),
                6 => self.notice(false),
                7 | 8 => self.merchant(),
                9 => self.bank(),
                10 => self.tick(true),
                _ => {
                    let pause = [1, 5, 40, 400, 8000, 100_000][self.chance.below(6)];
                    self.now += pause * 1000;
                    self.tick(false);
                }
            }
        }
        // The process dies once more: what was on its way is lost, and so are the notices.
        self.calls.clear();
        self.notices.clear();
        self.noisy = false;
    }

    /// Until nothing is left to do, with a network that works.
    fn silence(&mut self) {
        for _ in 0..3000 {
            self.bank();
            while !self.calls.is_empty() {
                self.call();
            }
            if self.payment.as_ref().and_then(Payment::due).is_none() {
                return;
            }
            self.tick(true);
        }
        panic!("never comes to rest: {:?}", self.payment);
    }

    fn money(&self) -> i128 {
        self.truth
            .orders
            .values()
            .filter(|order| order.paid)
            .map(|order| i128::from(order.amount.minor) - i128::from(order.done_refunds()))
            .sum()
    }

    /// Both sides agree, but for orders that shy wallets hid when they were to be closed: of those
    /// the notice tells.
    fn agree(&mut self) {
        let payment = self.payment.clone().unwrap();
        for (number, order) in &self.truth.orders {
            let offer = &payment.offers[payment.offer_by_order(number).unwrap()];
            // Given up after a day and many questions: a notice may still tell.
            if payment.notes.iter().any(|note| note.text.contains("never said how order")) {
                continue;
            }
            let hidden = order.wallet == "gamma" && offer.state == OfferState::Closed;
            if order.paid && !hidden {
                assert_eq!(offer.state, OfferState::Paid, "money that nobody knows of: {number}");
            }
            let over = matches!(payment.phase(), Phase::Closed) || payment.winner.is_some();
            if over && !matches!(order.wallet.as_str(), "gamma" | "brief") {
                assert!(order.paid || order.closed, "left open: {number}");
            }
        }
        self.notices =
            self.truth.orders.iter().filter(|(_, o)| o.paid).map(|(n, _)| n.clone()).collect();
        while !self.notices.is_empty() {
            self.notice(false);
        }
        self.silence();
        let payment = self.payment.clone().unwrap();
        assert_eq!(self.booked, self.money(), "the books and the wallets differ: {payment:#?}");
        assert_eq!(self.told_paid > 0, payment.winner.is_some(), "the merchant was not told");
        assert!(self.told_paid <= 1, "the merchant was told twice");
        for (number, order) in self.truth.orders.iter().filter(|(_, order)| order.paid) {
            let place = payment.offer_by_order(number);
            if payment.winner != place {
                let refund =
                    payment.refunds.iter().find(|r| Some(r.offer) == place).expect("a refund");
                assert_eq!(refund.kind, RefundKind::Suspense);
                let back = order.done_refunds() == order.amount.minor;
                assert!(back || payment.notes.iter().any(|n| n.text.contains(&refund.wallet_no)));
            }
        }
    }
}

fn live(seed: u64) -> Payment {
    let mut life = Life::new(seed);
    life.noise();
    life.silence();
    life.agree();
    life.payment.unwrap()
}

#[test]
fn when_the_noise_ends_both_sides_agree() {
    let mut phases: BTreeMap<Phase, u32> = BTreeMap::new();
    let (mut held, mut twice) = (0, 0);
    for seed in 0..SEEDS {
        let result = std::panic::catch_unwind(|| live(seed));
        let payment = result.unwrap_or_else(|_| panic!("seed {seed}"));
        *phases.entry(payment.phase()).or_default() += 1;
        let suspense = payment.refunds.iter().any(|r| r.kind == RefundKind::Suspense);
        held += u32::from(suspense);
        twice += u32::from(suspense && payment.winner.is_some());
    }
    // Chance must have visited the places that matter.
    for phase in [Phase::Closed, Phase::Paid, Phase::PartlyRefunded, Phase::Refunded] {
        assert!(phases.get(&phase).is_some_and(|count| *count > 50), "{phase:?}: {phases:?}");
    }
    assert!(held > 50 && twice > 50, "held {held}, paid twice {twice}");
}
