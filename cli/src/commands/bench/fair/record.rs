//! What the leaves say: every one read, held against those it refers to, and entered in the docket.

use std::time::Duration;

use anyhow::ensure;
use drawbridge_fair_log::{Tree, leaf_hash};
use drawbridge_fair_record::Docket;

use super::core::paced;
use crate::commands::bench::decisions::Story;
use crate::commands::bench::figure::{Figure, Report};

/// Leaves a second of made-up decisions.
pub(super) fn measure(count: u64, span: Duration, report: &mut Report) -> anyhow::Result<()> {
    let (mut story, mut tree) = (Story::new(None), Tree::new());
    let mut leaves: Vec<Vec<u8>> = Vec::new();
    for index in 0..count {
        let (leaf, _) = story.next(index, &tree)?;
        tree.append(leaf_hash(&leaf));
        leaves.push(leaf);
    }
    let bytes: usize = leaves.iter().map(Vec::len).sum();
    let read = paced(span, || {
        let mut docket = Docket::new(None);
        for (index, leaf) in (0..).zip(&leaves) {
            let earlier = |index: u64| leaves.get(usize::try_from(index).ok()?).cloned();
            let found = docket.take(index, leaf, earlier);
            ensure!(found.is_empty(), "leaf {index} is not as it should be");
        }
        Ok(count)
    })?;
    report.add(Figure::new("record.check", read.rate, "leaves/s"));
    report.add(Figure::new("record.bytes", bytes as f64 / count as f64, "B/leaf"));
    Ok(())
}
