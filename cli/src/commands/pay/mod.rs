//! `drawbridge pay`: payments, books and reconciliation for whoever operates an installation.

pub(crate) mod api;
mod ledger;
mod list;
pub(crate) mod place;
mod reconcile;
mod refund;
mod resend;
mod show;
mod text;

use std::path::PathBuf;

use clap::Subcommand;
use drawbridge_canon::Timestamp;
use drawbridge_engine::ledger::Lang;

use crate::commands::block_on;
use crate::commands::lang::{Language, lang};

/// Payments, books and reconciliation.
#[derive(clap::Args)]
pub(crate) struct Pay {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List payments, the newest first.
    List(list::List),
    /// Show one payment: where it stands, offers, refunds, and everything that happened.
    Show(show::Show),
    /// Show a day's positions, and who owes whom.
    Ledger(ledger::Ledger),
    /// Compare a wallet's bill with our books (对账), and mend differences.
    Reconcile(Box<reconcile::Reconcile>),
    /// Give money back in a merchant's name.
    Refund(refund::Refund),
    /// Tell a merchant once more what it has not acknowledged.
    Resend(resend::Resend),
}

/// Which installation is meant, and how to speak.
#[derive(clap::Args, Clone)]
pub(crate) struct Where {
    /// The configuration file of the installation.
    #[arg(long, default_value = "drawbridge.toml", env = "DRAWBRIDGE_CONFIG")]
    config: PathBuf,
    /// The folder of a sandbox, instead of a configuration file.
    #[arg(long, conflicts_with = "config")]
    sandbox: Option<PathBuf>,
    /// The address of a running node, when it alone may open the store.
    #[arg(long)]
    api: Option<String>,
    /// The token for it.
    #[arg(long, env = "DRAWBRIDGE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// The language of tables and explanations; by default that of the terminal.
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Pay {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::List(list) => block_on(list.run()),
            Command::Show(show) => block_on(show.run()),
            Command::Ledger(ledger) => block_on(ledger.run()),
            Command::Reconcile(reconcile) => block_on(reconcile.run()),
            Command::Refund(refund) => block_on(refund.run()),
            Command::Resend(resend) => block_on(resend.run()),
        }
    }
}

/// A Beijing day as it is written everywhere.
fn day(text: &str) -> Result<String, String> {
    let day = Timestamp::parse_day(text).filter(|day| day.day() == text);
    day.map(Timestamp::day).ok_or_else(|| "a day is written yyyy-MM-dd".to_owned())
}

impl Where {
    /// The language to speak.
    pub(crate) fn lang(&self) -> Lang {
        lang(self.lang)
    }
}
