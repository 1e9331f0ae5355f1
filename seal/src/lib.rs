//! Keys, signatures, ciphers and certificates: thin, pure wrappers of one cryptographic library,
//! so that no dialect names that library and no second one creeps in.

pub mod certificate;
pub mod cipher;
pub mod digest;
pub mod ed25519;
pub mod issue;
pub mod mac;
pub mod private;
pub mod public;
pub mod remembered;
pub mod text;

pub use certificate::Certificate;
pub use private::PrivateKey;
pub use public::PublicKey;
