//! How much many stored payments slow a node down, and how much memory it takes then. One bridge
//! has few payments and one has many, and both are measured in turn through their fronts.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use drawbridge_canon::pay::TradeState;
use drawbridge_canon::{Method, Request, Timestamp};
use drawbridge_engine::store::{self, PaymentRow, PaymentWrite, Write, payment_id};
use indicatif::{ProgressBar, ProgressStyle};

use super::figure::{Figure, Goal, Report, median};
use super::line::{self, Line};
use super::load::{LANES, closed};
use super::merchant::{Merchant, Ready, order};
use super::prepay::{Bench, ROUNDS};
use super::town::{Crossing, Process, Town};

/// How much slower a query or a create may become, in per cent.
const SLOWER: Goal = Goal::Below(20.0);

/// How much memory a node may take, in MiB.
const MEMORY: Goal = Goal::Below(150.0);

/// What the small store holds.
const SMALL: u64 = 1000;

/// Numbers of loaded orders begin here, far below those of orders that are made while measuring.
const LOADED: u64 = 1 << 40;

/// The pause between two payments that were loaded: a hundred a second.
const APART_MS: u64 = 10;

/// One of the two bridges.
struct Side {
    process: Process,
    merchant: Merchant,
    stored: u64,
    pace: f64,
    creates: Vec<f64>,
    queries: Vec<f64>,
}

/// Measures with so many payments stored.
pub(super) async fn measure(
    bench: &mut Bench<'_>,
    way: Crossing,
    payments: u64,
    folder: &Path,
    report: &mut Report,
) -> anyhow::Result<()> {
    let place = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let urls = [place("small.db"), place("large.db")];
    let template = template(bench, way, &urls[0]).await?;
    let mut sides = Vec::new();
    for (url, stored) in urls.iter().zip([SMALL.min(payments), payments]) {
        (bench.say)(&format!("stored: loading {stored} payments"));
        load(url, &template, stored).await?;
        let process = bench.town.bridge(if sides.is_empty() { "small" } else { "large" }, url)?;
        let merchant = bench.town.merchant(way, &process)?;
        let (creates, queries) = (Vec::new(), Vec::new());
        sides.push(Side { process, merchant, stored, pace: 500.0, creates, queries });
    }
    for round in 0..=ROUNDS {
        (bench.say)(&format!("stored: {payments} payments, round {round} of {ROUNDS}"));
        for side in &mut sides {
            let (create, query) = one_round(bench, side).await?;
            // The first round only warms up.
            if round > 0 {
                side.creates.push(create);
                side.queries.push(query);
            }
        }
    }
    let name = |what: &str| format!("stored.{what}");
    report.add(Figure::new(name("payments"), payments as f64, "rows"));
    for (what, of) in
        [("create", (|side| &side.creates) as fn(&Side) -> &Vec<f64>), ("query", |s| &s.queries)]
    {
        let [few, many] = [of(&sides[0]), of(&sides[1])];
        let slower = few.iter().zip(many).map(|(few, many)| 100.0 * (1.0 - many / few));
        let rate = median(many.iter().copied());
        report.add(
            Figure::new(name(&format!("{what}.rate")), rate, "calls/s")
                .limit(median(few.iter().copied())),
        );
        report.add(Figure::new(name(&format!("{what}.slower")), median(slower), "%").goal(SLOWER));
    }
    let resident = sides[1].process.resident();
    report.add(Figure::perhaps(name("memory"), resident, "MiB").goal(MEMORY));
    Ok(())
}

