//! Data in, numbers out: what other programs compute beside this crate, to see whether they agree.
//!
//! Reads one data set as JSON from standard input and writes its numbers as JSON, in groups.
//! `conformance/statistics/check.py` makes data sets, asks this, SciPy, statsmodels and R, and compares.
#![allow(clippy::print_stdout, reason = "an example tells what it finds")]
#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "statistics are compared; money is never here"
)]

mod rates;
mod samples;
mod waits;

use std::error::Error;
use std::io::Read as _;

use drawbridge_fair_audit::multiplicity::{Adjustment, adjust};
use serde_json::{Map, Value, json};

/// What is wrong with the data, or with a number.
type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let data: Value = serde_json::from_str(&text)?;
    let mut told = Map::new();
    told.insert("tables".to_owned(), each(&data["tables"], rates::table)?);
    told.insert("strata".to_owned(), each(&data["strata"], rates::strata)?);
    told.insert("samples".to_owned(), each(&data["samples"], samples::two)?);
    told.insert("blocks".to_owned(), each(&data["blocks"], samples::blocks)?);
    told.insert("survival".to_owned(), each(&data["survival"], waits::waits)?);
    told.insert("p_values".to_owned(), each(&data["p_values"], adjusted)?);
    println!("{}", Value::Object(told));
    Ok(())
}

/// The numbers of each data set of a kind.
fn each(data: &Value, numbers: impl Fn(&Value) -> Fallible<Value>) -> Fallible<Value> {
    let all = data.as_array().ok_or("a list of data sets is missing")?;
    Ok(Value::Array(all.iter().map(numbers).collect::<Fallible<_>>()?))
}

/// The numbers of a list.
fn list(data: &Value) -> Fallible<Vec<f64>> {
    let all = data.as_array().ok_or("a list of numbers is missing")?;
    all.iter().map(|one| one.as_f64().ok_or_else(|| "not a number".into())).collect()
}

fn adjusted(data: &Value) -> Fallible<Value> {
    let p = list(data)?;
    Ok(json!({
        "bonferroni": adjust(&p, Adjustment::Bonferroni),
        "holm": adjust(&p, Adjustment::Holm),
        "hochberg": adjust(&p, Adjustment::Hochberg),
        "hommel": adjust(&p, Adjustment::Hommel),
        "fdr_bh": adjust(&p, Adjustment::BenjaminiHochberg),
        "fdr_by": adjust(&p, Adjustment::BenjaminiYekutieli),
    }))
}
