//! The licences of what is used are those of a frozen list, `deny.toml`.

use toml::{Table, Value};

use super::Violation;
use crate::project::Project;

const LIST: &str = "deny.toml";

/// Every crate from elsewhere can be had under licences that are on the list.
pub(super) fn allowed(project: &Project) -> Vec<Violation> {
    let list = project.texts.get(LIST).map(|text| text.parse::<Table>());
    let Some(Ok(list)) = list else {
        return vec![violation("cannot be read".to_owned())];
    };
    let allowed: Vec<&str> = list
        .get("licenses")
        .and_then(|licences| licences.get("allow")?.as_array())
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let bad = project.licences.iter().filter(|(_, licence)| {
        !licence.as_deref().is_some_and(|expression| permits(expression, &allowed))
    });
    bad.map(|(name, licence)| {
        let licence = licence.as_deref().unwrap_or("no licence");
        violation(format!("{name} is under {licence}"))
    })
    .collect()
}

fn violation(what: String) -> Violation {
    Violation {
        file: LIST.to_owned(),
        line: 0,
        rule: "licences",
        what,
        instead: "use another crate, or decide in docs/decisions/ that this licence is acceptable \
                  and add it to the list",
    }
}

/// Whether an SPDX expression can be met with the allowed licences: one side of an `OR`, both of
/// an `AND`. The old `/` means `OR`.
fn permits(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let permitted = either(&words, &mut at, allowed);
    permitted && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut permitted = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        permitted |= both(words, at, allowed);
    }
    permitted
}

fn both(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let mut permitted = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        permitted &= one(words, at, allowed);
    }
    permitted
}

fn one(words: &[&str], at: &mut usize, allowed: &[&str]) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let permitted = either(words, at, allowed);
        *at += 1;
        return permitted;
    }
    // An exception only ever gives more freedom than the licence before it.
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_as_spdx_means_them() {
        let allowed = ["MIT", "Apache-2.0", "ISC"];
        for (expression, permitted) in [
            ("MIT", true),
            ("MIT OR GPL-3.0", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0", false),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR GPL-3.0) AND ISC", true),
            ("ISC AND (GPL-3.0 OR AGPL-3.0)", false),
            ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
        ] {
            assert_eq!(permits(expression, &allowed), permitted, "{expression}");
        }
    }

    #[test]
    fn a_licence_that_is_not_on_the_list_is_refused() {
        let list = "[licenses]\nallow = [\"MIT\"]\n";
        let licence = |text: &str| vec![("a 1.0.0".to_owned(), Some(text.to_owned()))];
        let project = Project { licences: licence("GPL-3.0"), ..Project::of(&[(LIST, list)]) };
        assert_eq!(allowed(&project).len(), 1);
        let project = Project { licences: licence("MIT"), ..project };
        assert_eq!(allowed(&project), []);
    }
}
