//! Taking a payment back whatever became of it: the reversal, 99. It names the payment by the same
//! number and time, and works on the day of the payment (23:00 to 23:00).

use drawbridge_canon::pay::{Call, Cancel, CancelAnswer, CloseAsk, OrderRef};
use drawbridge_canon::{Codec, Ctx, Fault, Request, Response};

use super::{outcome, text};
use crate::envelope::{self, Fields, send, write_reply};
use crate::kind::Kind;
use crate::moment;

pub(crate) struct Cancelling;

impl Codec<Cancel> for Cancelling {
    fn write_ask(&self, ask: &CloseAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let OrderRef::Order(order) = &ask.order else {
            let message = "UnionPay reverses a payment by the merchant's order number";
            return Err(Fault::untranslatable("order", message));
        };
        let order = text::write_number("order", order)?;
        let mut fields = Fields::default();
        fields.put("orderId", order);
        fields.put("txnTime", moment::implied(order, ctx.account));
        fields.put("channelType", "08");
        if let Some(served) = &ask.sub_merchant {
            fields.put("accessType", "2");
            fields.put("subMerId", served);
        }
        send(Kind::Reversal, fields, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<CloseAsk, Fault> {
        let fields = envelope::open(request, ctx)?.fields;
        moment::read("txnTime", fields.required("txnTime")?)?;
        let order = OrderRef::Order(text::read_number(&fields, "orderId")?);
        Ok(CloseAsk { order, sub_merchant: fields.owned("subMerId") })
    }

    fn write_answer(&self, answer: &CancelAnswer, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let request = ctx.asked.ok_or_else(|| Fault::Unsent("nothing was asked".to_owned()))?;
        let asked = envelope::read(request)?.fields;
        let mut fields = Fields::default();
        fields.put_some("queryId", answer.wallet_no.as_deref());
        if answer.retry {
            fields.put("respCode", super::codes::TIMED_OUT);
            fields.put("respMsg", super::codes::words(super::codes::TIMED_OUT));
        } else {
            outcome::put_success(&mut fields);
        }
        write_reply(fields, Some(&asked), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<CancelAnswer, Fault> {
        let (asked, fields) = outcome::success(response, Call::Cancel, ctx)?;
        Ok(CancelAnswer {
            order: asked.fields.required("orderId")?.to_owned(),
            wallet_no: fields.owned("queryId"),
            action: None,
            retry: false,
        })
    }
}
