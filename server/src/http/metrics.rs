//! `/metrics`: what a Prometheus collects, behind a token like the rest of what operators see.

mod lists;
mod log;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use drawbridge_canon::pay::Call;
use drawbridge_canon::{Dialect, Fault, Request};
use drawbridge_engine::outbound::Net;
use drawbridge_engine::registry::Registry;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry as Meters;

use self::lists::ListMeters;
use self::log::LogMeters;
use crate::admin;
use crate::node::Node;

/// How many waiting things are counted at most: more than that is an alarm anyway.
const COUNTED_MAX: usize = 1000;

/// From a signature's time to a wallet's worst answer, in seconds.
const BUCKETS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Which requests.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Which {
    /// The platform whose words were spoken, or `merchant` for notices to merchants.
    dialect: String,
    /// Which call.
    call: &'static str,
}

/// Which requests, and what came of them.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    dialect: String,
    call: &'static str,
    /// The HTTP status, `dropped`, `unsent` or `unknown`.
    outcome: String,
}

/// Counters and clocks of one direction.
struct Direction {
    count: Family<Answered, Counter>,
    seconds: Family<Which, Histogram>,
}

/// Everything that is measured in this process.
struct All {
    meters: Meters,
    front: Direction,
    outbound: Direction,
    notices: Gauge,
    due: Gauge,
    queued: Gauge,
    memory: Gauge,
    log: LogMeters,
    lists: ListMeters,
}

static ALL: LazyLock<All> = LazyLock::new(All::new);

/// `/metrics`.
pub(super) fn router() -> Router<Arc<Node>> {
    Router::new().route("/metrics", get(metrics))
}

/// A request that is being answered at a front; tell it what came of it.
pub(super) struct Asked {
    dialect: &'static str,
    call: &'static str,
    since: Instant,
}

impl Asked {
    /// A request has come.
    pub(super) fn new(dialect: &'static Dialect, request: &Request) -> Self {
        Self { dialect: dialect.name, call: call_of(dialect, request), since: Instant::now() }
    }

    /// It was answered with a status; `None`: the connection was dropped on purpose.
    pub(super) fn done(self, status: Option<u16>) {
        let outcome = status.map_or_else(|| "dropped".to_owned(), |status| status.to_string());
        ALL.front.took(self.dialect, self.call, outcome, self.since.elapsed());
    }
}

/// A way out that is measured.
pub(crate) struct Metered {
    inner: Arc<dyn Net>,
    registry: Arc<Registry>,
}

impl Metered {
    /// Measures what goes out by `inner`; the registry tells whom an address belongs to.
    pub(crate) fn new(inner: Arc<dyn Net>, registry: Arc<Registry>) -> Self {
        Self { inner, registry }
    }

    /// The platform that is called, and which call it is; an address that is no wallet's is a
    /// merchant's, who is told something.
    fn whom(&self, request: &Request) -> (&'static str, &'static str) {
        let snapshot = self.registry.now();
        let mut wallets = snapshot.wallets.values();
        let ours = wallets.find(|wallet| request.origin == wallet.account.endpoint);
        ours.map_or(("merchant", "notice"), |wallet| {
            (wallet.dialect.name, call_of(wallet.dialect, request))
        })
    }
}

#[async_trait::async_trait]
impl Net for Metered {
    async fn send(
        &self,
        request: &Request,
        limit: Duration,
    ) -> Result<drawbridge_canon::Response, Fault> {
        self.measured(request, self.inner.send(request, limit)).await
    }

    async fn fetch(
        &self,
        request: &Request,
        limit: Duration,
    ) -> Result<drawbridge_canon::Response, Fault> {
        self.measured(request, self.inner.fetch(request, limit)).await
    }
}

