//! `drawbridge bench`: how fast this machine makes us, beside how fast it could make anybody.
//!
//! Read in this order: [`pay`] is the command and the order of its parts; [`ceiling`] is what the
//! machine can do; [`town`] starts a bridge and a simulated wallet as processes of their own;
//! [`bare`] is the least that a bridge can do, and [`unlogged`] ours without the log, both measured
//! beside ours;
//! [`merchant`] signs requests ahead of time; [`line`](mod@line) and [`load`] send them; [`prepay`],
//! [`latency`], [`stored`] and [`reconcile`] are the measurements; [`figure`] is how they are told.
//! [`fair`] measures the log of decisions, and [`decisions`] makes one up; [`share`] measures the share
//! gate. Both count processor time, with [`worked`].
#![allow(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::format_push_string,
    clippy::similar_names,
    clippy::unused_self,
    reason = "a measuring instrument: ratios and quantiles for people, never money, never shipped work"
)]

mod bare;
mod ceiling;
mod decisions;
mod fair;
mod figure;
mod latency;
mod line;
mod load;
mod merchant;
mod pay;
mod prepay;
mod reconcile;
mod share;
mod stored;
mod town;
mod unlogged;
mod worked;

use clap::Subcommand;

/// Measure this machine.
#[derive(clap::Args)]
pub(crate) struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The pay gate: bridged calls beside what this machine's RSA alone would allow.
    Pay(pay::Pay),
    /// The log of decisions: leaves and proofs beside what this machine's SHA-256 alone would allow.
    Fair(fair::Fair),
    /// The share gate: messages and pages read, cards kept and drawn, beside what a bare scan would allow.
    Share(share::Share),
    /// A reconciliation, alone in its process so that its memory can be told.
    #[command(hide = true)]
    Reconcile(reconcile::Alone),
    /// A made-up log of decisions in a folder, for verifiers to be tried on.
    #[command(hide = true)]
    Decisions(decisions::Decisions),
    /// The least that a bridge can do, to be measured beside ours.
    #[command(hide = true)]
    Bare(bare::Bare),
    /// A bridge that logs no decisions, to be measured beside ours.
    #[command(hide = true)]
    Unlogged(unlogged::Unlogged),
}

impl Bench {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Pay(pay) => pay.run(),
            What::Fair(fair) => fair.run(),
            What::Share(share) => share.run(),
            What::Reconcile(alone) => alone.run(),
            What::Bare(bare) => bare.run(),
            What::Unlogged(unlogged) => unlogged.run(),
            What::Decisions(decisions) => decisions.run(),
        }
    }
}
