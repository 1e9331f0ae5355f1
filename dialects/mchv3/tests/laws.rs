//! The law of codecs: what one half writes, its opposite reads back equal. For both families and
//! both ways of trusting the platform.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;
mod generate;

use common::{FAMILIES, ctx, merchant, platform};
use drawbridge_canon::pay::{
    Acknowledged, Bill, BillFile, BillFileAnswer, BillFileAsk, BillLink, Charge, Close, CloseAsk,
    Notice, OrderRef, Query, Refund, RefundQuery,
};
use drawbridge_canon::{Codec, Exchange, Fault, Request};
use drawbridge_mchv3::Mch;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

type Checked = Result<(), TestCaseError>;

/// Asks and answers through one codec.
fn law<X: Exchange>(mch: &Mch, bare: bool, ask: &X::Ask, answer: &X::Answer) -> Checked
where
    Mch: Codec<X>,
    X::Ask: PartialEq + std::fmt::Debug,
    X::Answer: PartialEq + std::fmt::Debug,
{
    let codec: &dyn Codec<X> = mch;
    let (ours, theirs) = (merchant(bare), platform());
    let request = codec.write_ask(ask, &ctx(&ours)).map_err(failed)?;
    let request = travelled(request);
    prop_assert_eq!(&codec.read_ask(&request, &ctx(&theirs)).map_err(failed)?, ask);
    let response = codec.write_answer(answer, &ctx(&theirs).answering(&request)).map_err(failed)?;
    let read = codec.read_answer(&response, &ctx(&ours).answering(&request)).map_err(failed)?;
    prop_assert_eq!(&read, answer);
    Ok(())
}

/// The request as the far side has it: of the address only the path is left.
fn travelled(request: Request) -> Request {
    Request { origin: String::new(), ..request }
}

fn failed(fault: Fault) -> TestCaseError {
    TestCaseError::fail(fault.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn charges(bare: bool, alpha in generate::charge("alpha"), beta in generate::charge("beta")) {
        law::<Charge>(FAMILIES[0], bare, &alpha.0, &alpha.1)?;
        let mut beta = beta;
        beta.0.sub_merchant = None;
        beta.0.origin.fields.remove("payer.sp_openid");
        if let drawbridge_canon::pay::Scene::MobileWeb { device, .. } = &mut beta.0.scene {
            *device = None;
        }
        law::<Charge>(FAMILIES[1], bare, &beta.0, &beta.1)?;
    }

    #[test]
    fn queries(bare: bool, ask in generate::query(), answer in generate::transaction()) {
        let mut direct = (ask.clone(), answer.clone());
        direct.0.sub_merchant = None;
        direct.1.sub_merchant = None;
        for mch in FAMILIES {
            law::<Query>(mch, bare, &direct.0, &direct.1)?;
        }
        if ask.sub_merchant.is_some() {
            law::<Query>(FAMILIES[0], bare, &ask, &answer)?;
        }
    }

    #[test]
    fn closes(bare: bool, order in generate::ORDER) {
        let ask = CloseAsk { order: OrderRef::Order(order.clone()), sub_merchant: None };
        for mch in FAMILIES {
            law::<Close>(mch, bare, &ask, &(order.clone(), None))?;
        }
        let ask = CloseAsk { sub_merchant: Some("1900000109".into()), ..ask };
        law::<Close>(FAMILIES[0], bare, &ask, &(order, None))?;
    }

    #[test]
    fn refunds(
        bare: bool,
        alpha in generate::refund("alpha"),
        beta in generate::refund("beta"),
        answer in generate::refund_state(),
    ) {
        law::<Refund>(FAMILIES[0], bare, &alpha, &answer)?;
        let mut beta = beta;
        beta.sub_merchant = None;
        law::<Refund>(FAMILIES[1], bare, &beta, &answer)?;
    }

    #[test]
    fn refund_queries(bare: bool, ask in generate::refund_query(), answer in generate::refund_state()) {
        law::<RefundQuery>(FAMILIES[0], bare, &ask, &answer)?;
        let mut ask = ask;
        ask.sub_merchant = None;
        law::<RefundQuery>(FAMILIES[1], bare, &ask, &answer)?;
    }

    #[test]
    fn bills(bare: bool, mut ask in generate::bill(), token in "[0-9a-f]{32}") {
        let link = BillLink {
            url: format!("https://wallet.example/prefix/v3/billdownload/file?token={token}"),
            hash: Some(("SHA1".into(), "79bb0f45fc4c42234a918000b2668d689e2bde04".into())),
        };
        law::<Bill>(FAMILIES[0], bare, &ask, &link)?;
        if !matches!(ask.kind, drawbridge_canon::pay::BillKind::Funds(_)) {
            ask.kind = drawbridge_canon::pay::BillKind::Trade;
        }
        ask.sub_merchant = None;
        law::<Bill>(FAMILIES[1], bare, &ask, &link)?;
    }

    #[test]
    fn notices(ask in generate::notice(), why in "[ -~]{1,40}") {
        for mch in FAMILIES {
            let codec: &dyn Codec<Notice> = mch;
            let (ours, theirs) = (merchant(false), platform());
            let request = codec.write_ask(&ask, &ctx(&theirs)).map_err(failed)?;
            let mut heard = codec.read_ask(&request, &ctx(&ours)).map_err(failed)?;
            prop_assert_eq!(&heard.url, "");
            heard.url.clone_from(&ask.url);
            prop_assert_eq!(&heard, &ask);
            for answer in [Acknowledged::Heard, Acknowledged::Again(why.clone())] {
                let response = codec.write_answer(&answer, &ctx(&ours)).map_err(failed)?;
                let read = codec.read_answer(&response, &ctx(&theirs)).map_err(failed)?;
                prop_assert_eq!(read, answer);
            }
        }
    }
}

#[test]
fn a_file_is_asked_for_by_its_link_and_served_by_its_token() {
    for (mch, path) in FAMILIES.into_iter().zip(["/v3/billdownload/file", "/v1/bill/download"]) {
        let codec: &dyn Codec<BillFile> = mch;
        let (ours, theirs) = (merchant(false), platform());
        let link = format!("https://wallet.example/prefix{path}?token=abc%7C");
        let request = codec.write_ask(&BillFileAsk { link: link.clone() }, &ctx(&ours)).unwrap();
        assert_eq!((request.url(), request.path.as_str()), (link, path));
        let read = codec.read_ask(&travelled(request), &ctx(&theirs)).unwrap();
        assert_eq!(read.link, "abc|");
        let file = BillFileAnswer { bytes: vec![0x1f, 0x8b, 0, 255] };
        let response = codec.write_answer(&file, &ctx(&theirs)).unwrap();
        assert!(response.headers.get("alpha-signature").is_none(), "files are not signed");
        assert_eq!(codec.read_answer(&response, &ctx(&ours)).unwrap(), file);
    }
}
