//! Reads a line of a story.
//!
//! `5s ask 10000 to alpha` · `ask 10000 by alpha,beta` (cashier) · `ask … scan` (buyer's code) ·
//! `choose beta` · `choose beta mobile [address]` · `answer 0 qr` · `answer 0 paid` · `answer 0 unsent` ·
//! `answer 0 no risk_refused` · `hear 0 paid 10000` · `unheard 0 order_not_found` · `look` · `close` ·
//! `close-answer 0 ok` · `cancel` · `refund R1 4000 [of 10000]` (`-`: no number) ·
//! `refund-answer 0 done` · `refund-hear 0 done` · `refund-unheard 0 refund_not_found` · `tick`

use drawbridge_canon::pay::{
    Buyer, ChargeAsk, Handover, NumberRule, OrderRef, Origin, RefundAsk, RefundScope, RefundState,
    RefundStatus, Rules, Scene, TradeState, Transaction,
};
use drawbridge_canon::{Fault, Money, Reason, Refusal, Timestamp};
use drawbridge_gate_pay::{Asked, Event, Front, Payment, Wallet};

pub(crate) const ID: &str = "1000000000000000000000000001";

const ANY: NumberRule = NumberRule { min: 6, max: 32, also: "_-|*" };

/// A platform where an order exists at once, refunds take their time, and everything is told.
pub(crate) const PLAIN: Rules = Rules {
    order: ANY,
    refund: NumberRule { min: 1, max: 64, also: "_-|*@" },
    refund_scope: RefundScope::Merchant,
    exists_before_scan: true,
    expires_after: 7 * 86_400,
    expires_least: 60,
    expires_most: 7 * 86_400,
    close_twice: true,
    refund_at_once: false,
    tells_refunds: true,
    tells_expiry: false,
    notice_retries: &[15, 15, 30, 3600, 86_400],
    notice_timeout: 5,
    refund_within: 365 * 86_400,
    refund_parts: 50,
    buyer_codes: &[("10", 18, 18), ("13", 18, 18)],
    browser_marks: &[],
    fee_ppm: 6000,
};

/// A platform where an order exists once a buyer opened it, refunds are done at once, a second
/// close is an error, and expiry is told.
pub(crate) const SHY: Rules = Rules {
    exists_before_scan: false,
    expires_after: 7200,
    expires_most: 15 * 86_400,
    close_twice: false,
    refund_at_once: true,
    tells_expiry: true,
    refund_parts: 3,
    buyer_codes: &[("28", 16, 24)],
    ..PLAIN
};

pub(crate) fn front(name: &str) -> &'static Rules {
    match name {
        "plain" => &PLAIN,
        "shy" => &SHY,
        other => panic!("no front {other}"),
    }
}

/// A wallet that tells of a payment for a minute only, and closes nothing.
pub(crate) const BRIEF: Rules = Rules { notice_retries: &[15, 15, 30], buyer_codes: &[], ..SHY };

/// Two wallets of the plain kind, one of the shy kind, and a brief one. All keep 0.6 %.
pub(crate) fn wallets() -> [Wallet<'static>; 4] {
    let kinds = [("alpha", &PLAIN), ("beta", &PLAIN), ("gamma", &SHY), ("brief", &BRIEF)];
    kinds.map(|(name, rules)| Wallet { name, dialect: name, rules, fee_ppm: 6000 })
}

/// The moment and the event of a line.
pub(crate) fn line(text: &str, payment: Option<&Payment>) -> (i64, Event) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (at, words) = words.split_first().expect("a moment");
    (moment(at), event(words, payment).unwrap_or_else(|| panic!("not understood: {text}")))
}

fn moment(text: &str) -> i64 {
    let (number, unit) = text.split_at(text.len() - 1);
    let scale = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => panic!("{text}: s, m, h or d"),
    };
    number.parse::<i64>().unwrap() * scale * 1000
}

fn event(words: &[&str], payment: Option<&Payment>) -> Option<Event> {
    Some(match words {
        ["ask", amount, rest @ ..] => Event::Asked(Box::new(asked(amount, rest))),
        ["choose", wallet, rest @ ..] => {
            let scene = rest.first().map(|_| mobile(rest.get(1).copied()));
            Event::Chosen { wallet: (*wallet).into(), scene }
        }
        ["answer", offer, rest @ ..] => {
            let offer = index(offer);
            Event::Answered { offer, outcome: handover(offer, rest) }
        }
        ["hear", offer, rest @ ..] => {
            let offer = index(offer);
            Event::Heard { offer, transaction: Box::new(transaction(offer, rest)) }
        }
        ["unheard", offer, why] => Event::QueryFailed { offer: index(offer), fault: fault(why) },
        ["look"] => Event::Looked,
        ["close"] => Event::CloseAsked,
        ["close-answer", offer, "ok"] => {
            Event::CloseAnswered { offer: index(offer), outcome: Ok(()) }
        }
        ["close-answer", offer, why] => {
            Event::CloseAnswered { offer: index(offer), outcome: Err(fault(why)) }
        }
        ["cancel"] => Event::CancelAsked,
        ["refund", number, amount, rest @ ..] => {
            Event::RefundAsked { ask: Box::new(refund(number, amount, rest)) }
        }
        ["refund-answer", refund, rest @ ..] => {
            let index = index(refund);
            let outcome = match refund_state(index, rest, payment) {
                Some(state) => Ok(Box::new(state)),
                None => Err(fault(rest[0])),
            };
            Event::RefundAnswered { index, outcome }
        }
        ["refund-hear", refund, rest @ ..] => {
            let index = index(refund);
            Event::RefundHeard { index, state: Box::new(refund_state(index, rest, payment)?) }
        }
        ["refund-unheard", refund, why] => {
            Event::RefundQueryFailed { index: index(refund), fault: fault(why) }
        }
        ["tick"] => Event::Tick,
        _ => return None,
    })
}

