//! An agreement's leaf in the log: made from it, and held against it.

use drawbridge_fair_record::canonical::Value;
use drawbridge_fair_record::leaf::{self, Excused};
use drawbridge_fair_record::{
    Body, Commitment, Disclosure, Field, Fields, Leaf, LeafError, Opening, Reference, Seed, Why,
};

use crate::agreement::Agreement;

/// How much of an agreement its leaf shows.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Document, terms and parties: rules and offers.
    All,
    /// Commitments to them: what is commercial. The seed comes from a good die, for this leaf alone.
    Committed(Seed),
}

/// The leaf's body, and what opens it, to be kept by the parties.
///
/// Refused is an agreement that has no canonical form.
pub fn register(
    agreement: &Agreement,
    shown: Shown,
    replaces: Option<Reference>,
    exception: Option<Excused>,
) -> Result<(Body, Option<Opening>), LeafError> {
    let mut opening = match shown {
        Shown::All => None,
        Shown::Committed(seed) => Some(Opening::new(seed)),
    };
    let mut fields = Fields::new();
    for (name, value) in values(agreement)? {
        let field = match &mut opening {
            None => Field::Open(value),
            Some(opening) => Field::Committed(opening.commit(&name, value)?),
        };
        fields.insert(name, field);
    }
    let mut take = |name: &str| {
        fields
            .remove(name)
            .ok_or_else(|| LeafError::Member { at: name.to_owned(), why: Why::Missing })
    };
    let (document, terms) = (take("document")?, take("terms")?);
    let party =
        |(name, field): (String, Field)| (name.trim_start_matches("parties.").to_owned(), field);
    let body = leaf::Agreement {
        version: agreement.id.clone(),
        sort: agreement.sort,
        document,
        terms,
        parties: fields.into_iter().map(party).collect(),
        from: agreement.from,
        until: agreement.until,
        replaces,
        exception,
    };
    Ok((Body::Agreement(body), opening))
}

/// Why a leaf does not register an agreement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unregistered {
    /// It is a leaf of another kind.
    #[error("a leaf of the kind {0} registers nothing")]
    Kind(&'static str),
    /// It says something else.
    #[error("{0} is another one")]
    Differs(String),
    /// It commits to something that nobody has opened.
    #[error("{0} is not opened")]
    Closed(String),
    /// The agreement has no canonical form.
    #[error(transparent)]
    Form(#[from] LeafError),
}

/// Whether a leaf registers this agreement, with what opens its commitments.
pub fn registered(
    agreement: &Agreement,
    leaf: &Leaf,
    opened: &[Disclosure],
) -> Result<(), Unregistered> {
    let Body::Agreement(body) = &leaf.body else {
        return Err(Unregistered::Kind(leaf.body.kind()));
    };
    for (same, name) in [
        (body.version == agreement.id, "version"),
        (body.sort == agreement.sort, "sort"),
        (body.from == agreement.from, "from"),
        (body.until == agreement.until, "until"),
        (body.parties.len() == agreement.parties.len(), "parties"),
    ] {
        if !same {
            return Err(Unregistered::Differs(name.to_owned()));
        }
    }
    for (name, value) in values(agreement)? {
        match leaf.field(&name) {
            Some(Field::Open(open)) if open == value => {}
            Some(Field::Committed(Commitment(_))) => {
                let disclosure = opened.iter().find(|one| one.name == name);
                let disclosure = disclosure.ok_or_else(|| Unregistered::Closed(name.clone()))?;
                if disclosure.value != value || disclosure.verify(leaf).is_err() {
                    return Err(Unregistered::Differs(name));
                }
            }
            _ => return Err(Unregistered::Differs(name)),
        }
    }
    Ok(())
}

/// What the leaf fixes, by full name.
fn values(agreement: &Agreement) -> Result<Vec<(String, Value)>, LeafError> {
    let text = |name: &str, text: String| (name.to_owned(), Value::Text(text));
    let mut values = vec![
        text("document", agreement.document_sha256.to_base64()),
        text("terms", agreement.hash()?.to_base64()),
    ];
    for party in &agreement.parties {
        values.push(text(&format!("parties.{}", party.role.name()), party.party.clone()));
    }
    Ok(values)
}
