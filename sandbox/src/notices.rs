//! Telling merchants, until they have heard.

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::{Acknowledged, NoticeAsk, Told};
use serde::{Deserialize, Serialize};

use crate::effect::Effect;
use crate::limits::{MAX_COPIES, MAX_NOTICES, REORDER_HOLD_S};
use crate::numbers::Facts;
use crate::script::{Act, Moment};
use crate::wallet::{Event, Here, Wallet};

/// One telling of a notice, to be sent now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The key for [`Wallet::acknowledged`]. Two copies of a doubled notice have the same.
    pub key: u64,
    /// Whom to tell.
    pub merchant: String,
    /// What. Its address is empty if the merchant named none: then the account's default is meant.
    pub notice: NoticeAsk,
    /// Which telling, from 1.
    pub attempt: u32,
    /// Sign wrongly: for [`Ctx::probe`](drawbridge_canon::Ctx::probe).
    pub probe: bool,
    /// Sign with this key: for [`Ctx::sign_with`](drawbridge_canon::Ctx::sign_with).
    pub sign_with: Option<String>,
}

/// A notice that was not heard yet, for showing to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeStanding {
    /// Whom to tell.
    pub merchant: String,
    /// Of which order.
    pub order: String,
    /// The notice's number.
    pub id: String,
    /// Tellings so far.
    pub attempts: u32,
    /// When it is told next, or counted as not heard.
    pub next: Option<Timestamp>,
}

/// A notice that waits to be told or to be heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    merchant: String,
    order: String,
    notice: NoticeAsk,
    attempts: u32,
    /// Whether it was told and the acknowledgement is awaited.
    told: bool,
    /// Its one timer.
    wakes: Option<Timestamp>,
    /// What the script wants of the next telling, once it was asked.
    plan: Option<Plan>,
}

/// What the script wants of one telling.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Plan {
    late_s: Option<u32>,
    overtaken: bool,
    lost: bool,
    copies: u32,
    probe: bool,
    sign_with: Option<String>,
}

impl Wallet {
    /// The notices to send now. Each must be answered with [`Wallet::acknowledged`]; one that is
    /// not counts as unheard after the rules' own time limit.
    pub fn drain(&mut self, at: &Here<'_>) -> Vec<Outgoing> {
        self.run(at);
        let mut out = Vec::new();
        while let Some(key) = self.ready.pop_front() {
            self.send(key, at, &mut out);
        }
        out
    }

    /// How a telling was received: what the merchant answered, or why it could not be sent. What
    /// was not heard is told again by the rules' schedule, and given up at its end.
    pub fn acknowledged(&mut self, key: u64, heard: Result<Acknowledged, String>, at: &Here<'_>) {
        self.run(at);
        if heard == Ok(Acknowledged::Heard) {
            self.forget_notice(key);
        } else if self.notices.get(&key).is_some_and(|pending| pending.told) {
            self.retry(key, at);
        }
    }

