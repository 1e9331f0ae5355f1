//! A wallet in a test: a script of lines, each a call and what it should answer.

use drawbridge_canon::pay::{
    Acknowledged, BillAsk, BillKind, Call, ChargeAsk, CloseAsk, Handover, NumberRule, OrderRef,
    QueryAsk, RefundAsk, RefundQueryAsk, RefundScope, RefundState, Rules, Scene, Told, Transaction,
};
use drawbridge_canon::{Currency, Fault, Money, Reason, Timestamp};
use drawbridge_sandbox::{BuyerAct, Decision, Fail, Here, Outgoing, PayWith, Settings, Wallet};

/// Ten in the morning in Beijing.
pub(crate) const START: &str = "2026-11-24 10:00:00";

const NUMBER: NumberRule = NumberRule { min: 1, max: 32, also: "_-|*" };

/// A wallet where an order exists as soon as it is asked for, and refunds take a while.
pub(crate) const EAGER: Rules = Rules {
    order: NUMBER,
    refund: NUMBER,
    refund_scope: RefundScope::Merchant,
    exists_before_scan: true,
    expires_after: 7 * 86_400,
    expires_least: 60,
    expires_most: 7 * 86_400,
    close_twice: true,
    refund_at_once: false,
    tells_refunds: true,
    tells_expiry: false,
    notice_retries: &[15, 15, 30],
    notice_timeout: 5,
    refund_within: 365 * 86_400,
    refund_parts: 3,
    buyer_codes: &[("1", 18, 18)],
    browser_marks: &[],
    fee_ppm: 6_000,
};

/// A wallet where a buyer's scan makes the order, and refunds are done at once.
pub(crate) const LAZY: Rules = Rules {
    refund_scope: RefundScope::Order,
    exists_before_scan: false,
    expires_after: 7_200,
    expires_most: 15 * 86_400,
    close_twice: false,
    refund_at_once: true,
    tells_expiry: true,
    refund_within: 90 * 86_400,
    ..EAGER
};

/// A wallet and where its time stands.
pub(crate) struct World {
    pub(crate) wallet: Wallet,
    pub(crate) rules: Rules,
    pub(crate) now: Timestamp,
    last: String,
    sent: Vec<Outgoing>,
}

/// Runs `lines`, each `call => answer`, and compares every answer.
pub(crate) fn check(mut world: World, lines: &str) -> World {
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (call, expected) = line.split_once("=>").expect("a call => an answer");
        let answer = world.call(call.trim());
        assert_eq!(answer, expected.trim(), "at `{}` in `{lines}`", call.trim());
    }
    world
}

impl World {
    pub(crate) fn new(rules: Rules, settings: Settings) -> Self {
        assert_eq!(settings.check(), Ok(()));
        let now = Timestamp::parse_local(START).expect("a time");
        Self { wallet: Wallet::new(settings), rules, now, last: String::new(), sent: Vec::new() }
    }

    pub(crate) fn eager() -> Self {
        Self::new(EAGER, Settings { keys: vec!["OLD".into(), "NEW".into()], ..Settings::default() })
    }

    pub(crate) fn lazy() -> Self {
        Self::new(LAZY, Settings { number_before_payment: true, ..Settings::default() })
    }

    pub(crate) fn scripted(self, json: &str) -> Self {
        let mut world = self;
        let script = serde_json::from_str(json).expect("a script");
        world.wallet.set_script("M", script).expect("a good script");
        world
    }

