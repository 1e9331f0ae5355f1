//! The project speaks of itself alone: no paths of one machine, no mirrors, no tools that wrote it.

use super::Violation;
use crate::project::Project;

/// Absolute paths of one machine. They count only where a path begins: `docs/root/` is fine.
const PLACES: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// What nobody needs to know, in small letters. Each is written in two halves so that this file
/// does not break its own rule.
const WORDS: &[&str] = &[
    concat!("shared/", "specs"),
    concat!("shared/", "vectors"),
    concat!("shared/", "design"),
    concat!("shared/", "tenets"),
    concat!("../", "shared"),
    concat!("registry.", "npmjs"),
    concat!("registry.", "npmmirror"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("files.", "pythonhosted"),
    concat!("deb.", "debian.org"),
    concat!("clau", "de"),
    concat!("anthro", "pic"),
    concat!("chat", "gpt"),
    concat!("language ", "model"),
    concat!("ai ", "agent"),
    concat!("ai-", "generated"),
    concat!("sub", "agent"),
    concat!("coding ", "agent"),
    concat!("co-authored", "-by"),
    concat!("this ", "session"),
    concat!("this ", "workplace"),
    concat!("in issue ", "#"),
];

/// See the module's comment.
pub(super) fn forbidden(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in &project.texts {
        for (at, line) in text.lines().enumerate() {
            if let Some(word) = find(line) {
                violations.push(Violation {
                    file: path.clone(),
                    line: at + 1,
                    rule: "words",
                    what: format!("`{word}` does not belong in the project"),
                    instead: "name the public source, or a path relative to the project",
                });
            }
        }
    }
    violations
}

fn find(line: &str) -> Option<&'static str> {
    let lower = line.to_lowercase();
    let place = |place: &&&str| {
        line.match_indices(**place).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            before.is_none_or(|c| !(c.is_alphanumeric() || "_-.}>*/".contains(c)))
        })
    };
    let word = |word: &&&str| lower.contains(**word);
    PLACES.iter().find(place).or_else(|| WORDS.iter().find(word)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found() {
        for word in PLACES.iter().chain(WORDS) {
            let text = format!("See {} here.", word.to_uppercase());
            let text = if word.starts_with('/') { format!("See {word}a.") } else { text };
            assert_eq!(forbidden(&Project::of(&[("docs/A.md", &text)])).len(), 1, "{word}");
        }
    }

    #[test]
    fn a_relative_path_and_an_address_are_fine() {
        for line in ["docs/root/a", "https://example.com/work/a", "the buyer's agent; a session"] {
            assert_eq!(find(line), None, "{line}");
        }
    }
}
