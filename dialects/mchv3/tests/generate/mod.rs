//! Arbitrary asks and answers, within what the wire can say. What it cannot say is in the
//! wallets' mapping tables.
#![allow(dead_code, reason = "each test file uses its part")]

use drawbridge_canon::pay::{
    BillAsk, BillKind, Buyer, ChargeAsk, Goods, Handover, NoticeAsk, OrderRef, Origin, QueryAsk,
    RefundAsk, RefundQueryAsk, RefundState, RefundStatus, Scene, SubMerchant, Told, TradeState,
    Transaction,
};
use drawbridge_canon::{Money, Timestamp};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

pub(crate) const ORDER: &str = "[0-9A-Za-z_|*-]{6,32}";
const REFUND: &str = "[0-9A-Za-z_|*@-]{1,64}";
const NUMBER: &str = "[0-9]{28}";
const LINE: &str = "[!-~一-龥][ -~一-龥]{0,38}[!-~一-龥]";
const SHORT: &str = "[ -~一-龥]{1,26}";
const ID: &str = "[0-9A-Za-z_-]{1,32}";

fn money() -> impl Strategy<Value = Money> {
    (1..10_000_000_000_u64).prop_map(Money::fen)
}

fn second() -> impl Strategy<Value = Timestamp> {
    (1_500_000_000_i64..2_000_000_000).prop_map(Timestamp::from_seconds)
}

fn url() -> impl Strategy<Value = String> {
    "https?://[a-z]{1,9}\\.example(:[0-9]{2,4})?/[a-z/]{0,20}"
}

fn goods() -> impl Strategy<Value = Vec<Goods>> {
    let name = of(SHORT);
    let line = (ID, name, 1..1000_u32, 0..1_000_000_u64).prop_map(|(id, name, quantity, price)| {
        Goods { id, name, quantity, unit_price: Money::fen(price) }
    });
    vec(line, 0..3)
}

fn scene() -> impl Strategy<Value = Scene> {
    let buyer = |id| Buyer { id, per_app: true, login: None };
    prop_oneof![
        Just(Scene::Code),
        Just(Scene::App),
        ID.prop_map(move |id| Scene::InWallet { buyer: buyer(id) }),
        ("[0-9.]{7,15}", "Wap|iOS|Android").prop_map(|(ip, device)| Scene::MobileWeb {
            client_ip: Some(ip),
            device: Some(device),
            quit_url: None,
        }),
    ]
}

/// What a scene is answered with.
fn handover(scene: &Scene, text: String) -> Handover {
    match scene {
        Scene::Code => Handover::Code { text },
        Scene::MobileWeb { .. } => Handover::Redirect { url: text },
        _ => Handover::Prepay { id: text },
    }
}

/// Fields that only `dialect` understands; `goods` says whether there is a line to mark.
fn origin(dialect: &str, tag: Option<String>, mark: Option<String>, goods: bool) -> Origin {
    let mut origin = Origin::default();
    let marked = mark.filter(|_| goods);
    let mark_path = format!("detail.goods_detail.0.{dialect}_goods_id");
    let fields = [("goods_tag", &tag), ("detail.invoice_id", &tag), (mark_path.as_str(), &marked)];
    for (path, value) in fields {
        if let Some(value) = value {
            dialect.clone_into(&mut origin.dialect);
            origin.fields.insert(path.to_owned(), format!("\"{value}\""));
        }
    }
    origin
}

pub(crate) fn charge(dialect: &'static str) -> impl Strategy<Value = (ChargeAsk, Handover)> {
    let sub = of((ID, of(ID)).prop_map(|(merchant, app)| SubMerchant { merchant, app }));
    let texts = (ORDER, LINE, of(SHORT), url(), "[!-~]{1,40}");
    let rest = (scene(), money(), of(second()), sub, goods());
    let flags = (any::<bool>(), any::<bool>(), of(ID), of(ID));
    (texts, rest, flags).prop_map(move |(texts, rest, flags)| {
        let (order, subject, attach, notify_url, text) = texts;
        let (scene, amount, expires, sub_merchant, goods) = rest;
        let (no_credit, split, tag, mark) = flags;
        let answer = handover(&scene, text);
        let origin = origin(dialect, tag, mark, !goods.is_empty());
        let ask = ChargeAsk {
            scene,
            order,
            amount,
            subject,
            body: None,
            attach,
            notify_url: Some(notify_url),
            return_url: None,
            expires,
            app: Some(crate::common::APP.to_owned()),
            sub_merchant,
            goods,
            no_credit,
            split,
            origin,
        };
        (ask, answer)
    })
}

pub(crate) fn query() -> impl Strategy<Value = QueryAsk> {
    let order = prop_oneof![ORDER.prop_map(OrderRef::Order), NUMBER.prop_map(OrderRef::Wallet)];
    (order, of(ID)).prop_map(|(order, sub_merchant)| QueryAsk { order, sub_merchant })
}

