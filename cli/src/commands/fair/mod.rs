//! `drawbridge fair`: whether one standard held for all, for whoever does not want to take our word.

mod agreements;
mod export;
mod logged;
mod probes;
mod prove;
mod publish;
mod reasons;
mod replay;
mod report;
mod standards;
mod verify;

use std::process::ExitCode;

use clap::Subcommand;

/// Check the log of decisions.
#[derive(clap::Args)]
pub(crate) struct Fair {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a receipt, a range of a log, or a whole log, offline or at another node's address. Ends
    /// with 0 if all is as it should be, with 3 if something is shown to be wrong, with 1 if nothing
    /// could be shown.
    Verify(Box<verify::Verify>),
    /// Prove that the published rules treat everybody alike, or show the case in which they do not.
    /// Ends like `verify`.
    Prove(prove::Prove),
    /// Publish another standard than the one in force: its consultation is over, and it is proved, or a
    /// signed exception goes with it. SQLite belongs to the program that serves, so stop that first.
    Publish(publish::Publish),
    /// Write and sign the public exception that a standard needs which is not proved, and print the key.
    Exception(Box<publish::exception::Except>),
    /// Write the whole log into a folder, as static files that anybody can serve, keep and check. Run
    /// again, it writes what is new.
    Export(export::Export),
    /// Decide every logged case again, as it was and as that of every other side, and tell each verdict
    /// that flips. Ends like `verify`.
    Replay(Box<replay::Args>),
    /// Find what in the terms between parties binds or favours somebody.
    Agreements(agreements::Agreements),
    /// Probe with pairs of submissions that are identical but for the camp.
    Probes(probes::Probes),
    /// Make the compliance report of a period from the log, compute one again, or show where one is in
    /// the log.
    Report(Box<report::Report>),
    /// Write the statements of reasons of a period, as the DSA Transparency Database takes them.
    Reasons(reasons::Export),
}

impl Fair {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Verify(verify) => verify.run(),
            Command::Prove(prove) => prove.run(),
            Command::Publish(publish) => publish.run(),
            Command::Exception(exception) => exception.run(),
            Command::Export(export) => export.run(),
            Command::Replay(replay) => replay.run(),
            Command::Agreements(agreements) => agreements.run(),
            Command::Probes(probes) => probes.run(),
            Command::Report(report) => report.run(),
            Command::Reasons(reasons) => reasons.run(),
        }
    }
}
