//! `drawbridge token create`: the first token for the admin interface, and any later one.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Subcommand;
use drawbridge_engine::store;
use drawbridge_server::admin::tokens::{self, Scope};

use crate::commands::{block_on, configuration};
use crate::say;

/// Make tokens for the admin interface.
#[derive(clap::Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a token and print it, once: only its hash is kept. SQLite belongs to the program that
    /// serves, so stop that first; later tokens can be made through the interface itself.
    Create(Create),
}

#[derive(clap::Args)]
struct Create {
    /// What the token is called in lists.
    name: String,
    /// How far it reaches: read, write, money, admin. Several by commas.
    #[arg(long, default_value = "read,write,money,admin", value_delimiter = ',')]
    scopes: Vec<String>,
    /// The configuration file.
    #[arg(long, default_value = "drawbridge.toml", env = "DRAWBRIDGE_CONFIG")]
    config: PathBuf,
}

impl Token {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let Command::Create(create) = self.command;
        let config = configuration(&create.config)?;
        let base = create.config.parent().unwrap_or(Path::new("")).to_owned();
        let scopes: Vec<Scope> =
            create.scopes.iter().map(|scope| named(scope)).collect::<Result<_, _>>()?;
        block_on(async move {
            let store = store::open(&config.store.read(&base)?).await?;
            let token = tokens::create(&*store, &create.name, &scopes).await?;
            store.close().await?;
            say::line(token);
            Ok(())
        })
    }
}

fn named(scope: &str) -> anyhow::Result<Scope> {
    serde_json::from_value(serde_json::Value::String(scope.to_owned()))
        .map_err(|_| anyhow!("`{scope}` is not a scope; there are read, write, money and admin"))
}
