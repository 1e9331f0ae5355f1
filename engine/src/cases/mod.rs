//! Cases in the log, found again: who asked for what, what was decided, why, and what would have
//! been decided on the other side.
//!
//! The log is a row of leaves; a case is what hangs on one intake. `index` follows the leaves and
//! knows which belong together, `story` reads one case with what opens it, `explain` holds it
//! against the standard that decided it. Nothing here is stored: it can all be made again from the leaves.

mod appeals;
mod explain;
mod index;
mod later;
mod story;

use std::collections::BTreeSet;
use std::sync::Arc;

use drawbridge_canon::Timestamp;
use drawbridge_fair_policy::Standard;
use drawbridge_fair_record::{Gate, Opening, Value};
use tokio::sync::Mutex;

pub use appeals::{AppealError, GROUNDS_MAX};
pub use explain::{Explained, NoOther, Other, RuleSaid, Swapped, Taken};
pub use index::{State, WINDOW};
pub use story::{Story, Told};

use self::index::{Entry, Index};
use crate::desk::{Desk, DeskError};
use crate::store::{Store, StoreError};

/// The most cases whose openings one call reads: a filter by camp may have to pass over many.
const OPENED_AT_ONCE: usize = 1_000;

/// The protected attribute that says whose camp a subject is in.
pub const CAMP: &str = "protected.camp";

/// Which cases. What is not said stands for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Before which gate.
    pub gate: Option<Gate>,
    /// What was asked for.
    pub action: Option<String>,
    /// How it stands.
    pub state: Option<State>,
    /// Of which camp, as its opening says.
    pub camp: Option<String>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The index of its intake.
    pub intake: u64,
    /// When it came in.
    pub time: Timestamp,
    /// Before which gate.
    pub gate: Gate,
    /// What was asked for.
    pub action: String,
    /// The pseudonym of who asked.
    pub subject: String,
    /// How it stands.
    pub state: State,
    /// The camp, if its opening is kept and opens the leaf.
    pub camp: Option<String>,
    /// Its leaves, the intake first.
    pub leaves: Vec<u64>,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The cases, the newest first.
    pub lines: Vec<Line>,
    /// Where to go on; none at the end.
    pub next: Option<u64>,
}

/// The cases of a store.
pub struct Cases {
    store: Arc<dyn Store>,
    desk: Arc<Desk>,
    index: Mutex<Index>,
    window: u64,
}

impl Cases {
    /// Of this store, each explained by the standard that decided it.
    pub fn new(store: Arc<dyn Store>, desk: Arc<Desk>) -> Self {
        Self { store, desk, index: Mutex::default(), window: WINDOW }
    }

    /// The same, with so many leaves looked at instead of [`WINDOW`].
    #[must_use]
    pub fn within(self, leaves: u64) -> Self {
        Self { window: leaves, ..self }
    }

    /// The standard in force, as far as this node has seen: its words are those of lists.
    pub fn standard(&self) -> Arc<Standard> {
        self.desk.standard()
    }

    /// The standard that a case was decided by; of one that is not decided, or was by one that is not kept,
    /// the one in force.
    pub async fn standard_of(&self, story: &Story) -> Result<Arc<Standard>, DeskError> {
        let Some((_, decision, _)) = story.decided() else { return Ok(self.standard()) };
        let kept = self.desk.shelf().get(&*self.store, decision.policy_sha256).await?;
        Ok(kept.map_or_else(|| self.standard(), |kept| kept.standard.clone()))
    }

    /// Cases before `before`, the newest first, at most `limit`; sometimes fewer, though more follow.
    pub async fn list(
        &self,
        filter: &Filter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Listed, StoreError> {
        let (mut lines, mut at, mut opened) = (Vec::new(), before, 0);
        loop {
            let (found, next) = self.found(filter, at, limit - lines.len()).await?;
            for entry in found {
                opened += 1;
                let line = self.line(entry).await?;
                if filter.camp.is_none() || line.camp == filter.camp {
                    lines.push(line);
                }
            }
            at = next;
            if at.is_none() || lines.len() >= limit || opened >= OPENED_AT_ONCE {
                return Ok(Listed { lines, next: at });
            }
        }
    }

    /// One case, by the index of its intake, however old it is; none if there is no such case.
    pub async fn story(&self, intake: u64) -> Result<Option<Story>, StoreError> {
        let recent = {
            let mut index = self.index.lock().await;
            index.follow(&*self.store, self.window).await?;
            index.case(intake)
        };
        let found = match recent {
            Some(entry) => Some(entry),
            None => later::find(&*self.store, intake).await?,
        };
        let Some(entry) = found else { return Ok(None) };
        let line = self.line(entry).await?;
        let mut leaves = Vec::with_capacity(line.leaves.len());
        for at in &line.leaves {
            leaves.extend(story::told(&*self.store, *at).await?);
        }
        let story = Story { line, leaves };
        Ok((!story.leaves.is_empty()).then_some(story))
    }

    /// Why it was decided so, and what would have been decided on the other side; none if it is not
    /// decided.
    pub async fn explain(&self, story: &Story) -> Result<Option<Explained>, DeskError> {
        let Some(judged) = explain::judged(story) else { return Ok(None) };
        let kept = self.desk.shelf().get(&*self.store, judged.standard()).await?;
        let current = judged.standard() == self.standard().hash();
        let twin = self.twin(story).await?;
        Ok(Some(explain::explain((kept.as_deref(), current), &judged, twin)))
    }

    async fn found(
        &self,
        filter: &Filter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<(Vec<Entry>, Option<u64>), StoreError> {
        let mut index = self.index.lock().await;
        index.follow(&*self.store, self.window).await?;
        Ok(index.newest(filter, before, limit))
    }

    async fn line(&self, entry: Entry) -> Result<Line, StoreError> {
        let opening = story::told(&*self.store, entry.intake).await?.and_then(|told| told.opening);
        let camp = opening.as_ref().and_then(camp);
        let Entry { intake, time, gate, action, subject, state, leaves } = entry;
        let action = action.to_string();
        Ok(Line { intake, time, gate, action, subject, state, camp, leaves })
    }

    /// The newest case of another camp that has the same protected attributes: all of them belong
    /// together there, since it really was somebody.
    async fn twin(&self, story: &Story) -> Result<Option<Story>, StoreError> {
        let names = |story: &Story| -> BTreeSet<String> { story.protected().into_keys().collect() };
        let (mine, camp) = (names(story), &story.line.camp);
        if camp.is_none() {
            return Ok(None);
        }
        let all = Filter { gate: Some(story.line.gate), ..Filter::default() };
        let (entries, _) = self.found(&all, None, OPENED_AT_ONCE).await?;
        for entry in entries {
            let Some(told) = story::told(&*self.store, entry.intake).await? else { continue };
            let line = self.line(entry).await?;
            let other = Story { line, leaves: vec![told] };
            if other.line.camp.is_some() && other.line.camp != *camp && names(&other) == mine {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }
}

fn camp(opening: &Opening) -> Option<String> {
    match opening.value(CAMP) {
        Some(Value::Text(camp)) => Some(camp.clone()),
        _ => None,
    }
}
