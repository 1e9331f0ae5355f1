//! The calls that make and read codes: all four halves of each, kept bytes, and refusals.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use drawbridge_canon::share::{
    CALLS_AT, Expiry, LinkForm, MakeLink, MakeLinkAnswer, MakeLinkAsk, Resolve, ResolveAnswer,
    ResolveAsk, Share,
};
use drawbridge_canon::{Account, Codec, Ctx, Fault, Reason, Request, Response, Timestamp};
use drawbridge_taobao::DIALECT;

const NOW: Timestamp = Timestamp(1_795_525_010_000);
const NONCE: &str = "0123456789abcdefghijABCDEFGHIJ42";

fn share() -> &'static Share {
    DIALECT.share.unwrap()
}

fn makes() -> &'static dyn Codec<MakeLink> {
    share().make_link.unwrap()
}

fn reads() -> &'static dyn Codec<Resolve> {
    share().resolve.unwrap()
}

fn side(options: &[(&str, &str)]) -> Account {
    let mut account = Account { apps: vec!["12345678".to_owned()], ..Account::default() };
    account.keys.app_secret = Some("helloworld".to_owned());
    for (name, value) in options {
        account.options.insert((*name).to_owned(), (*value).to_owned());
    }
    account
}

fn ask() -> MakeLinkAsk {
    MakeLinkAsk {
        token: String::new(),
        form: LinkForm::Text,
        path: "https://uland.taobao.com/coupon/edetail".to_owned(),
        query: "e=p44yuxn9AxY%2BQ&x='中 &".to_owned(),
        title: Some("真丝上衣女2018新款".to_owned()),
        expiry: Expiry::Days(30),
    }
}

fn code() -> ResolveAsk {
    ResolveAsk { code: "復·制这段描述￥i9CMbz0hLPo￥后".to_owned() }
}

#[test]
fn what_one_half_writes_its_opposite_reads_however_it_is_signed() {
    for method in ["md5", "hmac", "hmac-sha256"] {
        let account = side(&[("sign_method", method)]);
        let ctx = Ctx::new(NOW, NONCE, &account);
        let written = makes().write_ask(&ask(), &ctx).unwrap();
        assert_eq!(makes().read_ask(&written, &ctx).unwrap(), ask());
        let made = MakeLinkAnswer { link: "￥AADPOKFz￥".to_owned() };
        let ctx = ctx.answering(&written);
        let replied = makes().write_answer(&made, &ctx).unwrap();
        assert_eq!(makes().read_answer(&replied, &ctx).unwrap(), made);
    }
}

#[test]
fn codes_are_asked_about_by_either_call() {
    let whole = ResolveAnswer {
        url: "https://a.m.taobao.com/i572456021063.htm".to_owned(),
        title: Some("真丝上衣".to_owned()),
        image: Some("https://gw.alicdn.com/a.jpg".to_owned()),
    };
    // The newer call has no word for a title and a picture.
    let bare = ResolveAnswer { title: None, image: None, ..whole.clone() };
    for (options, expected) in [(&[][..], &whole), (&[("adzone_id", "123")][..], &bare)] {
        let account = side(options);
        let ctx = Ctx::new(NOW, NONCE, &account);
        let written = reads().write_ask(&code(), &ctx).unwrap();
        assert_eq!(reads().read_ask(&written, &ctx).unwrap(), code());
        let ctx = ctx.answering(&written);
        let replied = reads().write_answer(&whole, &ctx).unwrap();
        assert_eq!(reads().read_answer(&replied, &ctx).unwrap(), *expected);
    }
}

#[test]
fn a_code_without_its_marks_gets_them() {
    let account = side(&[]);
    let ctx = Ctx::new(NOW, NONCE, &account);
    let bare = ResolveAsk { code: "i9CMbz0hLPo".to_owned() };
    let read = reads().read_ask(&reads().write_ask(&bare, &ctx).unwrap(), &ctx).unwrap();
    assert_eq!(read.code, "￥i9CMbz0hLPo￥");
}

fn json(body: &str) -> Response {
    Response::new(200, "text/javascript;charset=UTF-8", body)
}

