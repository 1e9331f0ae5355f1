//! Why a case was decided so, what would change it, and what the same rules say of the other side.

use drawbridge_fair_log::Hash;
use drawbridge_fair_policy::decide;
use drawbridge_fair_policy::standard::Named;
use drawbridge_fair_record::leaf::{Body, Verdict};
use drawbridge_fair_record::{Object, Value};

use super::Story;
use crate::desk::Shelved;

/// A rule that determined the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSaid {
    /// Its id, as it stands in the leaf.
    pub id: String,
    /// Whether it permits, why it says so, and what would change it; none if the standard that
    /// decided is not kept.
    pub said: Option<(bool, Named, Named)>,
}

/// A protected attribute on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swapped {
    /// Its name.
    pub name: String,
    /// What it is in this case.
    pub ours: String,
    /// What it is on the other side.
    pub theirs: String,
}

/// From where the other side's attributes are taken, all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// From the intake of a logged case.
    Leaf(u64),
    /// From the sides that the standard publishes, by name.
    Published(String),
}

/// The same facts, decided for the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// From where its attributes are.
    pub taken: Taken,
    /// The attributes that differ.
    pub swapped: Vec<Swapped>,
    /// What would have been decided.
    pub verdict: Verdict,
    /// By which rules.
    pub rules: Vec<String>,
    /// What the same standard says of the case as it was.
    pub ours: Verdict,
    /// Whether verdict and rules are the same on both sides.
    pub same: bool,
    /// How many other sides were tried. One that differs is told, or else the first.
    pub tried: usize,
}

/// Why it cannot be told what would have been decided on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoOther {
    /// The standard that decided it is not kept here.
    OtherStandard,
    /// Facts or protected attributes of the case are not opened.
    Closed,
    /// Neither is a case of another camp with the same attributes in the log, nor does the standard publish sides.
    NoTwin,
    /// The standard decides nothing on these facts.
    Undecided,
}

impl NoOther {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OtherStandard => "other_standard",
            Self::Closed => "closed",
            Self::NoTwin => "no_twin",
            Self::Undecided => "undecided",
        }
    }
}

/// What there is to say about a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Whether the standard that decided it is still in force.
    pub current: bool,
    /// The rules that determined it.
    pub rules: Vec<RuleSaid>,
    /// What would change it, in both languages, as the leaf says it.
    pub remedy: Option<Named>,
    /// What would have been decided on the other side.
    pub other: Result<Other, NoOther>,
}

/// A decision with everything that it was made on.
pub(super) struct Judged {
    decision: drawbridge_fair_record::leaf::Decision,
    remedy: Option<Value>,
    action: String,
    facts: Object,
    protected: Object,
}

/// The last decision of a case; none if there is none.
pub(super) fn judged(story: &Story) -> Option<Judged> {
    let (told, decision, asked) = story.decided()?;
    let action = match &asked.leaf.body {
        Body::Intake(intake) => intake.action.clone(),
        // What appeals are decided by is an action of the standard like any other.
        _ => "appeal".to_owned(),
    };
    let mut facts = asked.facts();
    facts.extend(told.facts());
    let (decision, remedy) = (decision.clone(), told.value("remedy"));
    Some(Judged { decision, remedy, action, facts, protected: story.protected() })
}

impl Judged {
    /// The hash of the standard that decided it.
    pub(super) const fn standard(&self) -> Hash {
        self.decision.policy_sha256
    }
}

/// By the standard that decided it, if that is kept.
pub(super) fn explain(
    (kept, current): (Option<&Shelved>, bool),
    of: &Judged,
    twin: Option<Story>,
) -> Explained {
    let said = |id: &String| {
        let rule = kept.and_then(|kept| kept.standard.rules().get(id));
        let said = rule.map(|rule| (rule.permits, rule.reason.clone(), rule.remedy.clone()));
        RuleSaid { id: id.clone(), said }
    };
    let rules = of.decision.rules.iter().map(said).collect();
    let other = kept.map_or(Err(NoOther::OtherStandard), |kept| other(kept, of, twin));
    Explained { current, rules, remedy: of.remedy.as_ref().and_then(named), other }
}

fn other(kept: &Shelved, of: &Judged, twin: Option<Story>) -> Result<Other, NoOther> {
    let standard = &*kept.standard;
    let action = standard.actions().get(&of.action).ok_or(NoOther::Undecided)?;
    // What was submitted for statistics, such as a category, is no fact of the rules.
    let facts: Object =
        of.facts.clone().into_iter().filter(|(n, _)| action.facts.contains_key(n)).collect();
    if of.protected.is_empty() || facts.len() < action.facts.len() {
        return Err(NoOther::Closed);
    }
    let ask = |protected: &Object| {
        decide(standard, &of.action, &facts, protected).map_err(|_| NoOther::Undecided)
    };
    let ours = ask(&of.protected)?.ruling;
    let mut others = Vec::new();
    for (taken, theirs) in sides(kept, of, twin) {
        let other = ask(&theirs)?.ruling;
        others.push(Other {
            taken,
            swapped: swapped(&of.protected, &theirs),
            same: ours == other,
            verdict: other.verdict,
            rules: other.rules.into_iter().collect(),
            ours: ours.verdict,
            tried: 0,
        });
    }
    let tried = others.len();
    let told = others.iter().position(|other| !other.same).unwrap_or(0);
    let told = others.into_iter().nth(told).ok_or(NoOther::NoTwin)?;
    Ok(Other { tried, ..told })
}

/// The other sides: that of a real case first, then those that the standard publishes. Each is coherent in
/// itself; of the published ones only what this case has of its own is taken.
fn sides(kept: &Shelved, of: &Judged, twin: Option<Story>) -> Vec<(Taken, Object)> {
    let mut sides = Vec::new();
    if let Some(twin) = twin {
        sides.push((Taken::Leaf(twin.line.intake), twin.protected()));
    }
    for (name, side) in kept.twins.sides() {
        let mut theirs = of.protected.clone();
        for (name, value) in &mut theirs {
            value.clone_from(side.get(name).unwrap_or(&value.clone()));
        }
        if theirs != of.protected {
            sides.push((Taken::Published(name.clone()), theirs));
        }
    }
    sides
}

fn swapped(ours: &Object, theirs: &Object) -> Vec<Swapped> {
    let differs = |(name, ours): (&String, &Value)| {
        let theirs = theirs.get(name)?;
        let swapped = Swapped { name: name.clone(), ours: text(ours), theirs: text(theirs) };
        (swapped.ours != swapped.theirs).then_some(swapped)
    };
    ours.iter().filter_map(differs).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// The remedy as decisions by a standard have it.
fn named(value: &Value) -> Option<Named> {
    let Value::Object(members) = value else { return None };
    let member = |name: &str| match members.get(name) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    Some(Named { zh: member("zh")?, en: member("en")? })
}
