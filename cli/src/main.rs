//! The binary `drawbridge`.

mod commands;
mod say;

use clap::{Parser, Subcommand};

// A call makes some five hundred small allocations, many of which end on another thread than they
// began on (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Payments across walled platforms: a shop that speaks one wallet's protocol is paid with any.
#[derive(Parser)]
#[command(name = "drawbridge", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a configuration file and a private authority.
    Init(commands::init::Init),
    /// Serve what a configuration file describes.
    Serve(commands::serve::Serve),
    /// Start a ready-made sandbox: every platform's front with a simulated wallet, offline.
    Sandbox(commands::sandbox::Sandbox),
    /// Watch a shop that speaks one platform be paid from another's wallet.
    Demo(commands::demo::Demo),
    /// Look at payments and books, reconcile, refund, tell again.
    Pay(commands::pay::Pay),
    /// Read a link, or a text that holds some, and show what it means: a card.
    Share(Box<commands::share::Share>),
    /// Check the log of decisions: receipts, ranges, whole logs.
    Fair(commands::fair::Fair),
    /// Measure this machine: calls a second beside what its RSA alone would allow.
    Bench(commands::bench::Bench),
    /// Make tokens for the admin interface.
    Token(commands::token::Token),
    /// List the platforms and what is spoken of each.
    Platforms(commands::platforms::Platforms),
}

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Init(init) => init.run(),
        Command::Serve(serve) => serve.run(),
        Command::Sandbox(sandbox) => sandbox.run(),
        Command::Demo(demo) => demo.run(),
        Command::Pay(pay) => pay.run(),
        Command::Share(share) => share.run(),
        Command::Fair(fair) => match fair.run() {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Command::Bench(bench) => bench.run(),
        Command::Token(token) => token.run(),
        Command::Platforms(platforms) => platforms.run(),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            std::process::ExitCode::FAILURE
        }
    }
}
