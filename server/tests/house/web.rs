//! A small web on loopback: the pages and pictures in `web/`, under names of platforms and under reserved
//! ones. Where it stands in for the internet nothing else is reached, and what may be fetched is judged as
//! ever.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use drawbridge_engine::fetch::{Dial, Resolve, Wire};
use drawbridge_server::share::Internet;
use rustls::ServerConfig;
use rustls_pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What stands at an address.
enum Found {
    Page(&'static str),
    Picture(&'static [u8]),
    Moved(&'static str),
}

use Found::{Moved, Page, Picture};

/// Host, path, and what stands there. Names below `example.org` and `example.cn` are nobody's.
const WEB: &[(&str, &str, Found)] = &[
    ("m.tb.cn", "/h.5example", Moved("https://item.taobao.com/item.htm?id=612345678901&ut_sk=1.x")),
    ("item.taobao.com", "/item.htm", Page(include_str!("web/tea.html"))),
    ("v.douyin.com", "/iExample1/", Moved("https://www.douyin.com/video/7300000000000000001")),
    ("www.douyin.com", "/video/7300000000000000001", Page(include_str!("web/noodles.html"))),
    ("www.example.org", "/2026/11/bridges", Page(include_str!("web/bridges.html"))),
    (DISGUISED, "/login", Page(include_str!("web/login.html"))),
    (LISTED, "/verify", Page(include_str!("web/verify.html"))),
    ("evil.example.org", "/", Page(include_str!("web/evil.html"))),
    ("img.example.cn", "/tea/1.png", Picture(include_bytes!("web/tea.png"))),
    ("img.example.cn", "/noodles.png", Picture(include_bytes!("web/noodles.png"))),
    ("img.example.cn", "/dot.png", Picture(include_bytes!("web/dot.png"))),
];

/// A well-known name stands before the domain, with a letter of another script.
const DISGUISED: &str = "taobao.com.xn--pple-43d.example.org";

/// A list says that it asks for secrets under another's name.
pub(crate) const LISTED: &str = "pay.taobao.com.secure.example.org";

/// Opens it: where links lead, and the root certificate of all its names, as PEM.
pub(crate) async fn open() -> (Internet, String) {
    let names: Vec<String> = WEB.iter().map(|(host, ..)| (*host).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let tls = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let tls = TlsAcceptor::from(Arc::new(tls));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let tls = tls.clone();
            // Whoever goes away in between has gone away.
            tokio::spawn(async move { serve(tls.accept(stream).await?).await });
        }
    });
    let web = Arc::new(Web { at });
    (Internet { resolver: web.clone(), dialler: web }, made.cert.pem())
}

struct Web {
    at: SocketAddr,
}

#[async_trait::async_trait]
impl Resolve for Web {
    /// Each host has an address of its own that is public by its number. It is dialled by nobody but us.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let place = WEB.iter().position(|(host, ..)| *host == name);
        let last = place.and_then(|place| u8::try_from(place + 1).ok());
        Ok(last.map(|last| Ipv4Addr::new(11, 0, 0, last).into()).into_iter().collect())
    }
}

#[async_trait::async_trait]
impl Dial for Web {
    async fn dial(&self, to: SocketAddr) -> io::Result<Box<dyn Wire>> {
        if to.port() != 443 {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        Ok(Box::new(TcpStream::connect(self.at).await?))
    }

    fn is_ours(&self, _: IpAddr) -> bool {
        false
    }
}

async fn serve<S: Wire>(mut stream: S) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let path = head.split([' ', '?']).nth(1).unwrap_or_default();
    let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let found = WEB.iter().find(|(at, on, _)| *at == host && on.eq_ignore_ascii_case(path));
    let (line, body): (String, &[u8]) = match found.map(|(.., found)| found) {
        Some(Page(text)) => ("200 OK\r\ncontent-type: text/html".to_owned(), text.as_bytes()),
        Some(Picture(bytes)) => ("200 OK\r\ncontent-type: image/png".to_owned(), bytes),
        Some(Moved(to)) => (format!("302 Found\r\nlocation: {to}"), b""),
        None => ("404 Not Found".to_owned(), b""),
    };
    let head = format!("HTTP/1.1 {line}\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.shutdown().await
}
