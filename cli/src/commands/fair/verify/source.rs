//! Where a log's files come from: a folder, or an address.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use drawbridge_canon::{Fault, Method, Request};
use drawbridge_engine::outbound::{HttpNet, Net as _, NetSettings};
use drawbridge_fair_log::note::MAX_BYTES;
use drawbridge_fair_log::{Note, Tile, TileReader};
use tokio::runtime::Runtime;

use super::cache::Cache;
use super::verdict::Verdict;

/// How long one file may take.
const FETCH_MAX: Duration = Duration::from_secs(30);
/// How often a file is asked for when nobody answers.
const TRIES: u32 = 3;

/// A log's files.
pub(in crate::commands::fair) struct Source {
    at: At,
    cache: Option<Cache>,
    /// How many files the cache gave; none any more once it is passed over.
    cached: Option<u64>,
    /// Partial tiles of an address, which would else be asked for again and again. Few: one a level, of
    /// the one size that is looked at.
    partial: BTreeMap<Tile, Vec<u8>>,
}

enum At {
    Folder(PathBuf),
    Address { base: String, net: Box<HttpNet>, runtime: Runtime },
}

/// Whether a text is an address and not the name of a file.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

impl Source {
    /// The folder or the address.
    pub(in crate::commands::fair) fn open(place: &str) -> anyhow::Result<Self> {
        let at = if is_address(place) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let net = HttpNet::new(&NetSettings::default()).map_err(|fault| anyhow!(fault))?;
            let base = place.trim_end_matches('/').to_owned();
            At::Address { base, net: Box::new(net), runtime: runtime? }
        } else {
            let folder = PathBuf::from(place);
            if !folder.is_dir() {
                bail!("{place} is neither a folder, nor a file, nor an address like https://host");
            }
            At::Folder(folder)
        };
        Ok(Self { at, cache: None, cached: Some(0), partial: BTreeMap::new() })
    }

    /// The log's checkpoint as it is shown there.
    pub(in crate::commands::fair) fn checkpoint(&mut self) -> anyhow::Result<Vec<u8>> {
        let place = self.place("checkpoint");
        let bytes = self.get("checkpoint").map_err(|why| anyhow!("{place}: {why}"))?;
        let bytes = bytes.with_context(|| format!("there is no log: {place} is missing"))?;
        anyhow::ensure!(bytes.len() <= MAX_BYTES, "{place} is too large for a checkpoint");
        Ok(bytes)
    }

    /// Where a file of the log is, in full.
    pub(in crate::commands::fair) fn place(&self, path: &str) -> String {
        match &self.at {
            At::Folder(folder) => folder.join(path).display().to_string(),
            At::Address { base, .. } => format!("{base}/{path}"),
        }
    }

    /// Where a tile came from: the log, or the cache.
    pub(super) fn origin_of(&self, tile: Tile) -> String {
        let cache = self.cache.as_ref().filter(|_| self.cached.is_some());
        let cached = cache.and_then(|cache| cache.holds(tile));
        cached.unwrap_or_else(|| self.place(&tile.path()))
    }

    /// The folder, if it is one.
    pub(super) fn folder(&self) -> Option<&Path> {
        match &self.at {
            At::Folder(folder) => Some(folder),
            At::Address { .. } => None,
        }
    }

    /// Reads files of an address from the cache, and keeps there what never changes; of a folder, only
    /// the checkpoint is remembered.
    pub(super) fn remember(&mut self, cache: Option<Cache>) {
        self.cache = cache;
    }

    /// Passes over what the cache holds from now on. Whether it had given anything: then what was found
    /// may be the cache's fault, or due to a history that the log itself no longer shows.
    pub(super) fn pass_over_cache(&mut self) -> bool {
        self.cached.take().is_some_and(|cached| cached > 0)
    }

    /// The end: what was seen is remembered if it was found good, and forgotten if it was not. Where
    /// only something is missing the files stay, so that the next run goes on from there.
    pub(super) fn close(self, verdict: &Verdict, note: &Note) -> anyhow::Result<()> {
        match self.cache {
            Some(cache) if verdict.is_good() => cache.keep(note),
            Some(cache) if verdict.is_shown_wrong() => cache.forget(),
            Some(_) | None => Ok(()),
        }
    }

    /// A file's bytes; none if there is none.
    fn get(&mut self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match &self.at {
            At::Folder(folder) => match std::fs::read(folder.join(path)) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error.to_string()),
            },
            At::Address { base, net, runtime } => {
                let url = format!("{base}/{path}");
                let request = Request::to_url(Method::Get, &url).ok_or("no address")?;
                runtime.block_on(fetch(net, &request))
            }
        }
    }
}

/// Asks again only where nothing was answered at all.
async fn fetch(net: &HttpNet, request: &Request) -> Result<Option<Vec<u8>>, String> {
    let mut tries = 0;
    loop {
        tries += 1;
        match net.fetch(request, FETCH_MAX).await {
            Ok(response) if response.status == 200 => return Ok(Some(response.body)),
            // What is gone is as good as what never was.
            Ok(response) if matches!(response.status, 404 | 410) => return Ok(None),
            Ok(response) => return Err(format!("the answer was {}", response.status)),
            Err(Fault::Unsent(why) | Fault::Unknown(why)) if tries < TRIES => {
                tracing::debug!(%why, "asking again");
            }
            Err(fault) => return Err(fault.to_string()),
        }
    }
}

impl TileReader for Source {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        if self.folder().is_some() {
            return self.get(&tile.path());
        }
        if let Some(bytes) = self.partial.get(&tile) {
            return Ok(Some(bytes.clone()));
        }
        if tile.is_full()
            && let (Some(cache), Some(cached)) = (&self.cache, &mut self.cached)
            && let Some(bytes) = cache.tile(tile)?
        {
            *cached += 1;
            return Ok(Some(bytes));
        }
        let Some(bytes) = self.get(&tile.path())? else { return Ok(None) };
        match &mut self.cache {
            Some(cache) if tile.is_full() => cache.put(tile, &bytes)?,
            _ if !tile.is_full() => {
                self.partial.insert(tile, bytes.clone());
            }
            _ => {}
        }
        Ok(Some(bytes))
    }
}
