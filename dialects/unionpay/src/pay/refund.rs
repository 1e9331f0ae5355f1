//! Giving money back: 04, and at the front also 31, which gives all of it back on the same day. A
//! refund is a transaction of its own, with a number and a time of its own.

use drawbridge_canon::pay::{Call, OrderRef, Refund, RefundAsk, RefundState, RefundStatus};
use drawbridge_canon::{Codec, Ctx, Fault, Reason, Refusal, Request, Response};

use super::{NAME, outcome, refuse, text};
use crate::envelope::{self, Asked, Fields, send, write_reply};
use crate::kind::Kind;
use crate::moment;

pub(crate) struct Refunding;

impl Codec<Refund> for Refunding {
    fn write_ask(&self, ask: &RefundAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        ask.origin.for_dialect(NAME).map_err(|field| {
            Fault::untranslatable(field, format!("{field} has no equal at UnionPay"))
        })?;
        let number = ask.refund.as_deref().ok_or_else(|| {
            let message = "a refund has a number of its own at UnionPay: give it one";
            Fault::untranslatable("refund", message)
        })?;
        let number = text::write_number("refund", number)?;
        let mut fields = Fields::default();
        fields.put("orderId", number);
        fields.put("txnTime", text::write_time(number, ask.asked_at, ctx));
        fields.put_amount("txnAmt", ask.amount)?;
        fields.put("channelType", "08");
        fields.put("backUrl", text::write_back_url(ask.notify_url.as_deref()));
        // Payments by page are found by the platform's number only, those by code by either.
        match (&ask.wallet_no, &ask.order) {
            (Some(number), _) | (None, OrderRef::Wallet(number)) => {
                fields.put("origQryId", number);
            }
            (None, OrderRef::Order(order)) => {
                let order = text::write_number("order", order)?;
                fields.put("origOrderId", order);
                fields.put("origTxnTime", moment::implied(order, ctx.account));
            }
        }
        if let Some(served) = &ask.sub_merchant {
            fields.put("accessType", "2");
            fields.put("subMerId", served);
        }
        send(Kind::Refund, fields, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<RefundAsk, Fault> {
        let fields = envelope::open(request, ctx)?.fields;
        let asked_at = moment::read("txnTime", fields.required("txnTime")?)?;
        if names_itself(&fields) {
            // Nobody could ask about it: the query would find the payment.
            let message = "退货的 orderId 和 txnTime 不能与原交易相同";
            return Err(Fault::refused(Reason::RefundConflict, message));
        }
        let amount = fields.amount("txnAmt")?.ok_or_else(|| Fault::missing("txnAmt"))?;
        let order = match (fields.get("origQryId"), fields.get("origOrderId")) {
            (Some(number), _) => OrderRef::Wallet(number.to_owned()),
            (None, Some(order)) => OrderRef::Order(order.to_owned()),
            (None, None) => return Err(Fault::missing("origQryId")),
        };
        Ok(RefundAsk {
            order,
            refund: Some(text::read_number(&fields, "orderId")?),
            amount,
            total: None,
            reason: None,
            notify_url: text::read_url(&fields, "backUrl")?,
            sub_merchant: fields.owned("subMerId"),
            goods: Vec::new(),
            origin: drawbridge_canon::pay::Origin::default(),
            asked_at: Some(asked_at),
            wallet_no: None,
        })
    }

    fn write_answer(&self, answer: &RefundState, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let request = ctx.asked.ok_or_else(|| Fault::Unsent("nothing was asked".to_owned()))?;
        let asked = envelope::read(request)?.fields;
        if answer.status == RefundStatus::Closed {
            let refusal = Refusal::new(Reason::PaymentFailed, "退货失败，请更换订单号重新发起");
            return Ok(refuse::refuse(&refusal, ctx));
        }
        let mut fields = Fields::default();
        fields.copy(&asked, &["currencyCode", "origOrderId", "origTxnTime", "txnAmt"]);
        fields.put_some("origQryId", answer.wallet_no.as_deref().or(asked.get("origQryId")));
        fields.put_some("queryId", answer.wallet_refund_no.as_deref());
        outcome::put_success(&mut fields);
        write_reply(fields, Some(&asked), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<RefundState, Fault> {
        let (asked, fields) = outcome::success(response, Call::Refund, ctx)?;
        state(&asked, &fields)
    }
}

/// Whether a refund has the very identity of its payment.
fn names_itself(fields: &Fields) -> bool {
    let same =
        |one: &str, other: &str| fields.get(one).is_some_and(|own| fields.get(other) == Some(own));
    same("orderId", "origOrderId") && same("txnTime", "origTxnTime")
}

/// 00 says that it was taken on; how it ends is told by notice, or by a query.
fn state(asked: &Asked, fields: &Fields) -> Result<RefundState, Fault> {
    let number = asked.fields.required("orderId")?;
    let mut state = RefundState::new(number, RefundStatus::Processing);
    state.wallet_refund_no = fields.owned("queryId");
    state.wallet_no = fields.owned("origQryId");
    state.order = asked.fields.owned("origOrderId");
    state.amount = asked.fields.amount("txnAmt")?;
    Ok(state)
}
