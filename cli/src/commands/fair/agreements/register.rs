//! `drawbridge fair agreements register` and `end`: the leaves of an agreement, through the interface of an
//! installation.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::ValueEnum;
use drawbridge_engine::ledger::Lang;
use serde_json::{Value, json};

use super::logged;
use crate::commands::block_on;
use crate::commands::pay::api::escaped;
use crate::commands::pay::{Where, place};
use crate::say;

/// Register an agreement.
#[derive(clap::Args)]
pub(super) struct Register {
    /// The agreement in clauses, as JSON.
    file: PathBuf,
    /// The gate that it is about.
    #[arg(long, value_enum)]
    gate: Gate,
    /// The signed note that says why somebody is treated otherwise.
    #[arg(long, value_name = "FILE")]
    exception: Option<PathBuf>,
    /// Show its hashes and parties in the log, or only commit to them; otherwise those of rules and offers
    /// are shown.
    #[arg(long, value_name = "YES|NO")]
    shown: Option<bool>,
    #[command(flatten)]
    which: Where,
}

/// End an agreement.
#[derive(clap::Args)]
pub(super) struct End {
    /// What it is called, with its version.
    id: String,
    /// How it ends.
    #[arg(long, value_enum)]
    how: How,
    /// The Beijing day on which the other side was told, yyyy-MM-dd.
    #[arg(long, value_name = "DAY")]
    told: String,
    /// The Beijing day from which it no longer binds.
    #[arg(long, value_name = "DAY")]
    at: String,
    #[command(flatten)]
    which: Where,
}

#[derive(Clone, Copy, ValueEnum)]
enum Gate {
    Pay,
    Share,
    Mini,
    Shop,
    Ship,
    All,
}

#[derive(Clone, Copy, ValueEnum)]
enum How {
    /// Its term ran out.
    Expired,
    /// One side ended it.
    Terminated,
    /// Published terms are no longer offered.
    Withdrawn,
    /// A later registration took its place.
    Replaced,
}

impl Register {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let agreement: Value = serde_json::from_slice(&logged::file(&self.file)?)
            .with_context(|| format!("{} is no JSON", self.file.display()))?;
        let mut ask = json!({"gate": name(self.gate), "agreement": agreement});
        if let Some(shown) = self.shown {
            ask["shown"] = json!(shown);
        }
        if let Some(path) = &self.exception {
            let note = String::from_utf8(logged::file(path)?)
                .with_context(|| format!("{} is no note", path.display()))?;
            ask["exception"] = json!(note);
        }
        told(&self.which, "/agreements", &ask)
    }
}

impl End {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let moment = |day: &str| format!("{day}T00:00:00+08:00");
        let ask =
            json!({"end": name(self.how), "told": moment(&self.told), "at": moment(&self.at)});
        told(&self.which, &format!("/agreements/{}/end", escaped(&self.id)), &ask)
    }
}

fn name(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// Asks, and says which leaf it became.
fn told(which: &Where, path: &str, ask: &Value) -> anyhow::Result<ExitCode> {
    let leaf = block_on(place::with(which, async |place| place.api.post(path, ask).await))?;
    if which.json {
        say::line(serde_json::to_string_pretty(&leaf)?);
    } else {
        let index = &leaf["index"];
        say::line(match which.lang() {
            Lang::Zh => format!("已记入日志第 {index} 片叶子"),
            Lang::En => format!("it stands in the log as leaf {index}"),
        });
    }
    Ok(ExitCode::SUCCESS)
}
