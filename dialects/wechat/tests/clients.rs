//! Requests of the real client libraries, byte by byte as they were sent.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use common::{NONCE, account, data, kept, message, private, public, request, wire};
use drawbridge_canon::pay::{Call, OrderRef, Scene};
use drawbridge_canon::{Account, Ctx, Fault, Reason, Request, Timestamp};
use drawbridge_seal::PrivateKey;
use drawbridge_wechat::PAY;

const MERCHANT: &str = "1900007291";
const SERIAL: &str = "5C1D0417FE2720758023DF4EC28DE4AE9AA52A4E";
const PUBLIC_KEY: &str = "PUB_KEY_ID_0114232134912410000000000000";

/// The platform's side of the relation in which the clients were run.
fn front() -> Account {
    let mut account = account(MERCHANT);
    account.apps = vec!["wxd678efh567hg6787".to_owned()];
    account.keys.theirs = vec![public(SERIAL, &data("sdk-merchant.crt.pem"))];
    account
}

fn sent() -> Vec<(String, Request)> {
    let files = wire().into_iter().filter(|(name, _)| name.contains("wechatpay"));
    let sent: Vec<_> = files.map(|(name, bytes)| (name, request(message(&bytes)))).collect();
    assert!(sent.len() > 40, "the kept files are there");
    sent
}

/// When it was sent.
fn when(request: &Request) -> Timestamp {
    let header = request.headers.get("authorization").unwrap();
    let digits = header.split("timestamp=\"").nth(1).unwrap().split('"').next().unwrap();
    common::seconds(digits)
}

/// Verifies and reads through whichever codec the call has.
fn read(request: &Request, ctx: &Ctx<'_>) -> Result<String, Fault> {
    let peek = (PAY.peek)(request)?;
    assert_eq!(peek.caller, MERCHANT);
    Ok(match peek.call {
        Call::Charge => format!("{:?}", PAY.charge.unwrap().read_ask(request, ctx)?),
        Call::Query => format!("{:?}", PAY.query.unwrap().read_ask(request, ctx)?),
        Call::Close => format!("{:?}", PAY.close.unwrap().read_ask(request, ctx)?),
        Call::Refund => format!("{:?}", PAY.refund.unwrap().read_ask(request, ctx)?),
        Call::RefundQuery => format!("{:?}", PAY.refund_query.unwrap().read_ask(request, ctx)?),
        Call::Bill => format!("{:?}", PAY.bill.unwrap().read_ask(request, ctx)?),
        Call::BillFile => format!("{:?}", PAY.bill_file.unwrap().read_ask(request, ctx)?),
        Call::Certificates => format!("{:?}", PAY.certificates.unwrap().read_ask(request, ctx)?),
        Call::Cancel => panic!("not spoken"),
    })
}

#[test]
fn every_request_of_the_client_libraries_is_verified_and_read() {
    let account = front();
    for (name, request) in sent() {
        let at = when(&request);
        if let Err(fault) = read(&request, &Ctx::new(at, NONCE, &account)) {
            panic!("{name}: {fault}");
        }
        for late in [301, -301] {
            let stale = read(&request, &Ctx::new(at.plus_seconds(late), NONCE, &account));
            let Err(Fault::Forged(refusal)) = stale else { panic!("{name} is stale") };
            assert_eq!(refusal.reason, Reason::Stale);
        }
    }
}

#[test]
fn every_request_of_the_client_libraries_is_bound_to_its_bytes() {
    let account = front();
    for (name, request) in sent() {
        let ctx = Ctx::new(when(&request), NONCE, &account);
        let mut changed = request.clone();
        changed.body.push(b'\n');
        let Err(Fault::Forged(refusal)) = read(&changed, &ctx) else { panic!("{name}") };
        assert_eq!(refusal.reason, Reason::SignatureWrong, "{name}");
        let mut twice = request.clone();
        let header = request.headers.get("authorization").unwrap().to_owned();
        twice.headers.push("authorization", header);
        let Err(Fault::Forged(refusal)) = read(&twice, &ctx) else { panic!("{name}") };
        assert_eq!(refusal.reason, Reason::SignatureMissing, "{name}");
    }
}

#[test]
fn what_the_client_libraries_say_is_what_was_meant() {
    let account = front();
    let file = |name: &str| sent().into_iter().find(|(path, _)| path == name).unwrap().1;
    let native = file("wechatpayv3/POST_v3_pay_transactions_native.http");
    let ctx = Ctx::new(when(&native), NONCE, &account);
    let ask = PAY.charge.unwrap().read_ask(&native, &ctx).unwrap();
    assert_eq!((ask.subject.as_str(), ask.attach.as_deref()), ("一本书 <A&B>", Some("门店 7")));
    assert_eq!((ask.scene, ask.amount.minor), (Scene::Code, 1234));
    assert!(ask.origin.is_empty());

    let refund = file("wechatpay-axios-plugin/POST_wechatpay_v3_refund_domestic_refunds.http");
    let ctx = Ctx::new(when(&refund), NONCE, &account);
    let ask = PAY.refund.unwrap().read_ask(&refund, &ctx).unwrap();
    assert_eq!((ask.amount.minor, ask.total.unwrap().minor), (234, 1234));
    assert!(matches!(ask.order, OrderRef::Wallet(_)), "this client names the wallet's number");
}

#[test]
fn a_request_under_another_key_is_forged() {
    let account = front();
    let request = request(&kept("forged.http"));
    let read = read(&request, &Ctx::new(when(&request), NONCE, &account));
    assert_eq!(read, Err(Fault::forged(Reason::SignatureWrong, "签名错误")));
}

#[test]
fn a_reply_is_signed_with_the_key_that_the_client_asked_for() {
    let keys = [PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap()];
    let mut account = front();
    account.keys.ours = vec![private(PUBLIC_KEY, &keys[1]), private("49A8", &keys[0])];
    for (name, request) in sent() {
        let ctx = Ctx::new(when(&request), NONCE, &account).answering(&request);
        let answer = ("order".to_owned(), None);
        let reply = PAY.close.unwrap().write_answer(&answer, &ctx).unwrap();
        let expected = if name.contains("pubkey") { PUBLIC_KEY } else { "49A8" };
        assert_eq!(reply.headers.get("wechatpay-serial"), Some(expected), "{name}");
        let kind = reply.headers.get("Wechatpay-Signature-Type");
        assert_eq!(kind, Some("WECHATPAY2-SHA256-RSA2048"), "a client refuses a reply without it");
    }
}
