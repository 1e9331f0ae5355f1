//! RSA public keys.

use std::sync::Arc;

use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
};
use drawbridge_canon::{Digest, KeyError, Verify};
use x509_parser::prelude::{FromDer, SubjectPublicKeyInfo};

use crate::certificate::Certificate;
use crate::text;

/// An RSA public key, parsed once: verifying with a parsed key is the cheap operation that the
/// hot path counts on. Keys of 1024 bits are read too, because merchants of long standing have them.
#[derive(Clone)]
pub struct PublicKey {
    sha256: Arc<ParsedPublicKey>,
    sha1: Arc<ParsedPublicKey>,
    spki: Arc<Vec<u8>>,
}

impl PublicKey {
    /// Reads a public key or a certificate, in PEM or in bare Base64.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.contains("BEGIN CERTIFICATE") {
            return Certificate::parse(text)?.public();
        }
        Self::from_der(&text::der(text).ok_or_else(bad)?)
    }

    /// Reads SubjectPublicKeyInfo or PKCS#1.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let sha256 = ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, der);
        let sha1 = ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, der);
        let spki = subject_public_key_info(der);
        Ok(Self {
            sha256: Arc::new(sha256.map_err(|_| bad())?),
            sha1: Arc::new(sha1.map_err(|_| bad())?),
            spki: Arc::new(spki),
        })
    }

    /// SubjectPublicKeyInfo in PEM.
    pub fn to_pem(&self) -> String {
        text::pem("PUBLIC KEY", &self.spki)
    }

    /// SubjectPublicKeyInfo in bare Base64 on one line.
    pub fn to_base64(&self) -> String {
        text::base64(&self.spki)
    }
}

impl Verify for PublicKey {
    fn verify(&self, digest: Digest, message: &[u8], signature: &[u8]) -> bool {
        let key = match digest {
            Digest::Sha256 => &self.sha256,
            Digest::Sha1 => &self.sha1,
        };
        key.verify_sig(message, signature).is_ok()
    }

    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, KeyError> {
        let failed = || KeyError("a key to encrypt to has 2048 bits or more".to_owned());
        let key = PublicEncryptingKey::from_der(&self.spki).map_err(|_| failed())?;
        let key = OaepPublicEncryptingKey::new(key).map_err(|_| failed())?;
        let mut ciphertext = vec![0; key.ciphertext_size()];
        key.encrypt(&OAEP_SHA1_MGF1SHA1, plaintext, &mut ciphertext, None).map_err(|_| {
            KeyError(format!("{} bytes are too many for one block", plaintext.len()))
        })?;
        Ok(ciphertext)
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PublicKey")
    }
}

/// The key as SubjectPublicKeyInfo: the bare PKCS#1 key is wrapped with its algorithm (RFC 3279,
/// section 2.3.1), so that the same key always reads the same.
fn subject_public_key_info(der: &[u8]) -> Vec<u8> {
    /// `SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }`.
    const RSA: &[u8] = &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0];
    if SubjectPublicKeyInfo::from_der(der).is_ok() {
        return der.to_vec();
    }
    let bits = [&[0], der].concat();
    element(0x30, &[RSA.to_vec(), element(0x03, &bits)].concat())
}

/// One DER element: tag, length, content.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut out = vec![tag];
    if content.len() >= 0x80 {
        out.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
    }
    out.extend(significant);
    out.extend(content);
    out
}

fn bad() -> KeyError {
    KeyError("not an RSA public key in PEM or Base64".to_owned())
}
