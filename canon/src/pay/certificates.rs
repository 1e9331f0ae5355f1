//! The platform's own certificates, where a merchant downloads them.

use crate::codec::Exchange;
use crate::time::Timestamp;

/// Asking for the platform's certificates. The ask says nothing.
pub struct Certificates;

impl Exchange for Certificates {
    const NAME: &'static str = "certificates";
    type Ask = ();
    type Answer = Vec<PlatformCertificate>;
}

/// A certificate to verify the platform's signatures with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformCertificate {
    /// The serial number, hexadecimal in capitals.
    pub serial: String,
    /// The first moment it is valid.
    pub from: Timestamp,
    /// The last.
    pub until: Timestamp,
    /// The certificate in PEM.
    pub pem: String,
}
