//! What the merchant's server hands to its page or app, so that it can call the wallet: a prepay
//! number, signed by the merchant.

use drawbridge_canon::{Ctx, Digest, Fault, NamedVerifier, Reason};
use drawbridge_seal::text;
use serde::Serialize;

use crate::family::Family;

/// The call out of a page or mini program, field by field as the client library takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageCall {
    /// The app id.
    pub app_id: String,
    /// Seconds since 1970, as text.
    pub time_stamp: String,
    /// A text used once.
    pub nonce_str: String,
    /// `prepay_id=…`.
    pub package: String,
    /// The kind of signature; not itself signed.
    pub sign_type: String,
    /// The merchant's signature.
    pub pay_sign: String,
}

/// The call out of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppCall {
    /// The app id.
    pub appid: String,
    /// The merchant's number.
    pub partnerid: String,
    /// The prepay number.
    pub prepayid: String,
    /// A constant.
    pub package: String,
    /// A text used once.
    pub noncestr: String,
    /// Seconds since 1970, as text.
    pub timestamp: String,
    /// The merchant's signature.
    pub sign: String,
}

/// Signs the call out of a page or mini program with the merchant's key.
pub fn page_call(
    family: &Family,
    app: &str,
    prepay_id: &str,
    ctx: &Ctx<'_>,
) -> Result<PageCall, Fault> {
    let package = format!("prepay_id={prepay_id}");
    let (time_stamp, pay_sign) = sign(app, &package, ctx)?;
    Ok(PageCall {
        app_id: app.to_owned(),
        time_stamp,
        nonce_str: ctx.nonce.to_owned(),
        package,
        sign_type: family.pay_sign.page_type.to_owned(),
        pay_sign,
    })
}

/// The wallet's side of [`page_call`]: the prepay number of a call that the merchant of `ctx` signed
/// for one of its apps.
pub fn read_page_call(family: &Family, call: &PageCall, ctx: &Ctx<'_>) -> Result<String, Fault> {
    if call.sign_type != family.pay_sign.page_type {
        return Err(Fault::invalid("signType", format!("must be {}", family.pay_sign.page_type)));
    }
    if !ctx.account.apps.contains(&call.app_id) {
        return Err(Fault::forged(Reason::AppMismatch, "the app is not the merchant's"));
    }
    let prepay_id = call.package.strip_prefix("prepay_id=");
    let prepay_id = prepay_id.ok_or_else(|| Fault::invalid("package", "must be prepay_id=…"))?;
    let message = signed(&call.app_id, &call.time_stamp, &call.nonce_str, &call.package);
    let signature = text::unbase64(&call.pay_sign).unwrap_or_default();
    let fits =
        |known: &NamedVerifier| known.key.verify(Digest::Sha256, message.as_bytes(), &signature);
    if ctx.account.keys.theirs.iter().any(fits) {
        return Ok(prepay_id.to_owned());
    }
    Err(Fault::forged(Reason::SignatureWrong, "paySign does not fit the call"))
}

/// Signs the call out of an app. Here the number is signed bare, without `prepay_id=`.
pub fn app_call(
    family: &Family,
    app: &str,
    prepay_id: &str,
    ctx: &Ctx<'_>,
) -> Result<AppCall, Fault> {
    let (timestamp, sign) = sign(app, prepay_id, ctx)?;
    Ok(AppCall {
        appid: app.to_owned(),
        partnerid: ctx.account.merchant.clone(),
        prepayid: prepay_id.to_owned(),
        package: family.pay_sign.app_package.to_owned(),
        noncestr: ctx.nonce.to_owned(),
        timestamp,
        sign,
    })
}

/// Four lines, each with its line feed.
fn signed(app: &str, seconds: &str, nonce: &str, last: &str) -> String {
    format!("{app}\n{seconds}\n{nonce}\n{last}\n")
}

fn sign(app: &str, last: &str, ctx: &Ctx<'_>) -> Result<(String, String), Fault> {
    let signer = ctx.account.keys.signer(ctx.sign_with);
    let signer =
        signer.ok_or_else(|| Fault::Unsent("the account has no key to sign with".into()))?;
    let seconds = ctx.wall.seconds().to_string();
    let message = signed(app, &seconds, ctx.nonce, last);
    let signature = signer.key.sign(Digest::Sha256, message.as_bytes());
    let signature = signature.map_err(|error| Fault::Unsent(error.0))?;
    Ok((seconds, text::base64(&signature)))
}
