//! What the leaves of a case say, for people.

use drawbridge_engine::cases::{Story, Told};
use drawbridge_engine::fair_policy::Standard;
use drawbridge_engine::fair_record::leaf::Body;
use drawbridge_engine::fair_record::{Object, Value, canonical};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::schema::{Text, time};

/// A leaf of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LeafLine {
    /// Its index in the log.
    index: u64,
    /// `intake`, `decision`, `outcome` or `appeal`.
    kind: &'static str,
    /// When it happened, by the operator's clock.
    time: String,
    /// Of a decision: `allow`, `restrict` or `refuse`.
    verdict: Option<&'static str>,
    /// Of an outcome: `applied`, `lifted`, `expired` or `withdrawn`.
    end: Option<&'static str>,
    /// Of a decision: the pseudonym of the person who decided or confirmed it.
    reviewer: Option<String>,
    /// Of a decision: until when an appeal is taken.
    appeal_until: Option<String>,
    /// How many of its fields are committed.
    committed: usize,
    /// Whether what opens them is kept, and does open them.
    opened: bool,
}

/// A fact or a protected attribute.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Attribute {
    /// Its name in the leaf.
    name: String,
    /// What people call it; absent if the standard does not know it.
    named: Option<Text>,
    /// Its value in words; absent if it is closed.
    value: Option<Text>,
}

pub(super) fn leaf(told: &Told) -> LeafLine {
    let committed = told.leaf.committed().len();
    let mut line = LeafLine {
        index: told.index,
        kind: told.leaf.body.kind(),
        time: time(told.leaf.time),
        verdict: None,
        end: None,
        reviewer: None,
        appeal_until: None,
        committed,
        opened: committed > 0 && told.opening.is_some(),
    };
    match &told.leaf.body {
        Body::Decision(decision) => {
            line.verdict = Some(decision.verdict.name());
            line.reviewer.clone_from(&decision.reviewer);
            line.appeal_until = decision.appeal_until.map(time);
        }
        Body::Outcome(outcome) => line.end = Some(outcome.end.name()),
        _ => {}
    }
    line
}

/// The protected attributes, closed ones too.
pub(super) fn protected(standard: &Standard, story: &Story) -> Vec<Attribute> {
    let Some(Body::Intake(intake)) = story.leaves.first().map(|told| &told.leaf.body) else {
        return Vec::new();
    };
    let opened = story.protected();
    let attribute = |name: &String| Attribute {
        name: name.clone(),
        named: standard.protected().get(name).map(Text::from),
        value: opened.get(name).map(plain),
    };
    intake.protected.keys().map(attribute).collect()
}

/// What it was decided on: what was submitted, and what was found besides.
pub(super) fn facts(standard: &Standard, story: &Story) -> Vec<Attribute> {
    let (mut names, mut values) = (Vec::new(), Object::new());
    for told in &story.leaves {
        let fields = match &told.leaf.body {
            Body::Intake(intake) => &intake.facts,
            Body::Decision(decision) => &decision.facts,
            Body::Appeal(appeal) => &appeal.facts,
            _ => continue,
        };
        names.extend(fields.keys().cloned());
        values.extend(told.facts());
    }
    names.sort();
    names.dedup();
    let attribute = |name: String| {
        let fact = standard.facts().get(&name);
        let value = values.get(&name);
        let said = |value: &Value| match fact {
            Some(fact) => {
                let (zh, en) = fact.say(value);
                Text { zh, en }
            }
            None => plain(value),
        };
        let called = fact.map(|fact| Text { zh: fact.zh.clone(), en: fact.en.clone() });
        Attribute { named: called, value: value.map(said), name }
    };
    names.into_iter().map(attribute).collect()
}

/// A value that needs no translation.
fn plain(value: &Value) -> Text {
    let text = match value {
        Value::Text(text) => text.clone(),
        other => {
            let bytes = canonical::write(other).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    Text { zh: text.clone(), en: text }
}
