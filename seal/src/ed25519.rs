//! Ed25519 (RFC 8032): short signatures that are the same every time, for logs and their witnesses.

use std::sync::Arc;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, ParsedPublicKey};
use drawbridge_canon::KeyError;

/// Bytes of a seed, from which both halves of a key follow.
pub const SEED_BYTES: usize = 32;
/// Bytes of a public key.
pub const PUBLIC_BYTES: usize = 32;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// A private key with its public half, held in memory.
#[derive(Clone)]
pub struct KeyPair {
    pair: Arc<Ed25519KeyPair>,
    public: PublicKey,
}

impl KeyPair {
    /// The key that follows from a seed (RFC 8032, section 5.1.5): the same seed, the same key.
    pub fn from_seed(seed: &[u8; SEED_BYTES]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)
            .map_err(|_| KeyError("the Ed25519 seed could not be read".to_owned()))?;
        let bytes = pair.public_key().as_ref().try_into().map_err(|_| bad())?;
        Ok(Self { pair: Arc::new(pair), public: PublicKey::from_bytes(&bytes)? })
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature of `message`; it depends on nothing but the two.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_BYTES], KeyError> {
        let failed = || KeyError("the Ed25519 key could not sign".to_owned());
        let signature = self.pair.try_sign(message).map_err(|_| failed())?;
        signature.as_ref().try_into().map_err(|_| failed())
    }
}

impl std::fmt::Debug for KeyPair {
    /// Says the public half only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("KeyPair").field(&self.public).finish()
    }
}

/// A public key, parsed once.
#[derive(Clone)]
pub struct PublicKey {
    bytes: [u8; PUBLIC_BYTES],
    parsed: Arc<ParsedPublicKey>,
}

impl PublicKey {
    /// Reads the encoding of RFC 8032, section 5.1.2. Refused are points of small order, which no
    /// private key has and for which anybody can sign, and a `y` that is not below the field's prime
    /// (section 5.1.3, step 1), among which are their other encodings. Bytes with another `y` that is
    /// no point's are not noticed here; nothing verifies with them.
    pub fn from_bytes(bytes: &[u8; PUBLIC_BYTES]) -> Result<Self, KeyError> {
        if is_weak(bytes) {
            return Err(KeyError("an Ed25519 public key for which anybody can sign".to_owned()));
        }
        let parsed = ParsedPublicKey::new(&ED25519, bytes).map_err(|_| bad())?;
        Ok(Self { bytes: *bytes, parsed: Arc::new(parsed) })
    }

    /// The encoding of RFC 8032, section 5.1.2.
    pub fn to_bytes(&self) -> [u8; PUBLIC_BYTES] {
        self.bytes
    }

    /// Whether `signature` is the private half's over `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(message, signature).is_ok()
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for PublicKey {}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::digest::hex(&self.bytes))
    }
}

/// The `y` of the points of small order, the lowest byte first: those of order 8 (two), 4, 1 and 2. The
/// points are the eight `P` with `8 P` the neutral element (RFC 8032, section 5.1: the cofactor is 8);
/// C2SP/CCTV, `ed25519`, lists them as `low_order_A`.
const SMALL_ORDER: [[u8; PUBLIC_BYTES]; 5] = [
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
    ends(0x00, 0x00, 0x00),
    ends(0x01, 0x00, 0x00),
    ends(0xec, 0xff, 0x7f),
];

/// Bytes of which all but the first and the last are one.
const fn ends(first: u8, middle: u8, last: u8) -> [u8; PUBLIC_BYTES] {
    let mut bytes = [middle; PUBLIC_BYTES];
    bytes[0] = first;
    bytes[PUBLIC_BYTES - 1] = last;
    bytes
}

/// Whether the bytes are a point of small order, whatever the sign of its `x`, or hold a `y` of
/// 2^255 - 19 or more.
fn is_weak(bytes: &[u8; PUBLIC_BYTES]) -> bool {
    let mut y = *bytes;
    // The highest bit is the sign of `x`.
    y[PUBLIC_BYTES - 1] &= 0x7f;
    let too_large = y[0] >= 0xed && y == ends(y[0], 0xff, 0x7f);
    too_large || SMALL_ORDER.contains(&y)
}

fn bad() -> KeyError {
    KeyError("not an Ed25519 public key of 32 bytes".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::hex;

    /// RFC 8032, section 7.1, tests 1 to 3: seed, public key, message, signature.
    const RFC_8032: [[&str; 4]; 3] = [
        [
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ],
        [
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ],
        [
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ],
    ];

    fn unhex(text: &str) -> Vec<u8> {
        let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(byte).collect()
    }

    #[test]
    fn the_first_cases_of_rfc_8032() {
        for [seed, public, message, signature] in RFC_8032 {
            let key = KeyPair::from_seed(&unhex(seed).try_into().unwrap()).unwrap();
            let message = unhex(message);
            assert_eq!(hex(&key.public().to_bytes()), public);
            assert_eq!(hex(&key.sign(&message).unwrap()), signature);
            let public = PublicKey::from_bytes(&unhex(public).try_into().unwrap()).unwrap();
            assert!(public.verify(&message, &unhex(signature)));
            assert_eq!(&public, key.public());
        }
    }

    #[test]
    fn no_other_bit_verifies() {
        let key = KeyPair::from_seed(&[7; 32]).unwrap();
        let signature = key.sign(b"message").unwrap();
        assert!(key.public().verify(b"message", &signature));
        for bit in 0..signature.len() * 8 {
            let mut other = signature;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.public().verify(b"message", &other), "bit {bit}");
        }
        assert!(!key.public().verify(b"massage", &signature));
        assert!(!key.public().verify(b"message", &signature[..63]));
        assert!(!KeyPair::from_seed(&[8; 32]).unwrap().public().verify(b"message", &signature));
    }

    /// The eight points of small order, then their six other encodings (C2SP/CCTV, `ed25519`).
    const SMALL: [&str; 14] = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    #[test]
    fn a_key_for_which_anybody_can_sign_is_refused() {
        let bytes = SMALL.map(|public| unhex(public).try_into().unwrap());
        for bytes in &bytes {
            assert!(PublicKey::from_bytes(bytes).is_err(), "{}", hex(bytes));
        }
        // Why: the neutral element and nought are a signature over one message in eight at least.
        let mut nobodys = [0; SIGNATURE_BYTES];
        nobodys[0] = 1;
        for bytes in &bytes[..8] {
            let parsed = ParsedPublicKey::new(&ED25519, bytes).unwrap();
            let signed = |message: u8| parsed.verify_sig(&[message], &nobodys).is_ok();
            assert!((0..=255).any(signed), "{}", hex(bytes));
        }
    }

    #[test]
    fn a_key_below_the_prime_and_of_large_order_is_read() {
        for low in 0xed..=0xff {
            assert!(PublicKey::from_bytes(&ends(low, 0xff, 0x7f)).is_err(), "{low:02x}");
            assert!(PublicKey::from_bytes(&ends(low, 0xff, 0xff)).is_err(), "{low:02x}");
        }
        for near in [ends(0xeb, 0xff, 0x7f), ends(0xed, 0xff, 0x7e), ends(2, 0, 0), ends(0, 0, 1)] {
            assert!(PublicKey::from_bytes(&near).is_ok(), "{}", hex(&near));
        }
    }

    #[test]
    fn a_private_key_prints_its_public_half_only() {
        let key = KeyPair::from_seed(&[7; 32]).unwrap();
        assert_eq!(format!("{key:?}"), format!("KeyPair({})", hex(&key.public().to_bytes())));
    }
}
