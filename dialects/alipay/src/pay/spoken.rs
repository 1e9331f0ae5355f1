//! One exchange as business fields. What surrounds the fields (signature, encryption, protocol) is
//! the same for all exchanges and is done here once.

use drawbridge_canon::pay::CloseAsk;
use drawbridge_canon::{Codec, Ctx, Exchange, Fault, Request, Response};

use super::errors;
use crate::envelope::{
    Asked, Fields, Manner, Protocol, Said, gateway_reply, open, read, v3_reply, write,
};

/// An exchange's business fields, both directions of both sides.
pub(crate) trait Speak<X: Exchange>: Sync {
    /// We ask.
    fn say(&self, ask: &X::Ask, ctx: &Ctx<'_>) -> Result<Said, Fault>;
    /// We are asked.
    fn hear(&self, asked: &Asked, ctx: &Ctx<'_>) -> Result<X::Ask, Fault>;
    /// We answer.
    fn reply(&self, answer: &X::Answer, asked: &Asked, ctx: &Ctx<'_>) -> Result<Reply, Fault>;
    /// We are answered.
    fn heed(&self, reply: Reply, asked: &Asked, ctx: &Ctx<'_>) -> Result<X::Answer, Fault>;
}

/// A reply that is no refusal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    /// Whether it says that the buyer must still confirm.
    pub(crate) paying: bool,
    /// The business fields, without the gateway's `code` and `msg`.
    pub(crate) fields: Fields,
}

/// An exchange as a codec.
pub(crate) struct Spoken<S>(pub(crate) S);

impl<X: Exchange, S: Speak<X>> Codec<X> for Spoken<S> {
    fn write_ask(&self, ask: &X::Ask, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        write(self.0.say(ask, ctx)?, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<X::Ask, Fault> {
        self.0.hear(&open(request, ctx)?, ctx)
    }

    fn write_answer(&self, answer: &X::Answer, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let asked = read(asked(ctx)?, ctx.account)?;
        let reply = self.0.reply(answer, &asked, ctx)?;
        write_reply(reply, &asked.manner, ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<X::Answer, Fault> {
        let asked = read(asked(ctx)?, ctx.account)?;
        let reply = read_reply(response, &asked, ctx)?;
        self.0.heed(reply, &asked, ctx)
    }
}

/// The request that is being answered.
pub(crate) fn asked<'a>(ctx: &Ctx<'a>) -> Result<&'a Request, Fault> {
    ctx.asked.ok_or_else(|| Fault::Unsent("an answer needs the request that it answers".to_owned()))
}

/// Writes a reply in the manner of its request.
pub(crate) fn write_reply(reply: Reply, manner: &Manner, ctx: &Ctx<'_>) -> Result<Response, Fault> {
    if manner.protocol == Protocol::V3 {
        let status = if reply.paying { v3_reply::PAYING } else { 200 };
        return v3_reply::write(status, reply.fields, manner, ctx);
    }
    let (code, msg) = if reply.paying {
        (gateway_reply::PAYING, "order success pay inprocess")
    } else {
        (gateway_reply::SUCCESS, "Success")
    };
    let mut fields = Fields::default();
    fields.put("code", code);
    fields.put("msg", msg);
    fields.0.extend(reply.fields.0);
    gateway_reply::write(fields, manner, ctx)
}

/// Verifies a reply and tells apart what it says: success, a refusal, or that nobody knows.
pub(crate) fn read_reply(
    response: &Response,
    asked: &Asked,
    ctx: &Ctx<'_>,
) -> Result<Reply, Fault> {
    let call = asked.method.call;
    if asked.manner.protocol == Protocol::V3 {
        return match response.status {
            200..=299 => {
                let paying = response.status == v3_reply::PAYING;
                Ok(Reply { paying, fields: v3_reply::read(response, ctx)? })
            }
            _ => Err(errors::read_v3(response, call)),
        };
    }
    let mut fields = gateway_reply::read(response, &asked.manner, ctx)?;
    let code = fields.required("code")?.to_owned();
    if code != gateway_reply::SUCCESS && code != gateway_reply::PAYING {
        return Err(errors::read_gateway(&code, &fields, call)?);
    }
    fields.0.retain(|(name, _)| name != "code" && name != "msg");
    Ok(Reply { paying: code == gateway_reply::PAYING, fields })
}

/// The merchant served, for exchanges that name it beside an order.
pub(crate) fn close_ask(asked: &Asked, ctx: &Ctx<'_>) -> Result<CloseAsk, Fault> {
    Ok(CloseAsk {
        order: super::order::read_ref(&asked.biz)?,
        sub_merchant: super::partner::read(asked, ctx.account),
    })
}