/// Creates and queries a second.
async fn one_round(bench: &mut Bench<'_>, side: &mut Side) -> anyhow::Result<(f64, f64)> {
    let span = bench.span;
    let at = side.process.at;
    let count = (side.pace * span.as_secs_f64() * 1.5) as usize + LANES * 2;
    let ready = side.merchant.charges(&bench.numbers.take(count))?;
    let creates = closed(at, &ready, span).await?;
    side.merchant.all_handed(&ready, &creates.replies).context("a create failed")?;
    side.pace = creates.rate();
    // Old payments here and there: a fresh sample each time, the same for both sides' shares.
    let sought: Vec<u64> = bench.numbers.take(count * 3);
    let sought: Vec<u64> = sought
        .iter()
        .map(|n| LOADED + n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % side.stored)
        .collect();
    let ready = side.merchant.queries(&sought)?;
    let queries = closed(at, &ready, span).await?;
    for (place, reply) in &queries.replies {
        let told = side.merchant.told(&ready[*place], reply).context("a query failed")?;
        ensure!(told.state == TradeState::Paid, "a stored payment is {:?}", told.state);
    }
    Ok((creates.rate(), queries.rate()))
}

/// A payment that really went through, to be copied.
struct Template {
    row: PaymentRow,
    state: String,
    now: Timestamp,
}

/// Makes one payment, pays it, and takes it out of the store.
async fn template(bench: &mut Bench<'_>, way: Crossing, url: &str) -> anyhow::Result<Template> {
    (bench.say)("stored: making a payment to copy");
    let bridge = bench.town.bridge("template", url)?;
    let merchant = bench.town.merchant(way, &bridge)?;
    let number = bench.numbers.take(1)[0];
    let ready = merchant.charges(&[number])?;
    let reply = Line::open(bridge.at).await?.exchange(&ready[0].bytes).await?;
    let code = merchant.handed(&ready[0], &reply)?;
    buy(&bench.town.wallet, &code).await?;
    wait_until_paid(&merchant, &bridge, number).await?;
    drop(bridge);
    let store = store::open(url).await?;
    let row = store.payment_by_order(&Town::front_key(way, &merchant), &order(number)).await?;
    store.close().await?;
    let row = row.context("the payment to copy is lost")?;
    let state = String::from_utf8(row.state.clone())?;
    Ok(Template { row, state, now: merchant.world.clock.now() })
}

/// The simulated buyer pays.
async fn buy(wallet: &Process, code: &str) -> anyhow::Result<()> {
    let url = format!("http://{}/sandbox/pay", wallet.at);
    let mut request = Request::to_url(Method::Post, &url).context("an address")?;
    request.headers.push("content-type", "application/json");
    request.body = serde_json::to_vec(&serde_json::json!({"code": code}))?;
    let reply = Line::open(wallet.at).await?.exchange(&line::bytes(&request)).await?.read()?;
    ensure!(reply.status == 200, "the buyer: {}", String::from_utf8_lossy(&reply.body));
    Ok(())
}

async fn wait_until_paid(merchant: &Merchant, at: &Process, number: u64) -> anyhow::Result<()> {
    for _ in 0..200 {
        let ready: Vec<Ready> = merchant.queries(&[number])?;
        let reply = Line::open(at.at).await?.exchange(&ready[0].bytes).await?;
        // Until the buyer's notice arrives the order may not exist for the merchant.
        if merchant.told(&ready[0], &reply).is_ok_and(|told| told.state == TradeState::Paid) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("the bridge does not hear of the payment to copy")
}

/// Stores copies of the payment under other numbers.
async fn load(url: &str, template: &Template, count: u64) -> anyhow::Result<()> {
    let store = store::open(url).await?;
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {eta}")?;
    let bar = ProgressBar::new(count).with_style(style);
    let ids = bar.clone();
    let (row, state) = (template.row.clone(), template.state.clone());
    let first = template.now.0 - i64::try_from(count * APART_MS)?;
    let writes = (0..count).map(move |place| {
        ids.inc(1);
        let at = Timestamp(first + i64::try_from(place * APART_MS).unwrap_or_default());
        let (id, number) = (payment_id(at, place), order(LOADED + place));
        let state = state.replace(&row.id, &id).replace(&row.order, &number).into_bytes();
        let row = PaymentRow { id, order: number, state, created: at, ..row.clone() };
        let payment = Some(PaymentWrite { row, expected: None });
        Write { payment, ..Write::default() }
    });
    store.bulk_load(Box::new(writes)).await?;
    store.checkpoint().await?;
    store.close().await?;
    bar.finish_and_clear();
    Ok(())
}
