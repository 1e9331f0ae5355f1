//! A small internet: names, addresses, servers that do as they are told, and a canary.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use drawbridge_canon::Timestamp;
use drawbridge_engine::fetch::{
    Dial, FetchAsk, FetchError, FetchSettings, Fetched, Fetcher, Limits, Purpose, Resolve, Wire,
};
use drawbridge_engine::outbound::NetSettings;
use drawbridge_engine::world::{Clock, World};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What a server does for one question, in order; then it closes.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Send(Vec<u8>),
    Pause(Duration),
    /// The same again and again, until nobody listens.
    Forever(Vec<u8>, Duration),
    /// No more is sent, and the other side is not closed.
    HalfClose,
}

pub(crate) fn send(text: impl AsRef<[u8]>) -> Vec<Act> {
    vec![Act::Send(text.as_ref().to_vec())]
}

/// A whole answer.
pub(crate) fn answer(head: &str, body: &[u8]) -> Vec<Act> {
    let mut bytes =
        format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    vec![Act::Send(bytes)]
}

pub(crate) fn page(body: &str) -> Vec<Act> {
    answer("200 OK\r\ncontent-type: text/html; charset=utf-8", body.as_bytes())
}

pub(crate) fn redirect(to: &str) -> Vec<Act> {
    answer(&format!("302 Found\r\nlocation: {to}"), b"")
}

/// A server on loopback, which keeps the heads of all questions.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) at: SocketAddr,
    pub(crate) heard: Arc<Mutex<Vec<String>>>,
    /// Bytes sent, as far as the system took them.
    pub(crate) sent: Arc<AtomicUsize>,
}

impl Server {
    pub(crate) async fn new(acts: impl Fn(&str) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (heard, sent) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let server = Self { at, heard, sent };
        let (ours, acts) = (server.clone(), Arc::new(acts));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (ours, acts) = (ours.clone(), acts.clone());
                tokio::spawn(async move { ours.serve(stream, acts.as_ref()).await });
            }
        });
        server
    }

    pub(crate) fn count(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    async fn serve(&self, mut stream: TcpStream, acts: &(dyn Fn(&str) -> Vec<Act> + Send + Sync)) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else { return };
            head.push(byte);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.heard.lock().unwrap().push(head);
        for act in acts(&path) {
            if self.act(&mut stream, act).await.is_err() {
                return;
            }
        }
        let _ = stream.shutdown().await;
    }

    async fn act(&self, stream: &mut TcpStream, act: Act) -> io::Result<()> {
        match act {
            Act::Send(bytes) => {
                stream.write_all(&bytes).await?;
                self.sent.fetch_add(bytes.len(), Ordering::Relaxed);
            }
            Act::Pause(time) => tokio::time::sleep(time).await,
            Act::Forever(bytes, pause) => loop {
                stream.write_all(&bytes).await?;
                self.sent.fetch_add(bytes.len(), Ordering::Relaxed);
                if pause.is_zero() {
                    tokio::task::yield_now().await;
                } else {
                    tokio::time::sleep(pause).await;
                }
            },
            Act::HalfClose => {
                stream.shutdown().await?;
                tokio::time::sleep(Duration::from_mins(1)).await;
            }
        }
        Ok(())
    }
}

/// Names with their answers, one set after another; the last one stays.
#[derive(Default)]
pub(crate) struct Book {
    names: Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>,
    pub(crate) asked: AtomicUsize,
}

#[async_trait::async_trait]
impl Resolve for Book {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut names = self.names.lock().unwrap();
        let Some(answers) = names.get_mut(name) else { return Ok(Vec::new()) };
        Ok(if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() })
    }
}

/// Dials loopback servers in place of public addresses; whatever else is dialled reaches the canary.
pub(crate) struct Exchange {
    servers: Mutex<BTreeMap<IpAddr, SocketAddr>>,
    canary: SocketAddr,
    pub(crate) dialled: Mutex<Vec<SocketAddr>>,
    ours: Mutex<Vec<IpAddr>>,
}

#[async_trait::async_trait]
impl Dial for Exchange {
    async fn dial(&self, to: SocketAddr) -> io::Result<Box<dyn Wire>> {
        self.dialled.lock().unwrap().push(to);
        let server = self.servers.lock().unwrap().get(&to.ip()).copied();
        Ok(Box::new(TcpStream::connect(server.unwrap_or(self.canary)).await?))
    }

    fn is_ours(&self, address: IpAddr) -> bool {
        self.ours.lock().unwrap().contains(&address)
    }
}

/// The machine's time, and more of it when a test says so.
#[derive(Default)]
pub(crate) struct Ahead(AtomicI64);

impl Ahead {
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp(i64::try_from(since.as_millis()).unwrap() + self.0.load(Ordering::Relaxed))
    }
}

/// All of it together.
pub(crate) struct Internet {
    pub(crate) book: Arc<Book>,
    pub(crate) exchange: Arc<Exchange>,
    pub(crate) canary: Server,
    pub(crate) settings: FetchSettings,
}

impl Internet {
    pub(crate) async fn new() -> Self {
        let canary = Server::new(|_| page("secret")).await;
        let book = Arc::new(Book::default());
        let exchange = Arc::new(Exchange {
            servers: Mutex::default(),
            canary: canary.at,
            dialled: Mutex::default(),
            ours: Mutex::default(),
        });
        let world = World::real().0;
        let mut settings = FetchSettings::real(&NetSettings::default(), world).unwrap();
        settings.resolver = book.clone();
        settings.dialler = exchange.clone();
        // Short, so that what is slow is slow soon; and the canary can be named with its port.
        settings.limits = Limits {
            ports: vec![80, 443, 8080, 8443, canary.at.port()],
            head: Duration::from_millis(800),
            total: Duration::from_secs(3),
            pause: Duration::from_millis(400),
            ..Limits::default()
        };
        // Hundreds of questions to a few hosts, in a test.
        settings.hosts.burst = 10_000;
        settings.addresses.burst = 10_000;
        Self { book, exchange, canary, settings }
    }

    /// A server, under this name and this public address.
    pub(crate) fn at(&self, name: &str, address: &str, server: &Server) {
        let address: IpAddr = address.parse().unwrap();
        self.exchange.servers.lock().unwrap().insert(address, server.at);
        self.name(name, &[&[&address.to_string()]]);
    }

    /// A name with its answers, one set after another.
    pub(crate) fn name(&self, name: &str, answers: &[&[&str]]) {
        let parse = |set: &&[&str]| set.iter().map(|text| text.parse().unwrap()).collect();
        self.book
            .names
            .lock()
            .unwrap()
            .insert(name.to_owned(), answers.iter().map(parse).collect());
    }

    pub(crate) fn ours(&self, address: &str) {
        self.exchange.ours.lock().unwrap().push(address.parse().unwrap());
    }

    pub(crate) fn fetcher(&self) -> Arc<Fetcher> {
        Fetcher::new(self.settings.clone())
    }

    /// Fetches as a new fetcher does.
    pub(crate) async fn get(
        &self,
        purpose: Purpose,
        url: &str,
    ) -> (Result<Fetched, FetchError>, Vec<u8>) {
        let mut body = Vec::new();
        let fetched = self.fetcher().fetch(FetchAsk::shared(url, purpose), &mut body).await;
        (fetched, body)
    }

    /// The name of the error that a page gives; empty if there is none.
    pub(crate) async fn refusal(&self, url: &str) -> &'static str {
        self.get(Purpose::Page, url).await.0.err().map_or("", |error| error.kind.name())
    }
}
