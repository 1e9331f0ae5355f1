//! The mapping table is whole: every canonical field of every exchange that is spoken, and every
//! field in the kept bytes, stands in it.

mod common;

use std::collections::BTreeSet;

use common::{message, wire};
use drawbridge_canon::pay::{
    BillAsk, BillFileAnswer, BillFileAsk, BillLink, BillRow, ChargeAsk, CloseAsk, Goods, NoticeAsk,
    PlatformCertificate, QueryAsk, RefundAsk, RefundQueryAsk, RefundState, Transaction,
};
use serde_json::Value;

const MAPPING: &str = include_str!("../MAPPING.md");

/// The names of all fields of a type. The pattern has no `..`: a field that the canon gains must be
/// named here, and then stand in the table.
macro_rules! fields {
    ($type:ident { $($name:ident),* $(,)? }) => {{
        fn _whole(value: $type) {
            let $type { $($name: _),* } = value;
        }
        [$(stringify!($name)),*].as_slice()
    }};
}

/// Canonical words by the section that tells of them.
#[allow(clippy::too_many_lines, reason = "a table")]
fn canonical() -> Vec<(&'static str, &'static [&'static str])> {
    vec![
        (
            "## Charge",
            fields!(ChargeAsk {
                scene,
                order,
                amount,
                subject,
                body,
                attach,
                notify_url,
                return_url,
                expires,
                app,
                sub_merchant,
                goods,
                no_credit,
                split,
                origin,
            }),
        ),
        ("## Charge", fields!(Goods { id, name, quantity, unit_price })),
        ("## Charge", &["client_ip", "device", "quit_url", "Code", "Prepay", "Redirect"]),
        ("## Query", fields!(QueryAsk { order, sub_merchant })),
        (
            "## Query",
            fields!(Transaction {
                order,
                wallet_no,
                state,
                amount,
                paid,
                refunded,
                paid_at,
                buyer,
                scene,
                app,
                merchant,
                sub_merchant,
                subject,
                body,
                attach,
                bank,
                funds,
                created_at,
                closed_at,
            }),
        ),
        ("## Close", fields!(CloseAsk { order, sub_merchant })),
        (
            "## Refund",
            fields!(RefundAsk {
                order,
                refund,
                amount,
                total,
                reason,
                notify_url,
                sub_merchant,
                goods,
                origin,
                asked_at,
                wallet_no,
            }),
        ),
        ("## Refund", fields!(RefundQueryAsk { refund, order, sub_merchant, asked_at })),
        (
            "## Refund",
            fields!(RefundState {
                refund,
                wallet_refund_no,
                order,
                wallet_no,
                status,
                amount,
                total,
                refunded,
                moved,
                created_at,
                done_at,
                account,
                buyer,
                reason,
            }),
        ),
        ("## Bill", fields!(BillAsk { kind, date, gzip, sub_merchant })),
        ("## Bill", fields!(BillLink { url, hash })),
        ("## Bill", fields!(BillFileAsk { link })),
        ("## Bill", fields!(BillFileAnswer { bytes })),
        (
            "## Bill",
            fields!(BillRow {
                kind,
                at,
                order,
                wallet_no,
                refund,
                wallet_refund_no,
                amount,
                fee_micro,
                rate_ppm,
                status,
                subject,
                attach,
                buyer,
                trade_type,
            }),
        ),
        ("## Certificates", fields!(PlatformCertificate { serial, from, until, pem })),
        ("## Notice", fields!(NoticeAsk { id, at, url, told })),
        ("## Notice", &["Heard", "Again"]),
    ]
}

#[test]
fn every_canonical_field_stands_in_the_table_of_its_exchange() {
    for (heading, fields) in canonical() {
        let start = MAPPING.find(heading).unwrap_or_else(|| panic!("no {heading}"));
        let rest = &MAPPING[start + heading.len()..];
        let section = &rest[..rest.find("\n## ").unwrap_or(rest.len())];
        for field in fields {
            assert!(section.contains(&format!("`{field}`")), "{heading} does not tell of {field}");
        }
    }
}

#[test]
fn every_field_in_the_kept_bytes_stands_in_the_table() {
    let mut names = BTreeSet::new();
    for (name, bytes) in wire() {
        if name.contains(".csv") || name.contains(".source") {
            continue;
        }
        let text = String::from_utf8(message(&bytes).to_vec()).expect("kept files are UTF-8");
        let body = text.split_once("\r\n\r\n").map_or(text.as_str(), |(_, body)| body);
        if let Ok(value) = serde_json::from_str(body) {
            collect(&value, &mut names);
        }
        let target = text.lines().next().unwrap_or_default();
        let query = target.split(' ').nth(1).and_then(|target| target.split_once('?'));
        for pair in query.map_or("", |(_, query)| query).split('&') {
            names.insert(pair.split('=').next().unwrap_or_default().to_owned());
        }
    }
    names.remove("");
    assert!(names.len() > 60, "the kept bytes were read: {names:?}");
    let told = |name: &String| {
        ["`", "."].iter().any(|before| {
            ["`", "."].iter().any(|after| MAPPING.contains(&format!("{before}{name}{after}")))
        })
    };
    names.retain(|name| !told(name));
    assert!(names.is_empty(), "MAPPING.md does not tell of {names:?}");
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                names.insert(name.clone());
                collect(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}

#[test]
fn every_column_of_the_kept_bill_stands_in_the_table() {
    let bytes = common::kept("bill.ALL.csv");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let header = text.trim_start_matches('\u{feff}').lines().next().expect("a header");
    let lost_elsewhere = ["商户号", "退款金额"];
    for column in header.split(',').filter(|column| !lost_elsewhere.contains(column)) {
        assert!(MAPPING.contains(column), "MAPPING.md does not tell of {column}");
    }
}
