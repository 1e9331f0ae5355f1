//! The calls by which WeChat serves links: all four halves of each, kept bytes, and refusals.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod common;

use common::{NONCE, account};
use drawbridge_canon::share::{
    CALLS_AT, Expiry, LinkForm, MakeLink, MakeLinkAnswer, MakeLinkAsk, Ticket, TicketAnswer,
    TicketAsk, Token, TokenAnswer, TokenAsk,
};
use drawbridge_canon::{
    Account, Codec, Ctx, Exchange, Fault, Method, Reason, Request, Response, Timestamp,
};
use drawbridge_wechat::SHARE;
use std::fmt::Debug;

const NOW: Timestamp = Timestamp(1_795_525_010_000);
const APP: &str = "wxd678efh567hg6787";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn side() -> Account {
    let mut account = account("1900007291");
    account.apps = vec![APP.to_owned()];
    account.keys.app_secret = Some(SECRET.to_owned());
    account
}

/// Both laws of the four halves.
fn round<X: Exchange>(codec: &dyn Codec<X>, account: &Account, ask: &X::Ask, answer: &X::Answer)
where
    X::Ask: Debug + PartialEq,
    X::Answer: Debug + PartialEq,
{
    let ctx = Ctx::new(NOW, NONCE, account);
    let written = codec.write_ask(ask, &ctx).unwrap();
    assert_eq!(codec.read_ask(&written, &ctx).unwrap(), *ask);
    let ctx = ctx.answering(&written);
    let replied = codec.write_answer(answer, &ctx).unwrap();
    assert_eq!(codec.read_answer(&replied, &ctx).unwrap(), *answer);
}

fn links(form: LinkForm, expiry: Expiry) -> MakeLinkAsk {
    MakeLinkAsk {
        token: "T_1-a".to_owned(),
        form,
        path: "pages/item/item".to_owned(),
        query: "id=1&%E5%90%8D=%E4%B8%AD&x='(!)*+,;".to_owned(),
        title: (form == LinkForm::Text).then(|| "夏日·限定".to_owned()),
        expiry,
    }
}

#[test]
fn what_one_half_writes_its_opposite_reads() {
    let account = side();
    let token = TokenAsk { app_id: APP.to_owned() };
    let got = TokenAnswer { token: "68_x-Y".to_owned(), seconds: 7200 };
    round::<Token>(SHARE.token.unwrap(), &account, &token, &got);
    let mut older = side();
    older.options.insert("token_call".into(), "token".into());
    round::<Token>(SHARE.token.unwrap(), &older, &token, &got);
    let ticket = TicketAsk { token: "68_x-Y&=".to_owned() };
    let got = TicketAnswer { ticket: "sM4AOVdW".to_owned(), seconds: 7199 };
    round::<Ticket>(SHARE.ticket.unwrap(), &account, &ticket, &got);
    for (form, expiry, link) in [
        (LinkForm::Url, Expiry::Days(30), "https://wxaurl.cn/r27EvMBu1oi"),
        (LinkForm::Url, Expiry::At(NOW.plus_seconds(86_400)), "https://wxaurl.cn/r27EvMBu1oi"),
        (LinkForm::Scheme, Expiry::Days(1), "weixin://dl/business/?t=NdQL2LeEQum"),
        (LinkForm::Text, Expiry::Never, "#小程序://名/0JPDrt84ecI5Gwd"),
        (LinkForm::Text, Expiry::Days(30), "#小程序://名/0JPDrt84ecI5Gwd"),
    ] {
        let made = MakeLinkAnswer { link: link.to_owned() };
        round::<MakeLink>(SHARE.make_link.unwrap(), &account, &links(form, expiry), &made);
    }
}

