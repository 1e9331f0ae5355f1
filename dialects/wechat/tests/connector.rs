//! Our connector: what the wallet's answers mean, and what it cannot be asked.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use common::{NONCE, account, private};
use drawbridge_canon::pay::{ChargeAsk, CloseAsk, OrderRef, Origin, Scene};
use drawbridge_canon::{Account, Ctx, Fault, Money, Reason, Response, Timestamp};
use drawbridge_seal::PrivateKey;
use drawbridge_wechat::PAY;
use serde_json::Value;

const NOW: Timestamp = Timestamp(1_795_525_010_000);
const APP: &str = "wxd678efh567hg6787";

fn merchant() -> Account {
    let mut merchant = account("1900007291");
    merchant.apps = vec![APP.to_owned()];
    merchant.keys.ours = vec![private("M1", &PrivateKey::generate().unwrap())];
    merchant
}

fn ask() -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order: "ORDER-1".into(),
        amount: Money::fen(100),
        subject: "一本书".into(),
        body: None,
        attach: None,
        notify_url: Some("https://shop.example/notice".into()),
        return_url: None,
        expires: None,
        app: Some(APP.into()),
        sub_merchant: None,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: Origin::default(),
    }
}

#[test]
fn what_was_answered_tells_what_may_be_done_next() {
    let merchant = merchant();
    let ctx = Ctx::new(NOW, NONCE, &merchant);
    let reply = |status: u16, body: &str| Response::new(status, "application/json", body);
    let unknown = [
        reply(500, r#"{"code":"SYSTEM_ERROR","message":"系统错误"}"#),
        reply(502, "<html>"),
        reply(202, r#"{"code":"USERPAYING","message":"用户支付中"}"#),
        reply(400, "proxy says no"),
    ];
    for response in &unknown {
        let read = PAY.charge.unwrap().read_answer(response, &ctx);
        assert!(matches!(read, Err(Fault::Unknown(_))), "{read:?}");
    }
    let limited = reply(429, r#"{"code":"FREQUENCY_LIMITED","message":"频率过高"}"#);
    let refund = PAY.refund.unwrap().read_answer(&limited, &ctx);
    assert!(matches!(refund, Err(Fault::Unknown(_))), "a refund may be under way");
    let old = reply(404, r#"{"code":"ORDERNOTEXIST","message":"订单不存在"}"#);
    let Err(Fault::Refused(refusal)) = PAY.query.unwrap().read_answer(&old, &ctx) else {
        panic!("a definite no");
    };
    assert_eq!(refusal.reason, Reason::OrderNotFound, "the spelling of 2020");
    let unsigned = reply(200, r#"{"code_url":"weixin://wxpay/bizpayurl?pr=1"}"#);
    let read = PAY.charge.unwrap().read_answer(&unsigned, &ctx);
    assert!(matches!(read, Err(Fault::Forged(_))), "{read:?}");
}

#[test]
fn what_the_wallet_cannot_say_is_refused_and_what_changes_nothing_is_fitted() {
    let merchant = merchant();
    let ctx = Ctx::new(NOW, NONCE, &merchant);
    let charge = PAY.charge.unwrap();
    let body = |ask: &ChargeAsk| -> Value {
        serde_json::from_slice(&charge.write_ask(ask, &ctx).unwrap().body).unwrap()
    };
    let long = ChargeAsk { subject: format!("📚{}", "书".repeat(50)), ..ask() };
    assert_eq!(body(&long)["description"].as_str().unwrap(), "书".repeat(42));
    assert_eq!(body(&ChargeAsk { subject: "📚".into(), ..ask() })["description"], "ORDER-1");
    let refused = [
        ChargeAsk { attach: Some("a".repeat(129)), ..ask() },
        ChargeAsk { attach: Some("📚".into()), ..ask() },
        ChargeAsk { scene: Scene::DesktopWeb, ..ask() },
        ChargeAsk { notify_url: Some("https://shop.example/?a=1".into()), ..ask() },
    ];
    for ask in refused {
        let written = charge.write_ask(&ask, &ctx);
        assert!(matches!(written, Err(Fault::Untranslatable(_))), "{written:?}");
    }
    let close = CloseAsk { order: OrderRef::Wallet("42".into()), sub_merchant: None };
    assert!(matches!(PAY.close.unwrap().write_ask(&close, &ctx), Err(Fault::Untranslatable(_))));
}
