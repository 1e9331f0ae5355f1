//! TLS: the certificate must have the name that was asked, and nothing leads back to plain text.

use std::sync::Arc;

use drawbridge_engine::fetch::{FetchSettings, Purpose};
use drawbridge_engine::outbound::NetSettings;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::kit::{Internet, Server, page};

/// A server that speaks TLS as `mall.cn`, and the certificate to trust.
async fn secure(answer: &'static str) -> (Server, Vec<u8>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["mall.cn".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server =
        Server { at: listener.local_addr().unwrap(), heard: Arc::default(), sent: Arc::default() };
    let heard = server.heard.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut room = [0; 4096];
            let read = stream.read(&mut room).await.unwrap_or_default();
            heard.lock().unwrap().push(String::from_utf8_lossy(&room[..read]).into_owned());
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (server, cert.der().to_vec())
}

fn trusting(internet: &mut Internet, root: Vec<u8>) {
    let net = NetSettings { more_roots: vec![root] };
    internet.settings.tls = FetchSettings::real(&net, internet.settings.world.clone()).unwrap().tls;
}

#[tokio::test]
async fn the_name_asked_is_the_name_proved() {
    let mut internet = Internet::new().await;
    let (shop, root) =
        secure("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\nshop").await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.at("mall2.cn", "1.2.3.4", &shop);
    assert_eq!(internet.refusal("https://mall.cn/").await, "tls", "nobody vouches for it");
    trusting(&mut internet, root);
    let (fetched, body) = internet.get(Purpose::Page, "https://mall.cn/").await;
    assert!(fetched.is_ok(), "{fetched:?}");
    assert_eq!(body, b"shop");
    assert_eq!(internet.refusal("https://mall2.cn/").await, "tls", "another name");
    assert_eq!(internet.refusal("https://1.2.3.4/").await, "tls", "an address");
    assert_eq!(shop.count(), 1, "and nothing was asked");
}

#[tokio::test]
async fn nothing_leads_back_to_plain_text() {
    let mut internet = Internet::new().await;
    let (shop, root) =
        secure("HTTP/1.1 302 Found\r\nlocation: http://mall3.cn/\r\ncontent-length: 0\r\n\r\n")
            .await;
    let plain = Server::new(|_| page("plain")).await;
    internet.at("mall.cn", "1.2.3.4", &shop);
    internet.at("mall3.cn", "1.2.3.5", &plain);
    trusting(&mut internet, root);
    assert_eq!(internet.refusal("https://mall.cn/").await, "downgrade");
    assert_eq!(plain.count(), 0);
    assert_eq!(internet.refusal("http://mall3.cn/").await, "", "by itself it may be asked");
}

#[tokio::test]
async fn plain_text_where_tls_is_expected_is_refused() {
    let internet = Internet::new().await;
    let plain = Server::new(|_| page("plain")).await;
    internet.at("mall.cn", "1.2.3.4", &plain);
    let kind = internet.refusal("https://mall.cn/").await;
    assert!(matches!(kind, "tls" | "too-slow"), "{kind}");
}
