//! Secrets go in and do not come out.

use std::collections::BTreeMap;

use serde_json::Value;

/// What stands in a secret's place.
const BLOT: &str = "•••";

/// Blots out every secret whose value stands here, and leaves references to where one is.
pub(super) fn blot(spec: &mut Value) {
    each(spec, &mut |_, secret| {
        if secret.as_str().is_some_and(|text| !is_reference(text)) {
            *secret = Value::from(BLOT);
        }
    });
}

/// Puts old secrets where a caller sent the blot back.
pub(super) fn restore(new: &mut Value, old: &Value) {
    let mut kept = BTreeMap::new();
    each(&mut old.clone(), &mut |at, secret| drop(kept.insert(at, secret.clone())));
    each(new, &mut |at, secret| {
        if secret.as_str() == Some(BLOT) {
            *secret = kept.remove(&at).unwrap_or(Value::Null);
        }
    });
}

fn is_reference(text: &str) -> bool {
    text.starts_with("file:") || text.starts_with("env:")
}

/// Every secret of a relation, by its name or its place among the keys.
fn each(spec: &mut Value, act: &mut impl FnMut(String, &mut Value)) {
    for name in ["shared", "app_secret"] {
        if let Some(secret) = spec.get_mut(name) {
            act(name.to_owned(), secret);
        }
    }
    let keys = spec.get_mut("ours").and_then(Value::as_array_mut);
    for (place, key) in keys.into_iter().flatten().enumerate() {
        if let Some(key) = key.get_mut("key") {
            act(place.to_string(), key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_blotted_out_comes_back_by_its_blot() {
        let old = json!({"shared": "s", "ours": [{"key": "k"}, {"key": "file:a"}], "name": "w"});
        let mut shown = old.clone();
        blot(&mut shown);
        let expected =
            json!({"shared": BLOT, "ours": [{"key": BLOT}, {"key": "file:a"}], "name": "w"});
        assert_eq!(shown, expected);
        restore(&mut shown, &old);
        assert_eq!(shown, old);
    }

    #[test]
    fn a_secret_that_is_new_takes_no_other_ones_place() {
        let old = json!({"shared": "s", "ours": [{"key": "k"}]});
        let mut new = json!({"shared": BLOT, "app_secret": "a", "ours": [{"key": BLOT}]});
        restore(&mut new, &old);
        assert_eq!(new, json!({"shared": "s", "app_secret": "a", "ours": [{"key": "k"}]}));
        blot(&mut new);
        assert_eq!(new, json!({"shared": BLOT, "app_secret": BLOT, "ours": [{"key": BLOT}]}));
    }
}
