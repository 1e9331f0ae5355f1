//! What was measured, told as a table or as JSON.

use serde_json::{Map, Value, json};

use crate::say;

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// So much or more.
    AtLeast(f64),
    /// Less than so much.
    Below(f64),
}

/// One measurement.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// Its name, in dots from the general to the particular.
    name: String,
    /// What was measured; `None` where this system does not tell it.
    value: Option<f64>,
    /// Of what.
    unit: &'static str,
    /// What this machine could do at best, in the same unit.
    limit: Option<f64>,
    goal: Option<Goal>,
}

impl Figure {
    /// A figure with nothing beside it.
    pub(super) fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self::perhaps(name, Some(value), unit)
    }

    /// A figure that not every system tells.
    pub(super) fn perhaps(name: impl Into<String>, value: Option<f64>, unit: &'static str) -> Self {
        let value = value.filter(|value| value.is_finite());
        Self { name: name.into(), value, unit, limit: None, goal: None }
    }

    /// With the best that this machine allows.
    pub(super) fn limit(self, limit: f64) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// With what it should be.
    pub(super) fn goal(self, goal: Goal) -> Self {
        Self { goal: Some(goal), ..self }
    }

    fn holds(&self) -> Option<bool> {
        let value = self.value?;
        Some(match self.goal? {
            Goal::AtLeast(least) => value >= least,
            Goal::Below(most) => value < most,
        })
    }
}

/// Everything that was measured, in order.
#[derive(Default)]
pub(super) struct Report(Vec<Figure>);

impl Report {
    /// Adds a figure.
    pub(super) fn add(&mut self, figure: Figure) {
        self.0.push(figure);
    }

    /// `{name: {value, unit, limit, goal, holds}}`.
    pub(super) fn json(&self) -> Value {
        let told = self.0.iter().map(|figure| {
            let goal = figure.goal.map(goal_text);
            let told = json!({
                "value": figure.value.map(rounded),
                "unit": figure.unit,
                "limit": figure.limit.map(rounded),
                "goal": goal,
                "holds": figure.holds(),
            });
            (figure.name.clone(), told)
        });
        Value::Object(told.collect::<Map<_, _>>())
    }

    /// Prints a table.
    pub(super) fn print(&self) {
        let widest = self.0.iter().map(|figure| figure.name.len()).max().unwrap_or_default();
        let row = |cells: [&str; 6]| {
            let [name, value, unit, limit, goal, holds] = cells;
            let line = format!(
                "{name:<widest$}  {value:>12}  {unit:<10}  {limit:>12}  {goal:>10}  {holds}"
            );
            say::line(line.trim_end());
        };
        row(["name", "value", "unit", "limit", "goal", "holds"]);
        for figure in &self.0 {
            let number = |value: Option<f64>| value.map_or("-".to_owned(), text);
            let holds = figure.holds().map_or("", |holds| if holds { "yes" } else { "NO" });
            row([
                &figure.name,
                &number(figure.value),
                figure.unit,
                &figure.limit.map_or(String::new(), text),
                &figure.goal.map_or(String::new(), goal_text),
                holds,
            ]);
        }
    }
}

fn goal_text(goal: Goal) -> String {
    match goal {
        Goal::AtLeast(least) => format!(">= {}", text(least)),
        Goal::Below(most) => format!("< {}", text(most)),
    }
}

/// A number with as many places as a person reads.
fn text(value: f64) -> String {
    let places = if value.abs() >= 100.0 || value.fract() == 0.0 { 0 } else { 2 };
    format!("{value:.places$}")
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// The middle one of several measurements: what else the machine did spoils the outer ones.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    quantile(&mut values.into_iter().collect::<Vec<_>>(), 500)
}

/// The value below which so many thousandths of all lie. Sorts them.
pub(super) fn quantile(values: &mut [f64], thousandths: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() * thousandths / 1000).min(values.len().saturating_sub(1));
    values.get(place).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_holds_or_does_not() {
        let cases = [
            (Some(70.0), Goal::AtLeast(70.0), Some(true)),
            (Some(69.9), Goal::AtLeast(70.0), Some(false)),
            (Some(5.0), Goal::Below(5.0), Some(false)),
            (None, Goal::Below(5.0), None),
        ];
        for (value, goal, holds) in cases {
            let figure = Figure::perhaps("x", value, "%").goal(goal);
            assert_eq!(figure.holds(), holds, "{value:?} {goal:?}");
        }
    }

    #[test]
    fn the_median_is_one_of_the_values() {
        assert!((median([3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!(median([]).is_nan());
    }
}
