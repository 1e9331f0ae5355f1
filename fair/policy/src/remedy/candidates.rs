//! Which other values of a fact are worth trying.

use std::collections::BTreeSet;

use drawbridge_fair_record::{Integer, Object, Value};

use crate::standard::{Action, Fact, Kind};

/// Other values of a fact, nearest first. A rule can only turn at a number that stands in it, at the
/// value of another fact, or one beside; so these, and the ends of the range, are all there are for
/// rules that compare. Rules that calculate are met by the search between two of them.
pub(super) fn candidates(action: &Action, facts: &Object, name: &str, fact: &Fact) -> Vec<Value> {
    match (action.facts.get(name), facts.get(name)) {
        (Some(Kind::Truth), Some(Value::Bool(truth))) => vec![Value::Bool(!truth)],
        (Some(Kind::Number), Some(Value::Integer(number))) => {
            numbers(action, facts, number.get(), fact)
        }
        (Some(Kind::Word), Some(Value::Text(word))) => {
            let others = fact.words.iter().flat_map(|words| words.keys());
            others.filter(|other| *other != word).cloned().map(Value::Text).collect()
        }
        (Some(Kind::Words), Some(Value::List(chosen))) => words(chosen, fact),
        _ => Vec::new(),
    }
}

fn numbers(action: &Action, facts: &Object, is: i64, fact: &Fact) -> Vec<Value> {
    let (least, largest) = (fact.least(), fact.largest());
    let others = facts.values().filter_map(|value| match value {
        Value::Integer(number) => Some(number.get()),
        _ => None,
    });
    let turns = action.thresholds.iter().copied().chain(others);
    let beside = turns.flat_map(|turn| [turn.saturating_sub(1), turn, turn.saturating_add(1)]);
    let all: BTreeSet<i64> = beside.chain([least, largest]).collect();
    let mut all: Vec<i64> =
        all.into_iter().filter(|n| (least..=largest).contains(n) && *n != is).collect();
    all.sort_by_key(|number| number.abs_diff(is));
    all.into_iter().filter_map(Integer::new).map(Value::Integer).collect()
}

/// One word less, or one more.
fn words(chosen: &[Value], fact: &Fact) -> Vec<Value> {
    let without = |left: &Value| chosen.iter().filter(|word| *word != left).cloned().collect();
    let less = chosen.iter().map(|left| Value::List(without(left)));
    let all = fact.words.iter().flat_map(|words| words.keys()).cloned().map(Value::Text);
    let more = all.filter(|word| !chosen.contains(word));
    let more = more.map(|word| Value::List(chosen.iter().cloned().chain([word]).collect()));
    less.chain(more).collect()
}
