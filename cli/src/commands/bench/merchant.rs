//! A merchant with a client library, who has all the time of the world to sign before the clock
//! runs and to verify after it has stopped.

use anyhow::{Context as _, anyhow, bail};
use drawbridge_canon::pay::{
    Charge, ChargeAsk, Handover, OrderRef, Origin, Pay, Query, QueryAsk, Scene, Transaction,
};
use drawbridge_canon::{Account, Codec, Exchange, Money, Request, Response};
use drawbridge_engine::world::World;

use super::line::{self, Reply};
use super::load::cores;

/// Somewhere that nobody listens: these merchants want no notices.
const NOWHERE: &str = "http://127.0.0.1:9/notices";

/// The merchant's side of a relation.
#[derive(Clone)]
pub(super) struct Merchant {
    pub(super) account: Account,
    pub(super) pay: &'static Pay,
    pub(super) world: World,
}

/// A request that is ready to go.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) bytes: Vec<u8>,
    request: Request,
}

impl Merchant {
    /// Signed requests to be paid with a code, one for each number. Numbers must be new.
    pub(super) fn charges(&self, numbers: &[u64]) -> anyhow::Result<Vec<Ready>> {
        self.all(numbers, |number| self.ready(self.pay.charge, &charge(number)))
    }

    /// Signed questions after orders.
    pub(super) fn queries(&self, numbers: &[u64]) -> anyhow::Result<Vec<Ready>> {
        self.all(numbers, |number| {
            let ask = QueryAsk { order: OrderRef::Order(order(number)), sub_merchant: None };
            self.ready(self.pay.query, &ask)
        })
    }

    /// What the reply to a request to be paid hands over.
    pub(super) fn handed(&self, ready: &Ready, reply: &Reply) -> anyhow::Result<String> {
        match self.heard::<Charge>(self.pay.charge, ready, &reply.read()?)? {
            Handover::Code { text } => Ok(text),
            other => bail!("not a code: {other:?}"),
        }
    }

    /// Checks that every reply hands something over; each has the place of its request.
    pub(super) fn all_handed(
        &self,
        ready: &[Ready],
        replies: &[(usize, Reply)],
    ) -> anyhow::Result<()> {
        replies.iter().try_for_each(|(place, reply)| {
            self.handed(&ready[*place], reply).map(drop).context("a call failed")
        })
    }

    /// What the reply to a question says.
    pub(super) fn told(&self, ready: &Ready, reply: &Reply) -> anyhow::Result<Transaction> {
        self.heard::<Query>(self.pay.query, ready, &reply.read()?)
    }

    fn ready<X: Exchange>(
        &self,
        codec: Option<&'static dyn Codec<X>>,
        ask: &X::Ask,
    ) -> anyhow::Result<Ready> {
        let codec = codec.ok_or_else(|| anyhow!("{} is not spoken", X::NAME))?;
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &self.account);
        let request = codec.write_ask(ask, &ctx).map_err(|fault| anyhow!(fault))?;
        Ok(Ready { bytes: line::bytes(&request), request })
    }

    fn heard<X: Exchange>(
        &self,
        codec: Option<&'static dyn Codec<X>>,
        ready: &Ready,
        response: &Response,
    ) -> anyhow::Result<X::Answer> {
        let codec = codec.ok_or_else(|| anyhow!("{} is not spoken", X::NAME))?;
        let ctx = self.world.ctx("", &self.account).answering(&ready.request);
        codec.read_answer(response, &ctx).map_err(|fault| anyhow!(fault))
    }

    /// Makes requests on every core.
    fn all(
        &self,
        numbers: &[u64],
        make: impl Fn(u64) -> anyhow::Result<Ready> + Sync,
    ) -> anyhow::Result<Vec<Ready>> {
        let share = numbers.len().div_ceil(cores()).max(1);
        std::thread::scope(|scope| {
            let hands: Vec<_> = numbers
                .chunks(share)
                .map(|part| scope.spawn(|| part.iter().map(|number| make(*number)).collect()))
                .collect();
            let mut all = Vec::with_capacity(numbers.len());
            for hand in hands {
                let made: anyhow::Result<Vec<Ready>> =
                    hand.join().map_err(|_| anyhow!("a thread that signs panicked"))?;
                all.extend(made?);
            }
            Ok(all)
        })
    }
}

/// What is asked: as much as a plain shop says.
fn charge(number: u64) -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order: order(number),
        amount: Money::fen(100 + number % 9900),
        subject: "龙井茶 250 g".to_owned(),
        body: None,
        attach: Some(format!("cart-{number}")),
        notify_url: Some(NOWHERE.to_owned()),
        return_url: None,
        expires: None,
        app: None,
        sub_merchant: None,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: Origin::default(),
    }
}

/// The merchant's number of an order. Scattered, which is the worst case for an index.
pub(super) fn order(number: u64) -> String {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:020}", (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93))
}
