//! What appeals found out about links: it counts from then on, for no more than it was found of.
//!
//! That a domain looks like another is true of the domains on the way, and a finding about it counts for the
//! same ones. Everything else (what a list says, what stands in an address, what a page calls itself) is true of
//! addresses: a finding counts for the same way, to the letter. It counts for as long as the gate finds what
//! was found wrong: if it finds something graver, or a list is replaced by another, that is a new finding.
//! What a message shows for a link is true of that message: a finding about it counts for its case alone.

use std::collections::BTreeSet;

use drawbridge_fair_record::canonical;
use drawbridge_fair_record::{Object, Value};
use drawbridge_gate_share::safety::registrable;
use drawbridge_seal::digest::sha256_hex;
use url::Url;

use crate::share::ShareError;
use crate::store::{Expect, ObjectWrite, Store, kinds};

/// Facts that are true of domains.
const OF_DOMAINS: &[&str] = &["look_alike", "mixed_scripts"];

/// Facts that lists say.
const OF_LISTS: &[&str] = &["legal", "scan"];

/// Facts that are true of one message, and of no other that has the same link.
const OF_MESSAGES: &[&str] = &["shown_otherwise"];

/// A link as findings know it, by keyed pseudonyms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Of every address on the way, in its order.
    pub(super) addresses: String,
    /// Of the domains on the way.
    pub(super) domains: String,
}

impl Marks {
    /// The marks of a way.
    pub(super) fn of(steps: &[Url], key: &str) -> Self {
        let mark = |of: &str, text: String| {
            let hash = sha256_hex(format!("{key}\n{of}\n{text}").as_bytes());
            format!("{of}-{}", &hash[..32])
        };
        let addresses: Vec<&str> = steps.iter().map(Url::as_str).collect();
        let domains: BTreeSet<&str> =
            steps.iter().filter_map(Url::host_str).map(registrable).collect();
        let domains: Vec<&str> = domains.into_iter().collect();
        Self {
            addresses: mark("addresses", addresses.join("\n")),
            domains: mark("domains", domains.join("\n")),
        }
    }

    /// The mark under which a finding about a fact is kept.
    fn under(&self, fact: &str) -> &str {
        if OF_DOMAINS.contains(&fact) { &self.domains } else { &self.addresses }
    }
}

/// What was found otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct Corrected {
    facts: Object,
    lists: String,
}

impl Corrected {
    /// What was found about a link, for lists with this digest.
    pub(super) async fn of(
        store: &dyn Store,
        marks: &Marks,
        lists: &[u8; 32],
    ) -> Result<Self, ShareError> {
        let (mut facts, _) = kept(store, &marks.domains).await?;
        facts.extend(kept(store, &marks.addresses).await?.0);
        Ok(Self { facts, lists: hexadecimal(lists) })
    }

    /// What a fact is, if something else was found than the gate finds now.
    pub(super) fn over(&self, fact: &str, found: &Value) -> Option<Value> {
        let Value::Object(kept) = self.facts.get(fact)? else { return None };
        let same = kept.get("was") == Some(found);
        let lists = kept.get("lists").is_none_or(|of| of == &Value::Text(self.lists.clone()));
        kept.get("is").filter(|_| same && lists).cloned()
    }
}

/// Keeps what was found about a link, over what was found before: `was` are the facts of the case.
pub(super) async fn keep(
    store: &dyn Store,
    marks: &Marks,
    (found, was): (&Object, &Object),
    lists: &[u8; 32],
) -> Result<Vec<ObjectWrite>, ShareError> {
    let mut writes = Vec::new();
    for mark in [&marks.domains, &marks.addresses] {
        let lasting = found.iter().filter(|(fact, _)| !OF_MESSAGES.contains(&fact.as_str()));
        let about = lasting.filter(|(fact, _)| marks.under(fact) == mark);
        let about: Object = about
            .map(|(fact, is)| {
                let was = was.get(fact).cloned().unwrap_or(Value::Null);
                let mut kept =
                    Object::from([("is".to_owned(), is.clone()), ("was".to_owned(), was)]);
                if OF_LISTS.contains(&fact.as_str()) {
                    kept.insert("lists".to_owned(), Value::Text(hexadecimal(lists)));
                }
                (fact.clone(), Value::Object(kept))
            })
            .collect();
        if about.is_empty() {
            continue;
        }
        let (mut facts, expected) = kept(store, mark).await?;
        facts.extend(about);
        let body = canonical::write(&Value::Object(facts));
        let body = body.map_err(|error| ShareError::Kept(error.to_string()))?;
        writes.push(write(mark, expected, Some(body)));
    }
    Ok(writes)
}

/// Takes back all that was found about a link.
pub(super) fn forget(marks: &Marks) -> Vec<ObjectWrite> {
    [&marks.domains, &marks.addresses].map(|mark| write(mark, Expect::Any, None)).into()
}

fn write(mark: &str, expected: Expect, body: Option<Vec<u8>>) -> ObjectWrite {
    let (kind, id) = (kinds::SHARE_CORRECTED.to_owned(), mark.to_owned());
    ObjectWrite { kind, id, expected, body }
}

/// What is kept, and what a write over it expects: who adds to it at the same time is not written over.
async fn kept(store: &dyn Store, mark: &str) -> Result<(Object, Expect), ShareError> {
    let Some(object) = store.object(kinds::SHARE_CORRECTED, mark).await? else {
        return Ok((Object::new(), Expect::Absent));
    };
    match canonical::parse(&object.body) {
        Ok(Value::Object(facts)) => Ok((facts, Expect::Version(object.version))),
        other => Err(ShareError::Kept(format!("{mark}: {other:?}"))),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