#[test]
fn a_secret_goes_where_the_account_says_and_nowhere_into_an_address() {
    let mut account = side();
    account.options.insert(CALLS_AT.into(), "http://127.0.0.1:1/wx".into());
    let ask = TokenAsk { app_id: APP.to_owned() };
    let written = SHARE.token.unwrap().write_ask(&ask, &Ctx::new(NOW, NONCE, &account)).unwrap();
    assert_eq!(written.url(), "http://127.0.0.1:1/wx/cgi-bin/stable_token");
    assert!(!format!("{account:?}").contains(SECRET));
    account.keys.app_secret = None;
    let fault = SHARE.token.unwrap().write_ask(&ask, &Ctx::new(NOW, NONCE, &account));
    assert!(matches!(fault, Err(Fault::Unsent(_))));
}

fn json(body: &str) -> Response {
    Response::new(200, "application/json", body)
}

fn asking(path: &str) -> Request {
    Request::new(Method::Post, "https://api.weixin.qq.com", path)
}

#[test]
fn kept_answers_are_read() {
    let (account, scheme) = (side(), asking("/wxa/generatescheme"));
    let ctx = Ctx::new(NOW, NONCE, &account).answering(&scheme);
    let token = json(include_str!("../wire/token-reply.json"));
    let token = SHARE.token.unwrap().read_answer(&token, &ctx).unwrap();
    assert_eq!((&*token.token, token.seconds), ("ACCESS_TOKEN", 7200));
    let ticket = json(include_str!("../wire/ticket-reply.json"));
    let ticket = SHARE.ticket.unwrap().read_answer(&ticket, &ctx).unwrap();
    assert!(ticket.ticket.starts_with("bxLdikRXVb") && ticket.seconds == 7200);
    let link = json(include_str!("../wire/scheme-reply.json"));
    let link = SHARE.make_link.unwrap().read_answer(&link, &ctx).unwrap();
    assert_eq!(link.link, "weixin://dl/business/?t=NdQL2LeEQum");
}

#[test]
fn kept_asks_are_read() {
    let account = side();
    let read = |path: &str, body: &str| {
        let mut request = asking(path);
        request.query = Some("access_token=T".to_owned());
        request.body = body.as_bytes().to_vec();
        SHARE.make_link.unwrap().read_ask(&request, &Ctx::new(NOW, NONCE, &account)).unwrap()
    };
    let scheme = read("/wxa/generatescheme", include_str!("../wire/scheme-ask.json"));
    assert_eq!(scheme.path, "pages/publishHomework/publishHomework");
    assert_eq!((scheme.form, scheme.expiry), (LinkForm::Scheme, Expiry::Days(1)));
    let url = read("/wxa/generate_urllink", include_str!("../wire/urllink-ask.json"));
    assert_eq!((&*url.query, url.expiry), ("a=79", Expiry::Days(31)));
    let short = read("/wxa/genwxashortlink", include_str!("../wire/shortlink-ask.json"));
    assert_eq!((&*short.path, short.title.as_deref()), ("pages/index/index", Some("测试标题")));
    assert_eq!(short.expiry, Expiry::Never);
}

