//! Every crate takes its version, lints and dependencies from the workspace.

use toml::{Table, Value};

use super::Violation;
use crate::project::Project;

/// What each crate takes from `[workspace.package]`.
const INHERITED: &[&str] = &["version", "edition", "rust-version", "license", "publish"];

/// See the module's comment.
pub(super) fn inherit(project: &Project) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in &project.texts {
        // A crate outside of the workspace (a fuzzer has its own) has nothing to inherit.
        let own = path.ends_with("/Cargo.toml") && !text.contains("\n[workspace]");
        if own {
            let tell = |what: String| violations.push(violation(path, what));
            match text.parse::<Table>() {
                Ok(manifest) => check(&manifest, tell),
                Err(error) => violations.push(violation(path, error.message().to_owned())),
            }
        }
    }
    violations
}

fn check(manifest: &Table, mut tell: impl FnMut(String)) {
    let package = manifest.get("package").and_then(Value::as_table);
    for key in INHERITED {
        if !package.and_then(|package| package.get(*key)).is_some_and(is_inherited) {
            tell(format!("`{key}.workspace = true` is missing under [package]"));
        }
    }
    if !manifest.get("lints").is_some_and(is_inherited) {
        tell("`[lints] workspace = true` is missing".to_owned());
    }
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let used = manifest.get(section).and_then(Value::as_table);
        for (name, how) in used.into_iter().flatten() {
            if !is_inherited(how) {
                tell(format!("`{name}` under [{section}] has a version of its own"));
            }
        }
    }
}

fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

fn violation(path: &str, what: String) -> Violation {
    Violation {
        file: path.to_owned(),
        line: 0,
        rule: "manifests",
        what,
        instead: "write it once in the root Cargo.toml and inherit it with `workspace = true`",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"a\"\nversion.workspace = true\n\
        edition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n\
        publish.workspace = true\n[lints]\nworkspace = true\n[dependencies]\nb.workspace = true\n";

    #[test]
    fn a_crate_that_goes_its_own_way_is_refused() {
        let found = |text: &str| inherit(&Project::of(&[("a/Cargo.toml", text)])).len();
        assert_eq!(found(GOOD), 0);
        assert_eq!(found(&GOOD.replace("b.workspace = true", "b = \"1\"")), 1);
        assert_eq!(found(&GOOD.replace("[lints]\nworkspace = true\n", "")), 1);
        assert_eq!(found(&GOOD.replace("license.workspace = true", "license = \"MIT\"")), 1);
    }
}
