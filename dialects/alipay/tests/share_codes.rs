//! The call by which Alipay draws codes: all four halves over the signed gateway, and refusals.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod common;

use common::{DEALINGS, Sides, arrived, ctx};
use drawbridge_alipay::DIALECT;
use drawbridge_canon::share::{CodeForm, MakeCode, MakeCodeAsk, Pictured};
use drawbridge_canon::{Codec, Fault, Reason, Refusal};

fn codes() -> &'static dyn Codec<MakeCode> {
    DIALECT.share.unwrap().make_code.unwrap()
}

fn code(form: CodeForm) -> MakeCodeAsk {
    MakeCodeAsk {
        token: String::new(),
        form,
        path: "pages/item/item".to_owned(),
        query: "id=1&name=%E4%B8%AD".to_owned(),
        title: Some("龙井".to_owned()),
        width: None,
    }
}

/// As w3cschool.cn/aliminiapp/aliminiapp-jt753blc.html has one.
const PICTURE: &str = "https://mass.alipay.com/wsdk/img?fileid=A*023KQ47KNiYAAAAAAAAAAAAAAQAAAQ&bz=am_afts_openhome&zoom=original";

#[test]
fn what_one_half_writes_its_opposite_reads_however_they_deal() {
    for dealing in DEALINGS {
        let sides = Sides::of(dealing);
        for form in [CodeForm::Square, CodeForm::Own] {
            for title in [Some("龙井".to_owned()), None] {
                let ask = MakeCodeAsk { title, ..code(form) };
                assert_eq!(sides.ask(codes(), &ask).unwrap(), ask, "{dealing:?}");
                let told = Pictured::At(PICTURE.to_owned());
                assert_eq!(sides.answer(codes(), &ask, &told).unwrap(), told, "{dealing:?}");
            }
        }
    }
}

#[test]
fn it_goes_to_the_gateway_that_the_account_names_or_to_the_platforms_own() {
    let mut sides = Sides::plain();
    let url =
        |sides: &Sides| codes().write_ask(&code(CodeForm::Own), &ctx(&sides.merchant)).unwrap();
    sides.merchant.endpoint = String::new();
    assert!(url(&sides).url().starts_with("https://openapi.alipay.com/gateway.do?"));
    sides.merchant.endpoint = "https://openapi-sandbox.dl.alipaydev.com".to_owned();
    let request = url(&sides);
    assert!(request.url().starts_with("https://openapi-sandbox.dl.alipaydev.com/gateway.do?"));
    assert!(request.query.unwrap().contains("method=alipay.open.app.qrcode.create"));
    sides.merchant.keys.ours.clear();
    let fault = codes().write_ask(&code(CodeForm::Own), &ctx(&sides.merchant));
    assert!(matches!(fault, Err(Fault::Unsent(_))));
}

#[test]
fn whose_signature_is_wrong_gets_nothing_and_is_not_believed() {
    let sides = Sides::plain();
    let ask = code(CodeForm::Square);
    let mut request = arrived(&codes().write_ask(&ask, &ctx(&sides.merchant)).unwrap());
    let body = String::from_utf8(request.body.clone()).unwrap();
    request.body = body.replace("item", "evil").into_bytes();
    let fault = codes().read_ask(&request, &ctx(&sides.platform)).unwrap_err();
    assert_eq!(fault.into_refusal().reason, Reason::SignatureWrong);
    let asked = codes().write_ask(&ask, &ctx(&sides.merchant)).unwrap();
    let told = Pictured::At(PICTURE.to_owned());
    let answering = ctx(&sides.platform);
    let mut reply = codes().write_answer(&told, &answering.answering(&asked)).unwrap();
    let body = String::from_utf8(reply.body.clone()).unwrap();
    reply.body = body.replace("mass.alipay", "mass.a1ipay").into_bytes();
    let fault = codes().read_answer(&reply, &ctx(&sides.merchant).answering(&asked));
    assert!(matches!(fault, Err(Fault::Forged(it)) if it.reason == Reason::SignatureWrong));
}

#[test]
fn refusals_keep_their_code_and_odd_addresses_are_none() {
    let sides = Sides::plain();
    let ask = code(CodeForm::Square);
    let no = Refusal::new(Reason::Forbidden, "no");
    let (_, read) = sides.refusal(codes(), &ask, &no);
    let Err(Fault::Refused(it)) = read else { panic!("{read:?}") };
    assert_eq!(it.reason, Reason::Forbidden);
    assert_eq!(it.code.as_deref(), Some("isv.insufficient-isv-permissions"));
    for odd in ["javascript:alert(1)", "file:///etc/passwd", "//mass.alipay.com/x"] {
        let told = Pictured::At(odd.to_owned());
        assert!(sides.answer(codes(), &ask, &told).is_err(), "{odd}");
    }
    assert!(sides.answer(codes(), &ask, &Pictured::Bytes(vec![0xff, 0xd8, 0xff])).is_err());
}

#[test]
fn what_it_cannot_draw_is_said() {
    let sides = Sides::plain();
    let own = || code(CodeForm::Own);
    for bad in [
        code(CodeForm::Many),
        MakeCodeAsk { width: Some(430), ..own() },
        MakeCodeAsk { path: String::new(), ..own() },
        MakeCodeAsk { query: String::new(), ..own() },
        MakeCodeAsk { query: "a".repeat(1025), ..own() },
    ] {
        let fault = codes().write_ask(&bad, &ctx(&sides.merchant));
        assert!(matches!(fault, Err(Fault::Untranslatable(_))), "{bad:?}");
    }
    // Whoever pays by way of the same gateway is not answered with codes.
    let request = arrived(&codes().write_ask(&own(), &ctx(&sides.merchant)).unwrap());
    let fault = (DIALECT.pay.unwrap().peek)(&request).unwrap_err();
    assert_eq!(fault.into_refusal().reason, Reason::MethodUnknown);
}
