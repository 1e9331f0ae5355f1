//! Signing a buyer in inside WeChat, and the call out of the page: both halves of each.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use common::{NONCE, account, kept, private, request};
use drawbridge_canon::pay::{
    AuthoriseAsk, Authorised, Buyer, IdentifyAsk, InPage, SIGN_IN_AT, SignInStep,
};
use drawbridge_canon::{Account, Ctx, Fault, NamedVerifier, Reason, Refusal, Response, Timestamp};
use drawbridge_seal::PrivateKey;
use drawbridge_wechat::PAY;

const NOW: Timestamp = Timestamp(1_795_525_010_000);
const APP: &str = "wxd678efh567hg6787";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn in_page() -> &'static InPage {
    PAY.in_page.unwrap()
}

/// The merchant's side, and the platform's.
fn sides() -> (Account, Account) {
    let key = PrivateKey::generate().unwrap();
    let mut merchant = account("1900007291");
    merchant.apps = vec![APP.to_owned()];
    merchant.keys.app_secret = Some(SECRET.to_owned());
    let mut platform = merchant.clone();
    merchant.keys.ours = vec![private("M1", &key)];
    let public = std::sync::Arc::new(key.public().unwrap());
    platform.keys.theirs = vec![NamedVerifier { id: "M1".into(), certificate: None, key: public }];
    (merchant, platform)
}

fn ask() -> AuthoriseAsk {
    AuthoriseAsk { back: "https://pay.example/c/1/signed-in/w".into(), state: "aB3".into() }
}

#[test]
fn the_address_is_the_documented_one() {
    let (merchant, _) = sides();
    let written = in_page().authorise.write_ask(&ask(), &Ctx::new(NOW, NONCE, &merchant)).unwrap();
    assert_eq!(
        written.url(),
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxd678efh567hg6787\
         &redirect_uri=https%3A%2F%2Fpay.example%2Fc%2F1%2Fsigned-in%2Fw&response_type=code\
         &scope=snsapi_base&state=aB3#wechat_redirect"
    );
    let code = IdentifyAsk { code: "0Q1&x".into() };
    let written = in_page().identify.write_ask(&code, &Ctx::new(NOW, NONCE, &merchant)).unwrap();
    assert_eq!(
        written.url(),
        "https://api.weixin.qq.com/sns/oauth2/access_token?appid=wxd678efh567hg6787\
         &secret=0123456789abcdef0123456789abcdef&code=0Q1%26x&grant_type=authorization_code"
    );
    let mut elsewhere = merchant;
    elsewhere.options.insert(SIGN_IN_AT.into(), "http://127.0.0.1:1/s".into());
    let written = in_page().identify.write_ask(&code, &Ctx::new(NOW, NONCE, &elsewhere)).unwrap();
    assert!(written.url().starts_with("http://127.0.0.1:1/s/sns/oauth2/access_token?"));
}

#[test]
fn what_one_half_writes_the_other_reads() {
    let (merchant, platform) = sides();
    let (ours, theirs) = (Ctx::new(NOW, NONCE, &merchant), Ctx::new(NOW, NONCE, &platform));
    let mut asked = in_page().authorise.write_ask(&ask(), &ours).unwrap();
    // A browser keeps the fragment to itself.
    asked.query = asked.query.map(|query| query.split('#').next().unwrap().to_owned());
    assert_eq!((in_page().step)(&asked), Ok(SignInStep::Authorise(APP.into())));
    assert_eq!(in_page().authorise.read_ask(&asked, &theirs), Ok(ask()));
    let told = Authorised { back: ask().back, state: ask().state, code: "c/0+1".into() };
    let answer = in_page().authorise.write_answer(&told, &theirs.answering(&asked)).unwrap();
    assert_eq!(answer.status, 302);
    assert_eq!(in_page().authorise.read_answer(&answer, &ours.answering(&asked)), Ok(told));

    let code = IdentifyAsk { code: "c/0+1".into() };
    let asked = in_page().identify.write_ask(&code, &ours).unwrap();
    assert_eq!((in_page().step)(&asked), Ok(SignInStep::Identify(APP.into())));
    assert_eq!(in_page().identify.read_ask(&asked, &theirs), Ok(code));
    let buyer = Buyer { id: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into(), per_app: true, login: None };
    let answer = in_page().identify.write_answer(&buyer, &theirs.answering(&asked)).unwrap();
    assert_eq!(in_page().identify.read_answer(&answer, &ours.answering(&asked)), Ok(buyer));

    let call = (in_page().write_call)("wx201410272009395522657a690389285100", &ours).unwrap();
    assert_eq!(call["package"], "prepay_id=wx201410272009395522657a690389285100");
    assert_eq!(call["timeStamp"], "1795525010");
    let read = (in_page().read_call)(&call, &theirs);
    assert_eq!(read, Ok("wx201410272009395522657a690389285100".to_owned()));
}

