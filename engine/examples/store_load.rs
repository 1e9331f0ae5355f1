//! Measures how much many stored payments slow the store down:
//! `cargo run --release -p drawbridge-engine --example store_load -- <small store> <large store> <payments> [books]`
//!
//! Both stores are measured in turn, so that whatever else the machine does meets both. Order
//! numbers are random, which is the worst case for their index. With `books` each loaded payment
//! also has a posting, a line for reconciliation and an acknowledged notice.
#![allow(clippy::print_stdout, reason = "a program whose purpose is to print")]
#![allow(clippy::float_arithmetic, reason = "ratios for people")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use drawbridge_canon::{Currency, Money, Timestamp};
use drawbridge_engine::store::{
    self, EntryRow, NoticeRow, OurRow, PaymentRow, PaymentWrite, PostingRow, Store, Write,
};

type Failure = Box<dyn std::error::Error>;

/// How many callers at once, how long each measurement takes, how often it is made.
const LANES: [usize; 2] = [1, 256];
const SPAN: Duration = Duration::from_secs(1);
const ROUNDS: usize = 9;

/// What the small store holds.
const SMALL: u64 = 20_000;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: store_load <small store> <large store> <payments> [books]";
    let small = store::open(&arguments.next().ok_or(usage)?).await?;
    let large = store::open(&arguments.next().ok_or(usage)?).await?;
    let count: u64 = arguments.next().ok_or(usage)?.parse()?;
    let books = arguments.next().is_some();

    load(&*small, SMALL, books).await?;
    println!("before loading: {}", resident());
    let started = Instant::now();
    load(&*large, count, books).await?;
    println!("loaded {count} in {:?}: {}", started.elapsed(), resident());
    large.checkpoint().await?;
    measure(&small, &large, count).await?;
    println!("after measuring: {}", resident());
    small.close().await?;
    large.close().await?;
    Ok(())
}

/// Loads what is not there yet.
async fn load(store: &dyn Store, count: u64, books: bool) -> Result<(), Failure> {
    if store.payment(&id(count - 1)).await?.is_some() {
        return Ok(());
    }
    let writes = (0..count).map(move |number| {
        let write = create(number);
        if books { with_books(number, write) } else { write }
    });
    store.bulk_load(Box::new(writes)).await?;
    Ok(())
}

/// Prints operations a second in both stores, the median of the rounds, and what each costs.
///
/// `lanes_of` gives a rate, a number of operations, and the processor time they took.
async fn measure(
    small: &Arc<dyn Store>,
    large: &Arc<dyn Store>,
    count: u64,
) -> Result<(), Failure> {
    // Numbers above those loaded, other ones in each run.
    let first = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_micros();
    let numbers = Arc::new(AtomicU64::new(u64::try_from(first)?));
    for lanes in LANES {
        for what in ["create", "create and pay", "by id", "by order"] {
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                before.push(lanes_of(small, &numbers, SMALL, lanes, what).await?);
                after.push(lanes_of(large, &numbers, count, lanes, what).await?);
            }
            before.sort_unstable();
            after.sort_unstable();
            let (rate, then) = (before[ROUNDS / 2].0, after[ROUNDS / 2].0);
            let (cost, cost_then) = (cost(&before), cost(&after));
            println!(
                "{what:<14} x{lanes:<4} {rate:>7}/s -> {then:>7}/s {:>+7.1} %   \
                 processor {cost:>4} us -> {cost_then:>4} us",
                change(rate, then),
            );
        }
    }
    Ok(())
}

