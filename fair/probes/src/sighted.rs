//! Which of the planned submissions a platform's intakes are, for whoever opens a probe.

use std::collections::BTreeSet;

use drawbridge_fair_log::leaf_hash;
use drawbridge_fair_record::{Body, Disclosure, Disclosures, Leaf};

use crate::opening::Sighting;
use crate::plan::{Pair, Plan, Side};
use crate::verify::differing;

/// An intake with what opens it, as the platform gave it to whoever submitted.
#[derive(Clone, Debug)]
pub struct Disclosed {
    /// The bytes of the leaf.
    pub leaf: Vec<u8>,
    /// What opens its commitments.
    pub fields: Disclosures,
}

/// Finds the planned submissions among intakes, which stand in the order of the log. Each submission is found
/// once, the earlier in the plan first; an intake that is none of them is passed over. Of the fields no more
/// is kept than was planned: the rest is nobody's affair.
pub fn sighted(plan: &Plan, intakes: &[Disclosed]) -> Vec<Sighting> {
    let pairs = plan.pairs();
    let planned = || {
        (0_u64..).zip(&pairs).flat_map(|(number, pair)| {
            let second = if pair.first == Side::Outsider { Side::Insider } else { Side::Outsider };
            [(number, pair.first, pair), (number, second, pair)]
        })
    };
    let mut found = BTreeSet::new();
    let mut sightings = Vec::new();
    for intake in intakes {
        let one = planned().find_map(|(number, side, pair)| {
            if found.contains(&(number, side)) {
                return None;
            }
            sighting(plan, (number, side, pair), intake)
        });
        if let Some(one) = one {
            found.insert((one.pair, one.side));
            sightings.push(one);
        }
    }
    sightings.sort_by_key(|one| (one.pair, one.leaf.index));
    sightings
}

fn sighting(
    plan: &Plan,
    (number, side, pair): (u64, Side, &Pair),
    intake: &Disclosed,
) -> Option<Sighting> {
    if leaf_hash(&intake.leaf) != intake.fields.leaf.hash {
        return None;
    }
    let leaf = Leaf::read(&intake.leaf).ok()?;
    let Body::Intake(body) = &leaf.body else { return None };
    let design = plan.design();
    if leaf.gate != design.gate || body.action != design.action {
        return None;
    }
    let planned = pair.side(side);
    let asked = |field: &&Disclosure| match field.name.split_once('.') {
        Some(("protected", name)) => planned.protected.contains_key(name),
        Some(("facts", name)) => planned.facts.contains_key(name),
        _ => false,
    };
    let fields = intake.fields.fields.iter().filter(asked).cloned().collect();
    let one = Sighting { pair: number, side, leaf: intake.fields.leaf, fields };
    differing(&leaf, body, planned, &one).is_none().then_some(one)
}
