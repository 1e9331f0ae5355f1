//! Reading a log once, from the first leaf to the last: every leaf is checked against the tree that was
//! signed before anything is believed of what was read.

use std::collections::BTreeMap;

use anyhow::Context as _;
use drawbridge_fair_indicators::found::{Audit, Leaves, Period};
use drawbridge_fair_indicators::{Auditor, Shown};
use drawbridge_fair_log::audit::check_root;
use drawbridge_fair_log::{Audit as Tiles, Head, Proven};
use drawbridge_fair_record::{Body, Disclosure, Leaf, Opening};
use drawbridge_fair_report::history::History;
use drawbridge_fair_report::replayed::Replayed;

use super::again::Again;
use super::log::Log;
use super::make::Asked;
use super::openings::Openings;

/// What was read.
pub(super) struct Read {
    /// What the audit found in the leaves of the report.
    pub(super) audit: Audit,
    /// What these leaves say themselves.
    pub(super) history: History,
    /// What all leaves say, up to the log's own checkpoint.
    pub(super) whole: History,
    /// What deciding again showed.
    pub(super) replayed: Replayed,
    /// What opens the commitments of agreements, by the leaf that registers them.
    pub(super) opened: BTreeMap<u64, Vec<Disclosure>>,
}

/// Gives every leaf of the log with its index; an error if the log is not what was signed, also at the
/// earlier heads, which must be of the same log.
pub(in crate::commands::fair) fn each(
    log: &Log,
    heads: &[Head],
    mut take: impl FnMut(u64, &[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut source = log.source()?;
    let mut tiles = Tiles::new(log.head().size, heads.iter().map(|head| head.size));
    while let Some(leaves) = tiles.advance(&mut source)? {
        for (index, bytes) in leaves.iter() {
            take(index, bytes)?;
        }
    }
    let (_, found) = tiles.finish(&mut source)?;
    for stated in heads.iter().chain([&log.head()]) {
        let found = found.iter().find(|found| found.size == stated.size);
        let found = found.context("the log is smaller than the checkpoint that is asked about")?;
        check_root(*found, *stated)?;
    }
    Ok(())
}

/// Reads the leaves up to `head` for a report, and the rest for what was published later.
pub(super) fn read(
    log: &Log,
    head: Head,
    period: Period,
    asked: &Asked<'_>,
) -> anyhow::Result<Read> {
    let mut openings = Openings::open(asked.openings)?;
    let range = Leaves { from: 0, to: head.size };
    let mut auditor = Auditor::new(asked.plan.clone(), period, range)?;
    let (mut history, mut whole) = (History::default(), History::default());
    let mut opened = BTreeMap::new();
    // Proofs of an older tree need tiles that may be gone; that this one grew from it is checked below.
    let mut files = log.source()?;
    let mut again = Again::new(asked, Proven::new(&mut files, log.head()));
    each(log, &[head], |index, bytes| {
        let leaf = Leaf::read(bytes).with_context(|| format!("leaf {index}"))?;
        whole.take(index, &leaf);
        if index < head.size {
            history.take(index, &leaf);
            let opening = openings.of(index)?;
            let shown = opening.as_deref().map_or(Shown::Nothing, Shown::Opening);
            auditor.take(index, bytes, shown)?;
            again.take(index, &leaf, &openings)?;
            if matches!(leaf.body, Body::Agreement(_)) {
                opened.insert(index, disclosed(opening.as_deref()));
            }
        }
        Ok(())
    })?;
    Ok(Read { audit: auditor.finish()?, history, whole, replayed: again.replayed, opened })
}

/// Everything that an opening opens; what is none opens nothing.
fn disclosed(opening: Option<&[u8]>) -> Vec<Disclosure> {
    let Some(opening) = opening.and_then(|bytes| Opening::read(bytes).ok()) else {
        return Vec::new();
    };
    opening.values().filter_map(|(name, _)| opening.disclose(name)).collect()
}
