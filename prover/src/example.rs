//! The case that the solver found, decided by the evaluator and told in words.

use std::collections::BTreeMap;

use cedar_policy::{Entity, EvalResult};
use cedar_policy_symcc::Env;
use drawbridge_fair_policy::standard::{Kind, Named};
use drawbridge_fair_policy::{Case, Standard, Undecided, judge, permits};
use drawbridge_fair_record::canonical;
use drawbridge_fair_record::{Integer, Object, Value};
use serde::Serialize;

use crate::ProverError;
use crate::question::{Question, What};
use crate::twin::DOUBLE;

/// A case against a question.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// All facts, by name.
    pub facts: BTreeMap<String, serde_json::Value>,
    /// The sides: two where two cases are compared, otherwise one.
    pub sides: Vec<Side>,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// One side of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its protected attributes; what is absent is not listed.
    pub protected: BTreeMap<String, String>,
    /// Whether the step that is asked about is permitted; none if a rule failed.
    pub permitted: Option<bool>,
    /// What it is granted: a step, `refuse`, or `undecided` if a rule failed.
    pub granted: String,
}

/// Reads the case out of what the solver found, and decides it with the evaluator. A case that does
/// not contradict there what is asked is none, and an error: then solver and evaluator disagree.
pub fn example(
    standard: &Standard,
    question: &Question,
    env: &Env,
) -> Result<Example, ProverError> {
    let none = |why: &str| ProverError::NoExample(question.name.clone(), why.to_owned());
    let facts = facts(standard, question, env).ok_or_else(|| none("a fact has no value"))?;
    let subject = env.request.principal().and_then(|uid| env.entities.get(uid));
    let subject = subject.ok_or_else(|| none("it has no subject"))?;
    let doubles: &[&str] =
        if matches!(question.what, What::Neutral(_)) { &["", DOUBLE] } else { &[""] };
    let sides: Vec<Side> = doubles
        .iter()
        .map(|suffix| side(standard, question, &facts, &protected(standard, subject, suffix)))
        .collect::<Result<_, _>>()
        .map_err(|e| none(&e.to_string()))?;
    if !contradicts(&question.what, &sides) {
        return Err(none("the evaluator decides it as it should be"));
    }
    let said = say(standard, question, &facts, &sides);
    let json = |value: &Value| {
        let bytes = canonical::write(value).map_err(|e| none(&e.to_string()))?;
        serde_json::from_slice(&bytes).map_err(|e| none(&e.to_string()))
    };
    let facts = facts.iter().map(|(name, value)| json(value).map(|json| (name.clone(), json)));
    Ok(Example { facts: facts.collect::<Result<_, _>>()?, sides, zh: said.zh, en: said.en })
}

fn facts(standard: &Standard, question: &Question, env: &Env) -> Option<Object> {
    let context = env.request.context()?;
    let facts = &standard.actions().get(&question.action)?.facts;
    let fact =
        |(name, kind): (&String, &Kind)| Some((name.clone(), value(*kind, &context.get(name)?)?));
    facts.iter().map(fact).collect()
}

fn value(kind: Kind, result: &EvalResult) -> Option<Value> {
    match (kind, result) {
        (Kind::Truth, EvalResult::Bool(truth)) => Some(Value::Bool(*truth)),
        (Kind::Number, EvalResult::Long(number)) => Integer::new(*number).map(Value::Integer),
        (Kind::Word, EvalResult::String(word)) => Some(Value::Text(word.clone())),
        (Kind::Words, EvalResult::Set(set)) => {
            let words = set.iter().map(|word| value(Kind::Word, word));
            words.collect::<Option<Vec<_>>>().map(Value::List)
        }
        _ => None,
    }
}

fn protected(standard: &Standard, subject: &Entity, suffix: &str) -> BTreeMap<String, String> {
    let text = |name: &String| match subject.attr(&format!("{name}{suffix}")) {
        Some(Ok(EvalResult::String(text))) => Some((name.clone(), text)),
        _ => None,
    };
    standard.protected().keys().filter_map(text).collect()
}

