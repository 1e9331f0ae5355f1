//! Secrets by reference: the configuration says where a secret is, not what it is.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Where a secret is: `file:PATH`, `env:NAME`, or the value itself, which is meant for sandboxes
/// and for public keys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

/// The secret is not where it should be. Never says what was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("cannot read the secret in the file {0}: {1}")]
    File(String, String),
    /// The variable is not set.
    #[error("the environment variable {0} with the secret is not set")]
    Variable(String),
}

impl Secret {
    /// The value; relative paths count from `base`. A file's last line break is not part of it.
    pub fn read(&self, base: &Path) -> Result<String, SecretError> {
        if let Some(path) = self.0.strip_prefix("file:") {
            let text = std::fs::read_to_string(base.join(path));
            let text = text.map_err(|e| SecretError::File(path.to_owned(), e.to_string()))?;
            return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
        }
        if let Some(name) = self.0.strip_prefix("env:") {
            return std::env::var(name).map_err(|_| SecretError::Variable(name.to_owned()));
        }
        Ok(self.0.clone())
    }

    /// Whether the value itself stands here.
    pub fn is_inline(&self) -> bool {
        !self.0.starts_with("file:") && !self.0.starts_with("env:")
    }
}

impl fmt::Debug for Secret {
    /// Says where it is, or only that it is here.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_inline() { "Secret(inline)" } else { &self.0 })
    }
}
