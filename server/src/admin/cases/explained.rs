//! Why a case was decided so.

use drawbridge_engine::cases::{Explained, Other, RuleSaid, Swapped, Taken};
use drawbridge_engine::fair_policy::Standard;
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::schema::Text;

/// Why it was decided so, what would change it, and what would have been decided on the other side.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CaseExplained {
    /// Whether the standard that decided it is still in force.
    current: bool,
    /// What people call the version of the standard that decided it; where that is not kept, of the one in
    /// force.
    standard: String,
    /// The rules that determined it.
    rules: Vec<RuleLine>,
    /// What would change it; absent where nothing needs to change.
    remedy: Option<Text>,
    /// What would have been decided on the other side; absent if it cannot be told.
    other: Option<OtherSide>,
    /// Why that cannot be told: `other_standard`, `closed`, `no_twin` or `undecided`.
    no_other: Option<&'static str>,
}

/// A rule.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RuleLine {
    /// Its id, as the leaf has it.
    id: String,
    /// Whether it permits; absent if its text is not at hand.
    permits: Option<bool>,
    /// Why it says so.
    reason: Option<Text>,
    /// What would change it.
    remedy: Option<Text>,
}

/// The same facts, decided for the other side.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OtherSide {
    /// The intake whose protected attributes were put in the place of this case's, all together; absent if
    /// they are those of a side that the standard publishes.
    taken_from: Option<u64>,
    /// The name of that side.
    side: Option<String>,
    /// How many other sides were tried. One that differs is told, or else the first.
    tried: usize,
    /// What differs.
    swapped: Vec<SwappedLine>,
    /// What would have been decided.
    verdict: &'static str,
    /// By which rules.
    rules: Vec<String>,
    /// What the same standard says of the case as it was.
    ours: &'static str,
    /// Whether verdict and rules are the same on both sides.
    same: bool,
}

/// A protected attribute on both sides.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SwappedLine {
    /// Its name in the leaf.
    name: String,
    /// What people call it.
    named: Option<Text>,
    /// What it is in this case.
    ours: String,
    /// What it is on the other side.
    theirs: String,
}

pub(super) fn of(standard: &Standard, explained: Explained) -> CaseExplained {
    let Explained { current, rules, remedy, other } = explained;
    let no_other = other.as_ref().err().map(|why| why.name());
    CaseExplained {
        current,
        standard: standard.version().to_owned(),
        rules: rules.into_iter().map(rule).collect(),
        remedy: remedy.as_ref().map(Text::from),
        other: other.ok().map(|other| side(standard, other)),
        no_other,
    }
}

fn rule(rule: RuleSaid) -> RuleLine {
    let RuleSaid { id, said } = rule;
    let Some((permits, reason, remedy)) = said else {
        return RuleLine { id, permits: None, reason: None, remedy: None };
    };
    let (reason, remedy) = (Some(Text::from(&reason)), Some(Text::from(&remedy)));
    RuleLine { id, permits: Some(permits), reason, remedy }
}

fn side(standard: &Standard, other: Other) -> OtherSide {
    let (taken_from, side) = match other.taken {
        Taken::Leaf(index) => (Some(index), None),
        Taken::Published(side) => (None, Some(side)),
    };
    let line = |swapped: Swapped| SwappedLine {
        named: standard.protected().get(&swapped.name).map(Text::from),
        name: swapped.name,
        ours: swapped.ours,
        theirs: swapped.theirs,
    };
    OtherSide {
        taken_from,
        side,
        tried: other.tried,
        swapped: other.swapped.into_iter().map(line).collect(),
        verdict: other.verdict.name(),
        rules: other.rules,
        ours: other.ours.name(),
        same: other.same,
    }
}
