//! Reads a log: whole, so that everything follows from its leaves; or a part of it, so that each leaf
//! is shown to be under the root that was signed.

use std::cell::RefCell;
use std::io::IsTerminal as _;
use std::ops::Range;

use drawbridge_fair_log::{Audit, AuditError, Proven};
use indicatif::{ProgressBar, ProgressStyle};

use super::leaves::Reading;
use super::seen::Seen;
use super::source::Source;
use super::verdict::{Verdict, Wrong};

/// Reads the leaves of a range, or all of them.
pub(super) fn read(
    source: &RefCell<Source>,
    seen: &Seen,
    leaves: Option<Range<u64>>,
    hashes_only: bool,
    verdict: &mut Verdict,
) {
    seen.compare(verdict);
    match leaves {
        None => whole(source, seen, hashes_only, verdict),
        Some(leaves) => range(source, seen, leaves, hashes_only, verdict),
    }
}

/// Every leaf, every tile, the root, and the roots of all that was seen before.
fn whole(source: &RefCell<Source>, seen: &Seen, hashes_only: bool, verdict: &mut Verdict) {
    let head = seen.head();
    let (mut files, mut again) = (source, source);
    let mut proven = Proven::new(&mut again, head);
    let mut reading = (!hashes_only).then(|| Reading::new(0, seen.time()));
    let mut audit = Audit::new(head.size, seen.sizes());
    let bar = bar(head.size);
    let read = loop {
        let leaves = match audit.advance(&mut files) {
            Ok(Some(leaves)) => leaves,
            Ok(None) => break audit.finish(&mut files),
            Err(error) => break Err(error),
        };
        if let Some(reading) = &mut reading {
            // Leaves refer to those shortly before them.
            proven.adopt(leaves.clone());
            let all = leaves.iter();
            let mut told = all.map(|(index, leaf)| reading.take(index, leaf, &mut proven, verdict));
            if let Some(error) = told.find_map(Result::err) {
                break Err(error);
            }
        }
        bar.set_position(audit.done());
    };
    bar.finish_and_clear();
    match read {
        Err(error) => verdict.damage(&error, &source.borrow()),
        Ok((tree, _)) if tree.root() != head.root => {
            let text = format!("from the leaves follows the root {}", tree.root());
            let wrong = Wrong::new("root", text).evidence("signed", seen.note().to_string());
            verdict.wrong(wrong);
        }
        Ok((_, heads)) => seen.hold(&heads, verdict),
    }
    if let Some(reading) = reading {
        reading.end(verdict);
    }
}

/// Some leaves, each with a proof.
fn range(
    source: &RefCell<Source>,
    seen: &Seen,
    range: Range<u64>,
    hashes_only: bool,
    verdict: &mut Verdict,
) {
    let mut files = source;
    let mut proven = Proven::new(&mut files, seen.head());
    seen.prove(&mut proven, verdict);
    let mut reading = (!hashes_only).then(|| Reading::new(range.start, seen.time()));
    let bar = bar(range.end - range.start);
    let read = some(&mut proven, range, reading.as_mut(), &bar, verdict);
    bar.finish_and_clear();
    if let Err(error) = read {
        verdict.damage(&error, &source.borrow());
    }
    if let Some(reading) = reading {
        reading.end(verdict);
    }
}

fn some(
    proven: &mut Proven<'_, &RefCell<Source>>,
    range: Range<u64>,
    mut reading: Option<&mut Reading>,
    bar: &ProgressBar,
    verdict: &mut Verdict,
) -> Result<(), AuditError> {
    let mut at = range.start;
    while at < range.end {
        let leaves = proven.bundle_of(at)?.clone();
        for (index, leaf) in leaves.iter().filter(|(index, _)| range.contains(index)) {
            if let Some(reading) = &mut reading {
                reading.take(index, leaf, proven, verdict)?;
            }
            at = index + 1;
        }
        bar.set_position(at - range.start);
    }
    Ok(())
}

/// How far the reading is, on a terminal.
fn bar(leaves: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(leaves).with_style(style)
}