async fn lanes_of(
    store: &Arc<dyn Store>,
    numbers: &Arc<AtomicU64>,
    stored: u64,
    lanes: usize,
    what: &'static str,
) -> Result<(u64, u64, u64), Failure> {
    let (started, used) = (Instant::now(), processor());
    let tasks: Vec<_> = (0..lanes)
        .map(|_| {
            let (store, numbers) = (Arc::clone(store), Arc::clone(numbers));
            tokio::spawn(async move {
                let mut done = 0_u64;
                while started.elapsed() < SPAN {
                    let number = numbers.fetch_add(1, Ordering::Relaxed);
                    one(&*store, number, stored, what).await?;
                    done += 1;
                }
                Ok::<u64, String>(done)
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await??;
    }
    let rate = done * 1000 / u64::try_from(started.elapsed().as_millis())?.max(1);
    Ok((rate, done, processor() - used))
}

/// Processor time an operation over all rounds, in microseconds: what other programs do to the
/// machine changes it little.
fn cost(rounds: &[(u64, u64, u64)]) -> u64 {
    let done: u64 = rounds.iter().map(|round| round.1).sum();
    let used: u64 = rounds.iter().map(|round| round.2).sum();
    used / done.max(1)
}

/// The processor time that this program has used, in microseconds (Linux counts hundredths).
fn processor() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10_000
}

async fn one(store: &dyn Store, number: u64, stored: u64, what: &str) -> Result<(), String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let sought = scramble(number) % stored;
    let found = match what {
        "create" => store.commit(create(number)).await.map(|()| true).map_err(|e| text(&e))?,
        "create and pay" => {
            store.commit(create(number)).await.map_err(|e| text(&e))?;
            let write = with_books(number, create(number));
            let payment =
                write.payment.map(|payment| PaymentWrite { expected: Some(1), ..payment });
            let paid = Write { payment, ..write };
            store.commit(paid).await.map(|()| true).map_err(|e| text(&e))?
        }
        "by id" => {
            let found = store.payment(&id(sought)).await.map_err(|e| text(&e))?;
            found.is_some()
        }
        _ => {
            let found = store.payment_by_order(&account(sought), &order(sought)).await;
            found.map_err(|e| text(&e))?.is_some()
        }
    };
    if found { Ok(()) } else { Err(format!("payment {sought} is lost")) }
}

fn create(number: u64) -> Write {
    let row = PaymentRow {
        id: id(number),
        merchant: format!("m{:04}", number % 1000),
        account: account(number),
        order: order(number),
        version: 1,
        state: state(number),
        due: number.is_multiple_of(100).then(|| now().plus_seconds(60)),
        created: now(),
        phase: "awaiting".to_owned(),
        amount: Money::fen(number),
        wallet: Some("purse:1900000001".to_owned()),
        leaf: None,
    };
    Write { payment: Some(PaymentWrite { row, expected: None }), ..Write::default() }
}

/// A state of about the size and texture that the pay gate keeps.
fn state(number: u64) -> Vec<u8> {
    let (id, order, hash) = (id(number), order(number), scramble(number + 1));
    let code = format!("{hash:016x}{:016x}", scramble(hash));
    format!(
        r#"{{"id":"{id}","merchant":"m{merchant:04}","front":{{"dialect":"front","account":"20210000{merchant:04}"}},
        "ask":{{"scene":{{"native":{{}}}},"order":"{order}","amount":{{"minor":{number},"currency":"CNY"}},
        "subject":"sample goods No. {hash}","notify_url":"https://shop-{merchant}.example/notify/{hash:x}",
        "no_credit":false,"split":false}},"created":1795449600000,"expires":1795456800000,"direct":true,
        "offers":[{{"wallet":"purse:1900000001","dialect":"purse","order":"{id}","expires":1795456800000,
        "fee_ppm":6000,"state":"paid","handover":{{"qr":"purse://pay/{code}"}},"handed_at":1795449601234,
        "wanted":true,"reached":true,"wallet_no":"42{hash:026}","paid":{{"minor":{number},"currency":"CNY"}},
        "buyer":{{"id":"{hash:x}"}},"paid_at":1795449700000,"asked_at":1795449600000,"asks":2}}],"winner":0,"told":1}}"#,
        merchant = number % 1000,
    )
    .replace("\n        ", "")
    .into_bytes()
}

fn with_books(number: u64, write: Write) -> Write {
    let payment = id(number);
    let entry = |kind: &str, debit| EntryRow {
        merchant: format!("m{:04}", number % 1000),
        wallet: "purse:1900000001".to_owned(),
        kind: kind.to_owned(),
        debit,
        minor: 100,
        currency: Currency::CNY,
    };
    let posting = PostingRow {
        key: format!("{payment}:paid"),
        payment: Some(payment.clone()),
        at: now(),
        day: now().day(),
        memo: "paid".to_owned(),
        entries: vec![entry("receivable", true), entry("payable", false)],
    };
    let notice = NoticeRow {
        id: format!("{payment}:paid"),
        payment: payment.clone(),
        account: account(number),
        body: state(number)[..200].to_vec(),
        created: now(),
        due: None,
        attempt: 1,
        done: true,
        last_error: None,
    };
    let ours = OurRow {
        wallet: "purse:1900000001".to_owned(),
        day: now().day(),
        kind: "payment".to_owned(),
        key: payment.clone(),
        payment,
        wallet_no: format!("42{number:026}"),
        amount: Money::fen(number),
        fee_micro: 6000,
        at: now(),
    };
    Write { postings: vec![posting], notices: vec![notice], ours: vec![ours], ..write }
}

fn id(number: u64) -> String {
    format!("20261124{number:020}")
}

fn account(number: u64) -> String {
    format!("front:20210000{:04}", number % 1000)
}

fn order(number: u64) -> String {
    format!("{:020}", scramble(number))
}

/// A bijection that scatters: multiplication by an odd number, twice.
fn scramble(number: u64) -> u64 {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

fn now() -> Timestamp {
    Timestamp::parse_local("2026-11-24 12:00:00").unwrap_or_default()
}

/// The growth of a rate in per cent.
fn change(before: u64, after: u64) -> f64 {
    let permille = i128::from(after) * 1000 / i128::from(before.max(1)) - 1000;
    f64::from(i32::try_from(permille).unwrap_or(i32::MAX)) / 10.0
}

/// Resident memory as the kernel counts it.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.unwrap_or("VmRSS unknown").split_whitespace().collect::<Vec<_>>().join(" ")
}
