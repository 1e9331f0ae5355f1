//! How a file looks: it says what it is for, it is short, and it is finished.

use super::Violation;
use crate::project::Project;
use crate::source::Source;

/// Most lines of a file that are not tests.
const FILE: usize = 400;
/// Most lines of code in a function.
const FUNCTION: usize = 70;

/// Every module begins with a sentence about itself.
pub(super) fn module_comments(project: &Project) -> Vec<Violation> {
    let bad = |source: &&Source| {
        let first = source.lines.iter().find(|line| !line.raw.trim().is_empty());
        first.is_some_and(|line| !line.raw.starts_with("//!"))
    };
    let tell = |source: &Source| Violation {
        file: source.path.clone(),
        line: 1,
        rule: "module-comment",
        what: "does not begin with `//!`".to_owned(),
        instead: "say in one sentence what the module is for",
    };
    project.sources.iter().filter(bad).map(tell).collect()
}

/// No file is long.
pub(super) fn file_lengths(project: &Project) -> Vec<Violation> {
    let tell = |source: &Source| {
        let length = source.shipped().count();
        (length > FILE).then(|| Violation {
            file: source.path.clone(),
            line: FILE,
            rule: "file-length",
            what: format!("{length} lines besides tests; {FILE} are permitted"),
            instead: "split it along what it speaks of",
        })
    };
    project.sources.iter().filter_map(tell).collect()
}

/// No function is long.
pub(super) fn function_lengths(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for source in &project.sources {
        for function in source.functions() {
            if function.length > FUNCTION && !function.test {
                violations.push(Violation {
                    file: source.path.clone(),
                    line: function.line,
                    rule: "function-length",
                    what: format!("`{}` has {} lines of code", function.name, function.length),
                    instead: "give its parts names of their own; 70 lines are permitted",
                });
            }
        }
    }
    violations
}

/// What must not be shipped.
const STUBS: &[&str] = &[".unwrap()", "todo!(", "unimplemented!(", "dbg!("];

/// Nothing shipped is half done or gives up without a word.
pub(super) fn no_stubs(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for source in &project.sources {
        for (line, text) in source.shipped() {
            if let Some(stub) = STUBS.iter().find(|stub| text.code.contains(**stub)) {
                violations.push(Violation {
                    file: source.path.clone(),
                    line,
                    rule: "stubs",
                    what: format!("`{stub}` outside of tests"),
                    instead: "return an error that says what the caller may do next; finish it; \
                              or `expect` with the reason why it cannot happen",
                });
            }
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_without_a_sentence_is_refused() {
        assert_eq!(module_comments(&Project::of(&[("a/src/a.rs", "use b;\n")])).len(), 1);
        assert_eq!(module_comments(&Project::of(&[("a/src/a.rs", "\n//! B.\n")])).len(), 0);
    }

    #[test]
    fn a_long_file_is_refused_and_its_tests_are_free() {
        let long = "fn a() {}\n".repeat(401);
        assert_eq!(file_lengths(&Project::of(&[("a/src/a.rs", &long)])).len(), 1);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert_eq!(file_lengths(&Project::of(&[("a/src/a.rs", &tests)])).len(), 0);
    }

    #[test]
    fn a_long_function_is_refused() {
        let long = |lines: usize| format!("fn a() {{\n{}}}\n", "    b();\n".repeat(lines));
        assert_eq!(function_lengths(&Project::of(&[("a/src/a.rs", &long(69))])).len(), 1);
        assert_eq!(function_lengths(&Project::of(&[("a/src/a.rs", &long(68))])).len(), 0);
    }

    #[test]
    fn a_stub_is_refused() {
        for stub in STUBS {
            let line = format!("let x = y{stub}\n");
            assert_eq!(no_stubs(&Project::of(&[("a/src/a.rs", &line)])).len(), 1, "{stub}");
            assert_eq!(no_stubs(&Project::of(&[("a/tests/a.rs", &line)])).len(), 0, "{stub}");
        }
    }
}
