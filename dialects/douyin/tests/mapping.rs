//! The mapping table is whole on the side of the wire: every field in the kept bytes stands in it.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the kept files")]

use std::collections::BTreeSet;

use serde_json::Value;

const MAPPING: &str = include_str!("../MAPPING.md");

#[test]
fn every_field_in_the_kept_bytes_stands_in_the_table() {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/wire")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "source") {
            continue;
        }
        // What is found in messages has no fields of theirs.
        if path.ends_with("share-texts.json") || path.ends_with("addresses.json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let body = text.split_once("\r\n\r\n").map_or(text.as_str(), |(_, body)| body);
        if let Ok(value) = serde_json::from_str(body) {
            collect(&value, &mut names);
        }
        let target = text.lines().next().unwrap_or_default();
        let query = target.split(' ').nth(1).and_then(|target| target.split_once('?'));
        for pair in query.map_or("", |(_, query)| query).split('&') {
            names.insert(pair.split('=').next().unwrap_or_default().to_owned());
        }
    }
    names.remove("");
    assert!(names.len() > 40, "the kept bytes were read: {names:?}");
    let told = |name: &String| {
        ["`", "."].iter().any(|before| {
            ["`", "."].iter().any(|after| MAPPING.contains(&format!("{before}{name}{after}")))
        })
    };
    names.retain(|name| !told(name));
    assert!(names.is_empty(), "MAPPING.md does not tell of {names:?}");
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                names.insert(name.clone());
                collect(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}
