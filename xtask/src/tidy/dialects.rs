//! Every dialect shows its mapping, and the vendor's own bytes with their source.
//!
//! A kept file under `dialects/*/wire/` begins with three lines, as in an HTTP file's comments:
//!
//! ```text
//! # source: wechatpay-go, core/notify/notify_test.go
//! # date: 2026-11-20
//! # status: documented
//! ```
//!
//! `documented` means that a vendor's document or SDK prints these bytes, `observed` that they were
//! seen on the wire, `derived` that they were made here from a documented format. Bytes that
//! cannot carry a comment (a zip file, JSON) have them in a file beside, `<name>.source`.

use std::collections::{BTreeMap, BTreeSet};

use super::Violation;
use super::layers::is_family;
use crate::project::Project;

const STATUSES: &[&str] = &["documented", "observed", "derived"];

/// Every platform has a mapping and kept bytes; a shared family needs neither.
pub(super) fn mapping(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for folder in folders(project).iter().filter(|folder| !is_family(project, folder)) {
        let mapping = format!("{folder}/MAPPING.md");
        if !project.files.contains(&mapping) {
            violations.push(Violation {
                file: mapping,
                line: 0,
                rule: "mapping",
                what: "does not exist".to_owned(),
                instead: "write down their field, our word, the unit and what is lost",
            });
        }
        if kept(project).all(|path| !path.starts_with(&format!("{folder}/"))) {
            violations.push(Violation {
                file: format!("{folder}/wire"),
                line: 0,
                rule: "wire",
                what: "has no file".to_owned(),
                instead: "keep the vendor's own bytes here: a round trip is not truth",
            });
        }
    }
    violations
}

/// Every kept file names where it is from.
pub(super) fn wire_sources(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for path in kept(project) {
        if let Err(what) = header(project, path) {
            violations.push(Violation {
                file: path.to_owned(),
                line: 1,
                rule: "wire",
                what,
                instead: "begin it (or <name>.source beside it) with `# source: …`, \
                          `# date: YYYY[-MM-DD[Thh:mm:ss+hh:mm]]`, `# status: documented|observed|derived`",
            });
        }
    }
    violations
}

/// Every address that a kept file gives as its source is in `docs/sources.toml`, with the date on
/// which it was read.
pub(super) fn cited_sources(project: &Project) -> Vec<Violation> {
    let listed = project.texts.get("docs/sources.toml").map_or("", String::as_str);
    let mut violations = Vec::new();
    for path in kept(project) {
        let Ok(header) = header(project, path) else { continue };
        let address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
        for url in header.source.split([' ', ',', ';', '(', ')']).filter(address) {
            let url = url.trim_end_matches(['.', '/']);
            if !listed.contains(&format!("\"{url}\"")) {
                violations.push(Violation {
                    file: path.to_owned(),
                    line: 1,
                    rule: "sources",
                    what: format!("{url} is not in docs/sources.toml"),
                    instead: "add a [[source]] with url, title and the date read",
                });
            }
        }
    }
    violations
}

/// Says aloud how much of what is kept nobody has documented.
pub(crate) fn undocumented(project: &Project) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in kept(project) {
        let status = header(project, path).map_or("unknown", |header| header.status);
        *counts.entry(status).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    let documented = counts.remove("documented").unwrap_or_default();
    let others: Vec<String> = counts.iter().map(|(status, n)| format!("{n} {status}")).collect();
    let rest = if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
    format!("wire: {total} kept files, {} of them not documented{rest}", total - documented)
}

struct Header<'a> {
    source: &'a str,
    status: &'a str,
}

fn header<'a>(project: &'a Project, path: &str) -> Result<Header<'a>, String> {
    let beside = project.texts.get(&format!("{path}.source"));
    let Some(text) = beside.or_else(|| project.texts.get(path)) else {
        return Err("is not text and has no .source beside it".to_owned());
    };
    let mut lines = text.lines();
    let mut field = |name: &str| {
        let value = lines.next().and_then(|line| line.strip_prefix(&format!("# {name}: ")));
        value.map(str::trim).filter(|v| !v.is_empty()).ok_or(format!("has no `# {name}:` line"))
    };
    let (source, date, status) = (field("source")?, field("date")?, field("status")?);
    let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    // A day, a moment (RFC 3339) where a signature's freshness is judged by it, or a bare year where
    // its publisher tells no more.
    let moment = shape
        .strip_prefix("0000-00-00")
        .is_some_and(|rest| rest.is_empty() || matches!(rest, "T00:00:00+00:00" | "T00:00:00Z"));
    if !moment && shape != "0000" {
        return Err(format!("`{date}` is not a date"));
    }
    if !STATUSES.contains(&status) {
        return Err(format!("`{status}` is not a status"));
    }
    Ok(Header { source, status })
}

/// The folders of dialects.
fn folders(project: &Project) -> BTreeSet<String> {
    let crates = project.packages.iter().map(|package| package.folder.clone());
    crates.filter(|folder| folder.starts_with("dialects/")).collect()
}

/// The kept files; what stands beside them (`*.source`) is not one itself.
fn kept(project: &Project) -> impl Iterator<Item = &str> {
    project.files.iter().map(String::as_str).filter(|path| {
        path.starts_with("dialects/") && path.contains("/wire/") && !path.ends_with(".source")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# source: https://example.com/doc\n# date: 2026-11-20\n\
        # status: documented\n\nPOST /pay HTTP/1.1\n";
    const KEPT: &str = "dialects/a/wire/pay.http";

    #[test]
    fn a_dialect_without_mapping_and_bytes_is_refused() {
        let packages = Project::of_packages(&[("a", "dialects/a", &[])]).packages;
        let bare = Project { packages: packages.clone(), ..Project::default() };
        assert_eq!(mapping(&bare).len(), 2);
        let files = Project::of(&[(KEPT, GOOD), ("dialects/a/MAPPING.md", "")]);
        assert_eq!(mapping(&Project { packages, ..files }), []);
    }

    #[test]
    fn kept_bytes_name_their_source() {
        for (text, count) in [
            (GOOD.to_owned(), 0),
            (GOOD.replace("# source", "source"), 1),
            (GOOD.replace("2026-11-20", "last week"), 1),
            (GOOD.replace("documented", "guessed"), 1),
        ] {
            assert_eq!(wire_sources(&Project::of(&[(KEPT, &text)])).len(), count, "{text}");
        }
    }

    #[test]
    fn bytes_that_cannot_carry_a_comment_have_it_beside() {
        let beside = format!("{KEPT}.source");
        assert_eq!(wire_sources(&Project::of(&[(KEPT, "{}"), (&beside, GOOD)])), []);
    }

    #[test]
    fn a_source_is_listed_with_its_date() {
        let list = "[[source]]\nurl = \"https://example.com/doc\"\n";
        assert_eq!(cited_sources(&Project::of(&[(KEPT, GOOD)])).len(), 1);
        assert_eq!(cited_sources(&Project::of(&[(KEPT, GOOD), ("docs/sources.toml", list)])), []);
    }

    #[test]
    fn what_is_not_documented_is_said() {
        let observed = GOOD.replace("documented", "observed");
        let project = Project::of(&[(KEPT, &observed), ("dialects/a/wire/b.http", GOOD)]);
        let said = undocumented(&project);
        assert_eq!(said, "wire: 2 kept files, 1 of them not documented (1 observed)");
    }
}
