//! What every platform finds in the share texts, and makes of the addresses, that are kept beside it:
//! `dialects/*/wire/share-texts.json` and `addresses.json`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot begin has failed")]

use std::fs;
use std::path::PathBuf;

use drawbridge_canon::Dialect;
use drawbridge_canon::share::{Canonical, Found, Kind, Message, Opening, Share};
use drawbridge_roster::DIALECTS;
use serde_json::Value;
use url::Url;

/// The rows of a kept file; none where the platform keeps no such file.
fn kept(dialect: &Dialect, file: &str) -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../dialects");
    let path = folder.join(dialect.name).join("wire").join(file);
    let Ok(text) = fs::read_to_string(&path) else { return Vec::new() };
    let rows: Vec<Value> =
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert!(!rows.is_empty(), "{} is empty", path.display());
    rows
}

fn sharing() -> impl Iterator<Item = (&'static Dialect, &'static Share)> {
    DIALECTS.iter().filter_map(|dialect| Some((*dialect, dialect.share?)))
}

fn kind(kind: Option<Kind>) -> Value {
    serde_json::to_value(kind).unwrap()
}

/// What says most: the gate takes it before the others.
fn best(found: Vec<Found>) -> Option<Found> {
    found.into_iter().max_by_key(|found| (found.span.len(), found.title.is_some()))
}

#[test]
fn kept_share_texts_are_found_with_all_that_they_say() {
    let mut read = 0;
    for (dialect, share) in sharing() {
        for row in kept(dialect, "share-texts.json") {
            let text = row["text"].as_str().unwrap();
            let found = best((share.find)(&Message::of(text)));
            let found = found.unwrap_or_else(|| panic!("{}: {text}", dialect.name));
            let told = serde_json::json!({
                "url": found.url, "title": found.title, "author": found.author,
                "code": found.code, "kind": kind(found.kind),
            });
            for (name, value) in told.as_object().unwrap() {
                assert_eq!(*value, row[name], "{}: {name} of {text}", dialect.name);
            }
            match row["span"].as_str() {
                Some("*") => assert_eq!(found.span, 0..text.len(), "{text}"),
                Some(span) => assert_eq!(&text[found.span], span, "{text}"),
                None => assert!(text.get(found.span).is_some(), "{text}"),
            }
            read += 1;
        }
    }
    assert!(read >= 35, "the kept texts were read: {read}");
}

#[test]
fn kept_addresses_have_one_form_each() {
    let mut read = 0;
    for (dialect, share) in sharing() {
        for row in kept(dialect, "addresses.json") {
            let address = row["address"].as_str().unwrap();
            let url = Url::parse(address).unwrap();
            if let Some(to) = row.get("passes_to") {
                let passes = share.passes_to.unwrap()(&url).map(String::from);
                assert_eq!(passes.as_deref(), to.as_str(), "{address}");
            } else {
                one_form(share, &url, &row);
            }
            let host = url.host_str().unwrap_or_default();
            let ours = !matches!(url.scheme(), "http" | "https")
                || share.hosts.iter().any(|ours| ours.has(host));
            assert!(ours, "{}: {host}", dialect.name);
            read += 1;
        }
    }
    assert!(read >= 50, "the kept addresses were read: {read}");
}

fn one_form(share: &Share, url: &Url, row: &Value) {
    let Some(expected) = row["canonical"].as_str() else {
        assert_eq!((share.canonical)(url), None, "{url}");
        return;
    };
    let canonical = (share.canonical)(url).unwrap_or_else(|| panic!("no thing: {url}"));
    assert_eq!(canonical.url, expected, "{url}");
    if let Some(told) = row.get("kind") {
        assert_eq!(kind(canonical.kind), *told, "{url}");
    }
    if let Some(id) = row["id"].as_str() {
        assert_eq!(canonical.id.as_deref(), Some(id), "{url}");
    }
    if let Some(app) = row["app"].as_str() {
        assert_eq!(opens(&canonical), Some(app), "{url}");
    }
    // The canonical form is its own canonical form, and is spelt as the parser spells it.
    let again = Url::parse(&canonical.url).unwrap();
    assert_eq!(again.as_str(), canonical.url);
    assert_eq!((share.canonical)(&again).map(|it| it.url), Some(canonical.url));
}

fn opens(canonical: &Canonical) -> Option<&str> {
    canonical.openings.iter().find_map(|opening| match opening {
        Opening::App { url, .. } => Some(&**url),
        Opening::Mini { link, .. } => link.as_deref(),
        Opening::Web { .. } | Opening::Universal { .. } => None,
    })
}
