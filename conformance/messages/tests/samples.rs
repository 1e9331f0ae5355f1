//! Every share text that was seen in public is read in every field.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its data has failed")]

use drawbridge_conformance_messages::platforms;
use drawbridge_gate_share::{Hit, read};
use serde_json::Value;

const SAMPLES: &str = include_str!("../data/samples.json");

/// Whose a sample is: what the list calls it, the dialect, and the beginning of the shape that the
/// dialect gives it where it speaks for several.
const WHOSE: &[(&str, &str, &str)] = &[
    ("xianyu", "taobao", "xianyu"),
    ("wechat-miniprogram", "wechat", ""),
    ("wechat-article", "wechat", ""),
];

#[test]
fn every_sample_is_read_in_every_field() {
    let samples: Vec<Value> = serde_json::from_str(SAMPLES).unwrap();
    let platforms = platforms();
    let (mut right, mut wrong) = (0, Vec::new());
    for sample in &samples {
        let hits = read(sample["text"].as_str().unwrap(), &platforms);
        for field in ["platform", "url", "token", "title"] {
            let (want, got) = (sample[field].as_str(), of(&hits, field, sample));
            if want == got.as_deref() {
                right += 1;
            } else {
                wrong.push(format!("{field}: want {want:?}, got {got:?} in {}", sample["text"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{right} of {}\n{}", samples.len() * 4, wrong.join("\n"));
    assert_eq!(right, 4 * 53);
}

/// A field of what was found, in the list's words.
fn of(hits: &[Hit], field: &str, sample: &Value) -> Option<String> {
    assert!(hits.len() < 2, "{hits:?}");
    let hit = hits.first()?;
    match field {
        "platform" => hit.platform.map(|name| called(name, hit.found.shape, sample)),
        "url" => hit.found.url.clone(),
        "token" => hit.found.code.clone(),
        _ => hit.found.title.clone(),
    }
}

fn called(name: &str, shape: &str, sample: &Value) -> String {
    let called = sample["platform"].as_str().unwrap_or_default();
    let fits = |(also, dialect, begins): &&(&str, &str, &str)| {
        *also == called && *dialect == name && shape.starts_with(begins)
    };
    WHOSE.iter().find(fits).map_or(name, |(also, ..)| also).to_owned()
}
