//! Whatever bytes arrive, they are refused and not choked on.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use common::{MERCHANT, ctx, merchant, pay, platform};
use drawbridge_canon::{Ctx, Method, Reason, Refusal, Request, Response};
use proptest::prelude::*;

/// Puts a request through everything that reads requests.
fn read_all(request: &Request) {
    for account in [merchant(), platform()] {
        let context: Ctx<'_> = ctx(&account).answering(request);
        let _ = (pay().peek)(request);
        assert!(pay().charge.unwrap().read_ask(request, &context).is_err());
        assert!(pay().query.unwrap().read_ask(request, &context).is_err());
        assert!(pay().cancel.unwrap().read_ask(request, &context).is_err());
        assert!(pay().refund.unwrap().read_ask(request, &context).is_err());
        assert!(pay().refund_query.unwrap().read_ask(request, &context).is_err());
        assert!(pay().notice.unwrap().read_ask(request, &context).is_err());
        assert!(pay().back.unwrap().read_ask(request, &context).is_err());
        for reason in [Reason::SignatureWrong, Reason::RefundNotFound, Reason::BuyerPaying] {
            let response = (pay().refuse)(&Refusal::new(reason, "x"), &context);
            assert_eq!(response.status, 200);
        }
    }
}

/// Puts a response through everything that reads responses.
fn hear_all(response: &Response, request: &Request) {
    let account = merchant();
    let context = ctx(&account).answering(request);
    assert!(pay().query.unwrap().read_answer(response, &context).is_err());
    assert!(pay().cancel.unwrap().read_answer(response, &context).is_err());
    assert!(pay().refund.unwrap().read_answer(response, &context).is_err());
    assert!(pay().refund_query.unwrap().read_answer(response, &context).is_err());
    assert!(pay().charge.unwrap().read_answer(response, &context).is_err());
    let _ = pay().notice.unwrap().read_answer(response, &context);
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("/gateway/api/frontTransReq.do".to_owned()),
        Just("/gateway/api/backTransReq.do".to_owned()),
        Just("/gateway/api/queryTrans.do".to_owned()),
        Just("/gateway/api/appTransReq.do".to_owned()),
        "/.{0,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_requests_do_no_harm(
        path in path(), query in proptest::option::of(".{0,60}"), post in any::<bool>(),
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut request = Request::new(if post { Method::Post } else { Method::Get }, "", path);
        request.query = query;
        request.body = body;
        read_all(&request);
    }

    #[test]
    fn almost_good_requests_do_no_harm(
        path in path(), kind in "(00|01|04|31|99|..)", sub in "(00|01|06|07|..)",
        pem in ".{0,80}", signature in "[A-Za-z0-9+/=]{0,80}", time in "[0-9]{0,15}",
        order in ".{0,45}", at in 0_usize..400, byte in any::<u8>(),
    ) {
        let body = format!(
            "version=5.1.0&encoding=UTF-8&signMethod=01&merId={MERCHANT}&txnType={kind}\
             &txnSubType={sub}&orderId={order}&txnTime={time}&txnAmt=1&respCode=00&certId={time}\
             &signature={signature}&signPubKeyCert=-----BEGIN CERTIFICATE-----{pem}"
        );
        let mut request = Request::new(Method::Post, "", path);
        request.body = body.into_bytes();
        if let Some(there) = request.body.get_mut(at) {
            *there = byte;
        }
        read_all(&request);
        let response = Response::new(200, "text/html", request.body.clone());
        let mut asked = Request::new(Method::Post, "", "/gateway/api/queryTrans.do");
        asked.body = b"txnType=00&merId=777290058110048".to_vec();
        hear_all(&response, &asked);
    }

    #[test]
    fn arbitrary_responses_do_no_harm(
        status in prop_oneof![Just(200_u16), 100..600_u16],
        body in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let response = Response { status, body, ..Response::default() };
        let mut asked = Request::new(Method::Post, "", "/gateway/api/queryTrans.do");
        asked.body = b"txnType=00&merId=777290058110048".to_vec();
        hear_all(&response, &asked);
        hear_all(&response, &Request::new(Method::Get, "", "/"));
    }
}

#[test]
fn too_much_is_not_read() {
    let mut request = Request::new(Method::Post, "", "/gateway/api/backTransReq.do");
    request.body = vec![b'a'; 1 << 19];
    read_all(&request);
    let many: Vec<String> = (0..1000).map(|n| format!("f{n}=1")).collect();
    request.body = many.join("&").into_bytes();
    read_all(&request);
}
