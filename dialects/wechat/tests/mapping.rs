//! The mapping table is whole on the side of the wire: every field in the kept bytes stands in it.

mod common;

use std::collections::BTreeSet;

use common::{message, wire};
use serde_json::Value;

const MAPPING: &str = include_str!("../MAPPING.md");

#[test]
fn every_field_in_the_kept_bytes_stands_in_the_table() {
    let mut names = BTreeSet::new();
    for (name, bytes) in wire() {
        // What is found in messages has no fields of theirs.
        let found = matches!(name.as_str(), "share-texts.json" | "addresses.json");
        if found || name.contains(".csv") || name.contains(".source") {
            continue;
        }
        let text = String::from_utf8(message(&bytes).to_vec()).expect("kept files are UTF-8");
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
    assert!(names.len() > 60, "the kept bytes were read: {names:?}");
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

#[test]
fn every_column_of_the_kept_bill_stands_in_the_table() {
    let bytes = common::kept("bill.ALL.csv");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let header = text.trim_start_matches('\u{feff}').lines().next().expect("a header");
    let lost_elsewhere = ["商户号", "退款金额"];
    for column in header.split(',').filter(|column| !lost_elsewhere.contains(column)) {
        assert!(MAPPING.contains(column), "MAPPING.md does not tell of {column}");
    }
}
