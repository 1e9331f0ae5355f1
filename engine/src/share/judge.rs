//! Every link that crosses is a case under the published rules.
//!
//! What is true of it was found by the gate, the same for everybody; the standard says how it may be
//! opened. The case, its decision and what became of it stand in the log in one write.

use std::sync::Arc;

use drawbridge_canon::share::{Finding, Kind, Safety, Step};
use drawbridge_fair_policy::Ruling;
use drawbridge_fair_policy::Standard;
use drawbridge_fair_record::leaf::{End, Outcome, Verdict};
use drawbridge_fair_record::{Body, Field, Fields, Gate, Integer, Leaf, Object, Reference, Value};
use drawbridge_gate_share::safety::{Facts, Said};
use drawbridge_seal::digest::sha256_hex;

use crate::desk::{Desk, DeskError, Fact, Heard, InForce, Petition, Shown};
use crate::share::ShareError;
use crate::share::corrected::{Corrected, Marks};
use crate::store::{CommitError, LeafWrite, Store, Write};
use crate::world::World;

/// The action of the published rules.
pub(crate) const ACTION: &str = "link.open";

/// The protected attributes that its cases bring.
pub(crate) const PROTECTED: [&str; 2] = ["camp", "domain"];

/// What the marks of a way are told as.
pub(super) const ADDRESSES: &str = "addresses";
/// What the marks of its domains are told as.
pub(super) const DOMAINS: &str = "domains";

/// The camp of a link that leads to no platform that is spoken.
const NOBODY: &str = "independent";

/// How often a link is decided anew because the standard was replaced meanwhile.
const DECIDED_MAX: usize = 4;

/// A link that is to be judged.
#[derive(Clone, Debug)]
pub(super) struct Crossing {
    /// The platform to which it leads, by its dialect's name.
    pub(super) platform: Option<String>,
    /// The domain to which it leads.
    pub(super) domain: String,
    /// What kind of thing it is: links of the same kind are shown in the same form.
    pub(super) kind: Option<Kind>,
    /// What is true of it.
    pub(super) facts: Facts,
    /// What is said of it and is not so.
    pub(super) said: Said,
    /// How long the domain has been known here, in days.
    pub(super) days_known: u32,
    /// How often links to the domain were shared here within the last hour.
    pub(super) shares_1h: u64,
    /// Whether what is shown of it has the form that all cards have.
    pub(super) is_card: bool,
    /// Whether there is an address that can be opened.
    pub(super) opens: bool,
    /// By what findings know it.
    pub(super) marks: Marks,
    /// Facts that were found otherwise on an appeal.
    pub(super) corrected: Corrected,
}

/// Judges links.
pub(super) struct Judge {
    /// The store that holds the log.
    pub(super) store: Arc<dyn Store>,
    /// The desk.
    pub(super) desk: Arc<Desk>,
    /// The world.
    pub(super) world: World,
    /// Keys the pseudonyms of domains in the log.
    pub(super) pseudonym_key: String,
}

