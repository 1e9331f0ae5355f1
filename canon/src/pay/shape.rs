//! What a platform's numbers and links look like, as data. The gate never reads this: it is for
//! building accounts from configured keys, and for the sandbox, which plays the platform.

/// How a key is named on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// The certificate's serial number, hexadecimal in capitals.
    SerialHex,
    /// The certificate's serial number in decimal.
    SerialDecimal,
    /// MD5 of issuer and serial.
    Fingerprint,
}

/// The looks of numbers and links. In templates `#` stands for one decimal digit and `{id}` for a
/// number that the sandbox draws.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// A merchant's number, such as `19########`.
    pub merchant: &'static str,
    /// An app id.
    pub app: &'static str,
    /// Whether callers name themselves by app id ([`Account::id`](crate::Account::id) is the app
    /// id) and not by merchant number.
    pub called_by_app: bool,
    /// How certificates are named.
    pub key_name: KeyName,
    /// Whether a relation may do without certificates, with bare public keys.
    pub bare_keys: bool,
    /// What begins the name of a platform's public key that is used instead of its certificate.
    pub public_key_prefix: Option<&'static str>,
    /// The length in characters of the key that both sides hold, if it is text (32), or `None` if
    /// it is Base64 of 16 bytes.
    pub shared_key_text: Option<usize>,
    /// The text of a QR code: `{id}`.
    pub code: &'static str,
    /// A prepay number: `{id}`.
    pub prepay: &'static str,
    /// The wallet's payment page: `{id}`, and `{base}` for the sandbox's own address.
    pub page: &'static str,
    /// The first characters of the wallet's number of a payment; it is filled up with digits.
    pub wallet_no: (&'static str, usize),
    /// The first characters of the wallet's number of a refund, and its whole length.
    pub refund_no: (&'static str, usize),
    /// A buyer's id: `{id}`.
    pub buyer: &'static str,
    /// What client libraries of this platform call their settings, and which of ours each is: for
    /// printing settings that can be used as they stand.
    pub client: &'static [(&'static str, ClientSetting)],
}

/// A setting of a platform's client library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientSetting {
    /// The merchant's number.
    Merchant,
    /// The app id.
    App,
    /// Our address with the mount, and this after it.
    Address(&'static str),
    /// The file with the merchant's private key, PKCS#8 PEM.
    PrivateKey,
    /// The same in PKCS#1 PEM.
    PrivateKeyPkcs1,
    /// The file with the merchant's certificate.
    Certificate,
    /// The name of the merchant's certificate on the wire.
    CertificateName,
    /// The key that both sides hold.
    Shared,
    /// The file with the platform's certificate.
    PlatformCertificate,
    /// The name of the platform's certificate on the wire.
    PlatformCertificateName,
    /// The file with the platform's bare public key.
    PlatformKey,
    /// The name of the platform's bare public key on the wire.
    PlatformKeyName,
    /// The file with the root certificate.
    Root,
}
