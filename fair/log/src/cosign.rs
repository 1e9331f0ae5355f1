//! A witness's signature: the checkpoint, and when it was seen (tlog-cosignature).

use drawbridge_canon::{KeyError, Timestamp};
use drawbridge_seal::ed25519::{KeyPair, PublicKey, SIGNATURE_BYTES};

use crate::checkpoint::Checkpoint;
use crate::key::{KeyKind, VerifierKey, VkeyError};
#[cfg(feature = "ml-dsa")]
use crate::mldsa;
use crate::note::Signature;

/// The latest time, in seconds since 1970, that a cosignature may state.
pub const MAX_TIME: u64 = i64::MAX.unsigned_abs();

/// A witness's private key. One key of Ed25519, one witness: that message does not hold the name, so a
/// key that is used for two of them speaks for both.
#[derive(Clone, Debug)]
pub struct Cosigner {
    pair: Pair,
    verifier: VerifierKey,
}

#[derive(Clone, Debug)]
enum Pair {
    Ed25519(KeyPair),
    #[cfg(feature = "ml-dsa")]
    MlDsa44(mldsa::KeyPair),
}

impl Cosigner {
    /// The key under the witness's name.
    pub fn new(name: &str, pair: KeyPair) -> Result<Self, VkeyError> {
        let verifier = VerifierKey::new(name, KeyKind::Cosignature, pair.public().clone())?;
        Ok(Self { pair: Pair::Ed25519(pair), verifier })
    }

    /// A key of ML-DSA-44 under the witness's name.
    #[cfg(feature = "ml-dsa")]
    pub fn new_ml_dsa(name: &str, pair: mldsa::KeyPair) -> Result<Self, VkeyError> {
        let verifier = VerifierKey::new_ml_dsa(name, pair.public().clone())?;
        Ok(Self { pair: Pair::MlDsa44(pair), verifier })
    }

    /// The public half.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// States that at `at` this was the largest consistent checkpoint of its log that the witness had
    /// seen. Check it first ([`crate::witness::Request::judge`]). `at` is rounded down to seconds, and
    /// must be after 1970-01-01T00:00:00Z: a witness does not leave the time out.
    pub fn cosign(&self, checkpoint: &Checkpoint, at: Timestamp) -> Result<Signature, KeyError> {
        let early = || KeyError("a cosignature needs a time after 1970".to_owned());
        let time = u64::try_from(at.seconds()).map_err(|_| early())?;
        if time == 0 {
            return Err(early());
        }
        let name = self.verifier.name();
        let signature = match &self.pair {
            Pair::Ed25519(pair) => {
                pair.sign(message(time, &checkpoint.to_text()).as_bytes())?.to_vec()
            }
            #[cfg(feature = "ml-dsa")]
            Pair::MlDsa44(pair) => {
                let long = || KeyError("a name of more than 255 bytes cannot be signed".to_owned());
                pair.sign(&cosigned_message(name, time, checkpoint).ok_or_else(long)?)?
            }
        };
        Ok(Signature {
            name: name.to_owned(),
            id: self.verifier.id(),
            bytes: [&time.to_be_bytes()[..], &signature].concat(),
        })
    }
}

/// The time in a cosignature, in seconds since 1970, if it is this key's over the text: eight bytes of
/// time, the highest first, then the signature. Whether the time is plausible, even zero, is for the
/// caller to say.
pub(crate) fn verify(key: &PublicKey, text: &str, bytes: &[u8]) -> Option<u64> {
    let (time, signature) = bytes.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    let whole = signature.len() == SIGNATURE_BYTES && time <= MAX_TIME;
    (whole && key.verify(message(time, text).as_bytes(), signature)).then_some(time)
}

/// What is signed ("Ed25519 signed message"): the first line keeps it from ever being a note.
fn message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// The same for a key of ML-DSA-44, which signs size and root of a checkpoint and none of its other
/// lines ("ML-DSA-44 signed message").
#[cfg(feature = "ml-dsa")]
pub(crate) fn verify_ml_dsa(
    name: &str,
    key: &mldsa::PublicKey,
    text: &str,
    bytes: &[u8],
) -> Option<u64> {
    let (time, signature) = bytes.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    let checkpoint = Checkpoint::parse(text).ok()?;
    let message = cosigned_message(name, time, &checkpoint)?;
    (time <= MAX_TIME && key.verify(&message, signature)).then_some(time)
}

/// The structure `cosigned_message` for a whole tree, which begins at leaf 0. None where a name is too
/// long for it.
#[cfg(feature = "ml-dsa")]
fn cosigned_message(name: &str, time: u64, checkpoint: &Checkpoint) -> Option<Vec<u8>> {
    let mut message = b"subtree/v1\n\0".to_vec();
    let mut put = |text: &str, number: u64| {
        message.push(u8::try_from(text.len()).ok()?);
        message.extend_from_slice(text.as_bytes());
        message.extend_from_slice(&number.to_be_bytes());
        Some(())
    };
    put(name, time)?;
    put(checkpoint.origin(), 0)?;
    message.extend_from_slice(&checkpoint.size().to_be_bytes());
    message.extend_from_slice(&checkpoint.root().0);
    Some(message)
}
