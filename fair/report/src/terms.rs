//! The register of agreements, out of the log; and what is found in those whose clauses are at hand.
//!
//! A report is public and a contract need not be: of what a leaf only commits to, the report says that it
//! is registered, how it stands and by which rules something was found in it, and not what it says, nor in
//! which clause.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_agreements::findings::rules::{
    ALL, EXCLUSIVE_FEE, FEE_UNEQUAL, NOT_TO_ALL, NOTICE_DIFFERS, Rule,
};
use drawbridge_fair_agreements::findings::{self, Severity};
use drawbridge_fair_agreements::registration::{Unregistered, registered};
use drawbridge_fair_agreements::{Agreement, Book, BookError, Exception, Finding, find};
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::{Disclosure, Field, Value};

use crate::history::{History, Registration};
use crate::shape::{
    Excused, Found, Gravity, Place, Registered, Tally, Terms, TermsState, Text, text,
};

/// What is at hand besides the log.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Agreements in clauses, each of them registered.
    pub agreements: Vec<Agreement>,
    /// Notes that say why somebody is treated otherwise.
    pub exceptions: Vec<Exception>,
    /// What opens the commitments of registrations, by leaf.
    pub opened: BTreeMap<u64, Vec<Disclosure>>,
}

/// Why agreements cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// No leaf registers it: what is not in the log is no part of a report.
    #[error("agreement {0} is registered by no leaf of the log: {1}")]
    Unregistered(String, String),
    /// The agreements cannot be searched together.
    #[error(transparent)]
    Book(#[from] BookError),
}

/// Rules that compare agreements, and so tell of one what another says.
const COMPARING: [Rule; 4] = [EXCLUSIVE_FEE, FEE_UNEQUAL, NOTICE_DIFFERS, NOT_TO_ALL];

/// Reads the register as it stands at the end of a period, the end exclusive.
pub fn read(
    history: &History,
    texts: &Texts,
    (from, to): (Timestamp, Timestamp),
) -> Result<Terms, TermsError> {
    let at = to.plus_ms(-1).min(history.latest.unwrap_or(to));
    let mut leaves = BTreeMap::new();
    for agreement in &texts.agreements {
        leaves.insert(agreement.id.clone(), leaf_of(agreement, history, texts)?);
    }
    let of = |id: &str| leaves.get(id).and_then(|index| history.agreements.get(index));
    let ended = |id: &String| of(id).and_then(|one| over(one, history)).is_some_and(|o| o <= at);
    let ended: BTreeSet<String> = leaves.keys().filter(|id| ended(id)).cloned().collect();
    let published: BTreeSet<Hash> = history
        .agreements
        .values()
        .filter_map(|one| one.agreement.exception.map(|excused| excused.note))
        .collect();
    // Who was given them in another order tells the same: they come in the order of the log.
    let mut agreements = texts.agreements.clone();
    agreements.sort_by_key(|agreement| leaves.get(&agreement.id));
    let mut exceptions = texts.exceptions.clone();
    exceptions.sort_by_key(|exception| exception.note);
    let book = Book {
        agreements: &agreements,
        exceptions: &exceptions,
        published: &published,
        at,
        ended: &ended,
    };
    // What was over before the period, or begins after it, is another report's.
    let within = |finding: &Finding| {
        let first = finding.places.first().and_then(|place| of(&place.agreement));
        first.is_some_and(|one| {
            one.agreement.from < to && over(one, history).is_none_or(|over| over > from)
        })
    };
    let mut found = find(book)?;
    found.retain(within);
    let closed = leaves.values().any(|index| !is_open(history, *index));
    let mut told: Vec<Found> =
        found.iter().map(|finding| tell(finding, &leaves, history, closed)).collect();
    told.sort_by_key(|one| (one.excused_by.is_some(), std::cmp::Reverse(one.gravity)));
    let searched: BTreeSet<u64> = leaves.values().copied().collect();
    Ok(Terms {
        at: at.0,
        agreements: history
            .agreements
            .values()
            .map(|one| register(one, history, at, searched.contains(&one.index)))
            .collect(),
        rules: ALL.iter().map(|rule| tally(rule, &found)).collect(),
        findings: told,
        exceptions: history
            .agreements
            .values()
            .filter_map(|one| excused(one, &exceptions, at))
            .collect(),
    })
}

/// The latest leaf that registers an agreement.
fn leaf_of(agreement: &Agreement, history: &History, texts: &Texts) -> Result<u64, TermsError> {
    let mut why = "none is called so".to_owned();
    for (index, one) in history.agreements.iter().rev() {
        if one.agreement.version != agreement.id {
            continue;
        }
        let opened = texts.opened.get(index).map(Vec::as_slice).unwrap_or_default();
        match registered(agreement, &one.leaf(), opened) {
            Ok(()) => return Ok(*index),
            Err(Unregistered::Closed(name)) => {
                why = format!("nothing at hand opens {name} of leaf {index}");
            }
            Err(error) => why = format!("leaf {index}: {error}"),
        }
    }
    Err(TermsError::Unregistered(agreement.id.clone(), why))
}

