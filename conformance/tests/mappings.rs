//! Every `MAPPING.md` names every canonical field of what its platform speaks. What each table says
//! of the fields on the wire is checked beside the dialect, where the kept bytes are.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot begin has failed, and it reads the documents"
)]

use drawbridge_canon::pay::{
    BillAsk, BillLink, BillRow, ChargeAsk, CloseAsk, Goods, NoticeAsk, Pay, PlatformCertificate,
    QueryAsk, RefundAsk, RefundQueryAsk, RefundState, Transaction,
};

/// The names of all fields of a type. The pattern has no `..`: a field that the canon gains must be
/// named here, and then stand in every table.
macro_rules! fields {
    ($type:ident { $($name:ident),* $(,)? }) => {{
        fn _whole(value: $type) {
            let $type { $($name: _),* } = value;
        }
        [$(stringify!($name)),*].as_slice()
    }};
}

/// Canonical words that a table must hold if the platform speaks of them.
struct Told {
    /// A word in the headings of the sections where they may stand.
    headings: &'static [&'static str],
    /// Whether the platform speaks of them.
    spoken: fn(&Pay) -> bool,
    fields: &'static [&'static str],
}

const fn told(
    headings: &'static [&'static str],
    spoken: fn(&Pay) -> bool,
    fields: &'static [&'static str],
) -> Told {
    Told { headings, spoken, fields }
}

#[rustfmt::skip]
fn canonical() -> Vec<Told> {
    let charge = fields!(ChargeAsk {
        scene, order, amount, subject, body, attach, notify_url, return_url, expires, app,
        sub_merchant, goods, no_credit, split, origin,
    });
    let transaction = fields!(Transaction {
        order, wallet_no, state, amount, paid, refunded, paid_at, buyer, scene, app, merchant,
        sub_merchant, subject, body, attach, bank, funds, created_at, closed_at,
    });
    let refund = fields!(RefundAsk {
        order, refund, amount, total, reason, notify_url, sub_merchant, goods, origin, asked_at,
        wallet_no,
    });
    let state = fields!(RefundState {
        refund, wallet_refund_no, order, wallet_no, status, amount, total, refunded, moved,
        created_at, done_at, account, buyer, reason,
    });
    let row = fields!(BillRow {
        kind, at, order, wallet_no, refund, wallet_refund_no, amount, fee_micro, rate_ppm, status,
        subject, attach, buyer, trade_type,
    });
    let of_a_refund = fields!(RefundQueryAsk { refund, order, sub_merchant, asked_at });
    vec![
        told(&["Charge"], |pay| pay.charge.is_some(), charge),
        told(&["Charge"], |pay| pay.charge.is_some(), fields!(Goods { id, name, quantity, unit_price })),
        told(&["Charge"], |pay| pay.charge.is_some(), &["client_ip", "device", "quit_url"]),
        told(&["Charge", "Handover"], |pay| pay.charge.is_some(), &["Code", "Prepay", "Redirect"]),
        told(&["Query"], |pay| pay.query.is_some(), fields!(QueryAsk { order, sub_merchant })),
        told(&["Query", "Transaction"], |pay| pay.query.is_some(), transaction),
        told(&["Close"], |pay| pay.close.is_some(), fields!(CloseAsk { order, sub_merchant })),
        told(&["Refund"], |pay| pay.refund.is_some(), refund),
        told(&["Refund"], |pay| pay.refund.is_some(), state),
        told(&["Refund"], |pay| pay.refund_query.is_some(), of_a_refund),
        told(&["Bill"], |pay| pay.bill.is_some(), fields!(BillAsk { kind, date, gzip, sub_merchant })),
        told(&["Bill"], |pay| pay.bill.is_some(), fields!(BillLink { url, hash })),
        told(&["Bill"], |pay| pay.bill_format.is_some(), row),
        told(
            &["Certificates"],
            |pay| pay.certificates.is_some(),
            fields!(PlatformCertificate { serial, from, until, pem }),
        ),
        told(&["Notice"], |pay| pay.notice.is_some(), fields!(NoticeAsk { id, at, url, told })),
    ]
}

#[test]
fn every_table_tells_of_every_canonical_field() {
    let mut missing = Vec::new();
    for dialect in drawbridge_roster::DIALECTS {
        let Some(pay) = dialect.pay else { continue };
        let table = mapping(dialect.name);
        let all = canonical();
        for Told { headings, fields, .. } in all.iter().filter(|told| (told.spoken)(pay)) {
            let text = sections(&table, headings);
            let absent = fields.iter().filter(|field| !text.contains(&format!("`{field}`")));
            missing.extend(absent.map(|field| format!("{}, {headings:?}: {field}", dialect.name)));
        }
    }
    assert!(missing.is_empty(), "not told of:\n{}", missing.join("\n"));
}

fn mapping(dialect: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../dialects");
    std::fs::read_to_string(format!("{folder}/{dialect}/MAPPING.md")).unwrap()
}

/// The sections whose heading holds one of these words.
fn sections(table: &str, words: &[&str]) -> String {
    let parts = table.split("\n## ").skip(1);
    let fits = |part: &&str| {
        let heading = part.lines().next().unwrap_or_default();
        words.iter().any(|word| heading.contains(word))
    };
    parts.filter(fits).collect()
}
