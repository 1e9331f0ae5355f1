//! A remedy in words, and as it stands in the leaf of a decision.

use std::collections::BTreeSet;

use drawbridge_fair_record::{Object, Value};

use crate::Verdict;
use crate::remedy::{Change, Need, Remedy};
use crate::standard::{Named, Standard};

impl Remedy {
    /// What would lead to the step, in both languages: the facts that would have to change, then what
    /// each rule in the way says of itself.
    pub fn say(&self, standard: &Standard) -> Named {
        let step = standard.step(&self.step).map(|step| &step.named);
        let (zh_step, en_step) =
            step.map_or((&*self.step, &*self.step), |named| (&*named.zh, &*named.en));
        let (zh, en): (Vec<_>, Vec<_>) =
            self.changes.iter().map(|change| say(standard, change)).unzip();
        let (zh, en) = if self.changes.is_empty() {
            ("没有找到能改变结果的事实".to_owned(), "no change of facts was found".to_owned())
        } else {
            (zh.join("；"), en.join("; "))
        };
        let rules = self.rules.iter().filter_map(|id| standard.rules().get(id));
        let remedies: BTreeSet<(&str, &str)> =
            rules.map(|rule| (&*rule.remedy.zh, &*rule.remedy.en)).collect();
        let (zh_rules, en_rules): (String, Vec<&str>) = remedies.into_iter().unzip();
        Named {
            zh: format!("若要“{zh_step}”：{zh}。{zh_rules}"),
            en: format!("To be {en_step}: {en}. {}", en_rules.join(" ")).trim_end().to_owned(),
        }
    }
}

fn say(standard: &Standard, change: &Change) -> (String, String) {
    let Some(fact) = standard.facts().get(&change.fact) else {
        return (change.fact.clone(), change.fact.clone());
    };
    let (zh_is, en_is) = fact.say(&change.is);
    let (zh, en) = match &change.needs {
        Need::Exactly(value) => {
            let (zh, en) = fact.say(value);
            (format!("须为{zh}"), format!("must be {en}"))
        }
        Need::AtMost(most) => {
            (format!("须不高于 {}", most.get()), format!("at most {}", most.get()))
        }
        Need::AtLeast(least) => {
            (format!("须不低于 {}", least.get()), format!("at least {}", least.get()))
        }
    };
    (format!("{}{zh}（现为 {zh_is}）", fact.zh), format!("{} {en} (it is {en_is})", fact.en))
}

impl Verdict {
    /// The member `remedy` of the decision's leaf: `zh` and `en` for people, `steps` for programs. None
    /// if the best step is granted.
    pub fn remedy(&self, standard: &Standard) -> Option<Value> {
        if self.remedies.is_empty() {
            return None;
        }
        let said: Vec<Named> = self.remedies.iter().map(|remedy| remedy.say(standard)).collect();
        let zh: String = said.iter().map(|named| named.zh.as_str()).collect();
        let en: Vec<&str> = said.iter().map(|named| named.en.as_str()).collect();
        Some(object([
            ("zh", Value::Text(zh)),
            ("en", Value::Text(en.join(" "))),
            ("steps", Value::List(self.remedies.iter().map(remedy).collect())),
        ]))
    }
}

fn remedy(remedy: &Remedy) -> Value {
    let rules = remedy.rules.iter().cloned().map(Value::Text).collect();
    object([
        ("step", Value::Text(remedy.step.clone())),
        ("verdict", Value::Text(remedy.verdict.name().to_owned())),
        ("rules", Value::List(rules)),
        ("changes", Value::List(remedy.changes.iter().map(change).collect())),
    ])
}

fn change(change: &Change) -> Value {
    let (how, value) = match &change.needs {
        Need::Exactly(value) => ("exactly", value.clone()),
        Need::AtMost(most) => ("at_most", Value::Integer(*most)),
        Need::AtLeast(least) => ("at_least", Value::Integer(*least)),
    };
    object([("fact", Value::Text(change.fact.clone())), ("is", change.is.clone()), (how, value)])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Object>(),
    )
}
