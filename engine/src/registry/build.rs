//! From what is written down to accounts with keys in hand.

use std::path::Path;
use std::sync::Arc;

use drawbridge_canon::pay::KeyName;
use drawbridge_canon::{Account, Dialect, KeyError, Keys, NamedSigner, NamedVerifier};
use drawbridge_seal::{Certificate, PrivateKey, PublicKey};

use crate::registry::secret::{Secret, SecretError};
use crate::registry::spec::{AccountSpec, FrontSpec, KeySpec, PublicKeySpec, WalletSpec};
use crate::registry::{Backend, Front, WalletAccount};

/// Why something written down cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// No such platform, or it has no pay half.
    #[error("`{0}` is not a platform that can be paid with; `drawbridge platforms` lists them")]
    Dialect(String),
    /// A field is not usable.
    #[error("{0}: {1}")]
    Field(&'static str, String),
    /// A secret is not where it should be.
    #[error("{0}: {1}")]
    Secret(&'static str, #[source] SecretError),
    /// A key is not readable.
    #[error("{0}: {1}")]
    Key(&'static str, #[source] KeyError),
}

/// `dialect:caller`, by which a front is found.
pub fn fronts_key(dialect: &str, caller: &str) -> String {
    format!("{dialect}:{caller}")
}

impl FrontSpec {
    /// Makes the front, reading its secrets.
    pub fn build(&self, base: &Path) -> Result<Front, BuildError> {
        let dialect = dialect(&self.account.dialect)?;
        let account = build_account(&self.account, base)?;
        let backend = match &self.serves {
            Some(merchant) => Backend::Gate { merchant: merchant.clone() },
            None => Backend::Sandbox,
        };
        Ok(Front {
            key: fronts_key(dialect.name, &account.id),
            dialect,
            pay: pay(dialect)?,
            account,
            backend,
            notify_url: self.notify_url.clone(),
        })
    }
}

impl WalletSpec {
    /// Makes the wallet, reading its secrets.
    pub fn build(&self, base: &Path) -> Result<WalletAccount, BuildError> {
        let dialect = dialect(&self.account.dialect)?;
        let pay = pay(dialect)?;
        Ok(WalletAccount {
            name: self.name.clone(),
            dialect,
            pay,
            account: build_account(&self.account, base)?,
            merchant: self.owner.clone(),
            fee_ppm: self.fee_ppm.unwrap_or(pay.rules.fee_ppm),
        })
    }
}

/// Makes an account, reading its secrets; relative paths count from `base`.
pub fn build_account(spec: &AccountSpec, base: &Path) -> Result<Account, BuildError> {
    let shape = &pay(dialect(&spec.dialect)?)?.shape;
    let id = if shape.called_by_app { spec.apps.first() } else { Some(&spec.merchant) };
    let id = id.filter(|id| !id.is_empty()).ok_or_else(|| {
        let field = if shape.called_by_app { "apps" } else { "merchant" };
        BuildError::Field(field, "it names the caller here and must not be empty".to_owned())
    })?;
    let ours = spec.ours.iter().map(|key| signer(key, shape.key_name, base));
    let theirs = spec.theirs.iter().map(|key| verifier(key, shape.key_name, base));
    Ok(Account {
        id: id.clone(),
        merchant: spec.merchant.clone(),
        apps: spec.apps.clone(),
        keys: Keys {
            ours: ours.collect::<Result<_, _>>()?,
            theirs: theirs.collect::<Result<_, _>>()?,
            shared: read("shared", spec.shared.as_ref(), base)?,
            root: read("root", spec.root.as_ref(), base)?,
            app_secret: read("app_secret", spec.app_secret.as_ref(), base)?,
        },
        endpoint: spec.endpoint.trim_end_matches('/').to_owned(),
        options: spec.options.clone(),
    })
}

/// The configured private authority.
pub fn authority_of(
    certificate: &Path,
    key: &Secret,
    base: &Path,
) -> Result<drawbridge_seal::issue::Authority, String> {
    let path = base.join(certificate);
    let pem = std::fs::read_to_string(&path).map_err(|error| {
        format!("cannot read {}: {error}; `drawbridge init` makes it", path.display())
    })?;
    let key = key.read(base).map_err(|error| error.to_string())?;
    let key = PrivateKey::parse(&key).map_err(|error| error.to_string())?;
    drawbridge_seal::issue::Authority::open(&pem, key).map_err(|error| error.to_string())
}

pub(super) fn signer(spec: &KeySpec, by: KeyName, base: &Path) -> Result<NamedSigner, BuildError> {
    let text = spec.key.read(base).map_err(|e| BuildError::Secret("ours.key", e))?;
    let key = PrivateKey::parse(&text).map_err(|e| BuildError::Key("ours.key", e))?;
    let certificate = read("ours.certificate", spec.certificate.as_ref(), base)?;
    let id = name(spec.id.as_ref(), certificate.as_deref(), by)
        .map_err(|e| BuildError::Key("ours.certificate", e))?;
    Ok(NamedSigner { id, certificate, key: Arc::new(key) })
}

pub(super) fn verifier(
    spec: &PublicKeySpec,
    by: KeyName,
    base: &Path,
) -> Result<NamedVerifier, BuildError> {
    let text = spec.key.read(base).map_err(|e| BuildError::Secret("theirs.key", e))?;
    let key = PublicKey::parse(&text).map_err(|e| BuildError::Key("theirs.key", e))?;
    let certificate = text.contains("BEGIN CERTIFICATE").then_some(text);
    let id = name(spec.id.as_ref(), certificate.as_deref(), by)
        .map_err(|e| BuildError::Key("theirs.key", e))?;
    Ok(NamedVerifier { id, certificate, key: Arc::new(key) })
}

/// A key's name on the wire: the one written down, else its certificate's, else none.
fn name(id: Option<&String>, pem: Option<&str>, by: KeyName) -> Result<String, KeyError> {
    if let Some(id) = id {
        return Ok(id.clone());
    }
    let Some(pem) = pem else { return Ok(String::new()) };
    let certificate = Certificate::parse(pem)?;
    Ok(match by {
        KeyName::SerialHex => certificate.serial_hex,
        KeyName::SerialDecimal => certificate.serial_decimal,
        KeyName::Fingerprint => certificate.fingerprint(),
    })
}

pub(super) fn read(
    field: &'static str,
    secret: Option<&Secret>,
    base: &Path,
) -> Result<Option<String>, BuildError> {
    let read = secret.map(|secret| secret.read(base)).transpose();
    read.map_err(|error| BuildError::Secret(field, error))
}

fn dialect(name: &str) -> Result<&'static Dialect, BuildError> {
    drawbridge_roster::dialect(name).ok_or_else(|| BuildError::Dialect(name.to_owned()))
}

fn pay(dialect: &'static Dialect) -> Result<&'static drawbridge_canon::pay::Pay, BuildError> {
    dialect.pay.ok_or_else(|| BuildError::Dialect(dialect.name.to_owned()))
}
