//! The wallet itself: what it keeps, and how time passes in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::{BillRow, Buyer, Call, OrderRef, Rules, Transaction};
use serde::{Deserialize, Serialize};

use crate::bill::Link;
use crate::clock::Clock;
use crate::decision::Decision;
use crate::effect::Effect;
use crate::limits::MAX_MERCHANTS;
use crate::notices::Pending;
use crate::order::Order;
use crate::script::Script;
use crate::settings::Settings;
use crate::sign_in::SignedIn;

/// The script of a merchant that has none of its own is the one under this name.
pub(crate) const EVERYONE: &str = "*";

/// The circumstances of one call.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    /// The wallet's time: see [`Wallet::now`].
    pub now: Timestamp,
    /// The rules of the platform that the wallet plays: the same at every call.
    pub rules: &'a Rules,
}

/// A simulated wallet with all its merchants. It can be serialised and goes on as if nothing had
/// happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wallet {
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    /// How many numbers were made, and the next order's key.
    pub(crate) made: u64,
    pub(crate) merchants: BTreeMap<String, Merchant>,
    pub(crate) orders: BTreeMap<u64, Order>,
    /// Codes, prepay numbers, addresses and wallet numbers to orders.
    pub(crate) handles: BTreeMap<String, u64>,
    pub(crate) timers: BTreeSet<(Timestamp, Event)>,
    pub(crate) notices: BTreeMap<u64, Pending>,
    /// Notices whose time has come.
    pub(crate) ready: VecDeque<u64>,
    pub(crate) links: BTreeMap<String, Link>,
    /// Codes of buyers who signed in to an app.
    #[serde(default)]
    pub(crate) codes: BTreeMap<String, SignedIn>,
    pub(crate) scripts: BTreeMap<String, Script>,
    pub(crate) effects: VecDeque<Effect>,
}

/// What the wallet keeps of one merchant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Merchant {
    /// Order numbers.
    pub orders: BTreeMap<String, u64>,
    /// Refund numbers to orders, where they are unique within the merchant.
    pub refunds: BTreeMap<String, u64>,
    /// Orders in the sequence in which they are forgotten: over, paid, open.
    pub standing: [BTreeSet<u64>; 3],
    /// Bill rows by Beijing day.
    pub books: BTreeMap<String, Vec<BillRow>>,
    /// The last day whose rows were forgotten to make room.
    pub forgotten: Option<String>,
    /// How many rows those are.
    pub rows: usize,
    /// Notices that wait to be overtaken.
    pub held: Vec<u64>,
    /// The sums of everything that ever happened.
    pub totals: Totals,
}

/// The sums of everything that ever happened to one merchant, also in orders forgotten since.
/// The wallet holds for the merchant what was paid and not refunded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Orders made.
    pub orders: u64,
    /// Orders forgotten to make room.
    pub evicted: u64,
    /// Amounts paid, minor units.
    pub paid_minor: u64,
    /// Amounts refunded or on their way, minor units.
    pub refunded_minor: u64,
    /// Fees kept, less fees given back, minor units.
    pub fee_minor: u64,
}

/// What happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Event {
    /// A confirming buyer pays.
    Confirm(u64),
    /// An order closes.
    Expire(u64),
    /// A refund of an order ends: the index of the refund.
    EndRefund(u64, usize),
    /// A notice is due, or was not heard in time.
    Wake(u64),
}

