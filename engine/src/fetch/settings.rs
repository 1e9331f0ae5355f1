//! How the fetcher is set up.

use std::net::IpAddr;
use std::sync::Arc;

use rustls::ClientConfig;

use super::life::Bounds;
use super::limits::Limits;
use super::net::{Dial, Resolve, SystemResolve, TcpDial};
use super::pace::PaceSettings;
use crate::outbound::{self, NetSettings};
use crate::world::World;
use drawbridge_canon::Fault;

/// How the fetcher is set up.
#[derive(Clone)]
pub struct FetchSettings {
    /// The limits of one fetch.
    pub limits: Limits,
    /// Fetches at a time, in all. More are refused as busy, not queued: whoever waits holds memory.
    pub at_once: usize,
    /// The pace per host name.
    pub hosts: PaceSettings,
    /// The pace per address.
    pub addresses: PaceSettings,
    /// How long a `robots.txt` is kept. RFC 9309 says at most a day (section 2.4).
    pub robots: Bounds,
    /// Who we say we are, always the same.
    pub agent: String,
    /// Names and public addresses at which this node itself, or another of its operator's, answers.
    /// What the machine's own interfaces have is known besides.
    pub own: Vec<Own>,
    /// Looks names up.
    pub resolver: Arc<dyn Resolve>,
    /// Connects.
    pub dialler: Arc<dyn Dial>,
    /// Whom TLS trusts.
    pub tls: Arc<ClientConfig>,
    /// The time, and chance.
    pub world: World,
}

/// One of our own places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// A host name, in small letters, with every name below it.
    Name(String),
    /// An address.
    Address(IpAddr),
}

/// Who we say we are, if the operator says nothing. The word before the slash is the one by which
/// a `robots.txt` names us.
pub const AGENT: &str = concat!("Drawbridge/", env!("CARGO_PKG_VERSION"), " (link preview)");

/// Our name in a `robots.txt`.
pub const TOKEN: &str = "drawbridge";

impl FetchSettings {
    /// The real world's. Fails only if the trusted roots cannot be read.
    pub fn real(net: &NetSettings, world: World) -> Result<Self, Fault> {
        let mut tls = outbound::tls(net)?;
        // Only what is spoken is offered.
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            limits: Limits::default(),
            at_once: 256,
            hosts: PaceSettings::of_hosts(),
            addresses: PaceSettings::of_addresses(),
            robots: Bounds::default(),
            agent: AGENT.to_owned(),
            own: Vec::new(),
            resolver: Arc::new(SystemResolve::default()),
            dialler: Arc::new(TcpDial),
            tls: Arc::new(tls),
            world,
        })
    }

    /// With the address of a page that says who we are: it becomes part of what we call ourselves.
    #[must_use]
    pub fn with_contact(mut self, contact: &str) -> Self {
        self.agent = format!("Drawbridge/{} (link preview; +{contact})", env!("CARGO_PKG_VERSION"));
        self
    }
}