pub(crate) fn transaction() -> impl Strategy<Value = Transaction> {
    let state = prop_oneof![
        Just(TradeState::Paid),
        Just(TradeState::PartlyRefunded),
        Just(TradeState::NotPaid),
        Just(TradeState::Closed),
        Just(TradeState::Revoked),
        Just(TradeState::Paying),
        Just(TradeState::Failed),
    ];
    let told = (of(NUMBER), of(money()), of(second()), of(ID), of(SHORT), of("[A-Z_]{3,10}"));
    (ORDER, state, money(), told, 0..4_u8).prop_map(|(order, state, amount, told, how)| {
        let (wallet_no, paid, paid_at, buyer, attach, bank) = told;
        let buyer = buyer.map(|id| Buyer { id, per_app: true, login: None });
        let scene = match how {
            0 => Some(Scene::Code),
            1 => Some(Scene::InWallet { buyer: buyer.clone().unwrap_or_default() }),
            2 => Some(Scene::App),
            _ => None,
        };
        let sub_merchant = Some(SubMerchant { merchant: "1900000109".into(), app: None });
        Transaction {
            wallet_no,
            paid,
            paid_at,
            buyer,
            scene,
            attach,
            bank,
            app: Some(crate::common::APP.to_owned()),
            merchant: Some(crate::common::MERCHANT.to_owned()),
            sub_merchant,
            ..Transaction::new(order, state, amount)
        }
    })
}

pub(crate) fn refund(dialect: &'static str) -> impl Strategy<Value = RefundAsk> {
    let order = prop_oneof![ORDER.prop_map(OrderRef::Order), NUMBER.prop_map(OrderRef::Wallet)];
    let texts = (order, REFUND, of("[!-~一-龥]{1,26}"), of(url()), of(ID));
    let kept = (any::<bool>(), of(1..1000_u64));
    (texts, money(), 0..1_000_000_u64, goods(), kept).prop_map(
        move |(texts, amount, rest, goods, (available, odd))| {
            let (order, refund, reason, notify_url, sub_merchant) = texts;
            let mut origin = Origin::default();
            if available {
                origin.fields.insert("funds_account".into(), "\"AVAILABLE\"".into());
            }
            if let (Some(odd), Some(first)) = (odd, goods.first()) {
                let whole = first.unit_price.minor * u64::from(first.quantity);
                let path = "goods_detail.0.refund_amount".to_owned();
                origin.fields.insert(path, (whole + odd).to_string());
            }
            if !origin.fields.is_empty() {
                dialect.clone_into(&mut origin.dialect);
            }
            RefundAsk {
                order,
                refund: Some(refund),
                amount,
                total: Some(Money::fen(amount.minor + rest)),
                reason,
                notify_url,
                sub_merchant,
                goods,
                origin,
                asked_at: None,
                wallet_no: None,
            }
        },
    )
}

pub(crate) fn refund_query() -> impl Strategy<Value = RefundQueryAsk> {
    (REFUND, of(ID)).prop_map(|(refund, sub_merchant)| RefundQueryAsk {
        refund,
        order: None,
        sub_merchant,
        asked_at: None,
    })
}

pub(crate) fn refund_state() -> impl Strategy<Value = RefundState> {
    let status = prop_oneof![
        Just(RefundStatus::Done),
        Just(RefundStatus::Processing),
        Just(RefundStatus::Closed),
        Just(RefundStatus::Abnormal),
    ];
    let numbers = (of(NUMBER), of(ORDER), of(NUMBER), of(SHORT));
    let sums = (of(money()), of(money()), of(second()), of(second()));
    (REFUND, status, numbers, sums).prop_map(|(refund, status, numbers, sums)| {
        let (wallet_refund_no, order, wallet_no, account) = numbers;
        let (amount, total, created_at, done_at) = sums;
        RefundState {
            wallet_refund_no,
            order,
            wallet_no,
            account,
            amount,
            total,
            created_at,
            done_at,
            ..RefundState::new(refund, status)
        }
    })
}

pub(crate) fn bill() -> impl Strategy<Value = BillAsk> {
    let kind = prop_oneof![
        Just(BillKind::Trade),
        Just(BillKind::TradePaid),
        Just(BillKind::TradeRefunded),
        Just(BillKind::Funds(None)),
        Just(BillKind::Funds(Some("OPERATION".into()))),
    ];
    (kind, second(), any::<bool>(), of(ID)).prop_map(|(kind, at, gzip, sub_merchant)| BillAsk {
        kind,
        date: at.day(),
        gzip,
        sub_merchant,
    })
}

pub(crate) fn notice() -> impl Strategy<Value = NoticeAsk> {
    let payment = transaction().prop_map(|payment| {
        Told::Payment(Box::new(Transaction { state: TradeState::Paid, ..payment }))
    });
    let refund = refund_state().prop_map(|refund| {
        let status = match refund.status {
            RefundStatus::Processing => RefundStatus::Done,
            known => known,
        };
        let refund = Box::new(RefundState { status, created_at: None, ..refund });
        Told::Refund { refund, payment: None }
    });
    let told = prop_oneof![payment, refund];
    ("[0-9a-f-]{36}", second(), url(), told).prop_map(|(id, at, url, told)| NoticeAsk {
        id,
        at,
        url,
        told,
    })
}
