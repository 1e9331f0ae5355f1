//! Issuing certificates: the private authority of an installation, and the simulated platforms'.

use drawbridge_canon::{KeyError, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};

use crate::certificate::Certificate;
use crate::private::PrivateKey;

/// Names in a certificate.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Common name.
    pub common_name: &'a str,
    /// Organisation.
    pub organisation: &'a str,
    /// Unit of the organisation. Some client libraries expect every issuer to have one.
    pub unit: &'a str,
}

/// How long a certificate lasts.
#[derive(Clone, Copy, Debug)]
pub struct Validity {
    /// The first moment.
    pub from: Timestamp,
    /// The last.
    pub until: Timestamp,
}

/// An authority: its certificate and key.
pub struct Authority {
    /// Its certificate.
    pub certificate: Certificate,
    key: PrivateKey,
}

impl Authority {
    /// A new self-signed authority that may issue end certificates only.
    pub fn create(
        subject: Subject<'_>,
        validity: Validity,
        key: PrivateKey,
    ) -> Result<Self, KeyError> {
        let mut params = params(subject, validity, &[])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let pair = pair(&key)?;
        let made = params.self_signed(&pair).map_err(failed)?;
        Ok(Self { certificate: Certificate::from_der(made.der())?, key })
    }

    /// An authority from its stored parts.
    pub fn open(certificate: &str, key: PrivateKey) -> Result<Self, KeyError> {
        Ok(Self { certificate: Certificate::parse(certificate)?, key })
    }

    /// A certificate for a key; with `hosts`, one that a TLS server may show for them.
    pub fn issue(
        &self,
        subject: Subject<'_>,
        validity: Validity,
        hosts: &[&str],
        key: &PrivateKey,
    ) -> Result<Certificate, KeyError> {
        let mut params = params(subject, validity, hosts)?;
        params.key_usages =
            vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        if !hosts.is_empty() {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        }
        params.use_authority_key_identifier_extension = true;
        let issuer = Issuer::from_ca_cert_pem(&self.certificate.pem, pair(&self.key)?);
        let made = params.signed_by(&pair(key)?, &issuer.map_err(failed)?).map_err(failed)?;
        Certificate::from_der(made.der())
    }
}

fn params(
    subject: Subject<'_>,
    validity: Validity,
    hosts: &[&str],
) -> Result<CertificateParams, KeyError> {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts).map_err(failed)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "CN");
    name.push(DnType::OrganizationName, subject.organisation);
    name.push(DnType::OrganizationalUnitName, subject.unit);
    name.push(DnType::CommonName, subject.common_name);
    params.distinguished_name = name;
    params.not_before = moment(validity.from)?;
    params.not_after = moment(validity.until)?;
    Ok(params)
}

fn moment(at: Timestamp) -> Result<time::OffsetDateTime, KeyError> {
    time::OffsetDateTime::from_unix_timestamp(at.seconds())
        .map_err(|_| KeyError("the validity is out of range".to_owned()))
}

fn pair(key: &PrivateKey) -> Result<KeyPair, KeyError> {
    KeyPair::try_from(key.pkcs8()).map_err(failed)
}

fn failed(error: rcgen::Error) -> KeyError {
    KeyError(format!("the certificate could not be made: {error}"))
}
