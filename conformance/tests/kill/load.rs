//! Merchants and buyers at work, who repeat what was not answered as client libraries tell them to.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use drawbridge_canon::pay::{ChargeAsk, Handover, Origin, Scene, TradeState};
use drawbridge_canon::{Fault, Money, Reason};
use drawbridge_conformance::chance::Chance;
use drawbridge_conformance::shop::{Order, Shop};
use drawbridge_engine::sandbox::Sandbox;
use drawbridge_sandbox::PayWith;
use futures_util::future::join_all;
use tokio::task::JoinHandle;

use crate::town::Town;

/// Merchants at work at once.
const HANDS: u64 = 16;

/// How long a call is repeated: longer than the program takes to come back.
const PATIENCE: Duration = Duration::from_secs(40);

/// All hands.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    hands: Vec<JoinHandle<()>>,
}

/// Begins.
pub(crate) fn start(town: &Town, seed: u64) -> Load {
    let stop = Arc::new(AtomicBool::new(false));
    let hands = (0..HANDS).map(|hand| {
        let hand = Hand {
            shop: town.shop.clone(),
            sandbox: town.platforms.node.sandbox.clone(),
            shops: town.shops.clone(),
            chance: Chance::new(seed * 1000 + hand),
            stop: stop.clone(),
        };
        tokio::spawn(hand.work())
    });
    let hands = hands.collect();
    Load { stop, hands }
}

impl Load {
    /// Ends what was begun, and closes what was not paid.
    pub(crate) async fn finish(self, town: &Town) {
        self.stop.store(true, Ordering::Relaxed);
        for hand in self.hands {
            hand.await.expect("no merchant panics");
        }
        let places: Vec<usize> = (0..town.shop.count()).collect();
        for crowd in places.chunks(16) {
            join_all(crowd.iter().map(|place| close_unpaid(town, *place))).await;
        }
    }
}

async fn close_unpaid(town: &Town, place: usize) {
    let query = patiently(|| town.shop.query(place)).await;
    if query.is_ok_and(|told| !told.state.was_paid() && !told.state.is_dead()) {
        drop(patiently(|| town.shop.close(place)).await);
    }
}

/// One merchant's clerk.
struct Hand {
    shop: Arc<Shop>,
    sandbox: Arc<Sandbox>,
    shops: String,
    chance: Chance,
    stop: Arc<AtomicBool>,
}

impl Hand {
    async fn work(mut self) {
        while !self.stop.load(Ordering::Relaxed) {
            self.sell().await;
        }
    }

    /// One sale, from the order to the refund.
    async fn sell(&mut self) {
        let customer = self.chance.index(self.shop.customers.len());
        let number = format!("K{:015}", self.chance.below(1_000_000_000_000_000));
        let ask = self.ask(customer, &number);
        let place = self.shop.enter(Order {
            customer,
            asks: vec![ask.clone()],
            shown: Vec::new(),
            refunds: BTreeMap::new(),
            facts: Vec::new(),
            heard: Vec::new(),
            deaf: false,
            refused: 0,
        });
        let handed = patiently(|| self.shop.charge(place, ask.clone())).await;
        let Ok(Handover::Code { text }) = handed else { return };
        let buys = PayWith::default();
        if self.chance.one_in(6) || self.sandbox.pay(None, &text, &buys).is_err() {
            return;
        }
        if !self.sees_it_paid(place).await {
            return;
        }
        for part in 0..self.chance.below(3) {
            let (refund, amount) = (format!("{number}R{part}"), 1 + self.chance.below(30));
            let call = || self.shop.refund(place, Some(refund.clone()), amount, true);
            drop(patiently(call).await);
            drop(patiently(|| self.shop.refund_query(place, &refund)).await);
        }
    }

    async fn sees_it_paid(&self, place: usize) -> bool {
        for _ in 0..30 {
            let query = patiently(|| self.shop.query(place)).await;
            if query.is_ok_and(|told| told.state == TradeState::Paid) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        false
    }

    fn ask(&mut self, customer: usize, number: &str) -> ChargeAsk {
        ChargeAsk {
            scene: Scene::Code,
            order: number.to_owned(),
            amount: Money::fen(100 + self.chance.below(50_000)),
            subject: "Tea".to_owned(),
            body: None,
            attach: None,
            notify_url: Some(format!("{}/{customer}", self.shops)),
            return_url: None,
            expires: None,
            app: self.shop.customers[customer].account.apps.first().cloned(),
            sub_merchant: None,
            goods: Vec::new(),
            no_credit: false,
            split: false,
            origin: Origin::default(),
        }
    }
}

/// Repeats a call until it is answered: the same number makes that safe.
async fn patiently<T, F: Future<Output = Result<T, Fault>>>(
    call: impl Fn() -> F,
) -> Result<T, Fault> {
    let began = Instant::now();
    loop {
        let answer = call().await;
        let again = match &answer {
            Err(Fault::Unsent(_) | Fault::Unknown(_)) => true,
            Err(Fault::Refused(no)) => {
                matches!(no.reason, Reason::ServiceFailed | Reason::TooOften)
            }
            _ => false,
        };
        if !again || began.elapsed() > PATIENCE {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
