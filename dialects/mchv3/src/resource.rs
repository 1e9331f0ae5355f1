//! Resources under AES-256-GCM: the contents of notices, and certificates.

use drawbridge_canon::{Ctx, Fault, KeyError, Reason};
use drawbridge_seal::{cipher, text};
use serde_json::{Map, Value, json};

use crate::fields::{Bytes, Fields};

/// The only algorithm there is.
const ALGORITHM: &str = "AEAD_AES_256_GCM";

/// Encrypts with the merchant's key of 32 characters; the result is Base64 with the tag at the end.
pub fn seal(key: &str, nonce: &str, aad: &str, plain: &[u8]) -> Result<String, KeyError> {
    let sealed = cipher::gcm_seal(sized(key)?, nonce.as_bytes(), aad.as_bytes(), plain)?;
    Ok(text::base64(&sealed))
}

/// Decrypts what [`seal`] makes; an error if a single bit differs.
pub fn open(key: &str, nonce: &str, aad: &str, sealed: &str) -> Result<Vec<u8>, KeyError> {
    let sealed = text::unbase64(sealed)
        .ok_or_else(|| KeyError("the ciphertext is not Base64".to_owned()))?;
    cipher::gcm_open(sized(key)?, nonce.as_bytes(), aad.as_bytes(), &sealed)
}

fn sized(key: &str) -> Result<&[u8], KeyError> {
    match key.len() {
        32 => Ok(key.as_bytes()),
        other => {
            Err(KeyError(format!("the APIv3 key has exactly 32 characters, this one has {other}")))
        }
    }
}

/// The encrypted object as it stands in JSON.
pub(crate) fn to_json(
    ctx: &Ctx<'_>,
    nonce: &str,
    aad: &str,
    plain: &[u8],
) -> Result<Map<String, Value>, Fault> {
    let ciphertext =
        seal(shared(ctx)?, nonce, aad, plain).map_err(|error| Fault::Unsent(error.0))?;
    let mut map = Map::new();
    map.insert("algorithm".into(), json!(ALGORITHM));
    map.insert("associated_data".into(), json!(aad));
    map.insert("ciphertext".into(), json!(ciphertext));
    map.insert("nonce".into(), json!(nonce));
    Ok(map)
}

/// The plaintext of an encrypted object.
pub(crate) fn from_json(mut fields: Fields, ctx: &Ctx<'_>) -> Result<Vec<u8>, Fault> {
    /// Longest ciphertext: a body's own limit is tighter.
    const MOST: Bytes = Bytes(1, crate::json::ANSWER_BYTES);
    let algorithm = fields.need("algorithm", Bytes(1, 64))?;
    if algorithm != ALGORITHM {
        let message = format!("the algorithm {algorithm} is not {ALGORITHM}");
        return Err(Fault::invalid(&fields.pointer("algorithm"), message));
    }
    let nonce = fields.need("nonce", Bytes(1, 64))?;
    let aad = fields.text("associated_data", Bytes(0, 64))?.unwrap_or_default();
    let ciphertext = fields.need("ciphertext", MOST)?;
    let key = shared(ctx)?;
    open(key, &nonce, &aad, &ciphertext)
        .map_err(|error| Fault::forged(Reason::SignatureWrong, error.0))
}

fn shared<'a>(ctx: &Ctx<'a>) -> Result<&'a str, Fault> {
    let key = ctx.account.keys.shared.as_deref();
    key.ok_or_else(|| Fault::forged(Reason::KeyUnknown, "商户未设置APIv3密钥。"))
}

/// The `index`-th nonce of 12 characters made out of a fresh random text. One key must never see
/// one nonce twice, and a reply may hold several ciphertexts.
pub(crate) fn nonce(fresh: &str, index: usize) -> String {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let hash = drawbridge_seal::digest::sha256_hex(format!("{fresh}\n{index}").as_bytes());
    let pairs = hash.as_bytes().chunks(2).take(12);
    let byte =
        |pair| std::str::from_utf8(pair).ok().and_then(|p| usize::from_str_radix(p, 16).ok());
    pairs.map(|pair| char::from(ALPHABET[byte(pair).unwrap_or(0) % ALPHABET.len()])).collect()
}
