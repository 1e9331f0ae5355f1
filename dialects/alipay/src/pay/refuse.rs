//! Saying no, in the format that the caller's client expects.

use drawbridge_canon::pay::Call;
use drawbridge_canon::{Ctx, Reason, Refusal, Request, Response};

use super::bill_file;
use super::errors::Words;
use super::spoken::{Reply, write_reply};
use crate::envelope::{
    Fields, Json, Manner, Protocol, gateway_reply, gateway_request, v3_reply, v3_request,
};
use crate::method;

/// Writes a refusal of `ctx.asked`.
pub(crate) fn refuse(refusal: &Refusal, ctx: &Ctx<'_>) -> Response {
    let manner = ctx.asked.map(Manner::of).unwrap_or_default();
    if ctx.asked.is_some_and(|request| request.path == bill_file::PATH) {
        return page(404, "账单下载链接已失效，请重新获取", &refusal.message);
    }
    let method = method::by_name(&manner.method);
    let call = method.and_then(|method| method.call);
    let mut words = Words::of(refusal, call);
    if refusal.reason == Reason::SignatureWrong
        && let Some(text) = ctx.asked.and_then(|request| to_verify(request, &manner))
    {
        words.sub_msg = format!("{}，网关生成的验签字符串为：{}", words.sub_msg, escape(&text));
    }
    if manner.by_buyer() && manner.method != method::APP_PAY {
        return page(200, &words.sub_msg, words.sub_code);
    }
    if let Some(reply) = mild(refusal, call)
        && let Ok(response) = write_reply(reply, &manner, ctx)
    {
        return response;
    }
    match manner.protocol {
        Protocol::Gateway => gateway_reply::write_refusal(gateway_fields(words), &manner, ctx),
        Protocol::V3 => {
            let status = words.v3_status(refusal.reason);
            v3_reply::write_refusal(status, v3_fields(words), &manner, ctx)
        }
    }
}

/// What other platforms refuse and Alipay does not: a refund that is not found is answered with
/// an empty success, and a buyer who must confirm with the code for that.
fn mild(refusal: &Refusal, call: Option<Call>) -> Option<Reply> {
    match (call?, refusal.reason) {
        (Call::RefundQuery, Reason::RefundNotFound) => Some(Reply::default()),
        (Call::Charge, Reason::BuyerPaying) => {
            Some(Reply { paying: true, fields: Fields::default() })
        }
        _ => None,
    }
}

fn gateway_fields(words: Words) -> Fields {
    let mut fields = Fields::default();
    fields.put("code", words.code);
    fields.put("msg", words.msg());
    fields.put("sub_code", words.sub_code);
    fields.put("sub_msg", words.sub_msg);
    fields
}

fn v3_fields(words: Words) -> Fields {
    let mut link = Fields::default();
    link.put("link", "https://open.alipay.com/api/errCheck");
    link.put("desc", "解决方案");
    let mut fields = Fields::default();
    fields.put("code", words.v3_code());
    fields.put("message", words.sub_msg);
    fields.push("links", Json::List(vec![Json::Object(link)]));
    fields
}

fn to_verify(request: &Request, manner: &Manner) -> Option<String> {
    match manner.protocol {
        Protocol::Gateway => gateway_request::string_to_verify(request),
        Protocol::V3 => v3_request::string_to_verify(request),
    }
}

/// A page for the buyer's browser.
fn page(status: u16, title: &str, detail: &str) -> Response {
    let (title, detail) = (escape(title), escape(detail));
    let html = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>支付宝</title></head>\
         <body><h1>{title}</h1><p>错误码：{detail}</p></body></html>"
    );
    Response::new(status, "text/html;charset=utf-8", html)
}

/// The platform escapes what it gives back of a request, in JSON too (observed: `&amp;` in
/// `sub_msg`, alipay-sdk-nodejs-all src/alipay.ts).
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
