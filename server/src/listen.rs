//! Accepting connections: limits, time-outs, and an orderly end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use crate::http::{Peer, Scheme};
use crate::impatient::Impatient;

/// The most connections at once. Each costs some kilobytes; this many are a third of the memory
/// that a node is to live in.
const CONNECTIONS_MAX: usize = 4096;

/// How long a client may take to send the head of a request.
const HEAD_MAX: Duration = Duration::from_secs(10);

/// How long nothing more may be written to a client. The kernel lets us write again when a third of
/// its buffer, which grows to megabytes, is free: a client that reads five kilobytes a second without
/// a pause needs minutes for that.
const WRITE_MAX: Duration = Duration::from_mins(5);

/// How long open requests may take to finish when the node stops.
const DRAIN_MAX: Duration = Duration::from_secs(15);

/// Serves plain HTTP until `stop` becomes true, then finishes what was begun.
pub async fn plain(listener: TcpListener, router: Router, stop: watch::Receiver<bool>) {
    let wrap = |stream: Accepted| async move { Some(stream) };
    serve(listener, router, Scheme("http"), stop, wrap).await;
}

/// A TCP connection as it is served.
pub(crate) type Accepted = Impatient<TcpStream>;

/// Serves connections that `wrap` makes of TCP connections.
pub(crate) async fn serve<S, W, F>(
    listener: TcpListener,
    router: Router,
    scheme: Scheme,
    mut stop: watch::Receiver<bool>,
    wrap: W,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    W: Fn(Accepted) -> F + Clone + Send + 'static,
    F: Future<Output = Option<S>> + Send + 'static,
{
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = Arc::new(GracefulShutdown::new());
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else { break };
        let (stream, peer) = tokio::select! {
            (stream, peer) = accept(&listener) => (stream, Peer(peer.ip())),
            _ = stop.changed() => break,
        };
        // A reply is one write; waiting for more to send would only make it late.
        let _ = stream.set_nodelay(true);
        let stream = Impatient::new(stream, WRITE_MAX);
        let (router, wrap, watcher) = (router.clone(), wrap.clone(), graceful.watcher());
        tokio::spawn(async move {
            if let Ok(Some(stream)) = tokio::time::timeout(HEAD_MAX, wrap(stream)).await {
                connection(stream, router, (scheme, peer), watcher).await;
            }
            drop(slot);
        });
    }
    drop(listener);
    if let Ok(graceful) = Arc::try_unwrap(graceful) {
        let _ = tokio::time::timeout(DRAIN_MAX, graceful.shutdown()).await;
    }
}

/// The next connection. Running out of file descriptors, or a client that left already, does not end
/// the service; asking again at once would only keep the machine busy.
pub(crate) async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn connection<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    router: Router,
    (scheme, peer): (Scheme, Peer),
    watcher: hyper_util::server::graceful::Watcher,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(scheme);
            request.extensions_mut().insert(peer);
            let response = router.oneshot(request).await;
            Ok::<_, Infallible>(response.unwrap_or_else(|never| match never {}))
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_MAX)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended");
    }
}

/// Binds an address, or says what to do about it.
pub async fn bind(address: &str) -> Result<(TcpListener, SocketAddr), String> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}; choose another address with `listen`")
    })?;
    let bound = listener.local_addr().map_err(|error| error.to_string())?;
    Ok((listener, bound))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
    use tokio::time::{sleep, timeout};

    use super::*;

    const BODY: usize = 16 << 10;
    const LIMIT: Duration = Duration::from_millis(300);

    /// A client that has asked for much, and the connection at work on it. What is on the way between
    /// them is a small part of it.
    async fn asked() -> std::io::Result<(DuplexStream, impl Future<Output = ()>)> {
        let (mut client, server) = duplex(BODY / 16);
        client.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await?;
        let router = Router::new().route("/", get(async || vec![b'.'; BODY]));
        let from = (Scheme("http"), Peer(Ipv4Addr::LOCALHOST.into()));
        let serving = async move {
            let graceful = GracefulShutdown::new();
            connection(Impatient::new(server, LIMIT), router, from, graceful.watcher()).await;
        };
        Ok((client, serving))
    }

    #[tokio::test]
    async fn whoever_takes_nothing_is_let_go() -> Result<(), Box<dyn std::error::Error>> {
        let (client, serving) = asked().await?;
        timeout(Duration::from_secs(2), serving).await?;
        drop(client);
        Ok(())
    }

    #[tokio::test]
    async fn whoever_takes_its_time_is_served() -> Result<(), Box<dyn std::error::Error>> {
        let (mut client, serving) = asked().await?;
        let taking = async {
            let (mut part, mut taken) = ([0; BODY / 8], 0);
            loop {
                match client.read(&mut part).await? {
                    0 => return std::io::Result::Ok(taken),
                    count => taken += count,
                }
                sleep(LIMIT / 10).await;
            }
        };
        let (taken, ()) = tokio::join!(taking, serving);
        assert!(taken? > BODY, "all of the body after its head");
        Ok(())
    }
}
