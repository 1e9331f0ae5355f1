//! Fetching the full rows of outcomes, by reading a source once more.

use super::ask::ReconcileError;
use super::join::Entry;
use super::key::Key;
use super::rows::Rows;

/// The full rows of `wanted`, place for place; those that waited come from the pool.
///
/// The error tells that the source gave other rows than before.
pub(super) fn fetch<R>(
    source: &mut dyn Rows<R>,
    wanted: &[Option<Entry>],
    pooled: impl Fn(usize) -> Option<R>,
    key: impl Fn(&R) -> Key,
    tick: &mut dyn FnMut(),
) -> Result<Vec<Option<R>>, ReconcileError> {
    let mut rows: Vec<Option<R>> = Vec::with_capacity(wanted.len());
    let mut places: Vec<(u32, usize)> = Vec::new();
    for (slot, entry) in wanted.iter().enumerate() {
        rows.push(entry.and_then(|entry| entry.pool_place()).and_then(&pooled));
        places.extend(entry.and_then(|entry| entry.day_place()).map(|place| (place, slot)));
    }
    if !places.is_empty() {
        places.sort_unstable();
        let mut next = places.into_iter().peekable();
        let mut here: u32 = 0;
        source
            .each(&mut |row| {
                if let Some((_, slot)) = next.next_if(|(place, _)| *place == here) {
                    rows[slot] = Some(row);
                }
                here = here.saturating_add(1);
                tick();
            })
            .map_err(ReconcileError::Source)?;
    }
    for (entry, row) in wanted.iter().zip(&rows) {
        if entry.map(|entry| entry.key) != row.as_ref().map(&key) {
            return Err(ReconcileError::Unsteady);
        }
    }
    Ok(rows)
}