impl Metered {
    async fn measured(
        &self,
        request: &Request,
        reply: impl Future<Output = Result<drawbridge_canon::Response, Fault>>,
    ) -> Result<drawbridge_canon::Response, Fault> {
        let (dialect, call) = self.whom(request);
        let since = Instant::now();
        let reply = reply.await;
        let outcome = match &reply {
            Ok(reply) => reply.status.to_string(),
            Err(Fault::Unsent(_)) => "unsent".to_owned(),
            Err(_) => "unknown".to_owned(),
        };
        ALL.outbound.took(dialect, call, outcome, since.elapsed());
        reply
    }
}

async fn metrics(State(node): State<Arc<Node>>, headers: HeaderMap) -> Response {
    if let Err(problem) = admin::may_read(&node, &headers).await {
        return problem;
    }
    ALL.look(&node).await;
    let mut text = String::new();
    if encode(&mut text, &ALL.meters).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

impl All {
    fn new() -> Self {
        let mut meters = Meters::with_prefix("drawbridge");
        let front = Direction::new(&mut meters, "front", "at a front, by merchants");
        let outbound = Direction::new(&mut meters, "outbound", "to wallets and merchants");
        let log = LogMeters::new(&mut meters);
        let lists = ListMeters::new(&mut meters);
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::default();
            meters.register(name, help, gauge.clone());
            gauge
        };
        Self {
            notices: gauge("notices_waiting", "Notices to be sent, at most 1000 counted"),
            due: gauge("payments_due", "Payments to be looked at by now, at most 1000 counted"),
            queued: gauge("store_queue", "Commands that wait to be written"),
            memory: gauge("resident_memory_bytes", "Memory of this process"),
            log,
            lists,
            front,
            outbound,
            meters,
        }
    }

    /// Reads what is not counted as it happens.
    async fn look(&self, node: &Node) {
        let now = node.world.clock.now();
        let ever = now.plus_seconds(3650 * 24 * 3600);
        if let Ok(waiting) = node.store.due_notices(ever, COUNTED_MAX).await {
            self.notices.set(small(waiting.len()));
        }
        if let Ok(due) = node.store.due_payments(now, COUNTED_MAX).await {
            self.due.set(small(due.len()));
        }
        if let Ok(health) = node.store.health().await {
            self.queued.set(small(health.queued));
        }
        if let Some(bytes) = resident() {
            self.memory.set(bytes);
        }
        self.log.look(node).await;
        self.lists.look(node);
    }
}

impl Direction {
    fn new(meters: &mut Meters, name: &str, whose: &str) -> Self {
        let count = Family::<Answered, Counter>::default();
        let seconds = Family::new_with_constructor(seconds as fn() -> Histogram);
        meters.register(format!("{name}_requests"), format!("Requests {whose}"), count.clone());
        let help = format!("How long requests {whose} took");
        meters.register(format!("{name}_seconds"), help, seconds.clone());
        Self { count, seconds }
    }

    fn took(&self, dialect: &str, call: &'static str, outcome: String, time: Duration) {
        let dialect = dialect.to_owned();
        let which = Which { dialect: dialect.clone(), call };
        self.seconds.get_or_create(&which).observe(time.as_secs_f64());
        self.count.get_or_create(&Answered { dialect, call, outcome }).inc();
    }
}

fn seconds() -> Histogram {
    Histogram::new(BUCKETS)
}

fn call_of(dialect: &Dialect, request: &Request) -> &'static str {
    let peek = dialect.pay.and_then(|pay| (pay.peek)(request).ok());
    match peek.map(|peek| peek.call) {
        Some(Call::Charge) => "charge",
        Some(Call::Query) => "query",
        Some(Call::Close) => "close",
        Some(Call::Cancel) => "cancel",
        Some(Call::Refund) => "refund",
        Some(Call::RefundQuery) => "refund_query",
        Some(Call::Bill) => "bill",
        Some(Call::BillFile) => "bill_file",
        Some(Call::Certificates) => "certificates",
        None => "other",
    }
}

fn small(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The resident memory of this process, where the system tells it in the way of Linux.
fn resident() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: i64 = line.trim().split(' ').next()?.parse().ok()?;
    Some(kib.saturating_mul(1024))
}
