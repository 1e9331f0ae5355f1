//! A store with a log on it, and what tests do to both.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use drawbridge_engine::log::{Anchor, Ground, Log, Published, Settings, Stored};
use drawbridge_engine::store::{LeafWrite, Write};
use drawbridge_fair_log::policy::Policy;
use drawbridge_fair_log::tile::{Level, layout};
use drawbridge_fair_log::{Checkpoint, Note, Tile, TileReader, audit, tree::Head};
use drawbridge_seal::ed25519::KeyPair;

use crate::home::{Home, folder};

/// The name of the log under test.
pub(crate) const ORIGIN: &str = "drawbridge.test/log";

/// A store, and a folder for anchors.
pub(crate) struct House {
    pub(crate) home: Home,
    pub(crate) folder: PathBuf,
}

impl House {
    pub(crate) fn new(home: Home) -> Self {
        Self { home, folder: folder() }
    }

    pub(crate) async fn leave(self) {
        self.home.leave().await;
        std::fs::remove_dir_all(self.folder).unwrap();
    }

    pub(crate) fn anchor(&self) -> PathBuf {
        self.folder.join("log.anchor")
    }

    pub(crate) fn ground(&self) -> Stored {
        Stored { store: self.home.store.clone(), anchor: Some(Anchor::new(self.anchor())) }
    }

    /// The log as it is after a start.
    pub(crate) async fn log(&self) -> Arc<Log> {
        self.log_on(Arc::new(self.ground())).await
    }

    pub(crate) async fn log_on(&self, ground: Arc<dyn Ground>) -> Arc<Log> {
        Arc::new(Log::open(settings(None), ground).await.unwrap())
    }

    /// Commits so many leaves, some at a time.
    pub(crate) async fn add(&self, count: u64) {
        let mut next = self.home.store.leaf_count().await.unwrap();
        let end = next + count;
        while next < end {
            let some = (next..end).take(5_000).map(ready).collect::<Vec<_>>();
            next += some.len() as u64;
            self.home.store.commit(Write { leaves: some, ..Write::default() }).await.unwrap();
        }
    }

    /// Does something to the database behind the store's back, in words that both understand.
    pub(crate) async fn beside(&self, sql: &str) {
        if let Some(path) = self.home.url.strip_prefix("sqlite:") {
            let connection = rusqlite::Connection::open(path).unwrap();
            connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
            connection.execute_batch(&sql.replace("'\\x", "x'")).unwrap();
            return;
        }
        let none = tokio_postgres::NoTls;
        let (client, connection) = tokio_postgres::connect(&self.home.url, none).await.unwrap();
        let connection = tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
    }

    /// Remembers the database as it is.
    pub(crate) async fn remember(&self) {
        self.beside(
            "CREATE TABLE old_leaf AS SELECT * FROM leaf;
             CREATE TABLE old_object AS SELECT * FROM object;",
        )
        .await;
    }

    /// Brings back what was remembered.
    pub(crate) async fn roll_back(&self) {
        self.beside(
            "DELETE FROM leaf; INSERT INTO leaf SELECT * FROM old_leaf;
             DELETE FROM object; INSERT INTO object SELECT * FROM old_object;",
        )
        .await;
        if self.home.url.starts_with("postgres") {
            self.beside("UPDATE leaf_head SET next = (SELECT max(n) + 1 FROM leaf)").await;
        }
    }
}

pub(crate) fn settings(policy: Option<Policy>) -> Settings {
    Settings { origin: Some(ORIGIN.to_owned()), otherwise: String::new(), key: key(1), policy }
}

pub(crate) fn key(number: u8) -> KeyPair {
    KeyPair::from_seed(&[number; 32]).unwrap()
}

pub(crate) fn body(index: u64) -> Vec<u8> {
    format!("leaf {index}").into_bytes()
}

fn ready(index: u64) -> LeafWrite {
    LeafWrite::Ready { body: body(index), opening: Vec::new() }
}

/// Recomputes the whole log from what it shows, and compares it with everything it ever signed.
pub(crate) async fn audited(log: &Log, signed: &[Note]) {
    let read = log.published().unwrap();
    let mut files = Files::default();
    for (level, full, partial) in layout(read.size()) {
        let tiles = (0..=full).map(|index| (index, if index < full { 256 } else { partial }));
        for (index, width) in tiles {
            let mut levels = vec![Level::Hashes(level)];
            levels.extend((level == 0).then_some(Level::Entries));
            for level in levels {
                let Some(tile) = Tile::new(level, index, width) else { continue };
                files.0.insert(tile, log.tile(&read, tile).await.unwrap().unwrap());
            }
        }
    }
    let mut heads: Vec<Head> = signed.iter().map(|note| head(log, note)).collect();
    heads.push(head(log, &read.note));
    let tree = audit::audit(&mut files, &heads).unwrap();
    assert_eq!(tree.head(), read.checkpoint.head());
}

/// What a note that the log signed says.
pub(crate) fn head(log: &Log, note: &Note) -> Head {
    note.verify(&[log.key()]).unwrap();
    Checkpoint::parse(note.text()).unwrap().head()
}

pub(crate) fn size(read: &Published) -> u64 {
    read.size()
}

#[derive(Default)]
struct Files(BTreeMap<Tile, Vec<u8>>);

impl TileReader for Files {
    fn read(&mut self, tile: Tile) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(&tile).cloned())
    }
}
