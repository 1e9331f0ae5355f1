//! Writes the sample report: `cargo run -p drawbridge-fair-report --example sample FOLDER`.
#![allow(clippy::disallowed_methods, reason = "an example is run by a person, with a folder")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::path::PathBuf;

use drawbridge_fair_report::json;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let report = support::World::new().report(None);
    std::fs::write(folder.join("report.json"), json::write(&report)?)?;
    Ok(())
}
