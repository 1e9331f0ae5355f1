//! Answering by official host names over TLS, with certificates of a private authority, for clients
//! that have no setting for an address.
//!
//! Whoever holds the authority's key can be any host to those who trust it. It belongs into the one
//! process that runs the client, never into a machine's trust store.

mod proxy;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use drawbridge_engine::provision::host_certificate;
use drawbridge_engine::registry::authority_of;
use drawbridge_engine::world::World;
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::config::Impersonate;
use crate::http::Scheme;
use crate::listen;

pub use proxy::{Ours, run as run_proxy};

/// The official host names of every platform.
pub fn official_hosts() -> Vec<&'static str> {
    let halves = drawbridge_roster::DIALECTS.iter().filter_map(|dialect| dialect.pay);
    halves.flat_map(|pay| pay.hosts.iter().copied()).collect()
}

/// Makes what a TLS listener needs: a certificate for all official host names, signed by the
/// configured authority. It lives only as long as the process.
pub fn acceptor(config: &Impersonate, base: &Path, world: &World) -> Result<TlsAcceptor, String> {
    let authority = authority_of(&config.ca_certificate, &config.ca_key, base)?;
    let mut hosts = official_hosts();
    hosts.push("localhost");
    let (certificate, key) =
        host_certificate(&authority, &hosts, world).map_err(|error| error.to_string())?;
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes());
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes());
    let certificate = certificate.map_err(|error| error.to_string())?;
    let key = key.map_err(|error| error.to_string())?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .map_err(|error| error.to_string())?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves TLS until `stop` becomes true.
pub async fn serve(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    router: Router,
    stop: watch::Receiver<bool>,
) {
    let wrap = move |stream| {
        let acceptor = acceptor.clone();
        async move { acceptor.accept(stream).await.ok() }
    };
    listen::serve(listener, router, Scheme("https"), stop, wrap).await;
}
