//! `drawbridge demo`: a shop that speaks one platform is paid from another's wallet, told step by
//! step, with the real parts: signatures, store, ledger, notices.

mod shop;
mod story;

use anyhow::Context as _;
use drawbridge_engine::provision::Provision;
use serde::Deserialize;

use crate::commands::sandbox::{Start, Started};
use crate::commands::{block_on, told_to_stop};
use crate::say;

/// What the story is about.
const SAMPLE: &str = include_str!("../../../../samples/demo.toml");

/// Watch a shop that speaks one platform be paid from another's wallet.
#[derive(clap::Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    start: Start,
    /// Tell the story once and end; otherwise the node keeps running for you to look around.
    #[arg(long)]
    once: bool,
}

/// The sample, read.
#[derive(Deserialize)]
struct Sample {
    shop_speaks: String,
    buyer_has: String,
    subject: String,
    amount: String,
    refund: String,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        say::start_logging_at("warn");
        block_on(async move {
            let sample: Sample = toml::from_str(SAMPLE).context("samples/demo.toml")?;
            say::note("Making keys and certificates, and starting a node …");
            let mut start = self.start;
            if start.own_camps.is_empty() {
                // Whose platform the shop is on is at home there, and the others are guests.
                start.own_camps = vec![sample.shop_speaks.clone()];
            }
            let started = crate::commands::sandbox::start(&start).await?;
            let told = story::tell(&started, &sample).await;
            if told.is_ok() && !self.once {
                look_around(&started);
                told_to_stop().await?;
            }
            started.running.stop().await;
            told
        })
    }
}

fn look_around(started: &Started) {
    let http = started.running.http;
    say::note("");
    say::note(format!("Look around:   http://{http}/console/#token={}", started.token));
    say::note(format!("Point a client library here: {}", started.clients_path.display()));
    say::note("Stop with Ctrl-C.");
}

/// The relation that the sample names.
fn relation<'a>(
    made: &'a Provision,
    sample: &Sample,
) -> anyhow::Result<&'a drawbridge_engine::provision::Relation> {
    let fits = |relation: &&drawbridge_engine::provision::Relation| {
        relation.front == sample.shop_speaks && relation.wallet == Some(&*sample.buyer_has)
    };
    made.relations
        .iter()
        .find(fits)
        .with_context(|| format!("no relation of {} with {}", sample.shop_speaks, sample.buyer_has))
}