impl Judge {
    /// Decides how a link may be opened, and writes down that it was.
    pub(super) async fn judge(&self, crossing: &Crossing) -> Result<Safety, ShareError> {
        for _ in 0..DECIDED_MAX {
            let in_force = self.desk.in_force(&*self.store, self.world.clock.now()).await?;
            let (safety, leaves) = self.decide(crossing, &in_force)?;
            let intake = !leaves.is_empty();
            let write = Write { leaves, ..Write::default() };
            match self.store.commit_leaves(write).await {
                Ok(indexes) => {
                    return Ok(Safety { decision: intake.then_some(indexes.start), ..safety });
                }
                Err(CommitError::Replaced) => self.desk.look_again(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(CommitError::Replaced.into())
    }

    fn decide(
        &self,
        crossing: &Crossing,
        in_force: &InForce,
    ) -> Result<(Safety, Vec<LeafWrite>), DeskError> {
        let now = self.world.clock.now();
        let petition = Petition {
            gate: Gate::Share,
            action: ACTION,
            subject: self.pseudonym_of(&crossing.domain),
            time: now,
            protected: protected(crossing),
            facts: facts(crossing),
        };
        let subject = petition.subject.clone();
        let heard = self.desk.hear(petition, in_force, &*self.world.dice)?;
        let safety = safety(&heard);
        let mut leaves = Vec::new();
        heard.put(&mut leaves);
        if let Some(of) = leaves.len().checked_sub(1) {
            let facts = outcome(crossing, safety.step);
            // What it refers to is filled in when it is stored.
            let reference = Reference { index: 0, hash: in_force.publication.hash };
            let body = Body::Outcome(Outcome { subject, of: reference, end: End::Applied, facts });
            let leaf = Leaf { gate: Gate::Share, time: now.max(in_force.since), body };
            leaves.push(LeafWrite::Following { leaf, of, opening: Vec::new() });
        }
        Ok((safety, leaves))
    }

    /// Under what name a domain stands in the log: the same one always, and nobody without our key can
    /// tell which it is.
    fn pseudonym_of(&self, domain: &str) -> String {
        let hash = sha256_hex(format!("{}\ndomain\n{domain}", self.pseudonym_key).as_bytes());
        format!("d-{}", &hash[..32])
    }
}

fn protected(crossing: &Crossing) -> Object {
    let is = [crossing.platform.as_deref().unwrap_or(NOBODY), crossing.domain.as_str()];
    let named = PROTECTED.into_iter().zip(is);
    named.map(|(name, is)| (name.to_owned(), Value::Text(is.to_owned()))).collect()
}

fn facts(crossing: &Crossing) -> Vec<Fact> {
    let (found, said) = (&crossing.facts, &crossing.said);
    // Where nobody could begin, there was no way.
    let redirects = if said.unfit { 0 } else { found.redirects };
    let open = |name, value| Fact::decides(name, value, Shown::Open);
    let scan = found.scan.map_or("clean", |threat| threat.word());
    let found = vec![
        open("legal", Value::Bool(!found.illegal)),
        open("scan", Value::Text(scan.to_owned())),
        open("credentials", Value::Bool(found.credentials)),
        open("look_alike", Value::Bool(found.looks_like.is_some())),
        open("mixed_scripts", Value::Bool(found.mixed_scripts)),
        open("disguised", Value::Bool(found.disguised_as.is_some())),
        open("program", Value::Bool(found.program)),
        open("unfit", Value::Bool(said.unfit)),
        open("odd_port", Value::Bool(found.odd_port)),
        open("inner", Value::Bool(found.inner)),
        open("passes_elsewhere", Value::Bool(found.passes_elsewhere.is_some())),
        open("calls_itself", Value::Bool(said.calls_itself.is_some())),
        open("shown_otherwise", Value::Bool(said.shown_otherwise)),
        open("redirects", number(redirects.into())),
        open("days_known", number(crossing.days_known.into())),
        open("shares_1h", number(crossing.shares_1h)),
        Fact::told("category", Value::Text(category(crossing.kind).to_owned()), Shown::Open),
        // By which an appeal about this case knows for what its findings count.
        marked(ADDRESSES, &crossing.marks.addresses),
        marked(DOMAINS, &crossing.marks.domains),
    ];
    let corrected = |fact: Fact| match crossing.corrected.over(fact.name, &fact.value) {
        Some(value) => Fact { value, ..fact },
        None => fact,
    };
    found.into_iter().map(corrected).collect()
}

fn marked(name: &'static str, mark: &str) -> Fact {
    Fact::told(name, Value::Text(mark.to_owned()), Shown::Committed)
}

/// What is measured on every crossing: the regulator's three rules of 9 September 2021. The same form
/// for the same kind of link; it opens inside the app as a page; without further steps.
fn outcome(crossing: &Crossing, step: Step) -> Fields {
    let told = |name: &str, value| (name.to_owned(), Field::Open(value));
    let in_app = crossing.opens && step != Step::Refuse;
    let mut facts = Fields::from([
        told("same_form", Value::Bool(crossing.is_card)),
        told("in_app", Value::Bool(in_app)),
    ]);
    // What does not open has no number of steps until it does.
    if step != Step::Refuse {
        // A code that only its own app reads must be copied, and the app opened.
        let steps = if crossing.opens { u64::from(step == Step::Warn) } else { 2 };
        facts.extend([told("extra_steps", number(steps))]);
    }
    facts
}

fn category(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Product) => "product",
        Some(Kind::Video) => "video",
        Some(Kind::Article) => "article",
        Some(Kind::Shop) => "shop",
        Some(Kind::MiniProgram) => "mini_program",
        Some(Kind::Live) => "live",
        Some(Kind::Music) => "music",
        Some(Kind::Place) => "place",
        Some(Kind::Profile) => "profile",
        Some(Kind::Picture) => "picture",
        Some(Kind::Page) | None => "page",
    }
}

fn safety(heard: &Heard) -> Safety {
    let step = match heard.ruling.verdict {
        Verdict::Allow => Step::Open,
        Verdict::Restrict => Step::Warn,
        Verdict::Refuse => Step::Refuse,
    };
    let findings =
        if step == Step::Open { Vec::new() } else { findings(&heard.standard, &heard.ruling) };
    Safety { step, findings, decision: None }
}

/// The rules that forbade, with why and what helps.
fn findings(standard: &Standard, ruling: &Ruling) -> Vec<Finding> {
    let rules = ruling.rules.iter().filter_map(|id| standard.rules().get(id));
    let forbids = rules.filter(|rule| !rule.permits);
    let finding = |rule: &drawbridge_fair_policy::standard::Rule| Finding {
        rule: rule.id.clone(),
        reason_zh: rule.reason.zh.clone(),
        reason_en: rule.reason.en.clone(),
        remedy_zh: rule.remedy.zh.clone(),
        remedy_en: rule.remedy.en.clone(),
    };
    forbids.map(finding).collect()
}

fn number(number: u64) -> Value {
    let most = Integer::MAX;
    let number = i64::try_from(number).unwrap_or(most).min(most);
    Integer::new(number).map_or(Value::Null, Value::Integer)
}
