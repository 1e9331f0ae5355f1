//! One merchant who speaks A and is paid with B, on a quiet day.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use drawbridge_canon::pay::{
    ChargeAsk, Handover, OrderRef, Origin, RefundQueryAsk, RefundState, Scene, Told, Transaction,
};
use drawbridge_canon::{Dialect, Fault, Money, Reason};
use drawbridge_conformance::check;
use drawbridge_conformance::shop::{Order, Shop};
use drawbridge_conformance::sim::people::{People, SHOPS};
use drawbridge_conformance::sim::{Making, Town, Vault};
use drawbridge_engine::gate::Payment;
use drawbridge_engine::store;
use drawbridge_sandbox::PayWith;

/// Why a case was not tried, if it was not.
pub(crate) type Outcome = Result<(), String>;

/// What everything costs.
pub(crate) const PRICE: u64 = 8_888;

/// Where a case is played.
pub(crate) struct Stage {
    pub(crate) front: &'static Dialect,
    pub(crate) wallet: &'static Dialect,
    pub(crate) town: Town,
}

impl Stage {
    pub(crate) fn new(front: &'static Dialect, wallet: &'static Dialect) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let store = runtime.block_on(store::open("sqlite::memory:")).expect("the store opens");
        let vault = Vault { store, runtime: Arc::new(runtime) };
        let mut people = People::new(false);
        people.merchant("shop", &[front], &[wallet], false);
        let making = Making { seed: 1, vault, plant: None, real_keys: false };
        Self { front, wallet, town: Town::build(&making, people, 1) }
    }

    pub(crate) fn is_bridge(&self) -> bool {
        self.front.name != self.wallet.name
    }

    /// An ask of the merchant's.
    pub(crate) fn ask(&self, scene: Scene) -> ChargeAsk {
        ChargeAsk {
            scene,
            order: format!("ORDER{:011}", self.town.shop.count() + 1),
            amount: Money::fen(PRICE),
            subject: "Longjing tea".to_owned(),
            body: None,
            attach: Some("shelf 7".to_owned()),
            notify_url: Some(format!("{SHOPS}/0")),
            return_url: None,
            expires: None,
            app: self.town.shop.customers[0].account.apps.first().cloned(),
            sub_merchant: None,
            goods: Vec::new(),
            no_credit: false,
            split: false,
            origin: Origin::default(),
        }
    }

    /// Does something as the merchant.
    pub(crate) fn shop<T: Send + 'static, F>(&mut self, act: impl FnOnce(Arc<Shop>) -> F) -> T
    where
        F: Future<Output = T> + Send + 'static,
    {
        let shop = self.town.shop.clone();
        self.town.finish(act(shop))
    }

    /// A new order is charged. A case that the merchant's platform has no words for is not tried.
    pub(crate) fn charge(
        &mut self,
        ask: ChargeAsk,
    ) -> Result<(usize, Result<Handover, Fault>), String> {
        let place = self.town.shop.enter(Order {
            customer: 0,
            asks: vec![ask.clone()],
            shown: Vec::new(),
            refunds: BTreeMap::new(),
            facts: Vec::new(),
            heard: Vec::new(),
            deaf: false,
            refused: 0,
        });
        let answer = self.shop(move |shop| async move { shop.charge(place, ask).await });
        match answer {
            Err(Fault::Untranslatable(why)) => {
                Err(format!("{} has no words: {}", self.front.name, why.message))
            }
            Err(Fault::Unsent(why)) => Err(why),
            answer => Ok((place, answer)),
        }
    }

    /// An order whose code is shown.
    pub(crate) fn shown(&mut self) -> Result<usize, String> {
        let ask = self.ask(Scene::Code);
        let (place, answer) = self.charge(ask)?;
        let answer = answer.expect("a code is handed over");
        assert!(matches!(answer, Handover::Code { .. }), "{answer:?}");
        Ok(place)
    }

    /// An order that is paid, and everything that follows from that.
    pub(crate) fn paid(&mut self) -> Result<usize, String> {
        let place = self.shown()?;
        self.buy(place);
        assert!(self.told_paid(place), "told of the payment");
        Ok(place)
    }

    /// A buyer does what is to be done with what was shown last.
    pub(crate) fn buy(&mut self, place: usize) {
        let shown = self.town.shop.change(place, |order| order.shown.last().cloned());
        let shown = shown.expect("something was shown");
        let buyers = self.town.buyers.clone();
        self.town.finish(async move { buyers.act(shown, PayWith::default()).await });
        self.town.pass(60_000);
    }

    /// Whether the merchant was told of a payment.
    pub(crate) fn told_paid(&self, place: usize) -> bool {
        self.town.shop.change(place, |order| {
            order.heard.iter().any(|told| {
                matches!(told, Told::Payment(payment)
                    if payment.state.was_paid() && payment.amount == Money::fen(PRICE))
            })
        })
    }

    /// What the merchant's query is answered.
    pub(crate) fn query(&mut self, place: usize) -> Result<Transaction, Fault> {
        self.shop(move |shop| async move { shop.query(place).await })
    }

    /// The payment as we keep it.
    pub(crate) fn payment(&self) -> Payment {
        let payments = check::payments(&self.town.evidence());
        assert_eq!(payments.len(), 1, "one order, one payment");
        payments.into_iter().next().expect("one")
    }

    /// How the order really stands at the wallet.
    pub(crate) fn truth(&self) -> Option<Transaction> {
        let payment = self.payment();
        let offer = payment.offers.last()?;
        let account = self.town.people.ours.wallets.values().next()?;
        let sandbox = &self.town.platforms.sandbox;
        let look = sandbox.with(self.wallet.name, |wallet, here| {
            wallet.look(&account.account.id, &offer.order, here)
        });
        look.flatten()
    }

    /// How a refund of the payment really stands at the wallet, by our number for it.
    pub(crate) fn refund_truth(&self, number: &str) -> Option<RefundState> {
        let account = self.town.people.ours.wallets.values().next()?;
        let order = self.payment().offers.last()?.order.clone();
        let ask = RefundQueryAsk {
            refund: number.to_owned(),
            order: Some(OrderRef::Order(order)),
            sub_merchant: None,
            asked_at: None,
        };
        let sandbox = &self.town.platforms.sandbox;
        let told = sandbox.with(self.wallet.name, |wallet, here| {
            wallet.refund_query(&account.account.id, &ask, here).ok()
        });
        told.flatten()
    }
}

/// A number was used before.
const USED: Reason = Reason::OrderConflict;

/// The answer is a no for this reason.
pub(crate) fn refused<T: std::fmt::Debug>(answer: Result<T, Fault>, reasons: &[Reason]) {
    match answer {
        Err(Fault::Refused(no)) if reasons.contains(&no.reason) => {
            assert!(!no.message.is_empty(), "a no has a sentence");
        }
        // A platform may have one code for "this number was used": its clients must ask then.
        Err(Fault::Unknown(why)) if reasons.contains(&USED) => assert!(!why.is_empty()),
        answer => panic!("expected a no for one of {reasons:?}: {answer:?}"),
    }
}
