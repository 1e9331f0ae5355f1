//! The calls by which Douyin serves links: all four halves of each, kept bytes, and refusals.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::fmt::Debug;

use drawbridge_canon::share::{
    CALLS_AT, Expiry, LinkForm, MakeLink, MakeLinkAnswer, MakeLinkAsk, Share, Ticket, TicketAnswer,
    TicketAsk, Token, TokenAnswer, TokenAsk,
};
use drawbridge_canon::{
    Account, Codec, Ctx, Exchange, Fault, Method, Reason, Request, Response, Timestamp,
};
use drawbridge_douyin::DIALECT;

const NOW: Timestamp = Timestamp(1_795_525_010_000);
const NONCE: &str = "0123456789abcdefghijABCDEFGHIJ42";
const APP: &str = "tt0123456789abcdef";

fn share() -> &'static Share {
    DIALECT.share.unwrap()
}

fn side() -> Account {
    let mut account = Account { apps: vec![APP.to_owned()], ..Account::default() };
    account.keys.app_secret = Some("s3cr3t".to_owned());
    account
}

/// Both laws of the four halves.
fn round<X: Exchange>(codec: &dyn Codec<X>, ask: &X::Ask, answer: &X::Answer)
where
    X::Ask: Debug + PartialEq,
    X::Answer: Debug + PartialEq,
{
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    let written = codec.write_ask(ask, &ctx).unwrap();
    assert_eq!(codec.read_ask(&written, &ctx).unwrap(), *ask);
    let ctx = ctx.answering(&written);
    let replied = codec.write_answer(answer, &ctx).unwrap();
    assert_eq!(codec.read_answer(&replied, &ctx).unwrap(), *answer);
}

fn link(form: LinkForm, expiry: Expiry) -> MakeLinkAsk {
    MakeLinkAsk {
        token: "clt.x".to_owned(),
        form,
        path: "pages/item/item".to_owned(),
        query: "id=1&name=%E4%B8%AD%20%27%22%3C%26".to_owned(),
        title: None,
        expiry,
    }
}

#[test]
fn what_one_half_writes_its_opposite_reads() {
    let token = TokenAnswer { token: "clt.x".to_owned(), seconds: 7200 };
    round::<Token>(share().token.unwrap(), &TokenAsk { app_id: APP.to_owned() }, &token);
    let ticket = TicketAnswer { ticket: "@j8wKTL9oVDi".to_owned(), seconds: 7199 };
    round::<Ticket>(share().ticket.unwrap(), &TicketAsk { token: "clt.x".to_owned() }, &ticket);
    let later = Expiry::At(NOW.plus_seconds(86_400));
    for (form, expiry, made) in [
        (LinkForm::Url, later, "https://z.douyin.com/mqh8"),
        (LinkForm::Scheme, later, "snssdk1128://microapp?app_id=tt1"),
        (LinkForm::Scheme, Expiry::Never, "snssdk1128://microapp?app_id=tt1"),
    ] {
        let made = MakeLinkAnswer { link: made.to_owned() };
        round::<MakeLink>(share().make_link.unwrap(), &link(form, expiry), &made);
    }
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    let days = share().make_link.unwrap();
    let written = days.write_ask(&link(LinkForm::Url, Expiry::Days(2)), &ctx).unwrap();
    let read = days.read_ask(&written, &ctx).unwrap();
    assert_eq!(read.expiry, Expiry::At(NOW.plus_seconds(2 * 86_400)));
}

fn json(body: &str) -> Response {
    Response::new(200, "application/json", body)
}

fn asked(form: LinkForm) -> Request {
    let account = side();
    let ask = link(form, Expiry::Days(1));
    share().make_link.unwrap().write_ask(&ask, &Ctx::new(NOW, NONCE, &account)).unwrap()
}

#[test]
fn kept_bytes_are_read() {
    let (account, url) = (side(), asked(LinkForm::Url));
    let ctx = Ctx::new(NOW, NONCE, &account).answering(&url);
    let token = json(include_str!("../wire/token-reply.json"));
    let token = share().token.unwrap().read_answer(&token, &ctx).unwrap();
    assert_eq!((&token.token[..4], token.seconds), ("clt.", 7200));
    let ticket = json(include_str!("../wire/ticket-reply.json"));
    assert_eq!(share().ticket.unwrap().read_answer(&ticket, &ctx).unwrap().ticket, "@j8wKTL9oVDi");
    let made = json(include_str!("../wire/link-reply.json"));
    let made = share().make_link.unwrap().read_answer(&made, &ctx).unwrap();
    assert_eq!(made.link, "https://z.douyin.com/mqh8");
    let mut request = Request::new(Method::Post, "", "/api/apps/v1/url_link/generate");
    request.headers.push("Access-Token", "T");
    request.body = include_bytes!("../wire/link-ask.json").to_vec();
    let read = share().make_link.unwrap().read_ask(&request, &ctx).unwrap();
    assert_eq!(
        (&*read.query, read.expiry),
        ("id=1", Expiry::At(Timestamp::from_seconds(1_798_117_010)))
    );
    "/api/apps/v1/url/generate_schema/".clone_into(&mut request.path);
    request.body = include_bytes!("../wire/schema-ask.json").to_vec();
    let read = share().make_link.unwrap().read_ask(&request, &ctx).unwrap();
    assert_eq!((read.form, read.expiry), (LinkForm::Scheme, Expiry::Never));
}

