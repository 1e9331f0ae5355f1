//! Message authentication: who has the key made it, and nobody changed it (HMAC, RFC 2104).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use md5::{Digest, Md5};

use crate::digest::hex;

/// HMAC-SHA-256 in lower-case hexadecimal.
pub fn hmac_sha256_hex(key: &[u8], message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hex(hmac::sign(&key, message).as_ref())
}

/// Whether `mac` is what [`hmac_sha256_hex`] gives, in a time that does not tell how far it is right.
pub fn is_hmac_sha256_hex(key: &[u8], message: &[u8], mac: &str) -> bool {
    let right = hmac_sha256_hex(key, message);
    verify_slices_are_equal(right.as_bytes(), mac.as_bytes()).is_ok()
}

/// HMAC-MD5 in lower-case hexadecimal: only where a platform's wire names it.
pub fn hmac_md5_hex(key: &[u8], message: &[u8]) -> String {
    /// The length of a block of the hash (RFC 2104, 2).
    const BLOCK: usize = 64;
    let mut block = [0_u8; BLOCK];
    if key.len() > BLOCK {
        let hashed = Md5::digest(key);
        block[..hashed.len()].copy_from_slice(&hashed);
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Md5::new().chain_update(pad(0x36)).chain_update(message).finalize();
    hex(&Md5::new().chain_update(pad(0x5c)).chain_update(inner).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_case_of_rfc_4231() {
        let (key, message) = (b"Jefe", b"what do ya want for nothing?");
        let mac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hmac_sha256_hex(key, message), mac);
        assert!(is_hmac_sha256_hex(key, message, mac));
    }

    #[test]
    fn the_cases_of_rfc_2202() {
        let cases: [(&[u8], &[u8], &str); 3] = [
            (&[0x0b; 16], b"Hi There", "9294727a3638bb1c13f48ef8158bfc9d"),
            (b"Jefe", b"what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
            (
                &[0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
            ),
        ];
        for (key, message, mac) in cases {
            assert_eq!(hmac_md5_hex(key, message), mac);
        }
    }

    #[test]
    fn nothing_else_is_it() {
        let mac = hmac_sha256_hex(b"key", b"message");
        let other = format!("{}0", &mac[..63]);
        for wrong in [&mac[..62], &*other, "", "zz", &*mac.to_uppercase()] {
            assert!(wrong == mac || !is_hmac_sha256_hex(b"key", b"message", wrong), "{wrong}");
        }
        assert!(!is_hmac_sha256_hex(b"key2", b"message", &mac));
        assert!(!is_hmac_sha256_hex(b"key", b"message2", &mac));
    }
}
