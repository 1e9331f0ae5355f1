//! Names and keys of those who sign notes (signed-note, "Signatures" and "Verifier keys").

use std::fmt;

use drawbridge_canon::KeyError;
use drawbridge_seal::ed25519::{KeyPair, PUBLIC_BYTES, PublicKey};
use sha2::{Digest, Sha256};

use crate::cosign;
#[cfg(feature = "ml-dsa")]
use crate::mldsa;
use crate::note::Signature;
use crate::text;

/// What a key signs, which is a part of its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// The text of a note (type `0x01`): a log's key.
    Ed25519,
    /// A checkpoint with the time at which it was seen (type `0x04`): a witness's key.
    Cosignature,
    /// The same with ML-DSA-44 (type `0x06`).
    #[cfg(feature = "ml-dsa")]
    MlDsa44,
}

impl KeyKind {
    /// The signature type identifier byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 => 0x06,
        }
    }

    /// Whether such a key states when it saw a checkpoint: a witness's.
    pub const fn is_cosigner(self) -> bool {
        !matches!(self, Self::Ed25519)
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Ed25519),
            0x04 => Some(Self::Cosignature),
            #[cfg(feature = "ml-dsa")]
            0x06 => Some(Self::MlDsa44),
            _ => None,
        }
    }
}

/// Text that is no verifier key, or a name that nobody may have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VkeyError {
    /// Empty, or with a space, a plus or a control character in it.
    #[error("`{0}` is no name for a key: no spaces, no plus, not empty")]
    Name(String),
    /// Not `name+hash+key`.
    #[error("a verifier key is name+hash+key, the hash in 8 digits and the key in Base64")]
    Form,
    /// A kind of key that is not known here.
    #[error("keys of type {0:#04x} are not supported")]
    Kind(u8),
    /// The hash is another key's: mistyped, or cut and pasted together.
    #[error("the hash {stated:08x} is not this key's, which is {expected:08x}")]
    Id {
        /// The hash in the text.
        stated: u32,
        /// The key's own.
        expected: u32,
    },
    /// Not a public key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// The key itself, of whichever algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicHalf {
    /// Of Ed25519.
    Ed25519(PublicKey),
    /// Of ML-DSA-44.
    #[cfg(feature = "ml-dsa")]
    MlDsa44(mldsa::PublicKey),
}

impl PublicHalf {
    /// Reads the key of such a kind.
    fn from_slice(kind: KeyKind, bytes: &[u8]) -> Result<Self, VkeyError> {
        match kind {
            KeyKind::Ed25519 | KeyKind::Cosignature => {
                let key: &[u8; PUBLIC_BYTES] = bytes.try_into().map_err(|_| VkeyError::Form)?;
                Ok(Self::Ed25519(PublicKey::from_bytes(key)?))
            }
            #[cfg(feature = "ml-dsa")]
            KeyKind::MlDsa44 => {
                mldsa::PublicKey::from_slice(bytes).map(Self::MlDsa44).ok_or(VkeyError::Form)
            }
        }
    }

    /// The encoding of its algorithm.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.to_bytes().to_vec(),
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44(key) => key.as_bytes().to_vec(),
        }
    }
}

/// A public key with its name: `<name>+<hash>+<key>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    kind: KeyKind,
    key: PublicHalf,
}

impl VerifierKey {
    /// The key under a name. A name is not empty, and has no Unicode space, plus or control character
    /// in it.
    pub fn new(name: &str, kind: KeyKind, key: PublicKey) -> Result<Self, VkeyError> {
        match kind {
            KeyKind::Ed25519 | KeyKind::Cosignature => {
                Self::of(name, kind, PublicHalf::Ed25519(key))
            }
            #[cfg(feature = "ml-dsa")]
            KeyKind::MlDsa44 => Err(VkeyError::Form),
        }
    }

    /// A witness's key of ML-DSA-44 under its name.
    #[cfg(feature = "ml-dsa")]
    pub fn new_ml_dsa(name: &str, key: mldsa::PublicKey) -> Result<Self, VkeyError> {
        Self::of(name, KeyKind::MlDsa44, PublicHalf::MlDsa44(key))
    }

    fn of(name: &str, kind: KeyKind, key: PublicHalf) -> Result<Self, VkeyError> {
        if !is_name(name) {
            return Err(VkeyError::Name(name.to_owned()));
        }
        let id = key_id(name, kind, &key);
        Ok(Self { name: name.to_owned(), id, kind, key })
    }

