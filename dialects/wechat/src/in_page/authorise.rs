//! The page to which the buyer's browser is sent, and how it comes back
//! (developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html, 第一步).

use drawbridge_canon::pay::{Authorise, AuthoriseAsk, Authorised};
use drawbridge_canon::{Carrier, Codec, Ctx, Fault, Method, Reason, Request, Response};

use crate::query::{needed, params, write};

/// Silent: nobody is asked, and only the openid can be learned.
const SCOPE: &str = "snsapi_base";
/// Without it the page opens, and does nothing.
const FRAGMENT: &str = "#wechat_redirect";
/// The longest `state`.
const STATE_MOST: usize = 128;

pub(super) struct Authorising;

impl Codec<Authorise> for Authorising {
    fn write_ask(&self, ask: &AuthoriseAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        check_state(&ask.state).map_err(|why| Fault::Unsent(why.to_owned()))?;
        let query = write(&[
            ("appid", super::app(ctx)?),
            ("redirect_uri", &ask.back),
            ("response_type", "code"),
            ("scope", SCOPE),
            ("state", &ask.state),
        ]);
        let mut request = super::request(super::PAGES, ctx.account);
        request.query = Some(query + FRAGMENT);
        request.carrier = Carrier::Buyer;
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<AuthoriseAsk, Fault> {
        let params = params(request)?;
        if !ctx.account.apps.contains(&needed(&params, "appid")?) {
            return Err(Fault::forged(Reason::CallerUnknown, "AppID 参数错误"));
        }
        for (name, expected) in [("response_type", "code"), ("scope", SCOPE)] {
            if needed(&params, name)? != expected {
                return Err(Fault::invalid(name, format!("only {expected} is answered here")));
            }
        }
        let state = params.get("state").cloned().unwrap_or_default();
        check_state(&state).map_err(|why| Fault::invalid("state", why))?;
        let back = needed(&params, "redirect_uri")?;
        if Request::to_url(Method::Get, &back).is_none() {
            return Err(Fault::invalid("redirect_uri", "redirect_uri 参数错误"));
        }
        Ok(AuthoriseAsk { back, state })
    }

    fn write_answer(&self, answer: &Authorised, _: &Ctx<'_>) -> Result<Response, Fault> {
        let joint = if answer.back.contains('?') { '&' } else { '?' };
        let query = write(&[("code", &answer.code), ("state", &answer.state)]);
        let mut response = Response { status: 302, ..Response::default() };
        response.headers.push("location", format!("{}{joint}{query}", answer.back));
        Ok(response)
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<Authorised, Fault> {
        let back = response.headers.get("location").unwrap_or_default();
        let back = Request::to_url(Method::Get, back)
            .ok_or_else(|| Fault::unreadable("the browser did not come back to an address"))?;
        let params = params(&back)?;
        Ok(Authorised {
            code: needed(&params, "code")?,
            state: needed(&params, "state")?,
            back: format!("{}{}", back.origin, back.path),
        })
    }
}

fn check_state(state: &str) -> Result<(), &'static str> {
    let fits = state.len() <= STATE_MOST && state.bytes().all(|b| b.is_ascii_alphanumeric());
    if fits { Ok(()) } else { Err("state has at most 128 of 0-9A-Za-z") }
}
