//! Keys: real ones, and toys that cost nothing. A toy signature is a hash over a secret: whoever
//! lacks the secret cannot make one, which is all that a simulation needs of it.

use std::sync::{Arc, OnceLock};

use drawbridge_canon::{Digest, KeyError, Sign, Verify};
use drawbridge_seal::{PrivateKey, digest};

/// A key pair.
#[derive(Clone)]
pub struct Pair {
    /// The private half.
    pub sign: Arc<dyn Sign>,
    /// The public half.
    pub verify: Arc<dyn Verify>,
}

impl Pair {
    /// A toy.
    pub fn toy(secret: &str) -> Self {
        let toy = Arc::new(Toy(secret.to_owned()));
        Self { sign: toy.clone(), verify: toy }
    }

    /// A real RSA key; the same one for every number below three, because making one takes a
    /// second.
    pub fn real(number: usize) -> Self {
        static MADE: [OnceLock<Pair>; 3] = [const { OnceLock::new() }; 3];
        let make = || {
            let key = PrivateKey::generate().expect("a key is made");
            let public = key.public().expect("a key has a public half");
            Self { sign: Arc::new(key), verify: Arc::new(public) }
        };
        MADE[number % 3].get_or_init(make).clone()
    }
}

struct Toy(String);

impl Toy {
    fn hash(&self, kind: Digest, message: &[u8]) -> Vec<u8> {
        let mut text = format!("{}\n{kind:?}\n", self.0).into_bytes();
        text.extend_from_slice(message);
        digest::sha256_hex(&text).into_bytes()
    }
}

impl Sign for Toy {
    fn sign(&self, digest: Digest, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(self.hash(digest, message))
    }

    fn decrypt(&self, ciphertext: &[u8]) -> Result<Vec<u8>, KeyError> {
        let hidden = ciphertext.strip_prefix(self.0.as_bytes());
        let hidden = hidden.ok_or_else(|| KeyError("not for this key".to_owned()))?;
        Ok(hidden.iter().rev().copied().collect())
    }
}

impl Verify for Toy {
    fn verify(&self, digest: Digest, message: &[u8], signature: &[u8]) -> bool {
        self.hash(digest, message) == signature
    }

    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, KeyError> {
        let hidden = plaintext.iter().rev().copied();
        Ok(self.0.bytes().chain(hidden).collect())
    }
}
