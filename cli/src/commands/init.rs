//! `drawbridge init`: a configuration to begin with, and a private authority.

use std::path::PathBuf;

use anyhow::anyhow;
use drawbridge_engine::log;
use drawbridge_engine::provision::{self, CA_CERTIFICATE, CA_KEY};
use drawbridge_engine::world::World;

use crate::commands::keep_secret;
use crate::say;

/// The configuration that `init` writes: every option, explained.
const TEMPLATE: &str = include_str!("../../../samples/drawbridge.toml");

/// Make a configuration file and a private authority.
#[derive(clap::Args)]
pub(crate) struct Init {
    /// The folder.
    #[arg(long, default_value = ".")]
    dir: PathBuf,
}

impl Init {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let path = self.dir.join("drawbridge.toml");
        if path.exists() {
            return Err(anyhow!("{} is there already; it is not overwritten", path.display()));
        }
        std::fs::create_dir_all(&self.dir)?;
        let (world, _) = World::real();
        provision::authority(&self.dir, &world)?;
        let key = self.dir.join("pseudonym.key");
        if !key.exists() {
            keep_secret(&key, &world.dice.nonce())?;
        }
        log::make_key(&self.dir.join("log.key"), &*world.dice)?;
        std::fs::write(&path, TEMPLATE)?;
        say::note(format!(
            "wrote {}: read it, add a merchant, then `drawbridge serve`",
            path.display()
        ));
        say::note(format!(
            "made a private authority ({CA_CERTIFICATE}, {CA_KEY}): whoever holds its key can be any host to those who trust it"
        ));
        say::note(
            "made the key of your log (log.key): keep a copy where nobody else finds it; it cannot be replaced",
        );
        Ok(())
    }
}
