//! One life: a town is built, things happen that nobody planned, the noise ends, and everything
//! that was begun comes to an end.

use std::sync::atomic::Ordering;

use drawbridge_canon::pay::{ChargeAsk, Goods, Origin};
use drawbridge_canon::{Dialect, Money, Reason, Timestamp};
use drawbridge_engine::sandbox::Sandbox;
use drawbridge_sandbox::{Act, Moment, Script, ScriptRule, When};

use super::buyer::mood;
use super::executor::Process;
use super::noise::Odds;
use super::people::{People, SHOPS, spoken};
use super::scenes::scene;
use super::town::{Making, Town};
use crate::chance::Chance;
use crate::check::Evidence;
use crate::shop::Order;

/// How long a town is left alone at the end: longer than the longest schedule and expiry, and than
/// a wallet is asked about what could not be closed there.
const REST_S: i64 = 24 * 86_400;

const MINUTE_MS: i64 = 60_000;

const HOUR_S: u32 = 3600;

/// A life under way.
pub struct Life {
    /// Where it happens.
    pub town: Town,
    /// Whether refunds may come to nothing at the wallets.
    pub refunds_fail: bool,
    /// Whether wallets may take money for an order that they had closed.
    pub paid_late: bool,
    /// Whether wallets that tell for minutes only are hardly ever heard.
    unheard: bool,
    chance: Chance,
    odds: Odds,
}

impl Life {
    /// Builds the town.
    pub fn begin(making: &Making) -> Self {
        let mut chance = Chance::new(making.seed);
        let nodes = 1 + chance.index(2);
        let people = population(&mut chance, making.real_keys);
        let town = Town::build(making, people, nodes);
        let refunds_fail = chance.one_in(4);
        let paid_late = chance.one_in(2);
        let odds = *chance.pick(&[Odds::default(), Odds::ROUGH, Odds::ROUGH, Odds::STORM]);
        let unheard = chance.one_in(3);
        let mut life = Self { town, refunds_fail, paid_late, unheard, chance, odds };
        life.mischief();
        life
    }

    /// What is left to be looked at.
    pub fn evidence(&self) -> Evidence {
        Evidence {
            refunds_fail: self.refunds_fail,
            paid_late: self.paid_late,
            ..self.town.evidence()
        }
    }

    /// Lives it.
    pub fn live(&mut self) {
        self.town.noise.set(self.odds);
        if self.chance.one_in(2) {
            self.town.shop.moody.store(3, Ordering::Relaxed);
        }
        let deeds = 30 + self.chance.below(90);
        for _ in 0..deeds {
            self.deed();
            self.time();
        }
        // The network heals, and nobody does anything any more but wait.
        self.calm();
        self.town.pass(REST_S * 1000);
    }

    fn calm(&self) {
        self.town.noise.set(Odds::default());
        self.town.shop.moody.store(0, Ordering::Relaxed);
        for (dialect, _) in spoken() {
            set(&self.town.platforms.sandbox, dialect, Vec::new());
        }
    }

    /// Time between two deeds: mostly none, sometimes hours. No network is bad for hours: the long
    /// waits are quiet, so that notices are given up only where nobody wants to hear them.
    fn time(&mut self) {
        match self.chance.below(20) {
            0..=8 => self.wait(0, 400),
            9..=13 => self.wait(400, 5_000),
            14..=16 => self.wait(5_000, 45_000),
            17 => self.wait(MINUTE_MS, 10 * MINUTE_MS),
            18 => {
                self.town.noise.set(Odds::default());
                self.wait(10 * MINUTE_MS, 5 * 60 * MINUTE_MS);
                self.town.noise.set(self.odds);
            }
            _ => {}
        }
    }

    fn wait(&mut self, least: i64, most: i64) {
        let ms = self.chance.between(least, most);
        self.town.pass(ms);
    }

    fn deed(&mut self) {
        let orders = self.town.shop.count();
        if orders == 0 {
            return self.order();
        }
        // The latest orders are the liveliest.
        let place = orders - 1 - self.chance.index(orders.min(4));
        match self.chance.below(24) {
            0..=5 if orders < 8 => self.order(),
            0..=3 => self.repeat(place),
            4..=11 => self.buy(place),
            12 | 13 => self.ask(place),
            14 => self.close(place),
            15 => self.cancel(place),
            16..=19 => self.refund(place),
            20 => self.refund_query(place),
            21 => self.town.buyers.confirm(&mood(&self.town.sim)),
            22 => self.crash(),
            _ => self.time(),
        }
    }

