//! `MAPPING.md` is complete: it names every canonical field of what is spoken, and every member of
//! the samples.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::collections::BTreeSet;

use common::sample::{all, file};
use drawbridge_canon::pay::{
    Buyer, ChargeAsk, Fund, Goods, NoticeAsk, OrderRef, Origin, QueryAsk, RefundAsk,
    RefundQueryAsk, RefundState, RefundStatus, Scene, SubMerchant, Told, TradeState, Transaction,
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
        _ => {}
    }
}

/// Checks that the section names every field of a full value.
fn check(section: &str, full: &impl Serialize) {
    let mapping = file("MAPPING.md");
    let mut parts = mapping.split("\n## ");
    let part = parts.find(|part| part.lines().next().unwrap() == section);
    let part = part.unwrap_or_else(|| panic!("MAPPING.md has no section {section}"));
    let mut fields = BTreeSet::new();
    names(&serde_json::to_value(full).unwrap(), &mut fields);
    assert!(!fields.is_empty());
    for field in fields {
        let named = part.contains(&format!("`{field}`"));
        assert!(named, "MAPPING.md, section {section}, says nothing of `{field}`");
    }
}

/// The names of a value's own fields, without those of the values in them.
fn shallow(value: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(value).unwrap();
    for (_, member) in value.as_object_mut().unwrap() {
        *member = Value::Null;
    }
    value
}

fn buyer() -> Buyer {
    Buyer { id: x(), per_app: true, login: Some(x()) }
}

fn goods() -> Goods {
    Goods { id: x(), name: Some(x()), quantity: 1, unit_price: FEN }
}

fn origin() -> Origin {
    // The name of a passed field is the platform's own: one that the table has.
    Origin { dialect: x(), fields: [("origin".to_owned(), "1".to_owned())].into() }
}

#[test]
fn every_canonical_field_of_a_charge_is_mapped() {
    for scene in [
        Scene::InWallet { buyer: buyer() },
        Scene::BuyerCode { code: x() },
        Scene::MobileWeb { client_ip: Some(x()), device: Some(x()), quit_url: Some(x()) },
    ] {
        let charge = ChargeAsk {
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
        };
        check("ChargeAsk", &charge);
    }
}

#[test]
fn every_canonical_field_of_a_payment_is_mapped() {
    let payment = Transaction {
        wallet_no: Some(x()),
        paid: Some(FEN),
        refunded: Some(FEN),
        paid_at: Some(AT),
        buyer: Some(buyer()),
        scene: Some(Scene::Code),
        app: Some(x()),
        merchant: Some(x()),
        sub_merchant: Some(SubMerchant { merchant: x(), app: None }),
        subject: Some(x()),
        body: Some(x()),
        attach: Some(x()),
        bank: Some(x()),
        funds: vec![Fund { channel: x(), amount: FEN }],
        created_at: Some(AT),
        closed_at: Some(AT),
        ..Transaction::new("x", TradeState::Paid, FEN)
    };
    check("Transaction", &shallow(&payment));
    let told = Told::Payment(Box::new(payment));
    let notice = NoticeAsk { id: x(), at: AT, url: x(), told };
    check("NoticeAsk", &shallow(&notice));
}

#[test]
fn every_canonical_field_of_a_refund_and_a_query_is_mapped() {
    let order = OrderRef::Order(x());
    let refund = RefundAsk {
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
    };
    check("RefundAsk", &shallow(&refund));
    check("RefundState", &shallow(&RefundState::new("x", RefundStatus::Done)));
    let query = RefundQueryAsk {
        refund: x(),
        order: Some(order.clone()),
        sub_merchant: None,
        asked_at: Some(AT),
    };
    check("RefundQueryAsk", &shallow(&query));
    check("QueryAsk", &shallow(&QueryAsk { order, sub_merchant: None }));
}

#[test]
fn every_member_of_the_samples_is_named() {
    let mapping = file("MAPPING.md");
    for sample in all() {
        let members = sample.members();
        assert!(members.len() > 5, "{}", sample.name);
        for member in members {
            let named = mapping.contains(&format!("`{member}`"));
            assert!(named, "MAPPING.md says nothing of `{member}` in {}", sample.name);
        }
    }
}

#[test]
fn every_member_that_is_read_or_dropped_is_named() {
    let mapping = file("MAPPING.md");
    let known = file("src/pay/charge/known.rs");
    let quoted: Vec<&str> = known.split('"').skip(1).step_by(2).collect();
    assert!(quoted.len() > 30);
    for member in quoted {
        assert!(mapping.contains(&format!("`{member}`")), "MAPPING.md says nothing of `{member}`");
    }
}
