//! The installation at a glance: who asks, what the day brought, which platforms are spoken.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use drawbridge_canon::Dialect;
use drawbridge_engine::ledger::{Basis, NettingLine};
use drawbridge_engine::store::{PAGE_LIMIT, PaymentFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::{Page, Query};
use super::auth::{Caller, Reader};
use super::ledger::positions_of;
use super::problem::Problem;
use super::schema::{Amount, time};
use super::tokens::Scope;
use crate::node::Node;

/// How many payments are counted at most: counting more would read more than a glance is worth.
const COUNTED_MAX: usize = 5000;

/// Who asks, and where.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WhoAmI {
    /// What the token is called.
    name: String,
    /// How far it reaches.
    scopes: Vec<Scope>,
    /// Whether this is a sandbox, whose clock and wallets can be played with.
    sandbox: bool,
    /// The address of this installation.
    public_url: String,
    /// The program's version.
    version: &'static str,
    /// Now, in business: a sandbox may have moved its clock.
    now: String,
}

/// Which day.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OverviewAsk {
    /// The Beijing day, `yyyy-MM-dd`; today if not said.
    day: Option<String>,
}

/// What a day brought.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    /// The Beijing day.
    day: String,
    /// How many payments stand where.
    phases: BTreeMap<String, u64>,
    /// How many payments were counted.
    counted: u64,
    /// Whether there are more than were counted: then `counted`, and each number of `phases`, is
    /// "at least".
    more: bool,
    /// How many notices wait to be acknowledged.
    notices_waiting: usize,
    /// Whether there are more than were counted: then `notices_waiting` is "at least".
    notices_more: bool,
    /// Wallet by wallet, sums of all merchants.
    wallets: Vec<WalletDay>,
}

/// A wallet's day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WalletDay {
    /// Which wallet.
    wallet: String,
    /// Its platform, where the wallet is configured.
    dialect: Option<String>,
    /// How many of the counted payments it was chosen for.
    payments: u64,
    /// Sales less refunds.
    earned: Amount,
    /// What the wallet kept.
    fee: Amount,
    /// Promised to buyers, and still with the wallet.
    refund_pending: Amount,
    /// Without a claim, and still with the wallet.
    unclaimed: Amount,
    /// What came due from the wallet.
    wallet_owes: Amount,
}

/// A platform and what is spoken of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Platform {
    /// Its name in configuration and paths.
    name: &'static str,
    /// Its name in English.
    title: &'static str,
    /// Its name in Chinese.
    title_zh: &'static str,
    /// Which exchanges of the pay gate are spoken.
    pay: BTreeMap<&'static str, bool>,
}

/// Who the token belongs to, and what installation this is.
#[utoipa::path(get, path = "/api/v1/whoami", tag = "overview",
    responses((status = 200, body = WhoAmI)))]
pub(crate) async fn whoami(State(node): State<Arc<Node>>, caller: Caller) -> Json<WhoAmI> {
    Json(WhoAmI {
        name: caller.name,
        scopes: caller.scopes,
        sandbox: node.config.sandbox,
        public_url: node.config.public_url.clone(),
        version: env!("CARGO_PKG_VERSION"),
        now: time(node.world.clock.now()),
    })
}

/// What a day brought.
#[utoipa::path(get, path = "/api/v1/overview", tag = "overview", params(OverviewAsk),
    responses((status = 200, body = Overview)))]
pub(crate) async fn overview(
    State(node): State<Arc<Node>>,
    _: Reader,
    Query(ask): Query<OverviewAsk>,
) -> Result<Json<Overview>, Problem> {
    let now = node.world.clock.now();
    let day = ask.day.filter(|day| !day.is_empty()).unwrap_or_else(|| now.day());
    let statement =
        drawbridge_engine::ledger::netting(&positions_of(&node, &day).await?, Basis::Day);
    let mut counted = Counted::default();
    counted.take(&node, &day).await?;
    let far = now.plus_seconds(3650 * 24 * 3600);
    let waiting = node.store.due_notices(far, PAGE_LIMIT).await?.len();
    Ok(Json(Overview {
        wallets: wallets(&node, &statement.lines, &counted.wallets),
        phases: counted.phases,
        counted: counted.all,
        more: counted.more,
        notices_waiting: waiting,
        notices_more: waiting >= PAGE_LIMIT,
        day,
    }))
}