    fn order(&mut self) {
        let customer = self.chance.index(self.town.shop.customers.len());
        let number = format!("ORDER{:012}", self.chance.below(1_000_000_000_000));
        let ask = self.ask_for(customer, &number);
        let deaf = self.chance.one_in(12);
        let place = self.town.shop.enter(Order {
            customer,
            asks: vec![ask.clone()],
            shown: Vec::new(),
            refunds: std::collections::BTreeMap::new(),
            facts: Vec::new(),
            heard: Vec::new(),
            deaf,
            refused: 0,
        });
        self.charge(place, ask);
    }

    fn ask_for(&mut self, customer: usize, number: &str) -> ChargeAsk {
        let known = &self.town.shop.customers[customer];
        let scene = scene(&mut self.chance, known.dialect, &known.paid_with);
        let minor = match self.chance.below(4) {
            0 => self.chance.below(300) + 1,
            1 => self.chance.below(400_000) + 1,
            _ => self.chance.below(50_000) + 1,
        };
        let lives = match self.chance.below(4) {
            0 => Some(self.chance.between(61, 600)),
            1 => Some(self.chance.between(600, 7200)),
            _ => None,
        };
        let now = self.town.sim.now();
        ChargeAsk {
            scene,
            order: number.to_owned(),
            amount: Money::fen(minor),
            subject: "Tea".to_owned(),
            body: None,
            attach: self.chance.one_in(3).then(|| "shelf 7".to_owned()),
            notify_url: Some(format!("{SHOPS}/{customer}")),
            return_url: None,
            expires: lives.map(|s| Timestamp::from_seconds(now.seconds() + s)),
            app: known.account.apps.first().cloned(),
            sub_merchant: None,
            goods: self
                .chance
                .one_in(5)
                .then(|| Goods {
                    id: "tea".to_owned(),
                    name: Some("Tea".to_owned()),
                    quantity: 1,
                    unit_price: Money::fen(minor),
                })
                .into_iter()
                .collect(),
            no_credit: false,
            split: false,
            origin: Origin::default(),
        }
    }

    fn charge(&self, place: usize, ask: ChargeAsk) {
        let shop = self.town.shop.clone();
        self.town.sim.spawn(Process::World, async move { drop(shop.charge(place, ask).await) });
    }

    /// The same number again: the same, or with other content.
    fn repeat(&mut self, place: usize) {
        let latest = self.town.shop.change(place, |order| order.asks.last().cloned());
        let mut ask = latest.expect("an order was asked for");
        if self.chance.one_in(4) {
            ask.amount.minor += 1;
            self.town.shop.change(place, |order| order.asks.push(ask.clone()));
        }
        self.charge(place, ask);
    }

    fn buy(&mut self, place: usize) {
        let shown = self.town.shop.change(place, |order| order.shown.clone());
        if shown.is_empty() {
            return self.ask(place);
        }
        let text = self.chance.pick(&shown).clone();
        let times = 1 + u64::from(self.chance.one_in(4));
        for _ in 0..times {
            let (buyers, text, with) =
                (self.town.buyers.clone(), text.clone(), mood(&self.town.sim));
            self.town.sim.spawn(Process::World, async move { buyers.act(text, with).await });
        }
    }

    fn ask(&self, place: usize) {
        let shop = self.town.shop.clone();
        self.town.sim.spawn(Process::World, async move { drop(shop.query(place).await) });
    }

    fn close(&self, place: usize) {
        let shop = self.town.shop.clone();
        self.town.sim.spawn(Process::World, async move { drop(shop.close(place).await) });
    }

    fn cancel(&self, place: usize) {
        let shop = self.town.shop.clone();
        self.town.sim.spawn(Process::World, async move { drop(shop.cancel(place).await) });
    }

    fn refund(&mut self, place: usize) {
        let (whole, known) = self.town.shop.change(place, |order| {
            let whole = order.asks[0].amount.minor;
            let known: Vec<(String, u64)> =
                order.refunds.iter().map(|(n, tried)| (n.clone(), tried[0])).collect();
            (whole, known)
        });
        let (number, amount) = match self.chance.below(8) {
            0 => (None, whole),
            1 | 2 if !known.is_empty() => {
                let (number, amount) = self.chance.pick(&known).clone();
                (Some(number), amount)
            }
            3 if !known.is_empty() => {
                let (number, amount) = self.chance.pick(&known).clone();
                (Some(number), amount + 1)
            }
            4 => (Some(self.refund_number()), whole),
            _ => (Some(self.refund_number()), self.chance.below(whole) + 1),
        };
        let shop = self.town.shop.clone();
        let total = true;
        self.town.sim.spawn(Process::World, async move {
            drop(shop.refund(place, number, amount, total).await);
        });
    }

