//! A witness's signature: the checkpoint, and when it was seen (tlog-cosignature, Ed25519).

use drawbridge_canon::{KeyError, Timestamp};
use drawbridge_seal::ed25519::{KeyPair, PublicKey, SIGNATURE_BYTES};

use crate::checkpoint::Checkpoint;
use crate::key::{KeyKind, VerifierKey, VkeyError};
use crate::note::Signature;

/// The latest time, in seconds since 1970, that a cosignature may state.
pub const MAX_TIME: u64 = i64::MAX.unsigned_abs();

/// A witness's private key. One key, one witness: the message does not hold the name, so a key that
/// is used for two of them speaks for both.
#[derive(Clone, Debug)]
pub struct Cosigner {
    pair: KeyPair,
    verifier: VerifierKey,
}

impl Cosigner {
    /// The key under the witness's name.
    pub fn new(name: &str, pair: KeyPair) -> Result<Self, VkeyError> {
        let verifier = VerifierKey::new(name, KeyKind::Cosignature, pair.public().clone())?;
        Ok(Self { pair, verifier })
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
        let signature = self.pair.sign(message(time, &checkpoint.to_text()).as_bytes())?;
        Ok(Signature {
            name: self.verifier.name().to_owned(),
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
