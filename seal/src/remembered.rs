//! Certificates that were read before. The same few stand in the accounts that every call is made
//! with; reading one costs as much as a signature's verification.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::certificate::Certificate;

/// The most texts that are remembered, some kilobytes each; beyond it all are forgotten, and those
/// in use come back.
const MOST: usize = 1024;

static READ: RwLock<BTreeMap<String, Arc<[Certificate]>>> = RwLock::new(BTreeMap::new());

/// [`Certificate::parse_bundle`] of a text that comes again and again. Only for texts of our own
/// accounts: what strangers send would drive those out.
pub fn bundle(pem: &str) -> Arc<[Certificate]> {
    if let Some(known) = READ.read().unwrap_or_else(PoisonError::into_inner).get(pem) {
        return known.clone();
    }
    let bundle: Arc<[Certificate]> = Certificate::parse_bundle(pem).into();
    let mut read = READ.write().unwrap_or_else(PoisonError::into_inner);
    if read.len() >= MOST {
        read.clear();
    }
    read.insert(pem.to_owned(), bundle.clone());
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_not_read_again() {
        let nothing = bundle("no certificate");
        assert!(nothing.is_empty());
        assert!(Arc::ptr_eq(&nothing, &bundle("no certificate")));
        for number in 0..MOST {
            bundle(&number.to_string());
        }
        assert!(READ.read().unwrap().len() <= MOST);
    }
}
