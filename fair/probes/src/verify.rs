//! Whether the pairs that were opened are those that were fixed, all of them, and stand in the log as they
//! should.

use std::collections::{BTreeMap, BTreeSet};

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::leaf_hash;
use drawbridge_fair_record::canonical::Value;
use drawbridge_fair_record::leaf::{Intake, ProbeCommit, Verdict};
use drawbridge_fair_record::{Body, Field, Leaf, Reference};

use crate::opening::{Opening, Sighting};
use crate::plan::{Pair, Side, Submission};

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was decided.
    Decided {
        /// What.
        verdict: Verdict,
        /// Milliseconds from intake to decision.
        wait: i64,
        /// Milliseconds from intake to the cut, which is when the probe was opened.
        followed: i64,
    },
    /// It was not, as far as it was followed.
    Pending {
        /// Milliseconds from intake to the cut, or to when it was withdrawn or expired.
        followed: i64,
    },
    /// The log shows no intake.
    Missing,
}

/// A pair and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The outsider.
    pub outsider: Fate,
    /// The insider.
    pub insider: Fate,
}

/// What is wrong with an opening. Whatever it is, nothing should be concluded from the pairs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The leaf that should have fixed the pairs is not there, or is another one.
    #[error("leaf {0} is not the commitment that is named")]
    NoCommitment(u64),
    /// Other pairs were fixed than were opened.
    #[error("the opened pairs are not those that were fixed: another root or number")]
    OtherPairs,
    /// More pairs are said to be submitted than there are.
    #[error("{0} pairs are said to be submitted, which is more than were fixed")]
    TooMany(u64),
    /// A submission beyond the last pair that is said to be submitted.
    #[error("pair {0}: submitted, though stopping before it was declared")]
    AfterStop(u64),
    /// A submission stands there twice.
    #[error("pair {0}, {side}: there twice", side = .1.name())]
    Twice(u64, Side),
    /// Two submissions refer to one intake.
    #[error("pair {0}, {side}: leaf {2} is taken for another submission too", side = .1.name())]
    Shared(u64, Side, u64),
    /// The intake is not there, or is another one.
    #[error("pair {0}, {side}: leaf {2} is not the intake that is named", side = .1.name())]
    NoIntake(u64, Side, u64),
    /// The intake stands before the commitment.
    #[error("pair {0}, {side}: submitted before the pairs were fixed", side = .1.name())]
    TooEarly(u64, Side),
    /// What came in is not what was planned.
    #[error("pair {0}, {side}: `{2}` is not what was planned, or is not opened", side = .1.name())]
    Differs(u64, Side, String),
    /// The twins came in the other order.
    #[error("pair {0}: its twins were submitted in the other order")]
    Order(u64),
    /// The log has another opening.
    #[error("leaf {0} publishes another opening of this probe")]
    OtherOpening(u64),
    /// It was opened too late.
    #[error("leaf {0} opens the probe after the time that was promised")]
    Late(u64),
}

impl Problem {
    /// In Chinese.
    pub fn zh(&self) -> String {
        let side = |side: &Side| if *side == Side::Outsider { "外来方" } else { "本方" };
        match self {
            Self::NoCommitment(leaf) => format!("第{leaf}条不是所指的承诺"),
            Self::OtherPairs => "揭示的配对与事先承诺的不同（根或数目不符）".to_owned(),
            Self::TooMany(count) => format!("声称提交{count}对，多于承诺的数目"),
            Self::AfterStop(pair) => format!("第{pair}对：声明已停止，仍有提交"),
            Self::Twice(pair, one) => format!("第{pair}对{}：出现两次", side(one)),
            Self::Shared(pair, one, leaf) => {
                format!("第{pair}对{}：第{leaf}条已用于另一提交", side(one))
            }
            Self::NoIntake(pair, one, leaf) => {
                format!("第{pair}对{}：第{leaf}条不是所指的受理", side(one))
            }
            Self::TooEarly(pair, one) => format!("第{pair}对{}：早于承诺提交", side(one)),
            Self::Differs(pair, one, name) => {
                format!("第{pair}对{}：“{name}”与计划不符或未揭示", side(one))
            }
            Self::Order(pair) => format!("第{pair}对：提交次序与计划相反"),
            Self::OtherOpening(leaf) => format!("第{leaf}条公布了本次探测的另一份揭示"),
            Self::Late(leaf) => format!("第{leaf}条的揭示晚于承诺的时间"),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What is wrong; empty if the pairs may be analysed.
    pub problems: Vec<Problem>,
    /// Whether the log has the leaf that opens the probe, with the hash of these bytes.
    pub revealed: bool,
    /// The moment up to which submissions were followed.
    pub cut: Timestamp,
    /// Submissions that the log shows, and of which it says neither a verdict nor an end.
    pub undecided: u64,
    /// Every pair that is said to be submitted, in the order of the plan: none is left out.
    pub pairs: Vec<Watched>,
}

/// By how much before the promised time a probe may be opened although verdicts are missing: a day. Else
/// who never decides would never be shown.
pub const LAST_MS: i64 = 86_400_000;

/// Why a probe is not to be opened yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{undecided} submissions are not decided yet: a probe is opened after the verdicts, or in the last day \
     before it is due"
)]
pub struct TooEarly {
    /// How many submissions are not decided.
    pub undecided: u64,
}

