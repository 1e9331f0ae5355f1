//! How names become addresses and addresses connections. Tests put their own in their place, so
//! that the judgement between the two is always the real one.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// Looks names up.
#[async_trait::async_trait]
pub trait Resolve: Send + Sync {
    /// All addresses of a name, of both families, in the order in which they should be tried. Empty
    /// if the name has none. An error only if nobody could say.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's resolver.
#[derive(Debug, Default)]
pub struct SystemResolve;

#[async_trait::async_trait]
impl Resolve for SystemResolve {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        // The last dot makes the name absolute: no search list of an inner network is tried.
        match tokio::net::lookup_host((format!("{name}."), 0)).await {
            Ok(found) => Ok(found.map(|address| address.ip()).collect()),
            // The system does not tell "there is none" from "nobody answered" in a portable way.
            Err(error) => Err(error),
        }
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
    use super::*;

    #[test]
    fn the_machine_knows_its_own_addresses() {
        for (text, ours) in [("127.0.0.1", true), ("127.9.9.9", false), ("192.0.2.1", false)] {
            let found = TcpDial.is_ours(text.parse().expect("an address"));
            // Some systems answer for all of 127/8 from that very address.
            assert!(found == ours || text == "127.9.9.9", "{text}: {found}");
        }
    }
}
