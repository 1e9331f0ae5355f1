//! What one half writes, its opposite reads back equal.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::{NOW, ORDER, arrived, ctx, merchant, pay, platform};
use drawbridge_canon::pay::{
    CancelAnswer, ChargeAsk, CloseAsk, Handover, NoticeAsk, OrderRef, Origin, QueryAsk, RefundAsk,
    RefundQueryAsk, RefundState, RefundStatus, Scene, SubMerchant, Told, TradeState, Transaction,
};
use drawbridge_canon::{Codec, Exchange, Money, Timestamp};
use proptest::prelude::*;

/// The ask as the other side reads it.
fn asked<X: Exchange>(codec: &dyn Codec<X>, ask: &X::Ask) -> X::Ask {
    let (merchant, platform) = (merchant(), platform());
    let request = codec.write_ask(ask, &ctx(&merchant)).unwrap();
    codec.read_ask(&arrived(&request), &ctx(&platform)).unwrap()
}

/// The answer as the other side reads it.
fn answered<X: Exchange>(codec: &dyn Codec<X>, ask: &X::Ask, answer: &X::Answer) -> X::Answer {
    let (merchant, platform) = (merchant(), platform());
    let request = codec.write_ask(ask, &ctx(&merchant)).unwrap();
    let there = arrived(&request);
    let response = codec.write_answer(answer, &ctx(&platform).answering(&there)).unwrap();
    codec.read_answer(&response, &ctx(&merchant).answering(&request)).unwrap()
}

/// A notice as the merchant hears it.
fn told(notice: &NoticeAsk) -> NoticeAsk {
    let (merchant, platform) = (merchant(), platform());
    let codec = pay().notice.unwrap();
    let request = codec.write_ask(notice, &ctx(&platform)).unwrap();
    codec.read_ask(&arrived(&request), &ctx(&merchant)).unwrap()
}

fn text() -> impl Strategy<Value = String> {
    // Everything but what builds the wire's own structure.
    "[^\\x00-\\x1f&={}\\[\\]]{1,30}"
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9A-Za-z]{8,40}", "20261124[01][0-9][0-5][0-9][0-5][0-9][0-9A-Z]{0,26}"]
}

fn money() -> impl Strategy<Value = Money> {
    (1_u64..1_000_000_000_000).prop_map(Money::fen)
}

/// A moment to the second in the last half year.
fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..180 * 24 * 3600).prop_map(|ago| NOW.plus_seconds(-ago))
}

fn url() -> impl Strategy<Value = String> {
    "https?://[a-z]{1,10}\\.example/[a-z]{0,8}(\\?a=[a-z0-9%+&]{0,8})?"
}

fn scene() -> impl Strategy<Value = Scene> {
    prop_oneof![
        Just(Scene::Code),
        Just(Scene::App),
        Just(Scene::DesktopWeb),
        "62[0-9]{17}".prop_map(|code| Scene::BuyerCode { code }),
        (proptest::option::of("[0-9.]{7,15}"), proptest::option::of(url())).prop_map(
            |(client_ip, quit_url)| Scene::MobileWeb { client_ip, device: None, quit_url }
        ),
    ]
}

prop_compose! {
    fn charge()(
        scene in scene(), order in number(), amount in money(), subject in text(),
        body in proptest::option::of(text()), attach in proptest::option::of(text()),
        notify_url in proptest::option::of(url()), return_url in proptest::option::of(url()),
        expires in proptest::option::of(moment()), served in proptest::option::of("[0-9]{15}"),
        passed in proptest::option::of(text()),
    ) -> ChargeAsk {
        let fields = passed.map(|text| {
            ("ctrlRule".to_owned(), serde_json::Value::from(text).to_string())
        });
        let origin = fields.map_or_else(Origin::default, |field| Origin {
            dialect: "unionpay".to_owned(), fields: [field].into(),
        });
        let sub_merchant = served.map(|merchant| SubMerchant { merchant, app: None });
        ChargeAsk {
            scene, order, amount, subject, body, attach, notify_url, return_url, expires,
            sub_merchant, app: None, goods: Vec::new(), no_credit: false, split: false, origin,
        }
    }
}

