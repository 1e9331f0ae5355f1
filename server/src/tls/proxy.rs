//! A CONNECT proxy (RFC 9110, section 9.3.6) that leads the official host names to our own TLS
//! listener and our own address to ourselves, and refuses everything else: it is no way out.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use crate::listen::accept;
use crate::tls::official_hosts;

/// The longest head of a CONNECT request.
const HEAD_MAX: usize = 8192;

/// How long a client may take to send it.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// The most tunnels at once. Each is two connections; one program's clients need a few.
const TUNNELS_MAX: usize = 512;

/// Where we listen ourselves.
#[derive(Clone, Copy, Debug)]
pub struct Ours {
    /// For official host names.
    pub tls: SocketAddr,
    /// For everything else of ours, such as the cashier.
    pub http: SocketAddr,
}

/// Serves until `stop` becomes true.
pub async fn run(listener: TcpListener, ours: Ours, mut stop: watch::Receiver<bool>) {
    let slots = Arc::new(Semaphore::new(TUNNELS_MAX));
    loop {
        let next = async {
            // There is a place for whoever is accepted.
            let slot = slots.clone().acquire_owned().await.ok()?;
            Some((slot, accept(&listener).await.0))
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            _ = stop.changed() => None,
        };
        let Some((slot, stream)) = accepted else { return };
        tokio::spawn(async move {
            tunnel(stream, ours).await;
            drop(slot);
        });
    }
}

async fn tunnel(mut client: TcpStream, ours: Ours) {
    let asked = tokio::time::timeout(HEAD_TIME, target(&mut client)).await;
    let Ok(Some((host, port))) = asked else {
        let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        return;
    };
    let to = if port == 443 && official_hosts().contains(&&*host) {
        ours.tls
    } else if format!("{host}:{port}") == ours.http.to_string() {
        ours.http
    } else {
        let body = format!("{host} is no payment platform's host; this proxy leads nowhere else\n");
        let head =
            format!("HTTP/1.1 403 Forbidden\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let _ = client.write_all(head.as_bytes()).await;
        return;
    };
    let Ok(mut server) = TcpStream::connect(to).await else {
        let _ = client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n").await;
        return;
    };
    if client.write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n").await.is_ok() {
        // How a tunnel ends is its two ends' business.
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}

/// The host and port of `CONNECT host:port HTTP/1.1`, after the whole head was read.
async fn target(client: &mut TcpStream) -> Option<(String, u16)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= HEAD_MAX {
            return None;
        }
        // Byte by byte, so that nothing of the tunnelled stream is swallowed.
        head.push(client.read_u8().await.ok()?);
    }
    let line = std::str::from_utf8(&head).ok()?.lines().next()?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let (host, port) = target.rsplit_once(':')?;
    let port = port.parse().ok()?;
    (method == "CONNECT").then(|| (host.to_ascii_lowercase(), port))
}