fn side(
    standard: &Standard,
    question: &Question,
    facts: &Object,
    protected: &BTreeMap<String, String>,
) -> Result<Side, Undecided> {
    let texts = protected.iter().map(|(name, text)| (name.clone(), Value::Text(text.clone())));
    let case = Case::supposed(standard, &question.action, facts, &texts.collect())?;
    let permitted = permits(standard, &case, &question.step).ok();
    let granted = match judge(standard, &case) {
        Ok(ruling) => ruling.step.unwrap_or_else(|| "refuse".to_owned()),
        Err(_) => "undecided".to_owned(),
    };
    Ok(Side { protected: protected.clone(), permitted, granted })
}

/// Whether the evaluator confirms the solver.
fn contradicts(what: &What, sides: &[Side]) -> bool {
    match (what, sides) {
        (What::Neutral(_), [one, other]) => one.permitted != other.permitted,
        (What::Floor(_) | What::Ladder(_), [side]) => side.permitted == Some(false),
        (What::NeverFails(_), [side]) => side.permitted.is_none(),
        // The two versions are compared by whoever asks.
        (What::Implies(..), [_]) => true,
        _ => false,
    }
}

fn say(standard: &Standard, question: &Question, facts: &Object, sides: &[Side]) -> Named {
    let (zh, en): (Vec<_>, Vec<_>) = facts
        .iter()
        .filter_map(|(name, value)| Some((standard.facts().get(name)?, value)))
        .map(|(fact, value)| {
            let (zh, en) = fact.say(value);
            (format!("{}：{zh}", fact.zh), format!("{}: {en}", fact.en))
        })
        .unzip();
    let (zh, en) = (zh.join("，"), en.join(", "));
    let granted = |side: &Side| granted(standard, side);
    match (&question.what, sides) {
        (What::Neutral(_), [one, other]) => {
            let (zh_diff, en_diff) = unlike(standard, one, other);
            let ((zh_one, en_one), (zh_other, en_other)) = (granted(one), granted(other));
            Named {
                zh: format!(
                    "两例事实全同（{zh}），只有受保护属性不同：{zh_diff}。前者：{zh_one}；后者：{zh_other}。"
                ),
                en: format!(
                    "Two cases alike in every fact ({en}), unlike only in what is protected: {en_diff}. The one: {en_one}; the other: {en_other}."
                ),
            }
        }
        (_, [side, ..]) => {
            let (zh_granted, en_granted) = granted(side);
            Named {
                zh: format!("此例（{zh}）：{zh_granted}。"),
                en: format!("This case ({en}): {en_granted}."),
            }
        }
        _ => Named { zh: String::new(), en: String::new() },
    }
}

/// The attributes in which two sides differ.
fn unlike(standard: &Standard, one: &Side, other: &Side) -> (String, String) {
    let differ = standard
        .protected()
        .iter()
        .filter(|(name, _)| one.protected.get(*name) != other.protected.get(*name));
    let (zh, en): (Vec<_>, Vec<_>) = differ
        .map(|(name, named)| {
            let say = |side: &Side, absent: &str| {
                side.protected
                    .get(name)
                    .map_or_else(|| absent.to_owned(), |text| format!("{text:?}"))
            };
            (
                format!("{}为 {} 与 {}", named.zh, say(one, "无"), say(other, "无")),
                format!("{} {} and {}", named.en, say(one, "absent"), say(other, "absent")),
            )
        })
        .unzip();
    (zh.join("，"), en.join(", "))
}

fn granted(standard: &Standard, side: &Side) -> (String, String) {
    match standard.step(&side.granted) {
        Some(step) => (step.named.zh.clone(), step.named.en.clone()),
        None if side.granted == "refuse" => ("拒绝".to_owned(), "refused".to_owned()),
        None => ("规则出错，无法裁决".to_owned(), "a rule fails, so it is undecided".to_owned()),
    }
}
