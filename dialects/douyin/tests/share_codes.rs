//! The call by which Douyin draws codes: all four halves, kept bytes, and refusals.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use drawbridge_canon::share::{CodeForm, MakeCode, MakeCodeAsk, Pictured};
use drawbridge_canon::{Account, Codec, Ctx, Fault, Headers, Reason, Response, Timestamp};
use drawbridge_douyin::DIALECT;

const NOW: Timestamp = Timestamp(1_795_525_010_000);
const NONCE: &str = "0123456789abcdefghijABCDEFGHIJ42";
const APP: &str = "tt0123456789abcdef";

fn codes() -> &'static dyn Codec<MakeCode> {
    DIALECT.share.unwrap().make_code.unwrap()
}

fn side() -> Account {
    Account { apps: vec![APP.to_owned()], ..Account::default() }
}

fn code(form: CodeForm) -> MakeCodeAsk {
    MakeCodeAsk {
        token: "clt.x".to_owned(),
        form,
        path: "pages/item/item".to_owned(),
        query: "id=1&name=%E4%B8%AD".to_owned(),
        title: None,
        width: None,
    }
}

#[test]
fn what_one_half_writes_its_opposite_reads() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    for own in DIALECT.share.unwrap().codes {
        for width in [None, Some(280), Some(1280)] {
            let ask = MakeCodeAsk { width, ..code(own.form) };
            let written = codes().write_ask(&ask, &ctx).unwrap();
            assert_eq!(written.url(), "https://open.douyin.com/api/apps/v1/qrcode/create/");
            assert_eq!(codes().read_ask(&written, &ctx).unwrap(), ask);
            let told = Pictured::Bytes(b"\x89PNG\r\n\x1a\nrest".to_vec());
            let ctx = ctx.answering(&written);
            let replied = codes().write_answer(&told, &ctx).unwrap();
            assert_eq!(codes().read_answer(&replied, &ctx).unwrap(), told);
        }
    }
    let written = codes().write_ask(&code(CodeForm::Own), &ctx).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&written.body).unwrap();
    assert_eq!(body["path"], "pages%2Fitem%2Fitem%3Fid%3D1%26name%3D%25E4%25B8%25AD");
}

#[test]
fn the_documents_ask_is_read_and_its_answer_is_no_picture() {
    let account = Account { apps: vec!["tt**********".to_owned()], ..Account::default() };
    let ctx = Ctx::new(NOW, NONCE, &account);
    let mut request = codes().write_ask(&code(CodeForm::Square), &ctx).unwrap();
    request.body = include_bytes!("../wire/qrcode-ask.json").to_vec();
    let read = codes().read_ask(&request, &ctx).unwrap();
    assert_eq!((read.form, read.width), (CodeForm::Square, Some(1000)));
    let told = |body: &str| {
        codes().read_answer(&Response::new(200, "application/json", body), &ctx.answering(&request))
    };
    // Where the picture should be the document has `#######`.
    assert!(matches!(told(include_str!("../wire/qrcode-reply.json")), Err(Fault::Malformed(_))));
    for odd in ["", "{}", r#"{"data":{}}"#, r#"{"data":{"img":"PHN2Zz4="}}"#] {
        assert!(told(odd).is_err(), "{odd}");
    }
    let stale = told(r#"{"err_no":28001008,"err_msg":"access_token expired"}"#);
    assert!(matches!(stale, Err(Fault::Refused(it)) if it.reason == Reason::Stale));
    let bare = drawbridge_canon::Request { headers: Headers::default(), ..request.clone() };
    let fault = codes().read_ask(&bare, &ctx).unwrap_err();
    assert_eq!(fault.into_refusal().reason, Reason::FieldMissing);
}

#[test]
fn a_large_picture_is_read_and_a_larger_one_is_not() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    let mut file = vec![0xff; Pictured::MOST];
    file[1] = 0xd8;
    let replied = codes().write_answer(&Pictured::Bytes(file.clone()), &ctx).unwrap();
    assert!(codes().read_answer(&replied, &ctx).is_ok());
    file.push(0);
    let replied = codes().write_answer(&Pictured::Bytes(file), &ctx).unwrap();
    assert!(codes().read_answer(&replied, &ctx).is_err());
}

#[test]
fn what_it_cannot_draw_is_said() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    for bad in [
        code(CodeForm::Many),
        MakeCodeAsk { width: Some(279), ..code(CodeForm::Own) },
        MakeCodeAsk { path: "p".repeat(1024), ..code(CodeForm::Own) },
    ] {
        let fault = codes().write_ask(&bad, &ctx);
        assert!(matches!(fault, Err(Fault::Untranslatable(_))), "{bad:?}");
    }
}
