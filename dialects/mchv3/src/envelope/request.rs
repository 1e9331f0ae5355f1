//! Requests: signed by the merchant, verified by the platform's side.

use drawbridge_canon::{Ctx, Digest, Fault, Method, Reason, Refusal, Request};
use drawbridge_seal::{remembered, text};

use super::header::{Authorization, Unread};
use super::{is_fresh, request_text, same_key};
use crate::family::Family;

/// The option that says which kind of the platform's keys the merchant trusts.
pub(crate) const TRUST: &str = "trust";
/// Its value for bare public keys.
pub(crate) const PUBLIC_KEY: &str = "public_key";

/// A signed request to the account's endpoint.
pub(crate) fn ask(
    family: &Family,
    method: Method,
    path: impl Into<String>,
    query: Option<String>,
    body: Option<Vec<u8>>,
    ctx: &Ctx<'_>,
) -> Result<Request, Fault> {
    let mut request = Request::new(method, &ctx.account.endpoint, path);
    request.query = query.filter(|query| !query.is_empty());
    if let Some(body) = body {
        request.headers.push("content-type", "application/json");
        request.body = body;
    }
    sign_request(family, &mut request, ctx)?;
    Ok(request)
}

/// Adds the headers that every request has.
pub(crate) fn sign_request(
    family: &Family,
    request: &mut Request,
    ctx: &Ctx<'_>,
) -> Result<(), Fault> {
    let signer = ctx.account.keys.signer(ctx.sign_with);
    let signer =
        signer.ok_or_else(|| Fault::Unsent("the account has no key to sign with".into()))?;
    let timestamp = ctx.wall.seconds().to_string();
    let message = request_text(
        request.method.as_str(),
        &request.target(),
        &timestamp,
        ctx.nonce,
        &request.body,
    );
    let signature = signer.key.sign(Digest::Sha256, &message);
    let authorization = Authorization {
        mchid: ctx.account.merchant.clone(),
        serial_no: signer.id.clone(),
        nonce_str: ctx.nonce.to_owned(),
        timestamp,
        signature: text::base64(&signature.map_err(|error| Fault::Unsent(error.0))?),
    };
    request.headers.push("accept", "application/json");
    request.headers.push("user-agent", concat!("drawbridge/", env!("CARGO_PKG_VERSION")));
    request.headers.push("authorization", authorization.write(family.scheme));
    if let Some(id) = key_to_name(family, ctx) {
        request.headers.push(&family.header("serial"), id);
    }
    Ok(())
}

/// The platform's key that a request names, so that the reply is signed with it.
fn key_to_name<'a>(family: &Family, ctx: &Ctx<'a>) -> Option<&'a str> {
    let account = ctx.account;
    let theirs = account.keys.theirs.iter().map(|key| key.id.as_str());
    if account.option(TRUST) == Some(PUBLIC_KEY) {
        return theirs.into_iter().find(|id| family.is_bare_key(id));
    }
    theirs.into_iter().find(|id| family.duties.names_key && !id.is_empty())
}

/// Proves that a request comes from the account's merchant, in the order in which the platform
/// itself looks: client headers, form, time, signature.
pub(crate) fn verify_request(
    family: &Family,
    request: &Request,
    ctx: &Ctx<'_>,
) -> Result<(), Fault> {
    check_agent(family, request)?;
    let authorization = authorization(family, request)?;
    if !is_fresh(&authorization.timestamp, ctx.wall) {
        let message = "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟";
        return Err(Fault::forged(Reason::Stale, message));
    }
    let unknown = "商户证书序列号有误。请使用签名私钥匹配的证书序列号";
    if authorization.mchid != ctx.account.merchant {
        return Err(Fault::forged(Reason::CallerUnknown, unknown));
    }
    let mut theirs = ctx.account.keys.theirs.iter();
    let verifier = theirs.find(|key| same_key(&key.id, &authorization.serial_no));
    let verifier = verifier.ok_or_else(|| Fault::forged(Reason::KeyUnknown, unknown))?;
    let bundle = verifier.certificate.as_deref().map(remembered::bundle).unwrap_or_default();
    if bundle.first().is_some_and(|certificate| !certificate.valid_at(ctx.wall)) {
        return Err(Fault::forged(Reason::KeyUnknown, "商户证书已过期|已作废"));
    }
    let wrong = || Fault::forged(Reason::SignatureWrong, "签名错误");
    let signature = text::unbase64(&authorization.signature).ok_or_else(wrong)?;
    let Authorization { timestamp, nonce_str, .. } = &authorization;
    let method = request.method.as_str();
    let holds = |target: String| {
        let message = request_text(method, &target, timestamp, nonce_str, &request.body);
        verifier.key.verify(Digest::Sha256, &message, &signature)
    };
    // A client whose base address has the mount in it signs the path either way.
    if request.signed_targets().any(holds) { Ok(()) } else { Err(wrong()) }
}

/// The header of a request, read; the errors are the platform's own.
pub(crate) fn authorization(family: &Family, request: &Request) -> Result<Authorization, Fault> {
    let mut headers =
        request.headers.0.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let header = headers.next().map(|(_, value)| value.as_str());
    let header = header.filter(|_| headers.next().is_none());
    Authorization::read(family, header).map_err(|unread| {
        let message = match unread {
            Unread::Scheme => "HTTP头Authorization认证类型不正确",
            Unread::Form if request.path.starts_with(family.paths.transactions) => {
                family.says.authorization_on_orders
            }
            Unread::Form => family.says.authorization,
        };
        Fault::forged(Reason::SignatureMissing, message)
    })
}

fn check_agent(family: &Family, request: &Request) -> Result<(), Fault> {
    let checked = family.duties.agent.iter().any(|path| request.path.starts_with(path));
    let given = |name| request.headers.get(name).is_some_and(|value| !value.trim().is_empty());
    if !checked || (given("accept") && given("user-agent")) {
        return Ok(());
    }
    let refusal = Refusal::new(Reason::FieldMissing, "Http头缺少Accept或User-Agent");
    Err(Fault::Malformed(refusal.with_code("INVALID_REQUEST")))
}