    /// Reads a verifier key as [`fmt::Display`] writes it. The hash must be the key's, and the key one
    /// that somebody has ([`PublicKey::from_bytes`]).
    pub fn parse(vkey: &str) -> Result<Self, VkeyError> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VkeyError::Form);
        };
        let id = parse_id(id).ok_or(VkeyError::Form)?;
        let key = text::unbase64(key).ok_or(VkeyError::Form)?;
        let (kind, key) = key.split_first().ok_or(VkeyError::Form)?;
        let kind = KeyKind::from_byte(*kind).ok_or(VkeyError::Kind(*kind))?;
        let read = Self::of(name, kind, PublicHalf::from_slice(kind, key)?)?;
        if read.id == id { Ok(read) } else { Err(VkeyError::Id { stated: id, expected: read.id }) }
    }

    /// By what signatures name it, together with [`VerifierKey::id`].
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of a hash over name, kind and key. Short: it tells keys apart, and proves
    /// nothing.
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// What it signs.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The key itself.
    pub const fn key(&self) -> &PublicHalf {
        &self.key
    }

    /// Whether a signature names this key.
    pub fn made(&self, signature: &Signature) -> bool {
        self.name == signature.name && self.id == signature.id
    }

    /// Whether the bytes of a signature, without the id, are this key's over the text of a note: the
    /// time of a cosignature, or none for a plain one. `Err` if they are not.
    pub(crate) fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, ()> {
        match (&self.key, self.kind) {
            (PublicHalf::Ed25519(key), KeyKind::Ed25519) => {
                if key.verify(text.as_bytes(), signature) { Ok(None) } else { Err(()) }
            }
            (PublicHalf::Ed25519(key), _) => {
                cosign::verify(key, text, signature).map(Some).ok_or(())
            }
            #[cfg(feature = "ml-dsa")]
            (PublicHalf::MlDsa44(key), _) => {
                cosign::verify_ml_dsa(&self.name, key, text, signature).map(Some).ok_or(())
            }
        }
    }
}

impl fmt::Display for VerifierKey {
    /// `<name>+<hash>+<key>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind.byte()][..], &self.key.to_bytes()].concat();
        write!(f, "{}+{:08x}+{}", self.name, self.id, text::base64(&key))
    }
}

/// A private key that signs the text of notes: a log's.
#[derive(Clone, Debug)]
pub struct Signer {
    pair: KeyPair,
    verifier: VerifierKey,
}

impl Signer {
    /// The key under a name, which for a log should be its origin (tlog-checkpoint, "Signatures").
    pub fn new(name: &str, pair: KeyPair) -> Result<Self, VkeyError> {
        let verifier = VerifierKey::new(name, KeyKind::Ed25519, pair.public().clone())?;
        Ok(Self { pair, verifier })
    }

    /// The public half.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The signature over the text of a note. A log must not sign a checkpoint that is not consistent
    /// with every one it signed before; that is for the caller to hold.
    pub fn sign(&self, text: &str) -> Result<Signature, KeyError> {
        Ok(Signature {
            name: self.verifier.name.clone(),
            id: self.verifier.id,
            bytes: self.pair.sign(text.as_bytes())?.to_vec(),
        })
    }
}

/// Whether a key may be called so: not empty, no Unicode space, no plus (signed-note, "Format"), and,
/// since it stands in notes, no control character.
pub(crate) fn is_name(name: &str) -> bool {
    let bad = |c: char| c.is_whitespace() || c == '+' || !text::is_permitted(c);
    !name.is_empty() && !name.contains(bad)
}

fn key_id(name: &str, kind: KeyKind, key: &PublicHalf) -> u32 {
    let hash = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', kind.byte()])
        .chain_update(key.to_bytes())
        .finalize();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// Eight digits, in small letters.
fn parse_id(text: &str) -> Option<u32> {
    let id = u32::from_str_radix(text, 16).ok()?;
    (format!("{id:08x}") == text).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VKEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    #[test]
    fn the_published_key_is_read_and_written() {
        let key = VerifierKey::parse(VKEY).unwrap();
        assert_eq!(
            (key.name(), key.id(), key.kind()),
            ("example.com/foo", 0x530d_903a, KeyKind::Ed25519)
        );
        assert_eq!(key.to_string(), VKEY);
    }

    #[test]
    fn what_is_no_verifier_key_is_refused() {
        use VkeyError::{Form, Id, Kind, Name};
        for (from, to, error) in [
            ("example.com/foo", "", Name(String::new())),
            ("example.com/foo", "a b", Name("a b".to_owned())),
            ("example.com/foo", "a\u{3000}b", Name("a\u{3000}b".to_owned())),
            ("example.com/foo", "a\u{1}b", Name("a\u{1}b".to_owned())),
            ("example.com/foo", "a", Id { stated: 0x530d_903a, expected: 0 }),
            ("example.com/foo", "a+b", Form),
            ("530d903a", "530D903A", Form),
            ("530d903a", "30d903a", Form),
            ("530d903a", "+530d903", Form),
            ("530d903a", "530d903b", Id { stated: 0x530d_903b, expected: 0x530d_903a }),
            ("AekyeR", "COkyeR", Kind(8)),
            ("AekyeR", "AekyeR+", Form),
            ("+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "", Form),
            ("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "", Form),
            ("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "Aeky", Form),
        ] {
            let read = VerifierKey::parse(&VKEY.replace(from, to)).unwrap_err();
            let read = match read {
                Id { stated, .. } if to == "a" => Id { stated, expected: 0 },
                read => read,
            };
            assert_eq!(read, error, "{from} to {to}");
        }
    }

    #[test]
    fn a_key_for_which_anybody_can_sign_is_refused() {
        for kind in [KeyKind::Ed25519, KeyKind::Cosignature] {
            for first in [0, 1] {
                let mut key = [0; 1 + PUBLIC_BYTES];
                (key[0], key[1]) = (kind.byte(), first);
                let id = Sha256::new().chain_update("w\n").chain_update(key).finalize();
                let id = u32::from_be_bytes([id[0], id[1], id[2], id[3]]);
                let read = VerifierKey::parse(&format!("w+{id:08x}+{}", text::base64(&key)));
                assert!(matches!(read, Err(VkeyError::Key(_))), "{read:?}");
            }
        }
    }
}