prop_compose! {
    fn payment()(
        order in number(), amount in money(), queried in "[0-9]{21}",
        state in prop_oneof![
            Just(TradeState::NotPaid), Just(TradeState::Paying), Just(TradeState::Paid),
            Just(TradeState::Closed), Just(TradeState::Revoked), Just(TradeState::Failed),
        ],
        at in moment(), code in any::<bool>(), attach in proptest::option::of(text()),
    ) -> Transaction {
        let paid = state == TradeState::Paid;
        Transaction {
            wallet_no: paid.then_some(queried),
            paid_at: paid.then_some(at),
            scene: code.then_some(Scene::Code),
            attach,
            merchant: Some(common::MERCHANT.to_owned()),
            ..Transaction::new(order, state, amount)
        }
    }
}

prop_compose! {
    fn refund()(
        number in number(), order in proptest::option::of(number()), amount in money(),
        ours in "[0-9]{21}", theirs in "[0-9]{21}", at in moment(),
        status in prop_oneof![
            Just(RefundStatus::Processing), Just(RefundStatus::Done),
            Just(RefundStatus::Closed), Just(RefundStatus::Abnormal),
        ],
    ) -> RefundState {
        RefundState {
            wallet_refund_no: Some(ours),
            wallet_no: Some(theirs),
            order,
            amount: Some(amount),
            done_at: (status == RefundStatus::Done).then_some(at),
            ..RefundState::new(number, status)
        }
    }
}

