//! Making a payment. One canonical exchange is six methods here: the scene decides which.

mod answer;
mod expiry;
pub(crate) mod goods;
mod known;
mod read;
mod write;

use drawbridge_canon::pay::{Charge, ChargeAsk, Handover};
use drawbridge_canon::{Codec, Ctx, Fault, Request, Response};

use super::spoken::{asked, read_reply, write_reply};
use crate::envelope;

/// The codec.
pub(crate) struct Charging;

impl Codec<Charge> for Charging {
    fn write_ask(&self, ask: &ChargeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        envelope::write(write::say(ask, ctx)?, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<ChargeAsk, Fault> {
        read::hear(&envelope::open(request, ctx)?, ctx)
    }

    fn write_answer(&self, answer: &Handover, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let request = asked(ctx)?;
        let asked = envelope::read(request, ctx.account)?;
        if let Some(response) = answer::for_buyer(answer, &asked, request.method) {
            return Ok(response);
        }
        write_reply(answer::reply(answer, &asked)?, &asked.manner, ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<Handover, Fault> {
        let asked = envelope::read(asked(ctx)?, ctx.account)?;
        if let Some(handover) = answer::read_for_buyer(response, &asked) {
            return Ok(handover);
        }
        answer::heed(read_reply(response, &asked, ctx)?, &asked)
    }
}
