//! The standard that is published with this version.

use crate::standard::Files;

macro_rules! files {
    ($($name:literal,)+) => {
        &[$(($name, include_bytes!(concat!("../standard/", $name)).as_slice()),)+]
    };
}

const PUBLISHED: &[(&str, &[u8])] = files![
    "floors/appeal.cedar",
    "floors/fee.cedar",
    "floors/link.cedar",
    "policies/admission.cedar",
    "policies/appeal.cedar",
    "policies/fee.cedar",
    "policies/link.cedar",
    "policies/pay.cedar",
    "policies/restriction.cedar",
    "policies/review.cedar",
    "policies/unblocking.cedar",
    "proof.json",
    "schema.cedarschema",
    "standard.json",
    "twins.json",
];

/// The files of the standard that is published with this version.
pub fn published() -> Files {
    PUBLISHED.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
}