#[test]
fn refusals_say_what_may_be_done_next() {
    let (account, asked) = (side(), asking("/wxa/generate_urllink"));
    let ctx = Ctx::new(NOW, NONCE, &account).answering(&asked);
    let refused = |body: &str| SHARE.make_link.unwrap().read_answer(&json(body), &ctx);
    let kept = refused(include_str!("../wire/urllink-refusal.json"));
    let Err(Fault::Refused(kept)) = kept else { panic!("{kept:?}") };
    assert_eq!((kept.reason, kept.code.as_deref()), (Reason::FieldInvalid, Some("40165")));
    for (code, reason) in [
        (40001, Reason::Stale),
        (40014, Reason::Stale),
        (42001, Reason::Stale),
        (45009, Reason::TooOften),
        (44990, Reason::TooOften),
        (85400, Reason::Forbidden),
        (85401, Reason::FieldInvalid),
        (48001, Reason::Forbidden),
        (99999, Reason::Other),
    ] {
        let fault = refused(&format!(r#"{{"errcode":{code},"errmsg":"no"}}"#));
        assert!(matches!(fault, Err(Fault::Refused(it)) if it.reason == reason), "{code}");
    }
    assert!(matches!(refused(r#"{"errcode":-1,"errmsg":"system error"}"#), Err(Fault::Unknown(_))));
    // The same code means the secret where the token itself is asked for.
    let wrong = json(r#"{"errcode":40001,"errmsg":"invalid credential"}"#);
    let fault = SHARE.token.unwrap().read_answer(&wrong, &ctx);
    assert!(matches!(fault, Err(Fault::Refused(it)) if it.reason == Reason::SignatureWrong));
}

#[test]
fn odd_answers_are_no_links() {
    let (account, asked) = (side(), asking("/wxa/generatescheme"));
    let ctx = Ctx::new(NOW, NONCE, &account).answering(&asked);
    let long = format!(r#"{{"openlink":"weixin://{}"}}"#, "a".repeat(9000));
    let huge = "x".repeat(20_000);
    for odd in [
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        r#"{"errcode":0,"openlink":""}"#,
        r#"{"errcode":0,"openlink":5}"#,
        r#"{"errcode":0,"openlink":"javascript:alert(1)"}"#,
        r#"{"errcode":0,"openlink":"https://evil.example/"}"#,
        r#"{"errcode":0,"url_link":"https://wxaurl.cn/x"}"#,
        &long,
        &huge,
    ] {
        assert!(SHARE.make_link.unwrap().read_answer(&json(odd), &ctx).is_err(), "{odd}");
        assert!(SHARE.token.unwrap().read_answer(&json(odd), &ctx).is_err(), "{odd}");
        assert!(SHARE.ticket.unwrap().read_answer(&json(odd), &ctx).is_err(), "{odd}");
    }
}

#[test]
fn what_it_cannot_make_is_said() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    let long = MakeLinkAsk { query: "长".repeat(1025), ..links(LinkForm::Url, Expiry::Days(1)) };
    for ask in [
        links(LinkForm::Url, Expiry::Never),
        links(LinkForm::Url, Expiry::Days(0)),
        links(LinkForm::Scheme, Expiry::Days(31)),
        links(LinkForm::Scheme, Expiry::At(NOW)),
        links(LinkForm::Url, Expiry::At(NOW.plus_seconds(31 * 86_400))),
        links(LinkForm::Text, Expiry::Days(7)),
        long,
    ] {
        let fault = SHARE.make_link.unwrap().write_ask(&ask, &ctx);
        assert!(matches!(fault, Err(Fault::Untranslatable(_))), "{ask:?}");
    }
}

#[test]
fn a_short_links_title_is_cut_between_characters() {
    let account = side();
    let mut ask = links(LinkForm::Text, Expiry::Never);
    ask.title = Some("一二三四五六七八九十一二三四五六七八九十一".to_owned());
    let written = SHARE.make_link.unwrap().write_ask(&ask, &Ctx::new(NOW, NONCE, &account));
    let body: serde_json::Value = serde_json::from_slice(&written.unwrap().body).unwrap();
    assert_eq!(body["page_title"], "一二三四五六七八九十一二三四五六七八九…");
}

#[test]
fn a_caller_that_is_not_ours_gets_no_token() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    let refused = |path: &str, query: Option<&str>, body: &str| {
        let method = if query.is_some() { Method::Get } else { Method::Post };
        let mut request = Request::new(method, "", path);
        request.query = query.map(str::to_owned);
        request.body = body.as_bytes().to_vec();
        SHARE.token.unwrap().read_ask(&request, &ctx).unwrap_err().into_refusal().reason
    };
    let older = "/cgi-bin/token";
    let query = |app: &str, secret: &str| {
        format!("grant_type=client_credential&appid={app}&secret={secret}")
    };
    assert_eq!(refused(older, Some(&query("wxother", SECRET)), ""), Reason::CallerUnknown);
    assert_eq!(refused(older, Some(&query(APP, "no")), ""), Reason::SignatureWrong);
    assert_eq!(refused(older, Some("appid=a"), ""), Reason::FieldMissing);
    assert_eq!(refused("/cgi-bin/stable_token", None, "{"), Reason::Unreadable);
    assert_eq!(refused("/cgi-bin/other", None, "{}"), Reason::MethodUnknown);
}
