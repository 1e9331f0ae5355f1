//! Codes that lead to a page of a mini program, as pictures: `getwxacode`, `getwxacodeunlimit` and
//! `createwxaqrcode` (developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/qr-code, the pages
//! api_getqrcode, api_getunlimitedqrcode and api_createqrcode).

use drawbridge_canon::share::{
    CodeForm, MakeCode, MakeCodeAsk, OwnCode, Pictured, Quota, media_type,
};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Reason, Request, Response};
use serde_json::{Value, json};

use super::link::may_stand_in_a_query;
use super::{asked, codes, post, replied};
use crate::query;

/// Each shape of code with its call.
const CALLS: &[(CodeForm, &str)] = &[
    (CodeForm::Own, "/wxa/getwxacode"),
    (CodeForm::Many, "/wxa/getwxacodeunlimit"),
    (CodeForm::Square, "/cgi-bin/wxaapp/createwxaqrcode"),
];

/// All of them. None of them ends. The first and the last share a hundred thousand for ever, which only
/// WeChat counts; of the second there may be any number, 5,000 a minute. How many a day there are of any
/// is not published.
pub(crate) const OWN: &[OwnCode] = &[
    OwnCode {
        name: "mini-code",
        title: "Mini program code (getwxacode)",
        title_zh: "小程序码",
        form: CodeForm::Own,
        quota: FEW,
    },
    OwnCode {
        name: "mini-code-unlimited",
        title: "Mini program code without number (getwxacodeunlimit)",
        title_zh: "不限数量的小程序码",
        form: CodeForm::Many,
        quota: Quota { pool: "mini-code-unlimited", a_day: 0 },
    },
    OwnCode {
        name: "qr-code",
        title: "QR code to a mini program (createwxaqrcode)",
        title_zh: "小程序二维码",
        form: CodeForm::Square,
        quota: FEW,
    },
];

const FEW: Quota = Quota { pool: "mini-code and qr-code", a_day: 0 };

/// The longest page with its query, in characters: of a code, and of a square one.
const PAGE: usize = 1024;
const SQUARE_PAGE: usize = 128;
/// The longest query of a code without number, in characters.
const SCENE: usize = 32;
/// The widths in pixels that WeChat draws.
const WIDTHS: std::ops::RangeInclusive<u32> = 280..=1280;
/// A parameter that WeChat keeps for itself.
const THEIRS: &str = "scancode_time";

pub(crate) struct Codes;

impl Codec<MakeCode> for Codes {
    fn write_ask(&self, ask: &MakeCodeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let no = |field: &str, message: String| Err(Fault::untranslatable(field, message));
        if ask.query.split('&').any(|pair| pair.split('=').next() == Some(THEIRS)) {
            return no("query", format!("WeChat keeps {THEIRS} for itself: name it otherwise"));
        }
        if let Some(other) = ask.query.chars().find(|char| !may_stand_in_a_query(*char)) {
            return no("query", format!("WeChat takes no `{other}` in a query: escape it as %xx"));
        }
        if ask.path.is_empty() {
            return no("path", "name the page of the mini program".to_owned());
        }
        if ask.width.is_some_and(|width| !WIDTHS.contains(&width)) {
            return no("width", "WeChat draws codes 280 to 1280 pixels wide".to_owned());
        }
        let mut body = if ask.form == CodeForm::Many { scene(ask)? } else { page(ask)? };
        if let Some(width) = ask.width {
            body["width"] = width.into();
        }
        let call = CALLS.iter().find(|call| call.0 == ask.form);
        let mut request = post(call.map_or("", |call| call.1), ctx.account, &body);
        request.query = Some(query::write(&[("access_token", &ask.token)]));
        Ok(request)
    }

    fn read_ask(&self, request: &Request, _: &Ctx<'_>) -> Result<MakeCodeAsk, Fault> {
        let called = CALLS.iter().find(|(_, path)| *path == request.path);
        let (form, _) = called
            .filter(|_| request.method == Method::Post)
            .ok_or_else(|| Fault::forged(Reason::MethodUnknown, "there is no such call"))?;
        let token = query::needed(&query::params(request)?, "access_token")?;
        let body = asked(request)?;
        let part = |name: &str| body[name].as_str().unwrap_or_default();
        let (path, query) = if *form == CodeForm::Many {
            (part("page"), part("scene"))
        } else {
            part("path").split_once('?').unwrap_or((part("path"), ""))
        };
        let refused = if *form == CodeForm::Many {
            (!(1..=SCENE).contains(&query.chars().count())).then_some(("scene", "40169"))
        } else {
            path.is_empty().then_some(("path", "40159"))
        };
        if let Some((field, code)) = refused {
            let refusal = drawbridge_canon::Refusal::field(
                Reason::FieldInvalid,
                field,
                format!("invalid length for {field}, or the data is not json string"),
            );
            return Err(Fault::Malformed(refusal.with_code(code)));
        }
        Ok(MakeCodeAsk {
            token,
            form: *form,
            path: path.trim_start_matches('/').to_owned(),
            query: query.to_owned(),
            title: None,
            width: body["width"].as_u64().and_then(|width| u32::try_from(width).ok()),
        })
    }

    fn write_answer(&self, answer: &Pictured, _: &Ctx<'_>) -> Result<Response, Fault> {
        let Pictured::Bytes(bytes) = answer else {
            return Err(Fault::untranslatable("picture", "WeChat answers with the file itself"));
        };
        let kind = media_type(bytes);
        let kind = kind.ok_or_else(|| Fault::invalid("picture", "neither JPEG nor PNG"))?;
        Ok(Response::new(200, kind, bytes.clone()))
    }

    /// A picture, or JSON that says why there is none.
    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<Pictured, Fault> {
        if media_type(&response.body).is_some() {
            let most =
                || Fault::invalid("picture", format!("larger than {} bytes", Pictured::MOST));
            return Pictured::file(&response.body).ok_or_else(most);
        }
        replied(response, &codes::CALLS)?;
        Err(Fault::Unknown("a reply that is no picture and says no error".to_owned()))
    }
}

/// A page with its query.
fn page(ask: &MakeCodeAsk) -> Result<Value, Fault> {
    let most = if ask.form == CodeForm::Square { SQUARE_PAGE } else { PAGE };
    let page = match &*ask.query {
        "" => ask.path.clone(),
        query => format!("{}?{query}", ask.path),
    };
    if page.chars().count() > most {
        let message = format!("page and query together have at most {most} characters");
        return Err(Fault::untranslatable("path", message));
    }
    let mut body = json!({ "path": page });
    if ask.form == CodeForm::Own {
        body["env_version"] = "release".into();
    }
    Ok(body)
}

/// A page, and what is told to it: `scene`.
fn scene(ask: &MakeCodeAsk) -> Result<Value, Fault> {
    if !(1..=SCENE).contains(&ask.query.len()) || ask.query.contains('%') {
        let message = format!(
            "such a code tells the page 1 to {SCENE} characters, none of them `%`: shorten the query, or \
             have a mini-code made"
        );
        return Err(Fault::untranslatable("query", message));
    }
    // Without a page nothing is told to it, whatever the document says (WeChat's community,
    // doc/0004605f7b0a20dd4adf2ce0351c00): all codes here name one.
    Ok(json!({
        "scene": ask.query,
        "page": ask.path,
        "check_path": true,
        "env_version": "release",
    }))
}
