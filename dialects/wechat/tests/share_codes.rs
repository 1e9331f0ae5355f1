//! The calls by which WeChat draws codes: all four halves of each, kept bytes, and refusals; and the scheme
//! that takes no call.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod common;

use common::{NONCE, account};
use drawbridge_canon::share::{
    Card, CodeForm, MakeCodeAsk, Message, Opening, Pictured, Sharing, Source, Told,
};
use drawbridge_canon::{Account, Codec, Ctx, Fault, Method, Reason, Request, Response, Timestamp};
use drawbridge_wechat::SHARE;

const NOW: Timestamp = Timestamp(1_795_525_010_000);
const APP: &str = "wxd678efh567hg6787";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0rest";

fn side() -> Account {
    Account { apps: vec![APP.to_owned()], ..account("1900007291") }
}

fn codes() -> &'static dyn Codec<drawbridge_canon::share::MakeCode> {
    SHARE.make_code.unwrap()
}

fn code(form: CodeForm) -> MakeCodeAsk {
    MakeCodeAsk {
        token: "T_1-a".to_owned(),
        form,
        path: "pages/item/item".to_owned(),
        query: "id=1&x='(!)*+,;".to_owned(),
        title: None,
        width: Some(280),
    }
}

#[test]
fn what_one_half_writes_its_opposite_reads() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    for own in SHARE.codes {
        let escaped =
            MakeCodeAsk { query: "q=%E8%8C%B6".to_owned(), width: None, ..code(own.form) };
        let asks = if own.form == CodeForm::Many { vec![] } else { vec![escaped] };
        for ask in asks.into_iter().chain([code(own.form)]) {
            let written = codes().write_ask(&ask, &ctx).unwrap();
            assert_eq!(codes().read_ask(&written, &ctx).unwrap(), ask);
            let ctx = ctx.answering(&written);
            for file in [JPEG, b"\x89PNG\r\n\x1a\nrest"] {
                let told = Pictured::Bytes(file.to_vec());
                let replied = codes().write_answer(&told, &ctx).unwrap();
                assert_eq!(codes().read_answer(&replied, &ctx).unwrap(), told);
            }
        }
    }
}

#[test]
fn asks_are_as_the_documents_have_them() {
    let account = side();
    let read = |path: &str, body: &str| {
        let mut request = Request::new(Method::Post, "", path);
        request.query = Some("access_token=T".to_owned());
        request.body = body.as_bytes().to_vec();
        codes().read_ask(&request, &Ctx::new(NOW, NONCE, &account))
    };
    let many = include_str!("../wire/unlimited-ask.json");
    let many = read("/wxa/getwxacodeunlimit", many).unwrap();
    assert_eq!(
        (many.form, &*many.path, &*many.query),
        (CodeForm::Many, "pages/index/index", "a=1")
    );
    let square = include_str!("../wire/qrcode-ask.json");
    let square = read("/cgi-bin/wxaapp/createwxaqrcode", square).unwrap();
    assert_eq!((square.form, square.width), (CodeForm::Square, Some(430)));
    let empty = read("/wxa/getwxacode", "{}").unwrap_err().into_refusal();
    assert_eq!((empty.reason, empty.code.as_deref()), (Reason::FieldInvalid, Some("40159")));
    let empty = read("/wxa/getwxacodeunlimit", r#"{"page":"p"}"#).unwrap_err().into_refusal();
    assert_eq!(empty.code.as_deref(), Some("40169"));
    let body = codes().write_ask(&code(CodeForm::Own), &Ctx::new(NOW, NONCE, &account)).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&body.body).unwrap();
    assert_eq!(body["path"], "pages/item/item?id=1&x='(!)*+,;");
}