impl Verified {
    /// Whether it would be opened too early: it tells which submissions are watched, and those that are not
    /// decided would be watched no more.
    pub fn too_early(&self, commit: &ProbeCommit, now: Timestamp) -> Option<TooEarly> {
        let last = now >= commit.reveal_by.plus_ms(-LAST_MS);
        (self.undecided > 0 && !last).then_some(TooEarly { undecided: self.undecided })
    }
}

/// Holds an opening against the log, of which `read` gives the leaves from 0 to `size`. The caller has
/// checked that these are the leaves of the log. `bytes` are those of the opening's file.
pub fn verify(
    opening: &Opening,
    bytes: &[u8],
    size: u64,
    mut read: impl FnMut(u64) -> Option<Vec<u8>>,
) -> Verified {
    let mut problems = Vec::new();
    let commitment = committed(opening, &mut read, &mut problems);
    if opening.submitted > opening.plan.design().pairs {
        problems.push(Problem::TooMany(opening.submitted));
    }
    let mut log = Log::default();
    let named: BTreeSet<u64> = opening.sightings.iter().map(|one| one.leaf.index).collect();
    for index in opening.commit.index..size {
        let Some(leaf) = read(index).and_then(|bytes| Leaf::read(&bytes).ok()) else { continue };
        log.take(index, &leaf, &named, opening);
    }
    let revealed = log.reveal(opening, bytes, commitment.as_ref(), &mut problems);
    let cut = log.revealed_at.unwrap_or(log.last);
    let planned = opening.plan.pairs();
    let mut fates = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let mut undecided = 0;
    for sighting in &opening.sightings {
        let key = (sighting.pair, sighting.side);
        let planned = usize::try_from(sighting.pair).ok().and_then(|at| planned.get(at));
        if sighting.pair >= opening.submitted || planned.is_none() {
            problems.push(Problem::AfterStop(sighting.pair));
            continue;
        }
        if !taken.insert(sighting.leaf.index) {
            problems.push(Problem::Shared(key.0, key.1, sighting.leaf.index));
        }
        let bytes = read(sighting.leaf.index);
        let found = planned.and_then(|pair| intake(opening, sighting, pair, bytes, &mut problems));
        undecided += u64::from(found.is_some() && !log.is_over(sighting.leaf.index));
        let fate = found.map_or(Fate::Missing, |time| log.fate(sighting.leaf.index, time, cut));
        if fates.insert(key, (fate, sighting.leaf.index)).is_some() {
            problems.push(Problem::Twice(key.0, key.1));
        }
    }
    let pairs = joined(opening, &planned, &fates, &mut problems);
    Verified { problems, revealed, cut, undecided, pairs }
}

/// The leaf that fixed the pairs, if it is there and fixed these.
fn committed(
    opening: &Opening,
    read: &mut impl FnMut(u64) -> Option<Vec<u8>>,
    problems: &mut Vec<Problem>,
) -> Option<ProbeCommit> {
    let leaf = named(&opening.commit, read(opening.commit.index));
    let Some(Leaf { gate, body: Body::ProbeCommit(commit), .. }) = leaf else {
        problems.push(Problem::NoCommitment(opening.commit.index));
        return None;
    };
    let design = opening.plan.design();
    let same = opening.plan.root().is_ok_and(|root| root == commit.root)
        && commit.pairs == design.pairs
        && commit.prober == design.prober
        && gate == design.gate;
    if !same {
        problems.push(Problem::OtherPairs);
    }
    Some(commit)
}

/// The leaf of a reference, if it has that hash.
fn named(reference: &Reference, bytes: Option<Vec<u8>>) -> Option<Leaf> {
    let bytes = bytes.filter(|bytes| leaf_hash(bytes) == reference.hash)?;
    Leaf::read(&bytes).ok()
}

/// When a submission came in, if what came in is what was planned.
fn intake(
    opening: &Opening,
    sighting: &Sighting,
    pair: &Pair,
    bytes: Option<Vec<u8>>,
    problems: &mut Vec<Problem>,
) -> Option<Timestamp> {
    let (number, side) = (sighting.pair, sighting.side);
    let leaf = named(&sighting.leaf, bytes);
    let Some(leaf @ Leaf { body: Body::Intake(_), .. }) = leaf else {
        problems.push(Problem::NoIntake(number, side, sighting.leaf.index));
        return None;
    };
    if sighting.leaf.index <= opening.commit.index {
        problems.push(Problem::TooEarly(number, side));
    }
    let design = opening.plan.design();
    let Body::Intake(body) = &leaf.body else { return None };
    let asked = leaf.gate == design.gate && body.action == design.action;
    let differs = if asked {
        differing(&leaf, body, pair.side(side), sighting)
    } else {
        Some("action".to_owned())
    };
    if let Some(name) = differs {
        problems.push(Problem::Differs(number, side, name));
    }
    Some(leaf.time)
}

