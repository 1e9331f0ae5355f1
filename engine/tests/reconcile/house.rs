//! A bridge and its simulated wallets in one process, without a socket, on a clock that tests move.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use drawbridge_canon::pay::{
    BillAsk, BillKind, BillRow, ChargeAsk, OrderRef, Origin, RefundAsk, Scene,
};
use drawbridge_canon::{Fault, Money, Request, Response, Timestamp};
use drawbridge_engine::desk::Desk;
use drawbridge_engine::gate::Payment;
use drawbridge_engine::ledger::Terms;
use drawbridge_engine::ledger::reconcile::Class;
use drawbridge_engine::outbound::Net;
use drawbridge_engine::pay::backend::Backend as _;
use drawbridge_engine::pay::front::{Fronts, Served};
use drawbridge_engine::pay::{PayEngine, Renewals, Settings};
use drawbridge_engine::provision::{self, Provision};
use drawbridge_engine::reconcile::{self, Ask, Done, RunError, Source};
use drawbridge_engine::registry::{Backend, Front, Registry, Snapshot};
use drawbridge_engine::sandbox::Sandbox;
use drawbridge_engine::store::{self, LedgerFilter, Store};
use drawbridge_engine::world::{Clock, RuntimeBackground, SystemDice, Work, World};
use drawbridge_sandbox::PayWith;

const BASE: &str = "http://bridge.test";

/// The day on which everything happens, unless a test says otherwise.
pub(crate) const DAY: &str = "2026-11-24";

/// Notices are lost while this is set.
pub(crate) type Spoil = Box<dyn Fn(&Request, Response) -> Response + Send>;

pub(crate) struct House {
    pub(crate) engine: Arc<PayEngine>,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<Hands>,
    wires: Arc<Wires>,
    folder: PathBuf,
}

/// A clock that stands still until it is moved.
pub(crate) struct Hands(AtomicI64);

impl Hands {
    pub(crate) fn set(&self, local: &str) {
        self.0.store(Timestamp::parse_local(local).expect("a time").0, Ordering::Relaxed);
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn sleep(&self, _: Duration) -> Work {
        Box::pin(tokio::task::yield_now())
    }
}

/// Leads every address back to this process.
#[derive(Default)]
struct Wires {
    inside: OnceLock<(Fronts, Arc<PayEngine>)>,
    spoil: Mutex<Option<Spoil>>,
}

#[async_trait]
impl Net for Wires {
    async fn send(&self, request: &Request, _: Duration) -> Result<Response, Fault> {
        let asked = Request::to_url(request.method, &request.url()).expect("an address");
        let mut asked = Request {
            origin: asked.origin,
            path: asked.path,
            query: asked.query,
            ..request.clone()
        };
        let (fronts, engine) = self.inside.get().expect("a house");
        if let Some(wallet) = asked.path.strip_prefix("/notify/") {
            return Ok(engine.hear(wallet, &asked).await);
        }
        let mounted = drawbridge_roster::DIALECTS.iter().find_map(|dialect| {
            let mount = dialect.pay?.mount;
            let rest = asked.path.strip_prefix(mount)?.to_owned();
            rest.starts_with('/').then_some((*dialect, mount, rest))
        });
        let Some((dialect, mount, rest)) = mounted else {
            return Err(Fault::Unsent(format!("nobody is at {}", asked.url())));
        };
        (asked.mount, asked.path) = (mount.to_owned(), rest);
        let Served::Reply(response) = fronts.serve(dialect, asked.clone()).await else {
            return Err(Fault::Unknown("dropped".to_owned()));
        };
        let spoil = self.spoil.lock().expect("whole");
        Ok(spoil.as_ref().map_or(response.clone(), |spoil| spoil(&asked, response)))
    }
}

/// Keys take long to make: all tests share them.
fn keys() -> &'static (PathBuf, Provision) {
    static KEYS: OnceLock<(PathBuf, Provision)> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("drawbridge-recon-{}", std::process::id()));
        let clock = Arc::new(Hands(AtomicI64::new(0)));
        clock.set("2026-11-20 00:00:00");
        let made = provision::provision(&folder, BASE, &world(clock)).expect("a sandbox");
        (folder, made)
    })
}

fn world(clock: Arc<Hands>) -> World {
    World { clock, dice: Arc::new(SystemDice), background: Arc::new(RuntimeBackground) }
}