#[test]
fn json_in_place_of_a_picture_says_what_is_wrong() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    // WeChat has sent errors as pictures' types too: the bytes count.
    let told = |body: &str| codes().read_answer(&Response::new(200, "image/jpeg", body), &ctx);
    for (body, code) in [
        (include_str!("../wire/qrcode-refusal.json"), "40159"),
        (include_str!("../wire/unlimited-refusal.json"), "40169"),
        (r#"{"errcode":41030,"errmsg":"invalid page rid: 1"}"#, "41030"),
    ] {
        let Err(Fault::Refused(it)) = told(body) else { panic!("{body}") };
        assert_eq!((it.reason, it.code.as_deref()), (Reason::FieldInvalid, Some(code)));
    }
    for (code, reason) in
        [(40001, Reason::Stale), (45009, Reason::TooOften), (45029, Reason::Forbidden)]
    {
        let fault = told(&format!(r#"{{"errcode":{code},"errmsg":"no"}}"#));
        assert!(matches!(fault, Err(Fault::Refused(it)) if it.reason == reason), "{code}");
    }
    for odd in ["", "<svg onload=alert(1)>", "GIF89a", "{}", r#"{"errcode":0,"errmsg":"ok"}"#] {
        assert!(matches!(told(odd), Err(Fault::Unknown(_))), "{odd}");
    }
    let mut large = JPEG.to_vec();
    large.resize(Pictured::MOST + 1, 0);
    let large = codes().read_answer(&Response::new(200, "image/jpeg", large), &ctx);
    assert!(large.unwrap_err().to_string().contains("larger"));
}

#[test]
fn what_it_cannot_draw_is_said_before_it_is_asked() {
    let account = side();
    let ctx = Ctx::new(NOW, NONCE, &account);
    let own = || code(CodeForm::Own);
    for bad in [
        MakeCodeAsk { width: Some(279), ..own() },
        MakeCodeAsk { width: Some(1281), ..own() },
        MakeCodeAsk { path: String::new(), ..own() },
        MakeCodeAsk { path: "p".repeat(1024), ..own() },
        MakeCodeAsk { query: "q=茶".to_owned(), ..own() },
        MakeCodeAsk { query: "a=1&scancode_time=2".to_owned(), ..own() },
        MakeCodeAsk { path: "p".repeat(120), ..code(CodeForm::Square) },
        MakeCodeAsk { query: String::new(), ..code(CodeForm::Many) },
        MakeCodeAsk { query: "a=%41".to_owned(), ..code(CodeForm::Many) },
        MakeCodeAsk { query: "a".repeat(33), ..code(CodeForm::Many) },
    ] {
        let fault = codes().write_ask(&bad, &ctx);
        assert!(matches!(fault, Err(Fault::Untranslatable(_))), "{bad:?}");
    }
    let most = MakeCodeAsk { query: "a".repeat(32), ..code(CodeForm::Many) };
    assert!(codes().write_ask(&most, &ctx).is_ok());
}

fn scheme(app: Option<&str>, path: &str, account: &Account) -> Result<String, Fault> {
    let (host, app_id) = ("wechat".to_owned(), app.map(str::to_owned));
    let mini = Opening::Mini { host, app_id, path: Some(path.to_owned()), link: None };
    let card = Card { openings: vec![Told::new(mini, Source::Platform)], ..Card::default() };
    let ctx = Ctx::new(NOW, NONCE, account);
    let sharing = Sharing { ctx, page: None, ticket: None, link: None };
    let form = SHARE.forms.iter().find(|form| form.name == "mini-program-scheme").unwrap();
    Ok(String::from_utf8((form.write)(&card, &sharing)?.body).unwrap())
}

#[test]
fn the_scheme_in_plain_says_the_page_and_is_read_again() {
    // The example of the document: .../dev/framework/open-ability/url-scheme.html.
    let link = scheme(Some("wx4e1ba651bbe36d01"), "mall/order/list?index=2", &Account::default());
    let told =
        "weixin://dl/business/?appid=wx4e1ba651bbe36d01&path=mall/order/list&query=index%3D2";
    assert_eq!(link.as_deref(), Ok(told));
    // The page with a query of its own comes back as it was, whoever's account it is.
    let page = "pages/a?q=%E8%8C%B6&x=1";
    let link = scheme(None, page, &side()).unwrap();
    let text = format!("看 {link} 好");
    let message = Message::of(&text);
    let found = (SHARE.find)(&message).into_iter().find(|found| found.opening.is_some()).unwrap();
    let mini = found.opening.unwrap();
    let Opening::Mini { app_id, path, .. } = mini else { panic!("{mini:?}") };
    assert_eq!((app_id.as_deref(), path.as_deref()), (Some(APP), Some(page)));
    let evil = scheme(None, "p?q='<script>\u{202e}&query=x#\r\n中", &side()).unwrap();
    let harmless = |c: char| c.is_ascii_alphanumeric() || ":/?=&%-._~".contains(c);
    assert!(evil.chars().all(harmless) && evil.matches("query=").count() == 1, "{evil}");
    assert!(matches!(scheme(None, page, &Account::default()), Err(Fault::Unsent(_))), "whose?");
    for bad in ["pages/a'b", "pages/&path=b", &format!("p?{}", "a".repeat(513))] {
        let fault = scheme(Some(APP), bad, &side());
        assert!(matches!(fault, Err(Fault::Untranslatable(_))), "{bad}");
    }
    assert!(matches!(scheme(Some("wxother"), page, &side()), Err(Fault::Untranslatable(_))));
}
