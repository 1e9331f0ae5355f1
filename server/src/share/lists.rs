//! Lists of bad links, read again when their files change. A file that cannot be taken changes nothing: the
//! lists stay the ones that were read last, and that is told.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use drawbridge_engine::share::ShareEngine;
use drawbridge_engine::share_gate::safety::{Feeds, Threat};
use drawbridge_engine::world::World;
use tokio::sync::watch;

use super::{List, Says};
use crate::node::NodeError;

/// How often it is looked whether a file has changed. One that has must stand still for as long before it is
/// read: of a list that is being written, the beginning is a list too.
const LOOKED_EVERY: Duration = Duration::from_secs(10);

/// The files of a configuration, and how what was read of them stands.
pub struct ListFiles {
    lists: Vec<List>,
    base: PathBuf,
    read: Mutex<Read>,
}

/// What was read of the files.
struct Read {
    /// The files as they were when they were last read, or tried.
    tried: Vec<Mark>,
    /// As they were when they were last looked at.
    seen: Vec<Mark>,
    entries: usize,
    trouble: Option<String>,
}

/// What tells a file from what it was: when it was written, and its length. None of one that is not there.
type Mark = Option<(SystemTime, u64)>;

impl ListFiles {
    /// Reads them for the first time: what is wrong with one is an error.
    pub(super) fn open(lists: &[List], base: &Path) -> Result<(Self, Feeds), NodeError> {
        let tried = marks(lists, base);
        let feeds =
            feeds(lists, base).map_err(|why| NodeError::Share(format!("share.lists: {why}")))?;
        let seen = tried.clone();
        let read = Mutex::new(Read { tried, seen, entries: entries(&feeds), trouble: None });
        Ok((Self { lists: lists.to_vec(), base: base.to_owned(), read }, feeds))
    }

    /// How many entries count.
    pub fn entries(&self) -> usize {
        self.read().entries
    }

    /// Why the files as they are now are not what counts; none if they are.
    pub fn trouble(&self) -> Option<String> {
        self.read().trouble.clone()
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// Looks once. Files that have changed, and stood still since the last look, are read, and what was
    /// judged by the lists before is judged anew.
    pub fn look(&self, engine: &ShareEngine) {
        let now = marks(&self.lists, &self.base);
        let settled = {
            let mut read = self.read();
            let settled = read.seen == now && read.tried != now;
            read.seen.clone_from(&now);
            settled
        };
        if !settled {
            return;
        }
        let feeds = feeds(&self.lists, &self.base);
        // Written to while it was read: the next look sees it.
        if marks(&self.lists, &self.base) != now {
            return;
        }
        match feeds {
            Ok(feeds) => {
                let entries = entries(&feeds);
                engine.feed(feeds);
                tracing::info!(entries, "lists of bad links were read again");
                let mut read = self.read();
                (read.tried, read.entries, read.trouble) = (now, entries, None);
            }
            Err(why) => {
                tracing::error!(%why, "a list of bad links is not taken: the lists before it count on");
                let mut read = self.read();
                (read.tried, read.trouble) = (now, Some(why));
            }
        }
    }

    /// Looks until `stop` becomes true.
    pub(crate) async fn run(
        self: Arc<Self>,
        (engine, world): (Arc<ShareEngine>, World),
        mut stop: watch::Receiver<bool>,
    ) {
        loop {
            tokio::select! {
                () = world.clock.sleep(LOOKED_EVERY) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            let (files, engine) = (self.clone(), engine.clone());
            // Millions of entries take seconds, in which others are to be answered.
            if let Err(error) = tokio::task::spawn_blocking(move || files.look(&engine)).await {
                tracing::error!(%error, "lists of bad links could not be looked at");
            }
        }
    }

    fn read(&self) -> std::sync::MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn entries(feeds: &Feeds) -> usize {
    feeds.threats.len() + feeds.illegal.len()
}

fn marks(lists: &[List], base: &Path) -> Vec<Mark> {
    let mark = |list: &List| {
        let about = std::fs::metadata(base.join(&list.path)).ok()?;
        Some((about.modified().ok()?, about.len()))
    };
    lists.iter().map(mark).collect()
}

fn feeds(lists: &[List], base: &Path) -> Result<Feeds, String> {
    let mut feeds = Feeds::default();
    for list in lists {
        let cannot = |why: &dyn std::fmt::Display| format!("{}: {why}", list.path.display());
        let text =
            std::fs::read_to_string(base.join(&list.path)).map_err(|error| cannot(&error))?;
        let read = match list.says {
            Says::Suspicious => feeds.threats.import(&text, Threat::Suspicious),
            Says::Phishing => feeds.threats.import(&text, Threat::Phishing),
            Says::Malware => feeds.threats.import(&text, Threat::Malware),
            Says::Illegal => feeds.illegal.import(&text, Threat::Suspicious),
        };
        read.map_err(|error| cannot(&error))?;
    }
    Ok(feeds)
}
