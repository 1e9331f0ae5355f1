//! Merchants: what each asked, what it was answered, and what it was told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use drawbridge_canon::pay::Pay;
use drawbridge_canon::pay::{
    Acknowledged, CancelAnswer, ChargeAsk, CloseAsk, Handover, NoticeAsk, OrderRef, QueryAsk,
    RefundAsk, RefundQueryAsk, RefundState, Told, Transaction,
};
use drawbridge_canon::{Account, Carrier, Codec, Ctx, Dialect, Exchange, Fault, Request, Response};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::world::World;

/// How long a merchant's client waits.
const PATIENCE: Duration = Duration::from_secs(30);

/// A merchant's relation to one of our fronts, as the merchant has it.
#[derive(Clone)]
pub struct Customer {
    /// The front's key in our registry.
    pub key: String,
    /// Its platform.
    pub dialect: &'static Dialect,
    /// Its half of the pay gate.
    pub pay: &'static Pay,
    /// The relation, with the merchant's keys as ours.
    pub account: Account,
    /// The wallets' platforms that it can be paid with.
    pub paid_with: Vec<&'static str>,
}

/// An order as its merchant keeps it.
#[derive(Clone, Debug)]
pub struct Order {
    /// Whose.
    pub customer: usize,
    /// What was asked, each content once, the latest last.
    pub asks: Vec<ChargeAsk>,
    /// What the buyer was shown.
    pub shown: Vec<String>,
    /// Refund numbers tried, and for how much.
    pub refunds: BTreeMap<String, Vec<u64>>,
    /// What was answered, in order.
    pub facts: Vec<Fact>,
    /// What was told and acknowledged.
    pub heard: Vec<Told>,
    /// Whether its merchant refuses every notice.
    pub deaf: bool,
    /// How many notices its merchant refused in a bad mood.
    pub refused: u32,
}

/// Something that the bridge said and that must stay true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// It is paid, so much of it refunded.
    Paid(u64),
    /// It is closed without payment: it was closed or cancelled on the merchant's own word.
    Closed,
    /// A refund was accepted: number and amount.
    RefundTaken(String, u64),
    /// A refund is done.
    RefundDone(String, u64),
}

/// All merchants, at one address.
pub struct Shop {
    world: World,
    net: Arc<dyn Net>,
    /// Who they are to us.
    pub customers: Vec<Customer>,
    orders: Mutex<Vec<Order>>,
    /// One in so many notices is refused; zero: none.
    pub moody: AtomicU64,
}

impl Shop {
    /// Open.
    pub fn new(world: World, net: Arc<dyn Net>, customers: Vec<Customer>) -> Arc<Self> {
        let (orders, moody) = (Mutex::default(), AtomicU64::new(0));
        Arc::new(Self { world, net, customers, orders, moody })
    }

    /// All orders.
    pub fn orders(&self) -> Vec<Order> {
        lock(&self.orders).clone()
    }

    /// How many orders.
    pub fn count(&self) -> usize {
        lock(&self.orders).len()
    }

    /// Enters a new order; the answer is its place.
    pub fn enter(&self, order: Order) -> usize {
        let mut orders = lock(&self.orders);
        orders.push(order);
        orders.len() - 1
    }

    /// Changes an order.
    pub fn change<T>(&self, place: usize, change: impl FnOnce(&mut Order) -> T) -> T {
        change(&mut lock(&self.orders)[place])
    }

    /// Asks to be paid.
    pub async fn charge(&self, place: usize, ask: ChargeAsk) -> Result<Handover, Fault> {
        let customer = &self.customers[self.change(place, |order| order.customer)];
        let answer = self.exchange(customer, customer.pay.charge, &ask).await;
        if let Ok(handover) = &answer {
            self.change(place, |order| order.handed(handover));
        }
        answer
    }

    /// Asks how it stands.
    pub async fn query(&self, place: usize) -> Result<Transaction, Fault> {
        let (customer, number) = self.named(place);
        let ask = QueryAsk { order: OrderRef::Order(number), sub_merchant: None };
        let answer = self.exchange(&customer, customer.pay.query, &ask).await;
        if let Ok(transaction) = &answer {
            self.change(place, |order| order.learn(transaction));
        }
        answer
    }

    /// Closes it.
    pub async fn close(&self, place: usize) -> Result<(), Fault> {
        let (customer, number) = self.named(place);
        let ask = CloseAsk { order: OrderRef::Order(number), sub_merchant: None };
        let answer = self.exchange(&customer, customer.pay.close, &ask).await;
        if answer.is_ok() {
            self.change(place, |order| order.facts.push(Fact::Closed));
        }
        answer.map(drop)
    }

    /// Takes it back.
    pub async fn cancel(&self, place: usize) -> Result<CancelAnswer, Fault> {
        let (customer, number) = self.named(place);
        let ask = CloseAsk { order: OrderRef::Order(number), sub_merchant: None };
        self.exchange(&customer, customer.pay.cancel, &ask).await
    }

