//! How names become addresses and addresses connections. Tests put their own in their place, so
//! that the judgement between the two is always the real one.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// Looks names up.
#[async_trait::async_trait]
pub trait Resolve: Send + Sync {
    /// All addresses of a name, of both families, in the order in which they should be tried. Empty
    /// if the name has none. An error only if nobody could say; `WouldBlock` if nobody could be asked,
    /// because too much is looked up already.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Names looked up at a time. Each takes a thread of those that decode pictures and work for others too,
/// of which there are 512, and keeps it until the system has an answer, whoever still waits for it.
const LOOKUPS: usize = 128;

/// How long one waits for a turn to look up.
const PATIENCE: Duration = Duration::from_secs(2);

/// The operating system's resolver.
#[derive(Debug)]
pub struct SystemResolve {
    room: Arc<Semaphore>,
    lookup: fn(&str) -> io::Result<Vec<IpAddr>>,
}

impl Default for SystemResolve {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(LOOKUPS)), lookup }
    }
}

fn lookup(name: &str) -> io::Result<Vec<IpAddr>> {
    // The last dot makes the name absolute: no search list of an inner network is tried. The system does
    // not tell "there is none" from "nobody answered" in a portable way.
    let found = (format!("{name}."), 0).to_socket_addrs()?;
    Ok(found.map(|address| address.ip()).collect())
}

#[async_trait::async_trait]
impl Resolve for SystemResolve {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let busy = || io::Error::new(io::ErrorKind::WouldBlock, "too many names at a time");
        let turn = tokio::time::timeout(PATIENCE, self.room.clone().acquire_owned()).await;
        let permit = turn.ok().and_then(Result::ok).ok_or_else(busy)?;
        let (lookup, name) = (self.lookup, name.to_owned());
        let worker = tokio::task::spawn_blocking(move || {
            // A lookup cannot be called off. It keeps its place as long as it takes, even if nobody waits.
            let _permit = permit;
            lookup(&name)
        });
        worker.await.map_err(io::Error::other)?
    }
}

/// A connection.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Connects.
#[async_trait::async_trait]
pub trait Dial: Send + Sync {
    /// Connects to exactly this address.
    async fn dial(&self, to: SocketAddr) -> io::Result<Box<dyn Wire>>;

    /// Whether this machine itself has the address.
    fn is_ours(&self, address: IpAddr) -> bool;
}

/// TCP, directly: no proxy of the environment is asked.
#[derive(Debug, Default)]
pub struct TcpDial;

#[async_trait::async_trait]
impl Dial for TcpDial {
    async fn dial(&self, to: SocketAddr) -> io::Result<Box<dyn Wire>> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Box::new(stream))
    }

    /// The system would send to an address of its own from that same address. Connecting a
    /// datagram socket asks it for the way, and sends nothing.
    fn is_ours(&self, address: IpAddr) -> bool {
        let any: SocketAddr = match address {
            IpAddr::V4(_) => ([0, 0, 0, 0], 0).into(),
            IpAddr::V6(_) => ([0u16; 8], 0).into(),
        };
        let way = UdpSocket::bind(any).and_then(|socket| {
            socket.connect((address, 9))?;
            socket.local_addr()
        });
        // Without a way there, it is not ours, and no connection will come up either.
        way.is_ok_and(|from| from.ip() == address)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::Receiver;

    use super::*;

    #[tokio::test]
    async fn a_lookup_that_nobody_waits_for_keeps_its_place_until_it_ends() {
        static ENDS: Mutex<Option<Receiver<()>>> = Mutex::new(None);
        let (end, ends) = std::sync::mpsc::channel();
        *ENDS.lock().expect("free") = Some(ends);
        // Each lookup lasts until the sender is dropped: all wait for it in turn.
        let lookup = |_: &str| {
            let ends = ENDS.lock().expect("free");
            let _ = ends.as_ref().map(Receiver::recv);
            Ok(Vec::new())
        };
        let resolve = SystemResolve { room: Arc::new(Semaphore::new(2)), lookup };
        for _ in 0..2 {
            let left = tokio::time::timeout(Duration::from_millis(1), resolve.resolve("slow.cn"));
            assert!(left.await.is_err(), "it is slow");
        }
        let refused = tokio::time::timeout(Duration::from_secs(20), resolve.resolve("quick.cn"));
        let refused = refused.await.expect("it is told").expect_err("all places are taken");
        assert_eq!(refused.kind(), io::ErrorKind::WouldBlock);
        drop(end);
        while resolve.room.available_permits() < 2 {
            std::thread::yield_now();
        }
        assert!(resolve.resolve("quick.cn").await.is_ok(), "there is room again");
    }

    #[test]
    fn the_machine_knows_its_own_addresses() {
        for (text, ours) in [("127.0.0.1", true), ("127.9.9.9", false), ("192.0.2.1", false)] {
            let found = TcpDial.is_ours(text.parse().expect("an address"));
            // Some systems answer for all of 127/8 from that very address.
            assert!(found == ours || text == "127.9.9.9", "{text}: {found}");
        }
    }
}
