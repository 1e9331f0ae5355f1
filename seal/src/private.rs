//! RSA private keys.

use std::sync::Arc;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use drawbridge_canon::{Digest, KeyError, Sign};

use crate::public::PublicKey;
use crate::text;

/// An RSA private key held in memory.
#[derive(Clone)]
pub struct PrivateKey {
    pair: Arc<RsaKeyPair>,
    pkcs8: Arc<Vec<u8>>,
}

impl PrivateKey {
    /// A fresh key of 2048 bits, the size that all platforms here ask for.
    pub fn generate() -> Result<Self, KeyError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| failed("generate"))?;
        Self::from_pair(pair)
    }

    /// Reads PKCS#8 or PKCS#1, in PEM, or as the bare Base64 that some consoles hand out.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let der = text::der(text).ok_or_else(|| failed("decode: not PEM and not Base64"))?;
        let pair = RsaKeyPair::from_pkcs8(&der)
            .or_else(|_| RsaKeyPair::from_der(&der))
            .map_err(|_| failed("read: neither PKCS#8 nor PKCS#1"))?;
        Self::from_pair(pair)
    }

    /// The public half.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_der(self.pair.public_key().as_ref())
    }

    /// PKCS#8 in PEM.
    pub fn to_pem(&self) -> String {
        text::pem("PRIVATE KEY", &self.pkcs8)
    }

    /// PKCS#8 in bare Base64 on one line.
    pub fn to_base64(&self) -> String {
        text::base64(&self.pkcs8)
    }

    /// PKCS#1 in PEM, which some client libraries ask for.
    pub fn to_pkcs1_pem(&self) -> String {
        // PKCS#8 wraps PKCS#1 behind a fixed head of 26 bytes for 2048-bit keys; find the inner
        // SEQUENCE by its OCTET STRING instead of trusting the length.
        let inner =
            self.pkcs8.windows(2).position(|pair| pair == [0x04, 0x82]).map_or(0, |at| at + 4);
        text::pem("RSA PRIVATE KEY", &self.pkcs8[inner..])
    }

    pub(crate) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    fn from_pair(pair: RsaKeyPair) -> Result<Self, KeyError> {
        let pkcs8 = pair.as_der().map_err(|_| failed("encode"))?.as_ref().to_vec();
        Ok(Self { pair: Arc::new(pair), pkcs8: Arc::new(pkcs8) })
    }
}

impl Sign for PrivateKey {
    fn sign(&self, digest: Digest, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        if digest == Digest::Sha1 {
            return Err(KeyError(
                "no new SHA-1 signatures are made; use SHA-256 (RSA2)".to_owned(),
            ));
        }
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| failed("sign"))?;
        Ok(signature)
    }

    fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, KeyError> {
        let key = PrivateDecryptingKey::from_pkcs8(&self.pkcs8)
            .map_err(|_| failed("decrypt"))
            .and_then(|key| OaepPrivateDecryptingKey::new(key).map_err(|_| failed("decrypt")))?;
        let mut plaintext = vec![0; key.min_output_size()];
        let length = key
            .decrypt(&OAEP_SHA1_MGF1SHA1, ciphertext, &mut plaintext, None)
            .map_err(|_| failed("decrypt"))?
            .len();
        plaintext.truncate(length);
        Ok(plaintext)
    }
}

impl std::fmt::Debug for PrivateKey {
    /// Says nothing of the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKey")
    }
}

fn failed(what: &str) -> KeyError {
    KeyError(format!("the private key could not {what}"))
}