    /// Gives money back.
    pub async fn refund(
        &self,
        place: usize,
        number: Option<String>,
        amount: u64,
        total: bool,
    ) -> Result<RefundState, Fault> {
        let (customer, order) = self.named(place);
        let whole = self.change(place, |order| order.asks.last().map(|ask| ask.amount));
        let whole = whole.expect("an order was asked for");
        let ask = RefundAsk {
            total: total.then_some(whole),
            ..RefundAsk::new(
                OrderRef::Order(order.clone()),
                number.clone(),
                drawbridge_canon::Money { minor: amount, ..whole },
            )
        };
        let number = number.unwrap_or(order);
        self.change(place, |order| {
            let tried = order.refunds.entry(number.clone()).or_default();
            tried.push(amount);
        });
        let answer = self.exchange(&customer, customer.pay.refund, &ask).await;
        if let Ok(state) = &answer {
            self.change(place, |order| order.learn_refund(&number, amount, state));
        }
        answer
    }

    /// Asks how that stands.
    pub async fn refund_query(&self, place: usize, number: &str) -> Result<RefundState, Fault> {
        let (customer, order) = self.named(place);
        let order = Some(OrderRef::Order(order));
        let ask =
            RefundQueryAsk { refund: number.to_owned(), order, sub_merchant: None, asked_at: None };
        self.exchange(&customer, customer.pay.refund_query, &ask).await
    }

    fn named(&self, place: usize) -> (Customer, String) {
        let (customer, number) =
            self.change(place, |order| (order.customer, order.number().to_owned()));
        (self.customers[customer].clone(), number)
    }

    /// One call, as a client library makes it.
    pub async fn exchange<X: Exchange>(
        &self,
        customer: &Customer,
        codec: Option<&'static dyn Codec<X>>,
        ask: &X::Ask,
    ) -> Result<X::Answer, Fault> {
        let codec = codec
            .ok_or_else(|| Fault::untranslatable(X::NAME, format!("{} is not spoken", X::NAME)))?;
        let nonce = self.world.dice.nonce();
        let request = codec.write_ask(ask, &self.world.ctx(&nonce, &customer.account))?;
        let mut sent = request.clone();
        sent.carrier = Carrier::Us;
        let response = self.net.send(&sent, PATIENCE).await?;
        let ctx = self.world.ctx("", &customer.account).answering(&request);
        codec.read_answer(&response, &ctx)
    }

    /// A buyer's browser, or a download: the bare request.
    pub async fn fetch(&self, request: &Request) -> Result<Response, Fault> {
        self.net.send(request, PATIENCE).await
    }

    /// A notice arrives at an address whose path is the customer's place.
    pub fn hear(&self, request: &Request) -> Option<Response> {
        let customer = request.path.trim_start_matches('/').parse::<usize>().ok()?;
        let customer = self.customers.get(customer)?;
        let codec = customer.pay.notice?;
        let ctx: Ctx<'_> = self.world.ctx("", &customer.account).answering(request);
        let notice = codec.read_ask(request, &ctx);
        let notice = notice.unwrap_or_else(|fault| panic!("a notice cannot be read: {fault}"));
        let acknowledged = self.take_in(customer, notice);
        codec.write_answer(&acknowledged, &ctx).ok()
    }

    fn take_in(&self, customer: &Customer, notice: NoticeAsk) -> Acknowledged {
        let number = match &notice.told {
            Told::Payment(payment) => payment.order.clone(),
            Told::Refund { refund, payment } => {
                let payment = payment.as_ref().map(|payment| payment.order.clone());
                refund.order.clone().or(payment).unwrap_or_default()
            }
        };
        let moody = self.moody.load(Ordering::Relaxed);
        let moody = moody > 0 && self.world.dice.below(moody) == 0;
        let mut orders = lock(&self.orders);
        let order = orders
            .iter_mut()
            .find(|order| {
                order.number() == number && self.customers[order.customer].key == customer.key
            })
            .unwrap_or_else(|| panic!("a notice of an order never asked for: {number}"));
        // The shortest schedule among the platforms has more tellings than a bad mood lasts.
        let moody = moody && order.refused < 3;
        if order.deaf || moody {
            order.refused += 1;
            return Acknowledged::Again("busy".to_owned());
        }
        if let Told::Payment(payment) = &notice.told {
            order.learn(payment);
        }
        order.heard.push(notice.told);
        Acknowledged::Heard
    }
}

impl Order {
    /// Its number.
    pub fn number(&self) -> &str {
        &self.asks[0].order
    }

    fn handed(&mut self, handover: &Handover) {
        match handover {
            Handover::Code { text } | Handover::AppText { text } => self.shown.push(text.clone()),
            Handover::Prepay { id } => self.shown.push(id.clone()),
            Handover::Redirect { url } => self.shown.push(url.clone()),
            Handover::Paid { transaction } => self.learn(transaction),
            Handover::Paying { .. } => {}
        }
    }

    fn learn(&mut self, told: &Transaction) {
        if told.state.was_paid() {
            let refunded = told.refunded.map_or(0, |refunded| refunded.minor);
            self.facts.push(Fact::Paid(refunded));
        }
    }

    fn learn_refund(&mut self, number: &str, amount: u64, state: &RefundState) {
        use drawbridge_canon::pay::RefundStatus::{Done, Processing};
        match state.status {
            Done => self.facts.push(Fact::RefundDone(number.to_owned(), amount)),
            Processing => self.facts.push(Fact::RefundTaken(number.to_owned(), amount)),
            _ => {}
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