    fn call(&mut self, line: &str) -> String {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let named = |words: &mut Vec<&str>, key: &str| {
            let at = words.iter().position(|word| word.starts_with(key))?;
            Some(words.remove(at)[key.len()..].to_owned())
        };
        let merchant = named(&mut words, "@").unwrap_or_else(|| "M".to_owned());
        let at = Here { now: self.now, rules: &self.rules.clone() };
        let (verb, first) = (words[0], words.get(1).copied().unwrap_or_default().to_owned());
        match verb {
            "charge" => {
                let expires = named(&mut words, "expires=");
                let mut ask = ask(&first, minor(words[2]), words.get(3).copied().unwrap_or("code"));
                ask.expires = expires.map(|s| self.now.plus_seconds(s.parse().expect("seconds")));
                let answer = self.wallet.charge(&merchant, &ask, &at);
                self.last = answer.as_ref().map(handle).unwrap_or_default();
                answer.map_or_else(|fault| refused(&fault), |handover| handed(&handover))
            }
            "pay" => {
                let which = if first == "it" { self.last.clone() } else { first };
                let with = pay_with(&words[2..]);
                match self.wallet.pay(&which, &with, &at) {
                    Ok(transaction) => stands(&transaction),
                    Err(refusal) => reason(refusal.reason),
                }
            }
            "query" => said(self.wallet.query(&merchant, &query(&first), &at), |t| stands(&t)),
            "look" => self.wallet.look(&merchant, &first, &at).map_or("-".into(), |t| stands(&t)),
            "close" => said(self.wallet.close(&merchant, &close(&first), &at), |(no, _)| no),
            "cancel" => said(self.wallet.cancel(&merchant, &close(&first), &at), |answer| {
                answer.action.map_or("nothing".to_owned(), |action| word(&action))
            }),
            "refund" => {
                let ask = refund(&first, &mut words, &named);
                said(self.wallet.refund(&merchant, &ask, &at), |state| refunded(&state))
            }
            "refund_query" => {
                let of = named(&mut words, "of=").map(OrderRef::Order);
                let ask =
                    RefundQueryAsk { refund: first, order: of, sub_merchant: None, asked_at: None };
                said(self.wallet.refund_query(&merchant, &ask, &at), |state| refunded(&state))
            }
            "wait" => {
                self.now = self.now.plus_seconds(first.parse().expect("seconds"));
                String::new()
            }
            "tick" => {
                let effects = self.wallet.tick(&at);
                effects.iter().map(|effect| word_of(effect, "kind")).collect::<Vec<_>>().join(" ")
            }
            "drain" => self.drain(&first),
            "script" => decided(&self.wallet.script(&merchant, call_of(&first), words[2])),
            "bill" => {
                let kind = match words.get(2).copied() {
                    Some("paid") => BillKind::TradePaid,
                    Some("refunded") => BillKind::TradeRefunded,
                    Some("funds") => BillKind::Funds(None),
                    _ => BillKind::Trade,
                };
                let ask = BillAsk { kind, date: first, gzip: false, sub_merchant: None };
                said(self.wallet.bill(&merchant, &ask, &at), |bill| {
                    let sum = bill.summary;
                    assert_eq!(sum.count, bill.rows.len() as u64);
                    format!(
                        "{} rows {} in {} out {} fee",
                        sum.count, sum.paid_minor, sum.refunded_minor, sum.fee_micro
                    )
                })
            }
            other => panic!("no such verb: {other}"),
        }
    }

    /// Sends what is due; `how` is what the merchant answers: `ack`, `again`, or nothing.
    fn drain(&mut self, how: &str) -> String {
        let at = Here { now: self.now, rules: &self.rules.clone() };
        self.sent = self.wallet.drain(&at);
        for outgoing in &self.sent {
            match how {
                "ack" => self.wallet.acknowledged(outgoing.key, Ok(Acknowledged::Heard), &at),
                "again" => self.wallet.acknowledged(outgoing.key, Err("500".into()), &at),
                _ => {}
            }
        }
        let said: Vec<String> = self.sent.iter().map(told).collect();
        said.join(", ")
    }
}

/// What a merchant asks for.
pub(crate) fn ask(order: &str, minor: u64, scene: &str) -> ChargeAsk {
    let scene = match scene.split_once(':').unwrap_or((scene, "")) {
        ("code", _) => Scene::Code,
        ("app", _) => Scene::App,
        ("desktop", _) => Scene::DesktopWeb,
        ("in_wallet", id) => Scene::InWallet {
            buyer: drawbridge_canon::pay::Buyer { id: id.to_owned(), ..Default::default() },
        },
        ("buyer_code", code) => Scene::BuyerCode { code: code.to_owned() },
        (other, _) => panic!("no such scene: {other}"),
    };
    ChargeAsk {
        scene,
        order: order.to_owned(),
        amount: Money { minor, currency: Currency::CNY },
        subject: "Tea".to_owned(),
        body: None,
        attach: Some("attached".to_owned()),
        notify_url: Some("https://shop.example/notify".to_owned()),
        return_url: None,
        expires: None,
        app: Some("app1".to_owned()),
        sub_merchant: None,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: drawbridge_canon::pay::Origin::default(),
    }
}

pub(crate) fn query(order: &str) -> QueryAsk {
    QueryAsk { order: OrderRef::Order(order.to_owned()), sub_merchant: None }
}

pub(crate) fn close(order: &str) -> CloseAsk {
    CloseAsk { order: OrderRef::Order(order.to_owned()), sub_merchant: None }
}

