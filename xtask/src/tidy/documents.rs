//! Documents: one title each, and every path and piece of code that they name exists.

use super::Violation;
use crate::project::{Project, ends_with};

/// Each document has one title, so that it can be listed and linked.
pub(super) fn titles(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in &project.texts {
        if !ends_with(path, &["md"]) {
            continue;
        }
        let titles: Vec<usize> =
            prose(text).filter(|(_, line)| line.starts_with("# ")).map(|(at, _)| at).collect();
        if titles.len() != 1 {
            violations.push(Violation {
                file: path.clone(),
                line: titles.get(1).copied().unwrap_or(1),
                rule: "titles",
                what: format!("{} lines begin with `# `", titles.len()),
                instead: "give the document one `# Title`, and its parts `## Headings`",
            });
        }
    }
    violations
}

/// Every path between backticks, and every relative link, leads somewhere.
pub(super) fn paths(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in &project.texts {
        if !is_checked(path) {
            continue;
        }
        for (at, line) in prose(text) {
            let quoted = quoted(line).filter(|word| is_path(project, word));
            for named in quoted.chain(links(line)) {
                if !exists(project, path, named) {
                    violations.push(Violation {
                        file: path.clone(),
                        line: at,
                        rule: "paths",
                        what: format!("`{named}` does not exist"),
                        instead: "name the file as it is called now, relative to the root",
                    });
                }
            }
        }
    }
    violations
}

/// Every piece of code that a document names by its way (`Type::method`) is somewhere in the code: a
/// name that was changed is changed here too.
pub(super) fn code(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in project.texts.iter().filter(|(path, _)| is_checked(path)) {
        for (at, line) in prose(text) {
            for named in quoted(line).filter(|word| is_code(word)) {
                let last = named.trim_end_matches("()").rsplit("::").next().unwrap_or_default();
                let mut lines = project.sources.iter().flat_map(|source| &source.lines);
                if !lines.any(|line| has_word(&line.code, last)) {
                    violations.push(Violation {
                        file: path.clone(),
                        line: at,
                        rule: "code",
                        what: format!("there is no `{named}`"),
                        instead: "name it as it is called now",
                    });
                }
            }
        }
    }
    violations
}

/// Whether a document is about the project as a whole: those of one crate or platform stand beside
/// what they tell of, and speak of other people's names.
fn is_checked(path: &str) -> bool {
    ends_with(path, &["md"])
        && (path.starts_with("docs/") || path.starts_with("README") || !path.contains('/'))
}

/// Whether a quoted word is a way to a piece of our code: names joined by `::`. Lints of the
/// compiler's are not ours.
fn is_code(word: &str) -> bool {
    let name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let way = word.trim_end_matches("()");
    way.contains("::") && way.split("::").all(name) && !way.starts_with("clippy::")
}

fn has_word(code: &str, word: &str) -> bool {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
}

/// The numbered lines of a document that are not in a fenced block.
pub(super) fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(at, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((at + 1, line))
    })
}

/// What stands between single backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The targets of links to files of the project.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split([')', '#', ' ']).next()?;
        let outer = target.is_empty() || target.contains(':') || target.starts_with('/');
        (!outer).then_some(target)
    })
}

/// Whether a quoted word is meant as a path of the project: plain characters, and it begins with
/// one of the project's folders or ends as a file with code or text does.
fn is_path(project: &Project, word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    if !word.contains('/') || word.starts_with('/') || !word.chars().all(plain) {
        return false;
    }
    let first = word.split('/').next().unwrap_or_default();
    let ours = project.files.iter().any(|file| file.split('/').next() == Some(first));
    let file = ends_with(word, &["rs", "md", "py", "ts", "sql", "sh"]);
    (ours || file) && first != "target"
}

/// Whether a path leads to a file or a folder, from the root or from the document's own folder.
fn exists(project: &Project, document: &str, named: &str) -> bool {
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    [normal(named), normal(&format!("{folder}/{named}"))].iter().any(|path| {
        let below = format!("{path}/");
        path.is_empty() || project.files.iter().any(|f| f == path || f.starts_with(&below))
    })
}

/// A path without `.`, `..` and empty parts.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_with_no_or_two_titles_is_refused() {
        for (text, count) in
            [("# A\n\n## B\n```sh\n# a comment\n```\n", 0), ("text\n", 1), ("# A\n# B\n", 1)]
        {
            assert_eq!(titles(&Project::of(&[("docs/A.md", text)])).len(), count, "{text}");
        }
    }

    #[test]
    fn code_that_is_not_there_is_refused() {
        for (line, count) in [
            ("`Money::parse_major`, `Money`, `clippy::todo`, `a -> b`", 0),
            ("`Money::parse`", 1),
            ("`money::parse_minor()`", 1),
        ] {
            let source = "fn parse_major() {}\n// Money::parse is no more.\n";
            let project = Project::of(&[("docs/A.md", line), ("canon/src/money.rs", source)]);
            assert_eq!(code(&project).len(), count, "{line}");
        }
    }

    #[test]
    fn a_path_that_leads_nowhere_is_refused() {
        for (line, count) in [
            ("`canon/src/money.rs`, `canon/src/`, `canon`", 0),
            ("`canon/src/gold.rs`", 1),
            ("`engine/src/store.rs`", 1),
            ("`/v3/pay`, `application/json`, `dialects/<name>/`, `api.example.com/a/b`", 0),
            ("[money](../canon/src/money.rs#L1), [site](https://example.com)", 0),
            ("[gold](gold.md)", 1),
        ] {
            let project = Project::of(&[("docs/A.md", line), ("canon/src/money.rs", "")]);
            assert_eq!(paths(&project).len(), count, "{line}");
        }
    }
}
