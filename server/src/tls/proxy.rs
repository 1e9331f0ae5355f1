//! A CONNECT proxy (RFC 9110, section 9.3.6) that leads the official host names to our own TLS
//! listener and our own address to ourselves, and refuses everything else: it is no way out.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::listen::accept;
use crate::tls::official_hosts;

/// The longest head of a CONNECT request.
const HEAD_MAX: usize = 8192;

/// How long a client may take to send it.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// The most tunnels at once. Each is two connections; one program's clients need a few.
const TUNNELS_MAX: usize = 512;

/// How long nothing may pass through a tunnel: longer than any answer of ours takes, the download of
/// a bill for a reconciliation included. Whoever leaves without a word would otherwise keep its place
/// for ever.
const IDLE_MAX: Duration = Duration::from_mins(20);

/// How much is passed on at once.
const BUFFER: usize = 8192;

/// Where we listen ourselves.
#[derive(Clone, Copy, Debug)]
pub struct Ours {
    /// For official host names.
    pub tls: SocketAddr,
    /// For everything else of ours, such as the cashier.
    pub http: SocketAddr,
}

/// Serves until `stop` becomes true.
pub async fn run(listener: TcpListener, ours: Ours, stop: watch::Receiver<bool>) {
    serve(listener, ours, IDLE_MAX, stop).await;
}

async fn serve(listener: TcpListener, ours: Ours, idle: Duration, mut stop: watch::Receiver<bool>) {
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
            tunnel(stream, ours, idle).await;
            drop(slot);
        });
    }
}

async fn tunnel(mut client: TcpStream, ours: Ours, idle: Duration) {
    let asked = timeout(HEAD_TIME, target(&mut client)).await;
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
    let Ok(server) = TcpStream::connect(to).await else {
        let _ = client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n").await;
        return;
    };
    if client.write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n").await.is_ok() {
        through(client, server, idle).await;
    }
}

/// Passes everything on, both ways, until both ends are done, one is gone, or nothing has passed for
/// so long.
async fn through(mut client: TcpStream, mut server: TcpStream, idle: Duration) {
    let (passed, mut passing) = watch::channel(());
    let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
    let both = async {
        tokio::try_join!(
            pass(from_client, to_server, &passed),
            pass(from_server, to_client, &passed)
        )
    };
    let nothing = async { while timeout(idle, passing.changed()).await.is_ok() {} };
    tokio::select! {
        // How a tunnel ends is its two ends' business.
        _ = both => {}
        () = nothing => {}
    }
}

async fn pass(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    passed: &watch::Sender<()>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = from.read(&mut buffer).await?;
        if count == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..count]).await?;
        passed.send_replace(());
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

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    const IDLE: Duration = Duration::from_millis(300);

    #[tokio::test]
    async fn a_tunnel_is_kept_while_something_passes() -> Result<(), Box<dyn std::error::Error>> {
        let (inside, outside) = (bound().await?, bound().await?);
        let http = inside.local_addr()?;
        let mut client = TcpStream::connect(outside.local_addr()?).await?;
        let (stop, stopped) = watch::channel(false);
        let serving = tokio::spawn(serve(outside, Ours { tls: http, http }, IDLE, stopped));
        client.write_all(format!("CONNECT {http} HTTP/1.1\r\n\r\n").as_bytes()).await?;
        let mut server = accept(&inside).await.0;
        let mut head = [0; b"HTTP/1.1 200 Connection Established\r\n\r\n".len()];
        client.read_exact(&mut head).await?;
        // Either way counts, and for longer than the limit.
        for _ in 0..6 {
            sleep(IDLE / 6).await;
            client.write_all(b"?").await?;
            assert_eq!(server.read_u8().await?, b'?');
            sleep(IDLE / 6).await;
            server.write_all(b"!").await?;
            assert_eq!(client.read_u8().await?, b'!');
        }
        for end in [&mut client, &mut server] {
            let ended = timeout(Duration::from_secs(2), end.read(&mut [0])).await?;
            assert!(matches!(ended, Ok(0) | Err(_)), "nothing passed for too long");
        }
        stop.send(true)?;
        serving.await?;
        Ok(())
    }

    #[tokio::test]
    async fn what_one_end_has_finished_the_other_may_still_answer()
    -> Result<(), Box<dyn std::error::Error>> {
        let (near, far) = (bound().await?, bound().await?);
        let mut client = TcpStream::connect(near.local_addr()?).await?;
        let server = TcpStream::connect(far.local_addr()?).await?;
        let tunnel = through(accept(&near).await.0, server, Duration::from_mins(1));
        let mut server = accept(&far).await.0;
        let ends = async {
            client.write_all(b"asked").await?;
            client.shutdown().await?;
            let (mut asked, mut answer) = (String::new(), String::new());
            server.read_to_string(&mut asked).await?;
            server.write_all(b"answered").await?;
            server.shutdown().await?;
            client.read_to_string(&mut answer).await?;
            std::io::Result::Ok((asked, answer))
        };
        let (told, ()) = tokio::join!(ends, tunnel);
        assert_eq!(told?, ("asked".to_owned(), "answered".to_owned()));
        Ok(())
    }

    async fn bound() -> std::io::Result<TcpListener> {
        TcpListener::bind("127.0.0.1:0").await
    }
}
