//! Signing: Base64 of RSA-SHA256 over the lower-case hexadecimal SHA-256 of the sorted members
//! (yansongda/pay, src/Plugin/Unipay/Open/AddPayloadSignaturePlugin.php).

use drawbridge_canon::{Ctx, Digest, Fault, NamedSigner, Verify};
use drawbridge_seal::{digest, text};

use super::{Fields, VERSION};

/// Adds what every message says of itself, our key's name, and the signature.
///
/// # Errors
/// `Unsent` if there is no key, or not the one that is asked for.
pub(crate) fn stamp(fields: &mut Fields, ctx: &Ctx<'_>, by: Name) -> Result<(), Fault> {
    let signer = signer(ctx)?;
    fields.put("version", VERSION);
    fields.put("encoding", "UTF-8");
    fields.put("signMethod", "01");
    match (by, &signer.certificate) {
        (Name::Certificate, Some(pem)) => fields.put("signPubKeyCert", wire_pem(pem)),
        _ => fields.put("certId", &signer.id),
    }
    let made = signer.key.sign(Digest::Sha256, message(fields).as_bytes());
    let mut signature = made.map_err(|error| Fault::Unsent(error.0))?;
    if ctx.probe
        && let Some(byte) = signature.last_mut()
    {
        *byte ^= 1;
    }
    fields.put("signature", text::base64(&signature));
    Ok(())
}

/// How a message names the key that signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// `certId`: merchants do.
    Serial,
    /// `signPubKeyCert`: the platform does.
    Certificate,
}

/// Whether the members' signature is the key's.
pub(super) fn verifies(fields: &Fields, key: &dyn Verify) -> bool {
    let signature = fields.get("signature").and_then(text::unbase64);
    signature
        .is_some_and(|signature| key.verify(Digest::Sha256, message(fields).as_bytes(), &signature))
}

/// What the signature is made over.
fn message(fields: &Fields) -> String {
    digest::sha256_hex(fields.to_sign().as_bytes())
}

fn signer<'a>(ctx: &Ctx<'a>) -> Result<&'a NamedSigner, Fault> {
    let found = ctx.account.keys.signer(ctx.sign_with);
    found.ok_or_else(|| Fault::Unsent("no key to sign with".to_owned()))
}

/// A certificate as the platform sends it: lines end in CR LF, the last in nothing.
fn wire_pem(pem: &str) -> String {
    let lines: Vec<&str> = pem.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.join("\r\n")
}
