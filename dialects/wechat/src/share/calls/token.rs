//! The token of an app: `cgi-bin/stable_token`, which does not end the tokens that others of the
//! same app hold, or the older `cgi-bin/token`, which does (developers.weixin.qq.com/doc/
//! subscription/api/base/api_getstableaccesstoken.html).

use drawbridge_canon::share::{Token, TokenAnswer, TokenAsk};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Reason, Request, Response};
use serde_json::json;

use super::{asked, codes, post, replied, reply, request, seconds, text};
use crate::query;

const STABLE: &str = "/cgi-bin/stable_token";
const OLDER: &str = "/cgi-bin/token";
const GRANT: &str = "client_credential";

/// The account option that chooses the older call: `token`.
const CALL: &str = "token_call";

/// The longest token: the documents ask for room for 512 characters.
const TOKEN_MOST: usize = 1024;

pub(crate) struct Tokens;

impl Codec<Token> for Tokens {
    fn write_ask(&self, ask: &TokenAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let secret = ctx.account.keys.app_secret.as_deref();
        let secret =
            secret.ok_or_else(|| Fault::Unsent("the account has no app_secret".to_owned()))?;
        if ctx.account.option(CALL) == Some("token") {
            let mut request = request(Method::Get, OLDER, ctx.account);
            let pairs = [("grant_type", GRANT), ("appid", &ask.app_id), ("secret", secret)];
            request.query = Some(query::write(&pairs));
            return Ok(request);
        }
        let body = json!({
            "grant_type": GRANT,
            "appid": ask.app_id,
            "secret": secret,
            "force_refresh": false,
        });
        Ok(post(STABLE, ctx.account, &body))
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<TokenAsk, Fault> {
        let [grant, app, secret] = match (request.method, request.path.as_str()) {
            (Method::Get, OLDER) => {
                let params = query::params(request)?;
                let needed = |name| query::needed(&params, name);
                [needed("grant_type")?, needed("appid")?, needed("secret")?]
            }
            (Method::Post, STABLE) => {
                let body = asked(request)?;
                let needed = |name| text(&body, name, TOKEN_MOST);
                [needed("grant_type")?, needed("appid")?, needed("secret")?]
            }
            _ => return Err(Fault::forged(Reason::MethodUnknown, "there is no such call")),
        };
        if grant != GRANT {
            return Err(Fault::invalid("grant_type", "must be client_credential"));
        }
        if !ctx.account.apps.contains(&app) {
            return Err(Fault::forged(Reason::CallerUnknown, "invalid appid"));
        }
        if ctx.account.keys.app_secret.as_ref() != Some(&secret) {
            return Err(Fault::forged(Reason::SignatureWrong, "invalid appsecret"));
        }
        Ok(TokenAsk { app_id: app })
    }

    fn write_answer(&self, answer: &TokenAnswer, _: &Ctx<'_>) -> Result<Response, Fault> {
        Ok(reply(&json!({"access_token": answer.token, "expires_in": answer.seconds})))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<TokenAnswer, Fault> {
        let told = replied(response, &codes::TOKENS)?;
        let token = text(&told, "access_token", TOKEN_MOST)?;
        Ok(TokenAnswer { token, seconds: seconds(&told, "expires_in")? })
    }
}
