//! The ticket that a published page is signed with: `open/getticket`
//! (developer.open-douyin.com/docs/resource/zh-CN/dop/develop/openapi/tools-ability/jsb-management/
//! get-open-ticket).

use drawbridge_canon::share::{Ticket, TicketAnswer, TicketAsk};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Request, Response};
use serde_json::json;

use super::{called, no_such_call, replied, reply, request, seconds, text, token_of};

const PATH: &str = "/open/getticket";

/// The longest ticket that is read.
const TICKET_MOST: usize = 512;

pub(crate) struct Tickets;

impl Codec<Ticket> for Tickets {
    fn write_ask(&self, ask: &TicketAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        Ok(request(Method::Get, &format!("{PATH}/"), Some(&ask.token), ctx.account))
    }

    fn read_ask(&self, request: &Request, _: &Ctx<'_>) -> Result<TicketAsk, Fault> {
        if called(request) != (Method::Get, PATH) {
            return Err(no_such_call());
        }
        Ok(TicketAsk { token: token_of(request)? })
    }

    fn write_answer(&self, answer: &TicketAnswer, _: &Ctx<'_>) -> Result<Response, Fault> {
        Ok(reply(&json!({
            "data": {
                "ticket": answer.ticket,
                "expires_in": answer.seconds,
                "error_code": 0,
                "description": "",
            },
            "extra": {"error_code": 0, "description": ""},
        })))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<TicketAnswer, Fault> {
        let data = replied(response)?;
        let ticket = text(&data, "ticket", TICKET_MOST)?;
        Ok(TicketAnswer { ticket, seconds: seconds(&data, "expires_in")? })
    }
}
