//! Telling the merchant: a form sent to `backUrl` until it is answered with HTTP 200. Only what
//! succeeded is told; a merchant who waits in vain asks.

use drawbridge_canon::pay::{
    Acknowledged, Notice, NoticeAsk, RefundState, RefundStatus, Told, Transaction,
};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Request, Response, Timestamp};

use super::{outcome, refund_query, transaction};
use crate::envelope::{Fields, Name, fields_of, stamp, verify, write_form};
use crate::moment;

/// How much of another answer is kept.
const KEPT: usize = 200;

pub(crate) struct Telling;

impl Codec<Notice> for Telling {
    fn write_ask(&self, ask: &NoticeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let mut request = Request::to_url(Method::Post, &ask.url)
            .ok_or_else(|| Fault::Unsent(format!("`{}` is no http address", ask.url)))?;
        request.headers.push("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
        request.body = write_form(&write(ask, Fields::default(), ctx)?).into_bytes();
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<NoticeAsk, Fault> {
        // The address may have a query of its own, which the platform does not sign.
        let fields = fields_of(&Request { query: None, ..request.clone() })?;
        read(&fields, ctx)
    }

    fn write_answer(&self, answer: &Acknowledged, _: &Ctx<'_>) -> Result<Response, Fault> {
        let (status, body) = match answer {
            Acknowledged::Heard => (200, "ok"),
            Acknowledged::Again(why) => (500, why.as_str()),
        };
        Ok(Response::new(status, "text/plain;charset=UTF-8", body))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<Acknowledged, Fault> {
        // "HTTP 200 or 302" (the platform's samples, Form_6_2_FrontConsume).
        if matches!(response.status, 200 | 302) {
            return Ok(Acknowledged::Heard);
        }
        let why = String::from_utf8_lossy(&response.body);
        let why: String = why.chars().take(KEPT).collect();
        Ok(Acknowledged::Again(if why.is_empty() {
            format!("HTTP {}", response.status)
        } else {
            why
        }))
    }
}

/// The members of a notice, added to `fields` and signed with them.
pub(super) fn write(ask: &NoticeAsk, mut fields: Fields, ctx: &Ctx<'_>) -> Result<Fields, Fault> {
    fields.put("accessType", "0");
    fields.put("merId", &ctx.account.merchant);
    match &ask.told {
        Told::Payment(payment) => write_payment(&mut fields, payment, ask.at, ctx)?,
        Told::Refund { refund, .. } => write_refund(&mut fields, refund, ask.at)?,
    }
    outcome::put_success(&mut fields);
    stamp(&mut fields, ctx, Name::Certificate)?;
    Ok(fields)
}

fn write_payment(
    fields: &mut Fields,
    payment: &Transaction,
    at: Timestamp,
    ctx: &Ctx<'_>,
) -> Result<(), Fault> {
    if !payment.state.was_paid() {
        return Err(Fault::untranslatable("state", "UnionPay tells of payments that succeeded"));
    }
    transaction::write(fields, payment, ctx)?;
    transaction::put_trace(fields, payment.paid_at.unwrap_or(at), payment.wallet_no.as_deref());
    Ok(())
}

fn write_refund(fields: &mut Fields, refund: &RefundState, at: Timestamp) -> Result<(), Fault> {
    if refund.status != RefundStatus::Done {
        return Err(Fault::untranslatable("status", "UnionPay tells of refunds that succeeded"));
    }
    refund_query::write(fields, refund)?;
    fields.put("bizType", "000000");
    // A refund that no merchant of UnionPay's asked for has no such time: its number may say one.
    let time = match (refund.created_at, moment::told_by(&refund.refund)) {
        (Some(asked), _) => moment::write(asked),
        (None, Some(told)) => told.to_owned(),
        (None, None) => moment::write(at),
    };
    fields.put("txnTime", time);
    let wallet_no = refund.wallet_refund_no.as_deref();
    transaction::put_trace(fields, refund.done_at.unwrap_or(at), wallet_no);
    Ok(())
}

/// Reads the members of a notice, after verifying them.
pub(super) fn read(fields: &Fields, ctx: &Ctx<'_>) -> Result<NoticeAsk, Fault> {
    verify(fields, ctx)?;
    if fields.required("merId")? != ctx.account.merchant {
        return Err(Fault::invalid("merId", "the notice is for another merchant"));
    }
    let code = fields.required("respCode")?;
    let at = transaction::trace(fields, ctx)?.unwrap_or(ctx.now);
    // A code means here what it means in the answer to a query: what is no end there is none here,
    // and is asked about.
    let told = if refund_query::is_refund(fields) {
        let refund = refund_query::read(fields, refund_query::status(code), ctx)?;
        Told::Refund { refund: Box::new(refund), payment: None }
    } else {
        let payment = transaction::read(fields, transaction::state(code), ctx)?;
        Told::Payment(Box::new(payment))
    };
    // A notice has no number of its own; the transaction's is the same at every retry.
    let id = fields.get("queryId").or(fields.get("orderId")).unwrap_or_default().to_owned();
    Ok(NoticeAsk { id, at, url: String::new(), told })
}
