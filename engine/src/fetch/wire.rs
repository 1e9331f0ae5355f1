//! One question and the head of its answer, over one connection that is used once.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::AbortHandle;
use tokio_rustls::TlsConnector;

use super::error::{FetchError, Kind};
use super::net::Wire;
use super::target::{Target, Whom};

/// An answer whose content was not read yet.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Incoming,
    /// Ends the connection with the answer.
    _line: Hangup,
}

/// Hangs up when it is dropped, whatever the other side is still sending.
struct Hangup(AbortHandle);

impl Drop for Hangup {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The empty content of a question.
pub(super) type Nothing = http_body_util::Empty<hyper::body::Bytes>;

/// TLS over a connection. The name in the address is what the certificate must have.
pub(super) async fn secure(
    tls: &TlsConnector,
    target: &Target,
    wire: Box<dyn Wire>,
) -> Result<Box<dyn Wire>, FetchError> {
    let fail = |why: &str| target.error(Kind::Tls).because(why);
    let name = match target.whom() {
        Whom::Name(name) => {
            ServerName::try_from(name.clone()).map_err(|why| fail(&why.to_string()))?
        }
        Whom::Address(address) => ServerName::IpAddress(address.ip().into()),
    };
    let stream = tls.connect(name, wire).await.map_err(|why| fail(&why.to_string()))?;
    Ok(Box::new(stream))
}

/// Asks and waits for the answer's head, which may have `head_bytes`.
pub(super) async fn ask(
    target: &Target,
    wire: Box<dyn Wire>,
    request: Request<Nothing>,
    head_bytes: usize,
) -> Result<Answer, FetchError> {
    let meter =
        Arc::new(Meter { left: AtomicUsize::new(head_bytes), full: AtomicBool::new(false) });
    let metered = Metered { wire, meter: meter.clone() };
    // hyper's smallest permitted buffer is 8 KiB.
    let shaken = http1::Builder::new()
        .max_buf_size(head_bytes.max(8192))
        .handshake(TokioIo::new(metered))
        .await;
    let fail = |why: &hyper::Error| broken(target, why, &meter);
    let (mut sender, line) = shaken.map_err(|why| fail(&why))?;
    let line = Hangup(tokio::spawn(async move { drop(line.await) }).abort_handle());
    let answer = sender.send_request(request).await.map_err(|why| fail(&why))?;
    // The head is there. The content has limits of its own.
    meter.left.store(usize::MAX, Ordering::Relaxed);
    let (head, body) = answer.into_parts();
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, body, _line: line })
}

fn broken(target: &Target, why: &hyper::Error, meter: &Meter) -> FetchError {
    let kind = if meter.full.load(Ordering::Relaxed) || why.is_parse_too_large() {
        Kind::HeadTooLarge
    } else {
        Kind::Broken
    };
    target.error(kind).because(&why.to_string())
}

/// How much of an answer's head may still come.
struct Meter {
    left: AtomicUsize,
    full: AtomicBool,
}

/// A connection whose first bytes are counted. The library counts each head by itself; a server
/// that sends one interim head (1xx) after another would never be too long for it.
struct Metered {
    wire: Box<dyn Wire>,
    meter: Arc<Meter>,
}

impl AsyncRead for Metered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = self.meter.left.load(Ordering::Relaxed);
        if left == 0 {
            self.meter.full.store(true, Ordering::Relaxed);
            return Poll::Ready(Err(io::Error::other("the head is too large")));
        }
        if left == usize::MAX {
            return Pin::new(&mut self.wire).poll_read(cx, buf);
        }
        let room = left.min(buf.remaining());
        let mut part = ReadBuf::new(buf.initialize_unfilled_to(room));
        ready!(Pin::new(&mut self.wire).poll_read(cx, &mut part))?;
        let read = part.filled().len();
        buf.advance(read);
        self.meter.left.store(left - read, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Metered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
