//! Asking how a refund stands: the same transaction as for a payment, with the refund's number.

use drawbridge_canon::pay::{Call, RefundQuery, RefundQueryAsk, RefundState, RefundStatus};
use drawbridge_canon::{Codec, Ctx, Fault, Reason, Request, Response};

use super::{codes, outcome, text, transaction};
use crate::envelope::{self, Fields, send, write_reply};
use crate::kind::Kind;
use crate::moment;

pub(crate) struct RefundQuerying;

impl Codec<RefundQuery> for RefundQuerying {
    fn write_ask(&self, ask: &RefundQueryAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let number = text::write_number("refund", &ask.refund)?;
        let mut fields = Fields::default();
        fields.put("orderId", number);
        fields.put("txnTime", text::write_time(number, ask.asked_at, ctx));
        if let Some(served) = &ask.sub_merchant {
            fields.put("accessType", "2");
            fields.put("subMerId", served);
        }
        send(Kind::Query, fields, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<RefundQueryAsk, Fault> {
        let asked = envelope::open(request, ctx)?;
        if asked.kind != Kind::Query {
            return Err(Fault::invalid("txnType", "此交易不是查询"));
        }
        let asked_at = moment::read("txnTime", asked.fields.required("txnTime")?)?;
        Ok(RefundQueryAsk {
            refund: text::read_number(&asked.fields, "orderId")?,
            order: None,
            sub_merchant: asked.fields.owned("subMerId"),
            asked_at: Some(asked_at),
        })
    }

    fn write_answer(&self, answer: &RefundState, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let request = ctx.asked.ok_or_else(|| Fault::Unsent("nothing was asked".to_owned()))?;
        let asked = envelope::read(request)?.fields;
        let mut fields = Fields::default();
        let code = match answer.status {
            RefundStatus::Done => codes::DONE,
            RefundStatus::Processing => codes::ACCEPTED,
            RefundStatus::Closed => codes::NOT_PASSED,
            RefundStatus::Abnormal => codes::ISSUER,
        };
        outcome::put_original(&mut fields, code);
        write(&mut fields, answer)?;
        outcome::put_success(&mut fields);
        write_reply(fields, Some(&asked), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<RefundState, Fault> {
        let (_, fields) = outcome::success(response, Call::RefundQuery, ctx)?;
        if !is_refund(&fields) {
            let message = "the number belongs to a transaction that is no refund";
            return Err(Fault::refused(Reason::RefundNotFound, message));
        }
        let status = status(fields.required("origRespCode")?);
        read(&fields, status, ctx)
    }
}

/// What `origRespCode` says of a refund, and `respCode` of a notice.
pub(super) fn status(code: &str) -> RefundStatus {
    match code {
        code if codes::is_done(code) => RefundStatus::Done,
        codes::ACCEPTED => RefundStatus::Processing,
        // As for a payment: the query is the same.
        code if codes::asks_again(code) => RefundStatus::Processing,
        codes::ISSUER => RefundStatus::Abnormal,
        _ => RefundStatus::Closed,
    }
}

/// Whether a message is about a refund.
pub(super) fn is_refund(fields: &Fields) -> bool {
    matches!(fields.get("txnType"), Some("04" | "31"))
}

/// Adds what is known of a refund, however it stands.
pub(super) fn write(fields: &mut Fields, refund: &RefundState) -> Result<(), Fault> {
    fields.put("txnType", "04");
    fields.put("txnSubType", "00");
    fields.put("orderId", &refund.refund);
    fields.put_some("queryId", refund.wallet_refund_no.as_deref());
    fields.put_some("origQryId", refund.wallet_no.as_deref());
    fields.put_some("origOrderId", refund.order.as_deref());
    fields.put_some("origTxnTime", refund.order.as_deref().and_then(moment::told_by));
    if let Some(amount) = refund.amount {
        fields.put_amount("txnAmt", amount)?;
    }
    if let Some(at) = refund.done_at {
        transaction::put_trace(fields, at, refund.wallet_refund_no.as_deref());
    }
    Ok(())
}

/// Reads what is told of a refund that stands so.
pub(super) fn read(
    fields: &Fields,
    status: RefundStatus,
    ctx: &Ctx<'_>,
) -> Result<RefundState, Fault> {
    let mut refund = RefundState::new(fields.required("orderId")?, status);
    refund.wallet_refund_no = fields.owned("queryId");
    refund.wallet_no = fields.owned("origQryId");
    refund.order = fields.owned("origOrderId");
    refund.amount = fields.amount("txnAmt")?;
    let done = status == RefundStatus::Done;
    refund.done_at = transaction::trace(fields, ctx)?.filter(|_| done);
    Ok(refund)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_to_be_asked_again_is_no_end() {
        for code in ["01", "03", "04", "05", "12", "34"] {
            assert_eq!(status(code), RefundStatus::Processing, "{code}");
        }
        assert_eq!(status("00"), RefundStatus::Done);
        assert_eq!(status("30"), RefundStatus::Closed);
    }
}