fn mobile(address: Option<&str>) -> Scene {
    Scene::MobileWeb { client_ip: address.map(Into::into), device: None, quit_url: None }
}

fn index(word: &str) -> usize {
    word.parse().unwrap()
}

fn money(word: &str) -> Money {
    Money::fen(word.parse().unwrap())
}

fn asked(amount: &str, rest: &[&str]) -> Asked {
    let mut asked = Asked {
        id: ID.into(),
        merchant: "shop".into(),
        front: Front { dialect: "alpha".into(), account: "shop-at-alpha".into(), key: None },
        ask: charge(Money::fen(amount.parse().unwrap())),
        offer_to: None,
        accepted: ["alpha", "beta", "gamma", "brief"].map(Into::into).into(),
        commission_ppm: 0,
    };
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        match *word {
            "to" => asked.offer_to = rest.next().map(ToString::to_string),
            "by" => asked.accepted = rest.next().unwrap().split(',').map(Into::into).collect(),
            "scan" => asked.ask.scene = Scene::BuyerCode { code: "1".repeat(18) },
            "expires" => asked.ask.expires = Some(Timestamp(moment(rest.next().unwrap()))),
            "subject" => asked.ask.subject = (*rest.next().unwrap()).into(),
            other => panic!("ask … {other}?"),
        }
    }
    asked
}

pub(crate) fn charge(amount: Money) -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order: "ORDER-1".into(),
        amount,
        subject: "Tea".into(),
        body: None,
        attach: Some("for the merchant only".into()),
        notify_url: Some("https://shop.example/notify".into()),
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

fn handover(offer: usize, words: &[&str]) -> Result<Handover, Fault> {
    let transaction = |words| Box::new(transaction(offer, words));
    match words {
        ["paid", ..] => Ok(Handover::Paid { transaction: transaction(words) }),
        ["paying"] => Ok(Handover::Paying { transaction: transaction(words) }),
        ["no", why] => Err(fault(why)),
        [why @ ("unsent" | "unknown" | "forged" | "malformed" | "untranslatable")] => {
            Err(fault(why))
        }
        [text] => Ok(Handover::Code { text: (*text).into() }),
        _ => panic!("answer {words:?}?"),
    }
}

fn transaction(offer: usize, words: &[&str]) -> Transaction {
    let state = serde_json::from_value(words[0].into()).expect("a trade state");
    let amount = words.get(1).map_or(Money::fen(10_000), |word| money(word));
    let mut told = Transaction::new(format!("{ID}{offer:02}"), state, amount);
    if state == TradeState::PartlyRefunded {
        told.amount = Money::fen(10_000);
        told.refunded = Some(amount);
    }
    if state.was_paid() {
        told.wallet_no = Some(format!("W{offer}"));
        told.buyer = Some(Buyer { id: "buyer".into(), ..Buyer::default() });
    }
    told
}

fn refund(number: &str, amount: &str, rest: &[&str]) -> RefundAsk {
    RefundAsk {
        total: match rest {
            ["of", total] => Some(money(total)),
            _ => None,
        },
        ..RefundAsk::new(
            OrderRef::Order("ORDER-1".into()),
            Some(number.to_owned()).filter(|number| number != "-"),
            money(amount),
        )
    }
}

fn refund_state(index: usize, words: &[&str], payment: Option<&Payment>) -> Option<RefundState> {
    let status: RefundStatus = serde_json::from_value(words[0].into()).ok()?;
    let number = payment.and_then(|payment| payment.refunds.get(index));
    let number = number.map_or("none", |refund| &refund.wallet_no);
    let amount = words.get(1).map(|word| money(word));
    Some(RefundState { amount, ..RefundState::new(number, status) })
}

/// `unsent`, `unknown`, `forged`, `malformed`, `untranslatable`, or the reason of a definite no.
fn fault(word: &str) -> Fault {
    match word {
        "unsent" => Fault::Unsent("no route".into()),
        "unknown" => Fault::Unknown("timed out".into()),
        "forged" => Fault::forged(Reason::SignatureWrong, "wrong signature"),
        "malformed" => Fault::unreadable("not JSON"),
        "untranslatable" => Fault::untranslatable("split", "no equal"),
        reason => {
            let reason: Reason = serde_json::from_value(reason.into())
                .unwrap_or_else(|_| panic!("{reason} is no reason"));
            Fault::Refused(Refusal::new(reason, format!("the wallet says {reason:?}")))
        }
    }
}
