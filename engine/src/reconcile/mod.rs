//! Reconciliation at work (对账): a wallet's bill of a day, downloaded or imported, against our
//! rows of that day in the store.
//!
//! [`run`] compares and stores the result; [`mend::correct`] mends differences by postings, or by
//! asking the wallet; [`daily`] does the first by itself every day. What is compared with what, and
//! what each difference means, is the ledger's ([`drawbridge_ledger::reconcile`]); here are the
//! disk, the network and the store around it.
//!
//! Memory is bounded: the bill is kept as it travelled (compressed) and read as a stream, our rows
//! are copied page by page into a temporary file, and the store keeps a bounded number of
//! differences; all of them go to the files. A day may be run again at any time: the same rows give
//! the same result, which is then not even written.

mod bill;
mod capped;
mod download;
mod error;
mod files;
mod ours;
mod stored;
mod work;

pub mod bench;
pub mod daily;
pub mod mend;

use std::path::PathBuf;
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::{BillAsk, BillKind};
use drawbridge_ledger::reconcile::{Options, Scope};
use serde::{Deserialize, Serialize};

use crate::pay::PayEngine;
use crate::registry::WalletAccount;

pub use bench::bench;
pub use error::RunError;
pub use files::Files;
pub use stored::{Found, MENDED_MAX, OPEN_MAX, Stored};

use bill::{Bill, Expected};
use work::Work;

/// How long after the promised time a bill that still is not there counts as empty, if our books
/// of that day are empty too. Bills come late by an hour or two.
const GIVE_UP_AFTER_S: i64 = 4 * 3600;

/// What is to be reconciled, and how.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The wallet account.
    pub wallet: String,
    /// The Beijing day `yyyy-MM-dd`.
    pub date: String,
    /// Where the bill comes from.
    pub source: Source,
    /// How it is compared.
    pub options: Options,
    /// Which files are written.
    pub files: Files,
}

/// Where the bill comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The wallet.
    #[default]
    Download,
    /// A file that somebody downloaded: text, gzip or zip, as the platform gives it.
    File(PathBuf),
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The bill is being fetched.
    Bill,
    /// So many of our rows were read.
    Ours(u64),
    /// Rows compared, and rows to be compared; the second is 0 as long as it is not known.
    Compared(u64, u64),
}

/// Who hears of progress.
pub type Tell = Box<dyn FnMut(Progress) + Send>;

/// What came of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Done {
    /// The result, as it is stored.
    pub stored: Stored,
    /// Whether it differs from what was stored before.
    pub news: bool,
    /// The next day, if it was run before this one and should be run again: it began with another
    /// pool.
    pub outdated: Option<String>,
}

impl Ask {
    /// A download with nothing special about it.
    pub fn new(wallet: impl Into<String>, date: impl Into<String>) -> Self {
        Self {
            wallet: wallet.into(),
            date: date.into(),
            source: Source::Download,
            options: Options::default(),
            files: Files::default(),
        }
    }
}

/// Reconciles one wallet's day and stores the result.
pub async fn run(engine: &Arc<PayEngine>, ask: Ask, mut tell: Tell) -> Result<Done, RunError> {
    let wallet = wallet(engine, &ask.wallet)?;
    let scope = scope(&wallet, &ask.date)?;
    check_over(engine, &scope)?;
    if wallet.pay.bill_format.is_none() {
        return Err(RunError::NoBills(ask.wallet));
    }
    tell(Progress::Bill);
    let bill_ask =
        BillAsk { kind: BillKind::Trade, date: scope.date.clone(), gzip: true, sub_merchant: None };
    let mut expected = Expected { date: scope.date.clone(), hash: None, merchant: None };
    let downloaded = ask.source == Source::Download;
    let bill = match ask.source {
        Source::Download => match download::download(engine, &wallet, &bill_ask).await {
            Ok((bill, hash)) => {
                expected.hash = hash;
                bill
            }
            Err(error) => nothing_there(engine, &scope, error).await?,
        },
        Source::File(path) => {
            expected.merchant = Some(wallet.account.merchant.clone());
            Bill::import(&path)?
        }
    };
    let store = &*engine.store;
    let before = stored::load(store, &stored::report_id(&scope)).await?;
    let work = Work {
        store: engine.store.clone(),
        runtime: tokio::runtime::Handle::current(),
        name: engine.world.dice.nonce(),
        scope: scope.clone(),
        options: ask.options,
        files: ask.files,
        bill,
        kind: bill_ask.kind,
        wallet,
        expected,
        pool: stored::pool_before(store, &scope).await?,
        mended: stored::mended(store, &scope).await?,
        at: engine.world.clock.now(),
        downloaded,
    };
    let worked = tokio::task::spawn_blocking(move || work.run(&mut *tell)).await;
    let result = worked.map_err(|error| RunError::Broken(error.to_string()))??;
    let (stored, news) = stored::save(store, result, before).await?;
    let outdated = if news { stored::outdated(store, &scope).await? } else { None };
    Ok(Done { stored, news, outdated })
}

/// What the last run of a day has found, if it was run.
pub async fn result(
    engine: &PayEngine,
    wallet: &str,
    date: &str,
) -> Result<Option<Stored>, RunError> {
    let wallet = self::wallet(engine, wallet)?;
    let id = stored::report_id(&scope(&wallet, date)?);
    Ok(stored::load(&*engine.store, &id).await?.map(|(stored, _)| stored))
}

/// The wallet accounts whose bills can be read, in order of their names.
pub fn wallets(engine: &PayEngine) -> Vec<Arc<WalletAccount>> {
    let snapshot = engine.registry.now();
    let readable = |wallet: &&Arc<WalletAccount>| wallet.pay.bill_format.is_some();
    snapshot.wallets.values().filter(readable).cloned().collect()
}

fn wallet(engine: &PayEngine, name: &str) -> Result<Arc<WalletAccount>, RunError> {
    let snapshot = engine.registry.now();
    snapshot.wallets.get(name).cloned().ok_or_else(|| {
        let known: Vec<&str> = snapshot.wallets.keys().map(String::as_str).collect();
        RunError::NoWallet(name.to_owned(), known.join(", "))
    })
}

fn scope(wallet: &WalletAccount, date: &str) -> Result<Scope, RunError> {
    let day = Timestamp::parse_day(date).filter(|day| day.day() == date);
    day.ok_or_else(|| RunError::Date(date.to_owned()))?;
    Ok(Scope {
        date: date.to_owned(),
        wallet: wallet.name.clone(),
        merchant: wallet.merchant.clone(),
    })
}

/// Some wallets say of a day on which nothing happened what they say of a bill that is late. Long
/// after it should have been there, and with nothing in our own books either, it will never come.
async fn nothing_there(
    engine: &PayEngine,
    scope: &Scope,
    error: RunError,
) -> Result<Bill, RunError> {
    let given_up = download::ready_at(&scope.date).plus_seconds(GIVE_UP_AFTER_S);
    let late = engine.world.clock.now() >= given_up;
    if !late || !matches!(error, RunError::NotReady { .. }) {
        return Err(error);
    }
    let ours = engine.store.our_rows(&scope.wallet, &scope.date, None, 1).await?;
    if ours.items.is_empty() { Ok(Bill::Empty) } else { Err(error) }
}

fn check_over(engine: &PayEngine, scope: &Scope) -> Result<(), RunError> {
    if engine.world.clock.now().day() > scope.date {
        return Ok(());
    }
    let at = download::ready_at(&scope.date);
    Err(RunError::NotOver { date: scope.date.clone(), at })
}
