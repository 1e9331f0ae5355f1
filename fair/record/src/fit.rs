//! Whether a leaf may stand where it stands: what it refers to is there, and is what it takes it for.

use drawbridge_fair_log::leaf_hash;

use crate::error::LeafError;
use crate::leaf::{
    Agreement, AgreementEnd, Body, Decision, End, Ending, Excused, Field, Gate, Grounds, Leaf,
    Outcome, Policy, ProbeCommit, ProbeReveal, Reference, Verdict,
};

/// Why a leaf may not stand at its index.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{member}: {why}")]
pub struct Misfit {
    /// The member that does not fit.
    pub member: &'static str,
    /// Why not.
    pub why: MisfitWhy,
}

/// Why a member does not fit the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MisfitWhy {
    /// It refers to the leaf itself or to a later one.
    #[error("leaf {0} does not stand before this one")]
    NotEarlier(u64),
    /// The caller has no such leaf.
    #[error("leaf {0} is not to be had")]
    Absent(u64),
    /// Another leaf stands there.
    #[error("leaf {0} has another hash")]
    Hash(u64),
    /// What stands there cannot be read.
    #[error("leaf {0} is no leaf: {1}")]
    Unreadable(u64, LeafError),
    /// A leaf of a kind to which this member does not refer.
    #[error("leaf {0} is of the kind {1}")]
    Kind(u64, &'static str),
    /// Both leaves are sound, but not together.
    #[error("leaf {0}: {1}")]
    Contradiction(u64, &'static str),
    /// The leaf contradicts its own place.
    #[error("{0}")]
    Place(&'static str),
}

/// Whether `leaf` may stand at `index` (counted from 0): each reference is to an earlier leaf of that
/// hash and of a kind that it may refer to, with the same subject and gate, no later by its time; the
/// policy of a decision is the one it names, in force at `index`, and not past the end of its exception; only what was decided is carried out; an
/// agreement replaces one of its sort between the same parties, expires when its term has run out, and
/// its exception has yet to end; of a probe no more is opened than was fixed.
///
/// `read` gives the bytes of an earlier leaf. Not seen here, since they need the whole log: a second
/// decision on one intake, and whether a later policy had replaced the one named.
pub fn fit(
    leaf: &Leaf,
    index: u64,
    mut read: impl FnMut(u64) -> Option<Vec<u8>>,
) -> Result<(), Misfit> {
    let mut find = |member, reference: &Reference, kinds: &[&str]| {
        let found = find(index, reference, kinds, &mut read);
        found.and_then(|earlier| joins(leaf, reference.index, earlier)).map_err(at(member))
    };
    match &leaf.body {
        Body::Decision(decision) => {
            find("intake", &decision.intake, &["intake", "appeal"])?;
            let policy = find("policy", &decision.policy, &["policy.publish"])?;
            in_force((decision, leaf), &policy, index).map_err(at("policy"))
        }
        Body::Outcome(outcome) => {
            let of = find("of", &outcome.of, &["decision", "intake", "appeal"])?;
            undecided(outcome, &of).map_err(at("end"))
        }
        Body::Appeal(appeal) => find("of", &appeal.of, &["decision"]).map(drop),
        Body::Policy(policy) => {
            if let Some(replaces) = &policy.replaces {
                find("replaces", replaces, &["policy.publish"])?;
            }
            ahead(policy, leaf, index)
        }
        Body::Report(report) if report.size > index => {
            Err(at("size")(MisfitWhy::Place("a report is computed from leaves before it")))
        }
        Body::Agreement(agreement) => {
            if let Some(replaces) = &agreement.replaces {
                let earlier = find("replaces", replaces, &["agreement.publish"])?;
                succeeds(agreement, &earlier).map_err(at("replaces"))?;
            }
            excused(agreement.exception, leaf)
        }
        Body::AgreementEnd(end) => {
            let of = find("of", &end.of, &["agreement.publish"])?;
            ends(end, &of)
        }
        Body::ProbeCommit(commit) => opened_in_time(commit, leaf),
        Body::ProbeReveal(reveal) => {
            let of = find("of", &reveal.of, &["probe.commit"])?;
            no_more_than_fixed(reveal, &of).map_err(at("submitted"))
        }
        Body::Intake(_) | Body::Report(_) => Ok(()),
    }
}

fn at(member: &'static str) -> impl Fn(MisfitWhy) -> Misfit {
    move |why| Misfit { member, why }
}

fn find(
    index: u64,
    reference: &Reference,
    kinds: &[&str],
    read: &mut impl FnMut(u64) -> Option<Vec<u8>>,
) -> Result<Leaf, MisfitWhy> {
    let there = reference.index;
    if there >= index {
        return Err(MisfitWhy::NotEarlier(there));
    }
    let bytes = read(there).ok_or(MisfitWhy::Absent(there))?;
    if leaf_hash(&bytes) != reference.hash {
        return Err(MisfitWhy::Hash(there));
    }
    let leaf = Leaf::read(&bytes).map_err(|error| MisfitWhy::Unreadable(there, error))?;
    let kind = leaf.body.kind();
    if kinds.contains(&kind) { Ok(leaf) } else { Err(MisfitWhy::Kind(there, kind)) }
}

/// What must be the same in both, whatever they are.
fn joins(leaf: &Leaf, there: u64, earlier: Leaf) -> Result<Leaf, MisfitWhy> {
    let wrong = |why| Err(MisfitWhy::Contradiction(there, why));
    let both = leaf.subject().zip(earlier.subject());
    if both.is_some_and(|(ours, theirs)| ours != theirs) {
        return wrong("it is about another subject");
    }
    if leaf.gate != earlier.gate && earlier.gate != Gate::All && leaf.gate != Gate::All {
        return wrong("it is about another gate");
    }
    if leaf.time < earlier.time {
        return wrong("its time is later");
    }
    Ok(earlier)
}

fn in_force(
    (decision, leaf): (&Decision, &Leaf),
    policy: &Leaf,
    index: u64,
) -> Result<(), MisfitWhy> {
    let there = decision.policy.index;
    let Body::Policy(policy) = &policy.body else {
        return Err(MisfitWhy::Kind(there, policy.body.kind()));
    };
    if policy.sha256 != decision.policy_sha256 {
        return Err(MisfitWhy::Contradiction(there, "it publishes another policy"));
    }
    if policy.effective_index > index {
        return Err(MisfitWhy::Contradiction(there, "it is not yet in force"));
    }
    if exception(policy).is_some_and(|excused| excused.until <= leaf.time) {
        return Err(MisfitWhy::Contradiction(
            there,
            "the exception by which it was in force had ended",
        ));
    }
    Ok(())
}

/// Only what was decided can be carried out, and only what was not let pass as asked can be lifted.
fn undecided(outcome: &Outcome, of: &Leaf) -> Result<(), MisfitWhy> {
    if let Body::Decision(Decision { verdict: Verdict::Allow, .. }) = &of.body
        && outcome.end == End::Lifted
    {
        let why = "it let pass as asked, and nothing of that could be lifted";
        return Err(MisfitWhy::Contradiction(outcome.of.index, why));
    }
    let decided = matches!(of.body, Body::Decision(_));
    if decided || matches!(outcome.end, End::Expired | End::Withdrawn) {
        return Ok(());
    }
    Err(MisfitWhy::Contradiction(outcome.of.index, "it decides nothing that could be carried out"))
}

fn ahead(policy: &Policy, leaf: &Leaf, index: u64) -> Result<(), Misfit> {
    if policy.effective_index <= index {
        return Err(at("effective_index")(MisfitWhy::Place(
            "a policy takes effect after it was published",
        )));
    }
    if policy.consultation_until > leaf.time {
        return Err(at("consultation_until")(MisfitWhy::Place(
            "a policy is published when its consultation is over",
        )));
    }
    excused(exception(policy), leaf)
}

/// By what a policy is excused that was not proved.
fn exception(policy: &Policy) -> Option<Excused> {
    match policy.grounds {
        Grounds::Proof(_) => None,
        Grounds::Exception(excused) => Some(excused),
    }
}

/// A later version is the same sort of agreement, and between the same where both show who they are.
fn succeeds(agreement: &Agreement, earlier: &Leaf) -> Result<(), MisfitWhy> {
    let there = agreement.replaces.map_or(0, |reference| reference.index);
    let Body::Agreement(earlier) = &earlier.body else {
        return Err(MisfitWhy::Kind(there, earlier.body.kind()));
    };
    if earlier.sort != agreement.sort {
        return Err(MisfitWhy::Contradiction(there, "it is another sort of agreement"));
    }
    let open = |field: &Field| matches!(field, Field::Open(_));
    let differs = |(role, ours): (&String, &Field)| {
        let theirs = earlier.parties.get(role);
        theirs.is_some_and(|theirs| open(ours) && open(theirs) && ours != theirs)
    };
    if agreement.parties.iter().any(differs) {
        return Err(MisfitWhy::Contradiction(there, "it is between others"));
    }
    Ok(())
}

fn excused(exception: Option<Excused>, leaf: &Leaf) -> Result<(), Misfit> {
    if exception.is_some_and(|excused| excused.until <= leaf.time) {
        let why = "an exception ends after it was published, not before";
        return Err(at("exception_until")(MisfitWhy::Place(why)));
    }
    Ok(())
}

fn ends(end: &AgreementEnd, of: &Leaf) -> Result<(), Misfit> {
    let there = end.of.index;
    let Body::Agreement(agreement) = &of.body else {
        return Err(at("of")(MisfitWhy::Kind(there, of.body.kind())));
    };
    let run_out = agreement.until.is_some_and(|until| end.at >= until);
    if end.end == Ending::Expired && !run_out {
        let why = "its term has not run out by then";
        return Err(at("end")(MisfitWhy::Contradiction(there, why)));
    }
    if end.at < agreement.from {
        let why = "it binds only later than that";
        return Err(at("at")(MisfitWhy::Contradiction(there, why)));
    }
    Ok(())
}

fn opened_in_time(commit: &ProbeCommit, leaf: &Leaf) -> Result<(), Misfit> {
    if commit.reveal_by <= leaf.time {
        let why = "a probe is opened after it was fixed";
        return Err(at("reveal_by")(MisfitWhy::Place(why)));
    }
    Ok(())
}

fn no_more_than_fixed(reveal: &ProbeReveal, of: &Leaf) -> Result<(), MisfitWhy> {
    let there = reveal.of.index;
    match &of.body {
        Body::ProbeCommit(commit) if reveal.submitted <= commit.pairs => Ok(()),
        Body::ProbeCommit(_) => Err(MisfitWhy::Contradiction(there, "it fixed fewer pairs")),
        other => Err(MisfitWhy::Kind(there, other.kind())),
    }
}