fn asked(options: &[(&str, &str)]) -> Request {
    reads().write_ask(&code(), &Ctx::new(NOW, NONCE, &side(options))).unwrap()
}

#[test]
fn kept_answers_are_read() {
    let account = side(&[]);
    let ctx = Ctx::new(NOW, NONCE, &account);
    let made = |body: &str| makes().read_answer(&json(body), &ctx).unwrap().link;
    assert_eq!(made(include_str!("../wire/create-reply.json")), "￥AADPOKFz￥");
    let long = made(include_str!("../wire/create-reply-long.json"));
    assert!(long.starts_with("88￥ CZ0001 qcTad8cLUSG￥ https://m.tb.cn/h.UpyusKa"), "{long}");
    let asked = (asked(&[]), asked(&[("adzone_id", "1")]));
    let queried = json(include_str!("../wire/query-reply.json"));
    let queried = reads().read_answer(&queried, &ctx.answering(&asked.0)).unwrap();
    assert!(queried.url.starts_with("https://a.m.taobao.com/i572456021063.htm?"));
    assert!(queried.title.unwrap().starts_with("杭州真丝上衣女"));
    assert!(queried.image.unwrap().ends_with("0-item_pic.jpg"));
    let converted = json(include_str!("../wire/convert-reply.json"));
    let converted = reads().read_answer(&converted, &ctx.answering(&asked.1)).unwrap();
    // The number in the example is too short to be one.
    assert_eq!(converted.url, "https://s.click.taobao.com/t?e=xxx");
    let plain = r#"{"tbk_tpwd_convert_response":{"data":{"num_iid":572456021063}}}"#;
    let plain = reads().read_answer(&json(plain), &ctx.answering(&asked.1)).unwrap();
    assert_eq!(plain.url, "https://item.taobao.com/item.htm?id=572456021063");
}

#[test]
fn refusals_say_what_may_be_done_next() {
    let (account, asked) = (side(&[]), asked(&[]));
    let ctx = Ctx::new(NOW, NONCE, &account).answering(&asked);
    let reason = |body: &str| match reads().read_answer(&json(body), &ctx) {
        Err(Fault::Refused(refusal)) => refusal.reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(include_str!("../wire/refusal.json")), Reason::FieldInvalid);
    assert_eq!(reason(include_str!("../wire/refusal-signature.json")), Reason::SignatureWrong);
    for (code, sub, told) in [
        (7, "accesscontrol.limited-by-api-access-count", Reason::TooOften),
        (11, "", Reason::Forbidden),
        (15, "20011", Reason::FieldInvalid),
        (15, "isv.parse-result-invalid", Reason::FieldInvalid),
        (27, "", Reason::Stale),
        (29, "", Reason::CallerUnknown),
        (99, "", Reason::Other),
    ] {
        let body =
            format!(r#"{{"error_response":{{"code":{code},"sub_code":"{sub}","msg":"no"}}}}"#);
        assert_eq!(reason(&body), told, "{code} {sub}");
    }
    let failed = r#"{"error_response":{"code":15,"sub_code":"isp.sys-error","msg":"no"}}"#;
    assert!(matches!(reads().read_answer(&json(failed), &ctx), Err(Fault::Unknown(_))));
    let meant_nothing = r#"{"wireless_share_tpwd_query_response":{"suc":false}}"#;
    assert_eq!(reason(meant_nothing), Reason::FieldInvalid);
}

#[test]
fn odd_answers_mean_nothing() {
    let account = side(&[]);
    for options in [&[][..], &[("adzone_id", "1")][..]] {
        let asked = asked(options);
        let ctx = Ctx::new(NOW, NONCE, &account).answering(&asked);
        for odd in [
            "",
            "<html>",
            "[]",
            "{}",
            r#"{"wireless_share_tpwd_query_response":{}}"#,
            r#"{"wireless_share_tpwd_query_response":{"suc":true,"url":"javascript:alert(1)"}}"#,
            r#"{"wireless_share_tpwd_query_response":[1]}"#,
            r#"{"tbk_tpwd_convert_response":{"data":{"origin_url":"tbopen://x"}}}"#,
            r#"{"tbk_tpwd_convert_response":{"data":5}}"#,
        ] {
            assert!(reads().read_answer(&json(odd), &ctx).is_err(), "{odd}");
            assert!(makes().read_answer(&json(odd), &ctx).is_err(), "{odd}");
        }
    }
}

#[test]
fn a_call_that_was_changed_or_is_old_is_not_believed() {
    let account = side(&[]);
    let ctx = Ctx::new(NOW, NONCE, &account);
    let written = makes().write_ask(&ask(), &ctx).unwrap();
    let body = String::from_utf8(written.body.clone()).unwrap();
    let refused = |body: String, ctx: &Ctx<'_>| {
        let request = Request { body: body.into_bytes(), ..written.clone() };
        makes().read_ask(&request, ctx).unwrap_err().into_refusal().reason
    };
    assert_eq!(refused(body.replace("edetail", "edetai1"), &ctx), Reason::SignatureWrong);
    assert_eq!(refused(body.replace("sign=", "sign=0"), &ctx), Reason::SignatureWrong);
    assert_eq!(refused(body.replace("&sign=", "&gone="), &ctx), Reason::SignatureMissing);
    assert_eq!(refused(body.replace("12345678", "87654321"), &ctx), Reason::CallerUnknown);
    assert_eq!(refused(body.replace("tpwd.create", "tpwd.other"), &ctx), Reason::MethodUnknown);
    assert_eq!(refused(format!("{body}&url=x"), &ctx), Reason::FieldInvalid);
    assert_eq!(refused(body.replace("url=", "url=%zz"), &ctx), Reason::Unreadable);
    let late = Ctx::new(NOW.plus_seconds(601), NONCE, &account);
    assert_eq!(refused(body.clone(), &late), Reason::Stale);
    let in_time = Ctx::new(NOW.plus_seconds(599), NONCE, &account);
    let request = Request { body: body.into_bytes(), ..written.clone() };
    assert!(makes().read_ask(&request, &in_time).is_ok());
    let keyless = Account { keys: drawbridge_canon::Keys::default(), ..side(&[]) };
    let fault = makes().read_ask(&written, &Ctx::new(NOW, NONCE, &keyless)).unwrap_err();
    assert_eq!(fault.into_refusal().reason, Reason::SignatureWrong);
}

