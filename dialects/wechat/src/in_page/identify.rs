//! From a code to an openid
//! (developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html, 第二步).

use drawbridge_canon::pay::{Buyer, Identify, IdentifyAsk};
use drawbridge_canon::{Codec, Ctx, Fault, Reason, Refusal, Request, Response};
use serde_json::{Value, json};

use crate::query::{needed, params, write};

const GRANT: &str = "authorization_code";

/// The longest reply that is read: the documented ones have some 600 bytes.
const REPLY_MOST: usize = 16 * 1024;

/// Global error codes that this call gives, the one that is written for a reason first
/// (developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html).
const CODES: &[(i64, Reason, &str)] = &[
    (40029, Reason::BuyerCodeInvalid, "invalid code"),
    (40163, Reason::Stale, "code been used"),
    (42003, Reason::BuyerCodeInvalid, "code expired"),
    (41008, Reason::BuyerCodeInvalid, "missing code"),
    (40125, Reason::SignatureWrong, "invalid appsecret"),
    (41004, Reason::SignatureWrong, "appsecret missing"),
    (40013, Reason::CallerUnknown, "invalid appid"),
    (41002, Reason::CallerUnknown, "appid missing"),
    (40002, Reason::FieldInvalid, "invalid grant_type"),
    (45011, Reason::TooOften, "api minute-quota reach limit"),
    (45009, Reason::TooOften, "reach max api daily quota limit"),
    (-1, Reason::ServiceFailed, "system error"),
];

pub(super) struct Identifying;

impl Codec<Identify> for Identifying {
    fn write_ask(&self, ask: &IdentifyAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let secret = ctx.account.keys.app_secret.as_deref();
        let secret =
            secret.ok_or_else(|| Fault::Unsent("the account has no app_secret".to_owned()))?;
        let query = write(&[
            ("appid", super::app(ctx)?),
            ("secret", secret),
            ("code", &ask.code),
            ("grant_type", GRANT),
        ]);
        let mut request = super::request(super::CALLS, ctx.account);
        request.query = Some(query);
        request.headers.push("accept", "application/json");
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<IdentifyAsk, Fault> {
        let params = params(request)?;
        if !ctx.account.apps.contains(&needed(&params, "appid")?) {
            return Err(Fault::forged(Reason::CallerUnknown, "invalid appid"));
        }
        if params.get("secret") != ctx.account.keys.app_secret.as_ref() {
            return Err(Fault::forged(Reason::SignatureWrong, "invalid appsecret"));
        }
        if needed(&params, "grant_type")? != GRANT {
            return Err(Fault::invalid("grant_type", "invalid grant_type"));
        }
        Ok(IdentifyAsk { code: needed(&params, "code")? })
    }

    fn write_answer(&self, answer: &Buyer, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let body = json!({
            "access_token": format!("access{}", ctx.nonce),
            "expires_in": 7200,
            "refresh_token": format!("refresh{}", ctx.nonce),
            "openid": answer.id,
            "scope": "snsapi_base",
        });
        Ok(reply(&body))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<Buyer, Fault> {
        // Neither reply has a signature: that it came over TLS from the platform is its proof.
        let told = Some(&*response.body).filter(|body| body.len() <= REPLY_MOST);
        let told = told.and_then(|body| serde_json::from_slice::<Value>(body).ok());
        let told = told.filter(Value::is_object).ok_or_else(|| {
            Fault::Unknown(format!("an unreadable reply with status {}", response.status))
        })?;
        if let Some(code) = told["errcode"].as_i64().filter(|code| *code != 0) {
            return Err(failed(code, told["errmsg"].as_str().unwrap_or_default()));
        }
        if told["is_snapshotuser"].as_i64() == Some(1) {
            // A page seen in "snapshot" mode has a made-up openid, with which nobody can pay.
            let message = "the buyer looks at a snapshot of the page, and is not known";
            return Err(Fault::refused(Reason::BuyerRefused, message));
        }
        let id = told["openid"].as_str().filter(|id| !id.is_empty() && id.len() <= 128);
        let id = id.ok_or_else(|| Fault::missing("openid"))?;
        Ok(Buyer { id: id.to_owned(), per_app: true, login: None })
    }
}

/// A refusal as the live service writes it: with status 200.
pub(super) fn refuse(refusal: &Refusal) -> Response {
    let line = CODES.iter().find(|(_, reason, _)| *reason == refusal.reason);
    let (code, message) = line.map_or((-1, "system error"), |(code, _, text)| (*code, *text));
    reply(&json!({"errcode": code, "errmsg": message}))
}

fn failed(code: i64, message: &str) -> Fault {
    let known = CODES.iter().find(|line| line.0 == code).map(|line| line.1);
    match known {
        Some(Reason::ServiceFailed) => Fault::Unknown(format!("{code} {message}")),
        reason => {
            let refusal = Refusal::new(reason.unwrap_or(Reason::Other), message);
            Fault::Refused(refusal.with_code(&code.to_string()))
        }
    }
}

fn reply(body: &Value) -> Response {
    Response::new(200, "text/plain", body.to_string())
}
