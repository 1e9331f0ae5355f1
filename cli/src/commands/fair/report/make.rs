//! Making a report, or making it again.

use std::path::Path;

use anyhow::Context as _;
use drawbridge_canon::Timestamp;
use drawbridge_fair_indicators::found::Period;
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_log::{
    Checkpoint, Hash, Head, Note, Proven, TileHashes, TileReader, VerifierKey,
};
use drawbridge_fair_policy::Standard;
use drawbridge_fair_policy::replay::Twins;
use drawbridge_fair_report::declaration::Declaration;
use drawbridge_fair_report::evidence::{self, Evidence, LeafReader};
use drawbridge_fair_report::history::History;
use drawbridge_fair_report::{Input, Report, build, json};

use super::beside::Beside;
use super::log::Log;
use super::pass;

/// What is asked of a report.
pub(super) struct Asked<'a> {
    pub(super) period: (Timestamp, Timestamp),
    pub(super) plan: &'a Plan,
    pub(super) declaration: &'a Declaration,
    pub(super) previous: Option<(&'a [u8], &'a Report)>,
    pub(super) openings: Option<&'a Path>,
    pub(super) standards: &'a [Standard],
    pub(super) twins: &'a Twins,
    pub(super) beside: &'a Beside,
    pub(super) version: &'a str,
}

/// A report, and what was read for it.
pub(super) struct Made {
    pub(super) report: Report,
    history: History,
    whole: History,
}

/// Makes the report from the leaves under a checkpoint of the log.
pub(super) fn make(log: &Log, note: &Note, head: Head, asked: &Asked<'_>) -> anyhow::Result<Made> {
    make_with(log, note, head, asked, &[])
}

/// The same, where more witnesses are believed than those of the policy.
pub(super) fn make_with(
    log: &Log,
    note: &Note,
    head: Head,
    asked: &Asked<'_>,
    more: &[VerifierKey],
) -> anyhow::Result<Made> {
    let moment = |time: Timestamp| u64::try_from(time.0).context("the period is before 1970");
    let period = Period { from: moment(asked.period.0)?, to: moment(asked.period.1)? };
    let read = pass::read(log, head, period, asked)?;
    let checkpoint = Checkpoint::parse(note.text())?;
    let terms = asked.beside.terms(&read, asked.period)?;
    let probes = asked.beside.probes(log, head, &read.history)?;
    let report = build(&Input {
        audit: &read.audit,
        history: &read.history,
        replayed: &read.replayed,
        terms: &terms,
        probes: &probes,
        note,
        checkpoint: &checkpoint,
        cosigners: &log.cosigners(note, more),
        period: asked.period,
        declaration: asked.declaration,
        previous: asked.previous,
        version: asked.version,
    })?;
    Ok(Made { report, history: read.history, whole: read.whole })
}

/// The proofs that a page of the report holds.
pub(super) fn evidence(log: &Log, made: &Made) -> anyhow::Result<Evidence> {
    let report = &made.report;
    let head = log.head();
    let (mut tiles, mut files) = (log.source()?, log.source()?);
    let mut leaves = Proof(Proven::new(&mut files, head));
    let root = Hash::parse(&report.log.root).context("the root of the report is no hash")?;
    let old = Head { size: report.log.size, root };
    // Proofs of older trees need tiles that may be gone: what is claimed is proved under the newest one
    // where the report's is not.
    let claims = if old == head {
        let mut hashes = TileHashes::new(&mut tiles, old.size);
        evidence::rules(&mut hashes, &mut leaves, &made.history, old.size)?
    } else {
        Vec::new()
    };
    let bytes = json::write(report)?;
    let key = (Hash(json::hash(&bytes)), report.log.size);
    let mut hashes = TileHashes::new(&mut tiles, head.size);
    let later = (log.note(), head.size);
    let publication = evidence::publication(&mut hashes, &mut leaves, &made.whole, key, later)?;
    Ok(Evidence { keys: log.keys(&report.log.cosigners), claims, publication })
}

/// Leaves as they were proved.
pub(super) struct Proof<'r, R>(pub(super) Proven<'r, R>);

impl<R: TileReader> LeafReader for Proof<'_, R> {
    fn leaf(&mut self, index: u64) -> Option<Vec<u8>> {
        self.0.leaf(index).ok().map(<[u8]>::to_vec)
    }
}
