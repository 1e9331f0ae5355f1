//! Telling the merchant: a form sent to `notify_url` until it answers `success`
//! (opendocs.alipay.com/open/203/105286).

use drawbridge_canon::pay::{
    Acknowledged, Notice, NoticeAsk, RefundState, RefundStatus, Told, TradeState, Transaction,
};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Request, Response, Timestamp};

use super::{told, transaction};
use crate::envelope::Fields;
use crate::envelope::form::Params;

/// The whole acknowledgement: these seven bytes and no other.
const HEARD: &[u8] = b"success";

/// How much of another answer is kept.
const KEPT: usize = 200;

pub(crate) struct Telling;

impl Codec<Notice> for Telling {
    fn write_ask(&self, ask: &NoticeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let mut request = Request::to_url(Method::Post, &ask.url)
            .ok_or_else(|| Fault::Unsent(format!("`{}` is no http address", ask.url)))?;
        let mut params = Params::default();
        let kind = "application/x-www-form-urlencoded; charset=utf-8";
        told::add(&mut params, write(ask, ctx)?);
        told::sign(&mut params, ctx)?;
        request.headers.push("content-type", kind);
        request.body = params.encode().into_bytes();
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<NoticeAsk, Fault> {
        // The address may have a query of its own, which the platform does not sign.
        let form = Request { query: None, ..request.clone() };
        let params = Params::of(&form)?;
        told::verify(&params, ctx)?;
        let fields = told::fields(&params)?;
        told::check_addressee(&fields, ctx)?;
        read(&fields)
    }

    fn write_answer(&self, answer: &Acknowledged, _: &Ctx<'_>) -> Result<Response, Fault> {
        let body = match answer {
            Acknowledged::Heard => HEARD,
            Acknowledged::Again(why) if why.is_empty() || why.as_bytes() == HEARD => b"fail",
            Acknowledged::Again(why) => why.as_bytes(),
        };
        Ok(Response::new(200, "text/plain;charset=utf-8", body))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<Acknowledged, Fault> {
        if response.status == 200 && response.body == HEARD {
            return Ok(Acknowledged::Heard);
        }
        let why = String::from_utf8_lossy(&response.body);
        let why: String = why.chars().take(KEPT).collect();
        Ok(Acknowledged::Again(match response.status {
            200 => why,
            status => format!("HTTP {status}: {why}"),
        }))
    }
}

fn write(ask: &NoticeAsk, ctx: &Ctx<'_>) -> Result<Fields, Fault> {
    let mut fields = Fields::default();
    let payment = match &ask.told {
        Told::Payment(payment) => (**payment).clone(),
        Told::Refund { refund, payment } => match payment {
            Some(payment) => (**payment).clone(),
            None => payment_of(refund)?,
        },
    };
    let app = told::app(payment.app.as_deref(), ctx);
    fields.put("notify_time", ctx.now.local());
    fields.put("notify_type", "trade_status_sync");
    fields.put("notify_id", &ask.id);
    fields.put("app_id", app);
    fields.put("auth_app_id", app);
    fields.put("charset", "utf-8");
    fields.put("version", "1.0");
    if !ctx.account.merchant.is_empty() {
        fields.put("seller_id", &ctx.account.merchant);
    }
    transaction::write_told(&mut fields, &payment);
    match &ask.told {
        Told::Refund { refund, .. } => write_refund(&mut fields, refund, &payment)?,
        Told::Payment(_) => {}
    }
    Ok(fields)
}

/// A refund is told as news of the payment: the sum of all refunds, when, and for which number.
fn write_refund(
    fields: &mut Fields,
    refund: &RefundState,
    payment: &Transaction,
) -> Result<(), Fault> {
    if refund.status != RefundStatus::Done {
        let message = "Alipay tells of refunds that are done, and of no others";
        return Err(Fault::untranslatable("refund_status", message));
    }
    let all = refund.refunded.or(payment.refunded).or(refund.amount);
    fields.put("out_biz_no", &refund.refund);
    fields.put_money("refund_fee", Some(all.ok_or_else(|| Fault::missing("refund_fee"))?));
    let at = refund.done_at.map(|at| at.format("%Y-%m-%d %H:%M:%S%.3f"));
    fields.put_some("gmt_refund", at);
    Ok(())
}

/// What a refund alone tells of its payment.
fn payment_of(refund: &RefundState) -> Result<Transaction, Fault> {
    let order = refund.order.as_deref().ok_or_else(|| Fault::missing("out_trade_no"))?;
    let total = refund.total.ok_or_else(|| Fault::missing("total_amount"))?;
    let whole = refund.refunded.or(refund.amount) == Some(total);
    let state = if whole { TradeState::Refunded } else { TradeState::PartlyRefunded };
    let mut payment = Transaction::new(order, state, total);
    payment.wallet_no.clone_from(&refund.wallet_no);
    payment.buyer.clone_from(&refund.buyer);
    Ok(payment)
}

fn read(fields: &Fields) -> Result<NoticeAsk, Fault> {
    let mut payment = transaction::read_told(fields)?;
    payment.app = fields.owned("app_id")?;
    payment.merchant = fields.owned("seller_id")?;
    let refunded = fields.money("refund_fee")?.filter(|fee| !fee.is_zero());
    let id = fields.required("notify_id")?.to_owned();
    let url = String::new();
    let Some(refunded) = refunded else {
        let at = at(fields, &["gmt_close", "gmt_payment", "notify_time"])?;
        return Ok(NoticeAsk { id, at, url, told: Told::Payment(Box::new(payment)) });
    };
    payment.refunded = Some(refunded);
    if payment.state == TradeState::Paid {
        payment.state = TradeState::PartlyRefunded;
    }
    // Without a number of its own, a refund of the whole goes by the order's.
    let number = fields.text("out_biz_no")?.or(fields.text("out_request_no")?);
    let mut refund = RefundState::new(number.unwrap_or(&payment.order), RefundStatus::Done);
    refund.order = Some(payment.order.clone());
    refund.wallet_no.clone_from(&payment.wallet_no);
    refund.total = Some(payment.amount);
    refund.refunded = Some(refunded);
    refund.amount = fields.money("refund_amount")?;
    refund.done_at = fields.time("gmt_refund")?;
    refund.buyer.clone_from(&payment.buyer);
    refund.reason = fields.owned("refund_reason")?;
    let at = at(fields, &["gmt_refund", "notify_time"])?;
    let told = Told::Refund { refund: Box::new(refund), payment: Some(Box::new(payment)) };
    Ok(NoticeAsk { id, at, url, told })
}

/// When it happened: the first of some moments that is told.
fn at(fields: &Fields, names: &[&str]) -> Result<Timestamp, Fault> {
    for name in names {
        if let Some(at) = fields.time(name)? {
            return Ok(at);
        }
    }
    Err(Fault::missing("notify_time"))
}
