//! `drawbridge bench share`: how fast links become cards, beside what this machine would allow at best.
//!
//! [`pages`] are read from memory, those of a corpus or made-up ones ([`made`]), beside a bare scan for
//! tags; [`messages`] are read and codes found; [`cards`] are kept ready and handed out, over [`http`] too;
//! [`pictures`] are drawn, beside the encoder alone. All by processor time of one core, so that what else the machine does
//! changes little.

mod cards;
mod http;
mod made;
mod messages;
mod pages;
mod pictures;

use std::path::PathBuf;
use std::time::Duration;

use super::figure::{Figure, Report};
use crate::say;

/// The share gate: messages and pages read, cards kept and drawn.
#[derive(clap::Args)]
pub(super) struct Share {
    /// Print JSON: `{name: {value, unit, limit, goal, holds}}`.
    #[arg(long)]
    json: bool,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// Read the pages of this corpus, a folder with a `MANIFEST.json` whose entries name a `file` and its
    /// `url`. By default pages are made up.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// How many pages are made up, where no corpus is named.
    #[arg(long, default_value_t = 330, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pages: u64,
    /// From what chance made-up pages and cards are drawn: the same seed makes the same.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many cards are kept ready at once.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1_000..=4_000_000))]
    cards: u64,
}

impl Share {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut report = Report::default();
        let span = Duration::from_secs(u64::from(self.seconds.max(1)));
        // First, while this process is small: what a million cards take is told by its memory.
        cards::measure(self.cards, self.seed, span, &mut report)?;
        http::measure(span, &mut report)?;
        pages::measure(self.corpus.as_deref(), self.pages, self.seed, span, &mut report)?;
        messages::measure(self.seed, span, &mut report)?;
        pictures::measure(self.seed, span, &mut report)?;
        if self.json {
            say::line(serde_json::to_string_pretty(&report.json())?);
        } else {
            report.print();
        }
        Ok(())
    }
}

/// A rate beside its limit and, as a figure of its own, the share of it.
fn beside(name: &str, rate: f64, limit: f64, unit: &'static str) -> [Figure; 2] {
    let of = Figure::new(format!("{name}.of_limit"), 100.0 * rate / limit, "%");
    [Figure::new(name, rate, unit).limit(limit), of]
}
