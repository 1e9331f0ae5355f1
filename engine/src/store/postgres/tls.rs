//! TLS to PostgreSQL: what a server must prove, and the stream that its protocol then runs in.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use drawbridge_canon::Timestamp;
use drawbridge_seal::Certificate;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore};
use rustls::{SignatureScheme, client::verify_server_name};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;

/// What a server's certificate must prove, in libpq's grades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Nothing: the connection is secret from those who only listen.
    Nothing,
    /// That an authority which we trust knows the server.
    Authority,
    /// And that it is the host we meant.
    Host,
}

/// Makes TLS connections.
#[derive(Clone)]
pub(super) struct Tls(TlsConnector);

impl Tls {
    /// `roots` are the authorities trusted, in DER; none: those of the operating system.
    pub(super) fn new(proof: Proof, roots: Vec<Vec<u8>>) -> Result<Self, String> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let guard = Guard::new(proof, roots, provider.clone())?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(guard))
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }
}

/// Judges a server's certificate.
#[derive(Debug)]
struct Guard {
    proof: Proof,
    /// The authorities named. A server may show one of these itself: that is how a certificate
    /// which signs itself is trusted, and the usual rules know no such thing.
    named: Vec<CertificateDer<'static>>,
    chains: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl Guard {
    fn new(
        proof: Proof,
        roots: Vec<Vec<u8>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, String> {
        if proof == Proof::Nothing {
            return Ok(Self { proof, named: Vec::new(), chains: None, provider });
        }
        let named: Vec<CertificateDer<'static>> = roots.into_iter().map(Into::into).collect();
        let mut store = RootCertStore::empty();
        for root in &named {
            store.add(root.clone()).map_err(|error| format!("sslrootcert: {error}"))?;
        }
        if named.is_empty() {
            // One unreadable root among the system's is no reason to trust none of them.
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        let chains = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone());
        let chains = chains.build().map_err(|error| format!("no authority to trust: {error}"))?;
        Ok(Self { proof, named, chains: Some(chains), provider })
    }

    /// Whether the certificate is valid now; `Ok` says nothing else about it.
    fn valid(shown: &CertificateDer<'_>, now: UnixTime) -> Result<(), Error> {
        let read = Certificate::from_der(shown).map_err(|_| CertificateError::BadEncoding)?;
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX).saturating_mul(1000);
        if read.valid_at(Timestamp(now)) { Ok(()) } else { Err(CertificateError::Expired.into()) }
    }
}

impl ServerCertVerifier for Guard {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chains) = &self.chains else { return Ok(ServerCertVerified::assertion()) };
        if self.named.iter().any(|root| root == shown) {
            Self::valid(shown, now)?;
            if self.proof == Proof::Host {
                verify_server_name(&ParsedCertificate::try_from(shown)?, host)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        match chains.verify_server_cert(shown, between, host, ocsp, now) {
            // The name is looked at last: everything else holds.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.proof == Proof::Authority => Ok(ServerCertVerified::assertion()),
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, shown, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, shown, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for Tls {
    type Stream = Stream<S>;
    type TlsConnect = Handshake;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> io::Result<Handshake> {
        // A socket file has no host, and nobody speaks TLS over it.
        let host = ServerName::try_from(host.to_owned()).ok();
        Ok(Handshake { connector: self.0.clone(), host })
    }
}

/// One handshake to come.
pub(super) struct Handshake {
    connector: TlsConnector,
    host: Option<ServerName<'static>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for Handshake {
    type Stream = Stream<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move {
            let host = self.host.ok_or_else(|| io::Error::other("the host is no host's name"))?;
            let stream = self.connector.connect(host, stream).await?;
            Ok(Stream(Box::new(stream)))
        })
    }
}

/// A connection inside TLS.
pub(super) struct Stream<S>(Box<tokio_rustls::client::TlsStream<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Stream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use drawbridge_seal::PrivateKey;
    use drawbridge_seal::issue::{Authority, Subject, Validity};

    use super::*;

    #[test]
    fn a_certificate_that_is_named_itself_is_trusted_while_it_is_valid() {
        let subject = Subject { common_name: "db", organisation: "test", unit: "test" };
        let validity = Validity { from: Timestamp(1_000_000), until: Timestamp(2_000_000) };
        let key = PrivateKey::generate().expect("a key");
        let made = Authority::create(subject, validity, key).expect("made");
        let der: Vec<Vec<u8>> = crate::pem_blocks(&made.certificate.pem).collect();
        let shown = CertificateDer::from(der[0].clone());
        let host = ServerName::try_from("db").expect("a name");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let judged = |proof, seconds| {
            let guard = Guard::new(proof, der.clone(), provider.clone()).expect("a guard");
            let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
            guard.verify_server_cert(&shown, &[], &host, &[], now).map(drop)
        };
        assert_eq!(judged(Proof::Authority, 1500), Ok(()));
        assert_eq!(judged(Proof::Authority, 2001), Err(CertificateError::Expired.into()));
        assert!(judged(Proof::Host, 1500).is_err(), "it names no host");
        assert_eq!(judged(Proof::Nothing, 2001), Ok(()));
    }
}
