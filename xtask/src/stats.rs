//! `cargo xtask stats`: how long files are and how much of them explains, for people to look at.

use std::collections::BTreeMap;

use crate::project::Project;
use crate::source::Source;

/// Prints a table, a line per crate and one for all.
pub(crate) fn run() -> anyhow::Result<()> {
    let project = Project::tree()?;
    let mut groups: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in &project.sources {
        let folder = source.path.split_once("/src/").map_or(source.path.as_str(), |(f, _)| f);
        let folder = folder.split_once("/tests/").map_or(folder, |(folder, _)| folder);
        groups.entry(folder).or_default().push(source);
    }
    println!(
        "{:<20} {:>5} {:>6} {:>6} {:>6} {:>5} {:>5} {:>5}",
        "crate", "files", "lines", "median", "p90", "most", "docs", "tests"
    );
    for (name, sources) in &groups {
        line(name, sources);
    }
    line("all", &project.sources.iter().collect::<Vec<_>>());
    Ok(())
}

fn line(name: &str, sources: &[&Source]) {
    let mut lengths: Vec<usize> = sources.iter().map(|source| source.shipped().count()).collect();
    lengths.sort_unstable();
    let total: usize = sources.iter().map(|source| source.lines.len()).sum();
    let shipped: usize = lengths.iter().sum();
    let explained: usize = sources.iter().map(|source| explained(source)).sum();
    let quantile = |percent: usize| lengths[(lengths.len() - 1) * percent / 100];
    println!(
        "{name:<20} {:>5} {total:>6} {:>6} {:>6} {:>5} {:>4}% {:>4}%",
        sources.len(),
        quantile(50),
        quantile(90),
        quantile(100),
        explained * 100 / shipped.max(1),
        (total - shipped) * 100 / total.max(1),
    );
}

/// How many lines besides tests are comments.
fn explained(source: &Source) -> usize {
    source
        .shipped()
        .filter(|(_, line)| !line.raw.trim().is_empty() && line.uncommented.trim().is_empty())
        .count()
}
