//! X.509 certificates, read leniently and one by one: real bundles hold certificates that strict
//! parsers refuse, and one bad certificate must not hide its neighbours.

use drawbridge_canon::{Digest, KeyError, Timestamp, Verify};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::digest as hash;
use crate::public::PublicKey;
use crate::text;

/// What signatures and serial numbers need of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The whole certificate in PEM.
    pub pem: String,
    /// The serial number, hexadecimal in capitals.
    pub serial_hex: String,
    /// The serial number in decimal.
    pub serial_decimal: String,
    /// The issuer's attributes, last first, joined by commas: `CN=…,OU=…,O=…,C=CN`.
    pub issuer: String,
    /// The subject in the same form.
    pub subject: String,
    /// The first moment it is valid.
    pub from: Timestamp,
    /// The last.
    pub until: Timestamp,
    /// Whether it is signed with RSA (`1.2.840.113549.1.1.*`).
    pub rsa_signed: bool,
    /// SubjectPublicKeyInfo.
    spki: Vec<u8>,
    /// What the issuer signed.
    signed: Vec<u8>,
    /// The issuer's signature.
    signature: Vec<u8>,
    /// With which hash, where it is an RSA signature that is still met.
    digest: Option<Digest>,
}

impl Certificate {
    /// Reads the first certificate of a PEM text.
    pub fn parse(pem: &str) -> Result<Self, KeyError> {
        let der = text::pem_blocks(pem).next().ok_or_else(bad)?;
        Self::from_der(&der)
    }

    /// Reads all certificates of a PEM text that can be read, in order.
    pub fn parse_bundle(pem: &str) -> Vec<Self> {
        text::pem_blocks(pem).filter_map(|der| Self::from_der(&der).ok()).collect()
    }

    /// Reads one from DER.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let (_, parsed) = X509Certificate::from_der(der).map_err(|_| bad())?;
        let serial = &parsed.tbs_certificate.serial;
        let algorithm = parsed.signature_algorithm.algorithm.to_id_string();
        let moment = |time: x509_parser::time::ASN1Time| Timestamp::from_seconds(time.timestamp());
        Ok(Self {
            pem: text::pem("CERTIFICATE", der),
            serial_hex: format!("{serial:X}"),
            serial_decimal: serial.to_string(),
            issuer: name(parsed.issuer()),
            subject: name(parsed.subject()),
            from: moment(parsed.validity().not_before),
            until: moment(parsed.validity().not_after),
            rsa_signed: algorithm.starts_with("1.2.840.113549.1.1."),
            spki: parsed.public_key().raw.to_vec(),
            signed: parsed.tbs_certificate.as_ref().to_vec(),
            signature: parsed.signature_value.data.to_vec(),
            digest: match algorithm.as_str() {
                "1.2.840.113549.1.1.5" => Some(Digest::Sha1),
                "1.2.840.113549.1.1.11" => Some(Digest::Sha256),
                _ => None,
            },
        })
    }

    /// The public key.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_der(&self.spki)
    }

    /// MD5, in lower-case hexadecimal, of issuer and decimal serial: the certificate's name on
    /// wires that shorten it so.
    pub fn fingerprint(&self) -> String {
        hash::md5_hex(format!("{}{}", self.issuer, self.serial_decimal).as_bytes())
    }

    /// Whether `issuer` issued it: the names fit, and the signature is the issuer's key's. Says
    /// nothing of validity, nor of whether the issuer is to be trusted.
    pub fn issued_by(&self, issuer: &Self) -> bool {
        let Some(digest) = self.digest.filter(|_| self.issuer == issuer.subject) else {
            return false;
        };
        let key = issuer.public();
        key.is_ok_and(|key| key.verify(digest, &self.signed, &self.signature))
    }

    /// Whether `now` lies in its validity.
    pub fn valid_at(&self, now: Timestamp) -> bool {
        self.from <= now && now <= self.until
    }
}

/// The attributes of a name, last first.
fn name(name: &x509_parser::x509::X509Name<'_>) -> String {
    let attributes = name.iter_attributes().map(|attribute| {
        let key = match attribute.attr_type().to_id_string().as_str() {
            "2.5.4.3" => "CN",
            "2.5.4.6" => "C",
            "2.5.4.7" => "L",
            "2.5.4.8" => "ST",
            "2.5.4.10" => "O",
            "2.5.4.11" => "OU",
            "1.2.840.113549.1.9.1" => "E",
            _ => "?",
        };
        format!("{key}={}", attribute.as_str().unwrap_or_default())
    });
    let mut attributes: Vec<String> = attributes.collect();
    attributes.reverse();
    attributes.join(",")
}

fn bad() -> KeyError {
    KeyError("not a readable X.509 certificate in PEM".to_owned())
}
