//! What the merchant is handed: a code, a number, a redirect, or the payment itself.

use drawbridge_canon::pay::{Handover, TradeState, Transaction};
use drawbridge_canon::{Fault, Method, Response};

use crate::envelope::{Asked, Fields};
use crate::kind::Kind;
use crate::pay::outcome::put_success;

/// The response to the buyer's own browser, if that is who asked.
pub(super) fn for_buyer(answer: &Handover, asked: &Asked, method: Method) -> Option<Response> {
    let Handover::Redirect { url } = answer else { return None };
    if asked.kind != Kind::Page {
        return None;
    }
    // After a form was posted, 303 makes the next request a GET.
    let status = if method == Method::Post { 303 } else { 302 };
    let mut response = Response::new(status, "text/html;charset=UTF-8", Vec::new());
    response.headers.push("location", url);
    Some(response)
}

/// Reads such a response.
pub(super) fn read_for_buyer(response: &Response) -> Option<Handover> {
    let url = response.headers.get("location").filter(|_| matches!(response.status, 302 | 303))?;
    Some(Handover::Redirect { url: url.to_owned() })
}

/// The members of the reply.
pub(super) fn say(answer: &Handover, asked: &Asked) -> Result<Fields, Fault> {
    let mut fields = Fields::default();
    match (asked.kind, answer) {
        (Kind::ApplyCode, Handover::Code { text } | Handover::Redirect { url: text }) => {
            fields.put("qrCode", whole("qrCode", text)?);
        }
        (Kind::App, Handover::Prepay { id }) => fields.put("tn", whole("tn", id)?),
        (Kind::BuyerCode, Handover::Paid { transaction } | Handover::Paying { transaction }) => {
            fields.put_some("queryId", transaction.wallet_no.as_deref());
            fields.copy(&asked.fields, &["currencyCode", "txnAmt"]);
        }
        (kind, _) => {
            let message = format!("{kind:?} cannot hand over what was answered");
            return Err(Fault::untranslatable("txnSubType", message));
        }
    }
    put_success(&mut fields);
    Ok(fields)
}

/// Reads the members of a reply.
pub(super) fn hear(asked: &Asked, fields: &Fields) -> Result<Handover, Fault> {
    Ok(match asked.kind {
        Kind::App => Handover::Prepay { id: fields.required("tn")?.to_owned() },
        // 00 says that it was taken on; how it ended is told by notice, or by a query.
        Kind::BuyerCode => {
            let amount = asked.fields.amount("txnAmt")?.ok_or_else(|| Fault::missing("txnAmt"))?;
            let order = asked.fields.required("orderId")?;
            let mut transaction = Transaction::new(order, TradeState::Paying, amount);
            transaction.wallet_no = fields.owned("queryId");
            Handover::Paying { transaction: Box::new(transaction) }
        }
        _ => Handover::Code { text: fields.required("qrCode")?.to_owned() },
    })
}

/// A text that a raw reply gives back in one piece.
fn whole<'a>(name: &str, text: &'a str) -> Result<&'a str, Fault> {
    if text.contains(['&', '{', '[', '\r', '\n']) {
        let message = format!("{name} cannot be told in a reply of `name=value&…`: {text}");
        return Err(Fault::untranslatable(name, message));
    }
    Ok(text)
}
