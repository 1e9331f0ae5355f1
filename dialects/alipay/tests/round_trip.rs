//! The law: what one half writes, its opposite reads back equal, however the two sides deal.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::{DEALINGS, NOW, SELLER, Sides, arrived, ctx, pay};
use drawbridge_canon::pay::{
    Acknowledged, BillAsk, BillFileAnswer, BillFileAsk, BillKind, BillLink, Buyer, CancelAction,
    CancelAnswer, ChargeAsk, CloseAsk, Fund, Goods, Handover, NoticeAsk, OrderRef, Origin,
    QueryAsk, RefundAsk, RefundQueryAsk, RefundState, RefundStatus, Scene, SubMerchant, Told,
    TradeState, Transaction,
};
use drawbridge_canon::{Exchange, Fault, Money, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

const APP: &str = common::APP;

fn number() -> impl Strategy<Value = String> {
    "[0-9A-Za-z_]{1,64}"
}

/// Text that passes as it is: without the three characters that a subject may not have.
fn text() -> impl Strategy<Value = String> {
    "[ -%'-.0-<>-~一-龥🍎]{0,30}[a-z一-龥]"
}

fn money() -> impl Strategy<Value = Money> {
    (1_u64..=10_000_000_000).prop_map(Money::fen)
}

fn second() -> impl Strategy<Value = Timestamp> {
    (1_600_000_000_i64..1_900_000_000).prop_map(Timestamp::from_seconds)
}

fn url() -> impl Strategy<Value = String> {
    "https://[a-z]{1,9}\\.example/[a-z/?=&%0-9]{0,20}"
}

fn order() -> impl Strategy<Value = OrderRef> {
    prop_oneof![number().prop_map(OrderRef::Order), "[0-9]{28}".prop_map(OrderRef::Wallet)]
}

fn partner() -> impl Strategy<Value = Option<String>> {
    option::of("[0-9A-Za-z]{8,40}")
}

fn buyer() -> impl Strategy<Value = Buyer> {
    let login = option::of("[0-9*]{5,11}");
    ("[0-9A-Za-z_-]{8,40}", any::<bool>(), login).prop_map(|(id, per_app, login)| Buyer {
        id,
        per_app,
        login,
    })
}

fn scene() -> impl Strategy<Value = Scene> {
    prop_oneof![
        Just(Scene::Code),
        Just(Scene::App),
        Just(Scene::DesktopWeb),
        option::of(url()).prop_map(|quit_url| Scene::MobileWeb {
            client_ip: None,
            device: None,
            quit_url
        }),
        buyer().prop_map(|buyer| Scene::InWallet { buyer: Buyer { login: None, ..buyer } }),
        "2[5-9][0-9]{14,22}".prop_map(|code| Scene::BuyerCode { code }),
    ]
}

fn goods() -> impl Strategy<Value = Goods> {
    (number(), option::of(text()), 1_u32..1000, money())
        .prop_map(|(id, name, quantity, unit_price)| Goods { id, name, quantity, unit_price })
}

fn origin() -> impl Strategy<Value = Origin> {
    let value = prop_oneof![Just("\"Y\"".to_owned()), Just("{\"a\":[1,\"b\"]}".to_owned())];
    let name = prop_oneof![
        Just("extend_params.hb_fq_num".to_owned()),
        Just("royalty_info".to_owned()),
        Just("op_app_id".to_owned()),
    ];
    proptest::collection::btree_map(name, value, 0..3).prop_map(|fields| Origin {
        dialect: if fields.is_empty() { String::new() } else { "alipay".to_owned() },
        fields,
    })
}

prop_compose! {
    fn charge()(
        (scene, order, amount, subject) in (scene(), number(), money(), text()),
        (body, attach) in (option::of(text()), option::of(text())),
        (notify_url, return_url) in (option::of(url()), option::of(url())),
        expires in option::of(second()),
        merchant in partner(),
        goods in vec(goods(), 0..3),
        (no_credit, split) in any::<(bool, bool)>(),
        origin in origin(),
    ) -> ChargeAsk {
        // v3 has no place for a return address: only pages have one.
        let page = matches!(scene, Scene::DesktopWeb | Scene::MobileWeb { .. });
        ChargeAsk {
            scene, order, amount, subject, body, attach, notify_url,
            return_url: return_url.filter(|_| page),
            expires, app: Some(APP.to_owned()),
            sub_merchant: merchant.map(|merchant| SubMerchant { merchant, app: None }),
            goods, no_credit, split, origin,
        }
    }
}

prop_compose! {
    fn transaction()(
        (order, amount, wallet_no) in (number(), money(), option::of("[0-9]{28}")),
        state in prop_oneof![
            Just(TradeState::NotPaid), Just(TradeState::Paid), Just(TradeState::Refunded),
            Just(TradeState::Closed), Just(TradeState::Finished),
        ],
        (paid, paid_at) in (money(), second()),
        (buyer, bank) in (option::of(buyer()), option::of("[A-Z]{2,8}")),
        (subject, body, attach) in (option::of(text()), option::of(text()), option::of(text())),
        funds in vec(("[A-Z]{3,12}", money()), 0..3),
    ) -> Transaction {
        let funds: Vec<Fund> =
            funds.into_iter().map(|(channel, amount)| Fund { channel, amount }).collect();
        let was_paid = state.was_paid();
        Transaction {
            wallet_no, buyer, subject, body, attach,
            bank: bank.filter(|_| !funds.is_empty()), funds,
            paid: was_paid.then_some(paid),
            paid_at: was_paid.then_some(paid_at),
            ..Transaction::new(order, state, amount)
        }
    }
}

prop_compose! {
    fn refund_state()(
        (refund, order, wallet_no) in (number(), number(), option::of("[0-9]{28}")),
        done in any::<bool>(),
        (amount, total) in (option::of(money()), option::of(money())),
        done_at in option::of(second()),
        reason in option::of(text()),
    ) -> RefundState {
        let status = if done { RefundStatus::Done } else { RefundStatus::Processing };
        RefundState {
            wallet_no, order: Some(order), amount, total, done_at, reason,
            ..RefundState::new(refund, status)
        }
    }
}

/// Checks both laws of one exchange over every way to deal.
fn check<X: Exchange>(
    codec: Option<&'static dyn drawbridge_canon::Codec<X>>,
    ask: &X::Ask,
    answer: Option<&X::Answer>,
) -> Result<(), TestCaseError>
where
    X::Ask: PartialEq + std::fmt::Debug,
    X::Answer: PartialEq + std::fmt::Debug,
{
    let codec = codec.expect("spoken");
    for dealing in DEALINGS {
        let sides = Sides::of(dealing);
        let heard = sides.ask(codec, ask);
        prop_assert_eq!(heard.as_ref(), Ok(ask), "{:?}", dealing);
        if let Some(answer) = answer {
            let heeded = sides.answer(codec, ask, answer);
            prop_assert_eq!(heeded.as_ref(), Ok(answer), "{:?}", dealing);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_charge_is_heard_as_it_was_asked(ask in charge(), text in url(), paid in transaction()) {
        let mut paid = paid;
        paid.state = TradeState::Paid;
        paid.paid = paid.paid.or(Some(paid.amount));
        (paid.subject, paid.body, paid.attach) = (None, None, None);
        let answer = match ask.scene {
            Scene::Code => Handover::Code { text },
            Scene::InWallet { .. } => Handover::Prepay { id: "2026112422001".to_owned() },
            Scene::App => Handover::AppText { text },
            Scene::MobileWeb { .. } | Scene::DesktopWeb => Handover::Redirect { url: text },
            Scene::BuyerCode { .. } => Handover::Paid { transaction: Box::new(paid) },
        };
        check(pay().charge, &ask, Some(&answer))?;
    }

    #[test]
    fn a_buyer_who_must_confirm_is_waited_for(ask in charge(), code in "28[0-9]{16}") {
        let mut ask = ask;
        (ask.scene, ask.return_url) = (Scene::BuyerCode { code }, None);
        let known = Transaction::new(ask.order.clone(), TradeState::Paying, ask.amount);
        check(pay().charge, &ask, Some(&Handover::Paying { transaction: Box::new(known) }))?;
    }

    #[test]
    fn a_query_is_heard_and_answered(
        order in order(), sub_merchant in partner(), payment in transaction()
    ) {
        check(pay().query, &QueryAsk { order, sub_merchant }, Some(&payment))?;
    }

    #[test]
    fn closing_and_cancelling_are_heard_and_answered(
        order in order(), sub_merchant in partner(), number in number(),
        wallet_no in option::of("[0-9]{28}"), retry in any::<bool>(),
        action in option::of(prop_oneof![Just(CancelAction::Close), Just(CancelAction::Refund)]),
    ) {
        let ask = CloseAsk { order, sub_merchant };
        check(pay().close, &ask, Some(&(number.clone(), wallet_no.clone())))?;
        let answer = CancelAnswer { order: number, wallet_no, action, retry };
        check(pay().cancel, &ask, Some(&answer))?;
    }

    #[test]
    fn a_refund_is_heard_and_answered(
        order in order(), refund in number(), amount in money(), refunded in money(),
        reason in option::of(text()), notify_url in option::of(url()), sub_merchant in partner(),
        goods in vec(goods(), 0..3), state in refund_state(), buyer in option::of(buyer()),
    ) {
        let ask = RefundAsk {
            order, refund: Some(refund.clone()), amount, total: None, reason, notify_url,
            sub_merchant, goods, origin: Origin::default(),
            asked_at: None,
            wallet_no: None,
        };
        let answer = RefundState {
            refund, buyer, amount: None, total: None, reason: None, refunded: Some(refunded),
            moved: Some(state.status == RefundStatus::Done), ..state
        };
        check(pay().refund, &ask, Some(&answer))?;
    }

    #[test]
    fn a_refund_query_is_heard_and_answered(
        order in order(), refund in number(), sub_merchant in partner(), state in refund_state(),
    ) {
        let ask = RefundQueryAsk { refund, order: Some(order), sub_merchant, asked_at: None };
        check(pay().refund_query, &ask, Some(&state))?;
    }

    #[test]
    fn a_notice_is_heard_as_it_was_told(
        payment in transaction(), id in "[0-9]{34}", url in url(), created in option::of(second()),
        refund in option::of((number(), money(), 0_i64..1000)),
    ) {
        let sides = Sides::plain();
        let mut payment = payment;
        payment.app = Some(APP.to_owned());
        payment.merchant = Some(SELLER.to_owned());
        payment.created_at = created;
        let at = payment.paid_at.unwrap_or(NOW);
        let payment = Box::new(payment);
        let ask = match refund {
            Some((number, refunded, ms)) if payment.state == TradeState::Refunded => {
                let mut payment = payment;
                payment.refunded = Some(refunded);
                let at = at.plus_ms(ms);
                let refund = Box::new(RefundState {
                    order: Some(payment.order.clone()), wallet_no: payment.wallet_no.clone(),
                    total: Some(payment.amount), refunded: Some(refunded), done_at: Some(at),
                    buyer: payment.buyer.clone(), ..RefundState::new(number, RefundStatus::Done)
                });
                NoticeAsk { id, at, url, told: Told::Refund { refund, payment: Some(payment) } }
            }
            _ => NoticeAsk { id, at, url, told: Told::Payment(payment) },
        };
        let codec = pay().notice.expect("spoken");
        let request = codec.write_ask(&ask, &ctx(&sides.platform)).unwrap();
        let heard = codec.read_ask(&arrived(&request), &ctx(&sides.merchant));
        prop_assert_eq!(heard, Ok(NoticeAsk { url: String::new(), ..ask }));
    }

    #[test]
    fn a_buyer_comes_back_with_what_was_signed(payment in transaction(), mobile in any::<bool>()) {
        let sides = Sides::plain();
        let scene = if mobile { Scene::MobileWeb { client_ip: None, device: None, quit_url: None } } else { Scene::DesktopWeb };
        let payment = Transaction {
            wallet_no: payment.wallet_no, app: Some(APP.to_owned()),
            merchant: Some(SELLER.to_owned()), scene: Some(scene),
            ..Transaction::new(payment.order, TradeState::Paying, payment.amount)
        };
        let url = "https://shop.example/done?cart=1&x=%E6%B5%8B".to_owned();
        let ask = NoticeAsk {
            id: String::new(), at: NOW, url, told: Told::Payment(Box::new(payment)),
        };
        let codec = pay().back.expect("spoken");
        let request = codec.write_ask(&ask, &ctx(&sides.platform)).unwrap();
        prop_assert!(request.url().starts_with("https://shop.example/done?cart=1&x=%E6%B5%8B&"));
        let heard = codec.read_ask(&arrived(&request), &ctx(&sides.merchant));
        prop_assert_eq!(heard, Ok(NoticeAsk { url: String::new(), ..ask }));
    }

    #[test]
    fn a_bill_is_asked_for_and_linked_to(
        month in any::<bool>(), funds in any::<bool>(), sub_merchant in partner(), url in url(),
    ) {
        let ask = BillAsk {
            kind: if funds { BillKind::Funds(None) } else { BillKind::Trade },
            date: if month { "2026-11" } else { "2026-11-23" }.to_owned(),
            gzip: false,
            sub_merchant,
        };
        check(pay().bill, &ask, Some(&BillLink { url, hash: None }))?;
    }
}

#[test]
fn an_acknowledgement_is_the_word_success_and_nothing_else() {
    let sides = Sides::plain();
    let codec = pay().notice.expect("spoken");
    let context = ctx(&sides.platform);
    for answer in [Acknowledged::Heard, Acknowledged::Again("order unknown".to_owned())] {
        let response = codec.write_answer(&answer, &context).unwrap();
        assert_eq!(codec.read_answer(&response, &context).unwrap(), answer);
    }
    for almost in ["success\n", "SUCCESS", " success", "", "{\"code\":\"success\"}"] {
        let response = drawbridge_canon::Response::new(200, "text/plain", almost);
        let read = codec.read_answer(&response, &context).unwrap();
        assert!(matches!(read, Acknowledged::Again(_)), "{almost:?}");
    }
}

#[test]
fn a_bill_file_is_fetched_by_its_link() {
    let sides = Sides::plain();
    let (codec, format) = (pay().bill_file.unwrap(), pay().bill_format.unwrap());
    let link = format.link("https://gate.example/alipay", "t0ken");
    let ask = BillFileAsk { link };
    let mut request = codec.write_ask(&ask, &ctx(&sides.merchant)).unwrap();
    request.path = request.path.replace("/alipay", "");
    assert_eq!((pay().peek)(&request).unwrap().caller, "");
    assert_eq!(codec.read_ask(&request, &ctx(&sides.platform)).unwrap().link, "t0ken");
    let answer = BillFileAnswer { bytes: b"PK\x03\x04".to_vec() };
    let response = codec.write_answer(&answer, &ctx(&sides.platform)).unwrap();
    assert_eq!(codec.read_answer(&response, &ctx(&sides.merchant)).unwrap(), answer);
    let page = drawbridge_canon::Response::new(200, "text/html", "<html>expired");
    let read = codec.read_answer(&page, &ctx(&sides.merchant));
    assert!(matches!(read, Err(Fault::Refused(_))), "a page is no bill");
}