    /// The notices not heard yet, oldest first.
    pub fn unheard(&self) -> impl Iterator<Item = NoticeStanding> + '_ {
        self.notices.values().map(|pending| NoticeStanding {
            merchant: pending.merchant.clone(),
            order: pending.order.clone(),
            id: pending.notice.id.clone(),
            attempts: pending.attempts,
            next: pending.wakes,
        })
    }

    /// Queues a new notice.
    pub(crate) fn queue(
        &mut self,
        merchant: String,
        order: String,
        url: String,
        told: Told,
        at: &Here<'_>,
    ) {
        while self.notices.len() >= MAX_NOTICES {
            let Some((oldest, _)) = self.notices.first_key_value() else { break };
            self.give_up(*oldest);
        }
        let template = self.settings.texts.notice.clone();
        let facts = Facts { now: at.now, order: &order, prepay: "", wallet_no: "" };
        let key = self.made;
        let id = self.text(&template, &facts);
        let notice = NoticeAsk { id, at: at.now, url, told };
        let pending =
            Pending { merchant, order, notice, attempts: 0, told: false, wakes: None, plan: None };
        self.notices.insert(key, pending);
        self.ready.push_back(key);
    }

    /// A notice's timer has run out: it is due, or was not heard in time.
    pub(crate) fn wake(&mut self, key: u64, at: &Here<'_>) {
        let Some(pending) = self.notices.get_mut(&key) else { return };
        pending.wakes = None;
        if pending.told {
            self.retry(key, at);
        } else {
            self.ready.push_back(key);
        }
    }

    /// Sends one notice as the script wants, and after it those that waited to be overtaken.
    fn send(&mut self, key: u64, at: &Here<'_>, out: &mut Vec<Outgoing>) {
        let Some(mut plan) = self.plan(key) else { return };
        if let Some(seconds) = plan.late_s.take() {
            return self.postpone(key, plan, at.now.plus_seconds(seconds.into()));
        }
        // If one waits already, this one overtakes it: two that wait for each other help nobody.
        if std::mem::take(&mut plan.overtaken) && self.hold(key) {
            return self.postpone(key, plan, at.now.plus_seconds(REORDER_HOLD_S));
        }
        let Some(pending) = self.notices.get_mut(&key) else { return };
        pending.attempts += 1;
        pending.told = true;
        let merchant = pending.merchant.clone();
        let attempt = pending.attempts;
        self.release(&merchant, key);
        if plan.lost {
            let notice = self.notices.get(&key).map(|pending| pending.notice.id.clone());
            let notice = notice.unwrap_or_default();
            self.note(Effect::NoticeLost { merchant, notice, attempt });
            return self.retry(key, at);
        }
        if let Some(pending) = self.notices.get(&key) {
            let one = Outgoing {
                key,
                merchant: merchant.clone(),
                notice: pending.notice.clone(),
                attempt,
                probe: plan.probe,
                sign_with: plan.sign_with,
            };
            out.extend((0..plan.copies).map(|_| one.clone()));
        }
        self.set_timer(key, at.now.plus_seconds(i64::from(at.rules.notice_timeout).max(1)));
        let held = self.merchants.get_mut(&merchant).map(|own| std::mem::take(&mut own.held));
        for waiting in held.unwrap_or_default() {
            self.send(waiting, at, out);
        }
    }

    /// What the script wants of the next telling; asked once per telling.
    fn plan(&mut self, key: u64) -> Option<Plan> {
        let pending = self.notices.get_mut(&key)?;
        if let Some(plan) = pending.plan.take() {
            return Some(plan);
        }
        let (merchant, order) = (pending.merchant.clone(), pending.order.clone());
        let mut plan = Plan { copies: 1, ..Plan::default() };
        for act in self.acts(&merchant, Moment::Notice, &order) {
            match act {
                Act::LateNotice { seconds } => plan.late_s = Some(seconds),
                Act::ReorderNotice => plan.overtaken = true,
                Act::LoseNotice => plan.lost = true,
                Act::DoubleNotice { times } => plan.copies = times.clamp(1, MAX_COPIES),
                Act::WrongSignature => plan.probe = true,
                Act::SignWith { key } => plan.sign_with = Some(key),
                _ => {}
            }
        }
        if plan.sign_with.is_none() {
            plan.sign_with = self.signer(&merchant, false);
        }
        Some(plan)
    }

    /// Tells it again later, or never.
    fn retry(&mut self, key: u64, at: &Here<'_>) {
        let Some(pending) = self.notices.get_mut(&key) else { return };
        pending.told = false;
        let retries = usize::try_from(pending.attempts).unwrap_or(usize::MAX).saturating_sub(1);
        match at.rules.notice_retries.get(retries) {
            Some(seconds) => self.set_timer(key, at.now.plus_seconds(i64::from(*seconds))),
            None => self.give_up(key),
        }
    }

    fn postpone(&mut self, key: u64, plan: Plan, until: Timestamp) {
        if let Some(pending) = self.notices.get_mut(&key) {
            pending.plan = Some(plan);
        }
        self.set_timer(key, until);
    }

    /// Makes a notice wait to be overtaken, unless another of the merchant's waits already.
    fn hold(&mut self, key: u64) -> bool {
        let Some(pending) = self.notices.get(&key) else { return false };
        let Some(own) = self.merchants.get_mut(&pending.merchant) else { return false };
        let first = own.held.is_empty();
        if first {
            own.held.push(key);
        }
        first
    }

    fn release(&mut self, merchant: &str, key: u64) {
        if let Some(own) = self.merchants.get_mut(merchant) {
            own.held.retain(|held| *held != key);
        }
    }

    fn set_timer(&mut self, key: u64, when: Timestamp) {
        let Some(pending) = self.notices.get_mut(&key) else { return };
        if let Some(before) = pending.wakes.replace(when) {
            self.timers.remove(&(before, Event::Wake(key)));
        }
        self.timers.insert((when, Event::Wake(key)));
    }

    fn give_up(&mut self, key: u64) {
        if let Some(pending) = self.forget_notice(key) {
            let (merchant, notice) = (pending.merchant, pending.notice.id);
            self.note(Effect::NoticeGivenUp { merchant, notice });
        }
    }

    fn forget_notice(&mut self, key: u64) -> Option<Pending> {
        let pending = self.notices.remove(&key)?;
        if let Some(before) = pending.wakes {
            self.timers.remove(&(before, Event::Wake(key)));
        }
        self.release(&pending.merchant, key);
        Some(pending)
    }
}
