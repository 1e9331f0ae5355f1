//! One connection of the load generator: bytes made beforehand go out, a whole reply comes back.
//! It does as little as HTTP/1.1 permits, so that the machine's time goes to what is measured.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use drawbridge_canon::{Headers, Request, Response};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How much is read at once.
const ROOM: usize = 16 << 10;

/// A connection that is kept open.
pub(super) struct Line {
    stream: TcpStream,
    room: Vec<u8>,
}

impl Line {
    /// Connects.
    pub(super) async fn open(at: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(at).await.with_context(|| format!("connecting to {at}"))?;
        Self::over(stream)
    }

    /// Speaks over a connection that is there.
    pub(super) fn over(stream: TcpStream) -> anyhow::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, room: vec![0; ROOM] })
    }

    /// Sends a request and waits for the whole reply.
    pub(super) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Reply> {
        self.say(request).await?;
        let reply = self.hear().await?;
        Ok(Reply(reply.context("the connection closed before a reply")?))
    }

    /// Sends a message.
    pub(super) async fn say(&mut self, message: &[u8]) -> anyhow::Result<()> {
        Ok(self.stream.write_all(message).await?)
    }

    /// Waits for a whole message; `None` if the other side closed before the next one.
    pub(super) async fn hear(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::with_capacity(1024);
        let mut whole = usize::MAX;
        while bytes.len() < whole {
            let read = self.stream.read(&mut self.room).await?;
            if read == 0 {
                ensure!(bytes.is_empty(), "the connection closed in the middle of a message");
                return Ok(None);
            }
            bytes.extend_from_slice(&self.room[..read]);
            if whole == usize::MAX
                && let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n")
            {
                whole = head + 4 + content_length(&bytes[..head])?;
            }
        }
        Ok(Some(bytes))
    }
}

/// A reply as it came.
pub(super) struct Reply(Vec<u8>);

impl Reply {
    /// Takes it apart, outside of measured time.
    pub(super) fn read(&self) -> anyhow::Result<Response> {
        let end = self.0.windows(4).position(|four| four == b"\r\n\r\n").context("no head")?;
        let head = std::str::from_utf8(&self.0[..end])?;
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?;
        let mut headers = Headers::default();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            headers.push(name, value);
        }
        Ok(Response { status: status.parse()?, headers, body: self.0[end + 4..].to_vec() })
    }
}

fn content_length(head: &[u8]) -> anyhow::Result<usize> {
    let head = std::str::from_utf8(head)?;
    let named = head.split("\r\n").filter_map(|line| line.split_once(": "));
    let length = named.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).last();
    let (_, length) = length.with_context(|| format!("a message without a length: {head}"))?;
    Ok(length.trim().parse()?)
}

/// A request as bytes on the wire.
pub(super) fn bytes(request: &Request) -> Vec<u8> {
    let url = request.url();
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (host, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let length = request.body.len();
    let method = request.method.as_str();
    let mut head = format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\n");
    for (name, value) in &request.headers.0 {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {length}\r\n\r\n"));
    [head.as_bytes(), &request.body].concat()
}
