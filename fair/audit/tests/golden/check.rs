//! What was computed beside what is written, value by value.

use std::path::Path;

use drawbridge_fair_audit::proportions::Interval;
use serde_json::Value;

/// Words for people, and one input that stands among the results: not compared.
const PROSE: &[&str] =
    &["note", "formula", "definition", "tol_abs", "cliffs_delta_formula", "cause"];

/// How near is near enough.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Near {
    Absolute(f64),
    Relative(f64),
}

/// A golden file being compared.
pub(crate) struct Golden {
    name: &'static str,
    pub(crate) document: Value,
    near: Vec<(&'static str, Near)>,
    known_wrong: Vec<(&'static str, &'static str)>,
    excused: Vec<String>,
    checked: usize,
    worst: (f64, String),
    failures: Vec<String>,
}

impl Golden {
    pub(crate) fn read(name: &'static str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let tolerance = &document["tolerance"];
        let everywhere = match tolerance["rel"].as_f64() {
            Some(relative) => Near::Relative(relative),
            None => Near::Absolute(tolerance["abs"].as_f64().unwrap()),
        };
        let near = vec![("", everywhere)];
        Self {
            name,
            document,
            near,
            known_wrong: Vec::new(),
            excused: Vec::new(),
            checked: 0,
            worst: (0.0, String::new()),
            failures: Vec::new(),
        }
    }

    /// Where `part` stands in a value's path, the file's own tolerance `key` holds.
    pub(crate) fn tolerance(mut self, part: &'static str, key: &str) -> Self {
        let near = Near::Absolute(self.document["tolerance"][key].as_f64().unwrap());
        self.near.push((part, near));
        self
    }

    /// A value that the file has wrong, and why. It fails the test if it agrees after all.
    pub(crate) fn known_wrong(mut self, path: &'static str, why: &'static str) -> Self {
        self.known_wrong.push((path, why));
        self
    }

    pub(crate) fn cases(&self) -> Vec<Value> {
        self.document["cases"].as_array().unwrap().clone()
    }

    /// Compares a case; `near` is the case's own tolerance, if it has one.
    pub(crate) fn compare(&mut self, path: &str, expected: &Value, found: &Value, case: &Value) {
        let own = case["tol_abs"].as_f64().map(Near::Absolute);
        self.walk(path, expected, found, own);
    }

    fn walk(&mut self, path: &str, expected: &Value, found: &Value, own: Option<Near>) {
        match (expected, found) {
            (Value::Object(expected), Value::Object(found)) => {
                for (key, expected) in expected {
                    let path = format!("{path}/{key}");
                    if PROSE.contains(&&**key) {
                        continue;
                    }
                    match found.get(key) {
                        Some(found) => self.walk(&path, expected, found, own),
                        None => self.failures.push(format!("{path}: not covered")),
                    }
                }
            }
            (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
                for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
                    self.walk(&format!("{path}/{at}"), expected, found, own);
                }
            }
            (Value::Number(expected), Value::Number(found)) => {
                let (expected, found) = (expected.as_f64().unwrap(), found.as_f64().unwrap());
                self.number(path, expected, found, own);
            }
            _ => {
                self.checked += 1;
                let told = || format!("{path}: {found} instead of {expected}");
                self.judge(path, expected == found, told);
            }
        }
    }

    fn number(&mut self, path: &str, expected: f64, found: f64, own: Option<Near>) {
        self.checked += 1;
        let by_path = self.near.iter().rev().find(|(part, _)| path.contains(part));
        let near = own.unwrap_or(by_path.unwrap().1);
        let gap = (found - expected).abs();
        let relative = if expected == 0.0 { 0.0 } else { gap / expected.abs() };
        let agrees = match near {
            Near::Absolute(limit) => gap <= limit,
            // Below the normal range there are no twelve digits: the last bit is allowed.
            Near::Relative(limit) => relative <= limit || gap <= 5e-324,
        };
        if agrees && relative > self.worst.0 && gap > 1e-15 {
            self.worst = (relative, path.to_owned());
        }
        let told = || format!("{path}: {found:?} instead of {expected:?}, off by {gap:e}");
        self.judge(path, agrees, told);
    }

    fn judge(&mut self, path: &str, agrees: bool, told: impl Fn() -> String) {
        if self.known_wrong.iter().any(|(wrong, _)| *wrong == path) {
            self.excused.push(path.to_owned());
            if agrees {
                self.failures.push(format!("{path}: listed as wrong, and agrees"));
            }
        } else if !agrees {
            self.failures.push(told());
        }
    }

    /// Ends the comparison, and fails if anything was wrong or another number of values compared.
    pub(crate) fn finish(self, values: usize) {
        let Self { name, checked, worst, failures, known_wrong, excused, .. } = self;
        let (relative, place) = worst;
        println!("{name}: {checked} values, worst relative difference {relative:e} at {place}");
        for (path, why) in &known_wrong {
            println!("{name}: {path} is wrong in the file: {why}");
            assert!(excused.iter().any(|found| found == path), "{path} does not exist");
        }
        assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
        assert_eq!(checked, values, "values compared in {name}");
    }
}

/// A number as the files write it.
pub(crate) fn num(x: f64) -> Value {
    if x.is_nan() {
        return "NaN".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "Infinity" } else { "-Infinity" }.into();
    }
    x.into()
}

/// A number, or null.
pub(crate) fn maybe(x: Option<f64>) -> Value {
    x.map_or(Value::Null, num)
}

/// A list of numbers.
pub(crate) fn list(values: &[f64]) -> Value {
    values.iter().copied().map(num).collect()
}

/// Both limits.
pub(crate) fn limits(interval: Interval) -> Value {
    list(&[interval.low, interval.high])
}

/// What is an object without what is null: a value that does not exist is not written.
pub(crate) fn present(mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    value
}

pub(crate) fn float(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"))
}

pub(crate) fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is not a count"))
}

pub(crate) fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(float).collect()
}
