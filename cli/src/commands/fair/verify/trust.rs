//! Whom to believe: the keys of logs, and a quorum of witnesses.

use std::path::Path;

use anyhow::{Context as _, anyhow, ensure};
use drawbridge_fair_log::{Checkpoint, Note, Policy, VerifierKey};

use super::file;

/// What everybody would have to be told that signs nothing at all.
const NOBODY: &[u8] = b"quorum none\n";

/// Keys and policy.
pub(in crate::commands::fair) struct Trust {
    keys: Vec<VerifierKey>,
    /// Whose cosignatures are needed.
    pub(in crate::commands::fair) policy: Policy,
}

impl Trust {
    /// From what was said on the command line; there must be a log that is believed.
    pub(in crate::commands::fair) fn read(
        keys: &[String],
        policy: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let said = keys.iter().map(|vkey| {
            let read = VerifierKey::parse(vkey.trim());
            read.with_context(|| format!("--key {vkey} is no key"))
        });
        let mut keys = said.collect::<anyhow::Result<Vec<_>>>()?;
        let policy = match policy {
            None => Policy::parse(NOBODY)?,
            Some(path) => Policy::parse(&file(path)?)
                .with_context(|| format!("{} is no policy", path.display()))?,
        };
        keys.extend(policy.logs().iter().map(|log| log.key.clone()));
        ensure!(
            !keys.is_empty(),
            "whose log is it? Give the log's key with --key, or a --policy that names it"
        );
        Ok(Self { keys, policy })
    }

    /// The keys of logs that are believed.
    pub(in crate::commands::fair) fn keys(&self) -> Vec<&VerifierKey> {
        self.keys.iter().collect()
    }

    /// What a witness is called in the policy.
    pub(super) fn witness(&self, place: usize) -> String {
        let witness = self.policy.witnesses().get(place);
        witness.map_or_else(String::new, |w| String::from_utf8_lossy(&w.name).into_owned())
    }

    /// A checkpoint that the log itself signed, whoever cosigned: enough to hold it against another.
    pub(in crate::commands::fair) fn signed(
        &self,
        bytes: &[u8],
        place: &str,
    ) -> anyhow::Result<(Note, Checkpoint)> {
        let nobody = Policy::parse(NOBODY)?;
        let note = Note::parse(bytes).with_context(|| format!("{place} is no checkpoint"))?;
        let trusted = nobody.check_logs(&note, &self.keys());
        let trusted = trusted.map_err(|error| anyhow!("{place} proves nothing: {error}"))?;
        Ok((note, trusted.checkpoint))
    }
}
