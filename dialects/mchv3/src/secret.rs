//! Secret fields: names and account numbers, each encrypted by itself with RSA-OAEP.

use drawbridge_canon::{Ctx, Fault, Keys, Reason, Request};
use drawbridge_seal::text;

use crate::envelope::same_key;
use crate::family::Family;

/// Encrypts a field to the other side's key of this name; the serial header must carry the name.
/// At most 214 bytes with a key of 2048 bits.
pub fn seal_secret(keys: &Keys, id: &str, plain: &str) -> Result<String, Fault> {
    let key = keys.verifier(id).ok_or_else(|| {
        Fault::Unsent(format!("no key of the other side is named {id}: nothing can be encrypted"))
    })?;
    let sealed = key.key.encrypt(plain.as_bytes()).map_err(|error| Fault::Unsent(error.0))?;
    Ok(text::base64(&sealed))
}

/// Decrypts a field with the key of ours that the request's serial header names, which is
/// mandatory on requests with such fields.
pub fn open_secret(
    family: &Family,
    request: &Request,
    field: &str,
    sealed: &str,
    ctx: &Ctx<'_>,
) -> Result<String, Fault> {
    let header = family.header("Serial");
    let id = request
        .headers
        .get(&header)
        .ok_or_else(|| Fault::invalid(field, format!("敏感信息加密时，HTTP头{header}为必填项")))?;
    let key = ctx
        .account
        .keys
        .ours
        .iter()
        .find(|signer| same_key(&signer.id, id))
        .ok_or_else(|| Fault::forged(Reason::KeyUnknown, format!("HTTP头{header}的值有误")))?;
    let wrong = || Fault::invalid(field, "敏感信息解密失败");
    let sealed = text::unbase64(sealed).ok_or_else(wrong)?;
    let plain = key.key.decrypt(&sealed).map_err(|_| wrong())?;
    String::from_utf8(plain).map_err(|_| wrong())
}
