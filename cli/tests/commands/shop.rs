//! A shop that speaks one platform, at a sandbox.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use drawbridge_canon::pay::{ChargeAsk, Handover, Origin, Scene};
use drawbridge_canon::{Account, Method, Money, Request, Response};
use drawbridge_engine::outbound::{HttpNet, Net as _, NetSettings};
use drawbridge_engine::provision::SHOP;
use drawbridge_engine::registry::{AccountSpec, build_account};
use drawbridge_engine::world::World;
use drawbridge_server::Config;

/// Which platform the shop speaks.
const SPOKEN: &str = "alipay";

/// The shop.
pub(crate) struct Shop {
    spoken: &'static str,
    account: Account,
    world: World,
    /// Where it hears of payments.
    pub(crate) ear: Ear,
}

impl Shop {
    /// The shop of a sandbox, with the keys that are in its folder.
    pub(crate) fn open(folder: &Path, base: &str) -> Self {
        Self::speaking(SPOKEN, folder, base)
    }

    /// One that speaks another platform.
    pub(crate) fn speaking(spoken: &'static str, folder: &Path, base: &str) -> Self {
        let config = Config::read(&folder.join("drawbridge.toml")).unwrap();
        let speaks = |spec: &AccountSpec| spec.dialect == spoken;
        let serves = |serves: &Option<String>| serves.as_deref() == Some(SHOP);
        let mut fronts = config.fronts.iter();
        let front = &fronts.find(|f| serves(&f.serves) && speaks(&f.account)).unwrap().account;
        let side = &config.wallets.iter().find(|w| speaks(&w.account)).unwrap().account;
        let mount = drawbridge_roster::dialect(spoken).unwrap().pay.unwrap().mount;
        let spec = AccountSpec {
            merchant: front.merchant.clone(),
            apps: front.apps.clone(),
            endpoint: format!("{base}{mount}"),
            ..side.clone()
        };
        let account = build_account(&spec, folder).unwrap();
        Self { spoken, account, world: World::real().0, ear: Ear::open() }
    }

    /// Asks to be paid; the text of the code that a buyer scans.
    pub(crate) fn charge(&self, order: &str, fen: u64) -> String {
        let codec = drawbridge_roster::dialect(self.spoken).unwrap().pay.unwrap().charge.unwrap();
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &self.account);
        let request = codec.write_ask(&self.ask(order, fen), &ctx).unwrap();
        let response = send(&request);
        let ctx = self.world.ctx("", &self.account).answering(&request);
        match codec.read_answer(&response, &ctx).unwrap() {
            Handover::Code { text } => text,
            other => panic!("no code: {other:?}"),
        }
    }

    fn ask(&self, order: &str, fen: u64) -> ChargeAsk {
        ChargeAsk {
            scene: Scene::Code,
            order: order.to_owned(),
            amount: Money::fen(fen),
            subject: "热干面 two bowls".to_owned(),
            body: None,
            attach: None,
            notify_url: Some(self.ear.url.clone()),
            return_url: None,
            expires: None,
            app: self.account.apps.first().cloned(),
            sub_merchant: None,
            goods: Vec::new(),
            no_credit: false,
            split: false,
            origin: Origin::default(),
        }
    }
}

/// Moves the sandbox's clock to the next noon, so that no midnight comes in between.
pub(crate) fn noon(base: &str) {
    let now = World::real().0.clock.now().plus_seconds(8 * 3600).0 / 1000;
    advance(base, (36 * 3600 - now.rem_euclid(86_400)) % 86_400);
}

/// Moves it from there to the next day's evening, when bills are there.
pub(crate) fn tomorrow(base: &str) {
    advance(base, 34 * 3600);
}

fn advance(base: &str, seconds: i64) {
    let mut request = Request::to_url(Method::Post, &format!("{base}/sandbox/clock")).unwrap();
    request.headers.push("content-type", "application/json");
    request.body = format!("{{\"advance_seconds\": {seconds}}}").into_bytes();
    assert_eq!(send(&request).status, 200);
}

pub(crate) fn send(request: &Request) -> Response {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let net = HttpNet::new(&NetSettings::default()).unwrap();
        net.send(request, Duration::from_mins(1)).await.unwrap()
    })
}

/// The shop's notice address, which hears but does not always acknowledge.
pub(crate) struct Ear {
    url: String,
    /// Whether what comes is acknowledged.
    pub(crate) open: Arc<AtomicBool>,
}

impl Ear {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/notice", listener.local_addr().unwrap());
        let open = Arc::new(AtomicBool::new(false));
        let acknowledges = open.clone();
        // It listens until the test's process ends.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                hear(&mut stream);
                let body = if acknowledges.load(Ordering::SeqCst) { "success" } else { "fail" };
                let length = body.len();
                let head = "HTTP/1.1 200 OK\r\nconnection: close\r\n";
                let _ = write!(stream, "{head}content-length: {length}\r\n\r\n{body}");
            }
        });
        Self { url, open }
    }
}

/// Reads a request to its end: to answer before would break the connection.
fn hear(stream: &mut TcpStream) {
    let (mut heard, mut piece) = (Vec::new(), vec![0; 4096]);
    while let Ok(count @ 1..) = stream.read(&mut piece) {
        heard.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&heard).to_lowercase();
        let Some((top, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = top.lines().find_map(|line| line.strip_prefix("content-length: "));
        if length.is_none_or(|length| length.parse().is_ok_and(|length| body.len() >= length)) {
            return;
        }
    }
}
