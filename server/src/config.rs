//! The configuration file: one TOML document, every option with its meaning and default.

use std::path::{Path, PathBuf};

use drawbridge_engine::reconcile::daily::TimeOfDay;
use drawbridge_engine::registry::{FrontSpec, MerchantSpec, Secret, WalletSpec};
use serde::{Deserialize, Serialize};

pub use crate::share::ShareConfig;

/// Everything that an installation decides.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where plain HTTP is served. Put a TLS proxy before it for anything but one machine.
    pub listen: String,
    /// Our address as wallets and buyers reach it, no final slash. Wallets send notices to it and
    /// buyers' phones open the cashier under it.
    pub public_url: String,
    /// Proxies before us, by address or network (`10.0.0.0/8`), whose `Forwarded` or
    /// `X-Forwarded-Proto`, `-Host` and `-For` are believed: links to bills are built on them, and
    /// wallets whose page opens in a phone's browser are told the buyer's address. They must
    /// overwrite what their own callers say of scheme and host. Nobody else's are read.
    pub trusted_proxies: Vec<String>,
    /// Where payments are kept: `sqlite:<path>` or `postgres://…`, or a reference to a secret that
    /// says it (`env:NAME`, `file:PATH`). For TLS a PostgreSQL address ends in
    /// `?sslmode=verify-full`, with `&sslrootcert=<path>` for an authority of one's own.
    pub store: Secret,
    /// Keys the pseudonyms by which merchants know the buyers of other platforms.
    pub pseudonym_key: Secret,
    /// Parts per million that the operator charges on what buyers pay.
    pub commission_ppm: u32,
    /// Whether raw exchanges are kept, redacted, for the timeline of a payment.
    pub keep_exchanges: bool,
    /// For how many days they are kept: they are the bulk of the store, and personal.
    pub keep_messages: u32,
    /// When every day, in Beijing time (`10:30`), each wallet's bill of the day before is fetched
    /// and compared with our books. Wallets promise their bills by ten. Absent: only on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconcile_at: Option<TimeOfDay>,
    /// Whether fronts without a merchant behind them are simulated wallets, and `/sandbox` controls
    /// them. Never on in real service.
    pub sandbox: bool,
    /// Answering by official host names.
    pub impersonate: Option<Impersonate>,
    /// More root certificates to trust when calling wallets and merchants: PEM files.
    pub trust: Vec<PathBuf>,
    /// The verifiable log of what was decided, and being a witness of other logs.
    pub log: LogConfig,
    /// Links: cards of what others share, and short links of our own.
    pub share: ShareConfig,
    /// Merchants.
    pub merchants: Vec<MerchantSpec>,
    /// Fronts: where merchants' clients call.
    pub fronts: Vec<FrontSpec>,
    /// Wallets: where we call.
    pub wallets: Vec<WalletSpec>,
}

/// Answering by official host names over TLS, for clients that have no setting for an address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Impersonate {
    /// Where TLS is served.
    pub listen: String,
    /// Where a proxy listens that leads the official names, and nothing else, to this program.
    #[serde(default)]
    pub proxy: Option<String>,
    /// The private authority's certificate, PEM.
    pub ca_certificate: PathBuf,
    /// Its key, PEM.
    pub ca_key: Secret,
}

/// The verifiable log of what was decided. Anyone reads it below `/log`, and anyone can check it:
/// `/log/key` is the key to check it with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// Whether it is published. If not, what was decided is kept in it all the same.
    pub publish: bool,
    /// Its identity for ever: its address without scheme, no slash at the end. Absent: the identity that
    /// the store's log has; for a new one `public_url` without scheme and `/log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The key that signs it: 32 bytes in Base64. A file that is not there is made. Keep it, and keep it
    /// secret: with another key it is another log.
    pub key: Secret,
    /// The file that holds what was last signed, so that an older database is noticed. Keep it apart from
    /// backups of the database. Absent: the store's file and `.anchor`, or for PostgreSQL `log.anchor`;
    /// for a store in memory there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<PathBuf>,
    /// A file in the form of c2sp.org/tlog-policy: the witnesses with their addresses, and how many of them
    /// are enough. Each is asked to cosign; none holds anything up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<PathBuf>,
    /// The keys whose word counts on a public exception, by which a standard that is not proved neutral is in
    /// force for a time: `name+hash+key`, such as a regulator's. Without any there are no exceptions.
    pub exceptions: Vec<String>,
    /// The camps that are the operator's own, by the names that stand in cases: they are the insiders of the
    /// fairness board, everybody else an outsider. Without any there is nothing to compare.
    pub own_camps: Vec<String>,
    /// Being a witness of other logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<WitnessConfig>,
}

/// Being a witness of other logs, below `/witness` (c2sp.org/tlog-witness).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessConfig {
    /// Its name: its address without scheme, no slash at the end.
    pub name: String,
    /// The key that cosigns, another than the log's: 32 bytes in Base64. A file that is not there is made.
    pub key: Secret,
    /// The folder that holds what was last cosigned of each log, so that an older database does not make the
    /// witness forget its word. Keep it apart from backups of the database; nodes of one witness share it.
    /// Absent: the store's file and `.witnessed`, or for PostgreSQL `log.witnessed`; for a store in memory
    /// there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<PathBuf>,
    /// The keys of the logs that it watches, as their `/log/key` says them.
    pub logs: Vec<String>,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            publish: true,
            origin: None,
            key: Secret("file:log.key".to_owned()),
            anchor: None,
            policy: None,
            exceptions: Vec::new(),
            own_camps: Vec::new(),
            witness: None,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            trusted_proxies: Vec::new(),
            store: Secret("sqlite:drawbridge.db".to_owned()),
            pseudonym_key: Secret("env:DRAWBRIDGE_PSEUDONYM_KEY".to_owned()),
            commission_ppm: 0,
            keep_exchanges: true,
            keep_messages: 90,
            reconcile_at: None,
            sandbox: false,
            impersonate: None,
            trust: Vec::new(),
            log: LogConfig::default(),
            share: ShareConfig::default(),
            merchants: Vec::new(),
            fronts: Vec::new(),
            wallets: Vec::new(),
        }
    }
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {0}: {1}")]
    Read(PathBuf, std::io::Error),
    /// It is not what it should be; says where and what is expected.
    #[error("the configuration {0} is not valid: {1}")]
    Parse(PathBuf, Box<toml::de::Error>),
}

impl Config {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::Read(path.to_owned(), error))?;
        toml::from_str(&text).map_err(|error| ConfigError::Parse(path.to_owned(), Box::new(error)))
    }
}
