//! ML-DSA-44 (FIPS 204), for witnesses whose word shall hold against quantum computers too. With the
//! feature `ml-dsa` only.

use std::fmt;
use std::sync::Arc;

use drawbridge_canon::KeyError;
use ml_dsa::{
    EncodedVerifyingKey, ExpandedSigningKey, MlDsa44, Seed, Signature, SignatureEncoding as _,
    VerifyingKey,
};

/// Bytes of a seed, from which both halves of a key follow.
pub const SEED_BYTES: usize = 32;
/// Bytes of a public key.
pub const PUBLIC_BYTES: usize = 1312;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 2420;

/// A private key, held in memory.
#[derive(Clone)]
pub struct KeyPair {
    key: Arc<ExpandedSigningKey<MlDsa44>>,
    public: PublicKey,
}

impl KeyPair {
    /// The key that follows from a seed (FIPS 204, algorithm 6): the same seed, the same key.
    pub fn from_seed(seed: [u8; SEED_BYTES]) -> Self {
        let key = ExpandedSigningKey::from_seed(&Seed::from(seed));
        let public = PublicKey::of(key.verifying_key());
        Self { key: Arc::new(key), public }
    }

    /// The public half.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature of `message`, of the variant without chance: it depends on nothing but the two.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let failed = |_| KeyError("the ML-DSA key could not sign".to_owned());
        Ok(self.key.sign_deterministic(message, &[]).map_err(failed)?.to_bytes().to_vec())
    }
}

impl fmt::Debug for KeyPair {
    /// Says the public half only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyPair").field(&self.public).finish()
    }
}

/// A public key, parsed once.
#[derive(Clone)]
pub struct PublicKey {
    key: Arc<VerifyingKey<MlDsa44>>,
    bytes: Arc<[u8]>,
}

impl PublicKey {
    /// Reads the encoding of FIPS 204 (algorithm 23), of exactly [`PUBLIC_BYTES`], all of which are a key.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let encoded = EncodedVerifyingKey::<MlDsa44>::try_from(bytes).ok()?;
        Some(Self::of(VerifyingKey::decode(&encoded)))
    }

    fn of(key: VerifyingKey<MlDsa44>) -> Self {
        let bytes = key.encode().as_slice().into();
        Self { key: Arc::new(key), bytes }
    }

    /// The encoding.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether `signature` is the private half's over `message`, without a context.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::<MlDsa44>::try_from(signature);
        signature.is_ok_and(|signature| self.key.verify_with_context(message, &[], &signature))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    /// The beginning, which tells keys apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:02x?}…)", &self.bytes[..8])
    }
}
