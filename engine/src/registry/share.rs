//! How accounts in whose name platforms are asked about links are written down, and what is made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use drawbridge_canon::pay::KeyName;
use drawbridge_canon::share::{CALLS_AT, Share};
use drawbridge_canon::{Account, Dialect, Keys};
use serde::{Deserialize, Serialize};

use super::build::{BuildError, read, signer, verifier};
use super::secret::Secret;
use super::spec::{KeySpec, PublicKeySpec};
use crate::share::{Roll, ShareAccount, Use};

/// An account with a platform that lends tokens and tickets, makes links and codes of its own, or says what
/// its codes mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareAccountSpec {
    /// Its name here: letters, digits and `-`; no two have the same. Absent: the platform's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The platform's name, as `drawbridge platforms` lists it.
    pub dialect: String,
    /// What it is there for: `pages` signs pages and forms, `links` makes links and codes, `codes` asks about
    /// codes.
    /// Empty: everything that the platform can. Where several accounts could do a thing, the first does it
    /// unless another is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
    /// The app, by the platform's number for it (app id, client key, app key).
    #[serde(default)]
    pub apps: Vec<String>,
    /// The app's secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_secret: Option<Secret>,
    /// Our private key and its certificate, for a platform whose calls are signed with keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ours: Vec<KeySpec>,
    /// The platform's public key or certificate, which its answers are signed with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub theirs: Vec<PublicKeySpec>,
    /// The platform's root certificates, where keys have certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<Secret>,
    /// Not needed; the merchant's number at the platform, where it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub merchant: String,
    /// Where the platform is reached instead of its own host, `https://host`: a proxy, or a test's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub endpoint: String,
    /// What only this platform needs, by the names in its mapping document.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
}

impl ShareAccountSpec {
    /// Its name, told or not.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.dialect)
    }

    /// Makes all accounts, reading their secrets; relative paths count from `base`. An error comes with the
    /// name of the account that it is about.
    pub fn roll(specs: &[Self], base: &Path) -> Result<Roll, (String, BuildError)> {
        let mut names = BTreeSet::new();
        let built = specs.iter().map(|spec| {
            let about = |error| (spec.name().to_owned(), error);
            if !names.insert(spec.name()) {
                let message = "two accounts have this name: give each a `name` of its own";
                return Err(about(BuildError::Field("name", message.to_owned())));
            }
            spec.build(base).map_err(about)
        });
        built.collect::<Result<_, _>>().map(Roll)
    }

    fn build(&self, base: &Path) -> Result<ShareAccount, BuildError> {
        let (dialect, share) = self.platform()?;
        self.check(share)?;
        let secret = self.app_secret.as_ref().map(|secret| secret.read(base)).transpose();
        let secret = secret.map_err(|error| BuildError::Secret("app_secret", error))?;
        if secret.as_deref() == Some("") {
            return Err(BuildError::Field("app_secret", "it is empty".to_owned()));
        }
        let mut options = self.options.clone();
        let endpoint = self.endpoint.trim_end_matches('/').to_owned();
        if !endpoint.is_empty() {
            options.insert(CALLS_AT.to_owned(), endpoint.clone());
        }
        let account = Account {
            id: self.apps.first().unwrap_or(&self.merchant).clone(),
            merchant: self.merchant.clone(),
            apps: self.apps.clone(),
            keys: Keys { app_secret: secret, ..self.keys(dialect, base)? },
            endpoint,
            options,
        };
        let (name, uses) = (self.name().to_owned(), self.uses.clone());
        Ok(ShareAccount { name, dialect, share, uses, account })
    }

    /// The pair of keys, where the platform has such.
    fn keys(&self, dialect: &Dialect, base: &Path) -> Result<Keys, BuildError> {
        let by = dialect.pay.map_or(KeyName::Fingerprint, |pay| pay.shape.key_name);
        let ours = self.ours.iter().map(|key| signer(key, by, base));
        let theirs = self.theirs.iter().map(|key| verifier(key, by, base));
        Ok(Keys {
            ours: ours.collect::<Result<_, _>>()?,
            theirs: theirs.collect::<Result<_, _>>()?,
            root: read("root", self.root.as_ref(), base)?,
            ..Keys::default()
        })
    }

    fn platform(&self) -> Result<(&'static Dialect, &'static Share), BuildError> {
        let unknown = || {
            let message =
                format!("`{}` is no platform; `drawbridge platforms` lists them", self.dialect);
            BuildError::Field("dialect", message)
        };
        let dialect = drawbridge_roster::dialect(&self.dialect).ok_or_else(unknown)?;
        let nothing = || BuildError::Field("dialect", format!("{} shares nothing", dialect.name));
        Ok((dialect, dialect.share.ok_or_else(nothing)?))
    }

    fn check(&self, share: &Share) -> Result<(), BuildError> {
        let named = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let wrong =
            |field: &'static str, message: &str| Err(BuildError::Field(field, message.to_owned()));
        if self.name().is_empty() || !self.name().chars().all(named) {
            return wrong("name", "letters, digits and `-`");
        }
        let makes = share.make_link.is_some() || share.make_code.is_some();
        let calls = if share.keyed {
            makes && (self.uses.contains(&Use::Links) || !self.ours.is_empty())
        } else {
            share.token.is_some() || makes || share.resolve.is_some()
        };
        if calls && self.apps.iter().all(String::is_empty) {
            return wrong("apps", "the platform asks which app calls: name it");
        }
        if calls && !share.keyed && self.app_secret.is_none() {
            return wrong("app_secret", "the platform is called with it: say where it is");
        }
        if calls && share.keyed && self.ours.is_empty() {
            return wrong("ours", "the platform's calls are signed with it: say where it is");
        }
        if calls && share.keyed && self.theirs.is_empty() {
            return wrong("theirs", "the platform's answers are signed: say where its key is");
        }
        for purpose in &self.uses {
            let can = match purpose {
                Use::Pages => !share.forms.is_empty(),
                Use::Links => makes,
                Use::Codes => share.resolve.is_some(),
            };
            if !can {
                let message = format!("{} has no {}", self.dialect, purpose.name());
                return Err(BuildError::Field("uses", message));
            }
        }
        let endpoint = self.endpoint.as_str();
        if !endpoint.is_empty()
            && !["https://", "http://"].iter().any(|scheme| endpoint.starts_with(scheme))
        {
            return wrong("endpoint", "begins with https://");
        }
        Ok(())
    }
}
