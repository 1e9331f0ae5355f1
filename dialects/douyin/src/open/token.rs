//! The app's own token: `oauth/client_token` (developer.open-douyin.com/docs/resource/zh-CN/dop/
//! develop/openapi/account-permission/client-token). Only the two newest of an app hold, so that it
//! is kept and shared, and not fetched for each call.

use drawbridge_canon::share::{Token, TokenAnswer, TokenAsk};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Reason, Request, Response};
use serde_json::json;

use super::{asked, called, no_such_call, post, replied, reply, seconds, text};

const PATH: &str = "/oauth/client_token";
const GRANT: &str = "client_credential";

/// The longest token that is read.
const TOKEN_MOST: usize = 1024;

pub(crate) struct Tokens;

impl Codec<Token> for Tokens {
    fn write_ask(&self, ask: &TokenAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let secret = ctx.account.keys.app_secret.as_deref();
        let secret =
            secret.ok_or_else(|| Fault::Unsent("the account has no app_secret".to_owned()))?;
        let body = json!({"client_key": ask.app_id, "client_secret": secret, "grant_type": GRANT});
        Ok(post(&format!("{PATH}/"), None, ctx.account, &body))
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<TokenAsk, Fault> {
        if called(request) != (Method::Post, PATH) {
            return Err(no_such_call());
        }
        let body = asked(request)?;
        if text(&body, "grant_type", TOKEN_MOST)? != GRANT {
            return Err(Fault::invalid("grant_type", "must be client_credential"));
        }
        let app_id = text(&body, "client_key", TOKEN_MOST)?;
        if !ctx.account.apps.contains(&app_id) {
            return Err(Fault::forged(Reason::CallerUnknown, "client_key is not known"));
        }
        if ctx.account.keys.app_secret.as_ref() != Some(&text(&body, "client_secret", TOKEN_MOST)?)
        {
            return Err(Fault::forged(Reason::SignatureWrong, "client_secret is wrong"));
        }
        Ok(TokenAsk { app_id })
    }

    fn write_answer(&self, answer: &TokenAnswer, _: &Ctx<'_>) -> Result<Response, Fault> {
        Ok(reply(&json!({
            "data": {
                "access_token": answer.token,
                "expires_in": answer.seconds,
                "error_code": 0,
                "description": "",
            },
            "message": "success",
        })))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<TokenAnswer, Fault> {
        let data = replied(response)?;
        let token = text(&data, "access_token", TOKEN_MOST)?;
        Ok(TokenAnswer { token, seconds: seconds(&data, "expires_in")? })
    }
}