impl Wallet {
    /// An empty wallet. `settings` should have passed [`Settings::check`].
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            clock: Clock::default(),
            made: 0,
            merchants: BTreeMap::new(),
            orders: BTreeMap::new(),
            handles: BTreeMap::new(),
            timers: BTreeSet::new(),
            notices: BTreeMap::new(),
            ready: VecDeque::new(),
            links: BTreeMap::new(),
            codes: BTreeMap::new(),
            scripts: BTreeMap::new(),
            effects: VecDeque::new(),
        }
    }

    /// The settings it was made with.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The wallet's time at a real moment; every `now` given to the wallet must come from here.
    pub const fn now(&self, real: Timestamp) -> Timestamp {
        self.clock.now(real)
    }

    /// The virtual clock.
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// Moves the virtual clock forward. What thereby comes due happens at the next call.
    pub const fn advance(&mut self, ms: i64) {
        self.clock.advance(ms);
    }

    /// When something will next happen by itself, in the wallet's time; a time in the past means
    /// at once. `None`: nothing will.
    pub fn due(&self) -> Option<Timestamp> {
        if !self.ready.is_empty() {
            return Some(Timestamp(0));
        }
        self.timers.first().map(|(at, _)| *at)
    }

    /// Lets time pass, and tells what happened by itself since the last time.
    pub fn tick(&mut self, at: &Here<'_>) -> Vec<Effect> {
        self.run(at);
        self.effects.drain(..).collect()
    }

    /// What a script wants done around one call. `order` is the merchant's order number where the
    /// call names one, else empty. Counts the call: to be asked once per call.
    pub fn script(&mut self, merchant: &str, call: Call, order: &str) -> Decision {
        let mut decision = Decision::of(self.acts(merchant, call.into(), order));
        if decision.sign_with.is_none() {
            decision.sign_with = self.signer(merchant, true);
        }
        decision
    }

    /// Replaces a merchant's script, or for `*` that of every merchant with none of its own.
    /// An error is a sentence for the person who wrote it, and nothing is changed.
    pub fn set_script(&mut self, merchant: &str, script: Script) -> Result<(), String> {
        script.check()?;
        if script.migration.is_some() && self.settings.keys.len() != 2 {
            return Err("migration: this wallet has no two keys to migrate between".to_owned());
        }
        if script == Script::default() {
            self.scripts.remove(merchant);
            return Ok(());
        }
        if self.scripts.len() >= MAX_MERCHANTS && !self.scripts.contains_key(merchant) {
            return Err(format!("at most {MAX_MERCHANTS} merchants"));
        }
        self.scripts.insert(merchant.to_owned(), script);
        Ok(())
    }

    /// A merchant's script with its counts, or for `*` everyone's.
    pub fn script_of(&self, merchant: &str) -> Option<&Script> {
        self.scripts.get(merchant).or_else(|| self.scripts.get(EVERYONE))
    }

    /// The sums of a merchant.
    pub fn totals(&self, merchant: &str) -> Totals {
        self.merchants.get(merchant).map(|merchant| merchant.totals).unwrap_or_default()
    }

    /// A merchant's orders from the newest back, for showing to a person.
    pub fn orders<'a>(
        &'a self,
        merchant: &str,
        at: &'a Here<'_>,
    ) -> impl Iterator<Item = Transaction> + 'a {
        let keys: BTreeSet<u64> = self
            .merchants
            .get(merchant)
            .map(|merchant| merchant.standing.iter().flatten().copied().collect())
            .unwrap_or_default();
        keys.into_iter().rev().filter_map(|key| Some(self.tell_order(self.orders.get(&key)?, at)))
    }

    /// The merchant's number of an order that a call names, for [`Wallet::script`].
    pub fn order_number(&self, merchant: &str, order: &OrderRef) -> Option<&str> {
        let order = self.orders.get(&self.find(merchant, order)?)?;
        Some(&order.ask.order)
    }

    /// The id by which the wallet names one of its buyers to a merchant's app.
    pub fn buyer(&self, merchant: &str, app: Option<&str>, name: &str) -> Buyer {
        crate::person::named(&self.settings, merchant, app, name)
    }

    /// Everything that should have happened by now, in order, each at its own time.
    pub(crate) fn run(&mut self, at: &Here<'_>) {
        while let Some((when, event)) = self.timers.first().copied()
            && when <= at.now
        {
            self.timers.pop_first();
            let then = Here { now: when, ..*at };
            match event {
                Event::Confirm(key) => self.confirm(key, &then),
                Event::Expire(key) => self.expire(key, &then),
                Event::EndRefund(key, index) => self.end_refund(key, index, &then),
                Event::Wake(notice) => self.wake(notice, &then),
            }
        }
    }
}
