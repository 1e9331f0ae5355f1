//! The fields that a plan names.

use std::collections::BTreeSet;

use crate::plan::Plan;

/// Where in a leaf a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Facts,
    Protected,
}

impl Group {
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Facts => "facts.",
            Self::Protected => "protected.",
        }
    }
}

/// All fields that a plan names, by full name, ascending: facts before what is protected.
#[derive(Clone, Debug)]
pub(crate) struct FieldNames {
    full: Vec<String>,
    facts: usize,
}

impl FieldNames {
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut facts: BTreeSet<&str> = BTreeSet::from([plan.category.as_str()]);
        for topic in &plan.topics {
            facts.extend(topic.strata.iter().map(|stratum| stratum.field.as_str()));
            let more = topic.flags.iter().chain(&topic.numbers).chain(&topic.query);
            facts.extend(more.map(String::as_str));
        }
        let protected = plan.own.keys().chain([&plan.camp]);
        let protected: BTreeSet<&str> = protected.map(String::as_str).collect();
        let full = |group: Group, names: &BTreeSet<&str>| {
            names.iter().map(|name| format!("{}{name}", group.prefix())).collect::<Vec<_>>()
        };
        let count = facts.len();
        let full = [full(Group::Facts, &facts), full(Group::Protected, &protected)].concat();
        Self { full, facts: count }
    }

    /// The place of a field, if the plan names it.
    pub(crate) fn place(&self, group: Group, name: &str) -> Option<usize> {
        let (from, names) = match group {
            Group::Facts => (0, &self.full[..self.facts]),
            Group::Protected => (self.facts, &self.full[self.facts..]),
        };
        let skip = group.prefix().len();
        // They are few: looking through them is quicker than halving.
        names.iter().position(|full| full[skip..] == *name).map(|at| from + at)
    }

    /// The full name at a place.
    pub(crate) fn full(&self, place: usize) -> &str {
        &self.full[place]
    }
}
