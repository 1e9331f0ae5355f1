//! `MAPPING.md` is complete on the side of the wire: it names every field in the samples.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod common;

use std::collections::BTreeSet;

use common::sample::{Sample, all, file};
use serde_json::Value;

#[test]
fn every_field_in_the_samples_is_mapped() {
    let mapping = file("MAPPING.md");
    for sample in all() {
        for field in fields(&sample) {
            let replied = field.ends_with("_response");
            let named = replied || mapping.contains(&format!("`{field}`"));
            assert!(named, "MAPPING.md says nothing of `{field}`, seen in {}", sample.name);
        }
    }
}

/// The names of a sample's parameters and of what is JSON in them or in its body.
fn fields(sample: &Sample) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(response) = sample.response() {
        names(&serde_json::from_slice(&response.body).unwrap(), &mut found);
    }
    if let Some(request) = sample.request() {
        let body = String::from_utf8(request.body.clone()).unwrap();
        if body.starts_with('{') {
            names(&serde_json::from_str(&body).unwrap(), &mut found);
        }
        for part in [request.query.unwrap_or_default(), body] {
            for (name, value) in part.split('&').filter_map(|pair| pair.split_once('=')) {
                if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                    continue;
                }
                found.insert(name.to_owned());
                let value = value.replace("%22", "\"").replace("%3A", ":").replace("%2C", ",");
                let value = value.replace("%7B", "{").replace("%7D", "}");
                let value = value.replace("%5B", "[").replace("%5D", "]").replace('%', "");
                names(&Value::String(value), &mut found);
            }
        }
    }
    found
}

/// The names of a value's fields, all the way down.
fn names(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                into.insert(name.clone());
                names(value, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, into)),
        Value::String(text) if text.starts_with(['{', '[']) => {
            if let Ok(value) = serde_json::from_str(text) {
                names(&value, into);
            }
        }
        _ => {}
    }
}
