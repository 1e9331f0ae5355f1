//! Whatever bytes arrive, they are refused and not choked on.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::{DEALINGS, Sides, arrived, ctx, pay};
use drawbridge_canon::pay::{BillKind, OrderRef, QueryAsk};
use drawbridge_canon::{Method, Reason, Refusal, Request, Response};
use proptest::prelude::*;

/// Puts a request through everything that reads requests.
fn read_all(request: &Request) {
    for dealing in [DEALINGS[0], DEALINGS[7]] {
        let sides = Sides::of(dealing);
        let context = ctx(&sides.platform).answering(request);
        let _ = (pay().peek)(request);
        let _ = pay().charge.unwrap().read_ask(request, &context);
        let _ = pay().query.unwrap().read_ask(request, &context);
        let _ = pay().close.unwrap().read_ask(request, &context);
        let _ = pay().cancel.unwrap().read_ask(request, &context);
        let _ = pay().refund.unwrap().read_ask(request, &context);
        let _ = pay().refund_query.unwrap().read_ask(request, &context);
        let _ = pay().bill.unwrap().read_ask(request, &context);
        let _ = pay().bill_file.unwrap().read_ask(request, &context);
        let _ = pay().notice.unwrap().read_ask(request, &context);
        let _ = pay().back.unwrap().read_ask(request, &context);
        for reason in [Reason::SignatureWrong, Reason::RefundNotFound, Reason::BuyerPaying] {
            let response = (pay().refuse)(&Refusal::new(reason, "x"), &context);
            assert!(response.status >= 200);
        }
    }
}

fn request(
    path: &str,
    query: Option<String>,
    headers: &[(&str, String)],
    body: Vec<u8>,
) -> Request {
    let mut request = Request::new(Method::Post, "", path);
    request.query = query;
    for (name, value) in headers {
        request.headers.push(name, value.clone());
    }
    request.body = body;
    request
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_requests_do_no_harm(
        path in prop_oneof![
            Just("/gateway.do".to_owned()), Just("/v3/alipay/trade/query".to_owned()),
            Just("/downloadBillFile.resource".to_owned()), "/.{0,20}",
        ],
        query in proptest::option::of(".{0,60}"), authorization in ".{0,60}",
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        read_all(&request(&path, query, &[("authorization", authorization)], body));
    }

    #[test]
    fn almost_good_requests_do_no_harm(
        name in prop_oneof![Just("alipay.trade.precreate"), Just("alipay.trade.page.pay"), Just("")],
        biz in ".{0,80}", at in 0_usize..400, byte in any::<u8>(),
    ) {
        let query = format!(
            "method={name}&app_id=2021000122671080&sign_type=RSA2&version=1.0&charset=GBK\
             &timestamp=2026-11-24+20%3A00%3A00&sign=AAAA&biz_content={biz}"
        );
        let mut bytes = query.into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        read_all(&request("/gateway.do", None, &[], bytes));
    }

    #[test]
    fn arbitrary_replies_do_no_harm(
        status in prop_oneof![Just(200_u16), Just(202), Just(400), Just(500)],
        body in proptest::collection::vec(any::<u8>(), 0..200), text in "[{}\":,a-z_0-9\\[\\]]{0,120}",
    ) {
        for dealing in [DEALINGS[0], DEALINGS[1], DEALINGS[6]] {
            let sides = Sides::of(dealing);
            let ask = QueryAsk { order: OrderRef::Order("T1".to_owned()), sub_merchant: None };
            let request = pay().query.unwrap().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
            let context = ctx(&sides.merchant).answering(&request);
            for body in [body.clone(), text.clone().into_bytes()] {
                let mut response = Response::new(status, "text/html", body);
                response.headers.push("alipay-signature", "AAAA");
                let _ = pay().query.unwrap().read_answer(&response, &context);
                let _ = pay().notice.unwrap().read_answer(&response, &context);
            }
        }
    }

    #[test]
    fn arbitrary_bills_do_no_harm(
        bytes in proptest::collection::vec(any::<u8>(), 0..400), zip in any::<bool>(),
        text in "[#,0-9\t\r\n交易退款合计：笔共元.-]{0,200}",
    ) {
        let format = pay().bill_format.unwrap();
        let mut bytes = bytes;
        if zip {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        for bytes in [bytes, text.into_bytes()] {
            for kind in [BillKind::Trade, BillKind::Funds(None)] {
                if let Ok(mut stream) = format.open(&bytes) {
                    let _ = format.read(&kind, &mut *stream, &mut |_| Ok(()));
                }
            }
        }
    }
}

#[test]
fn a_request_that_is_too_large_is_refused() {
    let sides = Sides::plain();
    let ask = QueryAsk { order: OrderRef::Order("T1".to_owned()), sub_merchant: None };
    let mut request = pay().query.unwrap().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
    request.body.resize(2 << 20, b'a');
    assert!((pay().peek)(&arrived(&request)).is_err());
}
