//! Taking an order back whatever happened to it: `alipay.trade.cancel`.

use drawbridge_canon::pay::{Cancel, CancelAction, CancelAnswer, CloseAsk};
use drawbridge_canon::{Ctx, Fault};

use super::close;
use super::spoken::{Reply, Speak, close_ask};
use crate::envelope::{Asked, Said};
use crate::method;

pub(crate) struct Cancelling;

impl Speak<Cancel> for Cancelling {
    fn say(&self, ask: &CloseAsk, ctx: &Ctx<'_>) -> Result<Said, Fault> {
        Ok(close::say(method::CANCEL, ask, ctx))
    }

    fn hear(&self, asked: &Asked, ctx: &Ctx<'_>) -> Result<CloseAsk, Fault> {
        close_ask(asked, ctx)
    }

    fn reply(&self, answer: &CancelAnswer, _: &Asked, _: &Ctx<'_>) -> Result<Reply, Fault> {
        let mut reply = Reply::default();
        reply.fields.put_some("trade_no", answer.wallet_no.as_deref());
        reply.fields.put("out_trade_no", &answer.order);
        reply.fields.put("retry_flag", if answer.retry { "Y" } else { "N" });
        let action = answer.action.map(|action| match action {
            CancelAction::Close => "close",
            CancelAction::Refund => "refund",
        });
        reply.fields.put_some("action", action);
        Ok(reply)
    }

    fn heed(&self, reply: Reply, asked: &Asked, _: &Ctx<'_>) -> Result<CancelAnswer, Fault> {
        let fields = &reply.fields;
        let order = fields.text("out_trade_no")?.or(asked.biz.text("out_trade_no")?);
        let action = match fields.text("action")? {
            Some("close") => Some(CancelAction::Close),
            Some("refund") => Some(CancelAction::Refund),
            _ => None,
        };
        Ok(CancelAnswer {
            order: order.ok_or_else(|| Fault::missing("out_trade_no"))?.to_owned(),
            wallet_no: fields.owned("trade_no")?,
            action,
            retry: fields.text("retry_flag")? == Some("Y"),
        })
    }
}
