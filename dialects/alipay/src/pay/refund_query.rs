//! Asking how a refund stands: `alipay.trade.fastpay.refund.query`.

use drawbridge_canon::pay::{RefundQuery, RefundQueryAsk, RefundState, RefundStatus};
use drawbridge_canon::{Ctx, Fault, Reason};

use super::spoken::{Reply, Speak};
use super::{order, partner, text};
use crate::envelope::{Asked, Said};
use crate::method;

pub(crate) struct RefundQuerying;

impl Speak<RefundQuery> for RefundQuerying {
    fn say(&self, ask: &RefundQueryAsk, ctx: &Ctx<'_>) -> Result<Said, Fault> {
        let mut said = Said { method: method::REFUND_QUERY, ..Said::default() };
        let order = ask.order.as_ref().ok_or_else(|| {
            let message = "Alipay finds a refund within its order: name the order too";
            Fault::untranslatable("out_trade_no", message)
        })?;
        order::write_ref(&mut said.biz, order);
        said.biz.put("out_request_no", text::order("out_request_no", &ask.refund)?);
        said.app_auth_token = partner::token(ask.sub_merchant.as_deref(), ctx.account);
        Ok(said)
    }

    fn hear(&self, asked: &Asked, ctx: &Ctx<'_>) -> Result<RefundQueryAsk, Fault> {
        let number = asked.biz.required("out_request_no")?;
        Ok(RefundQueryAsk {
            refund: order::checked("out_request_no", number)?.to_owned(),
            order: Some(order::read_ref(&asked.biz)?),
            sub_merchant: partner::read(asked, ctx.account),
            asked_at: None,
        })
    }

    fn reply(&self, refund: &RefundState, asked: &Asked, _: &Ctx<'_>) -> Result<Reply, Fault> {
        let mut reply = Reply::default();
        let fields = &mut reply.fields;
        fields.put_some("trade_no", refund.wallet_no.as_deref());
        let order = refund.order.as_deref().or(asked.biz.text("out_trade_no")?);
        fields.put_some("out_trade_no", order);
        fields.put("out_request_no", &refund.refund);
        fields.put_some("refund_reason", refund.reason.as_deref());
        fields.put_money("total_amount", refund.total);
        fields.put_money("refund_amount", refund.amount);
        // There is no word for a refund that failed or is on its way: the field is absent.
        if refund.status == RefundStatus::Done {
            fields.put("refund_status", "REFUND_SUCCESS");
        }
        fields.put_time("gmt_refund_pay", refund.done_at);
        Ok(reply)
    }

    fn heed(&self, reply: Reply, _: &Asked, _: &Ctx<'_>) -> Result<RefundState, Fault> {
        let fields = &reply.fields;
        let Some(number) = fields.text("out_request_no")? else {
            return Err(Fault::refused(Reason::RefundNotFound, "the order has no such refund"));
        };
        let done = fields.text("refund_status")? == Some("REFUND_SUCCESS");
        let status = if done { RefundStatus::Done } else { RefundStatus::Processing };
        let mut refund = RefundState::new(number, status);
        refund.order = fields.owned("out_trade_no")?;
        refund.wallet_no = fields.owned("trade_no")?;
        refund.reason = fields.owned("refund_reason")?;
        refund.total = fields.money("total_amount")?;
        refund.amount = fields.money("refund_amount")?;
        refund.done_at = fields.time("gmt_refund_pay")?;
        Ok(refund)
    }
}
