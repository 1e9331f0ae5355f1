//! Notices: whose certificate is believed, and what is told and acknowledged.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::sync::Arc;

use common::{ALWAYS, NOW, ORDER, PLATFORM_NAME, Party, WORLD, arrived, ctx};
use common::{merchant, pay, platform, subject};
use drawbridge_canon::pay::{
    Acknowledged, NoticeAsk, RefundState, RefundStatus, Told, TradeState, Transaction,
};
use drawbridge_canon::{
    Account, Ctx, Digest, Fault, KeyError, Money, Reason, Request, Response, Timestamp, Verify,
};
use drawbridge_seal::PrivateKey;
use drawbridge_seal::issue::{Authority, Validity};

/// A notice signed by `platform`, heard by `account`.
fn heard(platform: &Account, account: &Account, wall: Timestamp) -> Result<NoticeAsk, Fault> {
    let request = told_of_a_refund(platform);
    let context = Ctx { wall, ..ctx(account) };
    pay().notice.unwrap().read_ask(&arrived(&request), &context)
}

/// A notice of a refund that succeeded.
fn told_of_a_refund(platform: &Account) -> Request {
    let refund = RefundState {
        order: Some(ORDER.to_owned()),
        amount: Some(Money::fen(1)),
        ..RefundState::new(format!("{ORDER}R00"), RefundStatus::Done)
    };
    told(Told::Refund { refund: Box::new(refund), payment: None }, platform)
}

fn told(told: Told, platform: &Account) -> Request {
    let url = "https://shop.example/notify".to_owned();
    let notice = NoticeAsk { id: "1".to_owned(), at: NOW, url, told };
    pay().notice.unwrap().write_ask(&notice, &ctx(platform)).unwrap()
}

#[test]
fn only_a_certificate_that_is_traced_to_the_platform_is_believed() {
    let good = platform();
    assert!(heard(&good, &merchant(), NOW).is_ok());
    let unknown = |platform: &Account, account: &Account, wall| match heard(platform, account, wall)
    {
        Err(Fault::Forged(refusal)) => assert_eq!(refusal.reason, Reason::KeyUnknown),
        other => panic!("{other:?}"),
    };
    let with = |party: &Party| {
        let mut account = platform();
        account.keys.ours = vec![party.signer()];
        account
    };
    let brief = Validity { from: Timestamp(0), until: NOW.plus_seconds(60) };
    let brief = with(&Party::new(&WORLD.authority, PLATFORM_NAME, brief));
    assert!(heard(&brief, &merchant(), NOW).is_ok());
    unknown(&brief, &merchant(), NOW.plus_seconds(61));
    unknown(&with(&Party::new(&WORLD.authority, "a@b@别家公司@c", ALWAYS)), &merchant(), NOW);
    unknown(&with(&Party::new(&WORLD.authority, "中国银联股份有限公司", ALWAYS)), &merchant(), NOW);
    let root = PrivateKey::generate().unwrap();
    let stranger = Authority::create(subject("Root"), ALWAYS, root).unwrap();
    unknown(&with(&Party::new(&stranger, PLATFORM_NAME, ALWAYS)), &merchant(), NOW);
    let mut rootless = merchant();
    rootless.keys.root = None;
    unknown(&good, &rootless, NOW);
    // A certificate that the account lists needs no chain.
    rootless.keys.theirs = vec![WORLD.platform.verifier()];
    assert!(heard(&good, &rootless, NOW).is_ok());
    let mut elsewhere = merchant();
    elsewhere.options.insert("certificate_owner".to_owned(), "00040000:SIGN".to_owned());
    unknown(&good, &elsewhere, NOW);
    let test = Party::new(&WORLD.authority, "a@b@00040000:SIGN@c", ALWAYS);
    assert!(heard(&with(&test), &elsewhere, NOW).is_ok());
}

#[test]
fn an_acknowledgement_is_a_status() {
    let notice = pay().notice.unwrap();
    let account = merchant();
    for said in [Acknowledged::Heard, Acknowledged::Again("later".to_owned())] {
        let response = notice.write_answer(&said, &ctx(&account)).unwrap();
        assert_eq!(notice.read_answer(&response, &ctx(&account)).unwrap(), said);
    }
    let silent = Response::new(404, "text/plain", "");
    let again = Acknowledged::Again("HTTP 404".to_owned());
    assert_eq!(notice.read_answer(&silent, &ctx(&account)).unwrap(), again);
}

#[test]
fn only_what_succeeded_is_told() {
    let account = platform();
    for state in [TradeState::Closed, TradeState::Failed, TradeState::NotPaid] {
        let payment = Transaction::new(ORDER, state, Money::fen(1));
        let url = "https://shop.example/".to_owned();
        let told = Told::Payment(Box::new(payment));
        let notice = NoticeAsk { id: "1".to_owned(), at: NOW, url, told };
        let written = pay().notice.unwrap().write_ask(&notice, &ctx(&account));
        assert!(matches!(written, Err(Fault::Untranslatable(_))), "{state:?}");
    }
}

/// A key that believes whatever is signed: for notices that no platform of ours writes.
struct Credulous;

impl Verify for Credulous {
    fn verify(&self, _: Digest, _: &[u8], _: &[u8]) -> bool {
        true
    }

    fn encrypt(&self, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        Err(KeyError("it believes, and does nothing else".to_owned()))
    }
}

/// What a notice says with another code, whoever signed it.
fn told_with(written: &Request, code: &str) -> Told {
    let mut account = merchant();
    account.keys.theirs = vec![WORLD.platform.verifier()];
    account.keys.theirs[0].key = Arc::new(Credulous);
    let body = String::from_utf8(written.body.clone()).unwrap();
    let mut request = arrived(written);
    request.body = body.replace("respCode=00", &format!("respCode={code}")).into_bytes();
    pay().notice.unwrap().read_ask(&request, &ctx(&account)).unwrap().told
}

#[test]
fn a_notice_of_a_refund_means_what_a_query_with_the_same_code_means() {
    let written = told_of_a_refund(&platform());
    let status = |code: &str| match told_with(&written, code) {
        Told::Refund { refund, .. } => refund.status,
        Told::Payment(payment) => panic!("{payment:?}"),
    };
    for code in ["01", "03", "04", "05", "12", "34"] {
        assert_eq!(status(code), RefundStatus::Processing, "{code} is no end: it is asked about");
    }
    assert_eq!(status("00"), RefundStatus::Done);
    assert_eq!(status("30"), RefundStatus::Closed);
    assert_eq!(status("60"), RefundStatus::Abnormal);
}

#[test]
fn a_notice_of_a_payment_means_what_a_query_with_the_same_code_means() {
    let payment = Transaction::new(ORDER, TradeState::Paid, Money::fen(1));
    let written = told(Told::Payment(Box::new(payment)), &platform());
    let state = |code: &str| match told_with(&written, code) {
        Told::Payment(payment) => payment.state,
        Told::Refund { refund, .. } => panic!("{refund:?}"),
    };
    for code in ["01", "03", "04", "12", "34", "60"] {
        assert_eq!(state(code), TradeState::Paying, "{code} is no end: it is asked about");
    }
    assert_eq!(state("00"), TradeState::Paid);
    assert_eq!(state("05"), TradeState::NotPaid);
    assert_eq!(state("69"), TradeState::Closed);
    assert_eq!(state("30"), TradeState::Failed);
}
