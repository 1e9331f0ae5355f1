//! Which key signs and which verifies.

use drawbridge_canon::{Account, Ctx, Digest, Fault, NamedSigner, NamedVerifier, Reason, Refusal};
use drawbridge_seal::text;

/// What a signature is made with: `sign_type`.
pub(crate) fn digest(sign_type: &str) -> Result<Digest, Fault> {
    match sign_type {
        "RSA2" => Ok(Digest::Sha256),
        "RSA" => Ok(Digest::Sha1),
        _ => Err(Fault::Malformed(
            Refusal::field(Reason::FieldInvalid, "sign_type", "无效的签名类型：支持 RSA2")
                .with_code("isv.invalid-signature-type"),
        )),
    }
}

/// Our key for a message to a side that uses certificates (`certified`) or bare keys.
pub(crate) fn signer<'a>(ctx: &Ctx<'a>, certified: bool) -> Result<&'a NamedSigner, Fault> {
    let ours = &ctx.account.keys.ours;
    let found = match ctx.sign_with {
        Some(id) => ours.iter().find(|signer| signer.id == id),
        None => {
            ours.iter().find(|signer| signer.id.is_empty() != certified).or_else(|| ours.first())
        }
    };
    found.ok_or_else(|| Fault::Unsent("no key to sign with".to_owned()))
}

/// A signature in Base64; spoilt if the context asks for a probe.
pub(crate) fn sign(ctx: &Ctx<'_>, signer: &NamedSigner, message: &[u8]) -> Result<String, Fault> {
    let made = signer.key.sign(Digest::Sha256, message);
    let mut signature = made.map_err(|error| Fault::Unsent(error.0))?;
    if ctx.probe
        && let Some(byte) = signature.last_mut()
    {
        *byte ^= 1;
    }
    Ok(text::base64(&signature))
}

/// The other side's key: the one with the certificate named, or for `None` the bare key, or where
/// there is just one key, that.
pub(crate) fn verifier<'a>(
    account: &'a Account,
    certificate: Option<&str>,
) -> Result<&'a NamedVerifier, Fault> {
    let theirs = &account.keys.theirs;
    let found = match certificate {
        Some(sn) => account.keys.verifier(sn),
        None => account.keys.verifier("").or(match theirs.as_slice() {
            [only] => Some(only),
            _ => None,
        }),
    };
    found.ok_or_else(|| {
        let what = certificate.map_or("公钥".to_owned(), |sn| format!("证书 {sn}"));
        Fault::forged(
            Reason::KeyUnknown,
            format!("验签出错, 未配置对应签名算法的公钥或者证书：{what}"),
        )
    })
}

/// Whether `signature` (Base64) is the key's.
pub(crate) fn verifies(
    key: &NamedVerifier,
    digest: Digest,
    message: &[u8],
    signature: &str,
) -> bool {
    text::unbase64(signature).is_some_and(|signature| key.key.verify(digest, message, &signature))
}
