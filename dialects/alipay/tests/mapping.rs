//! `MAPPING.md` is complete: it names every canonical field of what is spoken, and every field in
//! the samples.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::collections::BTreeSet;

use common::sample::{Sample, all, file};
use drawbridge_canon::pay::{
    BillAsk, BillKind, BillLink, BillRow, Buyer, ChargeAsk, Fund, Goods, NoticeAsk, OrderRef,
    Origin, QueryAsk, RefundAsk, RefundQueryAsk, RefundState, RefundStatus, RowKind, Scene,
    SubMerchant, Told, TradeState, Transaction,
};
use drawbridge_canon::{Money, Timestamp};
use serde::Serialize;
use serde_json::Value;

const FEN: Money = Money::fen(1);
const AT: Timestamp = Timestamp(0);

fn x() -> String {
    "x".to_owned()
}

/// The names of a value's fields, all the way down.
fn names(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                into.insert(name.clone());
                names(value, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, into)),
        Value::String(text) if text.starts_with(['{', '[']) => {
            if let Ok(value) = serde_json::from_str(text) {
                names(&value, into);
            }
        }
        _ => {}
    }
}

/// Checks that the section names every field of a full value.
fn check(section: &str, full: &impl Serialize) {
    let mapping = file("MAPPING.md");
    let headings = mapping.split("\n## ");
    let part = headings.into_iter().find(|part| part.lines().next().unwrap().contains(section));
    let part = part.unwrap_or_else(|| panic!("MAPPING.md has no section {section}"));
    let mut fields = BTreeSet::new();
    names(&serde_json::to_value(full).unwrap(), &mut fields);
    assert!(!fields.is_empty());
    for field in fields {
        let named = part.contains(&format!("`{field}`"));
        assert!(named, "MAPPING.md, section {section}, says nothing of `{field}`");
    }
}

fn buyer() -> Buyer {
    Buyer { id: x(), per_app: true, login: Some(x()) }
}

fn goods() -> Goods {
    Goods { id: x(), name: Some(x()), quantity: 1, unit_price: FEN }
}

fn transaction() -> Transaction {
    Transaction {
        wallet_no: Some(x()),
        paid: Some(FEN),
        refunded: Some(FEN),
        paid_at: Some(AT),
        buyer: Some(buyer()),
        scene: None,
        app: Some(x()),
        merchant: Some(x()),
        subject: Some(x()),
        body: Some(x()),
        attach: Some(x()),
        bank: Some(x()),
        funds: vec![Fund { channel: x(), amount: FEN }],
        created_at: Some(AT),
        closed_at: Some(AT),
        ..Transaction::new("x", TradeState::Paid, FEN)
    }
}

fn charge(scene: Scene) -> ChargeAsk {
    ChargeAsk {
        scene,
        order: x(),
        amount: FEN,
        subject: x(),
        body: Some(x()),
        attach: Some(x()),
        notify_url: Some(x()),
        return_url: Some(x()),
        expires: Some(AT),
        app: Some(x()),
        sub_merchant: Some(SubMerchant { merchant: x(), app: Some(x()) }),
        goods: vec![goods()],
        no_credit: true,
        split: true,
        origin: origin(),
    }
}

fn origin() -> Origin {
    // The name of a passed field is Alipay's own: one that the table has.
    let fields = [("origin".to_owned(), "1".to_owned())].into();
    Origin { dialect: x(), fields }
}

#[test]
fn every_canonical_field_of_a_charge_is_mapped() {
    let mobile = Scene::MobileWeb { client_ip: Some(x()), device: Some(x()), quit_url: Some(x()) };
    for scene in [
        Scene::InWallet { buyer: Buyer { login: None, ..buyer() } },
        Scene::BuyerCode { code: x() },
        mobile,
    ] {
        check("ChargeAsk", &charge(scene));
    }
}