/// The first field that is not what was planned, by its full name. What the platform adds besides is its own
/// affair: it is decided on, and so it is part of what is probed.
pub(crate) fn differing(
    leaf: &Leaf,
    intake: &Intake,
    planned: &Submission,
    sighting: &Sighting,
) -> Option<String> {
    let holds = |name: &str, value: &Value| match leaf.field(name) {
        Some(Field::Open(open)) => open == *value,
        Some(Field::Committed(_)) => sighting
            .fields
            .iter()
            .any(|field| field.name == name && field.value == *value && field.verify(leaf).is_ok()),
        None => false,
    };
    let protected = planned
        .protected
        .iter()
        .map(|(name, text)| (format!("protected.{name}"), Value::Text(text.clone())));
    let facts = planned.facts.iter().map(|(name, value)| (format!("facts.{name}"), value.clone()));
    let wrong = protected.chain(facts).find(|(name, value)| !holds(name, value));
    // An attribute that was not planned would tell the twins apart unseen.
    let extra = intake.protected.keys().find(|name| !planned.protected.contains_key(*name));
    wrong.map(|(name, _)| name).or_else(|| extra.map(|name| format!("protected.{name}")))
}

/// The pairs in the order of the plan, each with its order checked.
fn joined(
    opening: &Opening,
    planned: &[Pair],
    fates: &BTreeMap<(u64, Side), (Fate, u64)>,
    problems: &mut Vec<Problem>,
) -> Vec<Watched> {
    let mut pairs = Vec::new();
    for (number, pair) in (0..opening.submitted).zip(planned) {
        let of = |side: Side| fates.get(&(number, side)).copied();
        let (out, ins) = (of(Side::Outsider), of(Side::Insider));
        if let (Some((_, out)), Some((_, ins))) = (out, ins)
            && (out < ins) != (pair.first == Side::Outsider)
        {
            problems.push(Problem::Order(number));
        }
        let fate = |one: Option<(Fate, u64)>| one.map_or(Fate::Missing, |(fate, _)| fate);
        pairs.push(Watched { outsider: fate(out), insider: fate(ins) });
    }
    pairs
}

/// What the log says of the submissions and of the opening.
#[derive(Default)]
struct Log {
    /// By intake: the first decision.
    decisions: BTreeMap<u64, (Verdict, Timestamp)>,
    /// By intake: how it ended without one.
    ends: BTreeMap<u64, Timestamp>,
    /// Leaves that open this probe: index, time, hash and number.
    reveals: Vec<(u64, Timestamp, drawbridge_fair_log::Hash, u64)>,
    revealed_at: Option<Timestamp>,
    last: Timestamp,
}

impl Log {
    fn take(&mut self, index: u64, leaf: &Leaf, named: &BTreeSet<u64>, opening: &Opening) {
        self.last = self.last.max(leaf.time);
        match &leaf.body {
            Body::Decision(decision) if named.contains(&decision.intake.index) => {
                let decided = (decision.verdict, leaf.time);
                self.decisions.entry(decision.intake.index).or_insert(decided);
            }
            Body::Outcome(outcome) if named.contains(&outcome.of.index) => {
                self.ends.entry(outcome.of.index).or_insert(leaf.time);
            }
            Body::ProbeReveal(reveal) if reveal.of.index == opening.commit.index => {
                self.reveals.push((index, leaf.time, reveal.opening_sha256, reveal.submitted));
            }
            _ => {}
        }
    }

    /// Whether the log opens the probe with these bytes; the first that does says when.
    fn reveal(
        &mut self,
        opening: &Opening,
        bytes: &[u8],
        commit: Option<&ProbeCommit>,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let hash = Opening::hash(bytes);
        for (index, time, theirs, submitted) in &self.reveals {
            if *theirs != hash || *submitted != opening.submitted {
                problems.push(Problem::OtherOpening(*index));
                continue;
            }
            if commit.is_some_and(|commit| *time > commit.reveal_by) {
                problems.push(Problem::Late(*index));
            }
            self.revealed_at = self.revealed_at.or(Some(*time));
        }
        self.revealed_at.is_some()
    }

    fn is_over(&self, intake: u64) -> bool {
        self.decisions.contains_key(&intake) || self.ends.contains_key(&intake)
    }

    fn fate(&self, intake: u64, time: Timestamp, cut: Timestamp) -> Fate {
        let since = |then: Timestamp| then.0.saturating_sub(time.0).max(0);
        let followed = since(cut);
        match self.decisions.get(&intake) {
            Some((verdict, then)) if *then <= cut => {
                Fate::Decided { verdict: *verdict, wait: since(*then), followed }
            }
            _ => {
                let ended = self.ends.get(&intake).map_or(followed, |then| since(*then));
                Fate::Pending { followed: ended.min(followed) }
            }
        }
    }
}
