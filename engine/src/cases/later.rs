//! Cases that are older than the leaves that are kept in mind: an appeal has half a year, and the log may
//! grow by many leaves meanwhile.
//!
//! A decision stands right behind its intake. Where appeals and answers stand is kept beside the log: the
//! index from which on each of them is to be looked for.

use crate::store::{Expect, Object, ObjectWrite, PAGE_LIMIT, Store, StoreError, kinds};

use super::index::{Entry, Index};

/// Where the later leaves of a case stand.
#[derive(Default)]
pub(super) struct Later {
    version: Option<u64>,
    places: Vec<u64>,
}

impl Later {
    /// Of a case, by its intake.
    pub(super) async fn of(store: &dyn Store, intake: u64) -> Result<Self, StoreError> {
        let found = store.object(kinds::CASE_LATER, &intake.to_string()).await?;
        found.map_or_else(|| Ok(Self::default()), |object| read(&object))
    }

    /// Another leaf stands at this index or soon behind it. Whoever writes this at the same time is told so
    /// by the store: one answer is given to one appeal.
    pub(super) fn with(&self, intake: u64, place: u64) -> ObjectWrite {
        let places: Vec<String> = self.places.iter().chain([&place]).map(u64::to_string).collect();
        ObjectWrite {
            kind: kinds::CASE_LATER.to_owned(),
            id: intake.to_string(),
            expected: self.version.map_or(Expect::Absent, Expect::Version),
            body: Some(places.join(",").into_bytes()),
        }
    }
}

fn read(object: &Object) -> Result<Later, StoreError> {
    let places = std::str::from_utf8(&object.body).ok().and_then(|text| {
        text.split(',').map(|place| place.parse().ok()).collect::<Option<Vec<u64>>>()
    });
    let unread = || StoreError::Failed(format!("the places of case {} are no numbers", object.id));
    Ok(Later { version: Some(object.version), places: places.ok_or_else(unread)? })
}

/// A case whatever its age; none if no intake stands there.
pub(super) async fn find(store: &dyn Store, intake: u64) -> Result<Option<Entry>, StoreError> {
    let later = Later::of(store, intake).await?;
    let mut index = Index::default();
    let mut next = intake;
    for place in [intake].into_iter().chain(later.places) {
        for (at, bytes) in store.leaves(place.max(next), PAGE_LIMIT).await? {
            index.take_bytes(at, &bytes);
            next = at + 1;
        }
    }
    Ok(index.case(intake))
}
