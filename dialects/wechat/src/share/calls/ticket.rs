//! The ticket that goes into a page's signature: `cgi-bin/ticket/getticket?type=jsapi`
//! (developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html, appendix 1).

use drawbridge_canon::share::{Ticket, TicketAnswer, TicketAsk};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Reason, Request, Response};
use serde_json::json;

use super::{codes, replied, reply, request, seconds, text};
use crate::query;

const PATH: &str = "/cgi-bin/ticket/getticket";
const TYPE: &str = "jsapi";

/// The longest ticket: they have 86 characters.
const TICKET_MOST: usize = 512;

pub(crate) struct Tickets;

impl Codec<Ticket> for Tickets {
    fn write_ask(&self, ask: &TicketAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let mut request = request(Method::Get, PATH, ctx.account);
        request.query = Some(query::write(&[("access_token", &ask.token), ("type", TYPE)]));
        Ok(request)
    }

    fn read_ask(&self, request: &Request, _: &Ctx<'_>) -> Result<TicketAsk, Fault> {
        if (request.method, request.path.as_str()) != (Method::Get, PATH) {
            return Err(Fault::forged(Reason::MethodUnknown, "there is no such call"));
        }
        let params = query::params(request)?;
        if query::needed(&params, "type")? != TYPE {
            return Err(Fault::untranslatable(
                "type",
                "only tickets for pages (jsapi) are given out",
            ));
        }
        Ok(TicketAsk { token: query::needed(&params, "access_token")? })
    }

    fn write_answer(&self, answer: &TicketAnswer, _: &Ctx<'_>) -> Result<Response, Fault> {
        Ok(reply(&json!({
            "errcode": 0,
            "errmsg": "ok",
            "ticket": answer.ticket,
            "expires_in": answer.seconds,
        })))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<TicketAnswer, Fault> {
        let told = replied(response, &codes::CALLS)?;
        let ticket = text(&told, "ticket", TICKET_MOST)?;
        Ok(TicketAnswer { ticket, seconds: seconds(&told, "expires_in")? })
    }
}