/// From when an agreement no longer binds: its term has run out, it was ended, or replaced.
fn over(one: &Registration, history: &History) -> Option<Timestamp> {
    let ended = one.ended.map(|(_, end)| end.at);
    let replaced = one.replaced_by.and_then(|later| history.agreements.get(&later));
    let replaced = replaced.map(|later| later.agreement.from);
    [one.agreement.until, ended, replaced].into_iter().flatten().min()
}

fn state(one: &Registration, history: &History, at: Timestamp) -> TermsState {
    let by_then = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment <= at);
    let later = one.replaced_by.and_then(|later| history.agreements.get(&later));
    if by_then(one.ended.map(|(_, end)| end.at)) {
        TermsState::Ended
    } else if by_then(later.map(|later| later.agreement.from)) {
        TermsState::Replaced
    } else if by_then(one.agreement.until) {
        TermsState::RunOut
    } else if one.agreement.from > at {
        TermsState::NotYet
    } else {
        TermsState::InForce
    }
}

fn register(one: &Registration, history: &History, at: Timestamp, searched: bool) -> Registered {
    let shown = |field: &Field| match field {
        Field::Open(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let agreement = &one.agreement;
    let party = |(role, field): (&String, &Field)| (role.clone(), shown(field));
    Registered {
        index: one.index,
        version: agreement.version.clone(),
        sort: agreement.sort.name().to_owned(),
        gate: one.gate.name().to_owned(),
        parties: agreement.parties.iter().map(party).collect(),
        document: shown(&agreement.document),
        terms: shown(&agreement.terms),
        from: agreement.from.0,
        until: agreement.until.map(|until| until.0),
        replaces: agreement.replaces.map(|earlier| earlier.index),
        state: state(one, history, at),
        ended_by: one.ended.map(|(index, _)| index),
        searched,
    }
}

/// Whether a registration shows its terms.
fn is_open(history: &History, index: u64) -> bool {
    let one = history.agreements.get(&index);
    one.is_some_and(|one| matches!(one.agreement.terms, Field::Open(_)))
}

fn tally(rule: &Rule, found: &[Finding]) -> Tally {
    let count = |excused: bool| {
        let mine = |one: &&Finding| one.rule.id == rule.id && one.excused.is_some() == excused;
        u64::try_from(found.iter().filter(mine).count()).unwrap_or(u64::MAX)
    };
    Tally {
        rule: rule.id.to_owned(),
        title: text(rule.title_zh, rule.title_en),
        gravity: gravity(rule.severity),
        open: count(false),
        excused: count(true),
    }
}

/// A finding as it may be told in public.
fn tell(
    finding: &Finding,
    leaves: &BTreeMap<String, u64>,
    history: &History,
    closed: bool,
) -> Found {
    let rule = finding.rule;
    let index = |id: &str| leaves.get(id).copied().unwrap_or_default();
    let place = |place: &findings::Place| Place {
        index: index(&place.agreement),
        version: place.agreement.clone(),
        clause: place.clause.clone().filter(|_| is_open(history, index(&place.agreement))),
    };
    let shown = finding.places.iter().all(|place| is_open(history, index(&place.agreement)));
    let compares = COMPARING.contains(&rule);
    Found {
        rule: rule.id.to_owned(),
        title: text(rule.title_zh, rule.title_en),
        gravity: gravity(rule.severity),
        places: finding.places.iter().map(place).collect(),
        says: (shown && !(compares && closed))
            .then(|| text(finding.zh.clone(), finding.en.clone())),
        remedy: text(rule.remedy_zh, rule.remedy_en),
        excused_by: finding.excused.map(Hash::to_base64),
    }
}

fn excused(one: &Registration, notes: &[Exception], at: Timestamp) -> Option<Excused> {
    let excused = one.agreement.exception?;
    let note = notes.iter().find(|note| note.note == Some(excused.note));
    Some(Excused {
        index: one.index,
        version: one.agreement.version.clone(),
        note: excused.note.to_base64(),
        until: excused.until.0,
        over: excused.until <= at,
        rules: note.map(|note| note.rules.iter().cloned().collect()),
        reason: note.and_then(reason),
        signed_by: note.map(|note| note.signed_by.clone()).unwrap_or_default(),
    })
}

/// A reason that is stated in one language stands for both.
fn reason(note: &Exception) -> Option<Text> {
    match (note.reason_zh.as_str(), note.reason_en.as_str()) {
        ("", "") => None,
        (only, "") | ("", only) => Some(text(only, only)),
        (zh, en) => Some(text(zh, en)),
    }
}

const fn gravity(severity: Severity) -> Gravity {
    match severity {
        Severity::Notice => Gravity::Notice,
        Severity::Serious => Gravity::Serious,
        Severity::Grave => Gravity::Grave,
    }
}
