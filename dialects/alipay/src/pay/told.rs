//! Parameters that Alipay signs when it speaks first: in a notice's body and a return address.

use drawbridge_canon::{Ctx, Fault, Reason};

use crate::envelope::asked::{check_app, our_app};
use crate::envelope::charset::Charset;
use crate::envelope::form::Params;
use crate::envelope::{Fields, Json, signing};

/// Adds `sign_type` and `sign`. They are not part of what is signed (the V1 rule, which trade
/// notices follow).
pub(crate) fn sign(params: &mut Params<'_>, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let signer = signing::signer(ctx, ctx.account.keys.ours.iter().all(|key| !key.id.is_empty()))?;
    let sign = signing::sign(ctx, signer, &params.to_sign(&[]))?;
    params.push("sign_type", "RSA2");
    params.push("sign", sign);
    Ok(())
}

/// Verifies by the V1 rule, then by the V2 rule (`sign_type` is signed too), as the platform's own
/// client does. No key is named, so each is tried.
pub(crate) fn verify(params: &Params<'_>, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let missing = || Fault::forged(Reason::SignatureMissing, "缺少签名参数");
    let sign = params.ascii("sign").ok_or_else(missing)?;
    let digest = signing::digest(params.ascii("sign_type").unwrap_or("RSA2"))?;
    for rule in [&["sign", "sign_type"][..], &["sign"]] {
        let to_sign = params.to_sign(rule);
        let mut theirs = ctx.account.keys.theirs.iter();
        if theirs.any(|key| signing::verifies(key, digest, &to_sign, sign)) {
            return Ok(());
        }
    }
    Err(Fault::forged(Reason::SignatureWrong, "验签失败"))
}

/// The parameters as fields.
pub(crate) fn fields(params: &Params<'_>) -> Result<Fields, Fault> {
    let charset = Charset::parse(params.ascii("charset").unwrap_or_default())?;
    params.fields(charset, |_| true)
}

/// Adds fields as parameters; what is no string is JSON inside one. Empty ones are left out,
/// because some client libraries would not leave them out of what they verify.
pub(crate) fn add(params: &mut Params<'_>, fields: Fields) {
    for (name, value) in fields.0 {
        let text = if let Json::Text(text) = value { text } else { value.write() };
        if !text.is_empty() {
            params.push(name, text);
        }
    }
}

/// The app in whose name we speak: the one the payment was made under if it is this merchant's.
pub(crate) fn app<'a>(app: Option<&'a str>, ctx: &Ctx<'a>) -> &'a str {
    app.filter(|app| ctx.account.apps.iter().any(|known| known == app))
        .unwrap_or_else(|| our_app(ctx.account))
}

/// What is told must be about this merchant.
pub(crate) fn check_addressee(fields: &Fields, ctx: &Ctx<'_>) -> Result<(), Fault> {
    check_app(ctx.account, fields.required("app_id")?)?;
    match fields.text("seller_id")? {
        Some(seller) if !ctx.account.merchant.is_empty() && seller != ctx.account.merchant => {
            let message = format!("the notice is for seller {seller}");
            Err(Fault::forged(Reason::AppMismatch, message))
        }
        _ => Ok(()),
    }
}
