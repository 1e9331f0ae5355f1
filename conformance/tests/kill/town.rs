//! The platforms, the merchants, and the bridge's configuration.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::to_bytes;
use drawbridge_canon::{Method, Request, Response};
use drawbridge_conformance::shop::{Customer, Shop};
use drawbridge_engine::outbound::{HttpNet, Net, NetSettings};
use drawbridge_engine::provision::{Provision, provision};
use drawbridge_engine::registry::{
    AccountSpec, FrontSpec, KeySpec, PublicKeySpec, Secret, WalletAccount, build_account,
    fronts_key,
};
use drawbridge_engine::world::World;
use drawbridge_server::Config;
use drawbridge_server::run::{self, Running};
use tokio::net::TcpListener;

use crate::bridge::Bridge;

/// The steps in which time is moved at the end: seconds, and how often. An order may be paid for two
/// weeks, and a wallet that tells only briefly is looked at for a week after that.
const REST: &[(i64, u32)] = &[(20, 4), (60, 6), (600, 4), (3600, 8), (43_200, 6), (86_400, 21)];

/// Everything but the bridge.
pub(crate) struct Town {
    pub(crate) folder: PathBuf,
    pub(crate) platforms: Running,
    pub(crate) shop: Arc<Shop>,
    pub(crate) wallets: Vec<Arc<WalletAccount>>,
    /// Where merchants hear notices.
    pub(crate) shops: String,
    /// Where the bridge answers.
    pub(crate) base: String,
    pub(crate) net: Arc<HttpNet>,
}

impl Town {
    /// Starts the platforms, and writes the bridge's configuration into `folder`.
    pub(crate) async fn build(folder: &Path, store: &str) -> Self {
        let (world, _) = World::real();
        let at_platforms = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let platforms = address(&at_platforms);
        let base = {
            let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            address(&free)
        };
        let made = provision(folder, &platforms, &world).expect("keys are made");
        let bridge = bridge_config(&made, &base, &platforms, store);
        let text = toml::to_string(&bridge).expect("a configuration can be written");
        std::fs::write(folder.join("bridge.toml"), text).expect("the folder is writable");
        let config = Config {
            public_url: platforms,
            store: Secret("sqlite::memory:".to_owned()),
            pseudonym_key: Secret("platforms".to_owned()),
            sandbox: true,
            fronts: made.fronts.iter().filter(|front| front.serves.is_none()).cloned().collect(),
            ..Config::default()
        };
        let platforms = run::start(config, folder, at_platforms).await.expect("platforms start");
        let net = Arc::new(HttpNet::new(&NetSettings::default()).expect("a network"));
        let customers = bridge.fronts.iter().map(|front| customer(front, folder)).collect();
        let shop = Shop::new(world, net.clone(), customers);
        let shops = mailbox(shop.clone()).await;
        let wallets = bridge.wallets.iter().map(|wallet| wallet.build(folder));
        let wallets = wallets.map(|wallet| Arc::new(wallet.expect("a wallet")));
        let wallets = wallets.collect();
        Self { folder: folder.to_owned(), platforms, shop, wallets, shops, base, net }
    }

    /// What the bridge answers to a GET, if it answers well.
    pub(crate) async fn get(&self, path: &str) -> Option<Response> {
        let request = Request::new(Method::Get, &self.base, path);
        let response = self.net.send(&request, Duration::from_secs(5)).await.ok()?;
        (response.status == 200).then_some(response)
    }

    /// Sends JSON to the bridge.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Option<Response> {
        let mut request = Request::new(Method::Post, &self.base, path);
        request.headers.push("content-type", "application/json");
        request.body = body.as_bytes().to_vec();
        let response = self.net.send(&request, Duration::from_secs(20)).await.ok()?;
        (response.status == 200).then_some(response)
    }

    /// Days pass, for the bridge and for the wallets, until everything has come to rest.
    pub(crate) async fn rest(&self, _alive: &Bridge) {
        for (seconds, times) in REST {
            for _ in 0..*times {
                self.platforms.node.clock.advance_ms(seconds * 1000);
                let moved = format!(r#"{{"advance_seconds":{seconds}}}"#);
                self.post("/sandbox/clock", &moved).await.expect("the bridge's clock moves");
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
    }

    /// The platforms close.
    pub(crate) async fn stop(self) {
        self.platforms.stop().await;
    }
}

/// A new empty folder.
pub(crate) fn folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("drawbridge-kill-{}-{count}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

fn address(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().expect("bound"))
}

fn bridge_config(made: &Provision, base: &str, platforms: &str, store: &str) -> Config {
    let fronts = made.fronts.iter().filter(|front| front.serves.is_some()).cloned();
    let fronts = fronts.map(|mut front| {
        front.account.endpoint = front.account.endpoint.replace(platforms, base);
        front
    });
    Config {
        listen: base.trim_start_matches("http://").to_owned(),
        public_url: base.to_owned(),
        store: Secret(store.to_owned()),
        pseudonym_key: Secret("pseudonyms".to_owned()),
        // For its clock only: every front serves a merchant.
        sandbox: true,
        merchants: made.merchants.clone(),
        fronts: fronts.collect(),
        wallets: made.wallets.clone(),
        ..Config::default()
    }
}

/// The merchant's side of a front: its keys are the merchant's, and the platform's are known.
fn customer(front: &FrontSpec, folder: &Path) -> Customer {
    let spec = &front.account;
    let dialect = drawbridge_roster::dialect(&spec.dialect).expect("spoken");
    let pay = dialect.pay.expect("spoken");
    let file = |name: &str| Secret(format!("file:{name}"));
    let bare = pay.shape.bare_keys && pay.shape.public_key_prefix.is_none();
    let theirs = spec.ours.iter().map(|key| PublicKeySpec {
        key: key.certificate.clone().unwrap_or_else(|| Secret(key.key.0.replace(".key", ".pem"))),
        id: key.id.clone(),
    });
    let account = AccountSpec {
        ours: vec![KeySpec {
            key: file("merchant.key"),
            certificate: (!bare).then(|| file("merchant.crt")),
            id: None,
        }],
        theirs: theirs.collect(),
        ..spec.clone()
    };
    let account = build_account(&account, folder).expect("an account");
    let key = fronts_key(dialect.name, &account.id);
    Customer { key, dialect, pay, account, paid_with: Vec::new() }
}

/// Serves the merchants' address for notices; the answer is where it is.
async fn mailbox(shop: Arc<Shop>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = address(&listener);
    let hear = move |request: axum::extract::Request| {
        let shop = shop.clone();
        async move {
            let response = shop.hear(&read(request).await);
            let response = response.unwrap_or_else(|| Response::new(404, "text/plain", "nobody"));
            let mut out = axum::http::Response::builder().status(response.status);
            for (name, value) in &response.headers.0 {
                out = out.header(name, value);
            }
            out.body(axum::body::Body::from(response.body)).expect("a response")
        }
    };
    let router = axum::Router::new().fallback(hear);
    crate::here().spawn(async move { drop(axum::serve(listener, router).await) });
    at
}

async fn read(request: axum::extract::Request) -> Request {
    let (head, body) = request.into_parts();
    let method = if head.method == "GET" { Method::Get } else { Method::Post };
    let mut read = Request::new(method, "", head.uri.path());
    read.query = head.uri.query().map(str::to_owned);
    for (name, value) in &head.headers {
        read.headers.push(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    read.body = to_bytes(body, 1 << 20).await.expect("a small body").to_vec();
    read
}