    /// Mostly fresh; now and then one that another order may have taken.
    fn refund_number(&mut self) -> String {
        let among = if self.chance.one_in(6) { 5 } else { 1_000_000_000 };
        format!("REFUND{:09}", self.chance.below(among))
    }

    fn refund_query(&mut self, place: usize) {
        let known = self.town.shop.change(place, |order| order.refunds.keys().cloned().collect());
        let known: Vec<String> = known;
        if known.is_empty() {
            return self.ask(place);
        }
        let (shop, number) = (self.town.shop.clone(), self.chance.pick(&known).clone());
        self.town.sim.spawn(Process::World, async move {
            drop(shop.refund_query(place, &number).await);
        });
    }

    fn crash(&self) {
        if self.odds.crash_at_call > 0
            && let Some(node) = self.town.bridge.any()
        {
            self.town.sim.doom(node.process);
        }
    }

    /// What goes wrong at the platforms themselves.
    fn mischief(&mut self) {
        let mut rules = Vec::new();
        let mut rule = |on: Moment, percent: u8, act: Act| {
            let when = When { on: Some(on), percent: Some(percent), ..When::default() };
            rules.push(ScriptRule { when, act, matched: 0, fired: 0 });
        };
        if self.odds.lost > 0 {
            let busy = |reason, after| Act::Refuse { reason, message: String::new(), after };
            for on in
                [Moment::Charge, Moment::Query, Moment::Close, Moment::Refund, Moment::RefundQuery]
            {
                rule(on, 3, busy(Reason::ServiceFailed, true));
                rule(on, 3, busy(Reason::ServiceFailed, false));
                rule(on, 2, busy(Reason::TooOften, false));
                rule(on, 2, Act::Status { status: 502, after: true });
                rule(on, 2, Act::Drop { after: true });
                rule(on, 2, Act::WrongSignature);
                rule(on, 2, Act::SlowReply { ms: 11_000 });
            }
            rule(Moment::Notice, 10, Act::DoubleNotice { times: 2 });
            rule(Moment::Notice, 10, Act::ReorderNotice);
            rule(Moment::Notice, 10, Act::LoseNotice);
            rule(Moment::Notice, 5, Act::WrongSignature);
            rule(Moment::Notice, 5, Act::LateNotice { seconds: 90 });
        }
        rule(Moment::Pay, 10, Act::StillPaying { seconds: Some(20) });
        rule(Moment::Pay, 5, Act::StillPaying { seconds: None });
        rule(Moment::Pay, 5, Act::InsufficientBalance);
        if self.paid_late {
            rule(Moment::Pay, 60, Act::PayAfterClose);
        }
        rule(Moment::RefundLife, 20, Act::RefundTakes { seconds: 4000 });
        let usual = rules.len();
        if self.refunds_fail {
            use drawbridge_canon::pay::RefundStatus::{Abnormal, Closed};
            let mut ends = |percent, status| {
                let when = When {
                    on: Some(Moment::RefundLife),
                    percent: Some(percent),
                    ..When::default()
                };
                let act = Act::RefundEnds { status };
                rules.push(ScriptRule { when, act, matched: 0, fired: 0 });
            };
            ends(15, Closed);
            ends(10, Abnormal);
        }
        for (dialect, pay) in spoken() {
            // Where a refund is done when the call returns, nothing can come of it later.
            let certain = pay.rules.refund_at_once;
            let mut rules = rules[..if certain { usual } else { rules.len() }].to_vec();
            // Money must be found where no notice arrives. Who tells for a day is heard once.
            if self.unheard && pay.rules.notice_retries.iter().sum::<u32>() < HOUR_S {
                let when = When { on: Some(Moment::Notice), percent: Some(95), ..When::default() };
                rules.push(ScriptRule { when, act: Act::LoseNotice, matched: 0, fired: 0 });
            }
            set(&self.town.platforms.sandbox, dialect, rules);
        }
    }
}

fn set(sandbox: &Sandbox, dialect: &Dialect, rules: Vec<ScriptRule>) {
    let script = Script { rules, ..Script::default() };
    sandbox.set_script(dialect.name, "*", script).expect("a good script");
}

/// One merchant who takes everything everywhere, and two who bridge one pair each.
fn population(chance: &mut Chance, real_keys: bool) -> People {
    let dialects: Vec<&'static Dialect> =
        spoken().into_iter().map(|(dialect, _)| dialect).collect();
    let mut people = People::new(real_keys);
    people.merchant("shop", &dialects, &dialects, false);
    for id in ["stall", "kiosk"] {
        let front = *chance.pick(&dialects);
        let wallet = *chance.pick(&dialects);
        people.merchant(id, &[front], &[wallet], chance.one_in(4));
    }
    people
}
