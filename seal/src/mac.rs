//! Message authentication: who has the key made it, and nobody changed it (HMAC, RFC 2104).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;

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
