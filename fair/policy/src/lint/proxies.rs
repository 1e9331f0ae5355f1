//! Facts that may stand for what is protected.

use super::{Finding, warning};
use crate::standard::Standard;

/// Parts of names of facts by which a subject can be recognised though no attribute of it is read.
const TELLING: &[&str] = &[
    "app", "asn", "brand", "bundle", "camp", "company", "country", "domain", "group", "host", "ip",
    "issuer", "name", "origin", "owner", "package", "parent", "platform", "referrer", "region",
    "scheme", "sdk", "url", "vendor", "wallet",
];

pub(super) fn look(standard: &Standard, findings: &mut Vec<Finding>) {
    for name in standard.facts().keys() {
        let telling = name.split('_').find(|part| TELLING.contains(part));
        let like = standard.protected().keys().find(|protected| name.contains(protected.as_str()));
        if let Some(part) = telling.or(like.map(String::as_str)) {
            let what = format!(
                "may stand for who somebody is ({part}) and is not protected: protect it too, so \
                 that the proof covers it, or say in the consultation why it is needed"
            );
            findings.push(warning(&format!("facts.{name}"), what));
        }
    }
}
