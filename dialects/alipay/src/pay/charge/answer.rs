//! What the merchant is handed: a code, a number, a redirect, or the payment itself.

use drawbridge_canon::pay::{Handover, TradeState, Transaction};
use drawbridge_canon::{Fault, Method, Response};

use crate::envelope::{Asked, Fields};
use crate::method;
use crate::pay::spoken::Reply;
use crate::pay::transaction;

/// The response to the buyer's own browser or app, if that is who asked.
pub(super) fn for_buyer(answer: &Handover, asked: &Asked, method: Method) -> Option<Response> {
    match answer {
        Handover::Redirect { url } if asked.method.buyer => {
            // After a form was posted, 303 says what every browser does with 302 anyway: the next
            // request is a GET. Other clients would post the form on.
            let status = if method == Method::Post { 303 } else { 302 };
            let mut response = Response::new(status, "text/html;charset=utf-8", Vec::new());
            response.headers.push("location", url);
            Some(response)
        }
        Handover::AppText { text } if asked.method.name == method::APP_PAY => {
            Some(Response::new(200, "text/plain;charset=utf-8", text.as_bytes()))
        }
        _ => None,
    }
}

/// Reads such a response.
pub(super) fn read_for_buyer(response: &Response, asked: &Asked) -> Option<Handover> {
    if !asked.method.buyer {
        return None;
    }
    if let Some(url) = response.headers.get("location") {
        return Some(Handover::Redirect { url: url.to_owned() });
    }
    let kind = response.headers.get("content-type").unwrap_or_default();
    let text = std::str::from_utf8(&response.body).ok()?;
    (response.status == 200 && kind.starts_with("text/plain"))
        .then(|| Handover::AppText { text: text.to_owned() })
}

/// The business fields of the reply.
pub(super) fn reply(answer: &Handover, asked: &Asked) -> Result<Reply, Fault> {
    let mut fields = Fields::default();
    let order = asked.biz.text("out_trade_no")?;
    let mut paying = false;
    match (asked.method.name, answer) {
        (method::PRECREATE, Handover::Code { text } | Handover::Redirect { url: text }) => {
            fields.put_some("out_trade_no", order);
            fields.put("qr_code", text);
        }
        (method::CREATE | method::APP_PAY, Handover::Prepay { id }) => {
            fields.put_some("out_trade_no", order);
            fields.put("trade_no", id);
        }
        (method::PAY, Handover::Paid { transaction }) => {
            transaction::write_paid(&mut fields, transaction);
        }
        (method::PAY, Handover::Paying { transaction }) => {
            paying = true;
            transaction::write_paid(&mut fields, transaction);
        }
        (method, _) => {
            return Err(Fault::untranslatable(
                "method",
                format!("{method} cannot hand over what was answered"),
            ));
        }
    }
    Ok(Reply { paying, fields })
}

/// Reads the business fields of a reply.
pub(super) fn heed(reply: Reply, asked: &Asked) -> Result<Handover, Fault> {
    let fields = &reply.fields;
    Ok(match asked.method.name {
        method::PRECREATE => Handover::Code { text: fields.required("qr_code")?.to_owned() },
        method::PAY => {
            let state = if reply.paying { TradeState::Paying } else { TradeState::Paid };
            let transaction = Box::new(paid(fields, state, asked)?);
            if reply.paying {
                Handover::Paying { transaction }
            } else {
                Handover::Paid { transaction }
            }
        }
        _ => Handover::Prepay { id: fields.required("trade_no")?.to_owned() },
    })
}

/// The payment told by a reply; while the buyer is asked, little is, and the rest is as asked.
fn paid(fields: &Fields, state: TradeState, asked: &Asked) -> Result<Transaction, Fault> {
    let mut fields = fields.clone();
    for name in ["out_trade_no", "total_amount"] {
        if fields.get(name).is_none()
            && let Some(value) = asked.biz.text(name)?
        {
            fields.0.retain(|(known, _)| known != name);
            fields.put(name, value);
        }
    }
    transaction::read_paid(&fields, state)
}