#[test]
fn every_canonical_field_of_a_payment_and_a_refund_is_mapped() {
    let payment = serde_json::to_value(transaction()).unwrap();
    // Money's own two fields are explained once, at the top of the charge.
    let mut payment = payment.as_object().unwrap().clone();
    for (_, value) in &mut payment {
        if value.get("minor").is_some() {
            *value = Value::Null;
        }
    }
    payment.insert("scene".to_owned(), Value::Null);
    payment.insert("sub_merchant".to_owned(), Value::Null);
    payment["funds"] = serde_json::json!([{ "channel": "x", "amount": null }]);
    check("Transaction", &payment);
    let order = OrderRef::Order(x());
    check(
        "RefundAsk",
        &RefundAsk {
            order: order.clone(),
            refund: Some(x()),
            amount: FEN,
            total: Some(FEN),
            reason: Some(x()),
            notify_url: Some(x()),
            sub_merchant: Some(x()),
            goods: vec![goods()],
            origin: origin(),
            asked_at: Some(AT),
            wallet_no: Some(x()),
        }
        .without_order(),
    );
    check("RefundState", &shallow(&RefundState::new("x", RefundStatus::Done)));
    let query = RefundQueryAsk {
        refund: x(),
        order: Some(order),
        sub_merchant: Some(x()),
        asked_at: Some(AT),
    };
    check("RefundQueryAsk", &shallow(&query));
}

#[test]
fn every_canonical_field_of_the_rest_is_mapped() {
    let query = QueryAsk { order: OrderRef::Order(x()), sub_merchant: Some(x()) };
    check("QueryAsk", &shallow(&query));
    let told = Told::Payment(Box::new(transaction()));
    let notice = NoticeAsk { id: x(), at: AT, url: x(), told };
    check("NoticeAsk", &shallow(&notice));
    let bill = BillAsk { kind: BillKind::Trade, date: x(), gzip: true, sub_merchant: Some(x()) };
    check("BillAsk", &bill);
    check("BillAsk", &BillLink { url: x(), hash: None });
    let row = BillRow {
        kind: RowKind::Payment,
        at: AT,
        order: x(),
        wallet_no: x(),
        refund: Some(x()),
        wallet_refund_no: Some(x()),
        amount: FEN,
        fee_micro: 1,
        rate_ppm: Some(1),
        status: Some(x()),
        subject: x(),
        attach: x(),
        buyer: x(),
        trade_type: x(),
    };
    check("BillRow", &shallow(&row));
}

/// The names of a value's own fields, without those of the values in them.
fn shallow(value: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(value).unwrap();
    for (_, member) in value.as_object_mut().unwrap() {
        *member = Value::Null;
    }
    value
}

/// An order's reference is explained in words, not as a field.
trait WithoutOrder {
    fn without_order(&self) -> Value;
}

impl WithoutOrder for RefundAsk {
    fn without_order(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap();
        value["order"] = Value::Null;
        value
    }
}

#[test]
fn every_field_in_the_samples_is_mapped() {
    let mapping = file("MAPPING.md");
    for sample in all() {
        for field in fields(&sample) {
            let replied = field.ends_with("_response");
            let named = replied || mapping.contains(&format!("`{field}`"));
            assert!(named, "MAPPING.md says nothing of `{field}`, seen in {}", sample.name);
        }
    }
}

/// The names of a sample's parameters and of what is JSON in them or in its body.
fn fields(sample: &Sample) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(response) = sample.response() {
        names(&serde_json::from_slice(&response.body).unwrap(), &mut found);
    }
    if let Some(request) = sample.request() {
        let body = String::from_utf8(request.body.clone()).unwrap();
        if body.starts_with('{') {
            names(&serde_json::from_str(&body).unwrap(), &mut found);
        }
        for part in [request.query.unwrap_or_default(), body] {
            for (name, value) in part.split('&').filter_map(|pair| pair.split_once('=')) {
                if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                    continue;
                }
                found.insert(name.to_owned());
                let value = value.replace("%22", "\"").replace("%3A", ":").replace("%2C", ",");
                let value = value.replace("%7B", "{").replace("%7D", "}");
                let value = value.replace("%5B", "[").replace("%5D", "]").replace('%', "");
                names(&Value::String(value), &mut found);
            }
        }
    }
    found
}
