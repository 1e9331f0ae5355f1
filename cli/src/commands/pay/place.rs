//! Reaching an installation: its store is opened here, or, when a running node owns the store, that
//! node is asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use drawbridge_engine::registry::Secret;
use drawbridge_engine::store::{Expect, ObjectWrite, StoreError, kinds};
use drawbridge_server::admin::tokens::{self, Scope};
use drawbridge_server::{Config, Node, NodeError, http, listen};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::Where;
use super::api::Api;
use crate::commands;

/// What a token is called that lives for one command.
const TOKEN: &str = "command";

/// An installation within reach.
pub(crate) struct Place {
    /// Its interface.
    pub(crate) api: Api,
    /// The node itself, where it was opened here.
    pub(crate) here: Option<Here>,
}

/// A node that was opened for one command. It works on nothing by itself.
pub(crate) struct Here {
    pub(crate) node: Arc<Node>,
    token: String,
    stop: watch::Sender<bool>,
    listening: JoinHandle<()>,
}

impl Place {
    /// Reaches the installation that is meant.
    pub(crate) async fn reach(which: &Where) -> anyhow::Result<Self> {
        if let Some(base) = &which.api {
            return Self::there(base, which);
        }
        let (config, base) = configuration(which)?;
        let address = format!("http://{}", config.listen);
        match Node::build(config, &base).await {
            Ok(node) => Self::open(node).await,
            Err(NodeError::Store(StoreError::Locked(file))) => {
                let address = running_at(which).unwrap_or(address);
                Self::there(&address, which).with_context(|| format!(
                    "{file} belongs to a running node, so that node must be asked: give --token (and --api, if it is not at {address})"
                ))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn there(base: &str, which: &Where) -> anyhow::Result<Self> {
        let token = which.token.clone().or_else(|| printed_token(which));
        let token = token.ok_or_else(|| {
            anyhow!("a token is needed: --token, or the variable DRAWBRIDGE_TOKEN")
        })?;
        Ok(Self { api: Api::new(base, token.trim())?, here: None })
    }

    async fn open(node: Arc<Node>) -> anyhow::Result<Self> {
        let token = tokens::create(&*node.store, TOKEN, &Scope::ALL).await?;
        let (listener, at) = listen::bind("127.0.0.1:0").await.map_err(|why| anyhow!(why))?;
        let (stop, stopped) = watch::channel(false);
        let router = http::router(node.clone());
        let listening = tokio::spawn(listen::plain(listener, router, stopped));
        let api = Api::new(&format!("http://{at}"), &token)?;
        Ok(Self { api, here: Some(Here { node, token, stop, listening }) })
    }

    /// Lets go of it.
    pub(crate) async fn leave(self) -> anyhow::Result<()> {
        let Some(here) = self.here else { return Ok(()) };
        drop(self.api);
        // Tokens are kept under their hashes.
        let id = format!("{:x}", Sha256::digest(&here.token));
        let gone =
            ObjectWrite { kind: kinds::TOKEN.to_owned(), id, expected: Expect::Any, body: None };
        here.node.store.put_object(gone).await?;
        // Its only listener is ours, and nobody calls any more.
        let _ = here.stop.send(true);
        here.listening.await?;
        Ok(here.node.store.close().await?)
    }
}

/// Does something with an installation and lets go of it, whatever comes of it.
pub(crate) async fn with<T>(
    which: &Where,
    work: impl AsyncFnOnce(&Place) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let place = Place::reach(which).await?;
    let done = work(&place).await;
    let left = place.leave().await;
    let done = done?;
    left.map(|()| done)
}

fn configuration(which: &Where) -> anyhow::Result<(Config, PathBuf)> {
    let path = match &which.sandbox {
        Some(folder) => folder.join("drawbridge.toml"),
        None => which.config.clone(),
    };
    if let Some(folder) = which.sandbox.as_ref().filter(|_| !path.exists()) {
        return Err(anyhow!(
            "no sandbox was ever started in {0}: `drawbridge sandbox --dir {0}` starts one",
            folder.display()
        ));
    }
    let none = "--sandbox names the folder of a sandbox, --api the address of a running node";
    let mut config = commands::configuration(&path)
        .map_err(|error| if path.exists() { error } else { anyhow!("{error}; {none}") })?;
    // Nothing is answered by official names for the length of one command.
    config.impersonate = None;
    let base = path.parent().unwrap_or(Path::new("")).to_owned();
    // A sandbox names its store from where it was started, which may have been elsewhere.
    let file = which.sandbox.as_ref().map(|folder| folder.join("drawbridge.db"));
    if let Some(file) = file.filter(|file| file.exists())
        && config.store.0.starts_with("sqlite:")
    {
        config.store = Secret(format!("sqlite:{}", file.display()));
    }
    Ok((config, base))
}

/// What a sandbox has written down about itself.
fn clients(which: &Where) -> Option<serde_json::Value> {
    let path = which.sandbox.as_ref()?.join("clients.json");
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

fn running_at(which: &Where) -> Option<String> {
    clients(which)?["base"].as_str().map(str::to_owned)
}

/// The token that a sandbox keeps for its owner.
fn printed_token(which: &Where) -> Option<String> {
    let file = which.sandbox.as_ref()?.join("admin.token");
    let kept = std::fs::read_to_string(file).ok();
    kept.or_else(|| clients(which)?["admin"]["token"].as_str().map(str::to_owned))
}
