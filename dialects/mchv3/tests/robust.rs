//! Whatever bytes arrive, nothing panics, and nothing unsigned is believed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use common::{ALPHA, FAMILIES, ctx, merchant, platform};
use drawbridge_canon::pay::{
    Bill, BillFile, BillFormat, BillKind, Certificates, Charge, Close, Notice, Query, Refund,
    RefundQuery,
};
use drawbridge_canon::{Codec, Exchange, Fault, Headers, Method, Request, Response};
use drawbridge_mchv3::{Book, Mch, peek, refuse};
use proptest::prelude::*;

fn any_request() -> impl Strategy<Value = Request> {
    let paths = prop_oneof![
        Just("/v3/pay/transactions/native".to_owned()),
        Just("/v3/refund/domestic/refunds".to_owned()),
        Just("/v3/certificates".to_owned()),
        Just("/v1/bill/billapply".to_owned()),
        "/v[13]/(pay|trade)/transactions/(id|out-trade-no)/.{0,9}",
        "/.{0,40}",
    ];
    let method = prop_oneof![Just(Method::Get), Just(Method::Post), Just(Method::Other)];
    let header = prop_oneof![
        Just("ALPHA2-RSA mchid=\"1\",nonce_str=\"a\",timestamp=\"1\"".to_owned()),
        "(ALPHA2-RSA|Beta-RSA) [a-z_\",= ]{0,60}",
        ".{0,80}",
    ];
    let body = prop_oneof![proptest::collection::vec(any::<u8>(), 0..80), json()];
    (method, paths, proptest::option::of(".{0,30}"), header, body).prop_map(
        |(method, path, query, header, body)| {
            let mut request = Request::new(method, "", path);
            request.query = query;
            request.body = body;
            request.headers.push("authorization", header);
            request
        },
    )
}

fn json() -> impl Strategy<Value = Vec<u8>> {
    "\\{(\"(amount|payer|detail|resource|id)\":(1|\"x\"|\\{\\}|\\[\\]|null|-1|1e99),?){0,5}\\}"
        .prop_map(String::into_bytes)
}

/// No request that nobody signed is read.
fn unbelieved<X: Exchange>(mch: &Mch, request: &Request)
where
    Mch: Codec<X>,
{
    let account = platform();
    let read = Codec::<X>::read_ask(mch, request, &ctx(&account));
    assert!(
        matches!(read, Err(Fault::Forged(_) | Fault::Malformed(_))),
        "{} believed {request:?}",
        X::NAME
    );
}

/// No reply that nobody signed is read.
fn unread<X: Exchange>(mch: &Mch, response: &Response)
where
    Mch: Codec<X>,
{
    let account = merchant(false);
    let read = Codec::<X>::read_answer(mch, response, &ctx(&account));
    assert!(read.is_err(), "{} believed {response:?}", X::NAME);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_requests_are_refused(request in any_request()) {
        for mch in FAMILIES {
            if let Err(fault) = peek(mch.0, &request) {
                let account = drawbridge_canon::Account::default();
                let answer = ctx(&account).answering(&request);
                let response = refuse(mch.0, &fault.into_refusal(), &answer);
                prop_assert!((400..500).contains(&response.status));
            }
            unbelieved::<Charge>(mch, &request);
            unbelieved::<Query>(mch, &request);
            unbelieved::<Close>(mch, &request);
            unbelieved::<Refund>(mch, &request);
            unbelieved::<RefundQuery>(mch, &request);
            unbelieved::<Bill>(mch, &request);
            unbelieved::<BillFile>(mch, &request);
            unbelieved::<Certificates>(mch, &request);
            unbelieved::<Notice>(mch, &request);
        }
    }

    #[test]
    fn arbitrary_replies_are_not_believed(
        status in prop_oneof![Just(200_u16), Just(204), 100..600_u16],
        header in ".{0,40}",
        body in prop_oneof![proptest::collection::vec(any::<u8>(), 0..80), json()],
    ) {
        let mut headers = Headers::default();
        for name in ["timestamp", "nonce", "signature", "serial"] {
            headers.push(&format!("alpha-{name}"), header.clone());
        }
        let response = Response { status, headers, body };
        for mch in FAMILIES {
            unread::<Charge>(mch, &response);
            unread::<Query>(mch, &response);
            unread::<Close>(mch, &response);
            unread::<Refund>(mch, &response);
            unread::<RefundQuery>(mch, &response);
            unread::<Bill>(mch, &response);
            unread::<Certificates>(mch, &response);
        }
    }

    #[test]
    fn arbitrary_bills_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        cells in "(交易时间|交易状态|手续费|`SUCCESS|`1|,|\r\n|`2019-02-19 05:01:46){0,30}",
    ) {
        let book = Book(&ALPHA);
        for kind in [BillKind::Trade, BillKind::Funds(None)] {
            for text in [bytes.as_slice(), cells.as_bytes()] {
                if let Ok(mut open) = book.open(text) {
                    let _ = book.read(&kind, &mut open, &mut |_| Ok(()));
                }
            }
        }
    }
}

#[test]
fn one_changed_bit_of_anything_signed_is_noticed() {
    let (ours, theirs) = (merchant(false), platform());
    let codec: &dyn Codec<Query> = FAMILIES[0];
    let order = drawbridge_canon::pay::OrderRef::Order("ORDER-1".into());
    let ask = drawbridge_canon::pay::QueryAsk { order, sub_merchant: None };
    let signed = codec.write_ask(&ask, &ctx(&ours)).unwrap();
    assert!(codec.read_ask(&signed, &ctx(&theirs)).is_ok());
    let changes: [fn(&mut Request); 4] = [
        |request| request.path = request.path.replace("ORDER-1", "ORDER-2"),
        |request| request.query = Some("mchid=1900007291&x=1".into()),
        |request| request.body = b" ".to_vec(),
        |request| {
            for (name, value) in &mut request.headers.0 {
                if name == "authorization" {
                    *value = value.replace("abc", "abd");
                }
            }
        },
    ];
    for change in changes {
        let mut other = signed.clone();
        change(&mut other);
        let read = codec.read_ask(&other, &ctx(&theirs));
        assert!(matches!(read, Err(Fault::Forged(_))), "{other:?}");
    }
}

#[test]
fn a_bomb_is_not_unpacked_into_memory() {
    use std::io::{Read, Write};
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        packer.write_all(&vec![b'a'; 65536]).unwrap();
    }
    let bomb = packer.finish().unwrap();
    let book = Book(&ALPHA);
    let mut open = book.open(&bomb).unwrap();
    let read = book.read(&BillKind::Trade, &mut open, &mut |_| Ok(()));
    assert!(matches!(read, Err(Fault::Malformed(_))), "the first line is already too long");
    let mut rest = Vec::new();
    assert!(open.take(1).read_to_end(&mut rest).is_ok());
}