fn refund(
    order: &str,
    words: &mut Vec<&str>,
    named: &dyn Fn(&mut Vec<&str>, &str) -> Option<String>,
) -> RefundAsk {
    let total = named(words, "total=").map(|text| Money::fen(minor(&text)));
    RefundAsk {
        total,
        ..RefundAsk::new(
            OrderRef::Order(order.to_owned()),
            named(words, "no="),
            Money::fen(minor(words[2])),
        )
    }
}

fn pay_with(words: &[&str]) -> PayWith {
    let mut with = PayWith::default();
    for word in words {
        match word.split_once('=').unwrap_or((word, "")) {
            ("open", _) => with.act = BuyerAct::Open,
            ("fail", _) => with.act = BuyerAct::Fail,
            ("balance", has) => with.balance_minor = Some(minor(has)),
            ("coupon", gives) => with.coupon_minor = minor(gives),
            ("buyer", name) => with.buyer = Some(name.to_owned()),
            ("of", name) => with.merchant = Some(name.to_owned()),
            (other, _) => panic!("no such way to pay: {other}"),
        }
    }
    with
}

fn handle(handover: &Handover) -> String {
    match handover {
        Handover::Code { text } | Handover::AppText { text } => text.clone(),
        Handover::Prepay { id } => id.clone(),
        Handover::Redirect { url } => url.clone(),
        Handover::Paid { .. } | Handover::Paying { .. } => String::new(),
    }
}

fn handed(handover: &Handover) -> String {
    match handover {
        Handover::Paid { transaction } | Handover::Paying { transaction } => {
            format!("{}: {}", word_of(handover, "kind"), stands(transaction))
        }
        _ => word_of(handover, "kind"),
    }
}

fn stands(transaction: &Transaction) -> String {
    let state = word(&transaction.state);
    match transaction.refunded.filter(|money| !money.is_zero()) {
        Some(refunded) => format!("{state} {}", refunded.minor),
        None => state,
    }
}

fn refunded(state: &RefundState) -> String {
    let all = state.refunded.map_or(0, |money| money.minor);
    let moved = if state.moved == Some(true) { " moved" } else { "" };
    format!("{} {all}{moved}", word(&state.status))
}

fn told(outgoing: &Outgoing) -> String {
    let what = match &outgoing.notice.told {
        Told::Payment(transaction) => format!("{} {}", transaction.order, stands(transaction)),
        Told::Refund { refund, .. } => format!("{} {}", refund.refund, word(&refund.status)),
    };
    let probe = if outgoing.probe { " forged" } else { "" };
    let key = outgoing.sign_with.as_ref().map(|key| format!(" by {key}")).unwrap_or_default();
    format!("{what} #{}{probe}{key}", outgoing.attempt)
}

fn decided(decision: &Decision) -> String {
    let fail = |when: &str, fail: &Option<Fail>| match fail {
        Some(Fail::Refuse(refusal)) => format!("{when} {}", reason(refusal.reason)),
        Some(Fail::Status(status)) => format!("{when} {status}"),
        Some(Fail::Drop) => format!("{when} drop"),
        None => String::new(),
    };
    let parts = [
        if decision.delay_ms > 0 { format!("{} ms", decision.delay_ms) } else { String::new() },
        fail("before", &decision.before),
        fail("after", &decision.after),
        if decision.probe { "forged".to_owned() } else { String::new() },
        decision.sign_with.as_ref().map(|key| format!("by {key}")).unwrap_or_default(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn call_of(name: &str) -> Call {
    match name {
        "charge" => Call::Charge,
        "query" => Call::Query,
        "refund" => Call::Refund,
        other => panic!("no such call here: {other}"),
    }
}

fn said<T>(answer: Result<T, Fault>, say: impl FnOnce(T) -> String) -> String {
    answer.map_or_else(|fault| refused(&fault), say)
}

fn refused(fault: &Fault) -> String {
    reason(fault.clone().into_refusal().reason)
}

fn reason(reason: Reason) -> String {
    format!("! {}", word(&reason))
}

fn minor(text: &str) -> u64 {
    text.parse().expect("an amount")
}

/// A unit variant's name as data has it.
fn word<T: serde::Serialize>(value: &T) -> String {
    let json = serde_json::to_value(value).expect("data");
    json.as_str().expect("a word").to_owned()
}

fn word_of<T: serde::Serialize>(value: &T, tag: &str) -> String {
    let json = serde_json::to_value(value).expect("data");
    json[tag].as_str().expect("a tag").to_owned()
}
