//! A payment as replies and notices tell it.

use drawbridge_canon::pay::{Scene, TradeState, Transaction};
use drawbridge_canon::{Ctx, Fault, Timestamp};

use super::{codes, outcome, text};
use crate::envelope::Fields;
use crate::moment;

/// Adds what is known of a payment, however it stands.
pub(super) fn write(
    fields: &mut Fields,
    payment: &Transaction,
    ctx: &Ctx<'_>,
) -> Result<(), Fault> {
    let (time, reserved) = moment::detach(&payment.order, payment.attach.as_deref(), ctx.account);
    let (sub, business) = match payment.scene {
        Some(Scene::Code) => ("07", "000000"),
        Some(Scene::BuyerCode { .. }) => ("06", "000000"),
        _ => ("01", "000201"),
    };
    fields.put("txnType", "01");
    fields.put("txnSubType", sub);
    fields.put("bizType", business);
    fields.put("orderId", &payment.order);
    fields.put("txnTime", time);
    fields.put_some("reqReserved", reserved);
    fields.put_amount("txnAmt", payment.amount)?;
    fields.put_some("queryId", payment.wallet_no.as_deref());
    if let Some(at) = payment.paid_at {
        fields.put("settleAmt", payment.amount.minor.to_string());
        fields.put("settleCurrencyCode", "156");
        put_trace(fields, at, payment.wallet_no.as_deref());
    }
    Ok(())
}

/// Reads what is told of a payment that stands so.
pub(super) fn read(
    fields: &Fields,
    state: TradeState,
    ctx: &Ctx<'_>,
) -> Result<Transaction, Fault> {
    let order = fields.required("orderId")?;
    let amount = fields.amount("txnAmt")?.ok_or_else(|| Fault::missing("txnAmt"))?;
    let mut payment = Transaction::new(order, state, amount);
    let time = fields.get("txnTime").unwrap_or_else(|| moment::implied(order, ctx.account));
    payment.attach = moment::attach(order, time, text::read_reserved(fields)?, ctx.account);
    payment.wallet_no = fields.owned("queryId");
    payment.merchant = fields.owned("merId");
    payment.paid_at = trace(fields, ctx)?.filter(|_| state.was_paid());
    // The buyer's code itself is never told again.
    payment.scene = (fields.get("txnSubType") == Some("07")).then_some(Scene::Code);
    Ok(payment)
}

/// Adds `traceTime`, `traceNo` and `settleDate`.
pub(super) fn put_trace(fields: &mut Fields, at: Timestamp, wallet_no: Option<&str>) {
    /// The platform's day of settlement ends at 23:00.
    const CUT_S: i64 = 3600;
    fields.put("traceTime", moment::write_trace(at));
    fields.put("settleDate", at.plus_seconds(CUT_S).format("%m%d"));
    // `queryId` has the trace number behind its time (observed in both kept messages).
    fields.put_some("traceNo", wallet_no.and_then(|number| number.get(14..20)));
}

/// When it happened, where that is told.
pub(super) fn trace(fields: &Fields, ctx: &Ctx<'_>) -> Result<Option<Timestamp>, Fault> {
    let text = fields.get("traceTime");
    text.map(|text| moment::read_trace("traceTime", text, ctx.now)).transpose()
}

/// Adds `origRespCode`. Refunds are transactions of their own: a payment stays a success.
pub(super) fn write_state(fields: &mut Fields, payment: &Transaction) {
    let code = match payment.state {
        TradeState::Paid
        | TradeState::PartlyRefunded
        | TradeState::Refunded
        | TradeState::Finished => codes::DONE,
        TradeState::NotPaid => codes::ACCEPTED,
        TradeState::Paying => codes::UNCLEAR,
        TradeState::Closed => codes::TOO_LATE,
        TradeState::Revoked => codes::TAKEN_BACK,
        TradeState::Failed => codes::NOT_PASSED,
    };
    outcome::put_original(fields, code);
}

/// Reads `origRespCode`.
pub(super) fn read_state(fields: &Fields) -> Result<TradeState, Fault> {
    fields.required("origRespCode").map(state)
}

/// What a code says of a payment, in the answer to a query or in a notice.
pub(super) fn state(code: &str) -> TradeState {
    match code {
        code if codes::is_done(code) => TradeState::Paid,
        codes::ACCEPTED => TradeState::NotPaid,
        codes::TOO_LATE => TradeState::Closed,
        codes::TAKEN_BACK => TradeState::Revoked,
        // 60 by the same samples, of payments only.
        code if codes::asks_again(code) || code == codes::ISSUER => TradeState::Paying,
        _ => TradeState::Failed,
    }
}
