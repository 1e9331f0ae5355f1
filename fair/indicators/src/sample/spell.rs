//! Leaves and openings in their bytes, spelt without a tree of values.

use std::fmt::Write as _;

use drawbridge_fair_log::Hash;
use drawbridge_fair_record::{Seed, commit_spelt};

use super::world::CATEGORIES;
use super::{Die, Due, Entry, Kind, START, World};

/// What is written, and by which policy.
#[derive(Clone, Debug)]
pub(super) struct Speller {
    die: Die,
    pub(super) policy: Hash,
}

/// An opening that grows with each commitment.
struct Opener {
    seed: Seed,
    values: String,
}

impl Speller {
    pub(super) const fn new(seed: u64) -> Self {
        Self { die: Die::new(!seed), policy: Hash([0; 32]) }
    }

    fn opener(&mut self) -> Opener {
        let mut seed = [0; 32];
        for eight in seed.chunks_exact_mut(8) {
            eight.copy_from_slice(&self.die.bits().to_be_bytes());
        }
        Opener { seed: Seed(seed), values: String::new() }
    }

    pub(super) fn policy_leaf() -> Entry {
        let from = START - 30 * 86_400_000;
        let hash = Hash([7; 32]);
        let leaf = format!(
            "{{\"consultation_from\":{from},\"consultation_until\":{START},\"effective_index\":1,\
             \"gate\":\"all\",\"kind\":\"policy.publish\",\"proof\":\"{hash}\",\
             \"sha256\":\"{hash}\",\"time\":{START},\"v\":1,\"version\":\"2026.1\"}}"
        );
        Entry { leaf: leaf.into_bytes(), opening: None }
    }

    pub(super) fn intake(
        &mut self,
        world: &World,
        time: i64,
        case: u64,
        kind: Kind,
        subject: u64,
        category: usize,
    ) -> Entry {
        let (action, gate) = match kind {
            Kind::Review => ("admission", "shop"),
            Kind::Link => ("link.open", "share"),
            Kind::Fee => ("fee", "pay"),
            Kind::Place => ("ranking", "shop"),
            Kind::Call => ("api", "mini"),
            Kind::Payment => ("pay.accept", "pay"),
        };
        let more = match kind {
            Kind::Place => format!(",\"query\":{{\"open\":\"q-{}\"}}", case / 20),
            _ => String::new(),
        };
        let category = CATEGORIES[category];
        let mut opener = self.opener();
        let camp = match (world.is_outsider(subject), subject % 2) {
            (false, _) => "\"native\"",
            (true, 0) => "\"rival-a\"",
            (true, _) => "\"rival-b\"",
        };
        let camp = opener.commit("protected.camp", camp);
        let leaf = format!(
            "{{\"action\":\"{action}\",\"facts\":{{\"category\":{{\"open\":\"{category}\"}}{more}}},\
             \"gate\":\"{gate}\",\"kind\":\"intake\",\"protected\":{{\"camp\":{{\"committed\":\
             \"{camp}\"}}}},\"subject\":\"m-{subject}\",\"time\":{time},\"v\":1}}"
        );
        Entry { leaf: leaf.into_bytes(), opening: Some(opener.write()) }
    }

    pub(super) fn decision(&mut self, due: &Due, allow: bool) -> Entry {
        let mut opener = self.opener();
        let field = match due.kind {
            Kind::Fee => Some("fee_ppm"),
            Kind::Place => Some("rank"),
            Kind::Call => Some("latency_us"),
            Kind::Review | Kind::Link | Kind::Payment => None,
        };
        let facts = field.map_or(String::new(), |name| {
            let value = due.number.to_string();
            let hash = opener.commit(&format!("facts.{name}"), &value);
            format!("\"{name}\":{{\"committed\":\"{hash}\"}}")
        });
        let remedy = if allow {
            String::new()
        } else {
            let hash = opener.commit("remedy", "\"Remove the cause and ask again.\"");
            format!("\"remedy\":{{\"committed\":\"{hash}\"}},\"reviewer\":\"r-17\",")
        };
        let (rules, verdict) =
            if allow { ("open-to-all", "allow") } else { ("review.scan", "refuse") };
        let leaf = format!(
            "{{\"facts\":{{{facts}}},\"gate\":\"{}\",\"intake\":{{\"hash\":\"{}\",\"index\":{}}},\
             \"kind\":\"decision\",\"policy\":{{\"hash\":\"{}\",\"index\":0}},\"policy_sha256\":\
             \"{}\",{remedy}\"rules\":[\"{rules}\"],\"subject\":\"m-{}\",\"time\":{},\"v\":1,\
             \"verdict\":\"{verdict}\"}}",
            gate(due.kind),
            Hash(due.of.1),
            due.of.0,
            self.policy,
            Hash([7; 32]),
            due.subject,
            due.time,
        );
        let opens = !opener.values.is_empty();
        Entry { leaf: leaf.into_bytes(), opening: opens.then(|| opener.write()) }
    }

    pub(super) fn outcome(due: &Due) -> Entry {
        let end = if due.yes { "applied" } else { "expired" };
        let leaf = format!(
            "{{\"end\":\"{end}\",\"facts\":{{}},\"gate\":\"{}\",\"kind\":\"outcome\",\"of\":{{\"hash\":\
             \"{}\",\"index\":{}}},\"subject\":\"m-{}\",\"time\":{},\"v\":1}}",
            gate(due.kind),
            Hash(due.of.1),
            due.of.0,
            due.subject,
            due.time,
        );
        Entry { leaf: leaf.into_bytes(), opening: None }
    }
}

const fn gate(kind: Kind) -> &'static str {
    match kind {
        Kind::Review | Kind::Place => "shop",
        Kind::Link => "share",
        Kind::Fee | Kind::Payment => "pay",
        Kind::Call => "mini",
    }
}

impl Opener {
    /// The hash in Base64; names come in ascending order.
    fn commit(&mut self, name: &str, value: &str) -> Hash {
        if !self.values.is_empty() {
            self.values.push(',');
        }
        // Writing to a string does not fail.
        let _ = write!(self.values, "\"{name}\":{value}");
        commit_spelt(name, &self.seed.salt(name), value.as_bytes()).0
    }

    fn write(&self) -> Vec<u8> {
        let seed = Hash(self.seed.0);
        format!("{{\"seed\":\"{seed}\",\"v\":1,\"values\":{{{}}}}}", self.values).into_bytes()
    }
}
