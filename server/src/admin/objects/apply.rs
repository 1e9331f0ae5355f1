//! From what is written down to what requests meet.

use std::path::Path;

use drawbridge_engine::registry::{
    BuildError, FrontSpec, MerchantSpec, Registry, Snapshot, WalletSpec,
};
use drawbridge_engine::store::{Store, StoreError};

use super::super::problem::Problem;
use super::spec::Kind;
use crate::node::Node;

/// Adds what the store keeps to what the configuration file names. What cannot be used any more
/// (a secret's file is gone) is left out and logged: one merchant's mishap stops nobody else.
pub async fn load(registry: &Registry, store: &dyn Store, base: &Path) -> Result<(), StoreError> {
    let mut snapshot = Snapshot::clone(&registry.now());
    take::<WalletSpec>(&mut snapshot, store, base).await?;
    take::<MerchantSpec>(&mut snapshot, store, base).await?;
    take::<FrontSpec>(&mut snapshot, store, base).await?;
    registry.replace(snapshot);
    Ok(())
}

async fn take<K: Kind>(
    snapshot: &mut Snapshot,
    store: &dyn Store,
    base: &Path,
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = store.objects(K::KIND, "", after.as_deref(), 200).await?;
        for object in &page.items {
            let read = serde_json::from_slice::<K>(&object.body).map_err(|e| e.to_string());
            let put = read.and_then(|spec| spec.put(snapshot, base).map_err(|e| e.to_string()));
            if let Err(error) = put {
                tracing::error!(kind = K::NAME, key = %object.id, %error, "left out");
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Whether it can be used: whom it names is there, its secrets are where they should be, and they
/// are references unless this is a sandbox.
pub(super) fn check<K: Kind>(node: &Node, spec: &K) -> Result<(), Problem> {
    let snapshot = node.registry.now();
    spec.check(&snapshot)?;
    if let Some(account) = spec.account().filter(|_| !node.config.sandbox) {
        let detail =
            "outside of a sandbox a secret is given by reference: `file:PATH` or `env:NAME`";
        if let Some(at) = account.ours.iter().position(|key| key.key.is_inline()) {
            return Err(Problem::invalid(&format!("/ours/{at}/key"), detail));
        }
        for (at, secret) in [("/shared", &account.shared), ("/app_secret", &account.app_secret)] {
            if secret.as_ref().is_some_and(drawbridge_engine::registry::Secret::is_inline) {
                return Err(Problem::invalid(at, detail));
            }
        }
    }
    spec.put(&mut Snapshot::clone(&snapshot), &node.base).map_err(|error| unusable(&error))
}

/// Puts it where requests meet it, at once.
pub(super) fn install<K: Kind>(registry: &Registry, base: &Path, spec: &K) -> Result<(), Problem> {
    let mut put = Ok(());
    registry.change(|snapshot| put = spec.put(snapshot, base));
    put.map_err(|error| unusable(&error))
}

fn unusable(error: &BuildError) -> Problem {
    let pointer = match error {
        BuildError::Dialect(_) => "/dialect".to_owned(),
        BuildError::Field(name, _) | BuildError::Secret(name, _) | BuildError::Key(name, _) => {
            format!("/{}", name.replace('.', "/"))
        }
    };
    let detail = match error {
        BuildError::Secret(_, inner) => format!("{error}: {inner}"),
        BuildError::Key(_, inner) => format!("{error}: {inner}"),
        other => other.to_string(),
    };
    Problem::invalid(&pointer, detail)
}
