//! Prints a report: `cargo run -p drawbridge-fair-pdf --example print REPORT FOLDER [VIEW]`.
#![allow(clippy::disallowed_methods, reason = "an example is run by a person, with files")]

use std::error::Error;
use std::path::PathBuf;

use drawbridge_fair_report::json;
use drawbridge_fair_report::shape::Language;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let report = json::read(&std::fs::read(arguments.next().ok_or("name a report")?)?)?;
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    let view = arguments.next();
    for language in Language::ALL {
        let printed = drawbridge_fair_pdf::print(&report, language, view.as_deref())?;
        std::fs::write(folder.join(format!("report.{}.pdf", language.short())), printed.pdf)?;
    }
    Ok(())
}