#[test]
fn refusals_say_what_may_be_done_next() {
    let (account, url) = (side(), asked(LinkForm::Url));
    let ctx = Ctx::new(NOW, NONCE, &account).answering(&url);
    let refused = |body: &str| share().make_link.unwrap().read_answer(&json(body), &ctx);
    for (code, reason) in [
        (28_001_008, Reason::Stale),
        (2_190_008, Reason::Stale),
        (28_003_017, Reason::TooOften),
        (28_001_007, Reason::FieldInvalid),
        (28_001_018, Reason::Forbidden),
        (1, Reason::Other),
    ] {
        for body in [
            format!(r#"{{"err_no":{code},"err_msg":"no"}}"#),
            format!(r#"{{"data":{{"error_code":{code}}},"extra":{{"error_code":{code}}}}}"#),
            format!(r#"{{"data":{{"error_code":{code},"description":"no"}},"message":"error"}}"#),
        ] {
            let fault = refused(&body);
            assert!(matches!(fault, Err(Fault::Refused(it)) if it.reason == reason), "{body}");
        }
    }
    let busy = r#"{"err_no":28001005,"err_msg":"busy"}"#;
    assert!(matches!(refused(busy), Err(Fault::Unknown(_))));
}

#[test]
fn odd_answers_are_no_links() {
    let (account, scheme) = (side(), asked(LinkForm::Scheme));
    let ctx = Ctx::new(NOW, NONCE, &account).answering(&scheme);
    for odd in [
        "",
        "[]",
        "{}",
        r#"{"data":[]}"#,
        r#"{"data":{"schema":""}}"#,
        r#"{"data":{"schema":"javascript:alert(1)"}}"#,
        r#"{"data":{"schema":"https://evil.example/"}}"#,
        r#"{"data":{"url_link":"https://z.douyin.com/x"}}"#,
    ] {
        assert!(share().make_link.unwrap().read_answer(&json(odd), &ctx).is_err(), "{odd}");
        assert!(share().token.unwrap().read_answer(&json(odd), &ctx).is_err(), "{odd}");
        assert!(share().ticket.unwrap().read_answer(&json(odd), &ctx).is_err(), "{odd}");
    }
}

#[test]
fn what_it_cannot_make_is_said() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    let twice = MakeLinkAsk { query: "a=1&a=2".to_owned(), ..link(LinkForm::Url, Expiry::Days(1)) };
    let long = MakeLinkAsk { path: "p".repeat(1025), ..link(LinkForm::Url, Expiry::Days(1)) };
    for bad in [
        link(LinkForm::Text, Expiry::Days(1)),
        link(LinkForm::Url, Expiry::Never),
        link(LinkForm::Url, Expiry::At(NOW)),
        link(LinkForm::Scheme, Expiry::Days(0)),
        twice,
        long,
    ] {
        let fault = share().make_link.unwrap().write_ask(&bad, &ctx);
        assert!(matches!(fault, Err(Fault::Untranslatable(_))), "{bad:?}");
    }
}

#[test]
fn a_caller_that_is_not_ours_gets_nothing() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    let token = share().token.unwrap();
    let written = token.write_ask(&TokenAsk { app_id: APP.to_owned() }, &ctx).unwrap();
    assert_eq!(written.url(), "https://open.douyin.com/oauth/client_token/");
    let body = String::from_utf8(written.body.clone()).unwrap();
    let refused = |from: &str, to: &str| {
        let request = Request { body: body.replace(from, to).into_bytes(), ..written.clone() };
        token.read_ask(&request, &ctx).unwrap_err().into_refusal().reason
    };
    assert_eq!(refused(APP, "ttother"), Reason::CallerUnknown);
    assert_eq!(refused("s3cr3t", "guess"), Reason::SignatureWrong);
    assert_eq!(refused("client_credential", "password"), Reason::FieldInvalid);
    assert_eq!(refused("{", "["), Reason::Unreadable);
    let bare = Request { headers: drawbridge_canon::Headers::default(), ..asked(LinkForm::Url) };
    let fault = share().make_link.unwrap().read_ask(&bare, &ctx).unwrap_err();
    assert_eq!(fault.into_refusal().reason, Reason::FieldMissing);
    let mut elsewhere = side();
    elsewhere.options.insert(CALLS_AT.into(), "http://127.0.0.1:1".into());
    let ask = TicketAsk { token: "T".to_owned() };
    let written =
        share().ticket.unwrap().write_ask(&ask, &Ctx::new(NOW, NONCE, &elsewhere)).unwrap();
    assert_eq!(written.url(), "http://127.0.0.1:1/open/getticket/");
}
