//! Names and definitions for people, out of the document that people read.

use crate::found::{Text, Unknown};

/// The document, with a table of definitions and a table of what is not known.
const DOCUMENT: &str = include_str!("../../DEFINITIONS.md");

/// The cells of each row of the tables that has so many.
fn rows(cells: usize) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows = rows.map(|row| row.trim_end_matches([' ', '|']).split(" | ").collect::<Vec<_>>());
    rows.filter(move |row| row.len() == cells)
}

/// The name and the definition of an indicator; its id where the document has none, which a test
/// does not let pass.
pub(crate) fn text(id: &str) -> (Text, Text) {
    let found = rows(5).find(|row| row[0].trim_end_matches('`') == id);
    match found.as_deref() {
        Some([_, name_zh, name_en, zh, en]) => (Text::new(name_zh, name_en), Text::new(zh, en)),
        _ => (Text::new(id, id), Text::new(id, id)),
    }
}

/// What the leaves do not tell.
pub(crate) fn unknown() -> Vec<Unknown> {
    let one = |row: Vec<&str>| {
        let [id, section, zh, en] = row[..] else { return None };
        let id = id.trim_end_matches('`').to_owned();
        Some(Unknown { id, section: section.parse().ok()?, reason: Text::new(zh, en) })
    };
    rows(4).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;

    #[test]
    fn whatever_is_asked_is_defined_and_nothing_else() {
        let plan = Plan::standard(&["native"]);
        let asked: Vec<&str> = plan.asked.iter().map(|asked| asked.id.as_str()).collect();
        let mut defined: Vec<&str> = rows(5).map(|row| row[0].trim_end_matches('`')).collect();
        for id in &asked {
            assert!(defined.contains(id), "{id} is asked and not defined");
        }
        defined.retain(|id| !asked.contains(id));
        assert_eq!(defined, [""; 0], "defined, and not asked");
    }

    #[test]
    fn what_is_not_known_has_a_section_and_a_reason() {
        let unknown = unknown();
        assert_eq!(unknown.len(), rows(4).count());
        assert!(unknown.len() > 10 && unknown.iter().all(|one| one.section <= 15));
    }
}