/// The platforms that are spoken, and what of each: the capability matrix.
#[utoipa::path(get, path = "/api/v1/platforms", tag = "overview",
    responses((status = 200, body = Page<Platform>)))]
pub(crate) async fn platforms(_: Reader) -> Result<Json<Page<Platform>>, Problem> {
    let items = drawbridge_roster::DIALECTS.iter().map(|dialect| platform(dialect)).collect();
    Ok(Json(Page { items, next: None }))
}

#[derive(Default)]
struct Counted {
    phases: BTreeMap<String, u64>,
    wallets: BTreeMap<String, u64>,
    all: u64,
    more: bool,
}

impl Counted {
    async fn take(&mut self, node: &Node, day: &str) -> Result<(), Problem> {
        let filter = PaymentFilter { day: Some(day.to_owned()), ..PaymentFilter::default() };
        let mut after = None;
        let mut left = COUNTED_MAX;
        while left > 0 {
            let page = node.store.payments(&filter, after.as_deref(), left.min(500)).await?;
            left = left.saturating_sub(page.items.len());
            for row in page.items {
                self.all += 1;
                *self.phases.entry(row.phase).or_default() += 1;
                if let Some(wallet) = row.wallet {
                    *self.wallets.entry(wallet).or_default() += 1;
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
        self.more = true;
        Ok(())
    }
}

fn wallets(node: &Node, lines: &[NettingLine], counts: &BTreeMap<String, u64>) -> Vec<WalletDay> {
    let mut sums: BTreeMap<_, NettingLine> = BTreeMap::new();
    for line in lines {
        let key = (line.wallet.clone(), line.currency);
        match sums.get_mut(&key) {
            None => {
                sums.insert(key, line.clone());
            }
            Some(sum) => {
                sum.earned += line.earned;
                sum.fee += line.fee;
                sum.refund_pending += line.refund_pending;
                sum.unclaimed += line.unclaimed;
                sum.wallet_owes += line.wallet_owes;
            }
        }
    }
    let snapshot = node.registry.now();
    let day = sums.into_iter().map(|((wallet, currency), sum)| {
        let amount = |minor| Amount::new(minor, currency);
        WalletDay {
            dialect: snapshot.wallets.get(&wallet).map(|known| known.dialect.name.to_owned()),
            payments: counts.get(&wallet).copied().unwrap_or_default(),
            earned: amount(sum.earned),
            fee: amount(sum.fee),
            refund_pending: amount(sum.refund_pending),
            unclaimed: amount(sum.unclaimed),
            wallet_owes: amount(sum.wallet_owes),
            wallet,
        }
    });
    day.collect()
}

fn platform(dialect: &'static Dialect) -> Platform {
    let spoken = dialect.pay.map(|pay| {
        BTreeMap::from([
            ("charge", pay.charge.is_some()),
            ("query", pay.query.is_some()),
            ("close", pay.close.is_some()),
            ("cancel", pay.cancel.is_some()),
            ("refund", pay.refund.is_some()),
            ("refund_query", pay.refund_query.is_some()),
            ("bill", pay.bill.is_some()),
            ("bill_file", pay.bill_file.is_some()),
            ("certificates", pay.certificates.is_some()),
            ("notice", pay.notice.is_some()),
            ("return", pay.back.is_some()),
        ])
    });
    Platform {
        name: dialect.name,
        title: dialect.title,
        title_zh: dialect.title_zh,
        pay: spoken.unwrap_or_default(),
    }
}
