//! Asking how a payment stands: 00. The reply tells of itself by `respCode`, and of the payment by
//! `origRespCode`.

use drawbridge_canon::pay::{Call, OrderRef, Query, QueryAsk, Transaction};
use drawbridge_canon::{Codec, Ctx, Fault, Reason, Request, Response};

use super::{outcome, text, transaction};
use crate::envelope::{self, Fields, send, write_reply};
use crate::kind::Kind;
use crate::moment;

pub(crate) struct Querying;

impl Codec<Query> for Querying {
    fn write_ask(&self, ask: &QueryAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let mut fields = Fields::default();
        match &ask.order {
            OrderRef::Order(order) => {
                let order = text::write_number("order", order)?;
                fields.put("orderId", order);
                fields.put("txnTime", moment::implied(order, ctx.account));
            }
            OrderRef::Wallet(number) => fields.put("queryId", number),
        }
        if let Some(served) = &ask.sub_merchant {
            fields.put("accessType", "2");
            fields.put("subMerId", served);
        }
        send(Kind::Query, fields, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<QueryAsk, Fault> {
        let fields = envelope::open(request, ctx)?.fields;
        let order = if let Some(number) = fields.get("queryId") {
            OrderRef::Wallet(number.to_owned())
        } else {
            moment::read("txnTime", fields.required("txnTime")?)?;
            OrderRef::Order(text::read_number(&fields, "orderId")?)
        };
        Ok(QueryAsk { order, sub_merchant: fields.owned("subMerId") })
    }

    fn write_answer(&self, answer: &Transaction, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let request = ctx.asked.ok_or_else(|| Fault::Unsent("nothing was asked".to_owned()))?;
        let asked = envelope::read(request)?.fields;
        let (time, _) = moment::detach(&answer.order, answer.attach.as_deref(), ctx.account);
        if asked.get("txnTime").is_some_and(|told| told != time) {
            // Number and time name a transaction together.
            let message = format!("订单 {} 的 txnTime 不是所查询的时间", answer.order);
            return Err(Fault::refused(Reason::OrderNotFound, message));
        }
        let mut fields = Fields::default();
        transaction::write_state(&mut fields, answer);
        transaction::write(&mut fields, answer, ctx)?;
        outcome::put_success(&mut fields);
        write_reply(fields, Some(&asked), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<Transaction, Fault> {
        let (_, fields) = outcome::success(response, Call::Query, ctx)?;
        if fields.get("txnType") != Some("01") {
            let message = "the number belongs to a transaction that is no payment";
            return Err(Fault::refused(Reason::OrderNotFound, message));
        }
        let state = transaction::read_state(&fields)?;
        transaction::read(&fields, state, ctx)
    }
}
