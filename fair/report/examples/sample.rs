//! Writes the sample report: `cargo run -p drawbridge-fair-report --example sample FOLDER`; with a
//! second folder, its page there.
#![allow(clippy::disallowed_methods, reason = "an example is run by a person, with a folder")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::path::PathBuf;

use drawbridge_fair_report::shape::Language;
use drawbridge_fair_report::{html, json};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let (report, evidence) = support::published();
    std::fs::write(folder.join("report.json"), json::write(&report)?)?;
    if let Some(folder) = std::env::args().nth(2).map(PathBuf::from) {
        let options = html::Options { language: Language::Zh, view: None };
        std::fs::write(folder.join("report.html"), html::write(&report, &evidence, options)?)?;
    }
    Ok(())
}
