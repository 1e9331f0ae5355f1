//! Replies of `gateway.do`: one object named after the method, with a signature over its raw text
//! beside it. The status is 200 whatever the reply says.

use drawbridge_canon::{Ctx, Digest, Fault, Reason, Response};

use super::fields::Fields;
use super::json::{Json, raw_members};
use super::manner::Manner;
use super::{content, signing};

/// The code of success.
pub(crate) const SUCCESS: &str = "10000";

/// The code of "the buyer is asked": success, but not yet.
pub(crate) const PAYING: &str = "10003";

/// Writes a signed reply; `fields` begin with `code` and `msg`.
pub(crate) fn write(fields: Fields, manner: &Manner, ctx: &Ctx<'_>) -> Result<Response, Fault> {
    let text = Json::Object(fields).write_escaping_slashes();
    let mut object = manner.charset.encode_json(&text);
    if manner.encrypted {
        // The Base64 is not escaped: the platform's own clients take it as it stands.
        object = format!("\"{}\"", content::seal(ctx.account, &object)?).into_bytes();
    }
    signed(&object, manner, ctx)
}

/// Writes a refusal: signed where there is a key to do so, and never encrypted, because clients
/// take an object for "not encrypted".
pub(crate) fn write_refusal(fields: Fields, manner: &Manner, ctx: &Ctx<'_>) -> Response {
    let text = Json::Object(fields).write_escaping_slashes();
    let object = manner.charset.encode_json(&text);
    let unsigned = || {
        let head = format!("{{\"{}\":", key(manner));
        response([head.as_bytes(), &object, b"}"].concat(), manner, ctx)
    };
    signed(&object, manner, ctx).unwrap_or_else(|_| unsigned())
}

/// Verifies a reply to a request of the manner and reads its object, `code` and `msg` included.
pub(crate) fn read(response: &Response, manner: &Manner, ctx: &Ctx<'_>) -> Result<Fields, Fault> {
    if response.status != 200 {
        return Err(Fault::Unknown(format!("the gateway answered HTTP {}", response.status)));
    }
    let body = std::str::from_utf8(&response.body)
        .map_err(|_| Fault::unreadable("the reply is not UTF-8"))?;
    let members = raw_members(body.trim())?;
    let member = |name: &str| members.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw);
    let object = member(&key(manner))
        .or_else(|| member("error_response"))
        .ok_or_else(|| Fault::unreadable(format!("the reply has no {}", key(manner))))?;
    let text = |name| member(name).and_then(|raw| serde_json::from_str::<String>(raw).ok());
    let fields = || match Json::parse(object)? {
        Json::Object(fields) => Ok(fields),
        Json::Text(sealed) => {
            let plain = content::open(ctx.account, &sealed)?;
            Fields::parse(&manner.charset.decode("response", &plain)?)
        }
        _ => Err(Fault::unreadable("the reply is no object")),
    };
    let Some(sign) = text("sign").filter(|sign| !sign.is_empty()) else {
        return unsigned(fields()?);
    };
    let verifier = signing::verifier(ctx.account, text("alipay_cert_sn").as_deref())?;
    if !signing::verifies(verifier, Digest::Sha256, object.as_bytes(), &sign) {
        return Err(Fault::forged(
            Reason::SignatureWrong,
            "the reply's signature does not fit its bytes",
        ));
    }
    fields()
}

/// The gateway cannot sign before it knows the caller, so it says unsigned that it does not. To
/// believe that is harmless: such a request never reached the business behind it.
fn unsigned(fields: Fields) -> Result<Fields, Fault> {
    match fields.text("code")? {
        Some("40001" | "40002") => Ok(fields),
        _ => Err(Fault::forged(Reason::SignatureMissing, "the reply is not signed")),
    }
}

fn signed(object: &[u8], manner: &Manner, ctx: &Ctx<'_>) -> Result<Response, Fault> {
    let signer = signing::signer(ctx, manner.certified)?;
    let sign = signing::sign(ctx, signer, object)?;
    // A client in key mode looks for `}` with `,"sign"` right after it, so the certificate is
    // named only to a client that named its own.
    let certificate = if manner.certified && !signer.id.is_empty() {
        format!(",\"alipay_cert_sn\":\"{}\"", signer.id)
    } else {
        String::new()
    };
    let head = format!("{{\"{}\":", key(manner));
    let tail = format!("{certificate},\"sign\":\"{sign}\"}}");
    Ok(response([head.as_bytes(), object, tail.as_bytes()].concat(), manner, ctx))
}

fn response(body: Vec<u8>, manner: &Manner, ctx: &Ctx<'_>) -> Response {
    let kind = format!("text/html;charset={}", manner.charset.name());
    let mut response = Response::new(200, &kind, body);
    response.headers.push("trace_id", ctx.nonce);
    response
}

/// The name of the reply's object.
fn key(manner: &Manner) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    match manner.method.as_str() {
        "" => "error_response".to_owned(),
        method if !method.chars().all(plain) => "error_response".to_owned(),
        method => format!("{}_response", method.replace('.', "_")),
    }
}
