//! `drawbridge fair export`: the whole log as files, for whoever serves, keeps or checks a copy.
//!
//! Read in this order: [`source`] is where the log is read, [`folder`] where it is written. Tiles come
//! first and the checkpoint last, so that whoever looks in between sees the older log, whole. A
//! folder that holds a copy already gets only what is new, and only if the log has grown from there.
//! [`openings`] is the file of what is not shown, [`standards`] copies the published rules.

mod folder;
mod openings;
mod source;
mod standards;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};
use drawbridge_engine::ledger::Lang;
use drawbridge_fair_log::tile::{Level, WIDTH, layout};
use drawbridge_fair_log::tiled::{TileHashes, root};
use drawbridge_fair_log::{Checkpoint, Note, Span, Tile};
use indicatif::{ProgressBar, ProgressStyle};

use self::folder::Folder;
use self::source::Source;
use crate::commands::block_on;
use crate::commands::lang::{Language, lang};
use crate::say;

/// Write the log into a folder, as static files (c2sp.org/tlog-tiles).
#[derive(clap::Args)]
pub(super) struct Export {
    /// The folder. If it holds an older copy of this log, only what is new is written.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// The address of a log, such as `http://127.0.0.1:8080/log`: a node that is serving, or anybody's.
    /// Otherwise the store of the configuration is opened; SQLite belongs to the program that serves.
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// Also write what opens the commitments into this file, a line for each leaf: the operator's secret, of
    /// which reports and replays are made. Only from the store.
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    openings: Option<PathBuf>,
    /// The configuration file.
    #[arg(long, default_value = "drawbridge.toml", env = "DRAWBRIDGE_CONFIG")]
    config: PathBuf,
    /// The language of explanations; by default that of the terminal.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

/// What was done.
struct Done {
    size: u64,
    files: u64,
}

impl Export {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let done = block_on(async {
            let mut source = match &self.from {
                Some(address) => Source::at(address)?,
                None => Source::store(&self.config).await?,
            };
            let done = self.copy(&mut source).await;
            let opened = match (&done, &self.openings) {
                (Ok(done), Some(file)) => openings::write(&source, done.size, file).await,
                _ => Ok(()),
            };
            source.close().await?;
            opened.and(done)
        })?;
        let Done { size, files } = done;
        let to = self.to.display();
        say::line(match lang(self.lang) {
            Lang::Zh => format!("日志共 {size} 片叶子,已导出至 {to}(新写入 {files} 个文件)。"),
            Lang::En => format!("{size} leaves are in {to} ({files} files were written)."),
        });
        Ok(ExitCode::SUCCESS)
    }

    async fn copy(&self, source: &mut Source) -> anyhow::Result<Done> {
        let bytes = source.checkpoint().await?;
        let checkpoint = read(&bytes).context("what the log shows as its checkpoint")?;
        let mut folder = Folder::open(&self.to)?;
        let before = folder.checkpoint()?.map(|bytes| read(&bytes)).transpose();
        let before = before.with_context(|| format!("the checkpoint in {}", self.to.display()))?;
        if let Some(before) = &before {
            same(before, &checkpoint)?;
        }
        let tiles = tiles(checkpoint.size());
        let bar = ProgressBar::new(tiles.len() as u64);
        bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} files, {eta}")?);
        let mut files = 0;
        for tile in &tiles {
            bar.inc(1);
            if folder.has(*tile) {
                continue;
            }
            let bytes = source.tile(*tile).await?;
            let bytes =
                bytes.with_context(|| format!("the log has no {tile}, which it must have"))?;
            if tile.level == Level::Entries {
                files += standards::copy(source, &folder, (*tile, &bytes)).await?;
            }
            folder.put(&tile.path(), &bytes)?;
            files += 1;
        }
        bar.finish_and_clear();
        for earlier in before.iter().chain([&checkpoint]) {
            grown(&mut folder, earlier, checkpoint.size())?;
        }
        if folder.checkpoint()?.as_deref() != Some(&bytes) {
            folder.put("checkpoint", &bytes)?;
            files += 1;
        }
        if let Some(before) = before {
            let old = edge(before.size());
            let new = edge(checkpoint.size());
            folder.forget(old.into_iter().filter(|tile| !new.contains(tile)))?;
        }
        Ok(Done { size: checkpoint.size(), files })
    }
}

fn read(bytes: &[u8]) -> anyhow::Result<Checkpoint> {
    let note = Note::parse(bytes)?;
    Ok(Checkpoint::parse(note.text())?)
}

/// Whether one may be a later state of the other.
fn same(before: &Checkpoint, now: &Checkpoint) -> anyhow::Result<()> {
    if before.origin() != now.origin() {
        bail!("the folder holds the log {}, and this is {}", before.origin(), now.origin());
    }
    ensure!(
        before.size() <= now.size(),
        "the folder holds {} leaves of this log, and it shows only {}: it was rolled back, or is an old copy",
        before.size(),
        now.size()
    );
    Ok(())
}

/// Whether the tiles in the folder lead to a checkpoint.
fn grown(folder: &mut Folder, checkpoint: &Checkpoint, size: u64) -> anyhow::Result<()> {
    let mut hashes = TileHashes::new(folder, size);
    let found = root(&mut hashes, Span::tree(checkpoint.size()))?;
    ensure!(
        found == checkpoint.root(),
        "the tiles do not lead to the root that was signed at {} leaves: the log was rewritten, or the copy \
         is damaged. Keep both, and see what `drawbridge fair verify` says of them",
        checkpoint.size()
    );
    Ok(())
}

/// All tiles and bundles of a tree.
fn tiles(size: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    for (level, full, partial) in layout(size) {
        let mut levels = vec![Level::Hashes(level)];
        levels.extend((level == 0).then_some(Level::Entries));
        for level in levels {
            tiles.extend((0..full).map(|index| Tile { level, index, width: WIDTH }));
            tiles.extend(Tile::new(level, full, partial));
        }
    }
    tiles
}

/// Those that are not full.
fn edge(size: u64) -> Vec<Tile> {
    tiles(size).into_iter().filter(|tile| !tile.is_full()).collect()
}