#[test]
fn the_documented_bytes_are_read() {
    let (merchant, _) = sides();
    let ctx = Ctx::new(NOW, NONCE, &merchant);
    let reply = |name| Response::new(200, "text/plain", kept(name));
    let buyer = in_page().identify.read_answer(&reply("sign-in-reply.json"), &ctx).unwrap();
    assert_eq!((&*buyer.id, buyer.per_app), ("OPENID", true));
    let no = in_page().identify.read_answer(&reply("sign-in-refusal.json"), &ctx);
    let expected = Refusal::new(Reason::BuyerCodeInvalid, "invalid code").with_code("40029");
    assert_eq!(no, Err(Fault::Refused(expected.clone())));
    assert_eq!((in_page().refuse)(&expected).body, kept("sign-in-refusal.json"));
    let mut platform = merchant.clone();
    platform.apps = vec!["wx520c15f417810387".to_owned()];
    let asked = request(&kept("sign-in-page.http"));
    let ctx = Ctx::new(NOW, NONCE, &platform);
    let read = in_page().authorise.read_ask(&asked, &ctx).unwrap();
    assert!(read.back.starts_with("https://chong.qq.com/php/index.php?d=&c="), "{read:?}");
    assert_eq!(read.state, "123");
}

#[test]
fn an_answer_tells_what_may_be_done_next() {
    let (merchant, _) = sides();
    let ctx = Ctx::new(NOW, NONCE, &merchant);
    let read = |body: &str| in_page().identify.read_answer(&Response::new(200, "", body), &ctx);
    let refused = |reason| move |fault: &Fault| matches!(fault, Fault::Refused(refusal) if refusal.reason == reason);
    for (body, reason) in [
        (r#"{"errcode":40163,"errmsg":"code been used, rid: 1-2-3"}"#, Reason::Stale),
        (r#"{"errcode":40125,"errmsg":"invalid appsecret"}"#, Reason::SignatureWrong),
        (r#"{"errcode":12345,"errmsg":"?"}"#, Reason::Other),
        (r#"{"openid":"o1","is_snapshotuser":1}"#, Reason::BuyerRefused),
    ] {
        assert!(read(body).is_err_and(|fault| refused(reason)(&fault)), "{body}");
    }
    for body in [r#"{"errcode":-1,"errmsg":"system error"}"#, "<html>", "[]", "", "{"] {
        assert!(matches!(read(body), Err(Fault::Unknown(_))), "{body}");
    }
    for body in ["{}", r#"{"openid":""}"#, r#"{"openid":7}"#] {
        assert!(matches!(read(body), Err(Fault::Malformed(_))), "{body}");
    }
}

#[test]
fn the_platforms_side_believes_nothing() {
    let (merchant, platform) = sides();
    let (ours, theirs) = (Ctx::new(NOW, NONCE, &merchant), Ctx::new(NOW, NONCE, &platform));
    let asked = in_page().identify.write_ask(&IdentifyAsk { code: "c".into() }, &ours).unwrap();
    let change = |from: &str, to: &str| {
        let mut asked = asked.clone();
        asked.query = asked.query.map(|query| query.replace(from, to));
        in_page().identify.read_ask(&asked, &theirs).unwrap_err().into_refusal().reason
    };
    assert_eq!(change(SECRET, "0"), Reason::SignatureWrong);
    assert_eq!(change(APP, "wx0"), Reason::CallerUnknown);
    assert_eq!(change("code=c", "code="), Reason::FieldMissing);
    assert_eq!(change("code=c", "code=c&code=d"), Reason::FieldInvalid);
    assert_eq!(change("code=c", "code=%zz"), Reason::FieldInvalid);
    let call = (in_page().write_call)("wx1", &ours).unwrap();
    for (name, value, expected) in [
        ("package", "prepay_id=wx2", Reason::SignatureWrong),
        ("paySign", "AAAA", Reason::SignatureWrong),
        ("timeStamp", "1", Reason::SignatureWrong),
        ("appId", "wx0", Reason::AppMismatch),
        ("signType", "MD5", Reason::FieldInvalid),
        ("package", "wx1", Reason::FieldInvalid),
    ] {
        let mut call = call.clone();
        call.insert(name.into(), value.into());
        let read = (in_page().read_call)(&call, &theirs).unwrap_err();
        assert_eq!(read.into_refusal().reason, expected, "{name}");
    }
}

#[test]
fn a_state_that_would_not_come_back_whole_is_not_sent() {
    let (merchant, _) = sides();
    let ctx = Ctx::new(NOW, NONCE, &merchant);
    for state in ["a-b", "a b", &"a".repeat(129)] {
        let ask = AuthoriseAsk { state: state.to_owned(), ..ask() };
        assert!(matches!(in_page().authorise.write_ask(&ask, &ctx), Err(Fault::Unsent(_))));
    }
}
