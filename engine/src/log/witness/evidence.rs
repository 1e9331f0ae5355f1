//! What a log signed and should not have: kept, so that it can be shown to others.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Note;
use drawbridge_fair_log::witness::monitoring_path;
use drawbridge_seal::digest::sha256_hex;
use serde::{Deserialize, Serialize};

use crate::store::{CommitError, Expect, Object, ObjectWrite, Store, StoreError, Write};

/// The rows, by log, what, and hash.
const KIND: &str = "log-evidence";

/// So much is kept of a log and a kind. Of what proves something the first is what counts, and whoever
/// holds the key of a log could make more without end; of the rest the latest, since anybody can
/// send a true checkpoint with a false proof, and must not hide by that what comes later.
pub const KEPT: usize = 100;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Two checkpoints of one size with different roots, both signed by the log: it showed different
    /// histories to different people. The two notes prove it to anybody.
    Split,
    /// A signed checkpoint that came without a proof that it continues the one cosigned before. That may
    /// be a fork; but whoever has a true checkpoint can send it with a false proof, so it proves nothing
    /// by itself: verify the log against both.
    Unproven,
    /// The database of this witness had forgotten what it cosigned; the file outside of it had not.
    RolledBack,
}

impl What {
    /// The name in interfaces, and in the rows' ids.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Unproven => "unproven",
            Self::RolledBack => "rolled_back",
        }
    }

    /// In words, for the error log.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Split => "a log signed two histories of one size",
            Self::Unproven => "a log signed what is not shown to continue what was cosigned",
            Self::RolledBack => "the database of this witness was rolled back",
        }
    }
}

/// One piece of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was found.
    pub what: What,
    /// Of which log.
    pub origin: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The note that was cosigned here and does not fit; after a rollback, the one in the database. None
    /// if nothing was cosigned before.
    pub ours: Option<String>,
    /// The note that came; after a rollback, the one outside of the database.
    pub theirs: String,
    /// More of it, if there is more.
    pub why: String,
}

impl Evidence {
    pub(super) fn new(
        what: What,
        origin: &str,
        at: Timestamp,
        ours: Option<Note>,
        theirs: Note,
        why: String,
    ) -> Self {
        let (ours, theirs) = (ours.map(|note| note.to_string()), theirs.to_string());
        Self { what, origin: origin.to_owned(), at: at.0, ours, theirs, why }
    }

    /// The same two checkpoints are one piece, however often they come and whoever signed besides.
    fn id(&self) -> String {
        let both = [self.ours.as_deref().map(text).unwrap_or_default(), text(&self.theirs)];
        format!("{}{}", self.prefix(), sha256_hex(both.join("\n\n").as_bytes()))
    }

    fn prefix(&self) -> String {
        prefix(&self.origin, self.what)
    }
}

fn prefix(origin: &str, what: What) -> String {
    let path = monitoring_path(origin);
    format!("{}/{}/", path.split('/').next().unwrap_or_default(), what.name())
}

/// The signed text of a note, without who signed it.
fn text(note: &str) -> &str {
    note.split("\n\n").next().unwrap_or_default()
}

/// Keeps it; `false` if it is known, or if there is enough of its kind.
pub(super) async fn keep(store: &dyn Store, evidence: &Evidence) -> Result<bool, StoreError> {
    let known = store.objects(KIND, &evidence.prefix(), None, KEPT).await?.items;
    let body = serde_json::to_vec(evidence);
    let body = body.map_err(|error| StoreError::Failed(error.to_string()))?;
    let mut objects = vec![written(evidence.id(), Expect::Absent, Some(body))];
    if known.len() >= KEPT {
        if evidence.what != What::Unproven {
            return Ok(false);
        }
        let oldest = known.iter().min_by_key(|object| read(object).map_or(0, |one| one.at));
        let oldest = oldest.map(|object| written(object.id.clone(), Expect::Any, None));
        objects.extend(oldest);
    }
    match store.commit(Write { objects, ..Write::default() }).await {
        Ok(()) => Ok(true),
        Err(CommitError::Store(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// Takes away what says that this checkpoint came without a proof.
pub(super) async fn forgive(
    store: &dyn Store,
    origin: &str,
    note: &Note,
) -> Result<(), StoreError> {
    let known = store.objects(KIND, &prefix(origin, What::Unproven), None, KEPT).await?.items;
    let proven = |object: &&Object| {
        read(object).is_ok_and(|one| text(&one.theirs) == note.text().trim_end_matches('\n'))
    };
    let gone = known.iter().filter(proven);
    let objects: Vec<_> =
        gone.map(|object| written(object.id.clone(), Expect::Any, None)).collect();
    if objects.is_empty() {
        return Ok(());
    }
    let taken = store.commit(Write { objects, ..Write::default() }).await;
    taken.map_err(CommitError::into_failure)
}

fn written(id: String, expected: Expect, body: Option<Vec<u8>>) -> ObjectWrite {
    ObjectWrite { kind: KIND.to_owned(), id, expected, body }
}

fn read(object: &Object) -> Result<Evidence, StoreError> {
    let damaged = |error| StoreError::Damaged(format!("a kept evidence cannot be read: {error}"));
    serde_json::from_slice(&object.body).map_err(damaged)
}

/// Some of all that is kept, by log and kind, after a cursor; and the cursor of what follows.
pub async fn kept(
    store: &dyn Store,
    after: Option<&str>,
    limit: usize,
) -> Result<(Vec<Evidence>, Option<String>), StoreError> {
    let page = store.objects(KIND, "", after, limit).await?;
    Ok((page.items.iter().map(read).collect::<Result<_, _>>()?, page.next))
}
