//! Sample rows.

use drawbridge_canon::{Currency, Money, Timestamp};
use drawbridge_engine::store::{
    EntryRow, LeafWrite, NoticeRow, OurRow, PaymentRow, PaymentWrite, PostingRow, Write,
};

/// Noon of the sample day.
pub(crate) fn noon() -> Timestamp {
    Timestamp::parse_local("2026-11-24 12:00:00").expect("a time")
}

/// The id of the sample payment of this number.
pub(crate) fn id(number: u64) -> String {
    format!("20261124120000{number:014}")
}

/// A new payment.
pub(crate) fn payment(number: u64) -> PaymentRow {
    PaymentRow {
        id: id(number),
        merchant: format!("m{}", number % 3),
        account: "front:shop".to_owned(),
        order: format!("order-{number}"),
        version: 1,
        state: format!("{{\"number\":{number}}}").into_bytes(),
        due: None,
        created: noon(),
        phase: "created".to_owned(),
        amount: Money::fen(100 + number),
        wallet: None,
        leaf: None,
    }
}

/// A write that makes a new payment.
pub(crate) fn create(row: PaymentRow) -> Write {
    Write { payment: Some(PaymentWrite { row, expected: None }), ..Write::default() }
}

/// A write that changes a payment.
pub(crate) fn update(row: PaymentRow, version: u64) -> Write {
    Write { payment: Some(PaymentWrite { row, expected: Some(version) }), ..Write::default() }
}

/// A leaf of which nothing is hidden.
pub(crate) fn leaf(body: &[u8]) -> LeafWrite {
    LeafWrite::Ready { body: body.to_vec(), opening: Vec::new() }
}

/// A posting of `minor` fen from one account to another.
pub(crate) fn posting(key: &str, payment: Option<&str>, day: &str, minor: u64) -> PostingRow {
    PostingRow {
        key: key.to_owned(),
        payment: payment.map(str::to_owned),
        at: noon(),
        day: day.to_owned(),
        memo: "paid 已付".to_owned(),
        entries: vec![entry("receivable", true, minor), entry("payable", false, minor)],
    }
}

/// An entry of the sample merchant.
pub(crate) fn entry(kind: &str, debit: bool, minor: u64) -> EntryRow {
    EntryRow {
        merchant: "m0".to_owned(),
        wallet: "purse:1".to_owned(),
        kind: kind.to_owned(),
        debit,
        minor,
        currency: Currency::CNY,
    }
}

/// A notice that is due.
pub(crate) fn notice(name: &str, payment: &str, due: Timestamp) -> NoticeRow {
    NoticeRow {
        id: name.to_owned(),
        payment: payment.to_owned(),
        account: "front:shop".to_owned(),
        body: b"{}".to_vec(),
        created: noon(),
        due: Some(due),
        attempt: 0,
        done: false,
        last_error: None,
    }
}

/// Our side of a bill's line.
pub(crate) fn ours(key: &str, payment: &str, minor: u64) -> OurRow {
    OurRow {
        wallet: "purse:1".to_owned(),
        day: "2026-11-24".to_owned(),
        kind: "payment".to_owned(),
        key: key.to_owned(),
        payment: payment.to_owned(),
        wallet_no: String::new(),
        amount: Money::fen(minor),
        fee_micro: -6_000,
        at: noon(),
    }
}
