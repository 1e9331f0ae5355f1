//! `cargo xtask gen`: what the documents say about the code is made from the code.
//!
//! With `--check` nothing is written, and what is stale is told. To generate one thing more, add a
//! line to [`GENERATED`].

mod config;
mod diagram;

use std::fs;
use std::process::Command;

use anyhow::Context as _;

use crate::repo;

/// Something that is made from the code.
struct Generated {
    /// The document.
    path: &'static str,
    /// Whether it is the whole document or one part, between
    /// `<!-- generated: <part> -->` and `<!-- end: <part> -->`.
    part: Option<&'static str>,
    /// Makes it.
    make: fn() -> anyhow::Result<String>,
}

const GENERATED: &[Generated] = &[
    Generated { path: "docs/ARCHITECTURE.md", part: Some("crates"), make: diagram::make },
    Generated { path: "docs/capabilities.md", part: None, make: capabilities },
    Generated { path: "docs/config.md", part: None, make: config::make },
];

/// The task. `false` if something could not be made or, with `--check`, is stale.
pub(crate) fn run(args: &[String]) -> bool {
    let check = args.iter().any(|arg| arg == "--check");
    let mut fine = true;
    for generated in GENERATED {
        let (line, is_fine) = match generated.refresh(check) {
            Ok(State::Fresh) => continue,
            Ok(State::Written) => ("written".to_owned(), true),
            Ok(State::Stale) => ("stale: run `cargo xtask gen` and commit".to_owned(), false),
            Err(error) => (format!("{error:#}"), false),
        };
        println!("{}: {line}", generated.path);
        fine &= is_fine;
    }
    fine
}

/// How a document stands.
enum State {
    Fresh,
    Written,
    Stale,
}

impl Generated {
    /// Makes it again, and writes it unless it is only to be checked.
    fn refresh(&self, check: bool) -> anyhow::Result<State> {
        let path = repo::root().join(self.path);
        let old = fs::read_to_string(&path).unwrap_or_default();
        let made = (self.make)()?;
        let new = match self.part {
            Some(part) => splice(&old, part, &made)?,
            None => made,
        };
        if new == old {
            return Ok(State::Fresh);
        }
        if check {
            return Ok(State::Stale);
        }
        fs::write(&path, new)?;
        Ok(State::Written)
    }
}

/// Puts what was made between the marks of a part.
fn splice(document: &str, part: &str, made: &str) -> anyhow::Result<String> {
    let (open, close) = (format!("<!-- generated: {part} -->"), format!("<!-- end: {part} -->"));
    let lost = || format!("the document must have `{open}` and below it `{close}`");
    let (before, rest) = document.split_once(&open).with_context(lost)?;
    let (_, after) = rest.split_once(&close).with_context(lost)?;
    Ok(format!("{before}{open}\n{}\n{close}{after}", made.trim_end()))
}

/// Which platform speaks what. An example of this crate prints it, and not this program itself:
/// tasks such as `fmt` and `tidy` must run while a dialect does not compile.
fn capabilities() -> anyhow::Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let example = ["run", "--quiet", "--package", "xtask", "--features", "roster"];
    repo::output(Command::new(cargo).args(example).args(["--example", "capabilities"]))
}

#[cfg(test)]
mod tests {
    use super::splice;

    #[test]
    fn only_what_stands_between_the_marks_changes() {
        let document = "# A\n<!-- generated: x -->\nold\n<!-- end: x -->\nrest\n";
        let new = splice(document, "x", "new\n").unwrap();
        assert_eq!(new, "# A\n<!-- generated: x -->\nnew\n<!-- end: x -->\nrest\n");
        assert_eq!(splice(&new, "x", "new\n").unwrap(), new);
    }

    #[test]
    fn a_document_without_marks_is_told() {
        assert!(splice("# A\n", "x", "new").is_err());
    }
}
