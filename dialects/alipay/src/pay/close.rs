//! Closing an order that is not paid: `alipay.trade.close`.

use drawbridge_canon::pay::{Close, CloseAsk};
use drawbridge_canon::{Ctx, Fault};

use super::spoken::{Reply, Speak, close_ask};
use super::{order, partner};
use crate::envelope::{Asked, Said};
use crate::method;

pub(crate) struct Closing;

impl Speak<Close> for Closing {
    fn say(&self, ask: &CloseAsk, ctx: &Ctx<'_>) -> Result<Said, Fault> {
        Ok(say(method::CLOSE, ask, ctx))
    }

    fn hear(&self, asked: &Asked, ctx: &Ctx<'_>) -> Result<CloseAsk, Fault> {
        close_ask(asked, ctx)
    }

    fn reply(
        &self,
        (order, wallet_no): &(String, Option<String>),
        _: &Asked,
        _: &Ctx<'_>,
    ) -> Result<Reply, Fault> {
        let mut reply = Reply::default();
        reply.fields.put_some("trade_no", wallet_no.as_deref());
        reply.fields.put("out_trade_no", order);
        Ok(reply)
    }

    fn heed(
        &self,
        reply: Reply,
        asked: &Asked,
        _: &Ctx<'_>,
    ) -> Result<(String, Option<String>), Fault> {
        let order = reply.fields.text("out_trade_no")?.or(asked.biz.text("out_trade_no")?);
        let order = order.ok_or_else(|| Fault::missing("out_trade_no"))?;
        Ok((order.to_owned(), reply.fields.owned("trade_no")?))
    }
}

/// Closing and cancelling ask for the same.
pub(crate) fn say(method: &'static str, ask: &CloseAsk, ctx: &Ctx<'_>) -> Said {
    let mut said = Said { method, ..Said::default() };
    order::write_ref(&mut said.biz, &ask.order);
    said.app_auth_token = partner::token(ask.sub_merchant.as_deref(), ctx.account);
    said
}
