//! Agreements for tests, written as a person writes them: a fair offer and a fair contract on its terms,
//! in which nothing is to be found, and what is changed in them.
#![allow(dead_code, reason = "each test uses a part")]

use std::collections::BTreeSet;

use drawbridge_canon::Timestamp;
use drawbridge_fair_agreements::{Agreement, Book, Exception, Finding, find};
use drawbridge_fair_log::Hash;
use serde_json::{Value, json};

/// When the tests look: 2027-01-15.
pub(crate) const NOW: Timestamp = Timestamp(1_800_000_000_000);

const DAY: i64 = 86_400_000;

/// A published offer of a catalogue of music to anyone.
pub(crate) fn offer() -> Value {
    json!({
        "v": 1,
        "id": "catalogue-offer-3",
        "sort": "offer",
        "document_sha256": Hash([1; 32]).to_base64(),
        "told": NOW.0 - 400 * DAY,
        "public": true,
        "parties": [
            {"role": "licensor", "party": "r-1"},
            {"role": "licensee", "party": "anyone"},
        ],
        "matter": "catalogue-a",
        "territory": ["CN"],
        "from": NOW.0 - 365 * DAY,
        "clauses": clauses("licensor", "licensee"),
    })
}

/// A licence on its terms.
pub(crate) fn licence(id: &str, licensee: &str) -> Value {
    let mut licence = offer();
    licence["id"] = json!(id);
    licence["sort"] = json!("licence");
    licence["terms"] = json!("catalogue-offer-3");
    licence["public"] = json!(false);
    licence["parties"][1]["party"] = json!(licensee);
    licence["from"] = json!(NOW.0 - 30 * DAY);
    licence["until"] = json!(NOW.0 + 335 * DAY);
    licence
}

/// A platform's published rules.
pub(crate) fn rules() -> Value {
    let mut rules = offer();
    rules["id"] = json!("rules-9");
    rules["sort"] = json!("rules");
    rules["matter"] = json!("marketplace");
    rules["parties"] = json!([
        {"role": "platform", "party": "p-1"},
        {"role": "merchant", "party": "anyone"},
    ]);
    rules["clauses"] = clauses("platform", "merchant");
    rules
}

/// A merchant's contract on them.
pub(crate) fn contract(id: &str, merchant: &str) -> Value {
    let mut contract = rules();
    contract["id"] = json!(id);
    contract["sort"] = json!("contract");
    contract["terms"] = json!("rules-9");
    contract["public"] = json!(false);
    contract["parties"][1]["party"] = json!(merchant);
    contract
}

fn clauses(provider: &str, user: &str) -> Value {
    json!([
        {"id": "1", "kind": "fee", "payer": user, "payee": provider, "service": "use", "rate_bp": 500, "on": "always"},
        {"id": "2", "kind": "fee", "payer": user, "payee": provider, "service": "use", "class": "over-1m", "rate_bp": 450, "on": "volume"},
        {"id": "3", "kind": "deposit", "payer": user, "payee": provider, "service": "use", "amount_minor": 100_000, "currency": "CNY", "return_days": 30},
        {"id": "4", "kind": "change", "by": provider, "notice_days": 30, "exit": true, "retroactive": false, "consulted": true},
        {"id": "5", "kind": "termination", "by": provider, "notice_days": 30, "cause": "any", "reasons": true},
        {"id": "6", "kind": "termination", "by": user, "notice_days": 30, "cause": "any", "reasons": false},
        {"id": "7", "kind": "termination", "by": provider, "notice_days": 0, "cause": "law", "reasons": true},
        {"id": "8", "kind": "renewal", "automatic": true, "months": 12, "decline_days": 30},
        {"id": "9", "kind": "penalty", "bound": user, "benefit": provider, "trigger": "breach", "means": "money", "amount_minor": 50_000},
        {"id": "10", "kind": "rebate", "payer": provider, "payee": user, "rate_bp": 50, "on": "volume"},
        {"id": "11", "kind": "data", "by": provider, "of": user, "purpose": "service"},
    ])
}

/// Adds a clause.
pub(crate) fn with(mut agreement: Value, clause: Value) -> Value {
    agreement["clauses"].as_array_mut().unwrap().push(clause);
    agreement
}

/// Changes a clause.
pub(crate) fn set(mut agreement: Value, clause: &str, member: &str, value: Value) -> Value {
    let clauses = agreement["clauses"].as_array_mut().unwrap();
    let one = clauses.iter_mut().find(|one| one["id"] == clause).unwrap();
    one[member] = value;
    agreement
}

pub(crate) fn read(agreement: &Value) -> Agreement {
    Agreement::parse(agreement.to_string().as_bytes()).unwrap()
}

/// The fair world: an offer and two licences, rules and two contracts.
pub(crate) fn fair() -> Vec<Value> {
    vec![
        offer(),
        licence("licence-1", "e-1"),
        licence("licence-2", "e-2"),
        rules(),
        contract("contract-1", "m-1"),
        contract("contract-2", "m-2"),
    ]
}

/// The fair world with one agreement in the place of that of its name, or added.
pub(crate) fn but(other: Value) -> Vec<Value> {
    let mut all = fair();
    match all.iter_mut().find(|one| one["id"] == other["id"]) {
        Some(one) => *one = other,
        None => all.push(other),
    }
    all
}

pub(crate) fn search(all: &[Value]) -> Vec<Finding> {
    search_with(all, &[], &BTreeSet::new())
}

pub(crate) fn search_with(
    all: &[Value],
    exceptions: &[Exception],
    published: &BTreeSet<Hash>,
) -> Vec<Finding> {
    search_after(all, exceptions, published, &BTreeSet::new())
}

/// The same, where some have ended before their term.
pub(crate) fn search_after(
    all: &[Value],
    exceptions: &[Exception],
    published: &BTreeSet<Hash>,
    ended: &BTreeSet<String>,
) -> Vec<Finding> {
    let agreements: Vec<Agreement> = all.iter().map(read).collect();
    find(Book { agreements: &agreements, exceptions, published, at: NOW, ended }).unwrap()
}

/// Findings in short: the rule, and where.
pub(crate) fn short(findings: &[Finding]) -> Vec<String> {
    let one = |finding: &Finding| {
        let place = |place: &drawbridge_fair_agreements::findings::Place| match &place.clause {
            Some(clause) => format!("{}#{clause}", place.agreement),
            None => place.agreement.clone(),
        };
        let places: Vec<String> = finding.places.iter().map(place).collect();
        let excused = if finding.excused.is_some() { " excused" } else { "" };
        format!("{} {}{excused}", finding.rule.id, places.join(" "))
    };
    findings.iter().map(one).collect()
}
