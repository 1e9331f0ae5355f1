//! Making a payment. One canonical exchange is four transactions here: the scene decides which.

mod answer;
mod known;
mod read;
mod write;

use drawbridge_canon::pay::{Call, Charge, ChargeAsk, Handover};
use drawbridge_canon::{Codec, Ctx, Fault, Request, Response};

use super::outcome;
use crate::envelope;

/// The codec.
pub(crate) struct Charging;

impl Codec<Charge> for Charging {
    fn write_ask(&self, ask: &ChargeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        write::say(ask, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<ChargeAsk, Fault> {
        read::hear(&envelope::open(request, ctx)?, ctx)
    }

    fn write_answer(&self, answer: &Handover, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let request = ctx.asked.ok_or_else(|| Fault::Unsent("nothing was asked".to_owned()))?;
        let asked = envelope::read(request)?;
        match answer::for_buyer(answer, &asked, request.method) {
            Some(response) => Ok(response),
            None => envelope::write_reply(answer::say(answer, &asked)?, Some(&asked.fields), ctx),
        }
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<Handover, Fault> {
        if let Some(handover) = answer::read_for_buyer(response) {
            return Ok(handover);
        }
        let (asked, fields) = outcome::success(response, Call::Charge, ctx)?;
        answer::hear(&asked, &fields)
    }
}
