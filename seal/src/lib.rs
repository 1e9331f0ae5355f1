//! Keys, signatures, ciphers and certificates: pure wrappers of one cryptographic library.
