//! The files of a report.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use drawbridge_fair_indicators::plan::Plan;
use drawbridge_fair_report::evidence::Evidence;
use drawbridge_fair_report::{Report, html, json, views};

use super::{LogArgs, PageArgs};
use crate::say;

/// Writes `report.json`, the plan it was made by, and how it is computed again; returns their names.
pub(super) fn report(
    folder: &Path,
    report: &Report,
    plan: &Plan,
    log: &LogArgs,
) -> anyhow::Result<Vec<String>> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    put(folder, "report.json", &json::write(report)?)?;
    put(folder, "plan.json", &plan.write()?)?;
    put(folder, "recompute.sh", recipe(log).as_bytes())?;
    Ok(["report.json", "plan.json", "recompute.sh"].map(str::to_owned).to_vec())
}

/// Writes the page and the PDFs; returns their names.
pub(super) fn pages(
    pages: &PageArgs,
    report: &Report,
    evidence: &Evidence,
) -> anyhow::Result<Vec<String>> {
    let folder = &pages.out;
    let mut names = vec!["report.html".to_owned()];
    let options = html::Options { language: pages.first(), view: pages.view.as_deref() };
    put(folder, "report.html", html::write(report, evidence, options)?.as_bytes())?;
    for language in pages.printed() {
        let printed = drawbridge_fair_pdf::print(report, language, pages.view.as_deref())?;
        let name = format!("report.{}.pdf", language.short());
        put(folder, &name, &printed.pdf)?;
        if !printed.lacking.is_empty() {
            let lacking: String = printed.lacking.iter().collect();
            say::note(format!("{name}: the font has no picture of {lacking}; see its last page"));
        }
        names.push(name);
    }
    if let Some(id) = &pages.view {
        let view = serde_json::to_vec_pretty(&views::find(id)?)?;
        let name = format!("view.{id}.json");
        put(folder, &name, &view)?;
        names.push(name);
    }
    Ok(names)
}

/// A script that computes the report again. What stands in it was said on our command line, and is
/// quoted for the shell.
fn recipe(log: &LogArgs) -> String {
    let mut lines = vec![
        "#!/bin/sh".to_owned(),
        "# Computes report.json again from the log, and prints every number that differs."
            .to_owned(),
        "# OPENINGS is the file of openings that the parties and the regulator hold.".to_owned(),
        "# What it was made from besides is named behind: --agreement, --exception, --signer, --probe,"
            .to_owned(),
        "# --standard, --twins, as on the command line of `drawbridge fair report`.".to_owned(),
        "set -eu".to_owned(),
    ];
    let mut command = format!(
        "drawbridge fair report verify report.json --plan plan.json --openings \"$OPENINGS\" \"$@\" --log {}",
        quoted(&log.place)
    );
    for key in &log.keys {
        command.push_str(" --key ");
        command.push_str(&quoted(key));
    }
    if let Some(policy) = &log.policy {
        command.push_str(" --policy ");
        command.push_str(&quoted(&policy.display().to_string()));
    }
    lines.push(command);
    lines.join("\n") + "\n"
}

/// For a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let path = folder.join(name);
    std::fs::write(&path, bytes)
        .map_err(|error| anyhow!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_runs_nothing() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("'; rm -rf /; '"), "''\\''; rm -rf /; '\\'''");
    }
}
