//! Codes that lead to a page of a mini program, as pictures: `qrcode/create`, round or square
//! (developer.open-douyin.com/docs/resource/zh-CN/thirdparty/API/smallprogram/auth-app-manage/base-info/
//! get-qrcode; widths, and how the page is written, as in .../mini-game/develop/server/qr-code/create-qr-code).

use drawbridge_canon::form::{escape, unescape_uri};
use drawbridge_canon::share::{CodeForm, MakeCode, MakeCodeAsk, OwnCode, Pictured, Quota};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Request, Response};
use drawbridge_seal::text::{base64, unbase64};
use serde_json::json;

use super::link::APP_NAME;
use super::{asked, called, no_such_call, post, replied_within, reply, text, token_of};

const PATH: &str = "/api/apps/v1/qrcode/create";

/// Both. Neither ends, and there may be any number; how often one may ask is not published with this call.
pub(crate) const OWN: &[OwnCode] = &[
    OwnCode {
        name: "mini-code",
        title: "Douyin code to a mini program (round)",
        title_zh: "小程序抖音码",
        form: CodeForm::Own,
        quota: CODES,
    },
    OwnCode {
        name: "qr-code",
        title: "QR code to a mini program",
        title_zh: "小程序二维码",
        form: CodeForm::Square,
        quota: CODES,
    },
];

const CODES: Quota = Quota { pool: "mini-code and qr-code", a_day: 0 };

/// The longest page with its query, in characters (*assumed*).
const PAGE: usize = 1024;
/// The widths in pixels that Douyin draws.
const WIDTHS: std::ops::RangeInclusive<u32> = 280..=1280;
/// The longest reply that is read: the picture stands in it as Base64.
const REPLY: usize = Pictured::MOST / 3 * 4 + 16 * 1024;

pub(crate) struct Codes;

impl Codec<MakeCode> for Codes {
    fn write_ask(&self, ask: &MakeCodeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let app = Some(ctx.account.app()).filter(|app| !app.is_empty());
        let app = app.ok_or_else(|| Fault::Unsent("the account has no app id".to_owned()))?;
        if ask.form == CodeForm::Many {
            let message =
                "Douyin has no code of that kind: any of its codes may be made without number";
            return Err(Fault::untranslatable("form", message));
        }
        if ask.width.is_some_and(|width| !WIDTHS.contains(&width)) {
            let message = "Douyin draws codes 280 to 1280 pixels wide";
            return Err(Fault::untranslatable("width", message));
        }
        let page = match &*ask.query {
            "" => ask.path.clone(),
            query => format!("{}?{query}", ask.path),
        };
        if page.chars().count() > PAGE {
            let message = "Douyin takes 1024 characters: shorten what is told to the page";
            return Err(Fault::untranslatable("query", message));
        }
        let mut body = json!({
            "appid": app,
            "app_name": APP_NAME,
            // Escaped as a whole, or its parameters are lost.
            "path": escape(page.as_bytes()),
            "is_circle_code": ask.form == CodeForm::Own,
            "set_icon": false,
        });
        if let Some(width) = ask.width {
            body["width"] = width.into();
        }
        Ok(post(&format!("{PATH}/"), Some(&ask.token), ctx.account, &body))
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<MakeCodeAsk, Fault> {
        if called(request) != (Method::Post, PATH) {
            return Err(no_such_call());
        }
        let token = token_of(request)?;
        let body = asked(request)?;
        if !ctx.account.apps.contains(&text(&body, "appid", 64)?) {
            return Err(Fault::invalid("appid", "not an app of this account"));
        }
        if body["app_name"].as_str() != Some(APP_NAME) {
            let message = "codes are made for the app douyin only";
            return Err(Fault::untranslatable("app_name", message));
        }
        let page = unescape_uri(body["path"].as_str().unwrap_or_default());
        let page = page.ok_or_else(|| Fault::invalid("path", "a broken escape"))?;
        let (path, query) = page.split_once('?').unwrap_or((&page, ""));
        let round = body["is_circle_code"].as_bool().unwrap_or_default();
        Ok(MakeCodeAsk {
            token,
            form: if round { CodeForm::Own } else { CodeForm::Square },
            path: path.trim_start_matches('/').to_owned(),
            query: query.to_owned(),
            title: None,
            width: body["width"].as_u64().and_then(|width| u32::try_from(width).ok()),
        })
    }

    fn write_answer(&self, answer: &Pictured, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let Pictured::Bytes(bytes) = answer else {
            return Err(Fault::untranslatable("picture", "Douyin answers with the file itself"));
        };
        let data = json!({"img": base64(bytes)});
        Ok(reply(&json!({"err_no": 0, "err_msg": "", "log_id": ctx.nonce, "data": data})))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<Pictured, Fault> {
        let data = replied_within(response, REPLY)?;
        let bytes = unbase64(&text(&data, "img", REPLY)?);
        let picture = bytes.and_then(|bytes| Pictured::file(&bytes));
        picture.ok_or_else(|| Fault::invalid("img", "no picture, or one that is too large"))
    }
}
