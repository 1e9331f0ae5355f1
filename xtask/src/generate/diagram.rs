//! The picture of who uses whom, as Mermaid, from the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::project::Project;

/// An arrow from what is used to its user, by folder.
type Edges = BTreeSet<(String, String)>;

/// The picture of the workspace.
pub(super) fn make() -> anyhow::Result<String> {
    Ok(draw(&Project::crates()?))
}

fn draw(project: &Project) -> String {
    let edges = without_shortcuts(&edges(project));
    let mut text = "```mermaid\nflowchart TD\n".to_owned();
    for (node, label) in nodes(project) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "    {}[\"{label}\"]", id(&node));
    }
    for (used, user) in &edges {
        let _ = writeln!(text, "    {} --> {}", id(used), id(user));
    }
    text + "```\n\nAn arrow means \"is used by\"; what follows from two others is left out.\n"
}

/// The nodes: a folder each, but one for all platforms and one for all gates, so that the picture
/// stays when one more comes.
fn nodes(project: &Project) -> BTreeMap<String, String> {
    let mut members: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for package in project.packages.iter().filter(|package| is_drawn(&package.folder)) {
        let name = package.folder.rsplit('/').next().unwrap_or_default();
        members.entry(node(project, &package.folder)).or_default().push(name);
    }
    let label = |(node, names): (String, Vec<&str>)| {
        let names =
            if node.ends_with('*') { format!("<br>{}", names.join(", ")) } else { String::new() };
        (node.clone(), format!("{node}{names}"))
    };
    members.into_iter().map(label).collect()
}

fn edges(project: &Project) -> Edges {
    let mut edges = Edges::new();
    for package in project.packages.iter().filter(|package| is_drawn(&package.folder)) {
        for used in package.uses.iter().filter(|used| !used.dev) {
            let Some(folder) = project.folder_of(&used.name) else { continue };
            let edge = (node(project, folder), node(project, &package.folder));
            if edge.0 != edge.1 {
                edges.insert(edge);
            }
        }
    }
    edges
}

/// Without the arrows that only repeat a longer way.
fn without_shortcuts(edges: &Edges) -> Edges {
    let is_shortcut = |(from, to): &(String, String)| {
        let mut open: Vec<&str> =
            edges.iter().filter(|(a, b)| a == from && b != to).map(|(_, b)| b.as_str()).collect();
        let mut seen = BTreeSet::new();
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            if seen.insert(at) {
                open.extend(edges.iter().filter(|(a, _)| a == at).map(|(_, b)| b.as_str()));
            }
        }
        false
    };
    edges.iter().filter(|edge| !is_shortcut(edge)).cloned().collect()
}

/// What only looks at the house is not part of it.
fn is_drawn(folder: &str) -> bool {
    let top = folder.split('/').next().unwrap_or_default();
    !["conformance", "docs", "xtask", "benches", "fuzz"].contains(&top)
}

fn node(project: &Project, folder: &str) -> String {
    match folder.split_once('/') {
        Some(("dialects", _)) if crate::tidy::is_family(project, folder) => folder.to_owned(),
        Some((group, _)) => format!("{group}/*"),
        None => folder.to_owned(),
    }
}

fn id(node: &str) -> String {
    node.replace('/', "_").replace('*', "all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_groups_and_no_shortcuts() {
        let project = Project::of_packages(&[
            ("canon", "canon", &[]),
            ("seal", "seal", &["canon"]),
            ("a", "dialects/a", &["canon", "seal"]),
            ("b", "dialects/b", &["canon"]),
            ("roster", "roster", &["canon", "a", "b"]),
            ("xtask", "xtask", &["roster"]),
        ]);
        let drawn = draw(&project);
        let arrows: Vec<&str> =
            drawn.lines().filter(|line| line.contains("-->")).map(str::trim).collect();
        assert_eq!(arrows, ["canon --> seal", "dialects_all --> roster", "seal --> dialects_all"]);
        assert!(drawn.contains("dialects_all[\"dialects/*<br>a, b\"]"), "{drawn}");
    }
}
