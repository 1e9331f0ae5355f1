//! What the published standard decides.

use std::time::Duration;

use drawbridge_fair_policy::{Case, Standard, decide, judge, published};
use drawbridge_fair_record::leaf::Verdict;
use drawbridge_fair_record::{Integer, Object, Value};

use super::core::paced;
use crate::commands::bench::figure::{Figure, Goal, Report};

/// Different cases, of which a tenth are refused.
const CASES: i64 = 1_000;
/// What is decided.
const ACTION: &str = "pay.accept";

/// Verdicts a second, where the case is at hand in the rules' own form; where it is brought as it stands
/// in leaves; and with what would change it.
pub(super) fn measure(span: Duration, report: &mut Report) -> anyhow::Result<()> {
    let standard = Standard::parse(&published())?;
    let sides = object([("camp", text("rival")), ("wallet_brand", text("rival-wallet"))]);
    let facts: Vec<Object> = (0..CASES).map(payment).collect();
    let prepare = |facts: &Object| Case::new(&standard, ACTION, facts, &sides);
    let cases: Vec<Case> = facts.iter().map(prepare).collect::<Result<_, _>>()?;
    let judged = paced(span, || {
        let refused = cases.iter().map(|case| judge(&standard, case));
        count(refused.map(|ruling| ruling.map(|ruling| ruling.verdict)))
    })?;
    let prepared = paced(span, || {
        let ruled =
            facts.iter().map(|facts| prepare(facts).and_then(|case| judge(&standard, &case)));
        count(ruled.map(|ruling| ruling.map(|ruling| ruling.verdict)))
    })?;
    let told = paced(span, || {
        let decided = facts.iter().map(|facts| decide(&standard, ACTION, facts, &sides));
        count(decided.map(|verdict| verdict.map(|verdict| verdict.outcome())))
    })?;
    let goal = Goal::AtLeast(60_000.0);
    report.add(Figure::new("policy.decisions", judged.rate, "/s").goal(goal));
    report.add(Figure::new("policy.decisions.prepared", prepared.rate, "/s"));
    report.add(Figure::new("policy.decisions.with_remedy", told.rate, "/s"));
    Ok(())
}

/// How many were decided; that the tenth is refused shows that they were.
fn count<E: std::error::Error + Send + Sync + 'static>(
    verdicts: impl Iterator<Item = Result<Verdict, E>>,
) -> anyhow::Result<u64> {
    let (mut all, mut refused) = (0, 0);
    for verdict in verdicts {
        all += 1;
        refused += u64::from(verdict? == Verdict::Refuse);
    }
    anyhow::ensure!(refused * 10 == all, "{refused} of {all} are refused, and not a tenth");
    Ok(all)
}

fn payment(at: i64) -> Object {
    let number = |number: i64| Integer::new(number).map_or(Value::Null, Value::Integer);
    object([
        ("licence_valid", Value::Bool(true)),
        ("merchant_standing", text("good")),
        ("risk", number(if at % 10 == 0 { 85 } else { at % 60 })),
        ("currency_supported", Value::Bool(true)),
        ("scene_supported", Value::Bool(true)),
        ("amount", number(at + 1)),
        ("amount_min", number(1)),
        ("amount_max", number(5_000_000)),
    ])
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Object {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
