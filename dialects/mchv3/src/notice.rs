//! Notices: the platform tells the merchant, signed, with an encrypted resource.

use drawbridge_canon::pay::{Acknowledged, Notice, NoticeAsk, RefundStatus, Told, TradeState};
use drawbridge_canon::{Codec, Ctx, Fault, Headers, Method, Request, Response};
use serde_json::{Value, json};

use crate::family::Mch;
use crate::fields::{Bytes, Fields};
use crate::{envelope, json, refund, resource, transaction};

/// What each event is called: `(event, kind of resource, summary)`.
const PAID: (&str, &str, &str) = ("TRANSACTION.SUCCESS", "transaction", "支付成功");
const REFUNDS: [(RefundStatus, &str, &str); 3] = [
    (RefundStatus::Done, "REFUND.SUCCESS", "退款成功"),
    (RefundStatus::Abnormal, "REFUND.ABNORMAL", "退款异常"),
    (RefundStatus::Closed, "REFUND.CLOSED", "退款关闭"),
];

impl Codec<Notice> for Mch {
    fn write_ask(&self, ask: &NoticeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let ((event, kind, summary), plain) = event(&ask.told, ctx)?;
        let nonce = resource::nonce(ctx.nonce, 0);
        let plain = plain.to_string().into_bytes();
        let mut sealed = resource::to_json(ctx, &nonce, kind, &plain)?;
        sealed.insert("original_type".into(), json!(kind));
        let body = json!({
            "id": ask.id,
            "create_time": ask.at.rfc3339(),
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": summary,
            "resource": Value::Object(sealed),
        });
        let mut request = Request::to_url(Method::Post, &ask.url).ok_or_else(|| {
            Fault::Unsent(format!("{} is not an address that can be told", ask.url))
        })?;
        request.body = body.to_string().into_bytes();
        request.headers.push("content-type", "application/json");
        request.headers.push("accept", "application/json");
        request.headers.push("user-agent", "Mozilla/4.0");
        envelope::sign_message(self.0, &mut request.headers, &request.body, ctx)?;
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<NoticeAsk, Fault> {
        envelope::verify_message(self.0, &request.headers, &request.body, &[], ctx)?;
        let mut fields = Fields::new(json::object(&request.body, json::ANSWER_BYTES)?);
        let id = fields.need("id", Bytes(1, 64))?;
        let at = fields.moment("create_time")?.ok_or_else(|| fields.missing("create_time"))?;
        let event = fields.need("event_type", Bytes(1, 64))?;
        let plain = resource::from_json(fields.object("resource")?, ctx)?;
        let plain = Fields::new(json::object(&plain, json::ANSWER_BYTES)?);
        let told = if event == PAID.0 {
            Told::Payment(Box::new(transaction::from_json(plain)?))
        } else if REFUNDS.iter().any(|(_, name, _)| *name == event) {
            let refund = Box::new(refund::from_json(plain, "refund_status")?);
            Told::Refund { refund, payment: None }
        } else {
            let message = format!("a notice of {event} means nothing here");
            return Err(Fault::untranslatable("event_type", message));
        };
        Ok(NoticeAsk { id, at, url: String::new(), told })
    }

    fn write_answer(&self, answer: &Acknowledged, _ctx: &Ctx<'_>) -> Result<Response, Fault> {
        match answer {
            Acknowledged::Heard => {
                Ok(Response { status: 204, headers: Headers::default(), body: Vec::new() })
            }
            Acknowledged::Again(why) => {
                let body = json!({"code": "FAIL", "message": why}).to_string();
                Ok(Response::new(500, "application/json; charset=utf-8", body))
            }
        }
    }

    fn read_answer(&self, response: &Response, _ctx: &Ctx<'_>) -> Result<Acknowledged, Fault> {
        if matches!(response.status, 200 | 204) {
            return Ok(Acknowledged::Heard);
        }
        let said = json::object(&response.body, json::ASK_BYTES).ok();
        let message = said.and_then(|mut said| said.remove("message"));
        let message = message.as_ref().and_then(Value::as_str);
        Ok(Acknowledged::Again(match message {
            Some(message) if !message.is_empty() => message.to_owned(),
            _ => format!("HTTP {}", response.status),
        }))
    }
}

/// The event's names and its resource. Failed and closed payments are never told.
fn event(
    told: &Told,
    ctx: &Ctx<'_>,
) -> Result<((&'static str, &'static str, &'static str), Value), Fault> {
    match told {
        Told::Payment(payment) if payment.state == TradeState::Paid => {
            let partner = payment.sub_merchant.is_some();
            Ok((PAID, transaction::to_json(payment, partner, ctx)))
        }
        Told::Refund { refund, .. } => {
            let known = REFUNDS.iter().find(|(status, ..)| *status == refund.status);
            let (_, event, summary) = known.ok_or_else(silent)?;
            Ok(((event, "refund", summary), refund::to_notice(refund, ctx)))
        }
        Told::Payment(_) => Err(silent()),
    }
}

fn silent() -> Fault {
    Fault::untranslatable("event_type", "the platform sends no notice of this")
}
