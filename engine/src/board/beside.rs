//! What a report takes besides the log: the clauses and the openings that are kept here.

use std::collections::BTreeMap;
use std::sync::Arc;

use drawbridge_fair_agreements::Exception;
use drawbridge_fair_log::VerifierKey;
use drawbridge_fair_record::Opening;
use drawbridge_fair_report::history::History;
use drawbridge_fair_report::probed;
use drawbridge_fair_report::shape::Probe;
use drawbridge_fair_report::terms::Texts;

use super::{BoardError, Reader};
use crate::beside::{BesideError, agreements, probes as kept};
use crate::store::Store;

/// The clauses of the agreements in a history, with what opens and what excuses them. Who keeps the log is
/// believed to sign exceptions.
pub(super) async fn texts(
    store: &dyn Store,
    history: &History,
    key: &VerifierKey,
) -> Result<Texts, BoardError> {
    let mut texts = Texts::default();
    for one in agreements::list(store).await? {
        // Registered since the report's checkpoint: the next one tells of it.
        let known =
            |id: &str| history.agreements.values().any(|known| known.agreement.version == id);
        if !known(&one.agreement.id) {
            continue;
        }
        if let Some(note) = &one.exception {
            texts.exceptions.push(exception(note, key)?);
        }
        texts.agreements.push(one.agreement);
    }
    let mut opened = BTreeMap::new();
    for index in history.agreements.keys() {
        let Some(bytes) = store.leaf_opening(*index).await? else { continue };
        let opening = Opening::read(&bytes).map_err(BesideError::from)?;
        let fields = opening.values().filter_map(|(name, _)| opening.disclose(name));
        opened.insert(*index, fields.collect());
    }
    texts.opened = opened;
    Ok(texts)
}

/// A note that excuses an agreement. A false signature is none, and that is found and told.
fn exception(note: &str, key: &VerifierKey) -> Result<Exception, BesideError> {
    let keys: [&VerifierKey; 0] = [];
    let read = Exception::read(note.as_bytes(), &[key]);
    Ok(read.or_else(|_| Exception::read(note.as_bytes(), &keys))?)
}

/// The probes, those that are opened held against the log.
pub(super) async fn probes(
    store: &Arc<dyn Store>,
    history: &History,
) -> Result<Vec<Probe>, BoardError> {
    let mut openings = kept::openings(&**store).await?;
    // Opened since the report's checkpoint: the next one tells of it.
    openings.retain(|bytes| {
        let opening = drawbridge_fair_probes::Opening::read(bytes);
        let fixed = opening.ok().and_then(|opening| history.probes.get(&opening.commit.index));
        fixed.is_some_and(|fixed| fixed.reveal.is_some())
    });
    let mut reader = Reader::new(store.clone());
    let (history, size) = (history.clone(), history.size());
    let done = tokio::task::spawn_blocking(move || {
        let mut failed = None;
        let probes = probed::read(&history, &openings, |index| {
            // An opening may name what this report does not cover: it is then told.
            let leaf = (index < size).then(|| reader.leaf(index))?;
            leaf.map_err(|error| failed.get_or_insert(error).clone()).ok().flatten()
        });
        failed.map_or(Ok(probes), Err)
    });
    Ok(done.await.map_err(|_| BoardError::Ended)???)
}
