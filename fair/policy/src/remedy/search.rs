//! The search for a change of facts that leads to a step.

use drawbridge_fair_record::{Integer, Object, Value};

use super::candidates::candidates;
use super::{Change, Need};
use crate::Case;
use crate::error::{CaseError, Undecided};
use crate::judge::obstacles;
use crate::standard::{Action, Kind, Standard};

/// Most cases that are tried for one remedy: some milliseconds. The rules of the published standard
/// need fewer than a hundred.
const MOST_TRIALS: usize = 4_000;

/// Finds changes that lead to the step: first of facts that are the applicant's to change, and only
/// if there is no way, of all. Empty if none was found.
pub(super) fn search(
    standard: &Standard,
    case: &Case,
    at: usize,
) -> Result<Vec<Change>, Undecided> {
    let Some(action) = standard.actions().get(case.action()) else {
        return Err(CaseError::NoSuchAction(case.action().to_owned()).into());
    };
    for fixed_too in [false, true] {
        let mut trial = Trial { standard, action, case, at, left: MOST_TRIALS, fixed_too };
        if let Some(found) = trial.way()? {
            return trial.changes(found);
        }
    }
    Ok(Vec::new())
}

struct Trial<'s> {
    standard: &'s Standard,
    action: &'s Action,
    case: &'s Case,
    at: usize,
    left: usize,
    fixed_too: bool,
}

impl Trial<'_> {
    /// How many rules forbid the step on these facts; 0 if it is permitted. None if too much was tried.
    fn height(&mut self, facts: &Object) -> Result<Option<usize>, Undecided> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let case = self.case.but(self.standard, facts.clone())?;
        let rules = obstacles(self.standard, &case, self.at)?;
        Ok(Some(rules.map_or(0, |rules| rules.len().max(1))))
    }

    fn permitted(&mut self, facts: &Object) -> Result<bool, Undecided> {
        Ok(self.height(facts)? == Some(0))
    }

    /// Facts on which the step is permitted: one change at a time, each the one after which fewest
    /// rules forbid; where no one change helps, two at once.
    fn way(&mut self) -> Result<Option<Object>, Undecided> {
        let mut facts = self.case.facts().clone();
        let Some(mut height) = self.height(&facts)? else { return Ok(None) };
        while height > 0 {
            let singles = self.singles(&facts);
            let next = match self.lowest(&singles, height)? {
                Some(better) => Some(better),
                None => self.pair(&singles, height)?,
            };
            let Some((lower, better)) = next else { return Ok(None) };
            (height, facts) = (lower, better);
        }
        self.without_needless(facts).map(Some)
    }

    /// The facts with one of them changed, numbers first: those a person can work on.
    fn singles(&self, facts: &Object) -> Vec<Object> {
        let mut singles = Vec::new();
        for kinds in [&[Kind::Number][..], &[Kind::Truth, Kind::Word, Kind::Words]] {
            for (name, kind) in &self.action.facts {
                let Some(fact) = self.standard.facts().get(name) else { continue };
                if !kinds.contains(kind) || fact.fixed && !self.fixed_too {
                    continue;
                }
                for value in candidates(self.action, facts, name, fact) {
                    let mut changed = facts.clone();
                    changed.insert(name.clone(), value);
                    singles.push(changed);
                }
            }
        }
        singles
    }

    /// The first of the lowest, if lower than what is.
    fn lowest(
        &mut self,
        singles: &[Object],
        than: usize,
    ) -> Result<Option<(usize, Object)>, Undecided> {
        let mut best: Option<(usize, Object)> = None;
        for facts in singles {
            let Some(height) = self.height(facts)? else { break };
            if height < best.as_ref().map_or(than, |(height, _)| *height) {
                best = Some((height, facts.clone()));
            }
            if height == 0 {
                break;
            }
        }
        Ok(best)
    }

    fn pair(
        &mut self,
        singles: &[Object],
        than: usize,
    ) -> Result<Option<(usize, Object)>, Undecided> {
        for first in singles {
            let seconds = self.singles(first);
            if let Some(better) = self.lowest(&seconds, than)? {
                return Ok(Some(better));
            }
        }
        Ok(None)
    }

    /// Takes back every change without which the step is permitted too.
    fn without_needless(&mut self, mut facts: Object) -> Result<Object, Undecided> {
        for (name, is) in self.case.facts() {
            if facts.get(name) == Some(is) {
                continue;
            }
            let mut restored = facts.clone();
            restored.insert(name.clone(), is.clone());
            if self.permitted(&restored)? {
                facts = restored;
            }
        }
        Ok(facts)
    }

    fn changes(&mut self, mut found: Object) -> Result<Vec<Change>, Undecided> {
        let mut changes = Vec::new();
        for (name, is) in self.case.facts() {
            let Some(value) = found.get(name).filter(|value| *value != is).cloned() else {
                continue;
            };
            let needs = match (is, &value) {
                (Value::Integer(is), Value::Integer(to)) => {
                    self.bound(&mut found, name, is.get(), to.get())?
                }
                _ => Need::Exactly(value),
            };
            changes.push(Change { fact: name.clone(), is: is.clone(), needs });
        }
        Ok(changes)
    }

    /// The number nearest to what is that still leads to the step, the other changes made; and whether
    /// the end of the range beyond leads there too.
    fn bound(
        &mut self,
        found: &mut Object,
        name: &str,
        is: i64,
        to: i64,
    ) -> Result<Need, Undecided> {
        let (mut no, mut yes) = (is, to);
        while no.abs_diff(yes) > 1 {
            let middle = no.midpoint(yes);
            found.insert(name.to_owned(), number(middle)?);
            if self.permitted(found)? { yes = middle } else { no = middle }
        }
        let range = self.standard.facts().get(name);
        let down = yes < is;
        let end = range.map(|fact| if down { fact.least() } else { fact.largest() });
        let mut beyond = found.clone();
        beyond.insert(name.to_owned(), number(end.unwrap_or(yes))?);
        let open = self.permitted(&beyond)?;
        found.insert(name.to_owned(), number(yes)?);
        let yes = integer(yes)?;
        Ok(match (open, down) {
            (true, true) => Need::AtMost(yes),
            (true, false) => Need::AtLeast(yes),
            (false, _) => Need::Exactly(Value::Integer(yes)),
        })
    }
}

fn number(value: i64) -> Result<Value, Undecided> {
    integer(value).map(Value::Integer)
}

fn integer(value: i64) -> Result<Integer, Undecided> {
    let outside = || CaseError::Expected {
        name: "facts".to_owned(),
        expected: "whole numbers within ±(2^53 - 1)".to_owned(),
    };
    Integer::new(value).ok_or_else(|| outside().into())
}
