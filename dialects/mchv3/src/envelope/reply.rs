//! Replies and notices: signed by the platform's side, verified by the merchant.

use drawbridge_canon::{Ctx, Digest, Fault, Headers, NamedSigner, NamedVerifier, Reason, Response};
use drawbridge_seal::text;

use super::{is_fresh, reply_text, same_key};
use crate::family::Family;

/// The content type of every reply that has a body.
const JSON: &str = "application/json; charset=utf-8";

/// A signed reply.
pub(crate) fn signed(
    family: &Family,
    status: u16,
    body: Vec<u8>,
    ctx: &Ctx<'_>,
) -> Result<Response, Fault> {
    let mut response = unsigned(status, body, ctx);
    sign_message(family, &mut response.headers, &response.body, ctx)?;
    Ok(response)
}

/// A reply without signature headers, as refusals and files have none.
pub(crate) fn unsigned(status: u16, body: Vec<u8>, ctx: &Ctx<'_>) -> Response {
    let mut response = Response { status, headers: Headers::default(), body };
    if !response.body.is_empty() {
        response.headers.push("content-type", JSON);
    }
    response.headers.push("request-id", ctx.nonce);
    response
}

/// Adds the signature headers over a body.
pub(crate) fn sign_message(
    family: &Family,
    headers: &mut Headers,
    body: &[u8],
    ctx: &Ctx<'_>,
) -> Result<(), Fault> {
    let signer = signer(family, ctx);
    let signer =
        signer.ok_or_else(|| Fault::Unsent("the account has no key to sign with".into()))?;
    let timestamp = ctx.wall.seconds().to_string();
    let message = reply_text(&timestamp, ctx.nonce, body);
    let signature = signer.key.sign(Digest::Sha256, &message);
    let mut signature = text::base64(&signature.map_err(|error| Fault::Unsent(error.0))?);
    if let Some(mark) = family.probe.filter(|mark| ctx.probe && signature.len() > mark.len()) {
        // Valid Base64 of the right length, so that only a real verification finds it out.
        signature.replace_range(..mark.len(), mark);
    }
    headers.push(&family.header("nonce"), ctx.nonce);
    headers.push(&family.header("signature"), signature);
    headers.push(&family.header("timestamp"), timestamp);
    headers.push(&family.header("serial"), signer.id.as_str());
    if let Some(kind) = family.signature_type {
        headers.push(&family.header("signature-type"), kind);
    }
    Ok(())
}

/// The key that the request asks for by name, else the one the engine wants, else our first
/// certificate, else our first key.
fn signer<'a>(family: &Family, ctx: &Ctx<'a>) -> Option<&'a NamedSigner> {
    let keys = &ctx.account.keys;
    let named = ctx.asked.and_then(|asked| asked.headers.get(&family.header("serial")));
    let named = named.filter(|id| family.key_prefix.is_none() || family.is_bare_key(id));
    let by_name = |id: &str| keys.ours.iter().find(|signer| same_key(&signer.id, id));
    named
        .and_then(by_name)
        .or_else(|| ctx.sign_with.and_then(by_name))
        .or_else(|| keys.ours.iter().find(|signer| !family.is_bare_key(&signer.id)))
        .or_else(|| keys.ours.first())
}

/// Proves that a reply or a notice comes from the platform: time, then signature, with the key
/// that the serial header names. `more` are keys known from elsewhere than the account.
pub(crate) fn verify_message(
    family: &Family,
    headers: &Headers,
    body: &[u8],
    more: &[NamedVerifier],
    ctx: &Ctx<'_>,
) -> Result<(), Fault> {
    let header = |name: &str| {
        let name = family.header(name);
        let value = headers.get(&name).filter(|value| !value.is_empty());
        value.ok_or_else(|| Fault::forged(Reason::SignatureMissing, format!("no {name} header")))
    };
    let (timestamp, nonce) = (header("timestamp")?, header("nonce")?);
    let (signature, serial) = (header("signature")?, header("serial")?);
    if !is_fresh(timestamp, ctx.wall) {
        let message = format!("signed at {timestamp}, which is not within five minutes of now");
        return Err(Fault::forged(Reason::Stale, message));
    }
    let known = ctx.account.keys.theirs.iter().chain(more).find(|key| same_key(&key.id, serial));
    let key = known.ok_or_else(|| {
        Fault::forged(Reason::KeyUnknown, format!("no key of the platform is named {serial}"))
    })?;
    let wrong = || Fault::forged(Reason::SignatureWrong, "the signature does not fit the body");
    let signature = text::unbase64(signature).ok_or_else(wrong)?;
    if key.key.verify(Digest::Sha256, &reply_text(timestamp, nonce, body), &signature) {
        return Ok(());
    }
    Err(wrong())
}
