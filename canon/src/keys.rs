//! Keys are lent, never owned: a private key may live in a file, an agent or a device.

use std::fmt;
use std::sync::Arc;

/// The hash under a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256, in use everywhere.
    Sha256,
    /// SHA-1, only where an old platform still signs with it.
    Sha1,
}

/// A key could not do its work. The text never holds key material.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct KeyError(pub String);

/// A private key: RSASSA-PKCS1-v1_5 signatures and RSAES-OAEP (SHA-1) decryption.
pub trait Sign: Send + Sync {
    /// The signature of `message`.
    fn sign(&self, digest: Digest, message: &[u8]) -> Result<Vec<u8>, KeyError>;
    /// The plaintext of an OAEP (SHA-1, MGF1-SHA-1, no label) ciphertext.
    fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// A public key: the other halves of [`Sign`].
pub trait Verify: Send + Sync {
    /// Whether `signature` is the private key's over `message`.
    fn verify(&self, digest: Digest, message: &[u8], signature: &[u8]) -> bool;
    /// The OAEP (SHA-1, MGF1-SHA-1, no label) ciphertext of `plaintext`.
    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// A private key with the name by which the other side knows it.
#[derive(Clone)]
pub struct NamedSigner {
    /// Certificate serial, public key id, or certificate SN: whatever the platform puts on the wire.
    pub id: String,
    /// The certificate in PEM where the key has one.
    pub certificate: Option<String>,
    /// The key.
    pub key: Arc<dyn Sign>,
}

/// A public key with its name.
#[derive(Clone)]
pub struct NamedVerifier {
    /// As in [`NamedSigner::id`]; empty where the platform does not name keys.
    pub id: String,
    /// The certificate in PEM where the key came in one.
    pub certificate: Option<String>,
    /// The key.
    pub key: Arc<dyn Verify>,
}

/// All keys of one side of a relation between a merchant and a platform.
#[derive(Clone, Default)]
pub struct Keys {
    /// Ours, to sign with and decrypt; the first is the default.
    pub ours: Vec<NamedSigner>,
    /// Theirs, to verify with and encrypt to.
    pub theirs: Vec<NamedVerifier>,
    /// A symmetric key that both sides hold, as the platform gives it out (32 ASCII characters, or
    /// Base64 of 16 bytes): content and notice encryption.
    pub shared: Option<String>,
    /// The SN or PEM of the root certificates that both sides trust, where the platform names them.
    pub root: Option<String>,
    /// What proves the default app itself where it asks who signed in to it (an OAuth 2.0 client
    /// secret). Both sides hold it.
    pub app_secret: Option<String>,
}

impl Keys {
    /// Our key of this name, or our default key for `None`.
    pub fn signer(&self, id: Option<&str>) -> Option<&NamedSigner> {
        match id {
            Some(id) => self.ours.iter().find(|signer| signer.id == id),
            None => self.ours.first(),
        }
    }

    /// Their key of this name.
    pub fn verifier(&self, id: &str) -> Option<&NamedVerifier> {
        self.theirs.iter().find(|verifier| verifier.id == id)
    }
}

impl fmt::Debug for Keys {
    /// Names only: keys never reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ours: Vec<&str> = self.ours.iter().map(|signer| &*signer.id).collect();
        let theirs: Vec<&str> = self.theirs.iter().map(|verifier| &*verifier.id).collect();
        f.debug_struct("Keys").field("ours", &ours).field("theirs", &theirs).finish_non_exhaustive()
    }
}
