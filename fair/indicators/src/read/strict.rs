//! From a record to a line: slowly, and as the reader of records says.

use drawbridge_fair_record::leaf::Grounds;
use drawbridge_fair_record::{Body, Disclosure, Field, Fields, Leaf, Opening, Value};

use super::fields::{FieldNames, Group};
use super::line::{Line, Said, Told};

#[allow(
    clippy::match_wildcard_for_single_variants,
    reason = "kinds that the audit does not count are no matter of its own"
)]
/// The line of a leaf, with what the opening or the disclosures open.
pub(super) fn line<'a>(
    leaf: &'a Leaf,
    opening: Option<&'a Opening>,
    disclosures: &'a [Disclosure],
    names: &FieldNames,
) -> Line<'a> {
    let opener = Opener { leaf, opening, disclosures };
    let (said, mut told) = match &leaf.body {
        Body::Intake(intake) => {
            let mut told = opener.facts(&intake.facts, names);
            for name in intake.protected.keys() {
                if let Some(place) = names.place(Group::Protected, name) {
                    told.push((place, opener.open(names.full(place))));
                }
            }
            (Said::Intake { action: &intake.action }, told)
        }
        Body::Decision(decision) => {
            let said = Said::Decision {
                of: decision.intake.index,
                policy: decision.policy.index,
                verdict: decision.verdict,
                rules: decision.rules.iter().map(String::as_str).collect(),
                remedy: decision.remedy.is_some(),
                by_person: decision.reviewer.is_some(),
            };
            (said, opener.facts(&decision.facts, names))
        }
        Body::Outcome(outcome) => {
            let said = Said::Outcome { of: outcome.of.index, end: outcome.end };
            (said, opener.facts(&outcome.facts, names))
        }
        Body::Appeal(appeal) => {
            (Said::Appeal { of: appeal.of.index }, opener.facts(&appeal.facts, names))
        }
        Body::Policy(policy) => {
            let said = Said::Policy {
                effective: policy.effective_index,
                consulted_from: policy.consultation_from.0,
                consulted_until: policy.consultation_until.0,
                proved: matches!(policy.grounds, Grounds::Proof(_)),
            };
            (said, Vec::new())
        }
        _ => (Said::Other, Vec::new()),
    };
    told.sort_unstable_by_key(|(place, _)| *place);
    Line {
        time: leaf.time.0,
        gate: leaf.gate,
        subject: leaf.subject().unwrap_or_default(),
        said,
        told,
    }
}

struct Opener<'a> {
    leaf: &'a Leaf,
    opening: Option<&'a Opening>,
    disclosures: &'a [Disclosure],
}

impl<'a> Opener<'a> {
    fn facts(&self, facts: &'a Fields, names: &FieldNames) -> Vec<(usize, Told<'a>)> {
        let one = |(name, field): (&String, &'a Field)| {
            let place = names.place(Group::Facts, name)?;
            let told = match field {
                Field::Open(value) => told(value),
                Field::Committed(_) => self.open(names.full(place)),
            };
            Some((place, told))
        };
        facts.iter().filter_map(one).collect()
    }

    /// A commitment by its full name. Of several disclosures the first counts.
    fn open(&self, full: &str) -> Told<'a> {
        let verified = |disclosure: &Disclosure| disclosure.verify(self.leaf).is_ok();
        if let Some(value) = self.opening.and_then(|opening| opening.value(full)) {
            let disclosure = self.opening.and_then(|opening| opening.disclose(full));
            return if disclosure.as_ref().is_some_and(verified) {
                told(value)
            } else {
                Told::False
            };
        }
        match self.disclosures.iter().find(|one| one.name == full) {
            None => Told::Closed,
            Some(disclosure) if verified(disclosure) => told(&disclosure.value),
            Some(_) => Told::False,
        }
    }
}

fn told(value: &Value) -> Told<'_> {
    match value {
        Value::Text(text) => Told::Text(text),
        Value::Integer(number) => Told::Number(number.get()),
        Value::Bool(flag) => Told::Flag(*flag),
        Value::Null | Value::List(_) | Value::Object(_) => Told::Other,
    }
}
