//! Whom to believe. A merchant's key is found by its certificate's serial number. The platform sends
//! its certificate along, which proves nothing until it is traced to one that we know.

use std::sync::Arc;

use drawbridge_canon::{Ctx, Fault, Reason, Verify};
use drawbridge_seal::Certificate;

use super::signing::verifies;
use super::{Fields, VERSION};

/// Whose certificates sign the platform's messages: the third part of their common name, between
/// `@` (the platform's SDK, SDKConstants.UNIONPAY_CNNAME).
const OWNER: &str = "中国银联股份有限公司";

/// The account option that names another owner, as the test environment has.
const OWNER_OPTION: &str = "certificate_owner";

/// Members that pay, or that name a card or its owner.
const SECRETS: &[&str] = &["accNo", "customerInfo", "phoneNo", "qrNo", "signPubKeyCert"];

/// Verifies a message of the other side.
pub(crate) fn verify(fields: &Fields, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let missing = |what: &str| Fault::forged(Reason::SignatureMissing, format!("缺少 {what}"));
    for name in ["version", "signMethod", "signature"] {
        fields.get(name).ok_or_else(|| missing(name))?;
    }
    if fields.get("version") != Some(VERSION) || fields.get("signMethod") != Some("01") {
        let message = "此处仅支持 version=5.1.0、signMethod=01（RSA 证书）";
        return Err(Fault::forged(Reason::SignatureMissing, message));
    }
    let encoding = fields.get("encoding").unwrap_or("UTF-8");
    if !encoding.eq_ignore_ascii_case("UTF-8") {
        return Err(Fault::invalid("encoding", "此处仅支持 encoding=UTF-8"));
    }
    let key = match (fields.get("signPubKeyCert"), fields.get("certId")) {
        (Some(pem), _) => certified(pem, ctx)?,
        (None, Some(serial)) => known(serial, ctx).ok_or_else(|| {
            Fault::forged(Reason::KeyUnknown, format!("未登记证书序列号 certId={serial}"))
        })?,
        (None, None) => return Err(missing("certId")),
    };
    if verifies(fields, &*key) {
        return Ok(());
    }
    let message = format!("待签名串为 {}", without_secrets(fields).to_sign());
    Err(Fault::forged(Reason::SignatureWrong, message))
}

/// The members as they may be repeated in a complaint, which ends in logs.
fn without_secrets(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    for name in SECRETS {
        if let Some(value) = fields.0.get_mut(*name) {
            "***".clone_into(value);
        }
    }
    fields
}

/// The key of the account's list with this serial number.
fn known(serial: &str, ctx: &Ctx<'_>) -> Option<Arc<dyn Verify>> {
    ctx.account.keys.verifier(serial).map(|named| named.key.clone())
}

/// The key in a certificate that was sent along: our own copy of it if the account lists it, else
/// the sent one if an authority of the account's bundle issued it to the platform and it is valid.
fn certified(pem: &str, ctx: &Ctx<'_>) -> Result<Arc<dyn Verify>, Fault> {
    let untrusted = |why: String| Fault::forged(Reason::KeyUnknown, why);
    let sent = Certificate::parse(pem).map_err(|error| untrusted(error.0))?;
    let serial = &sent.serial_decimal;
    if let Some(key) = known(serial, ctx) {
        return Ok(key);
    }
    if !sent.valid_at(ctx.wall) {
        return Err(untrusted(format!("certificate {serial} is expired or not valid yet")));
    }
    let owner = ctx.account.option(OWNER_OPTION).unwrap_or(OWNER);
    if owner_of(&sent.subject) != Some(owner) {
        return Err(untrusted(format!("certificate {serial} is not {owner}'s: {}", sent.subject)));
    }
    let bundle = Certificate::parse_bundle(ctx.account.keys.root.as_deref().unwrap_or_default());
    if !bundle.iter().any(|issuer| issuer.valid_at(ctx.wall) && sent.issued_by(issuer)) {
        let message = format!("no trusted authority issued certificate {serial}: add its issuer");
        return Err(untrusted(message));
    }
    let key = sent.public().map_err(|error| untrusted(error.0))?;
    Ok(Arc::new(key))
}

/// The third part of the common name.
fn owner_of(subject: &str) -> Option<&str> {
    let name = subject.split(',').find_map(|attribute| attribute.strip_prefix("CN="))?;
    name.split('@').nth(2)
}
