//! A whole node for tests: a sandbox of every platform on a store in memory, on loopback.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod decided;
pub(crate) mod web;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use drawbridge_canon::Money;
use drawbridge_canon::pay::{ChargeAsk, Handover, Origin, Scene};
use drawbridge_engine::desk::Desk;
use drawbridge_engine::pay::backend::Backend as _;
use drawbridge_engine::provision::{self, SHOP};
use drawbridge_engine::registry::{Backend, Front, Secret};
use drawbridge_engine::world::World;
use drawbridge_server::run::{self, Running};
use drawbridge_server::share::{Internet, List, Says};
use drawbridge_server::{Config, Node, http};
use serde_json::Value;
use tower::ServiceExt as _;

/// A running node with its routes in hand.
pub(crate) struct House {
    pub(crate) running: Running,
    pub(crate) router: Router,
    pub(crate) base: String,
    pub(crate) folder: PathBuf,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

static HOUSES: AtomicU32 = AtomicU32::new(0);

impl House {
    /// A sandbox.
    pub(crate) async fn open() -> Self {
        Self::with(|_| ()).await
    }

    /// A sandbox with something about it changed.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::within((Internet::default(), None), change).await
    }

    /// One whose links lead into the small web, and nowhere else.
    pub(crate) async fn in_web(change: impl FnOnce(&mut Config)) -> Self {
        let (internet, root) = web::open().await;
        Self::within((internet, Some(root)), change).await
    }

    /// One whose links lead into an internet, with a root certificate that is trusted there.
    async fn within(
        (internet, root): (Internet, Option<String>),
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let (world, _) = World::real();
        let number = HOUSES.fetch_add(1, Ordering::Relaxed);
        let name = format!("drawbridge-house-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).unwrap();
        // Making keys takes seconds: houses of all tests have the same ones.
        let keys = option_env!("CARGO_TARGET_TMPDIR").map(|tmp| Path::new(tmp).join("house-keys"));
        let known = keys.as_ref().is_some_and(|keys| keys.is_dir());
        keys.iter().filter(|_| known).for_each(|keys| copy(keys, &folder));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let made = provision::provision(&folder, &base, &world).unwrap();
        if let Some(keys) = keys.filter(|_| !known) {
            let draft = keys.with_extension(&name);
            copy(&folder, &draft);
            // Another test may have been faster: then there are keys already.
            let _ = std::fs::rename(&draft, &keys);
        }
        let mut config = Config {
            public_url: base.clone(),
            store: Secret("sqlite::memory:".to_owned()),
            pseudonym_key: Secret("file:shared.key".to_owned()),
            sandbox: true,
            merchants: made.merchants,
            fronts: made.fronts,
            wallets: made.wallets,
            ..Config::default()
        };
        if let Some(root) = root {
            std::fs::write(folder.join("web.pem"), root).unwrap();
            config.trust.push("web.pem".into());
            std::fs::write(folder.join("phishing.txt"), web::LISTED).unwrap();
            config.share.lists.push(List { path: "phishing.txt".into(), says: Says::Phishing });
        }
        change(&mut config);
        let desk = Desk::published().unwrap();
        let node = Node::within(internet, desk, config, &folder).await.unwrap();
        let running = run::serve(node, &folder, listener).await.unwrap();
        let router = http::router(running.node.clone());
        Self { running, router, base, folder }
    }

    /// Ends it.
    pub(crate) async fn close(self) {
        self.running.stop().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    /// A front of the merchant who accepts every wallet, where the clients of this platform call.
    pub(crate) fn front(&self, dialect: &str) -> Arc<Front> {
        let snapshot = self.running.node.registry.now();
        let shop = Backend::Gate { merchant: SHOP.to_owned() };
        let mut fronts = snapshot.fronts.values();
        let found = fronts.find(|f| f.dialect.name == dialect && f.backend == shop);
        found.expect("the shop speaks it").clone()
    }

    /// An order of the shop that waits at the cashier: its id.
    pub(crate) async fn order(&self, order: &str, change: impl FnOnce(&mut ChargeAsk)) -> String {
        let mut ask = charge(order);
        change(&mut ask);
        let handed =
            self.running.node.engine.charge(&self.front("alipay"), ask, None).await.unwrap();
        let url = match handed {
            Handover::Code { text } => text,
            Handover::Redirect { url } => url,
            other => panic!("no cashier: {other:?}"),
        };
        let id = url.strip_prefix(&format!("{}/c/", self.base)).expect("the cashier's address");
        id.to_owned()
    }

    /// Asks with a method, headers and a body.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = to_bytes(body, 16 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status: head.status, headers: head.headers, text, bytes: bytes.into() }
    }

    /// Gets a page.
    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.ask("GET", path, headers, Body::empty()).await
    }

    /// Posts JSON.
    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let json = [headers, &[("content-type", "application/json")]].concat();
        self.ask("POST", path, &json, body.to_string()).await
    }

    /// The simulated buyer pays an order at the cashier.
    pub(crate) async fn pay(&self, id: &str, dialect: &str) {
        let code = format!("{}/c/{id}", self.base);
        let body = serde_json::json!({"code": code, "dialect": dialect});
        let told = self.post("/sandbox/pay", &[], &body).await;
        assert_eq!(told.status, 200, "{}", told.text);
        self.wait(id, "paid").await;
    }

    /// Waits until a payment stands so.
    pub(crate) async fn wait(&self, id: &str, state: &str) {
        for _ in 0..100 {
            if self.get(&format!("/c/{id}/state"), &[]).await.json()["state"] == state {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{id} never came to {state}");
    }
}

impl Reply {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// An order over 88.80 yuan whose buyer scans a code.
pub(crate) fn charge(order: &str) -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order: order.to_owned(),
        amount: Money::fen(8880),
        subject: "热干面 two bowls".to_owned(),
        body: None,
        attach: None,
        notify_url: None,
        return_url: None,
        expires: None,
        app: None,
        sub_merchant: None,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: Origin::default(),
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