fn order_ref() -> impl Strategy<Value = OrderRef> {
    prop_oneof![number().prop_map(OrderRef::Order), "[0-9]{21}".prop_map(OrderRef::Wallet)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_charge_comes_back(ask in charge()) {
        prop_assert_eq!(asked(pay().charge.unwrap(), &ask), ask);
    }

    #[test]
    fn what_is_asked_about_comes_back(
        order in order_ref(), number in number(), served in proptest::option::of("[0-9]{15}"),
        at in moment(),
    ) {
        let ask = QueryAsk { order, sub_merchant: served.clone() };
        prop_assert_eq!(asked(pay().query.unwrap(), &ask), ask);
        let order = OrderRef::Order(number.clone());
        let ask = CloseAsk { order, sub_merchant: served.clone() };
        prop_assert_eq!(asked(pay().cancel.unwrap(), &ask), ask);
        let asked_at = Some(at);
        let ask = RefundQueryAsk { refund: number, order: None, sub_merchant: served, asked_at };
        prop_assert_eq!(asked(pay().refund_query.unwrap(), &ask), ask);
    }

    #[test]
    fn a_refund_comes_back(
        order in order_ref(), number in number(), amount in money(), at in moment(),
        notify_url in proptest::option::of(url()), served in proptest::option::of("[0-9]{15}"),
    ) {
        let ask = RefundAsk {
            notify_url, sub_merchant: served, asked_at: Some(at),
            ..RefundAsk::new(order, Some(number), amount)
        };
        prop_assert_eq!(asked(pay().refund.unwrap(), &ask), ask);
    }

    #[test]
    fn a_payment_comes_back_to_whoever_asks(mut payment in payment()) {
        // The asker knows no other time than the one that follows from the number.
        payment.attach = payment.attach.filter(|text| !text.starts_with("txnTime="));
        let order = OrderRef::Order(payment.order.clone());
        let ask = QueryAsk { order, sub_merchant: None };
        prop_assert_eq!(answered(pay().query.unwrap(), &ask, &payment), payment);
    }

    #[test]
    fn a_refund_comes_back_to_whoever_asks(refund in refund()) {
        let ask = RefundQueryAsk {
            refund: refund.refund.clone(), order: None, sub_merchant: None, asked_at: None,
        };
        prop_assert_eq!(answered(pay().refund_query.unwrap(), &ask, &refund), refund);
    }

    #[test]
    fn a_payment_is_heard_as_it_is_told(mut payment in payment(), at in moment(), url in url()) {
        payment.state = TradeState::Paid;
        payment.paid_at = Some(at);
        payment.wallet_no = Some("512611241959591234561".to_owned());
        let id = "512611241959591234561".to_owned();
        let notice = NoticeAsk { id, at, url, told: Told::Payment(Box::new(payment)) };
        prop_assert_eq!(told(&notice), NoticeAsk { url: String::new(), ..notice });
    }

    #[test]
    fn a_refund_is_heard_as_it_is_told(mut refund in refund(), at in moment(), url in url()) {
        refund.status = RefundStatus::Done;
        refund.done_at = Some(at);
        let id = refund.wallet_refund_no.clone().unwrap();
        let told_of = Told::Refund { refund: Box::new(refund), payment: None };
        let notice = NoticeAsk { id, at, url, told: told_of };
        prop_assert_eq!(told(&notice), NoticeAsk { url: String::new(), ..notice });
    }

    #[test]
    fn a_buyer_comes_back_with_what_was_told(mut payment in payment(), at in moment(), url in url()) {
        payment.state = TradeState::Paid;
        payment.paid_at = Some(at);
        payment.wallet_no = Some("512611241959591234561".to_owned());
        let (merchant, platform) = (merchant(), platform());
        let codec = pay().back.unwrap();
        let told = Told::Payment(Box::new(payment));
        let notice = NoticeAsk { id: "512611241959591234561".to_owned(), at, url, told };
        let Ok(request) = codec.write_ask(&notice, &ctx(&platform)) else {
            // The merchant's own address has a query that is no form.
            return Ok(());
        };
        let heard = codec.read_ask(&arrived(&request), &ctx(&merchant)).unwrap();
        prop_assert_eq!(heard, NoticeAsk { url: String::new(), ..notice });
    }
}

fn simple(scene: Scene) -> ChargeAsk {
    ChargeAsk {
        scene,
        order: ORDER.to_owned(),
        amount: Money::fen(1234),
        subject: "一本书".to_owned(),
        body: None,
        attach: None,
        notify_url: None,
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

#[test]
fn what_is_handed_over_comes_back() {
    let charge = pay().charge.unwrap();
    let mut paying = Transaction::new(ORDER, TradeState::Paying, Money::fen(1234));
    paying.wallet_no = Some("512611241959591234561".to_owned());
    let cases = [
        (Scene::Code, Handover::Code { text: "https://qr.95516.com/00010001/62112028".to_owned() }),
        (Scene::App, Handover::Prepay { id: "654321098765432109876".to_owned() }),
        (
            Scene::DesktopWeb,
            Handover::Redirect { url: "https://pay.example/c/1?a=1&b=2".to_owned() },
        ),
        (
            Scene::BuyerCode { code: "6220835931895481436".to_owned() },
            Handover::Paying { transaction: Box::new(paying.clone()) },
        ),
    ];
    for (scene, handover) in cases {
        assert_eq!(answered(charge, &simple(scene), &handover), handover);
    }
    // A reply says only that it was taken on.
    let paid = Transaction { state: TradeState::Paid, ..paying.clone() };
    let scene = Scene::BuyerCode { code: "6220835931895481436".to_owned() };
    let heard = answered(charge, &simple(scene), &Handover::Paid { transaction: Box::new(paid) });
    assert_eq!(heard, Handover::Paying { transaction: Box::new(paying) });
}

#[test]
fn a_refund_is_taken_on_and_a_reversal_done() {
    let ask = RefundAsk {
        total: Some(Money::fen(1234)),
        reason: Some("退货".to_owned()),
        ..RefundAsk::new(
            OrderRef::Order(ORDER.to_owned()),
            Some(format!("{ORDER}R00")),
            Money::fen(234),
        )
    };
    let state = RefundState {
        wallet_refund_no: Some("522611241959591234561".to_owned()),
        wallet_no: Some("512611241959591234561".to_owned()),
        order: Some(ORDER.to_owned()),
        amount: Some(Money::fen(234)),
        ..RefundState::new(format!("{ORDER}R00"), RefundStatus::Processing)
    };
    assert_eq!(answered(pay().refund.unwrap(), &ask, &state), state);
    let done = RefundState { status: RefundStatus::Done, ..state.clone() };
    assert_eq!(answered(pay().refund.unwrap(), &ask, &done), state);
    let ask = CloseAsk { order: OrderRef::Order(ORDER.to_owned()), sub_merchant: None };
    let answer = CancelAnswer {
        order: ORDER.to_owned(),
        wallet_no: Some("512611241959591234561".to_owned()),
        action: None,
        retry: false,
    };
    assert_eq!(answered(pay().cancel.unwrap(), &ask, &answer), answer);
}
