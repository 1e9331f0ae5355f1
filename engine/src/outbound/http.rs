//! HTTP/1.1 over TCP and TLS.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::{Fault, Headers, Method, Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;

use crate::outbound::{FILE_MAX, Net, REPLY_MAX};

/// How long a connection may take to come up.
const CONNECT_MAX: Duration = Duration::from_secs(5);

/// How long an idle connection is kept. Shorter than servers keep theirs (Node's five seconds are the
/// shortest default in use, nodejs.org/api/http.html#serverkeepalivetimeout): a request on a connection
/// that its server is just closing may have been heard or not, and an order whose fate is unknown
/// costs more than a handshake.
const IDLE_TIME: Duration = Duration::from_secs(4);

/// Idle connections kept per host: enough for bursts, few enough not to hold a peer's slots.
const IDLE_MAX: usize = 64;

/// How the outside is reached.
#[derive(Clone, Debug, Default)]
pub struct NetSettings {
    /// More roots to trust besides the operating system's, in DER: a test's, or a company's.
    pub more_roots: Vec<Vec<u8>>,
}

/// Sends over the network.
pub struct HttpNet {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl HttpNet {
    /// Connects lazily; fails only if the trusted roots cannot be read.
    pub fn new(settings: &NetSettings) -> Result<Self, Fault> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT_MAX));
        http.set_nodelay(true);
        let tls = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(tls(settings)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE_TIME)
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(IDLE_MAX)
            .build(tls);
        Ok(Self { client })
    }
}

#[async_trait::async_trait]
impl Net for HttpNet {
    async fn send(&self, request: &Request, limit: Duration) -> Result<Response, Fault> {
        self.within(request, limit, REPLY_MAX).await
    }

    async fn fetch(&self, request: &Request, limit: Duration) -> Result<Response, Fault> {
        self.within(request, limit, FILE_MAX).await
    }
}

impl HttpNet {
    async fn within(
        &self,
        request: &Request,
        limit: Duration,
        largest: usize,
    ) -> Result<Response, Fault> {
        let request = outgoing(request)?;
        match tokio::time::timeout(limit, self.exchange(request, largest)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Fault::Unknown(format!("no reply within {} s", limit.as_secs()))),
        }
    }

    async fn exchange(
        &self,
        request: hyper::Request<Full<Bytes>>,
        largest: usize,
    ) -> Result<Response, Fault> {
        let response = self.client.request(request).await.map_err(|error| {
            let why = chain(&error);
            if error.is_connect() { Fault::Unsent(why) } else { Fault::Unknown(why) }
        })?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, largest).collect().await;
        let body = body.map_err(|error| Fault::Unknown(format!("the reply broke off: {error}")))?;
        let mut headers = Headers::default();
        for (name, value) in &head.headers {
            headers.push(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
        }
        Ok(Response { status: head.status.as_u16(), headers, body: body.to_bytes().into() })
    }
}

fn outgoing(request: &Request) -> Result<hyper::Request<Full<Bytes>>, Fault> {
    let method = match request.method {
        Method::Get => hyper::Method::GET,
        Method::Post => hyper::Method::POST,
        Method::Other => return Err(Fault::Unsent("only GET and POST are sent".to_owned())),
    };
    let mut outgoing = hyper::Request::builder().method(method).uri(request.url());
    for (name, value) in &request.headers.0 {
        outgoing = outgoing.header(name, value);
    }
    let body = Full::new(Bytes::from(request.body.clone()));
    outgoing.body(body).map_err(|error| Fault::Unsent(format!("not a sendable request: {error}")))
}

/// TLS as it is spoken to everybody outside: the system's roots and the given ones.
pub(crate) fn tls(settings: &NetSettings) -> Result<ClientConfig, Fault> {
    let unusable = |why: String| Fault::Unsent(format!("no TLS: {why}"));
    let mut roots = RootCertStore::empty();
    for root in rustls_native_certs::load_native_certs().certs {
        // One unreadable root among the system's is no reason to trust none of them.
        let _ = roots.add(root);
    }
    for root in &settings.more_roots {
        roots.add(CertificateDer::from(root.clone())).map_err(|e| unusable(e.to_string()))?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// An error and everything under it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A server whose replies have so many bytes. Returns its address and how many it could send.
    async fn talker(bytes: usize) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let sent = Arc::new(AtomicUsize::new(0));
        let counted = sent.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut room = [0; 4096];
                let _ = stream.read(&mut room).await;
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n");
                let mut ended = stream.write_all(head.as_bytes()).await;
                for _ in 0..bytes / 4096 {
                    if ended.is_ok() {
                        ended = stream.write_all(&room).await;
                        counted.fetch_add(room.len(), Ordering::Relaxed);
                    }
                }
            }
        });
        (base, sent)
    }

    #[tokio::test]
    async fn whoever_is_called_cannot_fill_our_memory() {
        let (base, sent) = talker(64 << 20).await;
        let net = HttpNet::new(&NetSettings::default()).expect("a net");
        let request = Request::new(Method::Post, &base, "/");
        let reply = net.send(&request, Duration::from_secs(30)).await;
        assert!(matches!(reply, Err(Fault::Unknown(_))), "too large");
        // What was on its way when we hung up lies in the system's buffers.
        let sent = sent.load(Ordering::Relaxed);
        assert!(sent < 32 << 20, "{sent} bytes were taken");
    }

    #[tokio::test]
    async fn a_file_may_be_larger_than_a_reply() {
        let (base, _) = talker(4 << 20).await;
        let net = HttpNet::new(&NetSettings::default()).expect("a net");
        let request = Request::new(Method::Get, &base, "/");
        let file = net.fetch(&request, Duration::from_secs(30)).await.expect("fetched");
        assert_eq!(file.body.len(), 4 << 20);
    }
}
