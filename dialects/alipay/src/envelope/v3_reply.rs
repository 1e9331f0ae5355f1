//! Replies of v3 REST (opendocs.alipay.com/open-v3/054d0z): the JSON is the body, the signature
//! is in headers, and the status says whether it is a refusal.

use drawbridge_canon::{Ctx, Digest, Fault, Headers, Reason, Response};

use super::fields::Fields;
use super::json::Json;
use super::manner::Manner;
use super::{content, signing};

/// The status of "the buyer is asked".
pub(crate) const PAYING: u16 = 202;

/// Writes a signed reply.
pub(crate) fn write(
    status: u16,
    fields: Fields,
    manner: &Manner,
    ctx: &Ctx<'_>,
) -> Result<Response, Fault> {
    let body = Json::Object(fields).write();
    let (kind, body) = if manner.encrypted {
        ("text/plain;charset=utf-8", content::seal(ctx.account, body.as_bytes())?)
    } else {
        ("application/json;charset=utf-8", body)
    };
    let mut response = Response::new(status, kind, body);
    sign(&mut response, manner, ctx)?;
    Ok(response)
}

/// Writes a refusal; signed where there is a key to do so, never encrypted.
pub(crate) fn write_refusal(
    status: u16,
    fields: Fields,
    manner: &Manner,
    ctx: &Ctx<'_>,
) -> Response {
    let body = Json::Object(fields).write();
    let mut response = Response::new(status, "application/json;charset=utf-8", body);
    if sign(&mut response, manner, ctx).is_err() {
        response.headers.push("alipay-trace-id", ctx.nonce);
    }
    response
}

/// Verifies a reply that is no refusal and reads its object.
pub(crate) fn read(response: &Response, ctx: &Ctx<'_>) -> Result<Fields, Fault> {
    let header = |name| response.headers.get(name).unwrap_or_default();
    let signature = header("alipay-signature");
    if signature.is_empty() {
        return Err(Fault::forged(Reason::SignatureMissing, "the reply is not signed"));
    }
    let named = Some(header("alipay-sn")).filter(|sn| !sn.is_empty());
    let key = match signing::verifier(ctx.account, named) {
        // The header may also name a bare key, by a name that nobody configures.
        Err(_) if ctx.account.keys.verifier("").is_some() => signing::verifier(ctx.account, None)?,
        other => other?,
    };
    let to_sign = to_sign(&response.headers, &response.body);
    if !signing::verifies(key, Digest::Sha256, &to_sign, signature) {
        return Err(Fault::forged(
            Reason::SignatureWrong,
            "the reply's signature does not fit its bytes",
        ));
    }
    let body = std::str::from_utf8(&response.body)
        .map_err(|_| Fault::unreadable("the reply is not UTF-8"))?;
    if body.trim_start().starts_with('{') {
        return Fields::parse(body);
    }
    let plain = content::open(ctx.account, body)?;
    let plain = String::from_utf8(plain).map_err(|_| Fault::unreadable("not UTF-8"))?;
    Fields::parse(&plain)
}

fn sign(response: &mut Response, manner: &Manner, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let signer = signing::signer(ctx, manner.certified)?;
    response.headers.push("alipay-timestamp", ctx.wall.0.to_string());
    response.headers.push("alipay-nonce", ctx.nonce);
    let signature = signing::sign(ctx, signer, &to_sign(&response.headers, &response.body))?;
    response.headers.push("alipay-signature", signature);
    if manner.certified && !signer.id.is_empty() {
        response.headers.push("alipay-sn", &*signer.id);
    }
    response.headers.push("alipay-trace-id", ctx.nonce);
    Ok(())
}

/// What is signed: time, nonce and body, each on a line of its own.
pub(crate) fn to_sign(headers: &Headers, body: &[u8]) -> Vec<u8> {
    let header = |name| headers.get(name).unwrap_or_default();
    let head = format!("{}\n{}\n", header("alipay-timestamp"), header("alipay-nonce"));
    [head.as_bytes(), body, b"\n"].concat()
}
