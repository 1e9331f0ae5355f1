//! The node's log and its witness, as the configuration wants them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use drawbridge_engine::fair_log::{Policy, VerifierKey};
use drawbridge_engine::log::witness::{Watched, Witness};
use drawbridge_engine::log::{Anchor, Log, Settings, Stored, key_pair, make_key};
use drawbridge_engine::registry::Secret;
use drawbridge_engine::store::Store;
use drawbridge_engine::world::World;

use crate::config::Config;
use crate::node::{NodeError, read};

/// The log; none if it is not published. `address` is the store's.
pub async fn log(
    config: &Config,
    base: &Path,
    address: &str,
    store: &Arc<dyn Store>,
    world: &World,
) -> Result<Option<Arc<Log>>, NodeError> {
    let wanted = &config.log;
    if !wanted.publish {
        return Ok(None);
    }
    let policy = wanted.policy.as_ref().map(|path| policy(&base.join(path))).transpose()?;
    let settings = Settings {
        origin: wanted.origin.clone(),
        otherwise: origin(&config.public_url),
        key: key_pair(&key("log.key", &wanted.key, base, world)?)?,
        policy,
    };
    let anchor = match &wanted.anchor {
        Some(path) => Some(base.join(path)),
        None => beside(address, base, "anchor"),
    };
    let ground = Stored { store: store.clone(), anchor: anchor.map(Anchor::new) };
    Ok(Some(Arc::new(Log::open(settings, Arc::new(ground)).await?)))
}

/// The witness, if it is to be one; what puts its word in doubt is told. `address` is the store's.
pub async fn witness(
    config: &Config,
    base: &Path,
    address: &str,
    store: &Arc<dyn Store>,
    world: &World,
) -> Result<Option<Arc<Witness>>, NodeError> {
    let Some(wanted) = &config.log.witness else { return Ok(None) };
    let pair = key_pair(&key("log.witness.key", &wanted.key, base, world)?)?;
    let logs = wanted.logs.iter().map(|vkey| {
        let bad = |error| NodeError::LogSetting("witness.logs", format!("{vkey}: {error}"));
        VerifierKey::parse(vkey).map_err(bad)
    });
    let logs = logs.collect::<Result<_, _>>()?;
    let (store, clock) = (store.clone(), world.clock.clone());
    let witness = Witness::new(&wanted.name, pair, logs, store, clock);
    let named = |error| NodeError::LogSetting("witness.name", format!("{error}"));
    let witness = witness.map_err(named)?;
    let folder = match &wanted.anchor {
        Some(path) => Some(base.join(path)),
        None => beside(address, base, "witnessed"),
    };
    let witness = match folder {
        Some(folder) => witness.anchored(&folder)?,
        None => witness,
    };
    for watched in witness.watched().await {
        let Watched { origin, trouble: Some(error), .. } = watched else { continue };
        tracing::error!(%origin, %error, "the word of this witness is in doubt");
    }
    Ok(Some(Arc::new(witness)))
}

/// A key by its reference; a file that is not there is made.
fn key(
    field: &'static str,
    secret: &Secret,
    base: &Path,
    world: &World,
) -> Result<String, NodeError> {
    if let Some(path) = secret.0.strip_prefix("file:")
        && make_key(&base.join(path), &*world.dice)?
    {
        tracing::info!(field, path, "made a key");
    }
    read(field, secret, base)
}

fn policy(path: &Path) -> Result<Policy, NodeError> {
    let bad = |why: String| NodeError::LogSetting("policy", format!("{}: {why}", path.display()));
    let file = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
    Policy::parse(&file).map_err(|error| bad(error.to_string()))
}

/// The origin of a log that is served below an address.
fn origin(public: &str) -> String {
    let bare = public.split_once("://").map_or(public, |(_, bare)| bare);
    format!("{}/log", bare.trim_end_matches('/'))
}

/// Where an anchor is if nobody says: beside the database, and so another for another database.
fn beside(address: &str, base: &Path, end: &str) -> Option<PathBuf> {
    match address.strip_prefix("sqlite:") {
        Some(":memory:") => None,
        Some(path) => {
            Some(PathBuf::from(format!("{}.{end}", path.strip_prefix("//").unwrap_or(path))))
        }
        None => Some(base.join(format!("log.{end}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_lies_beside_its_database() {
        let base = Path::new("/etc/bridge");
        let at = |address| beside(address, base, "anchor").map(|path| path.display().to_string());
        assert_eq!(at("sqlite:a/b.db").as_deref(), Some("a/b.db.anchor"));
        assert_eq!(at("sqlite:///a/b.db").as_deref(), Some("/a/b.db.anchor"));
        assert_eq!(at("sqlite::memory:"), None);
        assert_eq!(at("postgres://x@y/z").as_deref(), Some("/etc/bridge/log.anchor"));
        assert_eq!(origin("https://pay.example/"), "pay.example/log");
    }
}
