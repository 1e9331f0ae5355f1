//! From a configuration to a program that serves until it is told to stop.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::node::{Node, NodeError};
use crate::{http, listen, tls};

/// A running program.
pub struct Running {
    /// What it runs.
    pub node: Arc<Node>,
    /// Where plain HTTP is served.
    pub http: SocketAddr,
    /// Where official host names are answered over TLS.
    pub tls: Option<SocketAddr>,
    /// Where the proxy to that listens.
    pub proxy: Option<SocketAddr>,
    tasks: Vec<JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

/// A program could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The node.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// A listener.
    #[error("{0}")]
    Listen(String),
}

/// Starts everything. `listener` is where plain HTTP is served; relative paths in the
/// configuration count from `base`.
pub async fn start(
    config: Config,
    base: &Path,
    listener: TcpListener,
) -> Result<Running, StartError> {
    serve(Node::build(config, base).await?, base, listener).await
}

/// The same for a node that is built already.
pub async fn serve(
    node: Arc<Node>,
    base: &Path,
    listener: TcpListener,
) -> Result<Running, StartError> {
    let (stop, stopped) = watch::channel(false);
    let router = http::router(node.clone());
    let mut tasks = node.start(&stopped);
    let http = listener.local_addr().map_err(|error| StartError::Listen(error.to_string()))?;
    let (mut tls_at, mut proxy_at) = (None, None);
    if let Some(impersonate) = &node.config.impersonate {
        let acceptor = tls::acceptor(impersonate, base, &node.world).map_err(StartError::Listen)?;
        let (socket, at) = listen::bind(&impersonate.listen).await.map_err(StartError::Listen)?;
        tasks.push(tokio::spawn(tls::serve(socket, acceptor, router.clone(), stopped.clone())));
        tls_at = Some(at);
        if let Some(proxy) = &impersonate.proxy {
            let (socket, bound) = listen::bind(proxy).await.map_err(StartError::Listen)?;
            tasks.push(tokio::spawn(tls::run_proxy(
                socket,
                tls::Ours { tls: at, http },
                stopped.clone(),
            )));
            proxy_at = Some(bound);
        }
    }
    tasks.push(tokio::spawn(listen::plain(listener, router, stopped)));
    Ok(Running { node, http, tls: tls_at, proxy: proxy_at, tasks, stop })
}

impl Running {
    /// Stops taking work, finishes what was begun, and closes the store.
    pub async fn stop(self) {
        // Every task holds a receiver; with none left there is nothing to stop.
        let _ = self.stop.send(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task ended badly");
            }
        }
        if let Err(error) = self.node.store.close().await {
            tracing::error!(%error, "the store was not closed in order; it recovers when it is opened");
        }
    }
}
