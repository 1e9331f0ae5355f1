//! What appeals found out about domains: it counts from then on.

use drawbridge_fair_record::canonical;
use drawbridge_fair_record::{Object, Value};

use crate::share::ShareError;
use crate::store::{Expect, ObjectWrite, Store, kinds};

/// What was found otherwise about a domain.
pub(super) async fn of(store: &dyn Store, domain: &str) -> Result<Object, ShareError> {
    let Some(object) = store.object(kinds::SHARE_CORRECTED, domain).await? else {
        return Ok(Object::new());
    };
    match canonical::parse(&object.body) {
        Ok(Value::Object(facts)) => Ok(facts),
        other => Err(ShareError::Kept(format!("{domain}: {other:?}"))),
    }
}

/// Keeps what was found about a domain, over what was found before.
pub(super) async fn keep(
    store: &dyn Store,
    domain: &str,
    found: &Object,
) -> Result<ObjectWrite, ShareError> {
    let mut facts = of(store, domain).await?;
    facts.extend(found.clone());
    let body = canonical::write(&Value::Object(facts));
    let body = body.map_err(|error| ShareError::Kept(error.to_string()))?;
    let (kind, id) = (kinds::SHARE_CORRECTED.to_owned(), domain.to_owned());
    Ok(ObjectWrite { kind, id, expected: Expect::Any, body: Some(body) })
}
