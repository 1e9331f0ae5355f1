//! Symmetric ciphers: AES-GCM for notices, AES-CBC for content of older gateways.

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    AES_128, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey,
    PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use drawbridge_canon::KeyError;

/// Encrypts with AES-256-GCM (AES-128-GCM for a key of 16 bytes); the tag is the last 16 bytes.
pub fn gcm_seal(key: &[u8], nonce: &[u8], aad: &[u8], text: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut data = text.to_vec();
    gcm(key)?
        .seal_in_place_append_tag(gcm_nonce(nonce)?, Aad::from(aad), &mut data)
        .map_err(|_| KeyError("the text could not be encrypted".to_owned()))?;
    Ok(data)
}

/// Decrypts what [`gcm_seal`] makes; an error if a single bit differs.
pub fn gcm_open(key: &[u8], nonce: &[u8], aad: &[u8], data: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut data = data.to_vec();
    let length = gcm(key)?
        .open_in_place(gcm_nonce(nonce)?, Aad::from(aad), &mut data)
        .map_err(|_| KeyError("the ciphertext does not fit the key".to_owned()))?
        .len();
    data.truncate(length);
    Ok(data)
}

/// Encrypts with AES-128-CBC, PKCS#7 padding and an all-zero initial vector. The zero vector is
/// the platforms' protocol, not a choice: equal texts give equal ciphertexts.
pub fn cbc_seal(key: &[u8], text: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut data = text.to_vec();
    let zero = EncryptionContext::Iv128(FixedLength::from([0; 16]));
    UnboundCipherKey::new(&AES_128, key)
        .and_then(PaddedBlockEncryptingKey::cbc_pkcs7)
        .and_then(|key| key.less_safe_encrypt(&mut data, zero))
        .map_err(|_| KeyError("the content key must have 16 bytes".to_owned()))?;
    Ok(data)
}

/// Decrypts what [`cbc_seal`] makes.
pub fn cbc_open(key: &[u8], data: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut data = data.to_vec();
    let zero = DecryptionContext::Iv128(FixedLength::from([0; 16]));
    let length = UnboundCipherKey::new(&AES_128, key)
        .and_then(PaddedBlockDecryptingKey::cbc_pkcs7)
        .and_then(|key| key.decrypt(&mut data, zero).map(|text| text.len()))
        .map_err(|_| KeyError("the ciphertext does not fit the key".to_owned()))?;
    data.truncate(length);
    Ok(data)
}

fn gcm(key: &[u8]) -> Result<LessSafeKey, KeyError> {
    let algorithm = match key.len() {
        16 => &aead::AES_128_GCM,
        32 => &aead::AES_256_GCM,
        other => return Err(KeyError(format!("a key has 32 bytes, not {other}"))),
    };
    let key = UnboundKey::new(algorithm, key);
    key.map(LessSafeKey::new).map_err(|_| KeyError("the key cannot be used".to_owned()))
}

fn gcm_nonce(nonce: &[u8]) -> Result<Nonce, KeyError> {
    Nonce::try_assume_unique_for_key(nonce)
        .map_err(|_| KeyError(format!("a nonce has 12 bytes, not {}", nonce.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_changed_bit_is_noticed() {
        let sealed = gcm_seal(&[7; 32], b"123456789012", b"a", b"text").unwrap();
        assert_eq!(gcm_open(&[7; 32], b"123456789012", b"a", &sealed).unwrap(), b"text");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(gcm_open(&[7; 32], b"123456789012", b"a", &changed).is_err(), "byte {at}");
        }
        assert!(gcm_open(&[7; 32], b"123456789012", b"b", &sealed).is_err());
        assert!(gcm_seal(&[7; 31], b"123456789012", b"", b"").is_err());
    }

    #[test]
    fn content_of_every_length_comes_back() {
        for length in 0..50 {
            let text = vec![b'x'; length];
            let sealed = cbc_seal(&[9; 16], &text).unwrap();
            assert_eq!(cbc_open(&[9; 16], &sealed).unwrap(), text);
        }
        assert!(cbc_open(&[9; 16], b"not a block").is_err());
    }
}