fn snapshot() -> Snapshot {
    let (folder, made) = keys();
    let mut snapshot = Snapshot::default();
    for spec in &made.merchants {
        snapshot.merchants.insert(spec.id.clone(), Arc::new(spec.build().expect("a merchant")));
    }
    for spec in &made.fronts {
        let front = spec.build(folder).expect("a front");
        snapshot.fronts.insert(front.key.clone(), Arc::new(front));
    }
    for spec in &made.wallets {
        let wallet = spec.build(folder).expect("a wallet");
        snapshot.wallets.insert(wallet.name.clone(), Arc::new(wallet));
    }
    snapshot
}

impl House {
    /// At noon of [`DAY`].
    pub(crate) async fn open() -> Self {
        static HOUSES: AtomicU32 = AtomicU32::new(0);
        let number = HOUSES.fetch_add(1, Ordering::Relaxed);
        let clock = Arc::new(Hands(AtomicI64::new(0)));
        clock.set(&format!("{DAY} 12:00:00"));
        let world = world(clock.clone());
        let store = store::open("sqlite::memory:").await.expect("a store");
        let registry = Arc::new(Registry::default());
        registry.replace(snapshot());
        let wires = Arc::new(Wires::default());
        let settings = Settings {
            public: BASE.to_owned(),
            pseudonym_key: "k".repeat(32),
            terms: Terms::default(),
            keep_exchanges: false,
        };
        let engine = Arc::new(PayEngine {
            world: world.clone(),
            store: store.clone(),
            net: wires.clone(),
            registry: registry.clone(),
            desk: Arc::new(Desk::published().expect("a standard")),
            settings,
            renewals: Renewals::default(),
        });
        let sandbox =
            Arc::new(Sandbox::new(world.clone(), wires.clone(), registry.clone(), BASE, 7));
        let fronts = Fronts {
            world,
            registry,
            gate: Arc::new(engine.clone()),
            sandbox: Arc::new(sandbox.clone()),
        };
        assert!(wires.inside.set((fronts, engine.clone())).is_ok());
        let folder = keys().0.join(format!("house-{number}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self { engine, sandbox, store, clock, wires, folder }
    }

    /// The front of the merchant of this id who accepts one wallet.
    pub(crate) fn front(&self, merchant: &str) -> Arc<Front> {
        let snapshot = self.engine.registry.now();
        let gate = Backend::Gate { merchant: merchant.to_owned() };
        snapshot.fronts.values().find(|front| front.backend == gate).expect("a front").clone()
    }

    /// An order that a buyer pays; the bridge hears of it unless `silent`.
    pub(crate) async fn sell(
        &self,
        merchant: &str,
        order: &str,
        fen: u64,
        silent: bool,
    ) -> Payment {
        let front = self.front(merchant);
        self.engine.charge(&front, charge(order, fen), None).await.expect("handed over");
        let payment = self.payment(merchant, order).await;
        let offer = &payment.offers[0];
        self.sandbox.pay(None, &offer.order, &PayWith::default()).expect("paid");
        if !silent {
            self.told().await;
            assert!(self.payment(merchant, order).await.winner.is_some(), "{order} is paid");
        }
        self.payment(merchant, order).await
    }

    /// A refund that the wallet finishes.
    pub(crate) async fn give_back(&self, merchant: &str, order: &str, number: &str, fen: u64) {
        self.ask_back(merchant, order, number, fen).await;
        self.clock.pass(120);
        self.told().await;
    }

    /// A refund that the wallet has accepted.
    pub(crate) async fn ask_back(&self, merchant: &str, order: &str, number: &str, fen: u64) {
        let ask = refund(order, number, fen);
        self.engine.refund(&self.front(merchant), ask).await.expect("accepted");
    }

    /// Everybody is told what is due, and has done with it.
    pub(crate) async fn told(&self) {
        for _ in 0..20 {
            self.sandbox.tell_due().await;
            self.engine.tick_due().await.expect("ticked");
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
        }
    }

    pub(crate) async fn payment(&self, merchant: &str, order: &str) -> Payment {
        let front = self.front(merchant);
        let row = self.store.payment_by_order(&front.key, order).await.expect("read");
        serde_json::from_slice(&row.expect("a payment").state).expect("a state")
    }

    /// Goes to noon of the next day.
    pub(crate) fn tomorrow(&self) {
        self.clock.set(&format!("{} 12:00:00", after(&self.engine.world.clock.now().day())));
    }

    pub(crate) async fn run(&self, wallet: &str, date: &str) -> Result<Done, RunError> {
        reconcile::run(&self.engine, Ask::new(wallet, date), Box::new(|_| ())).await
    }

    /// Reconciles with a bill whose rows were changed.
    pub(crate) async fn run_with(
        &self,
        wallet: &str,
        date: &str,
        change: impl FnOnce(&mut Vec<BillRow>),
    ) -> Result<Done, RunError> {
        let mut rows = self.rows(wallet, date);
        change(&mut rows);
        let bytes = self.written(wallet, date, rows);
        self.run_file(wallet, date, &bytes).await
    }

    pub(crate) async fn run_file(
        &self,
        wallet: &str,
        date: &str,
        bytes: &[u8],
    ) -> Result<Done, RunError> {
        let path = self.folder.join("bill");
        std::fs::write(&path, bytes).expect("written");
        let ask = Ask { source: Source::File(path), ..Ask::new(wallet, date) };
        reconcile::run(&self.engine, ask, Box::new(|_| ())).await
    }

    /// The rows of the simulated wallet's books.
    pub(crate) fn rows(&self, wallet: &str, date: &str) -> Vec<BillRow> {
        let account = self.engine.registry.now().wallets[wallet].clone();
        let told = self.sandbox.with(account.dialect.name, |simulated, here| {
            simulated.bill(&account.account.id, &ask(date), here)
        });
        told.and_then(Result::ok).map(|bill| bill.rows).unwrap_or_default()
    }

    /// A bill in the wallet's own format.
    pub(crate) fn written(&self, wallet: &str, date: &str, rows: Vec<BillRow>) -> Vec<u8> {
        let account = self.engine.registry.now().wallets[wallet].clone();
        let format = account.pay.bill_format.expect("a format");
        let mut bytes = Vec::new();
        let number = &account.account.merchant;
        format.write(&ask(date), number, &mut rows.into_iter(), &mut bytes).expect("written");
        bytes
    }

    /// What the ledger holds on an account of the wallet, debits positive.
    pub(crate) async fn balance(&self, wallet: &str, kind: &str) -> i128 {
        let filter = LedgerFilter {
            wallet: Some(wallet.to_owned()),
            kind: Some(kind.to_owned()),
            ..LedgerFilter::default()
        };
        let balances = self.store.balances(&filter).await.expect("read");
        balances.iter().map(|b| i128::from(b.debit) - i128::from(b.credit)).sum()
    }

    /// Changes what comes back over the wires from now on.
    pub(crate) fn spoil(&self, spoil: impl Fn(&Request, Response) -> Response + Send + 'static) {
        *self.wires.spoil.lock().expect("whole") = Some(Box::new(spoil));
    }

    pub(crate) fn folder(&self) -> &PathBuf {
        &self.folder
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What the wallet owes by these rows: payments less fees, less refunds with their fees back.
pub(crate) fn owed(rows: &[BillRow]) -> i128 {
    let net = |row: &BillRow| {
        let net = i128::from(row.amount.minor) - i128::from(row.fee_micro / 10_000);
        if row.refund.is_some() { -net } else { net }
    };
    rows.iter().map(net).sum()
}

/// The classes that occurred, with how often, without the matched ones.
pub(crate) fn found(done: &Done) -> Vec<(Class, u64)> {
    let classes = &done.stored.report.classes;
    let wrong = classes.iter().filter(|(class, _)| **class != Class::Matched);
    wrong.map(|(class, tally)| (*class, tally.count)).collect()
}

pub(crate) fn after(date: &str) -> String {
    Timestamp::parse_day(date).expect("a day").plus_seconds(86_400).day()
}

fn ask(date: &str) -> BillAsk {
    BillAsk { kind: BillKind::Trade, date: date.to_owned(), gzip: false, sub_merchant: None }
}

pub(crate) fn refund(order: &str, number: &str, fen: u64) -> RefundAsk {
    RefundAsk::new(OrderRef::Order(order.to_owned()), Some(number.to_owned()), Money::fen(fen))
}

pub(crate) fn charge(order: &str, fen: u64) -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order: order.to_owned(),
        amount: Money::fen(fen),
        subject: "龙井 tea".to_owned(),
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
