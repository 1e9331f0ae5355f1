//! Agreements: registered by hash with their clauses kept, and ended.

use drawbridge_canon::Timestamp;
use drawbridge_fair_agreements::registration::{Shown, register as body_of};
use drawbridge_fair_agreements::{Agreement, Exception};
use drawbridge_fair_log::{Hash, VerifierKey, leaf_hash};
use drawbridge_fair_record::leaf::{AgreementEnd, Ending, Excused, Sort};
use drawbridge_fair_record::{Body, Gate, Leaf, Reference};
use serde::{Deserialize, Serialize};

use super::{BesideError, all, find, kept, object, put};
use crate::desk::seed;
use crate::store::{Expect, ObjectWrite, Store, kinds};
use crate::world::Dice;

/// What is to be registered.
#[derive(Clone, Debug)]
pub struct Registering {
    /// The gate that it is about.
    pub gate: Gate,
    /// The agreement.
    pub agreement: Agreement,
    /// Whether document, clauses and parties are shown; if nobody says, those of rules and offers are.
    pub shown: Option<bool>,
    /// The signed note that says why somebody is treated otherwise.
    pub exception: Option<String>,
    /// The key of the log, if there is one: a signature of the exception that is said to be by it must be.
    pub key: Option<VerifierKey>,
}

/// How an agreement is to end.
#[derive(Clone, Copy, Debug)]
pub struct EndingOf {
    /// How.
    pub end: Ending,
    /// When the other side was told.
    pub told: Timestamp,
    /// From when it no longer binds.
    pub at: Timestamp,
}

/// What is kept of an agreement.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    /// Its clauses, in canonical form.
    clauses: String,
    exception: Option<String>,
    /// The hash of the leaf that registers it, and where that was to stand.
    leaf: String,
    near: u64,
    /// From when it no longer binds, if it was ended.
    ended: Option<i64>,
    /// The name of what replaces it, if it was replaced.
    #[serde(default)]
    replaced: Option<String>,
}

/// An agreement that is registered here.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its clauses.
    pub agreement: Agreement,
    /// From when it no longer binds, if it was ended.
    pub ended: Option<Timestamp>,
    /// The note that excuses it.
    pub exception: Option<String>,
}

/// Registers an agreement. Refused is one whose name is taken, that replaces what is not registered, has
/// ended or was replaced, and one with an exception to another agreement, without an end, or with a false
/// signature.
///
/// What is replaced is written with it, so of two that replace it, or of one that does and an end that comes
/// at the same moment, one is refused.
pub async fn register(
    store: &dyn Store,
    asked: Registering,
    now: Timestamp,
    dice: &dyn Dice,
) -> Result<Reference, BesideError> {
    let Registering { gate, agreement, shown, exception, key } = asked;
    let open = shown.unwrap_or(matches!(agreement.sort, Sort::Rules | Sort::Offer));
    let shown = if open { Shown::All } else { Shown::Committed(seed(dice)) };
    let excused = exception.as_deref().map(|note| excused(note, &agreement, key.as_ref()));
    let excused = excused.transpose()?;
    let (mut earlier, mut objects) = (Vec::new(), Vec::new());
    if let Some(id) = &agreement.replaces {
        let (object, found) = replaced(store, id, &agreement.id).await?;
        objects.push(object);
        earlier.push(found);
    }
    if let (Some(excused), Some(note)) = (&excused, &exception) {
        objects.push(ObjectWrite::by_hash(
            kinds::EXCEPTION,
            excused.note,
            note.clone().into_bytes(),
        ));
    }
    let replaces = earlier.first().map(|(reference, _)| *reference);
    let (body, opening) = body_of(&agreement, shown, replaces, excused)?;
    let leaf = Leaf { gate, time: now, body };
    let opening = opening.map(|opening| opening.write()).transpose()?.unwrap_or_default();
    let record = Record {
        clauses: String::from_utf8_lossy(&agreement.write()?).into_owned(),
        exception,
        leaf: leaf_hash(&leaf.write()?).to_base64(),
        near: store.leaf_count().await?,
        ended: None,
        replaced: None,
    };
    objects.push(object(kinds::AGREEMENT, &agreement.id, Expect::Absent, &record)?);
    put(store, (&leaf, opening), objects, &earlier).await
}

/// What is kept of an agreement that another replaces, and the leaf that registers it.
async fn replaced(
    store: &dyn Store,
    id: &str,
    by: &str,
) -> Result<(ObjectWrite, (Reference, Vec<u8>)), BesideError> {
    let known = kept::<Record>(store, kinds::AGREEMENT, id).await?;
    let mut record = known.body;
    let refused = |why: String| Err(BesideError::Refused(why));
    if record.ended.is_some() {
        return refused(format!("`{id}` has ended, and is not replaced"));
    }
    if let Some(other) = &record.replaced {
        return refused(format!("`{id}` was replaced by `{other}`: replace that one"));
    }
    let found = find(store, record.hash()?, record.near).await?;
    record.replaced = Some(by.to_owned());
    let expected = Expect::Version(known.version);
    Ok((object(kinds::AGREEMENT, id, expected, &record)?, found))
}

/// Ends an agreement, once. One that was replaced may still be ended.
pub async fn end(
    store: &dyn Store,
    id: &str,
    ending: EndingOf,
    now: Timestamp,
) -> Result<Reference, BesideError> {
    let known = kept::<Record>(store, kinds::AGREEMENT, id).await?;
    let mut record = known.body;
    if record.ended.is_some() {
        return Err(BesideError::Refused(format!("`{id}` has ended already")));
    }
    let (of, bytes) = find(store, record.hash()?, record.near).await?;
    let registration = Leaf::read(&bytes)?;
    let EndingOf { end, told, at } = ending;
    let body = Body::AgreementEnd(AgreementEnd { of, end, told, at });
    // A clock that was set back does not end it before it was registered.
    let leaf = Leaf { gate: registration.gate, time: now.max(registration.time), body };
    record.ended = Some(at.0);
    let expected = Expect::Version(known.version);
    let objects = vec![object(kinds::AGREEMENT, id, expected, &record)?];
    put(store, (&leaf, Vec::new()), objects, &[(of, bytes)]).await
}

/// Every agreement that is registered here, by name.
pub async fn list(store: &dyn Store) -> Result<Vec<Registered>, BesideError> {
    let records = all::<Record>(store, kinds::AGREEMENT).await?;
    let told = |(_, record): (String, Record)| {
        Ok(Registered {
            agreement: Agreement::read(record.clauses.as_bytes())?,
            ended: record.ended.map(Timestamp),
            exception: record.exception,
        })
    };
    records.into_iter().map(told).collect()
}

/// What the leaf says of an exception. Refused is a false signature by the log's key; whether it is a good
/// exception besides is found later, by whoever reads it.
fn excused(
    note: &str,
    agreement: &Agreement,
    key: Option<&VerifierKey>,
) -> Result<Excused, BesideError> {
    let keys: Vec<&VerifierKey> = key.into_iter().collect();
    let exception = Exception::read(note.as_bytes(), &keys)?;
    let refused = |why: &str| Err(BesideError::Refused(why.to_owned()));
    if exception.agreement != agreement.hash()? {
        return refused("the exception is to another agreement, or to another version of it");
    }
    match (exception.note, exception.until) {
        (Some(note), Some(until)) => Ok(Excused { note, until }),
        _ => refused("the exception never ends: give it an end"),
    }
}

impl Record {
    fn hash(&self) -> Result<Hash, BesideError> {
        Hash::parse(&self.leaf).ok_or(BesideError::Lost(self.near))
    }
}