#[test]
fn what_it_cannot_make_is_said() {
    let account = side(&[]);
    let ctx = Ctx::new(NOW, NONCE, &account);
    for bad in [
        MakeLinkAsk { form: LinkForm::Url, ..ask() },
        MakeLinkAsk { form: LinkForm::Scheme, ..ask() },
        MakeLinkAsk { expiry: Expiry::Never, ..ask() },
        MakeLinkAsk { path: "https://evil.example/taobao.com".to_owned(), ..ask() },
        MakeLinkAsk { path: "https://eviltaobao.com/".to_owned(), ..ask() },
        MakeLinkAsk { path: "http://uland.taobao.com/".to_owned(), ..ask() },
        MakeLinkAsk { path: "javascript:alert(1)".to_owned(), ..ask() },
    ] {
        let fault = makes().write_ask(&bad, &ctx);
        assert!(matches!(fault, Err(Fault::Untranslatable(_))), "{bad:?}");
    }
    let long = ResolveAsk { code: "长".repeat(1000) };
    assert!(matches!(reads().write_ask(&long, &ctx), Err(Fault::Untranslatable(_))));
}

#[test]
fn nothing_leaves_without_a_secret_and_it_goes_where_the_account_says() {
    let mut account = side(&[(CALLS_AT, "http://127.0.0.1:1/t"), ("sign_method", "sha1")]);
    let fault = makes().write_ask(&ask(), &Ctx::new(NOW, NONCE, &account));
    assert!(matches!(fault, Err(Fault::Unsent(_))));
    account.options.remove("sign_method");
    let written = makes().write_ask(&ask(), &Ctx::new(NOW, NONCE, &account)).unwrap();
    assert_eq!(written.url(), "http://127.0.0.1:1/t/router/rest");
    assert!(!String::from_utf8(written.body).unwrap().contains("helloworld"));
    account.keys.app_secret = None;
    let fault = makes().write_ask(&ask(), &Ctx::new(NOW, NONCE, &account));
    assert!(matches!(fault, Err(Fault::Unsent(_))));
}
