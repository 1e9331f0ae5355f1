//! Below the engine there is no clock, die, socket, disk, environment or unordered map.
//!
//! `dialects/clippy.toml`, `gates/clippy.toml` and `fair/clippy.toml` say the same to the compiler, for
//! their folders only; this holds it for all pure crates, and needs no build.

use super::Violation;
use super::layers::layer_of;
use crate::project::Project;

const MAP: &str = "its order differs from run to run: use a BTreeMap or BTreeSet";
const CLOCK: &str = "time is an argument here: take a Timestamp (Ctx::now)";
const DIE: &str = "chance is an argument here: take Ctx::nonce";
const WORLD: &str = "return an effect, or take bytes: only the engine touches the machine";

/// `(what stands in code, what to do instead)`.
const BANNED: &[(&str, &str)] = &[
    ("HashMap", MAP),
    ("HashSet", MAP),
    ("SystemTime", CLOCK),
    ("Instant", CLOCK),
    ("::now(", CLOCK),
    ("rand::", DIE),
    ("thread_rng", DIE),
    ("RandomState", DIE),
    ("Uuid::", DIE),
    ("std::net", WORLD),
    ("TcpStream", WORLD),
    ("UdpSocket", WORLD),
    ("std::env", WORLD),
    ("std::fs", WORLD),
    ("std::process", WORLD),
    ("std::thread", WORLD),
    ("println!", WORLD),
];

/// See the module's comment. Only `seal` may roll its cryptographic library's own die: keys and
/// paddings are worth nothing without.
pub(super) fn no_outer_world(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for source in &project.sources {
        let package = project
            .packages
            .iter()
            .find(|package| source.path.starts_with(&format!("{}/src/", package.folder)));
        let Some(package) = package else { continue };
        if !layer_of(project, &package.folder).is_pure() {
            continue;
        }
        for (at, line) in source.shipped() {
            for (banned, instead) in BANNED {
                let excused = package.folder == "seal" && *instead == DIE;
                if !excused && has_word(&line.code, banned) {
                    violations.push(Violation {
                        file: source.path.clone(),
                        line: at,
                        rule: "purity",
                        what: format!("`{banned}` in a pure crate"),
                        instead,
                    });
                }
            }
        }
    }
    violations
}

/// Whether `code` has `word` not as the end or the beginning of a longer one.
fn has_word(code: &str, word: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(word).any(|(at, _)| {
        let starts = word.starts_with(|c: char| c.is_alphanumeric());
        let ends = word.ends_with(|c: char| c.is_alphanumeric());
        let before = starts && joins(code[..at].chars().next_back());
        let after = ends && joins(code[at + word.len()..].chars().next());
        !before && !after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(folder: &str, line: &str) -> usize {
        let path = format!("{folder}/src/a.rs");
        let files = Project::of(&[(&path, line)]);
        let packages = Project::of_packages(&[("a", folder, &[])]);
        no_outer_world(&Project { packages: packages.packages, ..files }).len()
    }

    #[test]
    fn each_piece_of_the_world_is_refused() {
        for line in [
            "use std::collections::HashMap;",
            "let t = SystemTime::UNIX_EPOCH;",
            "let t = jiff::Timestamp::now();",
            "std::fs::read(path)",
            "let n = rand::random();",
            "std::env::var(name)",
        ] {
            assert_eq!(found("gates/pay", line), 1, "{line}");
            assert_eq!(found("engine", line), 0, "{line}");
        }
    }

    #[test]
    fn words_comments_and_tests_are_not() {
        for line in ["let instant_pay = Instantly;", "// HashMap", "#[cfg(test)] use std::fs;"] {
            assert_eq!(found("canon", line), 0, "{line}");
        }
        assert_eq!(found("seal", "use aws_lc_rs::rand::SystemRandom;"), 0);
    }
}
