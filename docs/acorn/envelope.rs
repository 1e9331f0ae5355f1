//! What is around every call: who says it, when, and the signature over the bytes as they travel.
//!
//! The signed text is the request's target, the time in seconds and the body, a line break between
//! them. A reply is signed likewise, with the target of the request that it answers.

use drawbridge_canon::pay::{Call, Peek};
use drawbridge_canon::{Ctx, Digest, Fault, Headers, Method, Reason, Refusal, Request, Response};
use drawbridge_seal::text::{base64, unbase64};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

const MERCHANT: &str = "acorn-merchant";
const TIME: &str = "acorn-time";
const SIGNATURE: &str = "acorn-signature";

/// How far a message's time may be from ours, in seconds.
const STALE_AFTER: u64 = 300;

/// Acorn's words for a no, and which of ours each is: read from the top, so the first of several
/// words for one reason is the one that is written.
const CODES: &[(&str, Reason)] = &[
    ("NO_SUCH_ORDER", Reason::OrderNotFound),
    ("ORDER_PAID", Reason::OrderPaid),
    ("ORDER_CLOSED", Reason::OrderClosed),
    ("ORDER_DIFFERS", Reason::OrderConflict),
    ("BAD_SIGNATURE", Reason::SignatureWrong),
    ("BAD_SIGNATURE", Reason::SignatureMissing),
    ("BAD_TIME", Reason::Stale),
    ("BAD_FIELD", Reason::FieldInvalid),
    ("SLOW_DOWN", Reason::TooOften),
    ("BUSY", Reason::ServiceFailed),
];

/// A no.
#[derive(Serialize, Deserialize)]
struct No {
    code: String,
    why: String,
}

/// Sorts a request by what can be seen before anything is proved.
pub(super) fn peek(request: &Request) -> Result<Peek, Fault> {
    let call = match (request.method, &*request.path) {
        (Method::Post, "/v1/charge") => Call::Charge,
        (Method::Post, "/v1/query") => Call::Query,
        _ => {
            let refusal = Refusal::new(Reason::MethodUnknown, "Acorn has no such call");
            return Err(Fault::Malformed(refusal));
        }
    };
    let caller = request.headers.get(MERCHANT).unwrap_or_default().to_owned();
    Ok(Peek { call, caller, key: None })
}

/// Writes a no as Acorn does.
pub(super) fn refuse(refusal: &Refusal, ctx: &Ctx<'_>) -> Response {
    let code = CODES.iter().find(|(_, reason)| *reason == refusal.reason);
    let code = code.map_or("BAD_REQUEST", |(code, _)| code).to_owned();
    let status = if refusal.reason == Reason::ServiceFailed { 503 } else { 400 };
    let no = No { code, why: refusal.message.clone() };
    sealed(status, &no, ctx).unwrap_or_else(|_| Response::new(500, "text/plain", ""))
}

/// A call to Acorn.
pub(super) fn call(path: &str, ask: &impl Serialize, ctx: &Ctx<'_>) -> Result<Request, Fault> {
    let mut request = Request::new(Method::Post, &ctx.account.endpoint, path);
    request.body = json(ask)?;
    request.headers.push(MERCHANT, &ctx.account.merchant);
    sign(&mut request.headers, path, &request.body, ctx)?;
    Ok(request)
}

/// A call to our front: verified first, read afterwards.
pub(super) fn called<T: DeserializeOwned>(request: &Request, ctx: &Ctx<'_>) -> Result<T, Fault> {
    // Some clients sign the prefix below which our front was reached along, some do not.
    verify(&request.headers, request.signed_targets(), &request.body, ctx)?;
    serde_json::from_slice(&request.body).map_err(|error| Fault::unreadable(error.to_string()))
}

/// A reply of our front.
pub(super) fn reply(answer: &impl Serialize, ctx: &Ctx<'_>) -> Result<Response, Fault> {
    sealed(200, answer, ctx)
}

/// A reply of Acorn: a signed yes, a signed no, or nothing to be believed.
pub(super) fn replied<T: DeserializeOwned>(response: &Response, ctx: &Ctx<'_>) -> Result<T, Fault> {
    if response.status >= 500 {
        // The call may have been carried out all the same: ask, never repeat blindly.
        return Err(Fault::Unknown(format!("Acorn answered {}", response.status)));
    }
    verify(&response.headers, target(ctx).into_iter(), &response.body, ctx)?;
    let unreadable = |error: serde_json::Error| Fault::Unknown(error.to_string());
    if response.status == 200 {
        return serde_json::from_slice(&response.body).map_err(unreadable);
    }
    let no: No = serde_json::from_slice(&response.body).map_err(unreadable)?;
    let known = CODES.iter().find(|(code, _)| *code == no.code);
    let reason = known.map_or(Reason::Other, |(_, reason)| *reason);
    Err(Fault::Refused(Refusal::new(reason, no.why).with_code(&no.code)))
}

fn sealed(status: u16, answer: &impl Serialize, ctx: &Ctx<'_>) -> Result<Response, Fault> {
    let mut response = Response::new(status, "application/json", json(answer)?);
    let target = target(ctx).unwrap_or_default();
    sign(&mut response.headers, &target, &response.body, ctx)?;
    Ok(response)
}

fn sign(headers: &mut Headers, target: &str, body: &[u8], ctx: &Ctx<'_>) -> Result<(), Fault> {
    let missing = || Fault::Unsent("no private key is configured".to_owned());
    let signer = ctx.account.keys.signer(ctx.sign_with).ok_or_else(missing)?;
    let time = ctx.wall.seconds().to_string();
    let signature = signer.key.sign(Digest::Sha256, &text(target, &time, body));
    let mut signature = signature.map_err(|error| Fault::Unsent(error.to_string()))?;
    if let Some(first) = signature.first_mut().filter(|_| ctx.probe) {
        *first ^= 1;
    }
    headers.push(TIME, time);
    headers.push(SIGNATURE, base64(&signature));
    Ok(())
}

fn verify(
    headers: &Headers,
    mut targets: impl Iterator<Item = String>,
    body: &[u8],
    ctx: &Ctx<'_>,
) -> Result<(), Fault> {
    let header = |name: &str| {
        let why = format!("the header {name} is missing");
        headers.get(name).ok_or_else(|| Fault::forged(Reason::SignatureMissing, why))
    };
    let (time, signature) = (header(TIME)?, header(SIGNATURE)?);
    let near = |time: i64| ctx.wall.seconds().abs_diff(time) <= STALE_AFTER;
    if !time.parse().is_ok_and(near) {
        return Err(Fault::forged(Reason::Stale, "the time is too far from ours"));
    }
    let signature = unbase64(signature).unwrap_or_default();
    let fits = targets.any(|target| {
        let text = text(&target, time, body);
        let theirs = ctx.account.keys.theirs.iter();
        theirs.into_iter().any(|their| their.key.verify(Digest::Sha256, &text, &signature))
    });
    let wrong = || Fault::forged(Reason::SignatureWrong, "the signature does not fit");
    fits.then_some(()).ok_or_else(wrong)
}

fn text(target: &str, time: &str, body: &[u8]) -> Vec<u8> {
    [target.as_bytes(), time.as_bytes(), body].join(&b'\n')
}

/// The target of the request that is being answered.
fn target(ctx: &Ctx<'_>) -> Option<String> {
    ctx.asked.map(Request::target)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(value).map_err(|error| Fault::Unsent(error.to_string()))
}
